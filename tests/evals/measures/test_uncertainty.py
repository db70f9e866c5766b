"""The bootstrap: exact on what can be known, honest about coverage, and the figures made of it."""

import numpy as np
import pytest

from evals.measures.metrics import METRICS
from evals.measures.uncertainty import draws, figures, interval, scores_of, totals, two_sided_p
from evals.results import Scores


def scores(**values):
    n = len(next(iter(values.values())))
    return Scores(ids=tuple(map(str, range(n))), kinds=("a",) * n, values={k: tuple(v) for k, v in values.items()})


def test_each_resample_draws_as_many_cases_as_there_are():
    weights = draws(7, seed=1, resamples=50)
    assert weights.shape == (50, 7)
    assert (weights.sum(axis=1) == 7).all()
    assert (weights == draws(7, seed=1, resamples=50)).all()
    assert (weights != draws(7, seed=2, resamples=50)).any()


def test_totals_with_every_case_once():
    once = np.ones((1, 5))
    columns = {"hits@10": np.array([1, 0, 1, np.nan, 1.0]), "retrieve_ms": np.array([5, 1, 4, 2, 3.0])}
    assert {name: list(value) for name, value in totals(columns, once).items()} == {
        "hits@10": [0.75],
        "retrieve_ms_p50": [3.0],
        "retrieve_ms_p95": [5.0],
    }
    assert set(totals(columns, once, only_means=True)) == {"hits@10"}


@pytest.mark.parametrize("n", [1, 2, 19, 20, 21, 100])
def test_quantiles_are_numpys_inverted_cdf(n):
    values = np.random.default_rng(n).random(n)
    for name, share in (("retrieve_ms_p50", 0.5), ("retrieve_ms_p95", 0.95)):
        ours = totals({"retrieve_ms": values}, np.ones((1, n)))[name]
        assert ours == [np.quantile(values, share, method="inverted_cdf")]


def test_a_weight_counts_like_repeating_the_case_for_means_and_quantiles():
    rng = np.random.default_rng(0)
    values, weights = rng.random(12), rng.integers(0, 4, size=(5, 12)).astype(float)
    for name in ("hits@10", "retrieve_ms_p50", "retrieve_ms_p95"):
        source = METRICS[name].source
        for row in weights:
            repeated = values[np.repeat(np.arange(12), row.astype(int))]
            expected = totals({source: repeated}, np.ones((1, len(repeated))))[name]
            assert totals({source: values}, row[None, :])[name] == pytest.approx(expected)


def test_a_metric_that_no_drawn_case_has_is_unknown_in_that_resample():
    columns = {"refusal_precision": np.array([1.0, np.nan])}
    assert np.isnan(totals(columns, np.array([[0.0, 2.0]]))["refusal_precision"][0])


def test_95_percent_intervals_hold_the_truth_about_95_times_in_100():
    rng = np.random.default_rng(3)
    held = 0
    for trial in range(200):
        columns = {"hits@10": (rng.random(80) < 0.7).astype(float)}
        low, high = interval(totals(columns, draws(80, seed=trial, resamples=400))["hits@10"])
        held += low <= 0.7 <= high
    assert 0.88 <= held / 200 <= 0.99


def test_p_is_small_for_a_real_difference_and_not_for_none():
    rng = np.random.default_rng(4)
    assert two_sided_p(rng.normal(0.1, 0.02, 1000)) == pytest.approx(2 / 1001)
    assert two_sided_p(np.zeros(1000)) == 1.0
    assert two_sided_p(rng.normal(0.0, 0.02, 1000)) > 0.5


def test_figures_come_for_all_cases_and_for_each_kind_with_their_counts():
    made = scores_of(
        [
            ("1", "plain", {"hits@10": 1.0}),
            ("2", "plain", {"hits@10": 0.0}),
            ("3", "other", {"hits@10": 1.0}),
            ("4", "other", {}),
        ]
    )
    found = {(figure.metric, figure.kind): figure for figure in figures(made)}
    assert set(found) == {("hits@10", ""), ("hits@10", "plain"), ("hits@10", "other")}
    assert (found["hits@10", ""].value, found["hits@10", ""].n) == (pytest.approx(2 / 3), 3)
    assert (found["hits@10", "plain"].value, found["hits@10", "plain"].n) == (0.5, 2)
    assert (found["hits@10", "other"].value, found["hits@10", "other"].n) == (1.0, 1)
    assert found["hits@10", ""].low <= 2 / 3 <= found["hits@10", ""].high


def test_the_same_seed_gives_the_same_figures():
    made = scores(**{"hits@10": np.random.default_rng(0).integers(0, 2, 40).tolist()})
    assert figures(made, seed=5) == figures(made, seed=5)
    assert figures(made, seed=5) != figures(made, seed=6)


def test_no_cases_give_no_figures():
    assert figures(Scores(ids=(), kinds=(), values={})) == ()
