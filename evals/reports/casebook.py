"""The cases and the articles they touch, as values for the report's script. Pure.

An article is embedded once, and only when a case cites it, quotes it as evidence or names it as gold; rows point into
it by number and offset. Offsets are converted: ours count code points, a browser's strings count UTF-16 units, and
after one emoji every highlight would be off by one.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from evals.cases import Gold
from evals.measures.metrics import METRICS
from evals.results import Flip, Found, Row
from index.articles import Article
from rag.answer import Answer, Citation, Evidence

Place = list[Any]
"""Article number, start, end (UTF-16 units, null when unknown), and the quote where the article's text isn't there."""


_Head = tuple[str, str, str | None, str | None]
"""Title, source, date, URL."""


class _Shelf:
    """Numbers the articles in the order they are first needed."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._articles: Mapping[str, Article] = {article.id: article for article in articles}
        self._numbers: dict[str, int] = {}
        self._astral: dict[str, list[int]] = {}
        self._with_text: set[str] = set()
        self._heads: dict[str, _Head] = {}

    def number(self, article_id: str, *, head: _Head | None = None) -> int:
        """Return the number of an article; `head` serves where the article isn't given."""
        if head is not None:
            self._heads.setdefault(article_id, head)
        return self._numbers.setdefault(article_id, len(self._numbers))

    def place(
        self, article_id: str, start: int | None, end: int | None, quote: str, *, head: _Head | None = None
    ) -> Place:
        """Return where a quote stands, and keep its article's text for the page."""
        number = self.number(article_id, head=head)
        article = self._articles.get(article_id)
        if article is None or start is None or end is None:
            if article is not None:
                self._with_text.add(article_id)
            return [number, None, None, quote]
        self._with_text.add(article_id)
        return [number, self._utf16(article, start), self._utf16(article, end)]

    def span(self, article_id: str, start: int, end: int) -> tuple[int, int]:
        """Return offsets in UTF-16 units; as they are where the article isn't given, and then nothing shows them."""
        article = self._articles.get(article_id)
        return (self._utf16(article, start), self._utf16(article, end)) if article is not None else (start, end)

    def _utf16(self, article: Article, offset: int) -> int:
        astral = self._astral.get(article.id)
        if astral is None:
            astral = [i for i, c in enumerate(article.text) if c > "\uffff"] if not article.text.isascii() else []
            self._astral[article.id] = astral
        return offset + bisect_left(astral, offset)

    def values(self) -> list[dict[str, Any]]:
        """Return the articles in the order of their numbers."""
        return [self._value(article_id) for article_id in self._numbers]

    def _value(self, article_id: str) -> dict[str, Any]:
        article = self._articles.get(article_id)
        if article is None:
            title, source, published_at, url = self._heads.get(article_id, (article_id, "", None, None))
            text = author = None
        else:
            title, source, published_at, url = article.title, article.source, article.published_at, article.url
            text, author = article.text if article_id in self._with_text else None, article.author
        return {
            "id": article_id,
            "title": title,
            "source": source,
            "day": (published_at or "")[:10],
            "author": author,
            "url": url if url and urlsplit(url).scheme in ("http", "https") else None,
            "text": text,
        }


def casebook(rows: Sequence[Row], articles: Iterable[Article], *, flips: Sequence[Flip] = ()) -> dict[str, Any]:
    """Return what the page's script shows: `rows`, `articles`, `flips`, and the titles of the metrics they score."""
    shelf = _Shelf(articles)
    shown = [_row(row, shelf) for row in rows]
    scored = dict.fromkeys(name for row in rows for name in row.scores)
    titles = {metric.source: metric.title.removesuffix(" p50").removesuffix(" p95") for metric in METRICS.values()}
    titles |= {metric.name: metric.title for metric in METRICS.values()}
    return {
        "rows": shown,
        "articles": shelf.values(),
        "flips": [_flip(flip, titles) for flip in flips],
        "metrics": {name: titles.get(name, name) for name in scored},
    }


def embedded(value: object) -> str:
    """Return JSON that can stand inside a script element whatever it holds: no tag can open or close there."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    # A half of a surrogate pair, which damaged text can hold, has no UTF-8.
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _row(row: Row, shelf: _Shelf) -> dict[str, Any]:
    return {
        "id": row.id,
        "question": row.question,
        "kind": row.kind,
        "answerable": row.answerable,
        "verdict": row.verdict.value,
        "history": [[turn["role"], turn["content"]] for turn in row.history],
        "accepted": [list(forms) for forms in row.parts or (row.answers,) if forms],
        "gold": [_gold(gold, shelf) for gold in row.gold],
        "hits": [_hit(hit, shelf) for hit in row.hits],
        "answer": _answer(row.answer, shelf) if row.answer is not None else None,
        "written": row.written,
        "confidence": row.confidence,
        "scores": dict(row.scores),
        "error": row.error,
    }


def _gold(gold: Gold, shelf: _Shelf) -> Place:
    if not gold.article_id:
        return [None, None, None, gold.quote]
    return shelf.place(gold.article_id, gold.start, gold.end, gold.quote)


def _hit(hit: Found, shelf: _Shelf) -> dict[str, Any]:
    number = shelf.number(hit.article_id, head=(hit.title, hit.source, hit.published_at, None))
    start, end = shelf.span(hit.article_id, hit.start, hit.end)
    return {"place": [number, start, end], "score": round(hit.score, 4), "gold": list(hit.gold)}


def _answer(answer: Answer, shelf: _Shelf) -> dict[str, Any]:
    return {
        "status": answer.status.value,
        "standalone": answer.standalone_question,
        "text": answer.text,
        "sentences": [[s.text, list(s.citations), s.support.value] for s in answer.sentences],
        "citations": {str(c.n): _quoted(c, shelf) for c in answer.citations},
        "evidence": [_quoted(e, shelf) for e in answer.evidence],
        "near": [_quoted(e, shelf) for e in answer.near_misses],
        "model": answer.model,
        "note": answer.note,
        "ms": answer.ms.total,
    }


def _quoted(quoted: Citation | Evidence, shelf: _Shelf) -> Place:
    head = (quoted.title, quoted.source, quoted.published_at, quoted.url)
    return shelf.place(quoted.article_id, quoted.start, quoted.end, quoted.quote, head=head)


def _flip(flip: Flip, titles: Mapping[str, str]) -> dict[str, Any]:
    metric = METRICS.get(flip.metric)
    up = metric is None or metric.higher_is_better
    return {
        "id": flip.id,
        "question": flip.question,
        "kind": flip.kind,
        "metric": titles.get(flip.metric, flip.metric),
        "before": flip.before,
        "after": flip.after,
        "better": (flip.after > flip.before) == up,
        "answers": [flip.answer_before, flip.answer_after],
    }
