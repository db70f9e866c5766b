"""What is asked in an evaluation, and of which articles: cases, claims and the dataset that holds them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import blake2s
from typing import TypeVar

from evals.errors import DatasetError
from index.articles import Article, Span
from rag.llm.protocol import Message

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """What holds (part of) the answer.

    A gold sentence has offsets and `quote == article.text[start:end]`. A set that names no sentence gives only the
    article, and `quote` is empty. A fact that stands in no article, as damaged data has them, has no offsets.

    Attributes:
        grade: How relevant the article is, for sets with graded judgements; 1 elsewhere.
    """

    article_id: str
    start: int | None = None
    end: int | None = None
    quote: str = ""
    grade: int = 1

    @property
    def span(self) -> Span | None:
        """Where the gold sentence stands in its article, or None when that is not known."""
        return None if self.start is None or self.end is None else Span(self.start, self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One question with what should come of it.

    Attributes:
        kind: The question's type, by which figures are sliced.
        history: Earlier turns, oldest first.
        answers: Accepted answers, any of which is right; empty when unanswerable or when the set gives none.
        answerable: Whether the articles hold an answer; a right answer to an unanswerable question is a refusal.
        parts: For an answer that has several: each part's accepted forms; a right answer holds one form of every part.
        gold: What holds the answer.
        needs_all: Whether a whole answer needs all the gold; False where the set lists alternatives, any of which does.
        as_of: ISO day; articles published later are not read.
    """

    id: str
    question: str
    kind: str
    history: tuple[Message, ...] = ()
    answers: tuple[str, ...] = ()
    parts: tuple[tuple[str, ...], ...] = ()
    answerable: bool = True
    gold: tuple[Gold, ...] = ()
    needs_all: bool = True
    as_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One statement with the sentences cited for it, to measure the support check; `kind` is the annotators' label."""

    id: str
    text: str
    kind: str
    supported: bool
    cited: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """Articles, and either cases to ask of them or claims to check.

    Attributes:
        name: Lower case, fit for a collection's name.
        notes: What a reader of the figures must know about the data, one line each.

    Raises:
        DatasetError: Two cases or claims have the same id; their scores could not be told apart.
    """

    name: str
    licence: str
    articles: tuple[Article, ...] = ()
    cases: tuple[Case, ...] = ()
    claims: tuple[Claim, ...] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        counts = Counter([case.id for case in self.cases] + [claim.id for claim in self.claims])
        twice = [id_ for id_, count in counts.items() if count > 1]
        if twice:
            raise DatasetError(f"{self.name}: {len(twice)} ids stand for several cases, such as {twice[0]!r}")

    @property
    def articles_hash(self) -> str:
        """Twelve hex digits that change with any article's id, header or text."""
        return _digest(f"{a.id}\0{a.title}\0{a.source}\0{a.published_at}\0{a.text}" for a in self.articles)

    @property
    def cases_hash(self) -> str:
        """Twelve hex digits that change with any case or claim."""
        return _digest(repr(item) for item in (*self.cases, *self.claims))

    def sample(self, limit: int | None, *, seed: int) -> Dataset:
        """Return the dataset with at most `limit` cases or claims, drawn by `seed`, in their own order.

        A larger limit with the same seed keeps what a smaller one drew, so that a resumed run only adds.
        """
        return replace(self, cases=_draw(self.cases, limit, seed), claims=_draw(self.claims, limit, seed))


def _draw(items: tuple[_Item, ...], limit: int | None, seed: int) -> tuple[_Item, ...]:
    if limit is None or limit >= len(items):
        return items
    order = list(range(len(items)))
    random.Random(seed).shuffle(order)  # noqa: S311  # a sample, not a secret
    return tuple(items[i] for i in sorted(order[:limit]))


def _digest(parts: Iterable[str]) -> str:
    digest = blake2s(digest_size=6)
    for part in parts:
        digest.update(part.encode("utf-8", "surrogatepass"))
        digest.update(b"\1")
    return digest.hexdigest()
