"""The article store: one SQLite file that everything else in a collection can be made from again.

It keeps each article as read and as repaired, its passages, and their vectors, so that the dense and the lexical
index are rebuilt in seconds, without embedding anything anew. It may be read while another process writes.
"""

# ruff: noqa: S608 - statements are put together from names and placeholders of our own, never from values
from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from index.articles import Article, Passage, Span, encodable
from index.errors import CollectionError, UnknownArticle
from index.search import IndexedSentences
from index.storage.connections import Connections
from index.storage.rows import (
    PASSAGE,
    Entry,
    Indexed,
    State,
    add_words,
    article_of,
    indexed_of,
    indexed_sentences_of,
    insert,
    iso_day,
    passage_of,
    spans_of,
    table_statements,
)

log = logging.getLogger(__name__)

FORMAT = 2
# SQLite takes at most 32,766 values in one statement.
_AT_ONCE = 10_000


class Known(NamedTuple):
    """What tells whether an article that comes in is one already kept."""

    id: str
    digest: str
    origin: str
    id_derived: bool
    text: str


class Identity(NamedTuple):
    """Which embedder made the vectors."""

    name: str
    version: str
    dimension: int


class VectorLot(NamedTuple):
    """Passages with their outlets, days (20250701, 0 when unknown), and vectors, 16-bit, shape (n, d)."""

    ids: list[str]
    sources: list[str]
    days: list[int]
    vectors: NDArray[np.float16]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleSummary:
    """One line of a list of articles; the last four are counts."""

    id: str
    title: str
    source: str
    author: str | None
    published_at: str | None
    url: str | None
    characters: int
    sentences: int
    passages: int
    repairs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """What a collection holds.

    Attributes:
        sources: Outlet to its number of articles, most first; "" stands for unknown.
        first_day: Earliest known day of publication, "2025-07-01"; None when no day is known.
        last_day: The latest.
        embedder: Name and version of what made the vectors; "" before the first article.
        bytes: Size on disk, both indexes included.
    """

    articles: int
    passages: int
    sentences: int
    sources: dict[str, int]
    first_day: str | None
    last_day: str | None
    embedder: str
    bytes: int


