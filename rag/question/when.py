"""When a question asks about: windows of days, and whether they are days of publication. Pure.

The difference matters: "the article of 7 October" excludes all other articles, "the attack of 7 October" excludes none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rag.text.days import Days, days, weekday_alone, with_weekdays
from rag.text.terms import content_terms

_REACH = 100  # characters before a date in which the words beside it stand; all before would take quadratic time
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
_TO_ANOTHER = re.compile(r"['\"”’]?\s*(?:to|until|till|through|-|–|—)\s*(?:the\s+)?['\"“‘]?", re.I)
# "In January and February", "after 5 May but before 10 May".
_AND_ONE_MORE = re.compile(r"['\"”’]?(?:\s*,(?:\s*(?:and|or|but)\b)?|\s+(?:and|or|but)\b)\s*(?:the\s+)?['\"“‘]?", re.I)
_LIST_GOES_ON = re.compile(r"\s*,|\s+(?:and|or)\b", re.I)
_ONWARDS = re.compile(r"['\"”’]?,?\s+(?:on|onwards?)\b", re.I)

# "Next Monday" is yet to come, "every Monday" is no one day, and "the Sunday Times" is none at all.
_NO_DAY_FOLLOWS = re.compile(r"\b(?:next|coming|upcoming|every|each)\s+$", re.I)
_NO_DAY_BEFORE = re.compile(
    r"\s+(?:(?i:(?:of\s+)?next\s+week)|Times|Telegraph|Mail|Mirror|Express|Post|Herald|Independent|World)\b"
)
_WORD_BEFORE = re.compile(r"(?<!\S)[^\W\d_][\w'’-]*(?=\s+$)")
_OPENERS = '.!?:;\n"“‘(–—'

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
        outlets: Where the text names outlets, from start to end: "The Verge on 7 November" speaks of an article, and
            "The Mail on Sunday" of no day.
    """
    dates = _dates(text, today, min(today, newest_day or today), outlets)
    found: list[Window] = []
    taken_up_to = 0
    for i, each in enumerate(dates):
        if each.start >= taken_up_to:
            following = dates[i + 1] if i + 1 < len(dates) else None
            window = _window(text, each, following, found[-1] if found else None, outlets)
            taken_up_to = window.end
            found.append(window)
    return tuple(found)


def asks_for_newest(text: str) -> bool:
    """Return whether a text asks for the latest state of things: "latest", "currently", "so far"."""
    return _NEWEST.search(text) is not None


def _dates(text: str, today: date, newest: date, outlets: Sequence[tuple[int, int]]) -> list[Days]:
    """Return the dates that are meant as dates, a weekday and the date beside it as one."""
    plain = text
    for start, end in outlets:
        plain = f"{plain[:start]}{'x' * (end - start)}{plain[end:]}"
    kept: list[Days] = []
    for each in with_weekdays(plain, days(plain, today=today, newest=newest)):
        if each.bare:
            meant = bool(
                (kept and _goes_on(text, kept[-1], each))
                or _IS_A_DATE_AFTER.search(text, max(0, each.start - _REACH), each.start)
            )
        else:
            meant = weekday_alone(text, each) is None or not _is_no_day(text, each)
        if meant:
            kept.append(each)
    return kept


def _goes_on(text: str, before: Days, bare: Days) -> bool:
    """Return whether a month or year is meant as a date as the one before it is: "2024–2025", "May, June and"."""
    if _TO_ANOTHER.fullmatch(text, before.end, bare.start):
        return True
    return (
        before.bare and text[before.end : bare.start].strip() == "," and _LIST_GOES_ON.match(text, bare.end) is not None
    )


def _is_no_day(text: str, weekday: Days) -> bool:
    """Return whether a weekday is yet to come, comes back each week, or is part of a name: "Sheffield Wednesday"."""
    near = max(0, weekday.start - _REACH), weekday.start
    if _NO_DAY_FOLLOWS.search(text, *near) or _NO_DAY_BEFORE.match(text, weekday.end):
        return True
    word = _WORD_BEFORE.search(text, *near)
    if word is None or not word.group()[0].isupper() or not content_terms(word.group()):
        return False
    earlier = text[: word.start()].rstrip()
    return bool(earlier) and earlier[-1] not in _OPENERS  # "Summarise Monday's vote"


def _window(
    text: str, said: Days, following: Days | None, before: Window | None, outlets: Sequence[tuple[int, int]]
) -> Window:
    bound = _BOUND.search(text, max(0, said.start - _REACH), said.start)
    kind = bound.lastgroup if bound else None
    start, end = bound.start() if bound else said.start, said.end
    since: date | None = said.first
    until: date | None = said.last
    goes_on = before is not None and before.published and _AND_ONE_MORE.fullmatch(text, before.end, start)
    published = bool(goes_on) or _is_published(text, start, outlets)
    # "A report after 2 October" may be of the evening of that day; what happened after it did not happen on it.
    day = timedelta(days=0 if published else 1)
    if following is not None and _is_range(text, kind, said, following):
        first, last = _in_order(text, said, following)
        published = published or _AN_ARTICLE_FOLLOWS.match(text, following.end) is not None
        return Window(start=start, end=following.end, since=_iso(first), until=_iso(last), published=published)
    if _AN_ARTICLE_FOLLOWS.match(text, said.end):  # "after the October 2 article": the article is of that very day
        return Window(start=said.start, end=end, since=_iso(since), until=_iso(until), published=True)
    match kind:
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


def _is_range(text: str, kind: str | None, said: Days, following: Days) -> bool:
    """Return whether two dates are the first and the last of one span of days."""
    if kind == "between":
        return _AND_ANOTHER.fullmatch(text, said.end, following.start) is not None
    return kind in {None, "exact", "since"} and _TO_ANOTHER.fullmatch(text, said.end, following.start) is not None


def _in_order(text: str, said: Days, following: Days) -> tuple[date, date]:
    """Return the first and last day of a range; the year or week that it leaves unsaid is such that they fit."""
    first, last = said.first, following.last
    late = said.first - following.first
    if late <= timedelta(0):
        return first, max(said.last, last)
    try:
        if weekday_alone(text, said) is not None:
            first -= timedelta(weeks=-(-late.days // 7))
        elif said.yearless:
            first = first.replace(year=first.year - 1)
        elif following.yearless:
            after = last + timedelta(days=1)  # the end of a February stays one
            last = after.replace(year=after.year + 1) - timedelta(days=1)
    except (ValueError, OverflowError):  # before the year 1, or no 29 February
        pass
    return (first, last) if first <= last else (following.first, max(said.last, last))


def _is_published(text: str, at: int, outlets: Sequence[tuple[int, int]]) -> bool:
    """Return whether the words before a date, which end at `at`, say that an article appeared then."""
    if _TELLS_OF_PUBLICATION.search(text, max(0, at - _REACH), at):
        return True
    last = max((end for _, end in outlets if end <= at), default=None)
    return last is not None and at - last <= _REACH and _OUTLET_SPEAKS.fullmatch(text, last, at) is not None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
