"""What kind of thing a question asks for, and whether a sentence gives one. Pure.

"How many hectares" is answered by a number of hectares, "when" by a day. A writer that finds no answer likes to give
the nearest sentence instead: it is true and cited, and no answer. Most of those lack what was asked for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from rag.clauses import asks_yes_or_no
from rag.dates import Dated, blanked, dates
from rag.names import runs
from rag.quantities import quantities
from rag.stance import Stance, cues


class Kind(StrEnum):
    """What a question asks for, as far as its words tell; `OTHER` when they don't."""

    NUMBER = "number"
    MONEY = "money"
    TIME = "time"
    NAME = "name"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Asked:
    """The kind of thing a question asks for, and for a number the unit it is asked in ("hectare"), or ""."""

    kind: Kind
    unit: str = ""


_HOW_MANY = re.compile(
    r"\bhow\s+(?:many|much)\b(?P<nouns>(?:\s+[^\W\d_]+){0,2})"
    r"|\b(?:what|which)\s+(?:\w+\s+)?(?:percentage|share|proportion|number|amount|total|age|height|length)\b",
    re.I,
)
_HOW_FAR = re.compile(r"\bhow\s+(?:high|old|far|tall|deep|large|big|heavy|fast|wide|long)\b", re.I)
_MONEY = re.compile(
    r"""\bhow\s+much\b.*\b(?:cost|earn|pa(?:y|id)|spen[dt]|worth|price|charge|fine|owe|invest|rais|sav|sell|sold
        |bought|buy|reserve|profit|revenue)\w*
        |\b(?:what|which)\s+(?:\w+\s+){0,3}(?:price|cost|salary|wage|fee|fine|profit|revenue|sum|budget)s?\b
        |\bat\s+what\s+(?:price|cost)\b""",
    re.VERBOSE | re.I | re.S,
)
_WHEN = re.compile(
    r"""(?:^|[,;?:]\s+|\b(?:and|since|until|in|on|from|by|at)\s+)
        (?:when\s+(?:is|was|are|were|has|had|have|does|did|do|can|could|will|would|should)
            |(?:what|which)\s+(?:year|date|day|month|weekday|time)|how\s+long\s+ago)\b""",
    re.VERBOSE | re.I,
)
_NAMED = re.compile(
    r"\bwhat\s+(?:is|was|are|were)\s+(?:the\s+)?(?:names?|titles?)\s+of\b|\bwhat\b.*\b(?:called|named)\W*$", re.I | re.S
)
# What a sentence may hold for a time besides dates: clock times and words that count from another time.
_SOME_TIME = re.compile(
    r"""\b(?:\d{1,2}[:.]\d\d | \d{1,2}\s*(?:[ap]\.?m\b\.?|o['’]clock) | noon | midnight | dawn | yesterday | today
        | tomorrow | tonight | ago | later | earlier | after | before | until | during | since | spring | summer
        | autumn | winter | christmas | easter | morning | afternoon | evening | night | week | month | year
        | century | \d{4})s?\b
        | \b(?:January|February|March|April|May|June|July|August|September|October|November|December
        |(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)s?\b""",
    re.VERBOSE,
)
_MANY = re.compile(
    r"\b(?:none|nobody|no|half|third|quarter|fifth|dozens?|hundreds|thousands|millions|billions|several|few|many|most"
    r"|all|both|once|twice|double|doubled|single|every|daily)\b",
    re.I,
)
_CURRENCIES = frozenset(("dollar", "euro", "pound", "yen", "yuan", "rupee", "crown", "florin", "franc", "cent"))
_QUOTED = re.compile(r"[“\"‘«][^”\"’»]{2,}[”\"’»]")


def asked(question: str) -> Asked:
    """Return what a question asks for. Nothing is read into a question that yes or no answers."""
    found = Asked(Kind.OTHER)
    if asks_yes_or_no(question):
        return found
    if _MONEY.search(question):
        found = Asked(Kind.MONEY)
    elif match := _HOW_MANY.search(question):
        found = Asked(Kind.NUMBER, next(filter(None, map(_unit, (match["nouns"] or "").split())), ""))
    elif _HOW_FAR.search(question):
        found = Asked(Kind.NUMBER)
    elif _WHEN.search(question.strip()):
        found = Asked(Kind.TIME)
    elif _NAMED.search(question):
        found = Asked(Kind.NAME)
    return found


def gives(asked: Asked, text: str, *, question: str) -> bool:
    """Return whether a text has a thing of the kind asked for that is not already in the question.

    A denial gives what can be given: "No successor has been named", "She never married".
    """
    if asked.kind is Kind.OTHER or any(cue.stance is Stance.DENIED for cue in cues(text)):
        return True
    match asked.kind:
        case Kind.NUMBER | Kind.MONEY:
            return _gives_number(asked, text, question)
        case Kind.TIME:
            return _gives_time(text, question)
    known = {word for run in runs(question) for word in run.words}
    new = any(not known.issuperset(run.words) for run in runs(text) if not run.opens)
    return new or _QUOTED.search(text) is not None


def _gives_time(text: str, question: str) -> bool:
    known = {match.group().lower() for match in _SOME_TIME.finditer(question)}
    found = {match.group().lower() for match in _SOME_TIME.finditer(text)}
    return bool(found - known) or len(dates(Dated(text))) > len(dates(Dated(question)))


def _gives_number(asked: Asked, text: str, question: str) -> bool:
    known = {found.value for found in quantities(blanked(question))}
    found = [one for one in quantities(blanked(text)) if one.value not in known]
    if asked.kind is Kind.MONEY:
        return any(one.unit in _CURRENCIES or (not one.unit and one.value >= 1000) for one in found)
    if asked.unit:
        return any(_same_unit(one.unit, asked.unit) for one in found)
    return bool(found) or _MANY.search(text) is not None


def _same_unit(unit: str, other: str) -> bool:
    """Return whether two units measure alike, as far as spelling shows: "kilometre" and "metre", "year old", "ton"."""
    return bool(unit) and (
        {unit, other} == {"ton", "tonne"}
        or unit.endswith(other)
        or other.endswith(unit)
        or unit.startswith(f"{other} ")
    )


def _unit(noun: str) -> str:
    """Return the unit that a noun names, by the name that quantities have it under, or ""."""
    return next((found.unit for found in quantities(f"2 {noun}")), "")
