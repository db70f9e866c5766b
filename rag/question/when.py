"""When a question asks about: windows of days, and whether they are days of publication. Pure.

The difference matters: "the article of 7 October" excludes all other articles, "the attack of 7 October" excludes none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rag.text.days import Days, days

_LEAD = r"\s+(?:the\s+)?[\"'“‘]?$"  # between a preposition and its date
_IS_A_DATE_AFTER = re.compile(
    r"""\b(?:in|on|at|of|since|during|until|till|before|after|by|from|between|and|to|through|throughout|for|over|around
        |about|dated|than|or|year)"""
    + _LEAD,
    re.VERBOSE | re.I,
)
_BOUND = re.compile(
    r"""\b(?:(?P<since>since|starting\ (?:in|on|from))
        |(?P<after>after|later\ than|following)
        |(?P<before>before|earlier\ than|prior\ to|ahead\ of)
        |(?P<until>until|till|up\ to|by|through|as\ of|no\ later\ than)
        |(?P<between>between|from)
        |(?P<exact>on|in|at|of|during|throughout|dated|for|over|around|about|within))"""
    + _LEAD,
    re.VERBOSE | re.I,
)
_AND_ANOTHER = re.compile(r"['\"”’]?,?\s*(?:and|to|until|till|through|-|–)\s*(?:the\s+)?['\"“‘]?", re.I)
_ONWARDS = re.compile(r"['\"”’]?,?\s+(?:on|onwards?)\b", re.I)

_NEWS = (
    r"(?:articles?|reports?|story|stories|pieces?|coverage|reviews?|interviews?|columns?|editorials?|headlines?|updates?"
    r"|posts?|editions?|issues?|news|papers?|reporting)"
)
_APPEARED = r"(?:(?:re)?published|reported|posted|printed|appear(?:ed|ing)|dated|written|wrote|aired|released|updated)"
_TELLS_OF_PUBLICATION = re.compile(
    rf"""\b(?:(?:{_APPEARED}|{_NEWS})(?:\s+(?:again|first|online|only|back))?
        |the\s+(?:one|other)|(?:and|then)\s+again)\s*[(,]?\s*$""",
    re.VERBOSE | re.I,
)
_AN_ARTICLE_FOLLOWS = re.compile(rf"['\"”’]?(?:['’]s?)?\s+{_NEWS}\b", re.I)
_OUTLET_SPEAKS = re.compile(r"['\"”’]?(?:['’]s?)?,?(?:\s+\w+)?(?:\s+(?:again|first|back))?\s*$")

_NEWEST = re.compile(
    r"""\b(?:latest|newest|most\ recent(?:ly)?|current(?:ly)?|nowadays|so\ far|these\ days|up[ -]to[ -]date|right\ now
        |at\ (?:present|the\ moment)|as\ of\ (?:now|today)|by\ now
        |(?:what['’]s|what\ is)\ (?:new|going\ on|happening)|until\ now|now(?=\s*[?.!]*\s*$))\b""",
    re.VERBOSE | re.I,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Days that `text[start:end]` speaks of, ISO, both included; None: open on that side, never on both.

    `published`: the words beside it say that an article appeared then. Otherwise something may have happened then.
    """

    start: int
    end: int
    since: str | None
    until: str | None
    published: bool


def windows(
    text: str, *, today: date, newest_day: date | None = None, outlets: Sequence[tuple[int, int]] = ()
) -> tuple[Window, ...]:
    """Return the windows of days that a text speaks of, in order; no two overlap.

    Args:
        text: A question.
        today: What "yesterday" and "last week" count from.
        newest_day: Day of the newest article: a date without a year is the last such day up to it; None: to today.
        outlets: Where the text names outlets, from start to end: "The Verge on 7 November" speaks of an article.
    """
    dates = [
        each
        for each in days(text, today=today, newest=min(today, newest_day or today))
        if not each.bare or _IS_A_DATE_AFTER.search(text[: each.start])
    ]
    found: list[Window] = []
    taken_up_to = 0
    for i, each in enumerate(dates):
        if each.start >= taken_up_to:
            window = _window(text, each, dates[i + 1] if i + 1 < len(dates) else None, outlets)
            taken_up_to = window.end
            found.append(window)
    return tuple(found)


def asks_for_newest(text: str) -> bool:
    """Return whether a text asks for the latest state of things: "latest", "currently", "so far"."""
    return _NEWEST.search(text) is not None


def _window(text: str, said: Days, following: Days | None, outlets: Sequence[tuple[int, int]]) -> Window:
    bound = _BOUND.search(text[: said.start])
    kind = bound.lastgroup if bound else None
    start, end = bound.start() if bound else said.start, said.end
    since: date | None = said.first
    until: date | None = said.last
    published = _is_published(text[:start], outlets)
    # "A report after 2 October" may be of the evening of that day; what happened after it did not happen on it.
    day = timedelta(days=0 if published else 1)
    if _AN_ARTICLE_FOLLOWS.match(text, said.end):  # "after the October 2 article": the article is of that very day
        return Window(start=said.start, end=end, since=_iso(since), until=_iso(until), published=True)
    match kind:
        case "between" if following is not None and _AND_ANOTHER.fullmatch(text[said.end : following.start]):
            since, until, end = min(said.first, following.first), max(said.last, following.last), following.end
        case "between" if bound is not None and bound["between"].lower() == "from" and _ONWARDS.match(text, said.end):
            until = None
        case "since":
            until = None
        case "after" if said.last < date.max:
            since, until = said.last + day, None
        case "before" if said.first > date.min:
            since, until = None, said.first - day
        case "until":
            since = None
    return Window(start=start, end=end, since=_iso(since), until=_iso(until), published=published)


def _is_published(before: str, outlets: Sequence[tuple[int, int]]) -> bool:
    """Return whether the words before a date say that an article appeared then."""
    if _TELLS_OF_PUBLICATION.search(before):
        return True
    last = max((end for _, end in outlets if end <= len(before)), default=None)
    return last is not None and _OUTLET_SPEAKS.fullmatch(before[last:]) is not None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
