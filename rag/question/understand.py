"""Understand a question without a model: what to search for, in which outlets, of which days, what to compare.

Pure. It only adds to the plain question: whatever is not understood is still searched for word by word.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import replace
from datetime import date

from rag.llm.protocol import Message
from rag.question.clauses import Piece, is_comparison, piece_text, pieces
from rag.question.followup import leaned_on, named_things, stand_alone
from rag.question.outlets import Mention, open_outlets, short_name
from rag.question.overview import is_more_asked, overview_asked
from rag.question.understood import Clause, Reading, Understood
from rag.question.when import Window, asks_for_newest, windows
from rag.text.terms import as_written, content_terms, names

_QUOTED = re.compile(
    r"""“([^“”]{2,200})” | ‘((?:[^‘’]|(?<=\w)’(?=\w)){2,200})’(?!\w) | "([^"]{2,200})"
        | (?<!\w)'((?:[^'\n]|(?<=\w)'(?=\w)){2,200})'(?!\w)""",
    re.VERBOSE,
)
_SAME_OUTLET = re.compile(
    r"""\bthe\ same\ (?:source|outlet|publication|publisher|newspaper|paper|site|website)\b
        |\bagain\ (?:on|in)\b|\bthe\ (?:one|other)\ (?:published\ |of\ |from\ )?(?:on|in)\b""",
    re.VERBOSE | re.I,
)
_AN_ARTICLE = re.compile(r"\b(?:article|report|story|piece|coverage|review|interview|column|editorial)s?\b", re.I)


def understand(
    question: str,
    *,
    history: Sequence[Message] = (),
    standalone: str | None = None,
    outlets: Iterable[str] = (),
    as_of: str | None = None,
    today: str | None = None,
    newest_day: str | None = None,
    ignore: Container[str] = (),
) -> Understood:
    """Return what the question asks for.

    Args:
        question: In plain language.
        history: The earlier turns, oldest first.
        standalone: The question as it needs no history; None: as the rules make it.
        outlets: The full names of the collection's outlets.
        as_of: ISO day; nothing later may be read, and "yesterday" counts from it when it has passed.
        today: ISO day that "yesterday" counts from; None: the real one.
        newest_day: ISO day of the collection's newest article: "in October" is the last October up to it.
        ignore: Keys of readings to leave out.

    Raises:
        ValueError: A day is not an ISO date.
    """
    as_of = _day(as_of).isoformat() if as_of else None
    if "standalone" in ignore:
        standalone = question
    standalone = standalone or stand_alone(question, history)
    named = open_outlets(tuple(outlets)).mentions(standalone)
    mentions = _kept_mentions(named, ignore)
    spans = [(mention.start, mention.end) for mention in mentions]
    quotes = _quotes(standalone, spans)
    when = [
        window
        for window in windows(
            standalone,
            today=_now(today, as_of),
            newest_day=_day(newest_day) if newest_day else None,
            outlets=[(mention.start, mention.end) for mention in named],
        )
        if not any(start <= window.start and window.end <= end for start, end in quotes)
        and _days_reading(standalone, window).key not in ignore
    ]
    at = _more_is_asked_from(question, standalone)
    mentions = tuple(mention for mention in mentions if mention.start >= at)
    when = [window for window in when if window.start >= at]
    plain = _blank(standalone, [*spans, *quotes, *((window.start, window.end) for window in when)])
    newest = asks_for_newest(plain) and "newest" not in ignore
    clauses = _clauses(standalone, mentions, when)
    return Understood(
        question=question,
        standalone=standalone,
        clauses=clauses,
        sources=frozenset().union(*(mention.outlets for mention in mentions)),
        until=as_of,
        newest=newest,
        quoted=tuple(standalone[start:end] for start, end in quotes),
        overview_of=_overview_of(question, standalone, spans, [(window.start, window.end) for window in when]),
        names=_names(standalone, [*spans, *((window.start, window.end) for window in when)]),
        compared=_compared(standalone, clauses),
        readings=(
            *((Reading(kind="standalone", text=standalone),) if standalone != question else ()),
            *_outlet_readings(mentions),
            *{reading.key: reading for reading in (_days_reading(standalone, window) for window in when)}.values(),
            *((Reading(kind="newest"),) if newest else ()),
        ),
    )


def _more_is_asked_from(question: str, standalone: str) -> int:
    """Return where "Tell me more" begins, which asks for what lies beyond the days and outlets before it; else 0."""
    asked, before = leaned_on(question, standalone)
    return len(standalone) - len(asked) if before and is_more_asked(asked) else 0


def _overview_of(
    question: str, standalone: str, outlets: Sequence[tuple[int, int]], days: Sequence[tuple[int, int]]
) -> str | None:
    """Return what the question itself wants an overview of, whatever the one that it leans on wanted."""
    asked, before = leaned_on(question, standalone)
    at = len(standalone) - len(asked)
    in_outlets, in_days = ([(a - at, b - at) for a, b in spans if a >= at] for spans in (outlets, days))
    of = overview_asked(asked, outlets=in_outlets, days=in_days)
    if before and is_more_asked(asked):
        return _spoken_of(_blank(standalone, outlets)[:at].strip())
    return of


def _spoken_of(before: str) -> str:
    """Return what "him" is in "Tell me more about him": what an overview was given of, else what was named or asked."""
    asked = [each for each in re.split(r"(?<=[.?!])\s+", before) if content_terms(each)]  # not "Why?"
    first = asked[0] if asked else before
    return overview_asked(first) or " ".join(named_things(first)) or first


def _now(today: str | None, as_of: str | None) -> date:
    now = _day(today) if today else date.today()  # the day of whoever asks, where they are
    return min(now, _day(as_of)) if as_of else now


def _day(iso: str) -> date:
    return date.fromisoformat(iso[:10])


def _kept_mentions(mentions: Iterable[Mention], ignore: Container[str]) -> tuple[Mention, ...]:
    kept: list[Mention] = []
    for mention in mentions:
        outlets = frozenset(outlet for outlet in mention.outlets if f"outlet:{short_name(outlet)}" not in ignore)
        if outlets:
            kept.append(Mention(mention.start, mention.end, outlets))
    return tuple(kept)


def _outlet_readings(mentions: Iterable[Mention]) -> tuple[Reading, ...]:
    shorts = (short_name(outlet) for mention in mentions for outlet in sorted(mention.outlets))
    return tuple(Reading(kind="outlet", text=short) for short in dict.fromkeys(shorts))


def _days_reading(text: str, window: Window) -> Reading:
    written = " ".join(text[window.start : window.end].split())
    return Reading(kind="days", text=written, since=window.since, until=window.until, published=window.published)


def _quotes(text: str, outlets: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return where phrases in quotation marks stand, marks left out; outlets and single tokens with digits are none."""
    found: list[tuple[int, int]] = []
    for match in _QUOTED.finditer(text):
        start, end = match.span(match.lastindex or 0)
        phrase = text[start:end]
        is_outlet = any(start <= first and last <= end for first, last in outlets) and len(phrase.split()) <= 6
        is_stamp = " " not in phrase.strip() and phrase[:1].isdigit()
        if phrase.strip() and not is_outlet and not is_stamp:
            found.append((start, end))
    return found


