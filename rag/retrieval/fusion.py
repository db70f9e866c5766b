"""Two rankings of passages, by meaning and by words, made one; and how far the words are to be believed. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.search import Scored
from rag.text.terms import content_terms

LOOKED_AT = 20
"""The best passages of both rankings that are looked at sentence by sentence."""

# Reciprocal rank fusion: score = sum of weight / (CONSTANT + rank). 60 is the paper's value, not tuned here
# (Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms Condorcet", SIGIR 2009).
RRF_CONSTANT = 60
# Short questions gain from vectors, long ones that name many things lose from them (DENSE_WEIGHT by length below).
_SHORT, _LONG = 8, 20  # content terms
# The first of each ranking are looked at wherever the other has them.
_FIRST_BY_MEANING, _FIRST_BY_WORDS = 10, 5


@dataclass(slots=True)
class Candidate:
    """A passage as one lane proposes it; `dense` is its cosine, `lexical` its BM25 as a share of the lane's best."""

    passage_id: str
    score: float = 0.0
    dense_rank: int | None = None
    lexical_rank: int | None = None
    dense: float = 0.0
    lexical: float = 0.0


def dense_weight(query: str) -> float:
    """Return the weight of the dense ranking beside a lexical weight of 1, in [0.2, 1], falling with length."""
    length = len(content_terms(query))
    share = min(1.0, max(0.0, (length - _SHORT) / (_LONG - _SHORT)))
    return 1.0 - 0.8 * share


def fuse(dense: Sequence[Scored], lexical: Sequence[Scored], *, dense_weight: float) -> list[Candidate]:
    """Return the union of both rankings by weighted reciprocal rank, best first; scores in (0, 1].

    The score is divided by what a passage first in both rankings would get.
    """
    found: dict[str, Candidate] = {}
    for rank, scored in enumerate(dense, start=1):
        candidate = found.setdefault(scored.passage_id, Candidate(scored.passage_id))
        candidate.dense_rank, candidate.dense = rank, max(scored.score, 0.0)
        candidate.score += dense_weight / (RRF_CONSTANT + rank)
    best = lexical[0].score if lexical else 1.0
    for rank, scored in enumerate(lexical, start=1):
        candidate = found.setdefault(scored.passage_id, Candidate(scored.passage_id))
        candidate.lexical_rank = rank
        candidate.lexical = scored.score / best if best else 0.0
        candidate.score += 1 / (RRF_CONSTANT + rank)
    most = (1 + dense_weight) / (RRF_CONSTANT + 1)
    farthest = max(dense[-1].score, 0.0) if dense else 0.0
    for candidate in found.values():
        candidate.score /= most
        if candidate.dense_rank is None:
            candidate.dense = farthest  # it is farther than any that were found; how far was not asked
    return sorted(found.values(), key=lambda candidate: (-candidate.score, candidate.passage_id))


def looked_at(candidates: Sequence[Candidate], *, k: int, single_lane: bool) -> list[Candidate]:
    """Return the candidates worth a look at their sentences: `LOOKED_AT`, or `k` if that is more.

    By the sum of reciprocal ranks, fortieth in both is ahead of first in one: good for a claim of many words, of which
    some are sure to stand where it is told. A plain question, whose lane is the only one, may share no word with its
    answer, and the first of each ranking are looked at.
    """
    most = max(LOOKED_AT, k)  # more are asked for by people who page through results
    ordered = sorted(candidates, key=_is_first, reverse=True) if single_lane else list(candidates)
    return ordered[:most]


def _is_first(candidate: Candidate) -> bool:
    by_meaning, by_words = candidate.dense_rank, candidate.lexical_rank
    return (by_meaning is not None and by_meaning <= _FIRST_BY_MEANING) or (
        by_words is not None and by_words <= _FIRST_BY_WORDS
    )


def believed(
    words: NDArray[np.floating], lexical: NDArray[np.floating]
) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """Return what passages share with a plain question, one of a single lane, and their BM25, as far as words tell.

    Where even the best sentence holds few of its words, the question is put in other words than its answer, and the
    first by BM25, which is 1 whatever it shares, is first by chance. So BM25 counts by the square of the most that is
    shared, and a share by its own square.

    Args:
        words: For each passage, the share of the question's words in its best sentence, in [0, 1].
        lexical: For each passage, its BM25 as a share of the best, in [0, 1].
    """
    return words**2, lexical * words.max(initial=0.0) ** 2
