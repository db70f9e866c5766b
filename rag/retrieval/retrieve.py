"""From an understood question to hits: candidates by meaning and by words on each lane, ranked by their best sentence.

Each lane proposes passages by rank fusion. What a lane thinks of a passage is then measured on one scale, so that the
lanes' passages compare, and hits are taken one by one so that neither one lane nor one article fills the list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from index.articles import Passage
from index.collection import Collection, Scored
from index.embedding.protocol import FloatVector
from rag.answer import Copy, Hit
from rag.question.described import asks_for_a_name
from rag.question.understand import Understood
from rag.retrieval.fusion import Candidate, believed, dense_weight, fuse, looked_at
from rag.retrieval.lanes import Lane, lanes
from rag.retrieval.matching import SentenceTable
from rag.retrieval.shared_names import holds_name, shared_names

Side = Literal["dense", "lexical"]
SIDES: frozenset[Side] = frozenset(("dense", "lexical"))
# Candidates taken from each side of each lane.
CANDIDATES = 50
_AT_ONCE = 2  # embeddings and searches, each on one processor
_SHARE_NAMES = 10  # hits whose names are compared
_SHARED_NAME_WORTH = (1.0, 0.6)  # of the first such name and of the second
# A passage that shares this much of its words with one of another article is that text again.
_SAME_TEXT = 0.75


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What counts how much in a passage's score on a lane; each signal is in [0, 1], their sum divided by `most`.

    Set by hand, for four sets at once, where no neighbour was better on one without being worse on another;
    `evals/bench/retrieval.py` measures what leaving each out costs.

    Attributes:
        lexical: BM25 as a share of the lane's best.
        meaning: Cosine of the passage's best sentence with the lane's text.
        words: Share of the lane's words in the passage's best sentence.
        passage: Cosine of the passage as a whole, for a short text; a long one that names many things is near nothing.
        whole: The first two again, for the whole question.
        whole_of_several: As much of `whole` as counts in a hit's place, for a question of several claims.
        outlet: That the question names the article's outlet.
        published: That the question names the article's day.
        newest: Being the newest among the candidates, when the newest is asked for.
        shared_name: Holding the name that answers a question of several claims; see `rag.retrieval.shared_names`.
        article: Taken off for each hit that the article has already.
        lane: Taken off for each hit that the lane has already.
        chance: Which share is taken off of what words may add by chance; see `rag.retrieval.fusion.believed`.
    """

    lexical: float = 0.75
    meaning: float = 1.5
    words: float = 1.0
    passage: float = 1.0
    whole: float = 0.5
    whole_of_several: float = 0.25
    outlet: float = 0.3
    published: float = 0.6
    newest: float = 0.5
    shared_name: float = 0.3
    article: float = 0.2
    lane: float = 0.2
    chance: float = 1.0

    @property
    def most(self) -> float:
        """The highest score there can be, but for what a shared name adds."""
        return (
            self.lexical
            + self.meaning
            + self.words
            + self.passage
            + 2 * self.whole
            + self.outlet
            + self.published
            + self.newest
        )


