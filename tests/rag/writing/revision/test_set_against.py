"""Yes or no to whether one thing has more than another stands only on what compares the two in that word."""

import pytest

from rag.answer import AnswerSentence, Evidence, Support
from rag.question.compared import compared
from rag.writing.revision.set_against import told_of_both

TWO = compared("Is the Norbro tram faster than the Tarn ferry?")


def said_of(quote, *, title="Travel", said="Yes, it is."):
    evidence = Evidence(
        article_id="a", title=title, source="Sund Times", published_at=None, url=None,
        start=0, end=len(quote), quote=quote, score=0.5,
    )  # fmt: skip
    kept = [AnswerSentence(text=said, citations=(1,), support=Support.PARTLY)]
    return [(one.text, one.support) for one in told_of_both(TWO, kept, [evidence])]


@pytest.mark.parametrize(
    ("quote", "title"),
    [
        ("The Norbro tram is faster than the Tarn ferry.", "Travel"),
        ("It is faster than the Tarn ferry.", "The Norbro tram"),
    ],
)
def test_the_writers_word_stands_where_both_are_compared_in_the_word_asked_for(quote, title):
    assert said_of(quote, title=title) == [("Yes, it is.", Support.PARTLY)]


def test_what_tells_of_both_in_other_words_is_quoted():
    quote = "The Tarn ferry is an advance over the Norbro tram."
    assert said_of(quote) == [(quote, Support.SUPPORTED)]


@pytest.mark.parametrize(
    ("quote", "title"),
    [
        ("The Norbro tram is faster.", "Travel"),
        ("It is faster.", "The Norbro tram"),
        ("The Norbro tram is faster.", "The Norbro tram, the Tarn ferry"),
    ],
)
def test_one_of_them_alone_is_no_answer(quote, title):
    assert said_of(quote, title=title) == []
