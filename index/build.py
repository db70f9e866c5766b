"""Adding articles: sentences, passages, vectors, then into the collection, a group at a time.

Each group is one transaction of the article store and one write to each index, so an interruption loses at most the
group that was being embedded, and nothing that was stored before.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import NamedTuple

from index.articles import Article, Passage, Span
from index.embedding.protocol import Embedder, PassageVectors
from index.passages import cut
from index.reading.readers import Unreadable
from index.sentences import split
from index.storage.rows import Entry
from index.storage.store import ArticleStore

# About ten seconds of embedding on two processors: long beside the write that ends it, little to lose or to wait for.
_PASSAGES_A_GROUP = 256
_LONGEST_ID = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far adding has come.

    Attributes:
        articles: Articles dealt with: stored, unchanged, or refused.
        stored: Of these, those that are in the collection now, and stay there whatever comes.
        total: Articles in all; None when that is not known beforehand.
        passages: Passages embedded.
        elapsed: Seconds since the start.
        embed_seconds: Of these, seconds spent inside the embedder.
    """

    articles: int
    stored: int
    total: int | None
    passages: int
    elapsed: float
    embed_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AddReport:
    """What became of each article, by its id in the collection, in the order they came.

    Attributes:
        added: New ones.
        updated: Those that took the place of an earlier version.
        unchanged: Those already there, word for word; not embedded again.
        failures: What could not be taken, and why.
        passages: Passages embedded.
        seconds: Time in all.
        embed_seconds: Of these, seconds spent inside the embedder.
    """

    added: tuple[str, ...]
    updated: tuple[str, ...]
    unchanged: tuple[str, ...]
    failures: tuple[Unreadable, ...]
    passages: int
    seconds: float
    embed_seconds: float


class _Cut(NamedTuple):
    """An article ready to be embedded."""

    article: Article
    sentences: Sequence[Span]
    passages: Sequence[Passage]
    new: bool


class _Taken(NamedTuple):
    """An article that this run has taken: where it was read from, and what tells it apart from another."""

    origin: str
    digest: str


class Build:
    """One run of adding articles to a store and, through `publish`, to both indexes."""

    def __init__(
        self,
        store: ArticleStore,
        embedder: Embedder,
        publish: Callable[[Sequence[str], Sequence[str]], None],
        *,
        total: int | None = None,
        progress: Callable[[Progress], None] | None = None,
    ) -> None:
        """Start the clock.

        Args:
            store: Where the articles go.
            embedder: What embeds them.
            publish: Given the ids just stored as pending, and those of them that were there before, puts them into
                both indexes and calls them ready.
            total: How many articles will come, if known.
            progress: Called after each article and every few passages.
        """
        self._store = store
        self._embedder = embedder
        self._publish = publish
        self._total = total
        self._progress = progress
        self._group: list[_Cut] = []
        self._group_ids: set[str] = set()
        self._taken: dict[str, _Taken] = {}
        self._added: list[str] = []
        self._updated: list[str] = []
        self._unchanged: list[str] = []
        self._failures: list[Unreadable] = []
        self._passages = 0
        self._embed_seconds = 0.0
        self._started = time.perf_counter()

    def take(self, item: Article | Unreadable) -> None:
        """Add one article, or note what could not be read."""
        if isinstance(item, Unreadable):
            self._failures.append(item)
        elif reason := _refusal(item):
            self._failures.append(Unreadable(item.origin or item.id, reason))
        else:
            if item.id in self._group_ids:
                self._flush()  # the earlier one of that id must be known before this one is compared with it
            self._take_article(item)
        self._report_progress()

    def renew(self, article: Article) -> None:
        """Cut and embed an article of the store anew; one that cannot be cut stays, without passages."""
        if not self._cut(article, new=False):
            self._group.append(_Cut(article, split(article.text), [], new=False))

    def finish(self) -> AddReport:
        """Store the last group and report."""
        self._flush()
        return AddReport(
            added=tuple(self._added),
            updated=tuple(self._updated),
            unchanged=tuple(self._unchanged),
            failures=tuple(self._failures),
            passages=self._passages,
            seconds=time.perf_counter() - self._started,
            embed_seconds=self._embed_seconds,
        )

    def _take_article(self, item: Article) -> None:
        self._group_ids.add(item.id)
        article = replace(item, id=_id_in(self._store, item))
        this = _Taken(article.origin, digest(article))
        if (taken := self._taken.get(article.id)) and taken.digest != this.digest:
            # Over several runs the later is a new version; within one nothing tells which of the two is meant.
            self._failures.append(Unreadable(item.origin or item.id, _clash(item, taken.origin)))
            return
        known = self._store.known(article.id)
        if known is None or known.digest != this.digest:
            if self._cut(article, new=known is None):
                self._taken[article.id] = this
            return
        self._taken[article.id] = this
        if known.origin != article.origin:
            self._store.set_origin(article.id, article.origin)
        self._unchanged.append(article.id)

    def _cut(self, article: Article, *, new: bool) -> bool:
        """Whether the article could be cut into passages; then it is in the group, which is stored once it is full."""
        sentences = split(article.text)
        try:
            passages = cut(article, sentences, count_tokens=self._embedder.count_tokens, window=self._embedder.window)
        except ValueError as error:
            self._failures.append(Unreadable(article.origin or article.id, str(error)))
            return False
        self._group.append(_Cut(article, sentences, passages, new))
        if sum(len(each.passages) for each in self._group) >= _PASSAGES_A_GROUP:
            self._flush()
        return True

    def _flush(self) -> None:
        """Embed and store the group."""
        group, self._group = self._group, []
        self._group_ids = set()
        if not group:
            return
        vectors = iter(list(self._embedded([passage for each in group for passage in each.passages])))
        entries = [
            Entry(
                each.article,
                digest(each.article),
                each.sentences,
                each.passages,
                [next(vectors) for _ in each.passages],
            )
            for each in group
        ]
        self._store.put(entries)
        self._publish([each.article.id for each in group], [each.article.id for each in group if not each.new])
        for each in group:
            (self._added if each.new else self._updated).append(each.article.id)
        self._report_progress()

    def _embedded(self, passages: Sequence[Passage]) -> Iterator[PassageVectors]:
        """The vectors of each passage, timed."""
        vectors = self._embedder.embed_passages(
            [f"{passage.header}\n{passage.text}" for passage in passages],
            [_in_embedded_text(passage) for passage in passages],
        )
        for _ in passages:
            started = time.perf_counter()
            embedded = next(vectors)
            self._embed_seconds += time.perf_counter() - started
            self._passages += 1
            if self._passages % 16 == 0:
                self._report_progress()
            yield embedded

    def _report_progress(self) -> None:
        if self._progress is None:
            return
        stored = len(self._added) + len(self._updated) + len(self._unchanged)
        self._progress(
            Progress(
                articles=stored + len(self._failures),
                stored=stored,
                total=self._total,
                passages=self._passages,
                elapsed=time.perf_counter() - self._started,
                embed_seconds=self._embed_seconds,
            )
        )


