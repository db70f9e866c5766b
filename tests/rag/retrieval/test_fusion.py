"""Fusion: both rankings count, by the length of the question, and words no more than they tell."""

import numpy as np
import pytest

from index.search import Scored
from rag.retrieval.fusion import LOOKED_AT, believed, dense_weight, fuse, looked_at


def ids(candidates):
    return [candidate.passage_id for candidate in candidates]


def test_a_passage_found_by_both_beats_one_found_by_either():
    fused = fuse([Scored("a", 0.9), Scored("both", 0.8)], [Scored("b", 9), Scored("both", 8)], dense_weight=1.0)
    assert ids(fused)[0] == "both"
    assert (fused[0].dense_rank, fused[0].lexical_rank) == (2, 2)


def test_first_in_both_scores_one():
    assert fuse([Scored("a", 0.9)], [Scored("a", 9)], dense_weight=0.4)[0].score == 1.0


def test_words_count_for_more_in_a_long_question():
    dense, lexical = [Scored("meaning", 0.9)], [Scored("words", 9)]
    short, long = "Who leads NATO?", " ".join(f"claim{n}" for n in range(30))
    assert dense_weight(short) == 1.0
    assert 0 < dense_weight(long) < 0.5
    assert ids(fuse(dense, lexical, dense_weight=dense_weight(long)))[0] == "words"


@pytest.fixture
def rankings():
    """One passage is first by meaning alone and one by words alone; forty others are found by both."""
    both = [Scored(f"both{n}", 0.5) for n in range(40)]
    return fuse([Scored("meaning", 0.9), *both], [Scored("words", 9), *both], dense_weight=1.0)


def test_the_first_of_each_ranking_are_looked_at_though_many_are_found_by_both(rankings):
    assert {"meaning", "words"} <= set(ids(looked_at(rankings, k=10, single_lane=True)))
    assert not {"meaning", "words"} & set(ids(looked_at(rankings, k=10, single_lane=False)))


@pytest.mark.parametrize("single_lane", [True, False])
def test_as_many_are_looked_at_as_are_asked_for_and_each_once(rankings, single_lane):
    for k, most in ((5, LOOKED_AT), (30, 30), (100, 42)):
        found = ids(looked_at(rankings, k=k, single_lane=single_lane))
        assert len(found) == len(set(found)) == most


def test_words_count_in_full_where_a_sentence_holds_them_all_and_hardly_where_none_does():
    lexical = np.array([1.0, 0.8])
    words, told = believed(np.array([1.0, 0.5]), lexical)
    assert words.tolist() == [1.0, 0.25]
    assert told.tolist() == lexical.tolist()
    _, hardly = believed(np.array([0.2, 0.1]), lexical)
    assert hardly.max() < 0.05


def test_of_no_passages_nothing_is_believed():
    none = np.zeros(0)
    assert [len(signal) for signal in believed(none, none)] == [0, 0]
