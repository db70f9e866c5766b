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
from index.embedding.protocol import FloatVector
from index.search import IndexedSentences
from index.storage.analysis import number_of
from rag.text.terms import content_terms

Values = NDArray[np.float32]


class SentenceTable:
    """The sentences of some passages, one after the other, with their vectors and terms.

    Attributes:
        passages: In the order given.
        spans: Each sentence's place in its article.
        owner: For each sentence, its passage by index.
    """

    def __init__(self, passages: Sequence[Passage], indexed: Mapping[str, IndexedSentences]) -> None:
        """Take passages and, for each by id, its sentences as they are indexed."""
        self.passages = list(passages)
        self.spans: list[Span] = [span for passage in self.passages for span in passage.sentences]
        counts = [len(passage.sentences) for passage in self.passages]
        self.owner = np.repeat(np.arange(len(counts)), counts)
        self._starts = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(int)
        own = [indexed[passage.id] for passage in self.passages]
        self._of_passage = [frozenset(each.words.tolist()) for each in own]
        self._vectors = np.concatenate([each.vectors for each in own]) if own else None
        self._words = np.concatenate([each.words for each in own] or [np.zeros(0, np.uint32)])
        held = np.concatenate([each.counts for each in own] or [np.zeros(0, np.uint32)])
        self._holder = np.repeat(np.arange(len(held)), held)  # the sentence of each of the words

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
            holding = self._holder[self._words == number_of(term)]
            weight = math.log(1 + len(held) / (1 + len(holding)))
            held[holding] += weight
            total += weight
        return (held / (total or 1.0)).astype(np.float32)

    def best(self, values: Values) -> Values:
        """Return the highest of the sentences' values for each passage."""
        return np.maximum.reduceat(values, self._starts) if len(values) else np.zeros(0, np.float32)

    def alike(self, one: int, other: int) -> float:
        """Return how far two passages share their words, by index: Jaccard similarity in [0, 1]."""
        words, others = self._of_passage[one], self._of_passage[other]
        union = len(words | others)
        return len(words & others) / union if union else 0.0
