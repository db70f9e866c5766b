"""What a search may be limited to, and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.embedding.protocol import FloatMatrix

UNKNOWN_DAY = 0


class Scored(NamedTuple):
    """A passage found. Dense: cosine in [-1, 1]; lexical: BM25, at least 0. Scores of the two do not compare."""

    passage_id: str
    score: float


class IndexedSentences(NamedTuple):
    """The sentences of a passage as they are compared with a text.

    Attributes:
        passage_id: The passage.
        article_id: Its article.
        day: The day that was published, 20250701; 0 when unknown.
        vectors: Shape (m, d), rows of length 1 to within 1 %.
        words: The numbers of the distinct words of each, one sentence's after the other's; see
            `index.storage.analysis`.
        counts: How many of them each sentence has, shape (m,).
    """

    passage_id: str
    article_id: str
    day: int
    vectors: FloatMatrix
    words: NDArray[np.uint32]
    counts: NDArray[np.uint32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Only articles of these outlets (None: any), published from `since` to `until`, both days included.

    Days are ISO dates, "2025-07-01". An article whose day is unknown is left out by either bound.

    Raises:
        ValueError: A bound is not an ISO date.
    """

    sources: frozenset[str] | None = None
    since: str | None = None
    until: str | None = None

    def __post_init__(self) -> None:
        for day in (self.since, self.until):
            if day is not None and day_number(day) == UNKNOWN_DAY:
                raise ValueError(f'"{day}" is not a day; write it as 2025-07-01')

    @property
    def days(self) -> tuple[int, int] | None:
        """First and last day as numbers, 20250701, both included; None when any day will do."""
        if self.since is None and self.until is None:
            return None
        first = day_number(self.since) if self.since else UNKNOWN_DAY + 1
        last = day_number(self.until) if self.until else 99991231
        return first, last

    def allows(self, source: str, published_at: str | None) -> bool:
        """Return whether an article of this outlet and day is searched."""
        first, last = self.days or (UNKNOWN_DAY, 99991231)
        return (self.sources is None or source in self.sources) and first <= day_number(published_at) <= last


def day_number(published_at: str | None) -> int:
    """The day of an ISO date or date-time as a number, 20250701; 0 when there is none or it is no such day."""
    try:
        day = date.fromisoformat((published_at or "")[:10])
    except ValueError:
        return UNKNOWN_DAY
    return day.year * 10_000 + day.month * 100 + day.day
