"""A number that a later article takes back is not said without it."""

from dataclasses import replace

import pytest

from rag.answer import AnswerSentence, Evidence, Support
from rag.writing.revision.retracted import with_retraction

QUESTION = "What is the latest on the Thessel flood?"


def evidence(article_id, day, quote, *, title="Flood on the Thessel", score=0.5):
    return Evidence(
        article_id=article_id, title=title, source="Ledger", published_at=day, url=None,
        start=0, end=len(quote), quote=quote, score=score,
    )  # fmt: skip


FIRST = evidence("first", "2024-11-10", "Five people died, and the river rose to 7.1 metres.")


def said(*others, text=FIRST.quote):
    kept = [AnswerSentence(text=text, citations=(1,), support=Support.SUPPORTED)]
    return [(one.text, one.citations) for one in with_retraction(QUESTION, kept, (FIRST, *others))]


@pytest.mark.parametrize(
    "quote",
    [
        "Four people died and not five, police said.",
        "The river did not reach 7.1 metres.",
        "Correction: Reports said that the river had peaked at 7.1 metres.",
        "The Ledger wrongly reported that five people had died.",
    ],
)
def test_the_later_article_leads_with_outlet_and_day(quote):
    later = evidence("later", "2024-11-19", quote)
    assert said(later) == [(f"Ledger, 19 November 2024: {quote}", (2,)), (FIRST.quote, (1,))]


def test_of_several_sentences_the_best_is_added():
    worse = evidence("later", "2024-11-19", "The river did not reach 7.1 metres.", score=0.4)
    assert said(worse, replace(worse, quote="Four people died and not five.", score=0.6))[0][1] == (3,)


@pytest.mark.parametrize(
    "other",
    [
        evidence("other", "2024-11-09", "Four people died and not five."),  # earlier
        evidence("first", "2024-11-19", "Four people died and not five."),  # of an article that is cited
        evidence("other", "2024-11-19", "Four people died and not nine."),  # another number
        evidence("other", "2024-11-19", "The river did not reach five metres."),  # of another thing
        evidence("other", "2024-11-19", "Not five houses stand, people say.", title="War"),  # in another story
        evidence("other", "2024-11-19", "Five people died, the town does not deny."),  # denied is something else
    ],
)
def test_nothing_else_is_added(other):
    assert said(other) == [(FIRST.quote, (1,))]


def test_an_answer_without_such_a_number_is_left():
    assert len(said(evidence("later", "2024-11-19", "Four people died and not five."), text="It rained.")) == 1


RETRACTION = evidence("later", "2024-11-19", "The river did not reach 7.1 metres.")
RIGHT = evidence("later", "2024-11-19", "Surveyors put the peak at 6.9 metres.")


def test_the_right_number_comes_with_it_where_the_retraction_does_not_give_it():
    assert [number for _, (number,) in said(RETRACTION, RIGHT)] == [2, 3, 1]
    assert said(RETRACTION, RIGHT)[1][0] == f"Ledger: {RIGHT.quote}"


@pytest.mark.parametrize(
    "others",
    [
        (evidence("later", "2024-11-19", "Four people died and not five."), RIGHT),  # it gives the number itself
        (RETRACTION, replace(RIGHT, article_id="third")),
        (RETRACTION, replace(RIGHT, quote="Surveyors put the damage at 6.9 million crowns.")),
        (RETRACTION, RIGHT, replace(RIGHT, quote="The wall is 4 metres high.")),  # one of two, which nothing tells
    ],
)
def test_no_other_number_comes_with_it(others):
    assert [number for _, (number,) in said(*others)] == [2, 1]


def test_what_else_is_cited_makes_no_retraction_be_passed_over():
    of_much = evidence("bridge", "2025-02-15", "The latest flood on the Thessel is the latest.", title="Latest")
    kept = [
        AnswerSentence(text=one.quote, citations=(n,), support=Support.SUPPORTED)
        for n, one in ((1, FIRST), (2, of_much))
    ]
    found = with_retraction(QUESTION, kept, (FIRST, of_much, RETRACTION))
    assert [one.citations for one in found] == [(3,), (1,), (2,)]
