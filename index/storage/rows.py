"""How articles, passages and vectors are laid out in SQLite: the tables, and values to rows and back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.articles import Article, Edit, Passage, Span
from index.embedding.protocol import FloatMatrix, FloatVector, PassageVectors
from index.search import IndexedSentences, day_number
from index.storage.analysis import numbers_of

TABLES = """
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE article (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL,
    digest TEXT NOT NULL,
    day INTEGER NOT NULL,
    title TEXT NOT NULL, title_derived INTEGER NOT NULL, id_derived INTEGER NOT NULL,
    source TEXT NOT NULL, author TEXT, published_at TEXT, url TEXT, origin TEXT NOT NULL, encoding TEXT,
    characters INTEGER NOT NULL, sentence_count INTEGER NOT NULL, passage_count INTEGER NOT NULL,
    repair_count INTEGER NOT NULL
);
-- Apart, so that listing and counting articles reads little.
CREATE TABLE body (
    article INTEGER PRIMARY KEY REFERENCES article (key) ON DELETE CASCADE,
    text TEXT NOT NULL, original TEXT NOT NULL, edits TEXT NOT NULL, sentences BLOB NOT NULL
);
CREATE INDEX article_by_source ON article (source, day);
CREATE INDEX article_by_day ON article (day);
CREATE INDEX article_unfinished ON article (state) WHERE state != 'ready';
CREATE TABLE passage (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    article INTEGER NOT NULL REFERENCES article (key) ON DELETE CASCADE,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, sentences BLOB NOT NULL,
    -- Kept though the article has it too: cutting it out of a long article would read all of that first.
    text TEXT NOT NULL
);
CREATE INDEX passage_by_article ON passage (article, start);
CREATE TABLE vector (
    passage INTEGER PRIMARY KEY REFERENCES passage (key) ON DELETE CASCADE,
    vector BLOB NOT NULL, sentences BLOB NOT NULL, scales BLOB NOT NULL, words BLOB NOT NULL
);
"""


# The columns `passage_of` reads, of `passage p` and its `article a`.
PASSAGE = 'p.id, p.start, p."end", p.sentences, p.text, a.id AS article_id, a.title, a.source, a.published_at'


class State(StrEnum):
    """How far an article has come; all but `READY` are finished at the next open."""

    READY = "ready"
    PENDING = "pending"  # complete in the store, not yet known to be in both indexes
    STALE = "stale"  # to be embedded anew by the rebuild that is under way
    REMOVING = "removing"  # on its way out of both indexes


class Indexed(NamedTuple):
    """What an index is given of a passage; the lexical one has no use for the vector."""

    passage: Passage
    vector: FloatVector


class Entry(NamedTuple):
    """An article with all that is made from it; `vectors[i]` belong to `passages[i]`."""

    article: Article
    digest: str
    sentences: Sequence[Span]
    passages: Sequence[Passage]
    vectors: Sequence[PassageVectors]


def insert(connection: sqlite3.Connection, entry: Entry) -> None:
    """Add the rows of one article, as pending."""
    article = entry.article
    row = {
        "id": article.id,
        "state": State.PENDING,
        "digest": entry.digest,
        "day": day_number(article.published_at),
        "title": article.title,
        "title_derived": article.title_derived,
        "id_derived": article.id_derived,
        "source": article.source,
        "author": article.author,
        "published_at": article.published_at,
        "url": article.url,
        "origin": article.origin,
        "encoding": article.encoding,
        "characters": len(article.text),
        "sentence_count": len(entry.sentences),
        "passage_count": len(entry.passages),
        "repair_count": len(article.edits),
    }
    names = ", ".join(row)
    marks = ", ".join(f":{name}" for name in row)
    key = connection.execute(f"INSERT INTO article ({names}) VALUES ({marks})", row).lastrowid  # noqa: S608 - our own names
    edits = json.dumps([list(asdict(edit).values()) for edit in article.edits], ensure_ascii=False)
    connection.execute(
        "INSERT INTO body (article, text, original, edits, sentences) VALUES (?, ?, ?, ?, ?)",
        (key, article.text, article.original, edits, _from_spans(entry.sentences)),
    )
    for passage, vectors in zip(entry.passages, entry.vectors, strict=True):
        passage_key = connection.execute(
            'INSERT INTO passage (id, article, start, "end", sentences, text) VALUES (?, ?, ?, ?, ?, ?)',
            (passage.id, key, passage.start, passage.end, _from_spans(passage.sentences), passage.text),
        ).lastrowid
        steps, scales = in_steps(vectors.sentences)
        connection.execute(
            "INSERT INTO vector VALUES (?, ?, ?, ?, ?)",
            (
                passage_key,
                vectors.vector.astype(np.float16).tobytes(),
                steps.tobytes(),
                scales.tobytes(),
                _words(passage),
            ),
        )


def add_words(connection: sqlite3.Connection) -> None:
    """Bring a store of format 1 to format 2, which keeps the words of each sentence."""
    connection.execute("ALTER TABLE vector ADD COLUMN words BLOB NOT NULL DEFAULT x''")
    columns = f"SELECT p.key, {PASSAGE} FROM passage p JOIN article a ON a.key = p.article"  # noqa: S608 - our own names
    connection.executemany(
        "UPDATE vector SET words = ? WHERE passage = ?",
        ((_words(passage_of(row)), row["key"]) for row in connection.execute(columns)),
    )


def article_of(row: sqlite3.Row) -> Article:
    """The article of a whole row of `article` with its `body`."""
    return Article(
        id=row["id"],
        title=row["title"],
        text=row["text"],
        original=row["original"],
        source=row["source"],
        author=row["author"],
        published_at=row["published_at"],
        url=row["url"],
        title_derived=bool(row["title_derived"]),
        id_derived=bool(row["id_derived"]),
        edits=tuple(Edit(*edit) for edit in json.loads(row["edits"])),
        origin=row["origin"],
        encoding=row["encoding"],
    )


def indexed_of(row: sqlite3.Row) -> Indexed:
    """What an index is given, of a row of `PASSAGE` with its vector."""
    return Indexed(passage_of(row), vector_of(row["vector"]))


def passage_of(row: sqlite3.Row) -> Passage:
    """The passage of a row of `PASSAGE`."""
    return Passage(
        id=row["id"],
        article_id=row["article_id"],
        title=row["title"],
        source=row["source"],
        published_at=row["published_at"],
        start=row["start"],
        end=row["end"],
        text=row["text"],
        sentences=spans_of(row["sentences"]),
    )


def _from_spans(spans: Sequence[Span]) -> bytes:
    return np.array(spans, dtype=np.int32).tobytes()


def spans_of(data: bytes) -> tuple[Span, ...]:
    """Spans from pairs of 32-bit integers."""
    return tuple(Span(start, end) for start, end in np.frombuffer(data, dtype=np.int32).reshape(-1, 2).tolist())


def vector_of(data: bytes) -> FloatVector:
    """A float32 vector from 16-bit numbers."""
    return np.frombuffer(data, dtype=np.float16).astype(np.float32)


def in_steps(vectors: FloatMatrix) -> tuple[NDArray[np.int8], FloatVector]:
    """Each row of (n, d) as 8-bit integers, and the number that one step of it stands for, shape (n,)."""
    scales = np.maximum(np.abs(vectors).max(axis=1, initial=0.0) / 127, np.finfo(np.float32).tiny)
    return np.rint(vectors / scales[:, None]).astype(np.int8), scales.astype(np.float32)


def _words(passage: Passage) -> bytes:
    """The count of each sentence's words, and then their numbers, as 32-bit integers."""
    words, counts = numbers_of([passage.text_of(span) for span in passage.sentences])
    return counts.tobytes() + words.tobytes()


