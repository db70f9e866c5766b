"""Areas under curves: by hand, against sklearn-style brute force, and with ties."""

from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.measures.areas import aurc, auroc, risk_coverage

ONCE = np.ones((1, 4))


def test_aurc_worked_by_hand():
    # surest first: losses 0, 1, 0, 1; risks 0, 1/2, 1/3, 1/2; mean 1/3
    confidence, loss = np.array([0.9, 0.7, 0.5, 0.1]), np.array([0.0, 1.0, 0.0, 1.0])
    assert aurc(confidence, loss, ONCE) == pytest.approx([1 / 3])


def test_auroc_worked_by_hand():
    # pairs (supported, not): .8>.6, .8>.3, .5<.6, .5>.3: 3 of 4
    assert auroc(np.array([0.8, 0.5, 0.6, 0.3]), np.array([1.0, 1.0, 0.0, 0.0]), ONCE) == pytest.approx([0.75])
    assert auroc(np.array([1.0, 1.0, 1.0, 1.0]), np.array([1.0, 1.0, 0.0, 0.0]), ONCE) == pytest.approx([0.5])
    assert np.isnan(auroc(np.array([1.0, 2.0, 3.0, 4.0]), np.ones(4), ONCE)[0])


cases = st.lists(st.tuples(st.sampled_from([0.1, 0.5, 0.9]), st.integers(0, 1)), min_size=1, max_size=6)


@settings(max_examples=60, deadline=None)
@given(cases)
def test_ties_count_as_broken_at_random(drawn):
    """The mean over all orders that respect the confidences."""
    confidence, loss = (np.array(column, dtype=float) for column in zip(*drawn, strict=True))
    orders = [order for order in permutations(range(len(drawn))) if all(np.diff(confidence[list(order)]) <= 0)]
    areas = [np.mean(np.cumsum(loss[list(order)]) / np.arange(1, len(drawn) + 1)) for order in orders]
    assert aurc(confidence, loss, np.ones((1, len(drawn)))) == pytest.approx([np.mean(areas)])


@settings(max_examples=60, deadline=None)
@given(cases, st.data())
def test_a_weight_counts_like_repeating_the_case(drawn, data):
    weights = data.draw(st.lists(st.integers(0, 3), min_size=len(drawn), max_size=len(drawn)).filter(any))
    score, label = (np.array(column, dtype=float) for column in zip(*drawn, strict=True))
    repeated = np.repeat(np.arange(len(drawn)), weights)
    once = np.ones((1, len(repeated)))
    weighted = np.array([weights], dtype=float)
    assert aurc(score, label, weighted) == pytest.approx(aurc(score[repeated], label[repeated], once))
    assert auroc(score, label, weighted) == pytest.approx(auroc(score[repeated], label[repeated], once), nan_ok=True)


@settings(max_examples=60, deadline=None)
@given(cases)
def test_auroc_is_the_share_of_pairs_in_order(drawn):
    positives = [score for score, label in drawn if label]
    negatives = [score for score, label in drawn if not label]
    pairs = [(p > n) + (p == n) / 2 for p, n in product(positives, negatives)]
    score, label = (np.array(column, dtype=float) for column in zip(*drawn, strict=True))
    expected = np.mean(pairs) if pairs else np.nan
    assert auroc(score, label, np.ones((1, len(drawn)))) == pytest.approx([expected], nan_ok=True)


def test_risk_coverage_answers_ties_together_and_ends_with_everyone():
    points = risk_coverage(np.array([0.9, 0.5, 0.5, 0.1]), np.array([0.0, 1.0, 0.0, 1.0]))
    assert points == [(0.25, 0.0), (0.75, pytest.approx(1 / 3)), (1.0, 0.5)]
    assert risk_coverage(np.array([]), np.array([])) == []
