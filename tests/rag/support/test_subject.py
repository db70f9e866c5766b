"""An answer is about what the question names, and of the year that it names."""

import pytest

from rag.answer import Citation
from rag.support.subject import answers, lacking_of_question, missed

QUOTE = "Mayor Ulla Brekke said on Tuesday that 6,000 of the twelve thousand tickets had been sold to Spanish fans."


def citation(quote, *, day="2023-05-04"):
    return Citation(
        n=1, article_id="a", title="Ferry to close", source="Halmstrand Post", published_at=day, url=None,
        start=0, end=len(quote), quote=quote,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("Which country will host the next World Cup?", False),
        ("What is the price of Ozempic?", False),
        ("What did Ulla Brekke say?", True),
        ("What did Mayor Brekke and Angela Merkel say?", True),  # of one side of a comparison
        ("How many tickets were sold?", True),
        ("why does bread rise?", False),
    ],
)
def test_a_sentence_must_be_about_what_the_question_names(question, held):
    assert answers(question, "6,000 were sold.", [citation(QUOTE)]) is held


def test_what_a_question_names_may_stand_in_the_article():
    question = "What did Angela Merkel say about the Ferry?"
    assert lacking_of_question(question, [citation(QUOTE)]) == (("angela", "merkel"),)
    assert lacking_of_question(question, [citation(QUOTE)], articles=["Merkel spoke first."]) == ()


@pytest.mark.parametrize(
    ("question", "lacking"),
    [
        ("What does a ticket on the Petrel cost?", ("Petrel",)),
        ("What did the mayor and Ulla Brekke say of the Petrel?", ()),  # of one side of a comparison
        ("How many tickets had been sold?", ()),
        ("How many tickets had been sold in 2023?", ()),  # it appeared then
        ("How many tickets had been sold in 2019?", ("2019",)),
        ("How many were sold in 2019 and how many in 2023?", ()),
        ("How many tickets for the final of 2022 had been sold?", ("2022",)),
    ],
)
def test_an_answer_without_anything_that_the_question_names_is_none(question, lacking):
    assert missed(question, [citation(QUOTE)], articles=[f"{QUOTE} So it was."]) == lacking


def test_a_year_may_stand_in_the_article_or_have_just_passed():
    question = "How many tickets for the final of 2022 had been sold?"
    assert not missed(question, [citation(QUOTE)], articles=[f"{QUOTE} In 2022 none were."])
    assert not missed(question, [citation(QUOTE, day="2023-01-20")], articles=[QUOTE])
    assert missed(question, [citation(QUOTE, day=None)], articles=[QUOTE])
