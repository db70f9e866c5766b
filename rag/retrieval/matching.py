"""How the sentences of some passages match a text: by meaning and by its rarer words. Pure.

A question is answered by a sentence, so a passage is as good as its best one: the average that its own vector is
blurs what one of ten sentences says.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property, reduce

import numpy as np
from numpy.typing import NDArray

from index.embedding.protocol import FloatVector
from index.search import IndexedSentences
from index.storage.analysis import analyze, number_of
from rag.text.terms import content_terms

Values = NDArray[np.float32]


class SentenceTable:
    """The sentences of some passages, one after the other, with their vectors and terms.

    Attributes:
        passages: As they are indexed, in the order given.
        owner: For each sentence, its passage by index.
    """

    def __init__(self, passages: Sequence[IndexedSentences]) -> None:
        """Take the sentences of passages as they are indexed."""
        self.passages = list(passages)
        counts = [len(passage.counts) for passage in self.passages]
        self.owner = np.repeat(np.arange(len(counts)), counts)
        self._starts = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(int)
        self._vectors = np.concatenate([passage.vectors for passage in self.passages]) if self.passages else None
        self._holding: dict[str, NDArray[np.intp]] = {}
        self._of_passage: dict[int, frozenset[int]] = {}

    def __len__(self) -> int:
        return len(self.owner)

    def meaning(self, vector: FloatVector) -> Values:
        """Return each sentence's cosine with an L2-normalised vector of shape (d,), in [0, 1]; opposites count as 0."""
        if self._vectors is None:
            return np.zeros(0, np.float32)
        return np.clip(self._vectors @ vector, 0.0, 1.0).astype(np.float32)

    def words(self, text: str) -> Values:
        """Return the share of the text's content terms that each sentence holds, the rarer weighing more, in [0, 1].

        A term weighs log(1 + N / df) among the N sentences of this table (inverse document frequency).
        """
        held, total = np.zeros(len(self)), 0.0
        for term in sorted(set(content_terms(text))):
            holding = self._sentences_with(term)
            weight = math.log(1 + len(held) / (1 + len(holding)))
            held[holding] += weight
            total += weight
        return (held / (total or 1.0)).astype(np.float32)

    def holding(self, text: str) -> list[list[int]]:
        """Return for each passage which of its sentences, counted from 0, hold every word of a text."""
        found: list[list[int]] = [[] for _ in self.passages]
        if words := set(analyze(text)):
            for sentence in reduce(np.intersect1d, map(self._sentences_with, words)).tolist():
                owner = int(self.owner[sentence])
                found[owner].append(sentence - int(self._starts[owner]))
        return found

    def best(self, values: Values) -> Values:
        """Return the highest of the sentences' values for each passage."""
        return np.maximum.reduceat(values, self._starts) if len(values) else np.zeros(0, np.float32)

    def alike(self, one: int, other: int) -> float:
        """Return how far two passages share their words, by index: Jaccard similarity in [0, 1]."""
        words, others = self._words_of(one), self._words_of(other)
        shared = len(words & others)
        union = len(words) + len(others) - shared
        return shared / union if union else 0.0

    def _sentences_with(self, term: str) -> NDArray[np.intp]:
        """Return the sentences that hold a term, by index; claims share their terms with the whole question."""
        if term not in self._holding:
            words, holders = self._words
            self._holding[term] = holders[words == number_of(term)]
        return self._holding[term]

    @cached_property
    def _words(self) -> tuple[NDArray[np.uint32], NDArray[np.intp]]:
        """The numbers of all words, sentence by sentence, and the sentence of each."""
        words = np.concatenate([passage.words for passage in self.passages] or [np.zeros(0, np.uint32)])
        counts = np.concatenate([passage.counts for passage in self.passages] or [np.zeros(0, np.uint32)])
        return words, np.repeat(np.arange(len(counts)), counts)

    def _words_of(self, passage: int) -> frozenset[int]:
        if passage not in self._of_passage:
            self._of_passage[passage] = frozenset(self.passages[passage].words.tolist())
        return self._of_passage[passage]
