"""How the page says dates, counts, and where a text comes from. Pure; nothing here is escaped yet."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from urllib.parse import urlsplit

from index.reading.dates import spelled_day

day = spelled_day


def days(first: str | None, last: str | None) -> str:
    """Return the range of two ISO days, "1 July 2025 – 3 August 2025", one day when equal, "" when unknown."""
    ends = [text for text in dict.fromkeys((day(first), day(last))) if text]
    return " – ".join(ends)


def period(first: str, last: str) -> str:
    """Return the range of two ISO days, a whole month or year by its name: "July 2025", "2025"."""
    since, until = date.fromisoformat(first), date.fromisoformat(last)
    if (since.year, since.day, until.day) == (until.year, 1, monthrange(until.year, until.month)[1]):
        if since.month == until.month:
            return f"{since:%B} {since.year}"
        if (since.month, until.month) == (1, 12):
            return f"{since.year}"
    return days(first, last)


def count(n: int, one: str, many: str | None = None) -> str:
    """Return "1 article", "2,000 articles"."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def byline(*parts: str | None) -> str:
    """Return the parts that are not empty, with middle dots between them."""
    return " · ".join(part for part in parts if part)


def web_link(url: str | None) -> str | None:
    """Return the URL when it is an http or https address with a host, else None: "javascript:" is never a link."""
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname
    except ValueError:
        return None
    return url.strip() if parts.scheme in {"http", "https"} and host else None


def host(url: str) -> str:
    """Return the host of a web link without "www."."""
    return (urlsplit(url).hostname or "").removeprefix("www.")
