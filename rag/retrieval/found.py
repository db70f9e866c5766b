"""What was found for a question: the sentences to answer from, and what else is known of their articles. Pure."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, replace

from index.articles import Article, header
from rag.answer import Evidence

Place = tuple[str, int]
"""Where a sentence stands: its article's id, and its first character there."""


@dataclass(frozen=True, slots=True)
class Found:
    """The evidence, and by id each article that a passage was found of.

    Attributes:
        evidence: The sentences to answer from, numbered from 1.
        texts: Of each article, what the offsets in it count from.
        searchable: Of each article, all that it says of itself: headline, outlet, day, author and text.
        margins: How surely the reader sees the answer in each sentence it has read; see `rag.reader.read`.
    """

    evidence: tuple[Evidence, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    searchable: Mapping[str, str] = field(default_factory=dict)
    margins: Mapping[Place, float] = field(default_factory=dict)

    def margin(self, n: int) -> float | None:
        """Return the reader's margin for sentence `n`, None if it has not read it."""
        one = self.evidence[n - 1]
        return self.margins.get((one.article_id, one.start))

    def text_before(self, n: int, *, start: int = 0) -> str:
        """Return sentence `n`'s article from a character on, up to the sentence."""
        one = self.evidence[n - 1]
        return self.texts.get(one.article_id, "")[start : one.start]

    def around(self, n: int, characters: int) -> str:
        """Return sentence `n`'s article from so many characters before the sentence to as many after it."""
        one = self.evidence[n - 1]
        return self.texts.get(one.article_id, "")[max(0, one.start - characters) : one.end + characters]

    def said_in(self, article_ids: Iterable[str]) -> list[str]:
        """Return all that each of these articles says of itself, each once."""
        return [self.searchable.get(article_id, "") for article_id in dict.fromkeys(article_ids)]

    def without(self, places: Container[Place]) -> Found:
        """Return the same without the evidence that stands there."""
        return replace(self, evidence=tuple(one for one in self.evidence if (one.article_id, one.start) not in places))


def searchable(article: Article) -> str:
    """Return all that an article says of itself: what a question names must stand somewhere in it."""
    # A line each: the last name of one is not the first word of the next.
    return "\n".join((header(article.title, article.source, article.published_at), article.author or "", article.text))
