"""What is searched for one question: the whole of it, and each claim within the outlets and days it names. Pure.

A question that makes several claims finds none of them well as one query; each claim found on its own lane does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from index.search import Filter
from rag.question.outlets import short_name
from rag.question.understood import Clause, Understood

# An event is reported on its day and in the days after it.
_REPORTED_WITHIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Lane:
    """One search: a text, and the articles it is limited to (None: all).

    Attributes:
        text: What to search for.
        within: The outlets and days it is limited to.
        outlet: Whether the question names the outlet it is limited to.
        published: Whether the question names the days its articles appeared.
    """

    text: str
    within: Filter | None = None
    outlet: bool = False
    published: bool = False


def lanes(understood: Understood) -> tuple[Lane, ...]:
    """Return what to search, each once; the first is the whole question, or what it wants an overview of, anywhere."""
    # Words such as "latest" stay where they are meant: "the latest on the bridge" finds the newest by them, too.
    of = None if understood.newest else understood.overview_of
    whole = of or understood.standalone
    return tuple(dict.fromkeys([Lane(whole, _within(understood)), *_claims(understood)]))


def limits(understood: Understood) -> Filter | None:
    """Return all outlets and days that a question names as one limit, None where it names none."""
    return _within(understood, understood.sources or None, understood.clauses[0])


def _claims(understood: Understood) -> Iterator[Lane]:
    sides, asked = understood.clauses, ""
    if understood.compared:
        # "Between the report on A and the report on B, was there a change in X?": X is sought on both sides.
        sides = tuple(clause for clause in understood.clauses if clause.sources or clause.published)
        asked = " ".join(clause.text for clause in understood.clauses if clause not in sides)
    if len(sides) == 1 and not (sides[0].sources or sides[0].since or sides[0].until):
        return
    for clause in sides or understood.clauses:
        text = f"{clause.text} {asked}".strip()
        for outlets in _by_outlet(clause.sources or understood.sources) or [None]:
            if clause.published:
                yield Lane(text, _within(understood, outlets, clause), outlet=outlets is not None, published=True)
                continue
            yield Lane(text, _within(understood, outlets), outlet=outlets is not None)
            if clause.since or clause.until:
                yield Lane(text, _within(understood, outlets, _reported(clause)), outlet=outlets is not None)


def _within(understood: Understood, outlets: frozenset[str] | None = None, days: Clause | None = None) -> Filter | None:
    since, until = (days.since, days.until) if days else (None, None)
    if understood.until:
        until = min(until or understood.until, understood.until)
    return Filter(sources=outlets, since=since, until=until) if outlets or since or until else None


def _reported(clause: Clause) -> Clause:
    """Return the clause with the days on which what happened in its days was reported."""
    if clause.until is None:
        return clause
    try:
        until = (date.fromisoformat(clause.until) + _REPORTED_WITHIN).isoformat()
    except OverflowError:
        return clause
    return Clause(clause.text, clause.sources, since=clause.since, until=until)


def _by_outlet(sources: frozenset[str]) -> list[frozenset[str] | None]:
    """Return one group an outlet: sections of one outlet ("BBC News - Technology") stay together."""
    groups: dict[str, set[str]] = defaultdict(set)
    for source in sorted(sources):
        groups[short_name(source)].add(source)
    return [frozenset(group) for group in groups.values()]