def digest(article: Article) -> str:
    """Tells whether anything of an article has changed that is shown, searched or embedded."""
    parts = [
        article.title,
        article.title_derived,
        article.text,
        article.original,
        article.source,
        article.author,
        article.published_at,
        article.url,
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _id_in(store: ArticleStore, article: Article) -> str:
    """The id an article goes by in the collection.

    A given id always means the same article: what comes later takes the earlier one's place. An id made from a file's
    name does not, for two folders may each have a report.txt. There the same file is the same article, so is a file
    with the same text (it was moved or copied), and any other is a new one, told apart by a few letters of its place.
    """
    if not article.id_derived:
        return article.id
    told_apart = f"{article.id}-{hashlib.sha256(article.origin.encode()).hexdigest()[:8]}"
    if store.known(told_apart):
        return told_apart
    namesake = store.known(article.id)
    if namesake is None:
        return article.id
    same = namesake.origin == article.origin or namesake.text == article.text
    return article.id if namesake.id_derived and same else told_apart


def _clash(article: Article, taken_from: str) -> str:
    """Why an article cannot be taken whose id another one of this run has."""
    made = ", made from its text or its file's name," if article.id_derived else ""
    where = taken_from or "another article added with it"
    return f"its id {article.id!r}{made} is also that of {where}, and ids must differ: give one of them another id"


def _refusal(article: Article) -> str:
    """Why an article cannot be taken, or "" when it can."""
    if not article.id.strip():
        return "it has no id"
    if len(article.id) > _LONGEST_ID:
        return f"its id is {len(article.id):,} characters long; at most {_LONGEST_ID} are taken"
    if not article.text.strip():
        return "it has no text"
    strings = (value for value in (getattr(article, each.name) for each in fields(article)) if isinstance(value, str))
    try:
        "".join(strings).encode()
    except UnicodeEncodeError:
        return "it has half of a surrogate pair in it, which no file can hold; repair its text first"
    return ""


def _in_embedded_text(passage: Passage) -> list[Span]:
    """The passage's sentences as they stand in the text that is embedded: after the header and a newline."""
    shift = len(passage.header) + 1 - passage.start
    return [Span(start + shift, end + shift) for start, end in passage.sentences]
