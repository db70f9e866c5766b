"""What is shown at first: the best, what the reader sees the answer in, and what these make no sense without."""

import pytest

from rag.answer import Evidence
from rag.retrieval.found import Found
from rag.writing.looks import first_look, turned_round

PLAIN = "The council met on Monday."
BEST = [(0.9, 1.0), (0.8, 1.0), (0.7, 1.0), (0.6, 1.0)]
REST = [(0.1, -20.0)] * 6


def looked_at(*sentences, quotes=None):
    """Return the first look at sentences of one article, each given by its score and the reader's margin."""
    evidence = [
        Evidence(
            article_id="a", title="", source="", published_at=None, url=None,
            start=100 * i, end=100 * i + 9, quote=(quotes or {}).get(i + 1, PLAIN), score=score,
        )
        for i, (score, _) in enumerate(sentences)
    ]  # fmt: skip
    margins = {("a", 100 * i): margin for i, (_, margin) in enumerate(sentences) if margin is not None}
    return first_look(Found(tuple(evidence), margins=margins))


def test_the_four_best_are_shown_whatever_the_reader_sees_in_them():
    assert looked_at((0.9, -20.0), (0.2, 5.0), (0.8, None), (0.7, -15.0), (0.6, -20.0), *REST) == (1, 2, 3, 4, 5)


def test_half_of_the_text_may_be_shown():
    assert looked_at(*BEST, *REST[:4]) == (1, 2, 3, 4)


def test_so_is_each_in_which_the_reader_sees_the_answer_nearly_as_surely_as_anywhere():
    assert looked_at(*BEST, (0.3, -6.9), (0.2, -7.1), *REST) == (1, 2, 3, 4, 5)
    assert looked_at(*BEST, (0.3, 2.0), (0.2, -7.1), *REST) == (1, 2, 3, 4, 5)


def test_the_sentence_that_tells_who_he_is_comes_with_his():
    sentences = [*BEST[:3], (0.1, -20.0), (0.6, 1.0), *REST]
    assert looked_at(*sentences, quotes={5: "He left at noon."}) == (1, 2, 3, 4, 5)
    assert looked_at(*sentences) == (1, 2, 3, 5)


def test_so_does_the_reply_to_a_question_that_an_interviewer_puts():
    sentences = [*BEST, *REST, *REST]
    assert looked_at(*sentences, quotes={4: "Why did you leave?"}) == (1, 2, 3, 4, 5, 6, 7)
    assert looked_at(*sentences) == (1, 2, 3, 4)


def test_what_was_brought_in_for_one_of_the_best_takes_no_place_of_theirs():
    assert looked_at((0.9, None), *BEST, *REST) == (1, 2, 3, 4, 5)


@pytest.mark.parametrize(
    "sentences",
    [
        pytest.param([(score, -0.1) for score, _ in BEST] + REST, id="the reader sees no answer"),
        pytest.param([(score, None) for score, _ in [*BEST, *REST]], id="nothing was read"),
        pytest.param([*BEST, *REST[:3]], id="less than half is left out"),
        pytest.param([], id="no evidence"),
    ],
)
def test_there_is_no_first_look_where(sentences):
    assert looked_at(*sentences) == ()


def test_turned_round_the_articles_change_places_and_their_sentences_do_not():
    evidence = [
        Evidence(
            article_id=article, title="", source="", published_at=None, url=None,
            start=start, end=start + 9, quote=PLAIN, score=0.5,
        )
        for article, start in (("b", 0), ("b", 20), ("a", 10), ("c", 0), ("c", 30))
    ]  # fmt: skip
    assert turned_round(evidence, (1, 2, 3, 4, 5)) == (4, 5, 3, 1, 2)
    assert turned_round(evidence, (1, 2)) == (1, 2)
