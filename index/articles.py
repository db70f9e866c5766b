"""The things a collection is made of: articles, their sentences, and the passages cut from them.

Every offset counts characters (Python code points) of `Article.text`, the repaired text, half open: `text[start:end]`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

LONGEST_TITLE = 120
LONGEST_SOURCE = 40


class Span(NamedTuple):
    """A half-open run of characters, `0 <= start < end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Edit:
    """One repair: `text[start:end]` of the repaired text replaced `original[original_start:original_end]`."""

    start: int
    end: int
    original_start: int
    original_end: int
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One news text.

    Attributes:
        id: Unique in its collection; given, or the file's stem.
        id_derived: True when no id was given and `id` was made from the origin; two files of one name in two folders
            are then two articles, whereas a given id always means the same article.
        text: The repaired body; all offsets count its characters.
        original: The body as decoded, before repair; `text` can be made from it again.
        source: The outlet, such as "BBC News"; empty when unknown.
        published_at: ISO 8601 date or date-time, as given; None when unknown.
        title_derived: True when the title was made from the first sentence because none was given.
        edits: What repair changed, in reading order, not overlapping.
        origin: The file, file and line, or URL it was read from.
        encoding: The character encoding its bytes were read as; None when it came as text.
    """

    id: str
    title: str
    text: str
    original: str
    source: str = ""
    author: str | None = None
    published_at: str | None = None
    url: str | None = None
    title_derived: bool = False
    id_derived: bool = False
    edits: tuple[Edit, ...] = ()
    origin: str = ""
    encoding: str | None = None

    @property
    def published_day(self) -> str | None:
        """The day of publication, "2025-07-01", or None when unknown."""
        return self.published_at[:10] if self.published_at else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A run of whole sentences of one article: `article.text[start:end] == text`.

    Carries its article's title, source and date, so that a hit can be shown without another look-up.
    `sentences` are absolute offsets into the article; the first starts at `start`, the last ends at `end`.
    """

    id: str
    article_id: str
    title: str
    source: str
    published_at: str | None
    start: int
    end: int
    text: str
    sentences: tuple[Span, ...] = field(default=())

    @property
    def header(self) -> str:
        """The line embedded and searched with the text: "title. source. date.".

        Title and source are shortened that much here only, so that the text keeps most of the embedder's window.
        """
        title, source = shortened(self.title, LONGEST_TITLE), shortened(self.source, LONGEST_SOURCE)
        return header(title, source, self.published_at)

    def text_of(self, sentence: Span) -> str:
        """What one of its sentences says."""
        return self.text[sentence.start - self.start : sentence.end - self.start]


def header(title: str, source: str, published_at: str | None) -> str:
    """The context line put before a passage's text when it is embedded: "title. source. date."."""
    day = published_at[:10] if published_at else ""
    return " ".join(f"{part.rstrip('.')}." for part in (title, source, day) if part)


def shortened(text: str, longest: int) -> str:
    """The text, or when it has more than `longest` characters its first words and "…"."""
    if len(text) <= longest:
        return text
    words = text[:longest].rsplit(None, 1)  # the last one may be cut
    first = words[0] if len(words) > 1 and len(words[0]) > longest // 2 else text[: longest - 1]
    return first.rstrip(" ,;:–—-") + "…"


def encodable(text: str) -> str:
    """The text with lone surrogates, which neither Tantivy nor a tokenizer takes, as question marks; offsets stay."""
    return text.encode("utf-8", "replace").decode("utf-8")
