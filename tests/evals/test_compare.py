"""Comparing with a baseline: a planted regression is found, noise is not, and the gates hold what they say."""

from dataclasses import replace

import numpy as np
import pytest

from evals.compare import LEAST_EFFECT, compare, judged
from evals.errors import UsageError
from evals.gates import broken, parse_gate
from evals.reports.markdown import changes, flips, short_table, summary, table
from evals.results import Change, read_result, write_result

CASES = 120
METRICS_ASKED = ("hits@1", "hits@4", "hits@10", "mrr@10", "recall@10", "ndcg@10", "evidence_hit", "evidence_recall")


def run_of(make_result, *, seed, rate=0.85, cases=CASES, noise=0.0):
    """A result whose cases succeed at a rate; with `noise`, that share of a base run's scores is drawn anew."""
    base, fresh = np.random.default_rng(1), np.random.default_rng(seed)
    scored = {}
    for i in range(cases):
        values = {}
        for metric in METRICS_ASKED:
            value, other, replaced = base.random() < 0.85, fresh.random() < rate, fresh.random() < noise
            values[metric] = float(other if replaced else value)
        scored[f"q{i:03}"] = values | {"retrieve_ms": float(fresh.random())}
    return make_result(scored, kinds={f"q{i:03}": "plain" if i % 2 else "follow-up" for i in range(cases)})


def test_a_planted_regression_is_found(make_result):
    comparison = compare(run_of(make_result, seed=2, rate=0.2, noise=0.3), run_of(make_result, seed=1), name="b.json")
    fallen = {change.metric for change in comparison.falls if not change.kind}
    assert fallen == set(METRICS_ASKED)
    assert all(change.difference < 0 and change.p < 0.01 for change in comparison.falls if not change.kind)


def test_noise_is_no_fall(make_result):
    baseline = run_of(make_result, seed=1)
    for seed in range(3, 9):
        again = run_of(make_result, seed=seed, noise=0.1)
        assert [change for change in compare(again, baseline, name="b").falls if not change.kind] == []


def test_the_same_run_has_no_difference_at_all(make_result):
    comparison = compare(run_of(make_result, seed=1), run_of(make_result, seed=1), name="b")
    assert all(change.difference == 0 and change.p == 1.0 for change in comparison.changes)
    assert comparison.flips == ()
    assert comparison.warnings == ()


def test_a_rise_is_a_rise_and_slower_is_never_a_fall(make_result):
    worse = run_of(make_result, seed=2, rate=0.2, noise=0.3)
    comparison = compare(run_of(make_result, seed=1), worse, name="b")
    assert {change.metric for change in comparison.changes if change.rose and not change.kind} == set(METRICS_ASKED)
    assert not any(change.fell or change.rose for change in comparison.changes if "_ms_" in change.metric)


def test_an_area_that_a_slice_has_no_value_of_is_not_compared_there(make_result, tmp_path):
    cases = {f"q{i}": {"answerable": float(i % 2), "confidence": i / 8} for i in range(8)}
    run = make_result(cases, kinds={id_: "asked" if scores["answerable"] else "null" for id_, scores in cases.items()})
    comparison = compare(run, run, name="b")
    assert {change.kind for change in comparison.changes if change.metric == "answerable_auroc"} == {""}
    write_result(replace(run, comparison=comparison), tmp_path / "kept.json")
    assert read_result(tmp_path / "kept.json").comparison == comparison


def change(metric="hits@10", *, difference=-0.1, p=0.001):
    return Change(
        metric=metric, kind="", baseline=0.9, value=0.9 + difference, difference=difference, low=0, high=0, p=p, n=9
    )


def test_a_fall_needs_size_direction_and_a_p_that_survives_the_number_of_metrics():
    assert judged([change()])[0].fell
    assert not judged([change(difference=-LEAST_EFFECT / 2)])[0].fell
    assert judged([change(difference=0.1)])[0].rose
    assert judged([change("false_refusals", difference=0.1)])[0].fell
    assert judged([change("false_refusals")])[0].rose
    # .03 is significant alone, and as one of two it is not: .03 * 2 > .05
    assert judged([change(p=0.03)])[0].fell
    assert not any(one.fell for one in judged([change(p=0.03), change("hits@4", p=0.9)]))


