"""What was understood of a question: its claims, outlets and days, and what of it a person may take out again. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Clause:
    """One claim of a question to look up.

    Attributes:
        text: What to search for, as it stands in the question.
        sources: The full names of the outlets it names; empty: any.
        since: The first day it speaks of, ISO, included; None: no such bound.
        until: The last day it speaks of, ISO, included; None: no such bound.
        published: Whether those days tell when an article appeared. Otherwise they may tell when something happened,
            which articles of other days report too.
        shared: Words of the question's beginning that the clause goes on from ("Which company"); "" when none.
    """

    text: str
    sources: frozenset[str]
    since: str | None = None
    until: str | None = None
    published: bool = False
    shared: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One thing that was read out of a question; its `key`, given back as ignored, takes it out again.

    Attributes:
        kind: What sort of thing it is.
        text: An outlet's short name, the standalone question, or the words that speak of days; "" for `newest`.
        since: The first day, ISO; only for `days`, where None is open.
        until: The last day, ISO; only for `days`, where None is open.
        published: Only for `days`: whether articles appeared then.
    """

    kind: Literal["standalone", "outlet", "days", "newest"]
    text: str = ""
    since: str | None = None
    until: str | None = None
    published: bool = False

    @property
    def key(self) -> str:
        """What tells this reading from the question's others: "outlet:BBC News", "days:2023-10-07..2023-10-07"."""
        match self.kind:
            case "outlet":
                return f"outlet:{self.text}"
            case "days":
                return f"days:{self.since or ''}..{self.until or ''}"
        return self.kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A question made ready to search.

    Attributes:
        question: As it was asked.
        standalone: Rewritten so that it needs no history; equal to `question` when it already stood alone.
        clauses: At least one; a single one holds the whole standalone question.
        sources: Every outlet the question names.
        until: The last day that may be read, ISO; None: no limit.
        newest: Whether it asks for the latest state of things.
        quoted: Titles and phrases it puts in quotation marks, without the marks, in order.
        names: The words it writes as names, as written, each once, in order; outlets left out.
        overview_of: What it wants an overview of, as written; "": of everything; None: it asks something else.
        compared: The sides when it compares: at least two of `clauses`, in order; else none.
        readings: What a person may want to take out again, in the order to show it.
    """

    question: str
    standalone: str
    clauses: tuple[Clause, ...]
    sources: frozenset[str]
    until: str | None = None
    newest: bool = False
    quoted: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    overview_of: str | None = None
    compared: tuple[Clause, ...] = ()
    readings: tuple[Reading, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON-ready values; `compared` counts clauses from 0, and each reading has its key."""
        return {
            "standalone_question": self.standalone,
            "outlets": sorted(self.sources),
            "as_of": self.until,
            "newest": self.newest,
            "clauses": [
                {
                    "text": clause.text,
                    "outlets": sorted(clause.sources),
                    "since": clause.since,
                    "until": clause.until,
                    "published": clause.published,
                }
                for clause in self.clauses
            ],
            "compared": [self.clauses.index(side) for side in self.compared],
            "quoted": list(self.quoted),
            "names": list(self.names),
            "overview_of": self.overview_of,
            "readings": [reading.key for reading in self.readings],
        }
