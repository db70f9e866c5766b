"""Ranking metrics: worked by hand, and held to ir-measures (pytrec_eval) on random runs."""

import ir_measures
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ir_measures import RR, R, Success, nDCG

from evals.cases import Gold
from evals.measures.retrieval import (
    all_articles_at,
    all_evidence_at,
    best_articles,
    grades,
    hits_at,
    ndcg,
    recall_at,
    reciprocal_rank,
)

# Passages best first with the gold sentences they hold: the 2nd holds gold 0, the 4th gold 0 and 2.
HELD = [(), (0,), (), (0, 2), ()]


def test_hits_and_reciprocal_rank_look_at_the_first_right_passage():
    assert [hits_at(HELD, k) for k in (1, 2, 4)] == [0.0, 1.0, 1.0]
    assert reciprocal_rank(HELD, 10) == 0.5
    assert reciprocal_rank(HELD, 1) == 0.0
    assert reciprocal_rank([], 10) == 0.0


def test_recall_counts_each_gold_sentence_once():
    assert recall_at(HELD, 3, 2) == pytest.approx(1 / 3)
    assert recall_at(HELD, 3, 4) == pytest.approx(2 / 3)
    assert all_evidence_at(HELD, 3, 5) == 0.0
    assert all_evidence_at([*HELD, (1,)], 3, 6) == 1.0


def test_articles_are_ranked_by_their_best_passage():
    assert best_articles(["b", "a", "b", "c"]) == ["b", "a", "c"]
    assert all_articles_at(["b", "a", "b"], frozenset("ab"), 2) == 1.0
    assert all_articles_at(["b", "b", "a"], frozenset("ab"), 2) == 0.0


def test_an_articles_grade_is_its_highest_and_facts_without_article_have_none():
    gold = [Gold(article_id="a"), Gold(article_id="a", grade=3), Gold(article_id="", quote="a fact")]
    assert grades(gold) == {"a": 3}


def test_ndcg_worked_by_hand():
    # gains 0, 2, 0, 1 at ranks 1-4: 2/log2(3) + 1/log2(5) = 1.6925; best order 2/log2(2) + 1/log2(3) = 2.6309
    assert ndcg([["x", "a", "y", "b"]], [{"a": 2, "b": 1}], 10) == [pytest.approx(0.6433, abs=1e-4)]


def test_a_question_whose_search_found_nothing_counts_with_0():
    assert ndcg([[], ["a"]], [{"a": 1}, {"a": 1}], 10) == [0.0, 1.0]


@settings(max_examples=60, deadline=None)
@given(
    st.permutations(list("abcdefghij")),
    st.dictionaries(st.sampled_from("abcdefghijkl"), st.integers(1, 3), min_size=1, max_size=6),
    st.integers(1, 12),
)
def test_ranking_metrics_agree_with_ir_measures(ranking, relevant, k):
    """One passage an article and one gold sentence an article: then ours and the documents' metrics are the same."""
    order = list(relevant)
    held = [(order.index(article),) if article in relevant else () for article in ranking]
    qrels = [ir_measures.Qrel("q", article, grade) for article, grade in relevant.items()]
    run = [ir_measures.ScoredDoc("q", article, -float(rank)) for rank, article in enumerate(ranking)]
    theirs = ir_measures.calc_aggregate([Success @ k, RR @ k, R @ k, nDCG @ k], qrels, run)
    assert hits_at(held, k) == pytest.approx(theirs[Success @ k])
    assert reciprocal_rank(held, k) == pytest.approx(theirs[RR @ k])
    assert recall_at(held, len(order), k) == pytest.approx(theirs[R @ k])
    assert ndcg([ranking], [relevant], k) == [pytest.approx(theirs[nDCG @ k])]
