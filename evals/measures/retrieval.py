"""How good the search is: hits, reciprocal rank, recall and nDCG, each for one question, in [0, 1], higher is better.

Two units. A *passage* is right when it holds a gold sentence (`evals.measures.overlap.holds`); that decides hits, rank,
recall and all-evidence. An *article* is right when any gold sentence is its; that decides nDCG and all-articles, where
the judgements of public sets lie. nDCG is computed by ir-measures; those of one line are our own, because a passage is
judged by what it holds and two can hold the same gold sentence, and a property test holds them to ir-measures.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from evals.cases import Gold

CUTOFFS = (1, 4, 10)


def hits_at(held: Sequence[Sequence[int]], k: int) -> float:
    """Return 1 when any of the first k passages holds a gold sentence, else 0.

    Hits@k in MultiHop-RAG (arXiv 2401.15391), Success@k in TREC; DPR papers call it top-k accuracy, and some wrongly
    Recall@k, which it equals only with a single gold sentence.

    Args:
        held: For each passage, best first, the gold sentences (by index) that it holds.
        k: How many passages count.
    """
    return float(any(held[:k]))


def reciprocal_rank(held: Sequence[Sequence[int]], k: int) -> float:
    """Return 1 / rank of the first passage that holds a gold sentence, 0 when none of the first k does.

    Its mean over questions is MRR@k (Voorhees, "The TREC-8 Question Answering Track Report", 1999).
    """
    return next((1 / rank for rank, gold in enumerate(held[:k], start=1) if gold), 0.0)


def recall_at(held: Sequence[Sequence[int]], gold: int, k: int) -> float:
    """Return the share of the `gold` gold sentences that the first k passages hold; each counts once.

    Not the Recall@k of ir-measures over passages: overlapping passages and near copies hold the same sentence, and
    how many passages of a collection hold it is not known.
    """
    return len({index for passage in held[:k] for index in passage}) / gold


def all_evidence_at(held: Sequence[Sequence[int]], gold: int, k: int) -> float:
    """Return 1 when the first k passages hold every one of the `gold` gold sentences, else 0."""
    return float(recall_at(held, gold, k) == 1.0)


def best_articles(passages: Sequence[str]) -> list[str]:
    """Return each article once, at the rank of its best passage, from the passages' article ids."""
    return list(dict.fromkeys(passages))


def all_articles_at(passages: Sequence[str], wanted: frozenset[str], k: int) -> float:
    """Return 1 when every wanted article has a passage among the first k, else 0; the right passage or not."""
    return float(wanted <= set(passages[:k]))


def grades(gold: Sequence[Gold]) -> dict[str, int]:
    """Return each gold article's grade: the highest that any of its gold has."""
    found: dict[str, int] = {}
    for one in gold:
        if one.article_id:
            found[one.article_id] = max(one.grade, found.get(one.article_id, 0))
    return found


def ndcg(rankings: Sequence[Sequence[str]], judged: Sequence[Mapping[str, int]], k: int) -> list[float]:
    """Return nDCG@k of each question's ranked articles, by ir-measures.

    The gain of an article is its grade, discounted by log2(rank + 1), divided by the gain of the best order
    (Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques", 2002; linear gain, as trec_eval has
    it: tools that use 2^grade - 1 give other figures for graded sets).

    Args:
        rankings: For each question, article ids, best first, each once.
        judged: For each question, the grade of each relevant article.
        k: How many articles count.
    """
    import ir_measures  # noqa: PLC0415  # 0.15 s to import, and most parts need none of it

    qrels = [
        ir_measures.Qrel(str(number), article, grade)
        for number, of in enumerate(judged)
        for article, grade in of.items()
    ]
    # trec_eval sorts by score and not by the order given, so the score is made from the rank.
    run = [
        ir_measures.ScoredDoc(str(number), article, -float(rank))
        for number, articles in enumerate(rankings)
        for rank, article in enumerate(articles)
    ]
    found = {metric.query_id: metric.value for metric in ir_measures.iter_calc([ir_measures.nDCG @ k], qrels, run)}
    return [float(found.get(str(number), math.nan)) for number in range(len(rankings))]
