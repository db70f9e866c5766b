"""A copy that stops too early is made whole; one that is merely shorter is left alone."""

import pytest

from rag.answer import AnswerSentence, Evidence, Support
from rag.writing.revision.left_out import with_what_was_left_out

OFFER = "Norbro tried to win over Ana Reyes as its chief — but Reyes turned the offer down."
FIGHTS = "Ivo Lind beat Mara Tesk in Sund, while Jon Okafor beat Ole Marsh."
COST = "Mayor Ulla Brekke (Labour) said the bridge would cost 31 million crowns in all."


def said(text, quote, question, *, support=Support.SUPPORTED):
    evidence = Evidence(
        article_id="a", title="", source="", published_at=None, url=None,
        start=0, end=len(quote), quote=quote, score=0.5,
    )  # fmt: skip
    [one] = with_what_was_left_out(question, [AnswerSentence(text=text, citations=(1,), support=support)], [evidence])
    assert (one.citations, one.support) == ((1,), support)
    return one.text


def test_what_takes_the_rest_back_is_kept_with_it():
    assert said("Norbro tried to win over Ana Reyes as its chief.", OFFER, "Who will lead Norbro?") == OFFER


def test_whom_the_question_names_is_not_left_out_for_others():
    assert said("Ivo Lind beat Mara Tesk in Sund.", FIGHTS, "Who beat Ole Marsh?") == FIGHTS


def test_yes_or_no_stays_in_front():
    written = "Yes, Norbro tried to win over Ana Reyes as its chief."
    assert said(written, OFFER, "Did Norbro try to win over Reyes?", support=Support.PARTLY) == f"Yes: {OFFER}"


def test_who_was_asked_for_stays_in_front():
    written = "Ana Reyes: Norbro tried to win over Ana Reyes as its chief."
    assert said(written, OFFER, "Who will lead the firm?") == f"Ana Reyes: {OFFER}"


@pytest.mark.parametrize(
    ("text", "quote", "question"),
    [
        ("Mayor Ulla Brekke said the bridge would cost 31 million crowns.", COST, "What will the bridge cost?"),
        ("31 million crowns.", COST, "What did Brekke say it would cost?"),  # of whom the question names
        ("Ivo Lind beat Mara Tesk in Sund.", FIGHTS, "Who beat Mara Tesk?"),
        ("Reyes was asked to lead the firm and declined.", OFFER, "Who will lead Norbro?"),  # in other words
        (OFFER, OFFER, "Who will lead Norbro?"),
    ],
)
def test_a_copy_that_is_only_shorter_stays_as_it_is(text, quote, question):
    assert said(text, quote, question) == text