@dataclass(slots=True)
class _Taken:
    """A passage that becomes a hit, by index, with its score and fit; `copies` are the passages that are its text."""

    passage: int
    score: float
    fit: float
    copies: list[int] = field(default_factory=list)


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
        proposed = [
            fuse(dense, lexical.result(), dense_weight=dense_weight(lane.text))
            for lane, dense, lexical in zip(searched, by_meaning, by_words, strict=True)
        ]
        alone = len(searched) == 1
        looked = {each.passage_id for found in proposed for each in looked_at(found, k=k, alone=alone)}
        indexed = self._collection.indexed_sentences(sorted(looked))
        table = SentenceTable([indexed[passage_id] for passage_id in sorted(indexed)])
        fit = self._scores(table, understood, searched, vectors, proposed)
        fit_alone = self._for_refusing(table, searched, vectors, proposed)
        taken = self._taken(table, fit, fit - fit_alone, k)
        if self._weights.shared_name and asks_for_a_name(understood):
            fit = np.minimum(fit + self._sharing(table, understood, taken), 1.0)
            taken = self._taken(table, fit, fit - fit_alone, k)
        return self._hits(table, taken, proposed)

    def alike(self, one: str, other: str) -> float:
        """Return the cosine of two texts' vectors, in [-1, 1]."""
        return float(self.embed(one) @ self.embed(other))

    def _sharing(self, table: SentenceTable, understood: Understood, taken: Sequence[_Taken]) -> NDArray[np.float64]:
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

    def _scores(
        self,
        table: SentenceTable,
        understood: Understood,
        searched: Sequence[Lane],
        vectors: Sequence[FloatVector],
        proposed: Sequence[Sequence[Candidate]],
    ) -> NDArray[np.float64]:
        """Return how well each passage fits each lane, shape (passages, lanes); -inf where the lane did not find it."""
        weights = self._weights
        row = {passage.passage_id: i for i, passage in enumerate(table.passages)}
        of_whole = _signal("lexical", proposed[0], row)
        whole = weights.whole * (table.best(table.meaning(vectors[0])) + of_whole)
        if understood.newest:
            whole = whole + weights.newest * _newness([passage.day for passage in table.passages])
        scores = np.full((len(row), len(searched)), -np.inf)
        for column, (lane, vector, found) in enumerate(zip(searched, vectors, proposed, strict=True)):
            own = (
                weights.lexical * _signal("lexical", found, row)
                + weights.passage * dense_weight(lane.text) * _signal("dense", found, row)
                + weights.meaning * table.best(table.meaning(vector))
                + weights.words * table.best(table.words(lane.text))
                + weights.outlet * lane.outlet
                + weights.published * lane.published
                + whole
            )
            here = [row[candidate.passage_id] for candidate in found if candidate.passage_id in row]
            scores[here, column] = own[here] / weights.most
        return scores

    def _for_refusing(
        self,
        table: SentenceTable,
        searched: Sequence[Lane],
        vectors: Sequence[FloatVector],
        proposed: Sequence[Sequence[Candidate]],
    ) -> NDArray[np.float64]:
        """Return the part of each passage's fit that counts for refusing, but not for its place, shape (passages, 1).

        Of a plain question, what its score owes to words that may be shared by chance: they tell an unanswerable
        question from one in other words than its answer no worse than meaning does. Of several claims, a part of what
        the whole question adds: it tells whether the articles are about all of them, while a passage that tells of one
        need not be near the others; and of the many words of a claim some are sure to be shared.
        """
        weights, row = self._weights, {passage.passage_id: i for i, passage in enumerate(table.passages)}
        lexical = _signal("lexical", proposed[0], row)
        if len(searched) > 1:
            near = table.best(table.meaning(vectors[0])) + lexical
            return ((weights.whole - weights.whole_of_several) * near / weights.most)[:, None]
        words = table.best(table.words(searched[0].text))
        told, lexical_told = believed(words, lexical)
        chance = weights.words * (words - told) + (weights.lexical + weights.whole) * (lexical - lexical_told)
        return (weights.chance * chance / weights.most)[:, None]

    def _taken(
        self, table: SentenceTable, fit: NDArray[np.float64], worth: NDArray[np.float64], k: int
    ) -> list[_Taken]:
        """Take passages one by one, each worth the most once its article and its lane have paid for their hits.

        Both of shape (passages, lanes): `worth` becomes a hit's score, `fit` its fit.
        """
        articles = np.array([passage.article_id for passage in table.passages])
        left = worth.copy()
        several = worth.shape[1] > 1  # one claim may find all of its answer in one article, several seldom
        taken: list[_Taken] = []
        while len(taken) < k and len(left):
            passage, lane = (int(i) for i in np.unravel_index(int(left.argmax()), left.shape))
            if left[passage, lane] == -np.inf:
                break
            left[passage] = -np.inf
            original = next((one for one in taken if self._is_copy(table, passage, one.passage)), None)
            if original is not None:
                original.copies.append(passage)
                continue
            taken.append(_Taken(passage, float(worth[passage].max()), float(fit[passage].max())))
            if several:
                left[articles == articles[passage]] -= self._weights.article / self._weights.most
            left[:, lane] -= self._weights.lane / self._weights.most
        return taken

    def _hits(
        self, table: SentenceTable, taken: Sequence[_Taken], proposed: Sequence[Sequence[Candidate]]
    ) -> list[Hit]:
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

    @staticmethod
    def _is_copy(table: SentenceTable, one: int, other: int) -> bool:
        if table.passages[one].article_id == table.passages[other].article_id:
            return False
        return table.alike(one, other) >= _SAME_TEXT


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


def _signal(name: Side, found: Sequence[Candidate], row: Mapping[str, int]) -> NDArray[np.float64]:
    """Return what one side says of each passage, 0 for those that the lane did not find."""
    values = np.zeros(len(row))
    for candidate in found:
        if candidate.passage_id in row:
            values[row[candidate.passage_id]] = candidate.dense if name == "dense" else candidate.lexical
    return values


def _newness(days: Sequence[int]) -> NDArray[np.float64]:
    """Return 1 for the newest day, falling evenly to 0 with each earlier one; a day that is not known is the oldest."""
    order = {day: i for i, day in enumerate(sorted(set(days)))}
    return np.array([order[day] for day in days]) / max(1, len(order) - 1)


def _copy(same: Passage) -> Copy:
    return Copy(
        article_id=same.article_id,
        title=same.title,
        source=same.source,
        published_at=same.published_at,
        start=same.start,
        end=same.end,
    )
