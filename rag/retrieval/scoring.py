"""How well passages fit what was searched for, and which of them become hits. Pure.

What a lane thinks of a passage is measured on one scale, so that the lanes' passages compare, and hits are taken one by
one so that neither one lane nor one article fills the list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from index.embedding.protocol import FloatVector
from rag.retrieval.fusion import Candidate, believed, dense_weight
from rag.retrieval.lanes import Lane
from rag.retrieval.matching import SentenceTable

Side = Literal["dense", "lexical"]
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


@dataclass(frozen=True, slots=True)
class Searched:
    """One lane, the vector of its text, and the passages it proposes, best first."""

    lane: Lane
    vector: FloatVector
    proposed: Sequence[Candidate]


@dataclass(slots=True)
class Taken:
    """A passage that becomes a hit, by index, with its score and fit; `copies` are the passages that are its text."""

    passage: int
    score: float
    fit: float
    copies: list[int] = field(default_factory=list)


def scores(
    table: SentenceTable, searched: Sequence[Searched], weights: Weights, *, newest: bool
) -> NDArray[np.float64]:
    """Return how well each passage fits each lane, shape (passages, lanes); -inf where the lane did not find it.

    Args:
        table: The passages' sentences.
        searched: The lanes; the first is the whole question.
        weights: What counts how much.
        newest: Whether the newest is asked for.
    """
    row = _rows(table)
    of_whole = _signal("lexical", searched[0].proposed, row)
    whole = weights.whole * (table.best(table.meaning(searched[0].vector)) + of_whole)
    if newest:
        whole = whole + weights.newest * _newness([passage.day for passage in table.passages])
    found = np.full((len(row), len(searched)), -np.inf)
    for column, each in enumerate(searched):
        own = (
            weights.lexical * _signal("lexical", each.proposed, row)
            + weights.passage * dense_weight(each.lane.text) * _signal("dense", each.proposed, row)
            + weights.meaning * table.best(table.meaning(each.vector))
            + weights.words * table.best(table.words(each.lane.text))
            + weights.outlet * each.lane.outlet
            + weights.published * each.lane.published
            + whole
        )
        here = [row[candidate.passage_id] for candidate in each.proposed if candidate.passage_id in row]
        found[here, column] = own[here] / weights.most
    return found


def for_refusing(table: SentenceTable, searched: Sequence[Searched], weights: Weights) -> NDArray[np.float64]:
    """Return the part of each passage's fit that counts for refusing, but not for its place, shape (passages, 1).

    Of a plain question, what its score owes to words that may be shared by chance: they tell an unanswerable question
    from one in other words than its answer no worse than meaning does. Of several claims, a part of what the whole
    question adds: it tells whether the articles are about all of them, while a passage that tells of one need not be
    near the others; and of the many words of a claim some are sure to be shared.
    """
    lexical = _signal("lexical", searched[0].proposed, _rows(table))
    if len(searched) > 1:
        near = table.best(table.meaning(searched[0].vector)) + lexical
        return ((weights.whole - weights.whole_of_several) * near / weights.most)[:, None]
    words = table.best(table.words(searched[0].lane.text))
    told, lexical_told = believed(words, lexical)
    chance = weights.words * (words - told) + (weights.lexical + weights.whole) * (lexical - lexical_told)
    return (weights.chance * chance / weights.most)[:, None]


def take(
    table: SentenceTable, fit: NDArray[np.float64], worth: NDArray[np.float64], weights: Weights, *, k: int
) -> list[Taken]:
    """Take `k` passages one by one, each worth the most once its article and its lane have paid for their hits.

    Both of shape (passages, lanes): `worth` becomes a hit's score, `fit` its fit.
    """
    articles = np.array([passage.article_id for passage in table.passages])
    left = worth.copy()
    several = worth.shape[1] > 1  # one claim may find all of its answer in one article, several seldom
    taken: list[Taken] = []
    while len(taken) < k and len(left):
        passage, lane = (int(i) for i in np.unravel_index(int(left.argmax()), left.shape))
        if left[passage, lane] == -np.inf:
            break
        left[passage] = -np.inf
        original = next((one for one in taken if _is_copy(table, passage, one.passage)), None)
        if original is not None:
            original.copies.append(passage)
            continue
        taken.append(Taken(passage, float(worth[passage].max()), float(fit[passage].max())))
        if several:
            left[articles == articles[passage]] -= weights.article / weights.most
        left[:, lane] -= weights.lane / weights.most
    return taken


def _rows(table: SentenceTable) -> dict[str, int]:
    return {passage.passage_id: i for i, passage in enumerate(table.passages)}


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


def _is_copy(table: SentenceTable, one: int, other: int) -> bool:
    if table.passages[one].article_id == table.passages[other].article_id:
        return False
    return table.alike(one, other) >= _SAME_TEXT