def indexed_sentences_of(rows: Sequence[sqlite3.Row]) -> Iterator[IndexedSentences]:
    """The sentences of each row of `vector` with its article: vectors from 8-bit rows and the size of one step in each.

    All vectors are made at once: a search reads dozens of rows.
    """
    scales = np.frombuffer(b"".join(row["scales"] for row in rows), dtype=np.float32)
    steps = np.frombuffer(b"".join(row["sentences"] for row in rows), dtype=np.int8)
    vectors = steps.reshape(len(scales), -1 if len(scales) else 0) * scales[:, None]
    start = 0
    for row in rows:
        count = len(row["scales"]) // scales.itemsize
        words = np.frombuffer(row["words"], dtype=np.uint32)
        of = vectors[start : start + count]
        yield IndexedSentences(row["id"], row["article_id"], row["day"], of, words[count:], words[:count])
        start += count


def iso_day(day: int | None) -> str | None:
    """The day 20250701 as "2025-07-01"; None for none and for 0, unknown."""
    return f"{day // 10_000:04d}-{day // 100 % 100:02d}-{day % 100:02d}" if day else None


def table_statements() -> Iterator[str]:
    """The statements of `TABLES` one by one: `executescript` would commit the transaction they belong in."""
    statement = ""
    for line in TABLES.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
