"""What a written sentence leaves out of the one it cites, where that changes what is said. Pure.

A small writer copies a sentence and stops early: "The approach was to persuade Amodei to replace Altman", of one that
goes on "— but Amodei quickly turned down the offer". What is kept is said by the article, and is not what it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from difflib import SequenceMatcher

from rag.answer import AnswerSentence, Evidence
from rag.support.quotable import quotable
from rag.text.names import Held, runs
from rag.text.stance import without_yes_or_no, yes_or_no
from rag.text.terms import fold
from rag.writing import cite

_COPIED = 0.9  # of a written sentence's words, in order, from which on it is taken for a copy
_WORD = re.compile(r"\w+(?:[-'’.,]\w+)*")
_LEAD = re.compile(r"[^.!?:]{1,80}: ")  # an outlet, or who was asked for
# What takes back, limits or denies the words before it.
_TAKES_BACK = re.compile(
    r"^\W*(?:but|yet|although|though|even\s+though|however|except|unless|only\s+if|if|provided|despite|and\s+not|not"
    r"|until\s+(?:he|she|it|they))\b",
    re.I,
)


def with_what_was_left_out(
    question: str, kept: Sequence[AnswerSentence], evidence: Sequence[Evidence]
) -> list[AnswerSentence]:
    """Return the sentences, each that was cut too short as the whole of what it cites.

    Too short is a copy without its "but …", or one that names others and leaves out whom the question names.

    Args:
        question: As asked.
        kept: The answer's sentences.
        evidence: What they cite, by number.
    """
    held = Held([sentence.text for sentence in kept])
    named = {run.words[-1] for run in runs(question)}
    lacking = frozenset() if any(word in held for word in named) else named
    return [_whole(sentence, evidence, lacking) for sentence in kept]


def _whole(sentence: AnswerSentence, evidence: Sequence[Evidence], lacking: Set[str]) -> AnswerSentence:
    """Return a sentence, or all that it cites where it is too short; `lacking`: names that the answer should have."""
    if len(sentence.citations) != 1:
        return sentence
    quote = cite.quoted(evidence[sentence.citations[0] - 1])
    before = _LEAD.match(sentence.text)
    lead = yes_or_no(sentence.text) or (before.group() if before and not quote.startswith(before.group()) else "")
    pieces = [*_left_out(without_yes_or_no(sentence.text).removeprefix(lead), quote)]
    if not pieces or not quotable(quote):
        return sentence
    of_others = any(not run.opens for run in runs(sentence.text))  # "In 1906." is of whom the question names
    if not any(
        _TAKES_BACK.match(piece) or (of_others and any(word in Held([piece]) for word in lacking)) for piece in pieces
    ):
        return sentence
    return replace(sentence, text=lead + quote)


def _left_out(text: str, quote: str) -> Iterator[str]:
    """Yield the stretches of a quote that a copy of it lacks; none of a sentence in other words."""
    words = [fold(match.group()) for match in _WORD.finditer(text)]
    places = [*_WORD.finditer(quote)]
    matcher = SequenceMatcher(None, words, [fold(match.group()) for match in places], autojunk=False)
    if sum(block.size for block in matcher.get_matching_blocks()) < _COPIED * len(words):
        return
    for kind, _, _, first, last in matcher.get_opcodes():
        if kind == "insert":
            yield quote[places[first].start() : places[last - 1].end()]
