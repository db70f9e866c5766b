"""From an understood question to hits: dense and lexical candidates, fused, one lane per clause.

A long question that names several claims finds none of them well as one query, so each clause is searched on its own
lane, within the outlets it names, and the lanes take turns.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.collection import Collection, Filter, Scored
from rag.answer import Hit
from rag.question import Clause, Understood
from rag.terms import content_terms

# Candidates taken from each side of each lane; more changed nothing measurable and costs time.
CANDIDATES = 50
# Reciprocal rank fusion: score = sum of weight / (CONSTANT + rank). 60 is the paper's value, not tuned here
# (Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms Condorcet", SIGIR 2009).
RRF_CONSTANT = 60
# Short questions gain from vectors, long ones that name many things lose from them (DENSE_WEIGHT by length below).
_SHORT, _LONG = 8, 20  # content terms


@dataclass(slots=True)
class _Candidate:
    passage_id: str
    score: float = 0.0
    dense_rank: int | None = None
    lexical_rank: int | None = None


class Retriever:
    """Finds the passages of a collection that a question is about."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    def retrieve(self, understood: Understood, *, k: int) -> list[Hit]:
        """Return at most `k` hits, best first; fewer only when the collection holds fewer that match anything."""
        lanes = [self._lane(query, within) for query, within in _lanes(understood)]
        order = _take_turns([[candidate.passage_id for candidate in lane] for lane in lanes])[:k]
        best: dict[str, _Candidate] = {}
        for candidate in (candidate for lane in lanes for candidate in lane):
            known = best.get(candidate.passage_id)
            if known is None or candidate.score > known.score:
                best[candidate.passage_id] = candidate
        hits: list[Hit] = []
        for passage in self._collection.passages(order):
            found = best[passage.id]
            # Lanes take turns, so a lane's first may score below another's second: the order is what counts,
            # and a score never rises along it.
            score = min(found.score, hits[-1].score) if hits else found.score
            hits.append(Hit(passage=passage, score=score, dense_rank=found.dense_rank, lexical_rank=found.lexical_rank))
        return hits

    def _lane(self, query: str, within: Filter | None) -> list[_Candidate]:
        vector = self._collection.embedder.embed_query(query)
        dense = self._collection.search_dense(vector, k=CANDIDATES, within=within)
        lexical = self._collection.search_lexical(query, k=CANDIDATES, within=within)
        return fuse(dense, lexical, dense_weight=dense_weight(query))


def dense_weight(query: str) -> float:
    """Return the weight of the dense ranking beside a lexical weight of 1, in [0.2, 1], falling with length."""
    length = len(content_terms(query))
    share = min(1.0, max(0.0, (length - _SHORT) / (_LONG - _SHORT)))
    return 1.0 - 0.8 * share


def fuse(dense: Sequence[Scored], lexical: Sequence[Scored], *, dense_weight: float) -> list[_Candidate]:
    """Return the union of both rankings by weighted reciprocal rank, best first; scores in (0, 1].

    The score is divided by what a passage first in both rankings would get.
    """
    found: dict[str, _Candidate] = {}
    for rank, scored in enumerate(dense, start=1):
        candidate = found.setdefault(scored.passage_id, _Candidate(scored.passage_id))
        candidate.dense_rank = rank
        candidate.score += dense_weight / (RRF_CONSTANT + rank)
    for rank, scored in enumerate(lexical, start=1):
        candidate = found.setdefault(scored.passage_id, _Candidate(scored.passage_id))
        candidate.lexical_rank = rank
        candidate.score += 1 / (RRF_CONSTANT + rank)
    most = (1 + dense_weight) / (RRF_CONSTANT + 1)
    for candidate in found.values():
        candidate.score /= most
    return sorted(found.values(), key=lambda candidate: (-candidate.score, candidate.passage_id))


def _lanes(understood: Understood) -> Iterable[tuple[str, Filter | None]]:
    """Yield what to search: each clause within its outlets, and once the whole question anywhere."""
    until = understood.until
    anywhere = Filter(until=until) if until else None
    clauses: Sequence[Clause] = understood.clauses
    named = [clause for clause in clauses if clause.sources]
    for clause in clauses if len(clauses) > 1 or named else ():
        within = clause.sources or understood.sources
        if not within:
            yield clause.text, anywhere
        for source_group in _by_outlet(within):
            yield clause.text, Filter(sources=source_group, until=until)
    yield understood.standalone, anywhere


def _by_outlet(sources: frozenset[str]) -> list[frozenset[str]]:
    """Return one group an outlet: sections of one outlet ("BBC News - Technology") stay together."""
    groups: dict[str, set[str]] = defaultdict(set)
    for source in sorted(sources):
        groups[source.split(" - ")[0]].add(source)
    return [frozenset(group) for group in groups.values()]


def _take_turns(lanes: Sequence[Sequence[str]]) -> list[str]:
    """Return the ids of all lanes, the first of each, then the second of each, each id once."""
    order: dict[str, None] = {}
    for rank in range(max(map(len, lanes), default=0)):
        for lane in lanes:
            if rank < len(lane):
                order.setdefault(lane[rank])
    return list(order)
