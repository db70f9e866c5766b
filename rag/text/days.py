"""Dates as people write them in a question, each with the days it covers. Pure.

Only what can be read one way is read: "03/04/2023" is left alone. Articles have their own reader,
`index.reading.dates`, which wants one exact day.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from index.reading.dates import iso_date

_MONTHS = [name[:3].lower() for name in calendar.month_name]  # "" first
_WEEKDAYS = [name.lower() for name in calendar.day_name]
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10}

# With a capital, for "may" and "march" are also verbs.
_MONTH = (
    r"(?P<month>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)(?!\w)"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\w|[.,]\d|-(?!(?:19|20)\d\d(?![\w-])))"  # the first of "2024-2025" too
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?![\w:%]|[.,]\d)"
_TO_DAY = r"(?:\s*(?:-|–|to|and)\s*(?P<last_day>[0-3]?\d)(?:st|nd|rd|th)?(?=,?\s+\d{4}|\s*[.,;:?!)]|\s*$))?"
_DAY_TO = (
    r"(?P<from_day>[0-3]?\d)(?:st|nd|rd|th)?\s*(?:[-–—]|(?:to|and|or|until|till|through)\b)\s*"
    rf"(?:(?:{'|'.join(calendar.day_name)}),?\s+)?(?:the\s+)?"
)
_PART = r"(?:(?:early|mid|late)[\ -])?"
_COUNT = r"\d{1,3}|an?|one|two|three|four|five|six|seven|ten"

# What is longer comes first: a place that one pattern has taken is not read again.
_PATTERNS = tuple(
    re.compile(rf"(?<![\w.,/-])(?:{pattern})", re.VERBOSE)
    for pattern in (
        r"(?P<iso>\d{4}-\d{2}-\d{2})(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?(?!\d)",
        r"(?P<numeric>\d{1,4}[/.]\d{1,2}[/.]\d{1,4})(?![\d/])",
        rf"{_MONTH}\s+{_DAY}{_TO_DAY}(?:,?\s+{_YEAR})?",
        rf"{_DAY_TO}{_DAY}\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?",
        rf"{_DAY}\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?",
        rf"{_PART}{_MONTH},?\s+(?:of\s+)?{_YEAR}",
        rf"(?:(?P<month_which>[Ll]ast|[Tt]his)\s+)?{_PART}{_MONTH}",
        rf"{_PART}{_YEAR}",
        r"(?i:(?P<named>the\ day\ before\ yesterday|yesterday|last\ night|today|tonight))\b",
        r"(?i:(?P<which>last|this|past|previous)\s+(?P<unit>week|month|year))\b",
        rf"(?i:(?:last|past|previous)\s+(?P<count>{_COUNT})\s+(?P<units>day|week|month|year)s)\b",
        rf"(?i:(?P<ago>{_COUNT})\s+(?P<ago_units>day|week|month|year)s?\s+ago)\b",
        # Not "Black Friday", which is a name.
        rf"(?:(?P<day_which>[Ll]ast)\s+)?(?<!Black\s)(?<!Cyber\s)(?<!Good\s)(?<!Easter\s)(?<!Bowl\s)(?<!Super\s)"
        rf"(?<!Bloody\s)(?<!Giving\s)(?<!Ash\s)(?<!Palm\s)(?<!Sheffield\s)"
        rf"(?P<weekday>{'|'.join(calendar.day_name)})\b",
    )
)
# The second of "2024-2025".
_SECOND_YEAR = re.compile(rf"(?<=(?:19|20)\d\d-)(?<![\w.,/-]\d{{4}}-){_YEAR}(?!-)")

_A_WEEKDAY = re.compile(rf"(?:last\s+)?(?P<weekday>{'|'.join(calendar.day_name)})", re.I)
_LONGEST_RANGE = timedelta(days=26)  # "5–9 May", and no whole month
_A_SPAN = re.compile(r"\b(?:days?|weeks?|night)\b", re.I)
# What stands between "Monday" and "30 June", "30 June" and "a Monday", "Monday" and "last week", the other way round,
# and between "Monday" and "Tuesday last week".
_THEN_THE_DATE = re.compile(r"(?:,\s*|\s+|\s*\(\s*)(?:the\s+)?", re.I)
_THEN_ITS_WEEKDAY = re.compile(r"(?P<sure>\s*\(\s*(?:an?\s+)?|,?\s+an?\s+)|,?\s+", re.I)
_THEN_THE_WEEK = re.compile(r",?\s+(?:(?:of|in)\s+)?(?:the\s+)?", re.I)
_THEN_A_DAY_OF_IT = re.compile(r"(?:['’]s|,)?\s+(?:on\s+)?(?:the\s+)?", re.I)
_THEN_ANOTHER_DAY = re.compile(r"\s*(?:,\s*)?(?:(?:and|or|to|until|till|through)\s+|[-–—]\s*)?(?:on\s+)?", re.I)
_NOTHING_MORE = re.compile(r"\s*(?:[.,;:?!)]|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """`text[start:end]` covers the days from `first` to `last`, both included.

    Attributes:
        bare: A month or a year and nothing else: a date only where the words before it say so ("May", "2023 seats").
        yearless: The year was not written; it was taken from another date or from the calendar.
    """

    start: int
    end: int
    first: date
    last: date
    bare: bool = False
    yearless: bool = False


def days(text: str, *, today: date, newest: date) -> list[Days]:
    """Return the dates in a text, in order; no two overlap.

    Args:
        text: Any text.
        today: What "yesterday" counts from.
        newest: A date without a year, where no other date in the text has one, is the last such day up to this one.
    """
    taken = [False] * len(text)
    found: list[tuple[re.Match[str], Days]] = []
    for pattern in (*_PATTERNS, _SECOND_YEAR):
        for match in pattern.finditer(text):
            if not any(taken[match.start() : match.end()]):
                read = _read(match, today, newest)
                if read is not None:
                    taken[match.start() : match.end()] = [True] * (match.end() - match.start())
                    found.append((match, read))
    found.sort(key=lambda pair: pair[1].start)
    return _with_years([match for match, _ in found], [read for _, read in found], today)


def weekday_alone(text: str, found: Days) -> int | None:
    """Return the weekday, 0 for Monday, where a date is one and nothing else ("Monday", "last Monday"); else None."""
    match = _A_WEEKDAY.fullmatch(text, found.start, found.end)
    return _WEEKDAYS.index(match["weekday"].lower()) if match else None


def with_weekdays(text: str, found: Sequence[Days]) -> list[Days]:
    """Return the dates with each weekday and the date beside it made one: "Monday, 30 June", "Monday last week".

    "Monday and Tuesday last week" are two, of one week. `days` keeps them apart, for whoever checks a text: that has
    to hold both.
    """
    kept: list[Days] = []  # the last one first
    monday: date | None = None  # of the week that the last one kept lends to a weekday before it
    for each in reversed(found):
        index = weekday_alone(text, each)
        one = _one_date(text, each, kept[-1]) if kept else None
        if one is not None:
            of_a_week = _is_a_week(text, each) or _is_a_week(text, kept[-1])
            monday = one.first - timedelta(days=one.first.weekday()) if of_a_week else None
            kept[-1] = one
        elif monday and index is not None and _THEN_ANOTHER_DAY.fullmatch(text, each.end, kept[-1].start):
            day = monday + timedelta(days=index)
            kept.append(replace(each, first=day, last=day))
        else:
            monday = None
            kept.append(each)
    return kept[::-1]


def _one_date(text: str, one: Days, other: Days) -> Days | None:
    """Return the date that two neighbours are, one of them being its weekday; None where they are two dates."""
    first, second = weekday_alone(text, one), weekday_alone(text, other)
    if first is not None and second is None:
        if _is_a_week(text, other):
            named = _THEN_THE_WEEK.fullmatch(text, one.end, other.start)
            return _day_of(other, first, start=one.start, end=other.end) if named else None
        named = _THEN_THE_DATE.fullmatch(text, one.end, other.start)
        return replace(other, start=one.start) if named and _is_exact(text, other) else None
    if first is None and second is not None:
        if _is_a_week(text, one):
            named = _THEN_A_DAY_OF_IT.fullmatch(text, one.end, other.start)
            return _day_of(one, second, start=one.start, end=other.end) if named else None
        named = _THEN_ITS_WEEKDAY.fullmatch(text, one.end, other.start)
        if named and one.first == one.last:
            last = one.first.weekday() == second and _NOTHING_MORE.match(text, other.end)
            return replace(one, end=other.end) if named["sure"] or last else None
    return None


def _day_of(week: Days, weekday: int, *, start: int, end: int) -> Days:
    day = week.first + timedelta(days=weekday)
    return replace(week, start=start, end=end, first=day, last=day)


def _is_a_week(text: str, found: Days) -> bool:
    """Return whether a date is a calendar week: "last week", "two weeks ago"."""
    from_monday = found.first.weekday() == 0 and found.last - found.first == timedelta(days=6)
    return from_monday and "week" in text[found.start : found.end].lower()


def _is_exact(text: str, found: Days) -> bool:
    """Return whether a date is a day, or a range of days written out."""
    if found.first == found.last:
        return True
    return found.last - found.first <= _LONGEST_RANGE and not _A_SPAN.search(text, found.start, found.end)


def _read(match: re.Match[str], today: date, newest: date) -> Days | None:
    """Return what a match says; None when it is no date after all ("February 31")."""
    said = {name: value for name, value in match.groupdict().items() if value is not None}
    try:
        span = _span(said, today, newest)
    except (ValueError, OverflowError):
        return None
    if span is None:
        return None
    alone = "day" not in said and ("month" in said) != ("year" in said)
    return Days(
        start=match.start(),
        end=match.end(),
        first=span[0],
        last=span[1],
        bare=alone and "month_which" not in said,
        yearless="month" in said and "year" not in said and "month_which" not in said,
    )


def _span(said: dict[str, str], today: date, newest: date) -> tuple[date, date] | None:
    match said:
        case {"iso": written} | {"numeric": written}:
            day = iso_date(written)
            return (date.fromisoformat(day), date.fromisoformat(day)) if day else None
        case {"month": _, "year": year}:
            return _in_year(said, int(year))
        case {"month": _}:
            which = said.get("month_which", "").lower()
            return _latest(said, {"this": today, "last": _before_month(today)}.get(which, newest))
        case {"year": year}:
            return date(int(year), 1, 1), date(int(year), 12, 31)
        case {"weekday": weekday}:
            back = (today.weekday() - _WEEKDAYS.index(weekday.lower())) % 7
            day_then = today - timedelta(days=7 if back == 0 and "day_which" in said else back)
            return day_then, day_then
        case _:
            return _relative(said, today)


def _relative(said: dict[str, str], today: date) -> tuple[date, date]:
    match said:
        case {"named": named}:
            name = " ".join(named.lower().split())
            back = {"yesterday": 1, "last night": 1, "the day before yesterday": 2}.get(name, 0)
            return today - timedelta(days=back), today - timedelta(days=0 if name == "last night" else back)
        case {"which": which, "unit": unit} if which.lower() == "past":
            return _back(today, unit.lower(), 1), today
        case {"which": which, "unit": unit}:
            return _calendar(today, unit.lower(), 0 if which.lower() == "this" else 1)
        case {"count": count, "units": unit}:
            return _back(today, unit.lower(), _number(count)), today
        case _:
            return _calendar(today, said["ago_units"].lower(), _number(said["ago"]))


def _calendar(today: date, unit: str, back: int) -> tuple[date, date]:
    """Return the calendar day, week (from Monday), month or year that was `back` units ago."""
    if unit == "day":
        day = today - timedelta(days=back)
        return day, day
    if unit == "week":
        monday = today - timedelta(days=today.weekday() + 7 * back)
        return monday, monday + timedelta(days=6)
    if unit == "year":
        return date(today.year - back, 1, 1), date(today.year - back, 12, 31)
    year, month = divmod(today.year * 12 + today.month - 1 - back, 12)
    return date(year, month + 1, 1), _month_end(year, month + 1)


def _back(today: date, unit: str, count: int) -> date:
    return today - timedelta(days=count * {"day": 1, "week": 7, "month": 31, "year": 366}[unit])


def _in_year(said: dict[str, str], year: int) -> tuple[date, date]:
    """Return the days of a month, or days of it, in that year. Raises ValueError: there are no such days."""
    month = _MONTHS.index(said["month"][:3].lower())
    if "day" not in said:
        return date(year, month, 1), _month_end(year, month)
    first = date(year, month, int(said["day"]))
    if "from_day" in said:
        if int(said["from_day"]) >= first.day:
            raise ValueError("not in order")  # "lost 3-1 May 2025" is no range
        return date(year, month, int(said["from_day"])), first
    return first, max(first, date(year, month, int(said["last_day"])) if "last_day" in said else first)


def _latest(said: dict[str, str], newest: date) -> tuple[date, date]:
    """Return the days in the last year in which they begin up to `newest`."""
    for year in range(newest.year, newest.year - 9, -1):  # 29 February: at most every eight years
        try:
            span = _in_year(said, year)
        except ValueError:
            continue
        if span[0] <= newest:
            return span
    raise ValueError("no such day")


def _with_years(matches: Sequence[re.Match[str]], found: list[Days], today: date) -> list[Days]:
    """Give dates without a year that of the next one that has one, or else of the last one before."""
    years = [None if each.yearless or each.bare else each.last.year for each in found]
    result: list[Days] = []
    for i, (match, each) in enumerate(zip(matches, found, strict=True)):
        lent = next((year for year in (*years[i + 1 :], *reversed(years[:i])) if year is not None), None)
        if each.yearless and lent is not None and lent <= today.year:
            said = {name: value for name, value in match.groupdict().items() if value is not None}
            try:
                first, last = _in_year(said, lent)
            except ValueError:
                pass
            else:
                each = replace(each, first=first, last=last)  # noqa: PLW2901
        result.append(each)
    return result


def _before_month(today: date) -> date:
    return today.replace(day=1) - timedelta(days=1)


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _number(written: str) -> int:
    return int(written) if written.isdigit() else _COUNTS[written.lower()]
