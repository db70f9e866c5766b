"""Questions that ask for an overview: "Summarise the trial", "What's new at the harbour?". Pure.

No one sentence answers them: what is wanted is what each of several articles says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.text.terms import content_terms

_PLEASE = r"(?:(?:and|but|so|now|ok(?:ay)?),?\s+)?(?:please\s+|(?:can|could|would|will)\s+you\s+(?:please\s+)?)?"
_OF = r"(?:of|on|about)"
_OUTLET = "\0"  # stands where an outlet was named
_DAYS = "\1"  # stands where days were spoken of
_PAPERS = r"(?:articles?|news(?:papers?)?|papers?|press|reports?|outlets?|media|collection|sources?)"
_PRESS = rf"(?:the\s+|these\s+|your\s+|my\s+)?(?:{_OUTLET}(?:['’]s?)?(?:\s+{_PAPERS})?|{_PAPERS})"
_ONE_SENTENCE = r"(?:[^?!.]|(?<=\b[vV])\.|(?<=\b[MD]r)\.|(?<=\bSt)\.|\.(?!\s+(?-i:[A-Z])))"
_ASKS = re.compile(
    rf"""^\W*{_PLEASE}(?:
        (?:summari[sz]e|sum\s+up|outline|recap)\s+(?:for\s+me\s+)?
            (?:what\s+(?:is|has\s+been)\s+(?:said|reported|written)\s+about\s+)?
        | (?:(?:give|write|show|get|make)\s+(?:me\s+|us\s+)?)?(?:an?\s+|the\s+)?(?:(?:short|brief|quick)\s+)?
            (?:overview|summary|recap|rundown|run-down|timeline|digest)\s+{_OF}\s+
        | tell\s+(?:me|us)\s+(?:more\s+|all\s+|everything\s+|something\s+)?about\s+
        | (?:catch|fill|bring)\s+(?:me|us)\s+(?:up\s+(?:on|to\s+date\s+(?:on|with))|in\s+on)\s+
        | brief\s+(?:me|us)\s+on\s+
        | what(?:\s+else)?\s+(?:do|does|did|have|has)\s+{_PRESS}\s+
            (?:say|said|report(?:ed)?|write|written|(?:tell|told)(?:\s+us)?)\s+(?:about|on)\s+
        | what(?:\s+else)?\s+(?:has\s+been|was|is)\s+(?:reported|said|written)\s+(?:about|on)\s+
        | what\s+(?:do|can)\s+(?:we|you|i)\s+(?:know|tell\s+(?:me|us)|say|learn)\s+(?:about|of|on)\s+
        | what(?:['’]s|\s+is|\s+are|\s+has\s+been)\s+(?:been\s+)?
            (?:new|going\s+on|happening|(?:the|some)\s+latest(?:\s+news)?|the\s+news
                |the\s+(?:current\s+)?(?:state|status)\s+of\s+(?:affairs|play|things))
            \s+(?:with|in|on|about|at|from|around|of|regarding)\s+
        | (?:(?:is|are)\s+there\s+)?(?:any|some|the)?\s*(?:latest|recent|new)?\s*(?:news|updates?|coverage)
            \s+(?:on|about|of|from|regarding)\s+
    )(?P<topic>[^\s?.!]{_ONE_SENTENCE}*?)[\s?.!]*$""",
    re.VERBOSE | re.I,
)
_OF_EVERYTHING = re.compile(
    rf"""^\W*{_PLEASE}(?:
        (?:summari[sz]e|sum\s+up|outline|recap)(?:\s+(?:everything|all(?:\s+of\s+(?:it|them))?))?
        | (?:(?:give|write|show|get|make)\s+(?:me\s+|us\s+)?)?(?:an?\s+|the\s+)?(?:(?:short|brief|quick)\s+)?
            (?:overview|summary|recap|rundown|digest|headlines|(?:top|latest|main)\s+(?:news|stories|headlines))
        | what(?:['’]s|\s+is)\s+(?:new|going\s+on|happening|in\s+the\s+news|the\s+(?:latest\s+)?news)
        | what(?:['’]s|\s+is|\s+are)\s+(?:this|these|{_PRESS})(?:\s+articles?|\s+collection)?(?:\s+all)?\s+about
        | what(?:['’]s|\s+is)\s+in\s+(?:this|{_PRESS})(?:\s+collection)?
    )[\s?.!]*$""",
    re.VERBOSE | re.I,
)
# "The latest from the Courier": what joins an outlet or days to the rest, which are no part of the subject.
_JOINS_NOTHING = re.compile(
    rf"""(?:\b(?:in|on|from|by|of|at|during|according\s+to|for)\s+)?(?:the\s+)?{_OUTLET}(?:['’]s?)?(?:\s+(?:{_PAPERS}|coverage)\b)?
        (?:\s+(?:of|on|about))?""",
    re.VERBOSE | re.I,
)
_LEFT_OVER = re.compile(r"(?:^|\s+)(?:in|on|from|by|of|at|during)\s*$", re.I)
_MORE = re.compile(
    rf"^\W*{_PLEASE}(?:tell\s+(?:me|us)\s+more|more(?:\s+details?)?|(?:what|anything)\s+else)[\s?.!]*$", re.I
)
_POINTS_BACK = re.compile(r"(?:him|her|it|them|this|that|these|those)(?:\s+(?:all|too|both))?", re.I)
_A_CLAUSE = re.compile(r"^(?:how|why|when|where|who|which|whether|if)\b", re.I)  # "Tell me about how …" asks how
_OF_THE_PRESS = frozenset(content_terms("news collection stories newspapers press outlets media sources texts"))
# What outlets do and days bring: with either named, "what happened" and "the articles published" are all there is.
_OF_ANY_DAY = frozenset(
    content_terms(
        "happened happens happening occurred events day week month year published reported reporting covered wrote"
        " written said say told appeared came out ran carried printed posted articles reports everything main most"
        " important biggest key top"
    )
)
_DAYS_IN_A_ROW = re.compile(rf" ?{_DAYS}(?:(?: ?, ?| )(?:(?:and|or|but|to) )?{_DAYS})*(?:['’]s\b)?")


def overview_asked(
    question: str, *, outlets: Sequence[tuple[int, int]] = (), days: Sequence[tuple[int, int]] = ()
) -> str | None:
    """Return what a question wants an overview of, as written ("the trial"); "": of everything; None: of nothing.

    Outlets and days say where to look, and not what for: "What's new in the Courier this week?" asks for everything.

    Args:
        question: As it stands alone.
        outlets: Where it names outlets, from start to end.
        days: Where it speaks of days, from start to end.
    """
    text = question
    for start, end in sorted((*outlets, *days), reverse=True):
        text = f"{text[:start]}{_OUTLET if (start, end) in outlets else _DAYS}{text[end:]}"
    text = _DAYS_IN_A_ROW.sub("", " ".join(text.split())).strip()
    if _OF_EVERYTHING.match(text) or _OF_EVERYTHING.match(_subject(text)):
        return ""
    found = _ASKS.match(text)
    if found is None or _A_CLAUSE.match(found["topic"]):
        return None
    of = _subject(found["topic"])
    if _OUTLET in text[: found.start("topic")] and not re.search(r"\b[A-Z0-9]", of):
        return None  # "What did the Courier report about the new date?" asks for the date
    filler = _OF_THE_PRESS | _OF_ANY_DAY if outlets or days else _OF_THE_PRESS
    return of if set(content_terms(of)) - filler else ""


def is_more_asked(question: str) -> bool:
    """Return whether a question asks for more on whatever was spoken of: "What else?", "Tell me more about her"."""
    found = _ASKS.match(" ".join(question.split()))
    points_back = found is not None and _POINTS_BACK.fullmatch(found["topic"]) is not None
    return points_back or _MORE.match(question) is not None


def _subject(text: str) -> str:
    return _LEFT_OVER.sub("", " ".join(_JOINS_NOTHING.sub("", text).split()).rstrip(" ?.!"))
