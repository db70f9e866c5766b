"""A follow-up question rewritten by the writer, for the conversations that rules cannot read.

The rules of `rag.question.followup` cost nothing and are right about most follow-ups; the writer costs seconds. So it
is asked only where `needs_model` says so, and what it writes is taken only when it brings in nothing of its own.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from contextlib import closing

from rag.errors import ModelUnavailable
from rag.llm.protocol import LLM, Delta, Message
from rag.question.followup import leans
from rag.text.terms import content_terms

MOST_TOKENS = 64
PATIENCE = 4.0  # seconds, in which a server answers so little, or the rules will do
_TURNS = 4  # messages shown: two questions and their answers
_LONGEST_TURN = 400  # characters of each

_TASK = (
    "Rewrite the last question so that it can be understood without the conversation: put the names in for words such "
    "as he, it or there. Use only words of the conversation. Do not answer it. Write the question and nothing else."
)


def needs_model(question: str, history: Sequence[Message]) -> bool:
    """Return whether the rules are not enough: the question leans on one that leans on an earlier one itself."""
    asked = [turn["content"] for turn in history if turn["role"] == "user" and turn["content"].strip()]
    return len(asked) > 1 and leans(question, asked[-1]) and leans(asked[-1], asked[-2])


def rewriting(
    question: str, history: Sequence[Message], writer: LLM, *, seconds: float = PATIENCE
) -> Generator[Delta, None, None]:
    """Yield what the writer makes of the question, piece by piece; closing it stops the writer.

    Raises:
        ModelUnavailable: The writer cannot be reached, or is not done in `seconds`: nothing is shown until then.
    """
    give_up = time.monotonic() + seconds
    deltas = writer.stream(prompt(question, history), max_tokens=MOST_TOKENS)
    with closing(deltas):
        for delta in deltas:
            if time.monotonic() > give_up:
                raise ModelUnavailable(f"The writer took more than {seconds:g} s to rewrite a follow-up.")
            yield delta


def trusted(written: str, question: str, history: Sequence[Message]) -> str | None:
    """Return the question as the writer made it stand alone, or None when that cannot be trusted.

    Trusted is one line that keeps every content word of the question and takes all others from the conversation.
    """
    written = written.strip().strip('"“”').strip()
    said = set(content_terms(written))
    own = set(content_terms(question))
    known = own.union(*(content_terms(turn["content"]) for turn in history))
    if not written or "\n" in written or not own <= said <= known or said == own:
        return None
    return written


def prompt(question: str, history: Sequence[Message]) -> list[Message]:
    """Return what the writer is asked: the last turns, cut short, and the question to rewrite."""
    turns = "\n".join(
        f"{'Question' if turn['role'] == 'user' else 'Answer'}: {' '.join(turn['content'].split())[:_LONGEST_TURN]}"
        for turn in history[-_TURNS:]
        if turn["role"] != "system"
    )
    return [
        {"role": "system", "content": _TASK},
        {"role": "user", "content": f"{turns}\nLast question: {' '.join(question.split())}\n\nRewritten question:"},
    ]
