"""Where a quote stands in a text, and how much of a gold sentence some spans cover. Pure.

Quotes are compared without white space, as the published script of MultiHop-RAG does: sets differ in how they break
lines, and a lost blank must not make a right passage wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from evals.cases import Gold
from index.articles import Span

TWIN_CHARACTERS = 20
"""A quote at least this long, blanks not counted, proves a passage right in whichever article it stands.

News is copied: the same sentence in another outlet answers just as well. A shorter one ("He agreed.") may stand
anywhere. The shortest fact of MultiHop-RAG has 56, so its official rule, which has no such limit, is kept exactly.
"""


class Quoted(Protocol):
    """Anything that stands somewhere in an article: an evidence sentence, a citation, a passage's text."""

    @property
    def article_id(self) -> str: ...  # noqa: D102
    @property
    def start(self) -> int: ...  # noqa: D102
    @property
    def end(self) -> int: ...  # noqa: D102
    @property
    def quote(self) -> str: ...  # noqa: D102


def compact(text: str) -> str:
    """Return the text without white space."""
    return "".join(text.split())


class Finder:
    """Finds quotes in one text, white space ignored; made once a text, as it keeps the text's compact form."""

    def __init__(self, text: str) -> None:
        self._places = [i for i, character in enumerate(text) if not character.isspace()]
        self._compact = "".join(text[i] for i in self._places)

    def find(self, quote: str) -> Span | None:
        """Return where the quote first stands, from its first to its last visible character, or None."""
        wanted = compact(quote)
        at = self._compact.find(wanted) if wanted else -1
        return None if at < 0 else Span(self._places[at], self._places[at + len(wanted) - 1] + 1)


def holds(gold: Gold, *, article_id: str, text: str) -> bool:
    """Return whether a passage holds a gold sentence; where the set names only the article, whether it is of it.

    MultiHop-RAG's official rule: the passage's text contains the fact's text.
    """
    if not gold.quote:
        return article_id == gold.article_id
    quote = compact(gold.quote)
    if gold.article_id and article_id != gold.article_id and len(quote) < TWIN_CHARACTERS:
        return False
    return quote in compact(text)


def covered(gold: Gold, spans: Sequence[Quoted]) -> float:
    """Return the share of the gold sentence's characters that lie within the spans, in [0, 1].

    A span elsewhere that holds the very same text covers it whole (see `TWIN_CHARACTERS`). Gold without a quote is
    covered by any span of its article.
    """
    if not gold.quote:
        return float(any(span.article_id == gold.article_id for span in spans))
    if any(holds(gold, article_id=span.article_id, text=span.quote) for span in spans):
        return 1.0
    if gold.span is None:
        return 0.0
    own = [Span(span.start, span.end) for span in spans if span.article_id == gold.article_id]
    return shared_characters([gold.span], own) / (gold.span.end - gold.span.start)


def shared_characters(one: Iterable[Span], other: Iterable[Span]) -> int:
    """Return how many characters of one article lie in both sets of spans; a character counts once."""
    left, right = merge(one), merge(other)
    return sum(max(0, min(a.end, b.end) - max(a.start, b.start)) for a in left for b in right)


def merge(spans: Iterable[Span]) -> list[Span]:
    """Return the union of the spans as spans that do not touch, in order."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(Span(span.start, span.end))
    return merged
