"""A question that asks several is asked in parts; one that describes at length is not cut."""

import pytest

from rag.question.parts import Part, parts


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Who bought the old bridge and where is it now?", ["Who bought the old bridge?", "Where is it now?"]),
        ("How many saw the final, and who refereed it?", ["How many saw the final?", "Who refereed it?"]),
        ("When was the wall built and why", ["When was the wall built?", "Why was the wall built?"]),
        ("Who built the wall and why?", ["Who built the wall?", "Why?"]),
        ("What was pulled down, and when?", ["What was pulled down?", "When?"]),
        (
            "Why did the ferry stop in May, and why in June?",
            ["Why did the ferry stop in May?", "Why did the ferry stop in June?"],
        ),
        (
            "Why did schools close in Sund’s old town in May 2024, and why in Hollin that November?",
            ["Why did schools close in Sund’s old town in May 2024?", "Why did schools close in Hollin that November?"],
        ),
        (
            "How many people in Sund voted in May, and how many in June?",
            ["How many people in Sund voted in May?", "How many people in Sund voted in June?"],
        ),
        (
            "How many cases were there at first, and how many in the end?",
            ["How many cases were there at first?", "How many cases were there in the end?"],
        ),
        (
            "How much did the firm offer originally, and how much now?",
            ["How much did the firm offer originally?", "How much did the firm offer now?"],
        ),
        (
            "What was the fine for the cream at first, and what is it after the ruling?",
            ["What was the fine for the cream at first?", "What is the fine for the cream after the ruling?"],
        ),
        (
            "What was the key rate in Sund before the harvest, and what is it now?",
            ["What was the key rate in Sund before the harvest?", "What is the key rate in Sund now?"],
        ),
        ("What was Sund before, and what is it now?", ["What was Sund before?", "What is it now?"]),
        ("How many work there, and how many now?", ["How many work there?", "How many now?"]),
        (
            "When did the mill in Sund close, and how many in Hollin closed after it?",
            ["When did the mill in Sund close?", "How many in Hollin closed after it?"],
        ),
        ("What stopped the trains? And for how long?", ["What stopped the trains?", "For how long?"]),
        (
            "When was it dug, how deep is it, and who paid for it, and what did it cost, and why?",
            ["When was it dug, how deep is it?", "Who paid for it?", "What did it cost, and why?"],
        ),
        (
            "What do Pieter Lind and Conrad Vey each expect of the cap?",
            ["What does Pieter Lind expect of the cap?", "What does Conrad Vey expect of the cap?"],
        ),
        (
            "How many did the Post and the Times each count?",
            ["How many did the Post count?", "How many did the Times count?"],
        ),
    ],
)
def test_each_question_is_asked_on_its_own(question, asked):
    assert [part.text for part in parts(question)] == asked


def test_each_other_is_nobody_apart():
    question = "What did Tilda Varga and Ivo Lind promise each other in May?"
    assert [part.text for part in parts(question)] == [question]


@pytest.mark.parametrize(
    "question",
    [
        "Who won the cup?",
        "How and why did the mill close?",
        "How did the woman who won and who later lost explain it?",
        "Who is the man whose trial begins soon, and who ran the exchange that failed?",
        "Which company, known for its phones, was sued, and which of its products was named?",
        "Who said that and who asked, where the road ends and where the river begins?",
        "Did the Post say who won and what it cost?",
        "The river rose and what then?",
        "",
    ],
)
def test_what_may_be_one_question_stays_one(question):
    assert parts(question) == (Part(question),)


def test_later_questions_lean_on_the_first():
    first, second = parts("Who bought the old bridge, and where is it now?")
    assert first.before == ""
    assert second.before == first.text
    _, in_full = parts("When was the old bridge sold, and why?")
    assert in_full == Part("Why was the old bridge sold?")
