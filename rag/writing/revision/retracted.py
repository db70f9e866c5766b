"""A number that a later article takes back: "Four people died, and not five", before an answer that says five. Pure.

Whatever a question asks, an answer that repeats what was corrected since misleads, though a sentence supports it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.answer import AnswerSentence, Evidence
from rag.support.quotable import quotable
from rag.text.dates import blanked
from rag.text.quantities import Quantity, quantities
from rag.text.terms import content_terms
from rag.text.words import stem
from rag.writing import cite
from rag.writing.revision.sides import as_quoted

_DENIES = re.compile(r"(?:\b(?:not|never|rather\s+than|instead\s+of)|n['’]t)\b", re.I)
_REACH = 40  # characters after a denial in which a number is what it denies
_CORRECTS = re.compile(
    r"^\W*(?:correction|clarification)\b|\b(?:wrongly|erroneously|mistakenly|incorrectly)\s+(?:\w+\s+){0,2}?"
    r"(?:said|reported|stated|put|gave|given)\b",
    re.I,
)


def with_retraction(
    question: str, kept: Sequence[AnswerSentence], evidence: Sequence[Evidence]
) -> list[AnswerSentence]:
    """Return the kept sentences after the best sentence of a later article that takes one of their numbers back.

    That article must have as much of the question as the one that is cited, or it may be about something else. Nothing
    is added where a sentence of it is cited already.
    """
    cited = [evidence[n - 1] for sentence in kept for n in sentence.citations]
    if not cited:
        return list(kept)
    ours = [number for sentence in kept for number in _numbers(sentence.text)]
    newest, close = max(one.published_at or "" for one in cited), max(_about(question, one) for one in cited)
    known = {one.article_id for one in cited}
    found = [
        (one.score, n)
        for n, one in enumerate(evidence, start=1)
        if (one.published_at or "") > newest
        and one.article_id not in known
        and _about(question, one) >= close
        and quotable(cite.quoted(one))
        and any(_is_one(theirs, number) for theirs in _taken_back(one.quote) for number in ours)
    ]
    return [as_quoted(max(found)[1], evidence, day=True), *kept] if found else list(kept)


def _taken_back(text: str) -> Iterator[Quantity]:
    """Yield the numbers that a sentence denies or corrects."""
    if _CORRECTS.search(text):
        yield from _numbers(text)
        return
    plain = blanked(text)
    for match in _DENIES.finditer(plain):
        yield from _numbers(plain[match.end() : match.end() + _REACH])[:1]


def _numbers(text: str) -> list[Quantity]:
    return [number for number in quantities(blanked(text)) if not number.ordinal]


def _is_one(theirs: Quantity, ours: Quantity) -> bool:
    """Return whether both are one number of one thing, as far as the shorter of them tells: "not five"."""
    nouns = {stem(number.noun) for number in (theirs, ours) if number.noun}
    return theirs.value == ours.value and theirs.unit == ours.unit and len(nouns) < 2


def _about(question: str, one: Evidence) -> int:
    return len(set(content_terms(question)) & set(content_terms(f"{one.title}. {one.quote}")))