class ArticleStore:
    """The articles of one collection. Safe to use from several threads: each statement has a connection to itself."""

    def __init__(self, folder: Path, *, read_only: bool = False) -> None:
        """Open the store in `folder`, making it when it is not there (unless `read_only`).

        Raises:
            CollectionError: It cannot be made, is damaged, or was written by a newer Dateline.
        """
        self.folder = folder
        self.path = folder / "articles.sqlite3"
        self._read_only = read_only
        self._connections = Connections(self.path, read_only=read_only)
        if read_only and not self.path.exists():
            raise CollectionError(f"there is no collection in {folder} yet; add articles with `dateline add`")
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CollectionError(
                f"the folder {folder} cannot be made ({error.strerror}); set DATELINE_HOME to one you may write to"
            ) from error
        with self._explained():
            self._check_format()

    def close(self) -> None:
        """Close every connection; one that another thread is using is closed as soon as it is done."""
        self._connections.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Reading

    def article(self, article_id: str) -> Article:
        """The article of that id. Raises UnknownArticle."""
        return article_of(self._whole(article_id))

    def sentences(self, article_id: str) -> tuple[Span, ...]:
        """The sentences of an article, in reading order. Raises UnknownArticle."""
        return spans_of(self._whole(article_id)["sentences"])

    def articles(self) -> list[ArticleSummary]:
        """All articles, newest first, those of unknown day last."""
        rows = self._all(
            "SELECT id, title, source, author, published_at, url, characters, sentence_count AS sentences,"
            " passage_count AS passages, repair_count AS repairs"
            " FROM article WHERE state != 'removing' ORDER BY day DESC, published_at DESC, id"
        )
        return [ArticleSummary(**row) for row in rows]

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        """The passages of these ids, in the same order; one that has been removed meanwhile is left out."""
        rows = self._for_each(
            ids, f"SELECT {PASSAGE} FROM passage p JOIN article a ON a.key = p.article WHERE p.id IN ({{ids}})"
        )
        found = {row["id"]: passage_of(row) for row in rows}
        return [found[passage_id] for passage_id in ids if passage_id in found]

    def indexed_sentences(self, passage_ids: Sequence[str]) -> dict[str, IndexedSentences]:
        """For each passage its sentences' vectors and words; one that has been removed meanwhile is left out."""
        rows = list(
            self._for_each(
                passage_ids,
                "SELECT p.id, a.id AS article_id, a.day, v.sentences, v.scales, v.words FROM passage p"
                " JOIN article a ON a.key = p.article JOIN vector v ON v.passage = p.key WHERE p.id IN ({ids})",
            )
        )
        return {each.passage_id: each for each in indexed_sentences_of(rows)}

    def vectors(self, *, at_once: int) -> Iterator[VectorLot]:
        """Every passage's vector with what a filter asks about it, in lots of `at_once`, in the order stored."""
        last = -1
        while rows := self._all(
            "SELECT v.passage AS key, v.vector, p.id, a.source, a.day FROM vector v"
            " JOIN passage p ON p.key = v.passage JOIN article a ON a.key = p.article"
            " WHERE a.state != 'removing' AND v.passage > ? ORDER BY v.passage LIMIT ?",
            last,
            at_once,
        ):
            last = rows[-1]["key"]
            vectors = np.frombuffer(b"".join(row["vector"] for row in rows), dtype=np.float16).reshape(len(rows), -1)
            yield VectorLot(
                [row["id"] for row in rows], [row["source"] for row in rows], [row["day"] for row in rows], vectors
            )

    def changes(self) -> int:
        """A number that is another one after any change, by whichever thread or process."""
        with self._explained():
            return self._connections.changes()

    def indexed(self, *, at_once: int) -> Iterator[list[Indexed]]:
        """All that both indexes must hold, in lots of `at_once`: of articles that are ready or pending."""
        last = -1
        while rows := self._all(
            f"SELECT p.key, v.vector, {PASSAGE} FROM passage p"
            " JOIN article a ON a.key = p.article JOIN vector v ON v.passage = p.key"
            " WHERE a.state IN ('ready', 'pending') AND p.key > ? ORDER BY p.key LIMIT ?",
            last,
            at_once,
        ):
            last = rows[-1]["key"]
            yield [indexed_of(row) for row in rows]

    def indexed_of(self, article_ids: Sequence[str]) -> list[Indexed]:
        """What both indexes are to hold of these articles, ready or not."""
        rows = self._for_each(
            article_ids,
            f"SELECT v.vector, {PASSAGE} FROM passage p JOIN article a ON a.key = p.article"
            " JOIN vector v ON v.passage = p.key WHERE a.id IN ({ids}) ORDER BY p.key",
        )
        return [indexed_of(row) for row in rows]

    def ids(self, state: State) -> list[str]:
        """The ids of the articles in that state, oldest in the store first."""
        return [row["id"] for row in self._all("SELECT id FROM article WHERE state = ? ORDER BY key", state)]

    def known(self, article_id: str) -> Known | None:
        """What is kept under that id, or None."""
        row = self._one(
            "SELECT id, digest, origin, id_derived, text FROM article JOIN body ON article = key"
            " WHERE id = ? AND state != 'removing'",
            article_id,
        )
        return Known(row["id"], row["digest"], row["origin"], bool(row["id_derived"]), row["text"]) if row else None

    def count_passages(self) -> int:
        """How many passages both indexes must hold: of articles that are ready or pending."""
        row = self._one("SELECT coalesce(sum(passage_count), 0) AS n FROM article WHERE state IN ('ready', 'pending')")
        assert row is not None
        return int(row["n"])

    def stats(self) -> Stats:
        """Counts, outlets, days and size."""
        row = self._one(
            "SELECT count(*) AS articles, coalesce(sum(passage_count), 0) AS passages,"
            " coalesce(sum(sentence_count), 0) AS sentences, min(nullif(day, 0)) AS first, max(nullif(day, 0)) AS last"
            " FROM article WHERE state != 'removing'"
        )
        assert row is not None
        sources = self._all(
            "SELECT source, count(*) AS n FROM article WHERE state != 'removing' "
            "GROUP BY source ORDER BY n DESC, source"
        )
        identity = self.identity()
        return Stats(
            articles=row["articles"],
            passages=row["passages"],
            sentences=row["sentences"],
            sources={source["source"]: source["n"] for source in sources},
            first_day=iso_day(row["first"]),
            last_day=iso_day(row["last"]),
            embedder=f"{identity.name} {identity.version}" if identity else "",
            bytes=sum(_size(path) for path in self.folder.rglob("*")),
        )

    def setting(self, name: str) -> str | None:
        """A value kept with the collection, or None."""
        row = self._one("SELECT value FROM setting WHERE name = ?", name)
        return row["value"] if row else None

    def identity(self) -> Identity | None:
        """Which embedder made the vectors; None before the first was chosen."""
        value = self.setting("embedder")
        return Identity(*json.loads(value)) if value else None

    # Writing; every method is one transaction, done wholly or not at all

    def set_setting(self, name: str, value: str) -> None:
        """Keep a value with the collection."""
        with self._writing() as connection:
            connection.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))

    def set_identity(self, identity: Identity, *, stale: bool = False) -> None:
        """Say which embedder makes the vectors; with `stale`, every article waits to be embedded anew."""
        with self._writing() as connection:
            connection.execute("INSERT OR REPLACE INTO setting VALUES ('embedder', ?)", (json.dumps(identity),))
            if stale:
                connection.execute("UPDATE article SET state = 'stale' WHERE state IN ('ready', 'pending')")

    def put(self, entries: Iterable[Entry]) -> None:
        """Keep these articles as pending, each in place of the one of the same id."""
        with self._writing() as connection:
            for entry in entries:
                connection.execute("DELETE FROM article WHERE id = ?", (entry.article.id,))
                insert(connection, entry)

    def set_state(self, article_ids: Sequence[str], state: State) -> None:
        """Move these articles to a state."""
        with self._writing() as connection:
            connection.executemany(
                "UPDATE article SET state = ? WHERE id = ?", [(state, article_id) for article_id in article_ids]
            )

    def set_origin(self, article_id: str, origin: str) -> None:
        """Note that the same article has been read from another place."""
        with self._writing() as connection:
            connection.execute("UPDATE article SET origin = ? WHERE id = ?", (origin, article_id))

    def delete(self, article_ids: Sequence[str]) -> None:
        """Take these articles out, with their passages and vectors."""
        with self._writing() as connection:
            connection.executemany("DELETE FROM article WHERE id = ?", [(each,) for each in article_ids])

    # What every reading and writing goes through

    def _check_format(self) -> None:
        with self._connections.borrow() as connection, closing(connection.execute("PRAGMA user_version")) as cursor:
            found = cursor.fetchone()[0]
        if found == 0 and not self._read_only:
            with self._writing() as connection:
                for statement in table_statements():
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {FORMAT}")
        elif found == 1:
            if not self._read_only:  # who only reads lists and counts articles, which both formats keep alike
                with self._writing() as connection:
                    # Asked again, as another process may have done it meanwhile.
                    if connection.execute("PRAGMA user_version").fetchone()[0] == 1:
                        log.warning("bringing %s up to date, once: some seconds for 10,000 passages", self.path)
                        add_words(connection)
                        connection.execute(f"PRAGMA user_version = {FORMAT}")
        elif found != FORMAT:
            raise CollectionError(
                f"{self.path} has format {found}, this Dateline reads format {FORMAT}: "
                "use the version that wrote it, or another DATELINE_HOME"
            )

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._explained(), self._connections.borrow() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise CollectionError(_explain(error, self.path)) from error

    def _whole(self, article_id: str) -> sqlite3.Row:
        # An id with half a surrogate pair in it, as an argument that is not UTF-8 has it, is nobody's: none is taken.
        row = None
        if article_id == encodable(article_id):
            row = self._one(
                "SELECT * FROM article JOIN body ON article = key WHERE id = ? AND state != 'removing'", article_id
            )
        if row is None:
            raise UnknownArticle(f'no article has the id "{article_id}"; `dateline list` shows all ids')
        return row

    def _all(self, statement: str, *values: object) -> list[sqlite3.Row]:
        with self._explained(), self._connections.borrow() as connection:
            return connection.execute(statement, values).fetchall()

    def _one(self, statement: str, *values: object) -> sqlite3.Row | None:
        with self._explained(), self._connections.borrow() as connection:
            row: sqlite3.Row | None = connection.execute(statement, values).fetchone()
            return row

    def _for_each(self, ids: Sequence[str], statement: str, *values: object) -> Iterator[sqlite3.Row]:
        """The rows of a statement with `{ids}` in it, run for as many ids at a time as SQLite takes."""
        for start in range(0, len(ids), _AT_ONCE):
            some = ids[start : start + _AT_ONCE]
            marks = ",".join("?" * len(some))
            yield from self._all(statement.format(ids=marks), *some, *values)


def _size(path: Path) -> int:
    """Bytes of a file; 0 for a folder, and for a file that another process has merged away meanwhile."""
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:
        return 0


def _explain(error: sqlite3.Error, path: Path) -> str:
    """One line for what SQLite reports, with the next step."""
    # The low byte of an extended result code is its kind.
    match getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF:
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return (
                f"{path} is damaged ({error}); nothing was changed: put back a copy of it, "
                "or move its folder away and add the articles again"
            )
        case sqlite3.SQLITE_FULL | sqlite3.SQLITE_IOERR:
            return f"{path} cannot be written ({error}): the disk may be full; what was stored before is kept"
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return f"{path} cannot be written ({error}); set DATELINE_HOME to a folder you may write to"
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return f"{path} is being written by another process; try again in a moment"
        case _:
            return f"{path} cannot be used ({error}); what was stored before is kept"
