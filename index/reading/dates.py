"""Dates as the press writes them, in ISO 8601, and only where there is one way to read them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone, tzinfo

_LONGEST = 100
# JavaScript writes "GMT+0200 (Central European Summer Time)"; the parser would take the sign the other way round.
_ZONE_NAME = re.compile(r"(?:\bGMT|\bUTC)(?=[+-]\d)|\s*\([^()]*\)\Z")
_YEAR_FIRST = re.compile(r"\d{4}[-/.]\d")  # then the month follows everywhere
# Whatever a text leaves out, the parser takes from these: where the two results differ, something was left out.
_EITHER = (datetime(2001, 1, 1, 0, 0), datetime(2003, 2, 2, 1, 1))

_HOURS_FROM_UTC = {
    "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "BST": 1, "WEST": 1, "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2,
    "EET": 2, "EEST": 3, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip


def iso_date(value: object) -> str | None:
    """The date or date-time that `value` says, "2025-07-01" or "2025-07-01T10:30:00+00:00"; None if unsure.

    Unsure is: no date at all, no year or no day ("July 2025"), or a day and month that could be exchanged
    ("03/04/2025"). A time is kept only where one was given.
    """
    if isinstance(value, datetime | date):
        return value.isoformat()
    if not isinstance(value, str) or not value.strip():
        return None
    text = value.strip()
    for kind in (date, datetime):
        try:
            return kind.fromisoformat(text).isoformat()
        except ValueError:
            pass
    return _press_date(text)


def _press_date(text: str) -> str | None:
    if text.isdigit() or len(text) > _LONGEST:  # a time stamp or a number, and no date at all
        return None
    text = _ZONE_NAME.sub("", text)
    from dateutil import parser  # noqa: PLC0415  # slow to load, and most dates are ISO

    def read(default: datetime, *, day_first: bool, year_first: bool) -> datetime:
        found: datetime = parser.parse(text, default=default, dayfirst=day_first, yearfirst=year_first, tzinfos=_zone)
        return found

    day_firsts = (False,) if _YEAR_FIRST.match(text) else (False, True)
    try:
        readings = {
            read(default, day_first=day_first, year_first=year_first)
            for default in _EITHER
            for day_first in day_firsts
            for year_first in (False, True)
        }
    except (ValueError, OverflowError):
        return None
    days = {reading.date() for reading in readings}
    if len(days) != 1:
        return None
    if len({reading.time() for reading in readings}) != 1:  # no time was given, or only part of one
        return days.pop().isoformat()
    return readings.pop().isoformat()


def _zone(name: str | None, seconds: int | None) -> tzinfo | None:
    if seconds is not None:
        return timezone(timedelta(seconds=seconds))
    hours = _HOURS_FROM_UTC.get(name or "")
    return None if hours is None else timezone(timedelta(hours=hours))


def spelled_day(published_at: str | None) -> str:
    """Return "1 July 2025" for an ISO date or date-time; what is no date comes back as it is, None as ""."""
    if not published_at:
        return ""
    try:
        when = date.fromisoformat(published_at[:10])
    except ValueError:
        return published_at
    return f"{when.day} {when:%B} {when.year}"
