"""Whether a sentence gives the kind of thing that a question asks for. Pure.

A writer that finds no answer likes to give the nearest sentence instead: it is true and cited, and no answer. Most of
those lack what was asked for.
"""

from __future__ import annotations

import re
from datetime import date

from rag.question.asked import AT_ITS_HEAD, WHEN, Asked, Kind
from rag.question.denied import denied
from rag.text.dates import Dated, blanked, dates
from rag.text.names import Held, runs
from rag.text.quantities import CURRENCIES, NUMBER_WORDS, quantities
from rag.text.terms import content_terms

# What a sentence may hold for a time besides dates: clock times and words that count from another time.
_SOME_TIME = re.compile(
    rf"""(?i:\b(?:\d{{1,2}}[:.]\d\d | \d{{1,2}}\s*(?:[ap]\.?m\b\.?|o['’]clock) | noon | midnight | dawn | dusk
        | sunrise | sunset | yesterday | today | tomorrow | tonight | ago | aged? | once | when | whenever | later
        | earlier | after | afterward | before | until | during | since | spring | summer | autumn | winter
        | Christmas | Easter | New\ Year | eve | morning | afternoon | evening | night | lunch(?:\s?time)?
        | hour | day | weekend | week
        | fortnight | month | year | century | tide | \d{{4}}
        | at\s+(?:{"|".join(sorted(NUMBER_WORDS))}) | (?:half|quarter|five|ten|twenty)\s+(?:past|to))s?\b)
        | \b(?:AD|BC)\b
        | \b(?:January|February|March|April|May|June|July|August|September|October|November|December
        |(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)s?\b""",
    re.VERBOSE,
)
# What a sentence may hold for a length besides numbers. Not "after", by which anything may be told.
_SOME_LENGTH = re.compile(
    r"""\b(?:second|minute|hour|day|night|week|weekend|fortnight|month|year|decade|century|generation|lifetime|season|summer
        |autumn|winter|spring|morning|afternoon|evening)(?:s|['’]s)?\b | \bcenturies\b
        | \b(?:ever|always|never|permanent(?:ly)?|lifelong|overnight|brief(?:ly)?|temporar(?:y|ily)|indefinite(?:ly)?
            |until|till|since|throughout|as\s+long\s+as|so\s+long\s+as|for\s+(?:good|life))\b
        | \bfrom\b.+\bto\b | \b(?:metre|kilometre|mile|foot|feet|yard|inch)(?:e?s)?\b | \d""",
    re.VERBOSE | re.I | re.S,
)
# In a story, which is told in the present, things happen in an episode: "When does Quinn walk again?"
_IN_THE_PRESENT = re.compile(rf"{AT_ITS_HEAD}when\s+(?:do|does|is|are)\b", re.I)
_IN_A_PART_OF_IT = re.compile(
    r"""\b(?:in|by|at|during|until|after|from)\s+(?:[“"‘«`]|(?:[\w’'“”"‘`-]+\s+){1,6}?
        (?:episode|season|finale|pilot|chapter|volume|issue|instalment|act|scene|sequel|prequel)\b)""",
    re.VERBOSE | re.I,
)
_AN_AGE = re.compile(
    rf"\bat the age of\b|\baged?\b|\bat\s+(?:{'|'.join(sorted(NUMBER_WORDS))})\b(?!\s+o['’]clock)", re.I
)
_SOMEBODYS_AGE = re.compile(r",\s+(?:aged?\s+)?\d{1,3}(?=[,.])|\b\d{1,3}-years?-olds?\b")  # "Varga, 49, rows"
_OF_A_LIFE = re.compile(r"\b(?:die|died|dies|born|death|birth|killed)\b", re.I)
_SOME = (
    r"one|single|sole|couple|pair|an?\s+(?:man|woman|person|child|boy|girl)|none|nobody|no|dozens?|hundreds|thousands"
    r"|millions|billions|by\s+the\s+(?:dozen|hundred|thousand|million)|several|few|many|most|all|both|once|twice|every|daily"
)
_HOW_MANY_OF_THEM = re.compile(rf"\b(?:{_SOME})\b", re.I)
_MANY = re.compile(rf"\b(?:{_SOME}|half|third|quarter|fifth|doubled?)\b", re.I)
# "6,000 flight hours" are hours, not flights.
_COUNTED_UNIT = re.compile(
    r"(\d[\d.,]*)\s+[a-z]+\s+((?:hour|day|week|month|year|metre|kilometre|mile|hectare|tonne)s)\b"
)
_NO_SUM = re.compile(r"\b(?:free(?:\s+of\s+charge)?|nothing|gift|coins?|the\s+price\s+of|as\s+much\s+as)\b", re.I)
_FRACTION = re.compile(
    r"\b(?:an?|one|two|three|four)[\s-]+(?:third|quarter|fifth|sixth|seventh|eighth|tenth)s?\b|\bfirst\s+(?:half|quarter)\b",
    re.I,
)
_SAME_START = 4  # letters by which a name of the answer is one of the question: "Defence Ministry", "defense minister"
_DIMENSIONS = tuple(
    frozenset(units.split(","))
    for units in (
        "second,minute,hour,day,week,month,year,year old,decade,century",
        "millimetre,centimetre,metre,kilometre,mile,foot,inch,yard,nautical mile",
        "gram,kilogram,tonne,ton,ounce,pound",
        "degree,celsius,fahrenheit",
        "hectare,acre,square metre,square kilometre,square mile,square foot",
        "litre,gallon,barrel,cubic metre",
        ",".join(sorted(CURRENCIES)),
    )
)
_QUOTED = re.compile(r"[“\"‘«][^”\"’»]{2,}[”\"’»]")


