"""How the sentences of some passages match a text: by meaning and by its rarer words. Pure.

A question is answered by a sentence, so a passage is as good as its best one: the average that its own vector is
blurs what one of ten sentences says.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from index.articles import Passage, Span
from index.embedding.protocol import FloatMatrix, FloatVector
from index.storage.lexical import analyze
from rag.text.terms import content_terms

Values = NDArray[np.float32]


class SentenceTable:
    """The sentences of some passages, one after the other, with their vectors and terms.

    Attributes:
        passages: In the order given.
        spans: Each sentence's place in its article.
        owner: For each sentence, its passage by index.
    """

    def __init__(self, passages: Sequence[Passage], vectors: Mapping[str, FloatMatrix]) -> None:
        """Take passages and, for each by id, its sentences' vectors, shape (sentences, d), L2-normalised."""
        self.passages = list(passages)
        self.spans: list[Span] = [span for passage in self.passages for span in passage.sentences]
        counts = [len(passage.sentences) for passage in self.passages]
        self.owner = np.repeat(np.arange(len(counts)), counts)
        self._starts = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(int)
        self._vectors = np.concatenate([vectors[passage.id] for passage in self.passages]) if counts else None
        self._terms = [frozenset(analyze(self.text(i))) for i in range(len(self.spans))]
        self._holding: dict[str, list[int]] = {}  # each term's sentences; the texts of one question share most terms

    def __len__(self) -> int:
        return len(self.spans)

    def text(self, sentence: int) -> str:
        """Return the text of a sentence, by index."""
        passage: Passage = self.passages[self.owner[sentence]]
        return passage.text_of(self.spans[sentence])

    def meaning(self, vector: FloatVector) -> Values:
        """Return each sentence's cosine with an L2-normalised vector of shape (d,), in [0, 1]; opposites count as 0."""
        if self._vectors is None:
            return np.zeros(0, np.float32)
        return np.clip(self._vectors @ vector, 0.0, 1.0).astype(np.float32)

    def words(self, text: str) -> Values:
        """Return the share of the text's content terms that each sentence holds, the rarer weighing more, in [0, 1].

        A term weighs log(1 + N / df) among the N sentences of this table (inverse document frequency).
        """
        held, total = np.zeros(len(self.spans)), 0.0
        for term in sorted(set(content_terms(text))):
            holding = self._sentences_with(term)
            weight = math.log(1 + len(held) / (1 + len(holding)))
            held[holding] += weight
            total += weight
        return (held / (total or 1.0)).astype(np.float32)

    def best(self, values: Values) -> Values:
        """Return the highest of the sentences' values for each passage."""
        return np.maximum.reduceat(values, self._starts) if len(values) else np.zeros(0, np.float32)

    def alike(self, one: int, other: int) -> float:
        """Return how far two passages share their words, by index: Jaccard similarity in [0, 1]."""
        terms, others = self._of(one), self._of(other)
        union = len(terms | others)
        return len(terms & others) / union if union else 0.0

    def _sentences_with(self, term: str) -> list[int]:
        if term not in self._holding:
            self._holding[term] = [i for i, terms in enumerate(self._terms) if term in terms]
        return self._holding[term]

    def _of(self, passage: int) -> frozenset[str]:
        start = self._starts[passage]
        count = len(self.passages[passage].sentences)
        return frozenset[str]().union(*self._terms[start : start + count])
