"""What kind of thing a question asks for, as far as its words tell. Pure.

"How many hectares" asks for a number of hectares, "when" for a time; whether a sentence gives one, `gives` tells.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from rag.question.clauses import asks_yes_or_no
from rag.question.compared import offered
from rag.text.quantities import quantities
from rag.text.terms import content_terms


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


AT_ITS_HEAD = r"(?:^|[,;?:]\s+|\band\s+)"  # "Who said nobody knows how many died?" asks for no number
QUESTION_WORD = re.compile(
    rf"{AT_ITS_HEAD}(?:(?:since|until|in|on|from|by|at|to|of|for|with)\s+)?"
    r"(?:who|whom|whose|what|which|when|where|why|how)\b",
    re.I,
)
_HOW_MANY = re.compile(
    rf"""{AT_ITS_HEAD}(?:how\s+many\b(?P<nouns>(?:\s+[^\W\d_]+){{0,2}})
        |(?:what|which)\s+(?:is\s+the\s+|was\s+the\s+)?(?:percentage|proportion|number|share\s+of|amount)\b)""",
    re.VERBOSE | re.I,
)
_HOW_HIGH = re.compile(
    rf"""{AT_ITS_HEAD}how\s+(?:high|old|tall|deep|large|big|heavy|fast|wide
        |far(?=\s+(?:is|are|was|were|away|apart|below|above|from)))\b""",
    re.VERBOSE | re.I,
)
# What is measured by a number and nothing else: "What is the tram's range?"
_WHAT_MEASURE = re.compile(
    rf"""{AT_ITS_HEAD}what(?:['’]s|\s+(?:is|was|are|were))\s+
        (?:the|an?|its|his|her|their|[\w.-]+(?:\s+[\w.-]+){{0,2}}['’]s?)\s+(?:[\w-]+\s+){{0,2}}?(?:
            (?:weight|height|width|depth|speed|temperature|population|capacity|valuation|turnout|attendance|magnitude
                |circulation|death\s+toll)s?\b
            | range(?=\W*$|\s+of\s+(?:the|an?|its|this|that)\b)
            | (?:size|distance|score|margin|rate|percentage|odds|budget|revenue|profit|turnover)s?
                (?:\s+(?:of|in|between|for|at)\b[^?]*)?(?<!\babout)(?<!\blike)\W*$)""",  # not "… of the film like?"
    re.VERBOSE | re.I,
)
_MONEY = re.compile(
    rf"""{AT_ITS_HEAD}(?:how\s+much\s+(?:money\b
            |(?:do|does|did|is|was|were|will|would|has|have|can|could)\b[^?]*
                \b(?:cost|costs|pay|pays|paid|earn|earns|earned|charge|charges|charged|worth|spend|spent|owe|owes|owed
                    |set\s+aside|reserved?|invest|invested|donate|donated|borrow|borrowed|raise|raised|save|saves|saved
                    |fetch|fetched|expects?\s+from|offer|offered|offering|bid|bidding|fined|allocated?|budgeted?
                    |(?:sell|sold|bought|buy|let)\s+for)\b)
        |what\s+(?:is|was|are|were)\s+the\s+(?:\w+\s+){{0,2}}(?:price|cost|salary|wage|fee|fine)\b
        |at\s+what\s+(?:price|cost)\b)""",
    re.VERBOSE | re.I,
)
WHEN = re.compile(
    rf"""{AT_ITS_HEAD}(?:(?:since|until|in|on|from|by|at)\s+)?
        (?:when\s+(?:is|was|are|were|has|had|have|does|did|do|can|could|will|would|should)
            |(?:what|which)\s+(?:year|date|day|month|weekday|time)|how\s+long\s+ago)\b""",
    re.VERBOSE | re.I,
)
_HOW_LONG = re.compile(rf"{AT_ITS_HEAD}(?:for\s+)?how\s+long\b(?!\s+ago)", re.I)
_NAMED = re.compile(
    r"^what\s+(?:is|was|are|were)\s+(?:the\s+)?(?:names?|titles?)\s+of\b|^what\b.*\b(?:called|named)\W*$", re.I | re.S
)
# "Which bank CEOs …?": what goes by a name and nothing else.
_WHICH_ONES = re.compile(
    rf"""{AT_ITS_HEAD}(?:which|what)\s+(?:of\s+(?:the|these)\s+)?(?:[\w-]+\s+){{0,3}}?(?:compan(?:y|ies)|(?:firm|startup|bank
        |airline|carmaker|team|club|country|nation|city|town|state|ceo|actor|singer|senator)s?|countries|cities|actresses)\b(?!['’-])""",
    re.VERBOSE | re.I,
)
_LONGEST_WHICH = 12  # content terms


def asked(question: str) -> Asked:
    """Return what a question asks for. Nothing is read into one that yes or no answers, or that asks two things."""
    question = " ".join(question.split())
    found = Asked(Kind.OTHER)
    if asks_yes_or_no(question) or len(QUESTION_WORD.findall(question)) > 1:
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
    elif WHEN.search(question):
        found = Asked(Kind.TIME)
    elif _NAMED.search(question) or _asks_which_ones(question):
        found = Asked(Kind.NAME)
    return found


def _asks_which_ones(question: str) -> bool:
    """Return whether a question asks which companies or the like; one that describes them at length makes claims."""
    short = len(content_terms(question)) <= _LONGEST_WHICH
    return short and _WHICH_ONES.search(question) is not None and not offered(question)


def _unit(noun: str) -> str:
    """Return the unit that a noun names, by the name that quantities have it under, or ""."""
    return next((found.unit for found in quantities(f"2 {noun}")), "")
