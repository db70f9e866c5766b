"""From an understood question to hits: candidates by meaning and by words on each lane, ranked by their best sentence.

Each lane proposes passages by rank fusion; `rag.retrieval.scoring` measures them on one scale.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.articles import Passage
from index.collection import Collection, Scored
from index.embedding.protocol import FloatVector
from rag.answer import Copy, Hit
from rag.question.described import describes_one
from rag.question.understood import Understood
from rag.retrieval.fusion import Candidate, dense_weight, fuse, looked_at
from rag.retrieval.lanes import Lane, lanes
from rag.retrieval.matching import SentenceTable
from rag.retrieval.scoring import Searched, Side, Taken, Weights, for_refusing, scores, take
from rag.retrieval.shared_names import holds_name, shared_names

SIDES: frozenset[Side] = frozenset(("dense", "lexical"))
# Candidates taken from each side of each lane.
CANDIDATES = 50
_AT_ONCE = 2  # embeddings and searches, each on one processor
_SHARE_NAMES = 10  # hits whose names are compared
_SHARED_NAME_WORTH = (1.0, 0.6)  # of the first such name and of the second


class Retriever:
    """Finds the passages of a collection that a question is about."""

    def __init__(
        self,
        collection: Collection,
        *,
        weights: Weights | None = None,
        sides: Set[Side] = SIDES,
        plan: Callable[[Understood], Sequence[Lane]] = lanes,
    ) -> None:
        """Search an open collection; everything else is for measuring what each part is worth.

        Args:
            collection: Where to look; stays open until its owner closes it.
            weights: What counts how much.
            sides: Which indexes propose passages.
            plan: What to search for a question; the first lane is the whole of it.
        """
        self._collection = collection
        self._weights = weights or Weights()
        self._sides = sides
        self._plan = plan
        # A question is embedded for its search and again to choose its sentences.
        self.embed = lru_cache(maxsize=64)(collection.embedder.embed_query)
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="lane")

    def retrieve(self, understood: Understood, *, k: int) -> list[Hit]:
        """Return at most `k` hits, best first, near copies folded into one; fewer when fewer match anything."""
        searched = self._plan(understood)
        # The longest first, or one processor would still be at it when the other is done.
        texts = sorted(_embedded([lane.text for lane in searched]), key=len, reverse=True)
        embedded = self._threads.map(self.embed, texts)  # first, as it takes longest
        by_words = [self._threads.submit(self._by_words, lane) for lane in searched]
        vectors = _of_lanes(searched, dict(zip(texts, embedded, strict=True)))
        by_meaning = [self._by_meaning(lane, vector) for lane, vector in zip(searched, vectors, strict=True)]
        found = [
            Searched(lane, vector, fuse(dense, lexical.result(), dense_weight=dense_weight(lane.text)))
            for lane, vector, dense, lexical in zip(searched, vectors, by_meaning, by_words, strict=True)
        ]
        single = len(found) == 1
        looked = {each.passage_id for lane in found for each in looked_at(lane.proposed, k=k, single_lane=single)}
        indexed = self._collection.indexed_sentences(sorted(looked))
        table = SentenceTable([indexed[passage_id] for passage_id in sorted(indexed)])
        fit = scores(table, found, self._weights, newest=understood.newest)
        refusing = for_refusing(table, found, self._weights)
        taken = take(table, fit, fit - refusing, self._weights, k=k)
        if self._weights.shared_name and describes_one(understood):
            fit = np.minimum(fit + self._sharing(table, understood, taken), 1.0)
            taken = take(table, fit, fit - refusing, self._weights, k=k)
        return self._hits(table, taken, [lane.proposed for lane in found])

    def alike(self, one: str, other: str) -> float:
        """Return the cosine of two texts' vectors, in [-1, 1]."""
        return float(self.embed(one) @ self.embed(other))

    def _sharing(self, table: SentenceTable, understood: Understood, taken: Sequence[Taken]) -> NDArray[np.float64]:
        """Return what each passage gains by the names that the first taken share, shape (passages, 1)."""
        ids = [passage.passage_id for passage in table.passages]
        passages = {passage.id: passage for passage in self._collection.passages(ids)}
        first = [passages[ids[each.passage]] for each in taken[:_SHARE_NAMES] if ids[each.passage] in passages]
        shared = shared_names(understood, first, outlets=self._collection.stats().sources)
        gained = np.zeros((len(ids), 1))
        for name, worth in zip(shared, _SHARED_NAME_WORTH, strict=False):
            for row, places in enumerate(table.holding(name)):
                if passage := passages.get(ids[row]):
                    sentences = (passage.text_of(passage.sentences[place]) for place in places)
                    gained[row] += worth * holds_name((passage.title, *sentences), name)
        return np.minimum(gained, 1.0) * self._weights.shared_name / self._weights.most

    def _by_meaning(self, lane: Lane, vector: FloatVector) -> list[Scored]:
        if "dense" not in self._sides:
            return []
        return self._collection.search_dense(vector, k=CANDIDATES, within=lane.within)

    def _by_words(self, lane: Lane) -> list[Scored]:
        if "lexical" not in self._sides:
            return []
        return self._collection.search_lexical(lane.text, k=CANDIDATES, within=lane.within)

    def _hits(self, table: SentenceTable, taken: Sequence[Taken], proposed: Sequence[Sequence[Candidate]]) -> list[Hit]:
        """Return what was taken as hits, without passages that were removed meanwhile."""
        ids = [passage.passage_id for passage in table.passages]
        wanted = [ids[passage] for each in taken for passage in (each.passage, *each.copies)]
        passages = {passage.id: passage for passage in self._collection.passages(wanted)}
        ranks: dict[str, Candidate] = {}
        for candidate in (candidate for found in proposed for candidate in found if candidate.passage_id in passages):
            known = ranks.get(candidate.passage_id)
            if known is None or candidate.score > known.score:
                ranks[candidate.passage_id] = candidate
        # What was paid is not the passage's worth; but the order is what counts, and no score rises in it.
        scores = np.minimum.accumulate([each.score for each in taken]).tolist()
        return [
            Hit(
                passage=passages[ids[each.passage]],
                score=score,
                fit=each.fit,
                dense_rank=ranks[ids[each.passage]].dense_rank,
                lexical_rank=ranks[ids[each.passage]].lexical_rank,
                copies=tuple(_copy(passages[ids[copy]]) for copy in each.copies if ids[copy] in passages),
            )
            for each, score in zip(taken, scores, strict=True)
            if ids[each.passage] in passages
        ]


def _embedded(texts: Sequence[str]) -> list[str]:
    """Return which of the lanes' texts are embedded, each once: of a question of several claims, not the whole of it.

    It is the longest text, and takes as long as the claims together.
    """
    whole, *claims = texts
    return list(dict.fromkeys(claims if len(set(claims)) > 1 else [whole, *claims]))


def _of_lanes(searched: Sequence[Lane], vectors: Mapping[str, FloatVector]) -> list[FloatVector]:
    """Return each lane's vector; the whole question's, where it was not embedded, is the mean of its claims'."""
    mean = np.mean([*vectors.values()], axis=0)
    whole = (mean / max(float(np.linalg.norm(mean)), 1e-9)).astype(np.float32)  # opposites have no mean
    known = {searched[0].text: whole, **vectors}
    return [known[lane.text] for lane in searched]


def _copy(same: Passage) -> Copy:
    return Copy(
        article_id=same.article_id,
        title=same.title,
        source=same.source,
        published_at=same.published_at,
        start=same.start,
        end=same.end,
    )
