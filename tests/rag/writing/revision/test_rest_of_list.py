"""A list that was asked for is told on: of others the same, in the question's words, and as plainly."""

import pytest

from rag.answer import AnswerSentence, Evidence, Support
from rag.writing.revision.rest_of_list import with_the_rest

QUESTION = "Which companies laid off staff in November?"
QUOTES = (
    "Norbro\nLaid off a fifth of its staff, it said on 3 November.",
    "Sund Mills\nIs laying off 90 of its staff from 28 November.",
    "Tarn Ferries\nLaid off all of its staff in May.",
    "Marsh Group did not lay off staff in November.",
    "On 3 November the news came that Norbro would lay off staff.",
    "In November the bank Port Credit laid off staff in Tarn.",
)


def evidence(quote):
    return Evidence(
        article_id="a", title="Jobs", source="Sund Times", published_at="2024-12-04", url=None,
        start=0, end=len(quote), quote=quote, score=0.5,
    )  # fmt: skip


def told(question=QUESTION, quotes=QUOTES):
    kept = [AnswerSentence(text="Norbro laid off a fifth of its staff.", citations=(1,), support=Support.SUPPORTED)]
    return with_the_rest(question, kept, [evidence(quote) for quote in quotes])


def test_who_did_the_same_is_told_after_the_first():
    first, *others = told()
    assert first.text == "Norbro laid off a fifth of its staff."
    assert [(one.text, one.citations, one.support) for one in others] == [
        ("Sund Mills: Is laying off 90 of its staff from 28 November.", (2,), Support.SUPPORTED),
        (QUOTES[5], (6,), Support.SUPPORTED),
    ]


@pytest.mark.parametrize(
    "question",
    [
        "Which company laid off staff in November?",  # one
        "Which two companies laid off staff in November?",  # they stand in one sentence
        "Why did companies lay off staff in November?",
        "Which companies does Norbro own?",  # nothing of it stands in what is cited but the name
    ],
)
def test_nothing_is_added_where_no_list_is_asked_for_or_nothing_tells_what_is_the_same(question):
    assert len(told(question)) == 1


@pytest.mark.parametrize("question", ["List the companies that laid off staff.", "What other firms laid off staff?"])
def test_a_list_is_asked_for_in_several_ways(question):
    assert len(told(question)) > 1


def test_a_name_that_opens_a_sentence_is_told_once():
    quotes = (
        "Norbro laid off staff in November.",
        "Norbro laid off more staff in November.",
        "Tarnbank laid off staff in November.",
        "Workers were laid off by the staff office in November.",
    )
    assert [one.citations for one in told(quotes=quotes)] == [(1,), (3,)]


def test_an_answer_stays_short():
    quotes = (
        QUOTES[0],
        *(f"{name}\nLaid off staff on 4 November." for name in "Abelo Berin Corvo Delmo Ebora Fintra".split()),
    )
    assert len(told(quotes=quotes)) == 5
