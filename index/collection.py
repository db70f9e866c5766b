"""The collection: the one owner of the article store, the dense and the lexical index, which keeps them equal.

A change goes through the article store first, as pending, then into both indexes, then is called ready; whatever
interrupts it is finished at the next open. Reading may go on in other threads meanwhile.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from contextlib import contextmanager
from typing import Any, Self

from index.articles import Article, Passage, Span
from index.build import AddReport, Build, Progress
from index.config import IndexConfig
from index.embedding.embedders import open_embedder
from index.embedding.protocol import Embedder, FloatVector
from index.errors import CollectionBusy, CollectionError, EmbedderMismatch
from index.reading.readers import Unreadable
from index.search import Filter, IndexedSentences, Scored
from index.storage.dense import DenseIndex
from index.storage.filtered import FilteredSearch
from index.storage.lexical import LexicalIndex
from index.storage.lock import CollectionLock
from index.storage.recovery import finish, open_indexes
from index.storage.rows import State
from index.storage.store import ArticleStore, ArticleSummary, Identity, Stats

__all__ = ["AddReport", "ArticleSummary", "Collection", "Filter", "Progress", "Scored", "Stats"]


class Collection:
    """Articles, their passages, and the search over them. Use it as a context manager, or close it."""

    def __init__(
        self,
        embedder: Embedder,
        store: ArticleStore,
        dense: DenseIndex,
        lexical: LexicalIndex,
        *,
        lock: CollectionLock,
        shared: bool = False,
    ) -> None:
        """Take over open parts that agree; `Collection.open` is the usual way.

        Args:
            embedder: What embeds questions and new articles.
            store: The truth.
            dense: Passages by meaning.
            lexical: Passages by words.
            lock: Held from before the parts were opened; with `shared`, taken for each change only.
            shared: The dense index is on a Chroma server, and other processes may read and change the collection.
        """
        self.embedder = embedder
        self._store = store
        self._dense = dense
        self._lexical = lexical
        self._filtered = FilteredSearch(store)
        self._lock = lock
        self._shared = shared
        self._one_change = threading.RLock()
        self._counted: tuple[int, Stats] | None = None
        self._counting = threading.Lock()

    @classmethod
    def open(cls, config: IndexConfig, *, embedder: Embedder | None = None, for_rebuild: bool = False) -> Self:
        """Open the collection that `config` names, making it when it is not there, and mend what is damaged.

        Args:
            config: Where it is, and its embedder.
            embedder: Instead of the one that `config` names.
            for_rebuild: Open it though another embedder made its vectors or a rebuild was interrupted;
                nothing but `rebuild` makes sense then.

        Raises:
            CollectionBusy: Another process has it open.
            EmbedderMismatch: Another embedder made its vectors.
            EmbedderUnavailable: The embedder cannot be loaded.
            CollectionError: It cannot be made, read or mended; what it held is untouched.
        """
        embedder = embedder or open_embedder(config)
        lock = CollectionLock(config.collection_path)
        shared = config.chroma_url is not None
        alone = _acquire(lock, or_share=shared)
        try:
            _refuse_to_start_anew(config)
            store = ArticleStore(config.collection_path)
            try:
                identity = _check_embedder(store, embedder, for_rebuild=for_rebuild)
                dense, lexical = open_indexes(config, store, identity, alone=alone)
            except BaseException:
                store.close()
                raise
        except BaseException:
            lock.release()
            raise
        if shared:
            lock.release()
        return cls(embedder, store, dense, lexical, lock=lock, shared=shared)

    def close(self) -> None:
        """Close every part; another process may open the collection then."""
        try:
            self._lexical.close()
            self._dense.close()
        finally:
            self._store.close()
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Reading

    def article(self, article_id: str) -> Article:
        """The article of that id. Raises UnknownArticle."""
        return self._store.article(article_id)

    def articles(self) -> list[ArticleSummary]:
        """All articles, newest first, those of unknown day last."""
        return self._store.articles()

    def sentences(self, article_id: str) -> tuple[Span, ...]:
        """The sentences of an article, in reading order. Raises UnknownArticle."""
        return self._store.sentences(article_id)

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        """The passages of these ids, in the same order; one removed since it was found is left out."""
        return self._store.passages(ids)

    def indexed_sentences(self, passage_ids: Sequence[str]) -> dict[str, IndexedSentences]:
        """For each passage its sentences as they are compared with a text; one removed since is left out."""
        return self._store.indexed_sentences(passage_ids)

    def stats(self) -> Stats:
        """Counts, outlets, days and size on disk; asked for at every question, so counted once after each change."""
        with self._counting:
            # Asked before counting: a change during it must have them counted again.
            state = self._store.changes()
            if self._counted is None or self._counted[0] != state:
                self._counted = state, self._store.stats()
            return self._counted[1]

    @property
    def chroma(self) -> Any:  # noqa: ANN401 - chromadb is imported in one file
        """The Chroma collection, for what builds on it, such as LlamaIndex's ChromaVectorStore; only to be read."""
        return self._dense.chroma

    # Searching

    def search_dense(self, vector: FloatVector, *, k: int, within: Filter | None = None) -> list[Scored]:
        """The `k` passages whose vectors have the highest cosine with this one, best first."""
        if k < 1:
            return []
        if within is None:
            return self._dense.search(vector, k=k)
        return self._filtered.search(vector, k=k, within=within)

    def search_lexical(self, text: str, *, k: int, within: Filter | None = None) -> list[Scored]:
        """The `k` passages that share most with the words of a text, by BM25, best first."""
        if k < 1:
            return []
        if self._shared:
            self._lexical.refresh()
        return self._lexical.search(text, k=k, within=within)

    # Changing

    def add(
        self,
        articles: Iterable[Article | Unreadable],
        *,
        progress: Callable[[Progress], None] | None = None,
    ) -> AddReport:
        """Add what is new, replace what has changed, leave the rest, and name what could not be taken.

        Safe to interrupt: what was reported as done stays.

        Raises:
            CollectionError: The disk is full or a part fails; what was stored before is kept.
        """
        with self._changing():
            total = len(articles) if isinstance(articles, Sized) else None
            build = Build(self._store, self.embedder, self._publish, total=total, progress=progress)
            for item in articles:
                build.take(item)
            return build.finish()

    def remove(self, ids: Iterable[str]) -> None:
        """Take these articles out.

        Raises:
            UnknownArticle: One of them is not there; nothing has been changed then.
        """
        with self._changing():
            ids = list(dict.fromkeys(ids))
            for article_id in ids:
                self._store.sentences(article_id)  # raises for an unknown one
            self._store.set_state(ids, State.REMOVING)
            finish(self._store, self._dense, self._lexical)

    def rebuild(self, *, progress: Callable[[Progress], None] | None = None) -> AddReport:
        """Cut and embed every article anew with the present embedder; goes on where an interrupted one stopped.

        Texts are kept as they are: offsets in answers given earlier still point to the same words.

        Raises:
            EmbedderUnavailable: The embedder fails; when it does so at once, nothing has been changed.
            CollectionError: The disk is full or a part fails; the articles are kept.
        """
        self.embedder.embed_query("a server may refuse our key: before anything is taken out is the time to know")
        with self._changing():
            identity = _identity(self.embedder)
            if not self._store.ids(State.STALE) or self._store.identity() != identity:
                self._store.set_identity(identity, stale=True)
                self._dense.clear(identity)
                self._lexical.clear()
            stale = self._store.ids(State.STALE)
            build = Build(self._store, self.embedder, self._publish, total=len(stale), progress=progress)
            for article_id in stale:
                build.renew(self._store.article(article_id))
            return build.finish()

    def _publish(self, article_ids: Sequence[str], earlier: Sequence[str]) -> None:
        """Put articles that are pending in the store into both indexes, in place of their earlier versions."""
        entries = self._store.indexed_of(article_ids)
        self._lexical.replace(earlier, entries)
        self._dense.replace(earlier, entries)
        self._store.set_state(article_ids, State.READY)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """One change at a time, after finishing what an earlier one left half done."""
        with self._one_change:
            if self._shared:
                self._lock.acquire()
            try:
                finish(self._store, self._dense, self._lexical)
                yield
            finally:
                self._lexical.end_writing()
                if self._shared:
                    self._lock.release()


