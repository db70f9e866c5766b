"""A follow-up is made to stand alone, and a new subject is left alone."""

import pytest

from rag.followup import stand_alone


def history(*questions):
    turns = []
    for question in questions:
        turns += [{"role": "user", "content": question}, {"role": "assistant", "content": "Answer. [1]"}]
    return turns


@pytest.mark.parametrize(
    ("follow_up", "leans"),
    [
        ("Who replaced him?", True),
        ("And in Mali?", True),
        ("Why?", True),
        ("Where is Task Force Toro stationed in Kuwait?", False),
        ("How many Spanish soldiers were moved to secure areas in Iraq?", False),
    ],
)
def test_a_question_that_leans_on_the_last_one_is_put_behind_it(follow_up, leans):
    standalone = stand_alone(follow_up, history("Who led the mission?", "Who is General José de Meer Madrid?"))
    assert standalone == (f"Who is General José de Meer Madrid? {follow_up}" if leans else follow_up)


def test_a_first_question_stands_alone():
    assert stand_alone("Who replaced him?", []) == "Who replaced him?"
