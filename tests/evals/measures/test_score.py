"""From an outcome to a row: what applies, what a failure costs, and what a refusal counts in."""

import pytest

from evals.cases import Case, Claim, Gold
from evals.measures.metrics import METRICS, Part
from evals.measures.refusals import confidence, refusal_scores
from evals.measures.score import score_cases, score_claims
from evals.measures.speed import Price, cost, speed_scores
from evals.results import Found, Verdict
from evals.run import Outcome
from rag.answer import Milliseconds, Status

APPROVED, RAIN = (28, 81), (82, 103)
EVERY = tuple(Part)


@pytest.fixture
def text(make_answer):
    return make_answer(("x", [(0, 103)])).citations[0].quote


@pytest.fixture
def case(text):
    start, end = APPROVED
    return Case(
        id="q",
        question="How did the council vote?",
        kind="plain",
        answers=("nine to four", "nine votes to four"),
        gold=(Gold(article_id="a", start=start, end=end, quote=text[start:end]),),
    )


NOWHERE = Case(id="n", question="Who designed it?", kind="none", answerable=False)
HIT = Found(article_id="a", title="", source="", published_at=None, start=0, end=103, score=0.9, gold=(0,))
MISS = Found(article_id="b", title="", source="", published_at=None, start=0, end=10, score=0.8)


def row_of(case, outcome, text, *, parts=EVERY, price=None):
    [row] = score_cases([case], [outcome], parts=parts, text_of=lambda _: text, price=price)
    return row


def test_a_right_answer_scores_in_every_part(case, text, make_answer):
    answer = make_answer(
        ("The council approved it by nine votes to four.", [APPROVED]),
        evidence=[(*APPROVED, 0.9), (*RAIN, 0.2)],
        tokens=(300, 20),
    )
    outcome = Outcome(id="q", hits=(MISS, HIT), answer=answer, written=True, unchanged=False)
    row = row_of(case, outcome, text, price=Price(1.0, 10.0))
    assert row.verdict is Verdict.CORRECT
    assert row.confidence == 0.9
    expected = {
        "hits@1": 0.0,
        "hits@4": 1.0,
        "mrr@10": 0.5,
        "recall@10": 1.0,
        "ndcg@10": pytest.approx(0.6309, abs=1e-4),
        "evidence_hit": 1.0,
        "evidence_precision": 0.5,
        "answer_in_evidence": 1.0,
        "false_refusals": 0.0,
        "evidence_loss": 0.0,
        "right": 1.0,
        "correct": 1.0,
        "incorrect": 0.0,
        "exact_match": 0.0,
        "citation_precision": 1.0,
        "citation_recall": 1.0,
        "quote_exact": 1.0,
        "decoration": 0.0,
        "first_token_ms": 900.0,
        "prompt_tokens": 300.0,
        "cost": pytest.approx(0.0005),
    }
    assert {name: row.scores[name] for name in expected} == expected
    assert "refusal_precision" not in row.scores


def test_only_the_chosen_parts_are_scored(case, text, make_answer):
    outcome = Outcome(id="q", hits=(HIT,), answer=make_answer(("x", [RAIN])))
    row = row_of(case, outcome, text, parts=[Part.RETRIEVAL])
    assert {METRICS[name].part for name in row.scores} == {Part.RETRIEVAL}


def test_a_failed_case_scores_the_worst_of_every_quality_and_nothing_of_what_was_said(case, text):
    row = row_of(case, Outcome(id="q", error="TimeoutError: too late"), text)
    assert row.verdict is Verdict.ERROR
    for name, value in row.scores.items():
        if name in ("confidence", "answerable", "evidence_loss"):
            continue
        worst = 0.0 if METRICS[name].higher_is_better else 1.0
        # three-way grading: a failure is incorrect, so it is not also "not attempted"
        assert value == (0.0 if name == "not_attempted" else worst), name
    assert row.scores["evidence_loss"] == 1.0
    assert {"hits@10", "ndcg@10", "evidence_hit", "correct", "token_f1", "citation_recall"} <= set(row.scores)
    assert not {"quote_exact", "retrieve_ms", "number_fidelity"} & set(row.scores)


def test_a_failure_on_an_unanswerable_question_is_no_refusal(text):
    row = row_of(NOWHERE, Outcome(id="n", error="x"), text)
    assert row.scores["refusal_recall"] == 0.0
    assert row.scores["right"] == 0.0