def gives(wanted: Asked, text: str, *, question: str) -> bool:
    """Return whether a text has a thing of the kind asked for that is not already in the question.

    A denial of what is asked about gives what can be given: "No successor has been named".
    """
    if wanted.kind is Kind.OTHER or denied(text, question):
        return True
    match wanted.kind:
        case Kind.NUMBER | Kind.MONEY:
            return _gives_number(wanted, text)
        case Kind.TIME:
            return _gives_time(text, question)
        case Kind.LENGTH:
            text = _SOMEBODYS_AGE.sub("", text)
            return _SOME_LENGTH.search(text) is not None or any(not one.ordinal for one in quantities(blanked(text)))
    known = {term[:_SAME_START] for term in content_terms(question)}
    held = Held([question])  # "Spanish" of "Spain"
    new = (term for run in runs(text) for word in run.words if word not in held for term in content_terms(word))
    return any(term[:_SAME_START] not in known for term in new) or _QUOTED.search(text) is not None


def _gives_time(text: str, question: str) -> bool:
    if _OF_A_LIFE.search(question):
        text = _AN_AGE.sub("", text)  # "She died at the age of 91" does not tell when
    rest = WHEN.sub("", question, count=1)  # "when" and "until when" ask, and in an answer they tell
    known = {match.group().lower() for match in _SOME_TIME.finditer(rest)}
    found = {match.group().lower() for match in _SOME_TIME.finditer(text)}
    if found - known or _days(text) - _days(question):
        return True
    return bool(_IN_THE_PRESENT.search(question) and _IN_A_PART_OF_IT.search(text))


def _days(text: str) -> set[tuple[date | None, date | None]]:
    return {(found.first, found.last) for found in dates(Dated(text))}


def _gives_number(wanted: Asked, text: str) -> bool:
    text = _COUNTED_UNIT.sub(r"\1 \2", blanked(text))
    if wanted.unit:
        return any(_measures_alike(one.unit, wanted.unit) for one in quantities(text))
    whole = quantities(_FRACTION.sub("", text))
    if wanted.kind is Kind.MONEY:
        told = any(one.unit in CURRENCIES or not (one.unit or one.ordinal) for one in whole)
        return told or _NO_SUM.search(text) is not None
    if wanted.counted:
        return any(not one.unit or one.unit == "percent" for one in whole) or _HOW_MANY_OF_THEM.search(text) is not None
    return bool(quantities(text)) or _MANY.search(text) is not None


def _measures_alike(unit: str, other: str) -> bool:
    """Return whether two units measure the same: "kilometre" and "mile"; an age may be a mere number."""
    if not unit:
        return other in ("year", "year old")
    return unit == other or any(unit in units and other in units for units in _DIMENSIONS)
