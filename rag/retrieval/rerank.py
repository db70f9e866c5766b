"""The best sentences read again, for whether they answer the question, which likeness alone does not tell."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from rag.question.parts import parts
from rag.reader.read import Page, Reader
from rag.retrieval.budget import tokens
from rag.retrieval.evidence import RankedSentence

READ = 24  # sentences, three or four pages: most of the time until evidence is shown
_PAGE_TOKENS = 220
# What the reader's word adds to a score in [0, 1]. It learned from questions about one thing, and knows less of a
# question of several claims.
_READER, _READER_OF_SEVERAL = 0.5, 0.2
_SCALE = 5.0  # logits; like the two above set by hand, for ours, CLAPNQ and MultiHop-RAG at once


def rerank(ranked: Sequence[RankedSentence], question: str, reader: Reader, *, several: bool) -> list[RankedSentence]:
    """Return the sentences, best first, the first `READ` of them with the reader's margin and what it adds.

    Args:
        ranked: Best first.
        question: The standalone question; of several asked at once, each is read for.
        reader: Reads them, those of one article together.
        several: Whether the question makes several claims.
    """
    weight = _READER_OF_SEVERAL if several else _READER
    pages = list(_pages(ranked[:READ]))
    as_read = [Page(page[0].hit.passage.title, tuple(f"{each.text} " for each in page)) for page in pages]
    by_part = [chain.from_iterable(reader.margins(part.text, as_read)) for part in parts(question)]
    read = [
        _scored(sentence, weight, max(margins))
        for sentence, *margins in zip(chain.from_iterable(pages), *by_part, strict=True)
    ]
    rest = [_scored(sentence, weight, None) for sentence in ranked[READ:]]
    return sorted([*read, *rest], key=lambda sentence: -sentence.score)


def _pages(sentences: Sequence[RankedSentence]) -> Iterator[list[RankedSentence]]:
    """Yield the sentences of each article as they stand there, cut where a page is full."""
    by_article: dict[str, list[RankedSentence]] = {}
    for sentence in sentences:
        by_article.setdefault(sentence.hit.passage.article_id, []).append(sentence)
    for of_article in by_article.values():
        page: list[RankedSentence] = []
        left = _PAGE_TOKENS
        for sentence in sorted(of_article, key=lambda sentence: sentence.span.start):
            cost = tokens(sentence.text)
            if page and cost > left:
                yield page
                page, left = [], _PAGE_TOKENS
            page.append(sentence)
            left -= cost
        yield page


def _scored(sentence: RankedSentence, weight: float, margin: float | None) -> RankedSentence:
    """Return the sentence with its margin and its scores, still in [0, 1]."""
    added = 0.0 if margin is None else weight / (1 + math.exp(-margin / _SCALE))
    return replace(
        sentence,
        score=(sentence.score + added) / (1 + weight),
        by_claim=tuple((score + added) / (1 + weight) for score in sentence.by_claim),
        margin=margin,
    )