def _blank(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return the text with these places filled by a letter that says nothing: what is read there is read."""
    for start, end in spans:
        text = f"{text[:start]}{'x' * (end - start)}{text[end:]}"
    return text


def _names(text: str, spans: Iterable[tuple[int, int]]) -> tuple[str, ...]:
    plain = _blank(text, spans)
    return tuple(name for name in as_written(plain, names(plain).certain) if name[0].isupper())


def _clauses(standalone: str, mentions: Sequence[Mention], when: Sequence[Window]) -> tuple[Clause, ...]:
    cut = pieces(standalone, outlets=[(mention.start, mention.end) for mention in mentions])
    clauses: list[Clause] = []
    for piece in cut:
        own = [mention for mention in mentions if piece.start <= mention.start < piece.end]
        sources: frozenset[str] = frozenset().union(*(mention.outlets for mention in own))
        if not sources and clauses and _SAME_OUTLET.search(standalone, piece.start, piece.end):
            sources = clauses[-1].sources
        clauses.append(_clause(standalone, piece, sources, when))
    if len(clauses) == 1 and is_comparison(standalone):
        return _one_for_each_outlet(clauses[0], mentions)
    return tuple(clauses)


def _clause(standalone: str, piece: Piece, sources: frozenset[str], when: Sequence[Window]) -> Clause:
    own = [window for window in when if piece.start <= window.start < piece.end]
    own = [window for window in own if window.published] or own
    since, until = _bounds(own)
    return Clause(
        piece_text(standalone, piece) or standalone,
        sources,
        since=since,
        until=until,
        published=bool(own) and own[0].published,
        shared=piece.shared,
    )


def _bounds(own: Sequence[Window]) -> tuple[str | None, str | None]:
    """Return the first and last day of a claim's windows: any of their days will do, open ones bound each other."""
    spans = [(window.since, window.until) for window in own]
    after = min((since for since, until in spans if since and until is None), default=None)
    before = max((until for since, until in spans if until and since is None), default=None)
    if after and before and after <= before:  # "after 5 May and before 10 May" is one span, the other way round none
        spans = [*(span for span in spans if all(span)), (after, before)]
    since = min((since or "" for since, _ in spans), default="") or None
    until = None if any(until is None for _, until in spans) else max((until or "" for _, until in spans), default=None)
    return since, until


def _one_for_each_outlet(clause: Clause, mentions: Sequence[Mention]) -> tuple[Clause, ...]:
    """Return the clause once for each outlet it names, sections of one outlet together: "Do A and B agree on …?"."""
    groups = list(dict.fromkeys(mention.outlets for mention in mentions))
    if len(groups) < 2 or frozenset.intersection(*groups):
        return (clause,)
    return tuple(replace(clause, sources=group) for group in groups)


def _compared(standalone: str, clauses: tuple[Clause, ...]) -> tuple[Clause, ...]:
    if len(clauses) < 2 or not is_comparison(standalone):
        return ()
    sides = tuple(each for each in clauses if each.sources or each.published or _AN_ARTICLE.search(each.text))
    return sides if len(sides) > 1 else clauses
