"""Understanding a question adds to it and never takes a word away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.question import named_outlets, outlet_names, stand_alone, understand

OUTLETS = ["BBC News - Technology", "CBSSports.com", "The Sydney Morning Herald", "Time", "The Verge", "TechCrunch"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What did the BBC say?", {"BBC News - Technology"}),
        ("What did BBC News say?", {"BBC News - Technology"}),
        ("TechCrunch's report", {"TechCrunch"}),
        ("as CBSSports reported", {"CBSSports.com"}),
        ("on the verge of collapse, for some time", set()),
        ("The Sydney Morning Herald and The Verge", {"The Sydney Morning Herald", "The Verge"}),
    ],
)
def test_outlets_are_found_by_full_and_short_names(text, expected):
    assert named_outlets(text, outlet_names(OUTLETS)) == expected


def test_each_clause_is_searched_in_the_outlets_it_names():
    understood = understand(
        "Does The Verge say that Google shaped the web, while TechCrunch reports on a lawsuit of publishers?",
        outlets=OUTLETS,
    )
    assert [sorted(clause.sources) for clause in understood.clauses] == [["The Verge"], ["TechCrunch"]]
    assert understood.sources == {"The Verge", "TechCrunch"}


@given(st.text(max_size=200))
def test_no_word_is_lost(question):
    words = "".join(clause.text for clause in understand(question).clauses).split()
    assert set(understand(question).standalone.split()) == set(question.split())
    assert all(word in question for word in words)


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
