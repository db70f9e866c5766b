"""Makes a dataset's articles and finds its gold sentences in them.

Public sets give each question its own context. Here all contexts of a set are pooled into one collection, since
searching is half of what is measured: a question competes with every other question's context. The same text given
twice is one article.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from evals.cases import Gold
from evals.errors import DatasetError
from evals.measures.overlap import Finder
from index.articles import Article, Span
from index.errors import ReadError
from index.reading.formats import Draft
from index.reading.readers import finish
from index.reading.repair import repair
from index.sentences import split


class Pool:
    """The articles of one set, each taken once, and the sentences in them."""

    def __init__(self, name: str, articles: Iterable[Article] = ()) -> None:
        self._name = name
        self._articles: dict[str, Article] = {}
        self._given: dict[str, str] = {}
        self._finders: dict[str, Finder] = {}
        self._notes: Counter[str] = Counter()
        for article in articles:
            self.take(article)

    @property
    def articles(self) -> tuple[Article, ...]:
        """Every article, in the order taken."""
        return tuple(self._articles.values())

    @property
    def notes(self) -> tuple[str, ...]:
        """What went unused or could not be found, one line a kind, with its count."""
        return tuple(f"{count} × {note}" for note, count in self._notes.items())

    def note(self, what: str) -> None:
        """Count something that a reader of the figures must know."""
        self._notes[what] += 1

    def take(self, article: Article) -> None:
        """Add a finished article.

        Raises:
            DatasetError: Another article has its id.
        """
        if article.id in self._articles:
            here, there = article.origin or "one", self._articles[article.id].origin or "another"
            raise DatasetError(f"two articles have the id {article.id!r}: {there} and {here}; give one another id")
        self._articles[article.id] = article

    def add(self, draft: Draft) -> str | None:
        """Add an article as `dateline add` would, and return its id; a text that is already there is not added again.

        An id that the set gives may come back changed, as `index.reading.readers` has rules for ids: `id_of` knows it
        by both. None when the text holds no words; that is noted.

        Raises:
            DatasetError: Another article has its id.
        """
        try:
            article = finish(draft, origin=f"{self._name} {draft.id or len(self._articles)}")
        except ReadError:
            self.note("texts without words, left out")
            return None
        if draft.id:
            self._given[draft.id] = article.id
        elif article.id in self._articles:
            return article.id  # made from title and text, so it is the same article
        self.take(article)
        return article.id

    def id_of(self, given: str) -> str | None:
        """Return the id of the article that the set calls `given`, or None when there is none."""
        return self._given.get(given, given if given in self._articles else None)

    def text(self, article_id: str) -> str:
        """Return an article's repaired text."""
        return self._articles[article_id].text

    def sentence(self, article_id: str, quote: str) -> Gold | None:
        """Return the gold sentence that stands in an article as `quote`, white space and damage aside, or None."""
        finder = self._finders.get(article_id)
        if finder is None:
            finder = self._finders[article_id] = Finder(self.text(article_id))
        span = finder.find(quote) or finder.find(repair(quote).text)
        return None if span is None else self._gold(article_id, span)

    def place(self, article_id: str, span: Span) -> Gold | None:
        """Return the gold sentence that stands at these characters of an article, or None where it ends before them."""
        within = 0 <= span.start < span.end <= len(self.text(article_id))
        return self._gold(article_id, span) if within else None

    def sentences_around(self, article_id: str, span: Span) -> Gold:
        """Return as gold the sentences of an article that a span touches, such as an extracted answer's."""
        touched = [s for s in split(self.text(article_id)) if s.start < span.end and span.start < s.end]
        if touched:
            span = Span(touched[0].start, touched[-1].end)
        return self._gold(article_id, span)

    def _gold(self, article_id: str, span: Span) -> Gold:
        quote = self.text(article_id)[span.start : span.end]
        return Gold(article_id=article_id, start=span.start, end=span.end, quote=quote)
