"""The lexical index: passages by their words, BM25, in Tantivy. Only `index.storage.analysis` imports it, too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import tantivy
from tantivy import Document, FieldType, Index, Occur, Query

from index.articles import Passage, encodable
from index.errors import CollectionError
from index.search import Filter, Scored, day_number
from index.storage.analysis import analyzer
from index.storage.rows import Indexed

# Only words count in a question; one longer than this is a pasted page, whose first words say what it is about.
_MOST_WORDS = 256
# Tantivy's smallest memory for a writer is 15 MB a thread; more makes fewer, larger segments.
_WRITER_BYTES = 64_000_000


class LexicalIndex:
    """Passages by their words: lower-cased, without accents, stemmed as English."""

    def __init__(self, folder: Path) -> None:
        """Open the index in that folder, making it when it is not there.

        Raises:
            CollectionError: It cannot be made or read.
        """
        self._schema = _schema()
        self._analyzer = analyzer()
        with _explained():
            folder.mkdir(parents=True, exist_ok=True)
            self._index = Index(self._schema, str(folder))
            self._index.register_tokenizer("news", self._analyzer)
            # Reloaded by us after each commit; the default watches the folder from a thread of its own.
            self._index.config_reader("manual")
            self._index.reload()
        self._writer: tantivy.IndexWriter | None = None

    def count(self) -> int:
        """How many passages can be found."""
        return self._index.searcher().num_docs

    def intact(self, *, expected: int, known: Indexed | None) -> bool:
        """Whether it holds `expected` passages and finds a `known` one by its own words."""
        if self.count() != expected:
            return False
        # A passage without any word of at least a letter or digit cannot be found, and that is no damage.
        words = known.passage.text if known else ""
        return not self._analyzer.analyze(encodable(words)) or bool(self.search(words, k=1))

    def search(self, text: str, *, k: int, within: Filter | None = None) -> list[Scored]:
        """The `k` passages that share most with the words of a text, by BM25, best first.

        The text is never parsed as a query: quotes, colons, brackets, AND and NOT are what they are in a sentence.
        """
        # Counted: a word said twice weighs twice, as in Tantivy's own query parser.
        words = Counter(self._analyzer.analyze(encodable(text))[:_MOST_WORDS])
        if not words:
            return []
        terms = [
            (Occur.Should, _times(Query.term_query(self._schema, "text", word, "freq"), times))
            for word, times in words.items()
        ]
        query = Query.boolean_query(terms)
        conditions = _conditions(self._schema, within) if within else []
        if conditions:
            query = Query.boolean_query([(Occur.Must, query), *((Occur.Must, each) for each in conditions)])
        with _explained():
            searcher = self._index.searcher()
            hits = searcher.search(query, limit=k, count=False).hits
            return [Scored(searcher.doc(address)["passage_id"][0], score) for score, address in hits]

    def replace(self, article_ids: Sequence[str], entries: Sequence[Indexed]) -> None:
        """Take out every passage of these articles, then put these in, in one commit: both happen or neither."""
        with _explained():
            writer = self._open_writer()
            try:
                for article_id in article_ids:
                    writer.delete_documents_by_term("article_id", article_id)
                for entry in entries:
                    writer.add_document(_document(entry.passage))
                writer.commit()
            except BaseException:
                self._writer = None  # what it has taken and not committed is dropped with it
                raise
            self._index.reload()

    def clear(self) -> None:
        """Take everything out."""
        with _explained():
            writer = self._open_writer()
            writer.delete_all_documents()
            writer.commit()
            self._index.reload()

    def refresh(self) -> None:
        """See what another process has committed since."""
        with _explained():
            self._index.reload()

    def close(self) -> None:
        """Let go of its files."""
        self.end_writing()

    def end_writing(self) -> None:
        """Wait for merges in the background, then give back the writer's memory, and its lock to other processes."""
        if self._writer is not None:
            writer, self._writer = self._writer, None
            with _explained():
                writer.wait_merging_threads()

    def _open_writer(self) -> tantivy.IndexWriter:
        if self._writer is None:
            self._writer = self._index.writer(_WRITER_BYTES, num_threads=1)
        return self._writer


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("passage_id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("article_id", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("source", tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("day", indexed=True, fast=True)
    # Header and text in one field, as they are embedded: in two, BM25 weighs a title's words too much against the text
    # (MultiHop-RAG, 227 questions: Hits@4 .775 in one, .749 in two).
    builder.add_text_field("text", tokenizer_name="news", index_option="freq")
    return builder.build()


def _document(passage: Passage) -> Document:
    return Document(
        passage_id=passage.id,
        article_id=passage.article_id,
        source=passage.source,
        day=day_number(passage.published_at),
        text=f"{passage.header}\n{passage.text}",
    )


def _times(query: Query, times: int) -> Query:
    return query if times == 1 else Query.boost_query(query, float(times))


def _conditions(schema: tantivy.Schema, within: Filter) -> list[Query]:
    """The filter as queries that add nothing to the score."""
    conditions = []
    if within.sources is not None:
        conditions.append(Query.term_set_query(schema, "source", sorted(within.sources)))
    if within.days is not None:
        first, last = within.days
        conditions.append(Query.range_query(schema, "day", FieldType.Integer, first, last))
    return [Query.const_score_query(each, 0.0) for each in conditions]


@contextmanager
def _explained() -> Iterator[None]:
    """Tantivy's errors, of several classes, as one line."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit, CollectionError):
        raise
    except BaseException as error:
        reason = (str(error) or type(error).__name__).splitlines()[0]
        raise CollectionError(f"the lexical index failed: {reason}; what was stored before is kept") from error
