"""A follow-up question rewritten by the writer, for the conversations that rules cannot read.

The rules of `rag.question.followup` cost nothing and are right about most follow-ups; the writer costs seconds. So it
is asked only where `needs_model` says so, and what it writes is taken only when it brings in nothing of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.llm.protocol import LLM, Message
from rag.question.followup import leans
from rag.text.terms import content_terms

MOST_TOKENS = 64
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


def rewrite(question: str, history: Sequence[Message], writer: LLM) -> str | None:
    """Return the question as the writer makes it stand alone; None when that cannot be trusted.

    Trusted is one line that keeps every content word of the question and takes all others from the conversation.

    Raises:
        ModelUnavailable: The writer cannot be reached.
    """
    deltas = writer.stream(prompt(question, history), max_tokens=MOST_TOKENS)
    written = "".join(delta.text for delta in deltas).strip().strip('"“”').strip()
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
