"""Which of two things has more of what a question asks about, told from the numbers given for each. Pure.

"Which costs more, mending the roof or moving the archive?" asks for a comparison of two numbers, and so does "Is
mending the roof cheaper than moving the archive?". A small writer reads both and guesses. Where evidence gives one
number of one unit for each side, they are compared here, and both sides are quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from rag.answer import AnswerSentence, Evidence, Support
from rag.question.compared import compared, terms_of
from rag.question.outlets import short_name
from rag.text.dates import blanked
from rag.text.quantities import Quantity, quantities
from rag.text.terms import fold
from rag.text.words import stem
from rag.writing import cite
from rag.writing.whole import may_stand, whole

_RANGE = re.compile(
    r"(?<![:.\d])\d[\d,.]*(?:\s+(?!to\b)[a-z]+)?\s*(?:\bto\b|[-–])\s*\d[\d,.]*(?![:\d])"
)  # no clock times
_PART = re.compile(
    r"[,;:]\s+(?:and\s+|but\s+)?|\s+(?:compared\s+(?:with|to)|against|versus|while|whereas|but)\s+", re.I
)
_SPEEDS = frozenset(("km/h", "mph", "knot"))
# Units of one kind are compared in the smallest: "47 minutes" and "two hours".
_IN_SMALLEST = {
    unit: (smallest, times)
    for smallest, sizes in {
        "second": {"minute": 60, "hour": 3_600, "day": 86_400, "week": 604_800},
        "month": {"year": 12, "decade": 120},
        "millimetre": {"centimetre": 10, "metre": 1_000, "kilometre": 1_000_000},
        "gram": {"kilogram": 1_000, "tonne": 1_000_000},
        "kilowatt": {"megawatt": 1_000, "gigawatt": 1_000_000},
    }.items()
    for unit, times in sizes.items()
}
_TIMES = frozenset(("second", "month"))  # each in its smallest unit
_HOURS_AND_MINUTES = re.compile(r"\bhours?(?:,|\s+and)?\s+[\w-]+\s+minutes?\b", re.I)


@dataclass(frozen=True, slots=True)
class _Side:
    """One number that evidence `n` gives for one of the things offered."""

    n: int
    value: Decimal
    unit: str
    noun: str


def concluded(question: str, evidence: Sequence[Evidence]) -> tuple[AnswerSentence, ...] | None:
    """Return the side that has it, quoted after its name, or after yes or no, and the other; None: it cannot be told.

    It cannot where a side has no number, a part of a sentence gives several of one unit, the units differ, or two pairs
    of sentences say different things. One sentence that gives both is quoted once. That the numbers measure what the
    question asks about is read off their unit alone, so the first sentence is supported in part.
    """
    two = compared(question)
    if two is None or two.more is None:
        return None
    one, other = (
        tuple(_sides(mine, rest, question, evidence)) for mine, rest in ((two.one, two.other), (two.other, two.one))
    )
    pairs = [(a, b) for a in one for b in other if (a.unit, a.noun) == (b.unit, b.noun) and a.value != b.value]
    pairs = [pair for pair in pairs if not two.speed or pair[0].unit in _SPEEDS | _TIMES]
    if not pairs:
        return None
    wins = {_first_wins(a, b, more=two.more, speed=two.speed) for a, b in pairs}
    if len(wins) > 1:
        return None
    a, b = max(pairs, key=lambda pair: evidence[pair[0].n - 1].score + evidence[pair[1].n - 1].score)
    first_wins = wins.pop()
    if two.whether:
        said, first, second = "Yes" if first_wins else "No", a, b
    else:
        option, first, second = (two.one, a, b) if first_wins else (two.other, b, a)
        said = cite.neutral(option[:1].upper() + option[1:])
    told = AnswerSentence(
        text=f"{said}: {cite.quoted(evidence[first.n - 1])}", citations=(first.n,), support=Support.PARTLY
    )
    if first.n == second.n:
        return (told,)
    return told, whole(second.n, evidence)


def _first_wins(one: _Side, other: _Side, *, more: bool, speed: bool) -> bool:
    if speed and one.unit in _SPEEDS:
        more = not more  # "faster" stands with "fewer", as of two times the shorter is
    return (one.value > other.value) == more


def _sides(option: str, other: str, question: str, evidence: Sequence[Evidence]) -> Iterator[_Side]:
    own, others = terms_of(option), terms_of(other)
    apart, outlet = own - others, fold(option)
    outlets = {fold(short_name(one.source)) for one in evidence if one.source}
    of_outlets = any(fold(each) in outlets for each in (option, other))  # then what a quote names says nothing
    asked = terms_of(question)
    for n, one in enumerate(evidence, start=1):
        if not may_stand(one) or (of_outlets and fold(short_name(one.source)) != outlet):
            continue
        held = terms_of(one.quote)
        # "18 minutes in the one, compared with 10 in the other": of a sentence on both, each part tells of one.
        both = not of_outlets and own <= held and others <= held
        for text in _PART.split(one.quote) if both else (one.quote,):
            held = terms_of(text)
            # Half of an option's own words: "moving the archive" is not "moved to Monday".
            if of_outlets or (2 * len(apart & held) >= len(apart) > 0 and not (others - own) & held):
                yield from _given(text, n, asked)


def _given(text: str, n: int, asked: set[str]) -> Iterator[_Side]:
    """Yield the numbers that a text gives, each the only one of its unit."""
    numbers = tuple(comparable(text))
    if _RANGE.search(text) or sum(each.unit in _TIMES for each in numbers) > 1:
        return  # "1 to 3 million"; and of two times, one may be when, and not how long
    found = [
        _Side(n, each.value, each.unit, noun if noun in asked else "")
        for each in numbers
        # A bare number of a report is what was asked for only if it counts that.
        if (noun := stem(each.noun)) in asked or each.unit
    ]
    for side in found:
        if sum((side.unit, side.noun) == (each.unit, each.noun) for each in found) == 1:
            yield side


def in_smallest(unit: str) -> str:
    """Return the smallest unit of a unit's kind, the name under which `comparable` has it."""
    return _IN_SMALLEST.get(unit, (unit, 1))[0]


def comparable(quote: str) -> Iterator[Quantity]:
    """Yield the numbers of a quote, each in the smallest unit of their kind, "an hour and 35 minutes" as one."""
    hours: Quantity | None = None
    for each in quantities(blanked(quote)):
        unit, times = _IN_SMALLEST.get(each.unit, (each.unit, 1))
        converted = replace(each, value=each.value * times, unit=unit)
        if hours is not None and each.unit == "minute":
            yield replace(converted, value=hours.value + converted.value)
            hours = None
            continue
        if hours is not None and not hours.loose:
            yield hours
        hours = converted if each.unit == "hour" and _HOURS_AND_MINUTES.search(quote) else None
        if hours is None and not each.ordinal and not each.loose:
            yield converted
    if hours is not None and not hours.loose:
        yield hours
