"""Understand a question without a model: what to search for, in which outlets, up to which day.

Pure. It only adds to the plain question: whatever is not understood is still searched for word by word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.llm import Message
from rag.terms import content_terms

# A clause carries one claim to look up: it ends where a conjunction starts the next one.
_CLAUSE_BREAK = re.compile(
    r"""\s*;\s+ | \?\s+(?=[A-Z]) |
        ,?\s+\b(?:while|whereas|in\ contrast\ to|compared\ (?:to|with)|as\ opposed\ to)\b\s+ |
        ,\s+(?:and|but|or|as\ well\ as)\s+""",
    re.VERBOSE,
)
_LEAST_CLAUSE_TERMS = 3

# Words that point back at an earlier turn. "that" and "there" are left out: they are more often grammar.
_POINTS_BACK = re.compile(
    r"\b(he|she|they|it|him|her|his|hers|its|them|their|theirs|this|these|those|one|ones|former|latter|else)\b",
    re.I,
)
_CONTINUES = re.compile(r"^\s*(and|but|so|or|what about|how about|why|when|where|who|yes|no|ok)\b", re.I)
_SHORT_FOLLOW_UP = 4  # content terms: "And in Mali?" needs its past, a full question does not

_OUTLET_TAIL = re.compile(r"\s*(?:[|:–—]|\s-\s).*$")
_LESS_THAN_A_NAME = re.compile(r"^the\s+|(?:\.com|\.org|\.net|\.co\.uk)$", re.I)


@dataclass(frozen=True, slots=True)
class Clause:
    """One claim of a question to look up.

    Attributes:
        text: What to search for; it may repeat words of the question that belong to several clauses.
        sources: The full names of the outlets it names; empty: any.
        since: The first day it speaks of, ISO, included; None: no such bound.
        until: The last day it speaks of, ISO, included; None: no such bound.
        published: Whether those days tell when an article appeared. Otherwise they may tell when something happened,
            which articles of other days report too.
    """

    text: str
    sources: frozenset[str]
    since: str | None = None
    until: str | None = None
    published: bool = False


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
        names: The words it writes as names, as written, each once, in order.
        compared: The sides when it compares: at least two of `clauses`, in order; else none.
    """

    question: str
    standalone: str
    clauses: tuple[Clause, ...]
    sources: frozenset[str]
    until: str | None = None
    newest: bool = False
    quoted: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    compared: tuple[Clause, ...] = ()


def understand(
    question: str, *, history: Sequence[Message] = (), outlets: Iterable[str] = (), as_of: str | None = None
) -> Understood:
    """Return what the question asks for, given the earlier turns and the outlets of the collection."""
    standalone = stand_alone(question, history)
    names = outlet_names(outlets)
    return Understood(
        question=question,
        standalone=standalone,
        clauses=_clauses(standalone, names),
        sources=named_outlets(standalone, names),
        until=as_of,
    )


def stand_alone(question: str, history: Sequence[Message]) -> str:
    """Return the question with the last question before it in front, when it cannot be read without it.

    A rule, not a model: it points back ("he", "those"), or continues ("And in Mali?") with too little of its own.
    """
    earlier = [turn["content"].strip() for turn in history if turn["role"] == "user" and turn["content"].strip()]
    if not earlier:
        return question
    own = content_terms(question)
    leans = _POINTS_BACK.search(question) is not None and len(own) <= 2 * _SHORT_FOLLOW_UP
    continues = len(own) < _SHORT_FOLLOW_UP and (_CONTINUES.match(question) is not None or len(own) < 2)
    return f"{earlier[-1]} {question}" if leans or continues else question


def outlet_names(outlets: Iterable[str]) -> dict[str, frozenset[str]]:
    """Map each way an outlet may be called to the full names it can mean.

    "BBC News - Technology" answers to "BBC News - Technology", "BBC News" and "BBC"; "CBSSports.com" to "CBSSports".
    """
    names: dict[str, set[str]] = {}
    for outlet in outlets:
        if not outlet.strip():
            continue
        short = _OUTLET_TAIL.sub("", outlet).strip()
        bare = _LESS_THAN_A_NAME.sub("", short).strip()
        without_news = re.sub(r"\s+(?:News|Magazine|Online)$", "", bare)
        for name in {outlet, short, bare, without_news}:
            if len(name) > 2:
                names.setdefault(name, set()).add(outlet)
    return {name: frozenset(full) for name, full in names.items()}


def named_outlets(text: str, names: dict[str, frozenset[str]]) -> frozenset[str]:
    """Return the full names of the outlets that the text names.

    Case counts, for outlets are named after common words (Time, Wired, Fortune); the longest name wins, so that
    "The Sydney Morning Herald" is not also "Herald".
    """
    found: set[str] = set()
    taken = [False] * len(text)
    for name in sorted(names, key=len, reverse=True):
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            if not any(taken[match.start() : match.end()]):
                taken[match.start() : match.end()] = [True] * len(name)
                found |= names[name]
    return frozenset(found)


def _clauses(question: str, names: dict[str, frozenset[str]]) -> tuple[Clause, ...]:
    parts: list[str] = []
    for part in _CLAUSE_BREAK.split(question):
        if parts and len(content_terms(part)) < _LEAST_CLAUSE_TERMS:
            parts[-1] = f"{parts[-1]} {part}"
        elif part.strip():
            parts.append(part)
    if not parts:
        parts = [question]
    return tuple(Clause(part.strip(), named_outlets(part, names)) for part in parts)