def _acquire(lock: CollectionLock, *, or_share: bool) -> bool:
    """Whether the lock was taken; only where the collection may be shared is it no error that it was not."""
    try:
        lock.acquire()
    except CollectionBusy:
        if not or_share:
            raise
        return False
    return True


def _refuse_to_start_anew(config: IndexConfig) -> None:
    """Raise CollectionError when the article store is gone but the indexes made from it are there."""
    store = config.collection_path / "articles.sqlite3"
    indexes = [config.collection_path / name for name in ("chroma", "tantivy")]
    if any(folder.exists() for folder in indexes) and not (store.exists() and store.stat().st_size):
        raise CollectionError(
            f"{store} is missing or empty, though the indexes made from it are there; nothing was changed: "
            "put back a copy of it, or move its folder away and add the articles again"
        )


def _identity(embedder: Embedder) -> Identity:
    return Identity(embedder.name, embedder.version, embedder.dimension)


def _check_embedder(store: ArticleStore, embedder: Embedder, *, for_rebuild: bool) -> Identity:
    """The embedder of the stored vectors, which must be the present one unless they are about to be replaced."""
    present = _identity(embedder)
    stored = store.identity()
    if stored is None:
        store.set_identity(present)
        return present
    if for_rebuild:
        return stored
    if stored != present:
        raise EmbedderMismatch(
            f"the collection {store.folder} was embedded by {_described(stored)}, "
            f"the configured embedder is {_described(present)}; run `dateline rebuild`, or set DATELINE_EMBEDDER back"
        )
    if stale := store.ids(State.STALE):
        raise CollectionError(
            f"rebuilding the collection {store.folder} was interrupted, {len(stale):,} articles are left; "
            "run `dateline rebuild` to finish it"
        )
    return stored


def _described(identity: Identity) -> str:
    return f"{identity.name} {identity.version} ({identity.dimension} dimensions)"
