"""The words of an answer against accepted answers, worked by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.measures.answers import (
    containment,
    exact_match,
    grade,
    is_phrase,
    normalize,
    one_shared_word,
    token_f1,
    token_recall,
)
from evals.results import Verdict


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("The  Cat's\tpyjamas!", "cats pyjamas"),
        ("An apple a day", "apple day"),
        ("“Squid Game”", "squid game"),
        ("U.S. troops – 2,500", "us troops 2500"),
        ("theatre", "theatre"),
        ("", ""),
    ],
)
def test_normalisation_is_squads_with_unicode_punctuation(text, normal):
    assert normalize(text) == normal


def test_exact_match_takes_any_accepted_answer_and_nothing_more():
    assert exact_match("The Caesars Sportsbook.", ["DraftKings", "Caesars Sportsbook"]) == 1.0
    assert exact_match("It is Caesars Sportsbook.", ["Caesars Sportsbook"]) == 0.0


def test_token_f1_worked_by_hand():
    # said: norway won 39 medals (4); wanted: 39 medals (2); shared 2, precision 2/4, recall 2/2, F1 2/3
    assert token_f1("Norway won 39 medals.", ["39 medals"]) == pytest.approx(2 / 3)
    assert token_recall("Norway won 39 medals.", ["39 medals"]) == 1.0
    # a repeated word counts as often as both have it: shared 1, precision 1/3, recall 1/1
    assert token_f1("no no no", ["no"]) == pytest.approx(0.5)
    assert token_f1("Sweden", ["39 medals"]) == 0.0


def test_token_f1_is_that_of_the_best_answer():
    assert token_f1("Tampa", ["Tampa, Florida", "Tampa"]) == 1.0


@pytest.mark.parametrize(
    ("text", "answers", "holds"),
    [
        ("General Erice Llano took over in July.", ["Erice Llano"], 1.0),
        ("Norwayan ships", ["Norway"], 0.0),
        ("It cost 31 million crowns.", ["31"], 1.0),
        ("The law passed, and no one was hurt.", ["No"], 0.0),
        ("No, the law did not pass.", ["no"], 1.0),
        ("Yes. Both say so.", ["Yes"], 1.0),
        ("They said yes.", ["Yes"], 0.0),
        ("Florida, Tampa", ["Tampa, Florida"], 0.0),
        ("", ["x"], 0.0),
        ("anything", ["…"], 0.0),
    ],
)
def test_containment_wants_whole_words_in_order_and_yes_or_no_first(text, answers, holds):
    assert containment(text, answers) == holds


def test_the_published_multihop_rule_calls_a_wrong_answer_right():
    assert one_shared_word("The answer is DraftKings", ["the Caesars Sportsbook"]) == 1.0
    assert containment("The answer is DraftKings", ["the Caesars Sportsbook"]) == 0.0
    assert one_shared_word("Yes, they do", ["Yes"]) == 0.0


@pytest.mark.parametrize(
    ("answerable", "refused", "text", "verdict"),
    [
        (True, False, "It was Oslo.", Verdict.CORRECT),
        (True, False, "It was Bergen.", Verdict.INCORRECT),
        (True, True, "", Verdict.WRONGLY_REFUSED),
        (False, True, "", Verdict.RIGHTLY_REFUSED),
        (False, False, "It was Oslo.", Verdict.SHOULD_HAVE_REFUSED),
    ],
)
def test_grades(answerable, refused, text, verdict):
    answers = ["Oslo"] if answerable else []
    assert grade(text, answers=answers, answerable=answerable, refused=refused) is verdict


def test_an_answer_of_several_parts_needs_one_form_of_each():
    parts = [("3 dead", "three dead"), ("1,200",)]
    given = {"answers": ["three dead, 1,200 moved"], "parts": parts, "answerable": True, "refused": False}
    assert grade("Three dead and 1,200 moved.", **given) is Verdict.CORRECT
    assert grade("Three dead.", **given) is Verdict.INCORRECT


def test_long_accepted_answers_are_not_graded_by_containment():
    text = "In law, parens patriae refers to the public policy power of the state to intervene against a parent."
    assert not is_phrase(text)
    assert grade("It is a power.", answers=[text], answerable=True, refused=False) is Verdict.UNGRADED


@given(st.text(), st.lists(st.text(), min_size=1, max_size=3))
def test_scores_lie_between_0_and_1_and_agree_with_each_other(text, answers):
    scores = [f(text, answers) for f in (exact_match, token_f1, token_recall, containment, one_shared_word)]
    assert all(0.0 <= score <= 1.0 for score in scores)
    if exact_match(text, answers):
        assert token_f1(text, answers) == 1.0


@given(st.text())
def test_normalising_twice_changes_nothing(text):
    assert normalize(normalize(text)) == normalize(text)
