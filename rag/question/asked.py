"""What kind of thing a question asks for, and whether a sentence gives one. Pure.

"How many hectares" is answered by a number of hectares, "when" by a day. A writer that finds no answer likes to give
the nearest sentence instead: it is true and cited, and no answer. Most of those lack what was asked for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rag.question.clauses import asks_yes_or_no
from rag.question.compared import offered
from rag.text.dates import Dated, blanked, dates
from rag.text.names import Held, runs
from rag.text.quantities import CURRENCIES, NUMBER_WORDS, quantities
from rag.text.stance import Stance, cues
from rag.text.terms import content_terms, fold
from rag.text.words import fact_stems, stem


class Kind(StrEnum):
    """What a question asks for, as far as its words tell; `OTHER` when they don't."""

    NUMBER = "number"
    MONEY = "money"
    TIME = "time"
    LENGTH = "length"  # of time or of way: "how long"
    NAME = "name"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks for.

    Attributes:
        kind: As far as its words tell.
        unit: For a number, the unit it is asked in ("hectare"), or "".
        counted: For a number of things that can be counted, what they are called ("vaccinated people"), or "".
    """

    kind: Kind
    unit: str = ""
    counted: str = ""


_AT_ITS_HEAD = r"(?:^|[,;?:]\s+|\band\s+)"  # "Who said nobody knows how many died?" asks for no number
_QUESTION_WORD = re.compile(
    rf"{_AT_ITS_HEAD}(?:(?:since|until|in|on|from|by|at|to|of|for|with)\s+)?"
    r"(?:who|whom|whose|what|which|when|where|why|how)\b",
    re.I,
)
_HOW_MANY = re.compile(
    rf"""{_AT_ITS_HEAD}(?:how\s+many\b(?P<nouns>(?:\s+[^\W\d_]+){{0,2}})
        |(?:what|which)\s+(?:is\s+the\s+|was\s+the\s+)?(?:percentage|proportion|number|share\s+of|amount)\b)""",
    re.VERBOSE | re.I,
)
_HOW_HIGH = re.compile(
    rf"""{_AT_ITS_HEAD}how\s+(?:high|old|tall|deep|large|big|heavy|fast|wide
        |far(?=\s+(?:is|are|was|were|away|apart|below|above|from)))\b""",
    re.VERBOSE | re.I,
)
# What is measured by a number and nothing else: "What is the tram's range?"
_WHAT_MEASURE = re.compile(
    rf"""{_AT_ITS_HEAD}what(?:['’]s|\s+(?:is|was|are|were))\s+
        (?:the|an?|its|his|her|their|[\w.-]+(?:\s+[\w.-]+){{0,2}}['’]s?)\s+(?:[\w-]+\s+){{0,2}}?(?:
            (?:weight|height|width|depth|speed|temperature|population|capacity|valuation|turnout|attendance|magnitude
                |circulation|death\s+toll)s?\b
            | range(?=\W*$|\s+of\s+(?:the|an?|its|this|that)\b)
            | (?:size|distance|score|margin|rate|percentage|odds|budget|revenue|profit|turnover)s?
                (?:\s+(?:of|in|between|for|at)\b[^?]*)?\W*$)""",
    re.VERBOSE | re.I,
)
_MONEY = re.compile(
    rf"""{_AT_ITS_HEAD}(?:how\s+much\s+(?:money\b
            |(?:do|does|did|is|was|were|will|would|has|have|can|could)\b[^?]*
                \b(?:cost|costs|pay|pays|paid|earn|earns|earned|charge|charges|charged|worth|spend|spent|owe|owes|owed
                    |set\s+aside|reserved?|invest|invested|donate|donated|borrow|borrowed|raise|raised|save|saves|saved
                    |fetch|fetched|expects?\s+from|offer|offered|offering|bid|bidding|fined|allocated?|budgeted?
                    |(?:sell|sold|bought|buy|let)\s+for)\b)
        |what\s+(?:is|was|are|were)\s+the\s+(?:\w+\s+){{0,2}}(?:price|cost|salary|wage|fee|fine)\b
        |at\s+what\s+(?:price|cost)\b)""",
    re.VERBOSE | re.I,
)
_WHEN = re.compile(
    rf"""{_AT_ITS_HEAD}(?:(?:since|until|in|on|from|by|at)\s+)?
        (?:when\s+(?:is|was|are|were|has|had|have|does|did|do|can|could|will|would|should)
            |(?:what|which)\s+(?:year|date|day|month|weekday|time)|how\s+long\s+ago)\b""",
    re.VERBOSE | re.I,
)
_HOW_LONG = re.compile(rf"{_AT_ITS_HEAD}(?:for\s+)?how\s+long\b(?!\s+ago)", re.I)
_FOR_A_NAME = re.compile(r"\b(?:who|whom|whose|which|names?|called|named|titles?|where)\b", re.I)
_NAMED = re.compile(
    r"^what\s+(?:is|was|are|were)\s+(?:the\s+)?(?:names?|titles?)\s+of\b|^what\b.*\b(?:called|named)\W*$", re.I | re.S
)
# "Which bank CEOs …?": what goes by a name and nothing else.
_WHICH_ONES = re.compile(
    rf"""{_AT_ITS_HEAD}(?:which|what)\s+(?:of\s+(?:the|these)\s+)?(?:[\w-]+\s+){{0,3}}?(?:compan(?:y|ies)|(?:firm|startup|bank
        |airline|carmaker|team|club|country|nation|city|town|state|ceo|actor|singer|senator)s?|countries|cities|actresses)\b(?!['’-])""",
    re.VERBOSE | re.I,
)
_LONGEST_WHICH = 12  # content terms
# What only heads a part of an article, and tells nothing of it.
_OF_HEADINGS = frozenset(
    content_terms(
        "overview review summary introduction background conclusion details explained guide timeline faq pros cons"
    )
)
_WHOLE_SENTENCE = re.compile(r"[.!?…:;][\"'”’)\]]*\s*$")
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
_IN_THE_PRESENT = re.compile(rf"{_AT_ITS_HEAD}when\s+(?:do|does|is|are)\b", re.I)
_IN_A_PART_OF_IT = re.compile(
    r"""\b(?:in|by|at|during|until|after|from)\s+(?:[“"‘«`]|(?:[\w’'“”"‘`-]+\s+){1,6}?
        (?:episode|season|finale|pilot|chapter|volume|issue|instalment|act|scene|sequel|prequel)\b)""",
    re.VERBOSE | re.I,
)
_AN_AGE = re.compile(
    rf"\bat the age of\b|\baged?\b|\bat\s+(?:{'|'.join(sorted(NUMBER_WORDS))})\b(?!\s+o['’]clock)", re.I
)
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
# "The station was reopened; the halt was not": what is denied is left out, as it has just been said or asked.
_DENIED_BY_OMISSION = re.compile(
    r"\b(?:(?:is|are|was|were|has|have|had|does|do|did|will|would|can|could)(?:\s+not|n['’]t)|won['’]t|can['’]t)"
    r"(?=\s*(?:[.,:;!—–]|$))",
    re.I,
)
# What was to be, or is taken for granted, and is not: "The regulator dropped the fine".
_UNDONE = re.compile(
    r"\b(?:withdr[ae]ws?|withdrawn|(?:is|was|were|been)\s+dropped|drop(?:s|ped)\s+(?:the|its|his|her|their|all)|called\s+off|cancel(?:l?ed|s)|abandon(?:ed|s)|scrapped|acquitted|cleared\s+of"
    r"|spared|overturned|went\s+free|walk(?:s|ed)\s+free|contrary\s+to|no\s+longer)\b",
    re.I,
)
_SAME_START = 4  # letters by which a name of the answer is one of the question: "Defence Ministry", "defense minister"
_SHORT_DENIAL = 8  # words
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


def asked(question: str) -> Asked:
    """Return what a question asks for. Nothing is read into one that yes or no answers, or that asks two things."""
    question = " ".join(question.split())
    found = Asked(Kind.OTHER)
    if asks_yes_or_no(question) or len(_QUESTION_WORD.findall(question)) > 1:
        return found
    if _MONEY.search(question):
        found = Asked(Kind.MONEY)
    elif match := _HOW_MANY.search(question):
        nouns = (match["nouns"] or "").strip()
        per_cent = nouns.lower().startswith("per cent")
        unit = "percent" if per_cent else next(filter(None, map(_unit, nouns.split())), "")
        found = Asked(Kind.NUMBER, unit, "" if unit or nouns.lower().startswith("of ") else nouns)
    elif _HOW_HIGH.search(question) or _WHAT_MEASURE.search(question):
        found = Asked(Kind.NUMBER)
    elif _HOW_LONG.search(question):
        found = Asked(Kind.LENGTH)
    elif _WHEN.search(question):
        found = Asked(Kind.TIME)
    elif _NAMED.search(question) or _asks_which_ones(question):
        found = Asked(Kind.NAME)
    return found


def _asks_which_ones(question: str) -> bool:
    """Return whether a question asks which companies or the like; one that describes them at length makes claims."""
    short = len(content_terms(question)) <= _LONGEST_WHICH
    return short and _WHICH_ONES.search(question) is not None and not offered(question)


def ends_as_sentence(text: str) -> bool:
    """Return whether a text has a sentence's closing mark, which a heading lacks."""
    return _WHOLE_SENTENCE.search(text) is not None


def adds(text: str, question: str) -> bool:
    """Return whether a text can tell anything that a question does not: the heading "Waking the bear" tells nobody how.

    Only a heading is told by its words to add none: a whole sentence may answer yes or no, or stand beside one that
    answers. And what only names a subject is told something on it by whatever is about it.
    """
    if ends_as_sentence(text) or not (_QUESTION_WORD.search(question) or asks_yes_or_no(question)):
        return True
    known = {stem(term) for term in content_terms(question)} | _OF_HEADINGS
    return any(stem(term) not in known for term in content_terms(text)) or bool(quantities(text))


def only_names(text: str, question: str) -> bool:
    """Return whether a text says but names of a question that asks for none: "What did Varga say?" "Varga."."""
    if _FOR_A_NAME.search(question) or asks_yes_or_no(question) or offered(question):
        return False
    named = {word for run in runs(question) for word in run.words}
    said = [word.strip(".,:;!?'\"”’") for word in text.split()]
    return all(fold(word) in named for word in said)


def gives(asked: Asked, text: str, *, question: str) -> bool:
    """Return whether a text has a thing of the kind asked for that is not already in the question.

    A denial of what is asked about gives what can be given: "No successor has been named".
    """
    if asked.kind is Kind.OTHER or denied(text, question):
        return True
    match asked.kind:
        case Kind.NUMBER | Kind.MONEY:
            return _gives_number(asked, text)
        case Kind.TIME:
            return _gives_time(text, question)
        case Kind.LENGTH:
            return _SOME_LENGTH.search(text) is not None or any(not one.ordinal for one in quantities(blanked(text)))
    known = {term[:_SAME_START] for term in content_terms(question)}
    held = Held([question])  # "Spanish" of "Spain"
    new = (term for run in runs(text) for word in run.words if word not in held for term in content_terms(word))
    return any(term[:_SAME_START] not in known for term in new) or _QUOTED.search(text) is not None


def denied(text: str, question: str) -> bool:
    """Return whether a text denies what a question is about, or little else, as in "She never married"."""
    about = set(fact_stems(question))
    short = len(text.split()) <= _SHORT_DENIAL
    denials = [cue for cue in cues(text) if cue.stance is Stance.DENIED]
    omitted = [text[: match.start()] for match in _DENIED_BY_OMISSION.finditer(text)]
    if any(not about.isdisjoint(fact_stems(subject)) for subject in omitted):
        return True
    if _UNDONE.search(text) and not _without_names(question).isdisjoint(fact_stems(text)):
        return True
    return any(short or not (cue.scope or omitted) or not about.isdisjoint(cue.scope) for cue in denials)


def _without_names(question: str) -> set[str]:
    """Return the stems of what a question asks: "Lind is no longer with Tarn" is not when she got hurt."""
    named = {stem(word) for run in runs(question) if not run.opens for word in run.words}
    return set(fact_stems(question)) - named


def _gives_time(text: str, question: str) -> bool:
    if _OF_A_LIFE.search(question):
        text = _AN_AGE.sub("", text)  # "She died at the age of 91" does not tell when
    rest = _WHEN.sub("", question, count=1)  # "when" and "until when" ask, and in an answer they tell
    known = {match.group().lower() for match in _SOME_TIME.finditer(rest)}
    found = {match.group().lower() for match in _SOME_TIME.finditer(text)}
    if found - known or _days(text) - _days(question):
        return True
    return bool(_IN_THE_PRESENT.search(question) and _IN_A_PART_OF_IT.search(text))


def _days(text: str) -> set[tuple[date | None, date | None]]:
    return {(found.first, found.last) for found in dates(Dated(text))}


def _gives_number(asked: Asked, text: str) -> bool:
    text = _COUNTED_UNIT.sub(r"\1 \2", blanked(text))
    if asked.unit:
        return any(_measures_alike(one.unit, asked.unit) for one in quantities(text))
    whole = quantities(_FRACTION.sub("", text))
    if asked.kind is Kind.MONEY:
        told = any(one.unit in CURRENCIES or not (one.unit or one.ordinal) for one in whole)
        return told or _NO_SUM.search(text) is not None
    if asked.counted:
        return any(not one.unit or one.unit == "percent" for one in whole) or _HOW_MANY_OF_THEM.search(text) is not None
    return bool(quantities(text)) or _MANY.search(text) is not None


def _measures_alike(unit: str, other: str) -> bool:
    """Return whether two units measure the same: "kilometre" and "mile"; an age may be a mere number."""
    if not unit:
        return other in ("year", "year old")
    return unit == other or any(unit in units and other in units for units in _DIMENSIONS)


def _unit(noun: str) -> str:
    """Return the unit that a noun names, by the name that quantities have it under, or ""."""
    return next((found.unit for found in quantities(f"2 {noun}")), "")
