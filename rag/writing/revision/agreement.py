"""Whether two outlets agree on a number that a question asks about, told from the numbers they give. Pure.

"Do the Courier and the Ledger agree on how long the power was off?" A small writer reads both sentences and guesses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from rag.answer import AnswerSentence, Evidence, Support
from rag.question.asked import Kind, asked
from rag.question.outlets import open_outlets
from rag.text.quantities import CURRENCIES, Quantity
from rag.text.terms import content_terms
from rag.text.words import stem
from rag.writing.revision.conclude import comparable, in_smallest
from rag.writing.revision.sides import as_quoted
from rag.writing.whole import may_stand

_AGREE = re.compile(
    r"""^(?:do|did|does|are|were)\b(?P<sides>.+?)\b(?P<verb>agree|disagree|differ|at\s+odds)\b
        (?:\s+with\s+each\s+other)?\s+(?:(?:on|about|over|as\s+to|in)\s+)?(?P<asks>how\s+.+)$""",
    re.VERBOSE | re.I | re.S,
)
_HOW_LONG = re.compile(r"how\s+long\b", re.I)
_HOW_FAR = re.compile(r"how\s+(?:far|high|tall|deep|wide|long)\b", re.I)
_TIMES, _LENGTHS = ("second", "month"), ("millimetre", "mile", "foot", "yard")
_Value = tuple[Decimal, str]  # a number with the smallest unit of its kind
# Share of the words after "how" that a sentence and its title must hold, or a difference may be of two things; one
# number for two things is rarer, but none of the words is too few.
_ABOUT_IT = 0.5


def agreed(question: str, evidence: Sequence[Evidence]) -> tuple[AnswerSentence, AnswerSentence] | None:
    """Return Yes or No before one outlet's sentence, and the other's sentence; None: it cannot be told.

    It cannot where an outlet gives no number of the kind asked for, or where the sentences may speak of different
    things. Nor where it gives several, unless the best sentences of both give one and the same. That they measure what
    is asked is read off their unit or noun, so the first sentence is supported in part.
    """
    match = _AGREE.match(question.strip())
    if match is None:
        return None
    outlets = open_outlets(tuple(sorted({one.source for one in evidence if one.source})))
    sides = [mention.outlets for mention in outlets.mentions(match["sides"])]
    told = [[*_told(match["asks"], side, evidence)] for side in sides]
    if len(told) != 2 or not all(told):
        return None
    (one, n), (other, m) = (side[0] for side in told)
    same = one == other
    for side in told:
        of_the_best = {value for value, at in side if at == side[0][1]}
        if len(of_the_best if same else {value for value, _ in side}) > 1:
            return None
    about = min(_about(match["asks"], evidence[each]) for each in (n, m))
    if not about or (not same and about < _ABOUT_IT):
        return None
    word = "Yes" if same == (match["verb"].lower() == "agree") else "No"
    first = as_quoted(n + 1, evidence)
    return replace(first, text=f"{word}: {first.text}", support=Support.PARTLY), as_quoted(m + 1, evidence)


def _told(asks: str, outlets: frozenset[str], evidence: Sequence[Evidence]) -> Iterator[tuple[_Value, int]]:
    """Yield the numbers that outlets give, each with the index of its sentence, those of the best sentence first."""
    own = [(n, one) for n, one in enumerate(evidence) if one.source in outlets and may_stand(one)]
    for n, one in sorted(own, key=lambda each: -each[1].score):
        values = {(each.value, each.unit) for each in comparable(one.quote) if _is_asked_for(each, asks)}
        yield from ((value, n) for value in values)


def _is_asked_for(number: Quantity, asks: str) -> bool:
    if _HOW_FAR.match(asks):  # "how long" may be either, and both at once tell nothing
        return number.unit in _LENGTHS or (number.unit in _TIMES and _HOW_LONG.match(asks) is not None)
    wanted = asked(asks)
    if wanted.unit:
        return number.unit == in_smallest(wanted.unit)
    if wanted.kind is Kind.MONEY or asks.lower().startswith("how much "):
        return number.unit in CURRENCIES
    nouns = {stem(word) for word in wanted.counted.lower().split()}
    return not number.unit and stem(number.noun) in nouns


def _about(asks: str, one: Evidence) -> float:
    terms = set(content_terms(asks))
    return len(terms & set(content_terms(f"{one.title}. {one.quote}"))) / len(terms) if terms else 0.0
