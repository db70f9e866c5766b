"""An answer to the question before is none to what goes on from it."""

import pytest

from rag.answer import AnswerSentence, Evidence, Support
from rag.retrieval.found import Found
from rag.writing.revision.gone_on import asked_beyond

BEFORE = "Who founded the Tarn choir? Tilda Varga."
QUOTES = (
    "The Tarn choir began in 2016, when Tilda Varga asked her neighbours.",
    "The choir has raised 170,000 florins for the clinic.",
    "It rained on the choir.",
)


def found(*margins):
    evidence = tuple(
        Evidence(
            article_id="a", title="The choir", source="Sund Times", published_at=None, url=None,
            start=100 * i, end=100 * i + len(quote), quote=quote, score=0.5,
        )
        for i, quote in enumerate(QUOTES)
    )  # fmt: skip
    return Found(evidence, margins={("a", 100 * i): margin for i, margin in enumerate(margins)})


def beyond(question, n, before=BEFORE):
    kept = [AnswerSentence(text=QUOTES[n - 1], citations=(n,), support=Support.SUPPORTED)]
    quote = asked_beyond(question, before, kept, found())
    return quote and (quote.text, quote.citations)


def test_what_has_the_words_of_the_follow_up_takes_the_place_of_an_answer_to_the_question_before():
    assert beyond("What has it raised so far?", 1) == (QUOTES[1], (2,))


@pytest.mark.parametrize(
    ("question", "n", "before"),
    [
        ("What has it raised so far?", 2, BEFORE),  # it is told
        ("What has it raised so far?", 3, BEFORE),  # no answer to the question before
        ("When was that?", 1, BEFORE),  # has no word of its own
        ("Who sings the solos?", 1, BEFORE),  # nothing has one of its words
        ("What has it raised so far?", 1, "Who won the chess cup in Sund?"),
    ],
)
def test_else_the_writer_has_the_word(question, n, before):
    assert beyond(question, n, before) is None


def test_of_several_the_one_in_which_the_reader_sees_most_is_taken():
    kept = [AnswerSentence(text=QUOTES[0], citations=(1,), support=Support.SUPPORTED)]
    quote = asked_beyond("Did it rain while they raised it?", BEFORE, kept, found(0.0, -4.0, 2.0))
    assert quote.citations == (3,)