def test_a_right_refusal_is_right_and_searching_in_vain_is_not_scored(text, make_answer):
    refusal = make_answer(status=Status.REFUSED, evidence=[(*RAIN, 0.4)])
    row = row_of(NOWHERE, Outcome(id="n", hits=(MISS,), answer=refusal), text)
    assert row.verdict is Verdict.RIGHTLY_REFUSED
    assert row.confidence == pytest.approx(-0.6)
    assert row.scores["right"] == row.scores["refusal_recall"] == row.scores["refusal_precision"] == 1.0
    assert not {"hits@10", "ndcg@10", "evidence_hit", "correct", "citation_precision"} & set(row.scores)


def test_a_wrong_refusal_is_not_attempted_and_holds_no_words(case, text, make_answer):
    refusal = make_answer(status=Status.REFUSED, evidence=[(*APPROVED, 0.4)])
    row = row_of(case, Outcome(id="q", answer=refusal), text)
    assert row.verdict is Verdict.WRONGLY_REFUSED
    assert row.scores["not_attempted"] == row.scores["false_refusals"] == 1.0
    assert row.scores["correct"] == row.scores["incorrect"] == row.scores["token_f1"] == 0.0
    assert row.scores["refusal_precision"] == 0.0
    assert "correct_of_attempted" not in row.scores
    assert row.scores["evidence_loss"] == 0.0


def test_alternatives_are_not_all_wanted(text, make_answer):
    either = Case(
        id="q", question="?", kind="k", gold=(Gold(article_id="a"), Gold(article_id="b", grade=2)), needs_all=False
    )
    row = row_of(either, Outcome(id="q", hits=(HIT,), answer=make_answer(("x", [RAIN]))), text)
    assert row.scores["hits@10"] == 1.0
    assert not {"all_evidence@10", "all_articles@10", "evidence_recall", "citation_recall"} & set(row.scores)


def test_refusal_figures_of_one_case():
    assert refusal_scores(answerable=True, refused=False) == {"false_refusals": 0.0}
    assert refusal_scores(answerable=True, refused=True) == {"false_refusals": 1.0, "refusal_precision": 0.0}
    assert refusal_scores(answerable=False, refused=True) == {"refusal_recall": 1.0, "refusal_precision": 1.0}
    assert refusal_scores(answerable=False, refused=False) == {"refusal_recall": 0.0}


def test_every_refusal_is_less_confident_than_any_answer(make_answer):
    strong_refusal = make_answer(status=Status.REFUSED, evidence=[(*RAIN, 1.0)])
    weak_answer = make_answer(("x", [RAIN]), evidence=[(*RAIN, 0.01)])
    assert confidence(strong_refusal) <= 0 < confidence(weak_answer)
    assert confidence(make_answer(status=Status.REFUSED)) == -1.0


def test_speed_leaves_out_the_stages_that_did_not_happen(make_answer):
    refusal = make_answer(status=Status.REFUSED, ms=Milliseconds(retrieve=3.0, evidence=4.0, total=4.1))
    assert speed_scores(refusal, written=False) == {"retrieve_ms": 3.0, "evidence_ms": 4.0, "total_ms": 4.1}
    assert cost(make_answer(tokens=(1_000_000, 500_000)), Price(0.15, 0.60)) == pytest.approx(0.45)


def test_claims_measure_the_support_check_and_its_false_support():
    claims = [
        Claim(
            id="1",
            text="The council approved the bridge.",
            kind="supported",
            supported=True,
            cited=("The council approved the bridge on Tuesday.",),
        ),
        Claim(
            id="2",
            text="The council approved 3 bridges.",
            kind="not supported",
            supported=False,
            cited=("The council met.",),
        ),
        Claim(id="3", text="The council met.", kind="not supported", supported=False, cited=("The council met.",)),
    ]
    rows = score_claims(claims)
    assert [row.scores["support_accuracy"] for row in rows] == [1.0, 1.0, 0.0]
    assert [row.scores.get("false_support") for row in rows] == [None, 0.0, 1.0]
    assert [row.verdict for row in rows] == [Verdict.CORRECT, Verdict.CORRECT, Verdict.INCORRECT]


def test_every_score_belongs_to_a_metric(case, text, make_answer):
    outcome = Outcome(id="q", hits=(HIT,), answer=make_answer(("x", [RAIN]), evidence=[(*RAIN, 0.5)]), written=True)
    known = {name for metric in METRICS.values() for name in (metric.source, metric.ranked_by)}
    assert set(row_of(case, outcome, text, price=Price(1, 1)).scores) <= known
