"""Does a cited text hold the dates of another, perhaps by a weekday or by the day of its edition? Pure."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from rag.text.days import Days, days

# Where an article has no date: "Tuesday" then only equals "Tuesday".
_SOME_DAY = date(2000, 1, 3)
_WEEK = timedelta(days=7)
_LONGEST_RANGE = timedelta(days=26)  # "3 to 5 July", and no whole month
_A_NUMBER_OF = re.compile(r"\b(?:days|weeks|months|years|ago)$", re.IGNORECASE)
_WEEKDAYS = tuple(name.lower() for name in calendar.day_name)


@dataclass(frozen=True, slots=True)
class Dated:
    """A text with the day of its edition, ISO; None when unknown."""

    text: str
    published: str | None = None

    @property
    def day(self) -> date | None:
        """The day of the edition; None when unknown or no ISO day."""
        try:
            return date.fromisoformat((self.published or "")[:10])
        except ValueError:
            return None


def dates(dated: Dated) -> tuple[Days, ...]:
    """Return the dates a text names, relative ones ("on Tuesday") counted from its edition."""
    return _named(dated.text, dated.day or _SOME_DAY)


@lru_cache(maxsize=256)  # the same few quotes are held against every sentence of an answer
def _named(text: str, today: date) -> tuple[Days, ...]:
    """Return the dates in a text but for spans such as "the past nine years", which are numbers of years."""
    return tuple(
        found
        for found in days(text, today=today, newest=today)
        if not _A_NUMBER_OF.search(text[found.start : found.end])
    )


def blanked(text: str) -> str:
    """Return the text with its dates blanked out, so that their digits are not read as numbers; offsets stay."""
    for found in _named(text, _SOME_DAY):
        text = text[: found.start] + " " * (found.end - found.start) + text[found.end :]
    return text


def years(dated: Iterable[Dated]) -> frozenset[int]:
    """Return the years that texts name in digits, and those of their editions."""
    named = {
        found.first.year
        for each in dated
        for found in dates(each)
        if str(found.first.year) in each.text[found.start : found.end]
    }
    return frozenset(named | {each.day.year for each in dated if each.day})


def lacking_dates(text: str, cited: Sequence[Dated], *, titles: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the dates of `text`, as written, that stand nowhere in `cited`.

    A wider date is held by a narrower one within it: "July 2025" by "1 July 2025". A title or the day of the edition
    holds a date only where the cited text has none of its own that is as exact: what happened "on July 2" did not
    happen on the day the article of July 3 appeared.
    """
    edition = next((each.day for each in cited if each.day), None)
    theirs = [(found, each) for each in cited for found in dates(each)]
    headed = [Dated(title, cited[0].published) for title in titles] if cited else []
    lacking: list[str] = []
    for found in _named(text, edition or _SOME_DAY):
        written = text[found.start : found.end]
        if any(_holds(other, found, each, written) for other, each in theirs):
            continue
        exact = [other for other, _ in theirs if other.last - other.first <= found.last - found.first]
        if not exact and (
            any(each.day and found.first <= each.day <= found.last for each in cited)
            or any(_holds(other, found, title, written) for title in headed for other in dates(title))
        ):
            continue
        if written == "May" and not text[: found.start].strip():
            continue  # "May we ask"
        lacking.append(written)
    return tuple(lacking)


def _holds(other: Days, wanted: Days, cited: Dated, written: str) -> bool:
    if wanted.first <= other.first and other.last <= wanted.last:
        return True
    if _is_weekday(written) or _is_weekday(cited.text[other.start : other.end]):
        # A weekday is the last or the next one, seen from the edition.
        return wanted.first in (other.first, other.first + _WEEK, other.first - _WEEK) and wanted.first == wanted.last
    if wanted.yearless or other.yearless:
        return _same_day_of_year(other, wanted, cited)
    # The first or last day of a range.
    return other.last - other.first <= _LONGEST_RANGE and (wanted.first, wanted.last) in (
        (other.first, other.first),
        (other.last, other.last),
    )


def _is_weekday(written: str) -> bool:
    """Return whether a date is a weekday alone, and no "5 to Friday 9 May"."""
    return any(day in written.lower() for day in _WEEKDAYS) and not any(map(str.isdigit, written))


def _same_day_of_year(other: Days, wanted: Days, cited: Dated) -> bool:
    if other.last - other.first > _LONGEST_RANGE and wanted.first == wanted.last:
        return False  # a month does not hold one of its days
    if not wanted.yearless and cited.day is not None and abs(wanted.first.year - cited.day.year) > 1:
        return False
    first, last = ((day.month, day.day) for day in (wanted.first, wanted.last))
    begins, ends = ((day.month, day.day) for day in (other.first, other.last))
    if first == last and other.last - other.first <= _LONGEST_RANGE:
        return first in (begins, ends)
    return first <= begins and ends <= last