def test_flips_are_listed_with_both_answers_falls_first(make_result, make_row):
    before = make_result({"1": {"right": 1.0}, "2": {"right": 0.0}, "3": {"right": 1.0}})
    after = make_result({"1": {"right": 0.0}, "2": {"right": 1.0}, "3": {"right": 1.0}})
    comparison = compare(
        after,
        before,
        name="b",
        rows=[make_row("1", "It was Bergen."), make_row("2", "It was Oslo.")],
        baseline_rows=[make_row("1", "It was Oslo."), make_row("2", "", error="late")],
    )
    assert [(flip.id, flip.before, flip.after) for flip in comparison.flips] == [("1", 1.0, 0.0), ("2", 0.0, 1.0)]
    assert comparison.flips[0].answer_before == "It was Oslo."
    assert comparison.flips[0].answer_after == "It was Bergen."
    assert comparison.flips[1].answer_before == "error: late"
    assert "    after: It was Bergen." in flips(comparison)
    assert flips(comparison, most=1)[-1] == "- and 1 more, in the result file"


def test_other_cases_articles_or_settings_are_warned_of_and_only_common_cases_compared(make_result):
    before = make_result({"1": {"hits@10": 1.0}, "2": {"hits@10": 0.0}})
    after = make_result({"2": {"hits@10": 1.0}, "3": {"hits@10": 1.0}})
    after = replace(after, dataset=replace(after.dataset, cases_hash="dd"))
    comparison = compare(after, before, name="b")
    [only] = [one for one in comparison.changes if one.metric == "hits@10"]
    assert (only.baseline, only.value, only.n) == (0.0, 1.0, 1)
    assert any("only the 1 cases" in warning for warning in comparison.warnings)
    assert any("not the same cases" in warning for warning in comparison.warnings)


def test_results_without_a_common_case_cannot_be_compared(make_result):
    with pytest.raises(UsageError, match="none of these cases"):
        compare(make_result({"1": {"hits@10": 1.0}}), make_result({"2": {"hits@10": 1.0}}), name="b.json")


@pytest.fixture
def measured(make_result):
    return make_result({"1": {"hits@10": 1.0}, "2": {"hits@10": 0.0}}, kinds={"2": "follow-up"})


@pytest.mark.parametrize(
    ("expression", "holds"),
    [
        ("hits@10>=0.5", True),
        ("hits@10 >= 0.51", False),
        ("hits@10<0.5", False),
        ("hits@10 == .5", None),
        ("hits@10[follow-up]>=0.1", False),
        ("hits@10[plain]>0.9", True),
    ],
)
def test_gates(measured, expression, holds):
    if holds is None:
        with pytest.raises(UsageError, match="is no gate"):
            parse_gate(expression)
        return
    assert (broken((parse_gate(expression),), measured) == []) is holds


@pytest.mark.parametrize("expression", ["hits@10", "hits@10=>0.9", "__import__('os')>=1", "hits@10>=0.9; rm", ""])
def test_what_is_no_gate_is_refused(expression):
    with pytest.raises(UsageError, match="is no gate"):
        parse_gate(expression)


def test_an_unknown_metric_names_those_there_are():
    with pytest.raises(UsageError, match=r"names no known metric; the metrics are hits@1, hits@4, hits@10"):
        parse_gate("accuracy>=0.9")


def test_a_gate_on_what_was_not_measured_never_passes(measured):
    with pytest.raises(UsageError, match="belongs to the part answers"):
        broken((parse_gate("correct>=0.1"),), measured)
    with pytest.raises(UsageError, match="the kinds are plain, follow-up"):
        broken((parse_gate("hits@10[other]>=0.1"),), measured)


def test_an_inexact_quote_breaks_every_run(make_result):
    assert broken((), make_result({"1": {"quote_exact": 1.0}})) == []
    [line] = broken((), make_result({"1": {"quote_exact": 1.0}, "2": {"quote_exact": 0.5}}))
    assert line == "quote_exact>=1 does not hold: 0.75 over 2 cases"


def test_tables_and_the_last_line(measured, make_result):
    assert "| Hits@10 | 0.500 | 0.000 – 1.000 | 2 |" in table(measured)
    assert "| follow-up | 0.000 |" in table(measured)
    assert summary(measured) == "summary: hits@10=0.500 n=2 errors=0"
    assert "| | ours (2), no writer | ours (2), no writer |" in short_table([measured, measured])
    comparison = compare(measured, measured, name="a|b.json")
    assert "| Hits@10 | all | 0.500 | 0.500 | 0.000 | 0.000 – 0.000 | 1 |  |" in changes(comparison)
    assert "a\\|b.json" in changes(comparison)
    assert summary(make_result({})) == "summary: n=0 errors=0"
