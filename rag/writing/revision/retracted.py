"""A number that a later article takes back: "Four people died, and not five", before an answer that says five. Pure.

Whatever a question asks, an answer that repeats what was corrected since misleads, though a sentence supports it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.answer import AnswerSentence, Evidence
from rag.text.dates import blanked
from rag.text.quantities import Quantity, quantities
from rag.text.terms import content_terms
from rag.text.words import stem
from rag.writing.revision.sides import as_quoted
from rag.writing.whole import may_stand

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

    With it comes the sentence of that article which gives the right number, where it is another one. The article must
    have as much of the question as the sentence's own, or it may be about something else. Nothing is added where a
    sentence of it is cited already.
    """
    known = {evidence[n - 1].article_id for sentence in kept for n in sentence.citations}
    found = [
        (evidence[n - 1].score, n, number)
        for sentence in kept
        for n, number in _taking_back(question, sentence, evidence)
        if evidence[n - 1].article_id not in known
    ]
    if not found:
        return list(kept)
    _, n, number = max(found, key=lambda each: each[:2])
    instead = [] if _gives_another(evidence[n - 1].quote, number) else _right_number(n, number, evidence)
    return [as_quoted(n, evidence, day=True), *instead, *kept]


def _taking_back(
    question: str, sentence: AnswerSentence, evidence: Sequence[Evidence]
) -> Iterator[tuple[int, Quantity]]:
    """Yield the evidence, by number, that takes a number of one sentence back, and that number."""
    cited = [evidence[n - 1] for n in sentence.citations]
    newest = max((one.published_at or "" for one in cited), default="")
    close = max((_about(question, one) for one in cited), default=0)
    for n, one in enumerate(evidence, start=1):
        if cited and (one.published_at or "") > newest and _about(question, one) >= close:
            for number in _numbers(sentence.text):
                if any(_is_one(theirs, number) for theirs in _taken_back(one.quote)) and may_stand(one):
                    yield n, number


def _right_number(n: int, wrong: Quantity, evidence: Sequence[Evidence]) -> list[AnswerSentence]:
    """Return the sentence beside the retraction that gives another number of the kind; none where several may do."""
    others = [
        at
        for at, one in enumerate(evidence, start=1)
        if one.article_id == evidence[n - 1].article_id and _gives_another(one.quote, wrong) and may_stand(one)
    ]
    return [as_quoted(others[0], evidence)] if len(others) == 1 else []


def _gives_another(text: str, wrong: Quantity) -> bool:
    """Return whether a text gives another number of what the wrong one is of: its unit, or else its noun."""
    if not (wrong.unit or wrong.noun):
        return False
    taken_back = {number.value for number in _taken_back(text)}
    return any(
        number.value not in {wrong.value, *taken_back}
        and number.unit == wrong.unit
        and (wrong.unit or stem(number.noun or "") == stem(wrong.noun or ""))
        for number in _numbers(text)
    )


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
