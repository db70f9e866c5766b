"""From hits to evidence: the few sentences to answer from, in reading order.

A sentence is ranked by meaning (its vector against the question's), by the question's words it holds, weighed by how
rare they are among the candidates, and by how well its passage did.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.articles import Span
from index.embed import FloatMatrix, FloatVector
from rag.answer import Evidence, Hit
from rag.budget import EVIDENCE_TOKENS, tokens
from rag.terms import content_terms

EVIDENCE_SENTENCES = 8
# Shares of the three signals in a sentence's score. `dateline eval` finds the gold sentence of our answerable questions
# in the evidence for .83 of them; with words weighing nearly as much as meaning (.40 to .45), for .81.
_MEANING, _WORDS, _PASSAGE = 0.60, 0.25, 0.15
# A sentence this much like one already taken says nothing new; near copies of an agency text are common.
_SAME_WORDS = 0.9


@dataclass(frozen=True, slots=True)
class RankedSentence:
    """A candidate sentence of a hit with its score in [0, 1] and what the score is made of."""

    hit: Hit
    span: Span
    text: str
    score: float
    meaning: float
    words: float


def rank_sentences(
    question: str,
    hits: Sequence[Hit],
    *,
    query_vector: FloatVector,
    sentence_vectors: Mapping[str, FloatMatrix],
) -> list[RankedSentence]:
    """Return every sentence of the hits, best first.

    Args:
        question: The standalone question.
        hits: The passages found, best first.
        query_vector: The question's vector, shape (d,), L2-normalised.
        sentence_vectors: For each passage id, shape (sentences, d), L2-normalised.
    """
    asked = set(content_terms(question))
    candidates: list[tuple[Hit, Span, str, set[str], float]] = []
    for hit in hits:
        passage = hit.passage
        cosines = np.clip(sentence_vectors[passage.id] @ query_vector, 0.0, 1.0)
        for span, cosine in zip(passage.sentences, cosines, strict=True):
            text = passage.text[span.start - passage.start : span.end - passage.start]
            held = set(content_terms(text)) & asked
            candidates.append((hit, span, text, held, float(cosine)))
    rarity = _rarity(asked, [held for *_, held, _ in candidates])
    total = sum(rarity.values()) or 1.0
    best_score = max((hit.score for hit in hits), default=0.0) or 1.0
    ranked = [
        RankedSentence(
            hit=hit,
            span=span,
            text=text,
            score=_MEANING * cosine
            + _WORDS * (words := sum(rarity[term] for term in held) / total)
            + _PASSAGE * hit.score / best_score,
            meaning=cosine,
            words=words,
        )
        for hit, span, text, held, cosine in candidates
    ]
    return sorted(ranked, key=lambda ranked: -ranked.score)


def _rarity(asked: set[str], held: Sequence[set[str]]) -> dict[str, float]:
    """Return log(1 + N / df) of each asked term among the N candidate sentences (inverse document frequency)."""
    counts = Counter(term for terms in held for term in terms)
    return {term: math.log(1 + len(held) / (1 + counts[term])) for term in asked}


def select(
    ranked: Sequence[RankedSentence],
    urls: Mapping[str, str | None],
    *,
    most: int = EVIDENCE_SENTENCES,
    budget: int = EVIDENCE_TOKENS,
) -> tuple[Evidence, ...]:
    """Return the best `most` sentences that fit the budget of tokens, near repetitions left out, in reading order.

    The best sentence is taken whatever it costs. `urls` gives each article's web address by its id.
    Reading order: articles by their best sentence, sentences as they stand in the article.
    """
    taken: list[RankedSentence] = []
    for candidate in ranked:
        if len(taken) == most:
            break
        cost = tokens(candidate.text)
        if (taken and cost > budget) or any(_repeats(candidate.text, other.text) for other in taken):
            continue
        taken.append(candidate)
        budget -= cost
    article_rank: dict[str, int] = {}
    for sentence in taken:
        article_rank.setdefault(sentence.hit.passage.article_id, len(article_rank))
    taken.sort(key=lambda sentence: (article_rank[sentence.hit.passage.article_id], sentence.span))
    return tuple(_evidence(sentence, urls) for sentence in taken)


def _evidence(sentence: RankedSentence, urls: Mapping[str, str | None]) -> Evidence:
    passage = sentence.hit.passage
    return Evidence(
        article_id=passage.article_id,
        title=passage.title,
        source=passage.source,
        published_at=passage.published_at,
        url=urls.get(passage.article_id),
        start=sentence.span.start,
        end=sentence.span.end,
        quote=sentence.text,
        score=round(sentence.score, 4),
    )


def _repeats(text: str, other: str) -> bool:
    """Return whether both say the same in (nearly) the same words: Jaccard similarity of their content terms."""
    terms, others = set(content_terms(text)), set(content_terms(other))
    union = terms | others
    return bool(union) and len(terms & others) / len(union) >= _SAME_WORDS
