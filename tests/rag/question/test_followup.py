"""A follow-up is put behind the question it leans on, and a new subject is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.question.followup import leaned_on, stand_alone


def conversation(*turns):
    roles = ("user", "assistant")
    return [{"role": roles[i % 2], "content": content} for i, content in enumerate(turns)]


WHO = "Who is General José de Meer Madrid?"
MISSION = conversation("Who led the mission?", "José de Meer Madrid. [1]", WHO, "He led the mission. [1]")


@pytest.mark.parametrize(
    "follow_up",
    [
        "Who replaced him?",
        "And in Mali?",
        "Why?",
        "And who replaced him?",
        "Thanks! And before that?",
        "Why did Spain do that?",
        "How long was it?",
    ],
)
def test_a_question_that_leans_on_the_last_one_is_put_behind_it(follow_up):
    assert stand_alone(follow_up, MISSION) == f"{WHO} {follow_up}"


@pytest.mark.parametrize(
    "question",
    [
        "Where is Task Force Toro stationed in Kuwait?",
        "How many Spanish soldiers were moved to secure areas in Iraq?",
        "How many sirens does Hollin have?",
        "Did Corvane say that it will close the plant?",
        "How much does it cost to rent an average flat nowadays?",
        "Which vegetables should be planted before winter?",
    ],
)
def test_a_new_subject_takes_nothing_of_the_earlier_one(question):
    assert stand_alone(question, MISSION) == question


def test_a_first_question_stands_alone():
    assert stand_alone("Who replaced him?", []) == "Who replaced him?"
    assert stand_alone("Who replaced him?", conversation("  ", "Hello.")) == "Who replaced him?"


def test_the_names_an_answer_begins_with_come_along():
    history = conversation("Who wrote against the rent cap?", "Conrad Vey wrote against it in Castrin. [1]")
    assert stand_alone("What does he want to tax?", history) == (
        "Who wrote against the rent cap? Conrad Vey, Castrin. What does he want to tax?"
    )


def test_a_follow_up_of_a_follow_up_keeps_the_first_subject():
    history = conversation(
        "What will become of the Marrow Street lido?", "It closes. [1]", "When was it built?", "1934 [1]"
    )
    assert stand_alone("By whom?", history) == "What will become of the Marrow Street lido? When was it built? By whom?"


@pytest.mark.parametrize(
    ("follow_up", "item"),
    [
        ("What about the second one?", "Conrad Vey"),
        ("Tell me about the last of them.", "Tomas Quill"),
        ("And the first?", "Nadja Thorle"),
    ],
)
@pytest.mark.parametrize(
    "answer",
    [
        "The vote was lost by Nadja Thorle [1], by Conrad Vey [2] and by Tomas Quill. [3]",
        "Three lost:\n1. Nadja Thorle\n2. Conrad Vey\n3. Tomas Quill",
        "Three lost:\n- Nadja Thorle;\n- Conrad Vey;\n- Tomas Quill.",
    ],
)
def test_a_number_in_the_list_of_the_answer_is_looked_up(follow_up, item, answer):
    question = "Who lost the vote?"
    assert stand_alone(follow_up, conversation(question, answer)) == f"{question} {item}. {follow_up}"


def test_an_item_that_is_not_there_is_not_made_up():
    history = conversation("Who lost the vote?", "Nadja Thorle lost it. [1]")
    assert (
        stand_alone("What about the third one?", history)
        == "Who lost the vote? Nadja Thorle. What about the third one?"
    )


def test_yes_takes_the_question_that_was_offered():
    history = conversation("Who lost the vote?", "Nadja Thorle. [1] Do you want to know who won it?")
    assert stand_alone("Yes, please.", history) == "Who lost the vote? Do you want to know who won it?"


def test_where_a_report_was_written_is_no_name_of_its_answer():
    history = conversation("How many died in the flood?", "HOLLIN — Four people died, Inge Talbrook said. [1]")
    assert stand_alone("Why?", history) == "How many died in the flood? Inge Talbrook. Why?"


TEXTS = st.text(max_size=60) | st.lists(
    st.sampled_from("Who he it the second one yes And Castrin 1. 2. \n - [1] ? vote why there".split(" ")), max_size=12
).map(" ".join)


@given(TEXTS, st.lists(TEXTS, max_size=5))
def test_no_word_of_the_question_is_lost_but_a_bare_yes(question, turns):
    standalone = stand_alone(question, conversation(*turns))
    assert standalone.endswith((question, "?"))


@pytest.mark.parametrize(
    ("question", "standalone", "expected"),
    [
        (
            "When was it built?",
            "Who built it? Kessmer. When was it built?",
            ("When was it built?", "Who built it? Kessmer."),
        ),
        ("Who built the bridge?", "Who built the bridge?", ("Who built the bridge?", "")),
        ("yes", "Who built it? Shall I tell when?", ("Who built it? Shall I tell when?", "")),
    ],
)
def test_what_a_follow_up_leans_on_is_told_apart_from_it(question, standalone, expected):
    assert leaned_on(question, standalone) == expected


def test_an_outlet_that_an_answer_names_as_its_source_is_not_spoken_of():
    told = "Sund Times, 4 May 2024: It was built by Norbro. [1] The Verge, 5 May 2024: It runs. [2]"
    turns = [{"role": "user", "content": "tell me about the tram"}, {"role": "assistant", "content": told}]
    assert stand_alone("How much does it cost?", turns) == "tell me about the tram. Norbro. How much does it cost?"


def test_what_a_conversation_goes_on_about_is_not_lost_on_the_way():
    turns = conversation(
        "Tell me about the Sund tram", "It is new. [1]", "how much is it", "5 florins. [2]", "and why?", ""
    )
    assert stand_alone("is it safe?", turns) == "Tell me about the Sund tram. how much is it. and why? is it safe?"
    named = conversation("Tell me about the tram", "It is new. [1]", "Is it Norbro's?", "Yes. [2]", "and why?", "")
    assert stand_alone("is it safe?", named) == "Is it Norbro's? and why? is it safe?"


def test_a_name_at_the_end_of_what_is_read_of_an_answer_is_not_cut_within_a_word():
    answer = f"{'It rained and rained on the harbour. ' * 3}So there in the evening Tilda Varga-Lindqvist came."
    history = [{"role": "user", "content": "Who came?"}, {"role": "assistant", "content": answer}]
    standalone = stand_alone("And why?", history)
    assert "Tilda" in standalone
    assert "Varga" not in standalone
