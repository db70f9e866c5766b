"""Whether a text can tell anything that a question does not already say."""

import pytest

from rag.question.adds import adds, only_names


@pytest.mark.parametrize(
    ("text", "question", "does"),
    [
        ("Wake up the bear", "How do I wake up the bear?", False),  # a heading
        ("The bear: overview", "Is the bear awake?", False),
        ("Wake up the bear with honey", "How do I wake up the bear?", True),
        ("The bear woke up.", "Did the bear wake up?", True),
        ("The bear woke up.", "When did the bear wake up?", True),  # beside it may stand when
        ("The bear: 9", "How old is the bear?", True),
        ("The bear", "bear", True),  # no question
    ],
)
def test_a_heading_with_the_questions_words_adds_nothing(text, question, does):
    assert adds(text, question) is does


@pytest.mark.parametrize(
    ("text", "question", "does"),
    [
        ("Ines Lind.", "What did Ines Lind say in court?", True),
        ("Ines Lind said no.", "What did Ines Lind say in court?", False),
        ("Ines Lind.", "Who won, Ines Lind or Ivo Tesk?", False),
        ("Tesk.", "Who founded Tesk Mills?", False),
        ("Ines Lind, 43.", "What did Ines Lind say in court?", False),
        ("No.", "What did Ines Lind say in court?", False),
    ],
)
def test_a_name_of_the_question_alone_tells_nothing(text, question, does):
    assert only_names(text, question) is does
