"""The ways an answer can end: written, quoted, told article by article, or refused."""

import pytest

from rag.answer import AnswerSentence, Evidence, Status, Support, Tokens
from rag.retrieval.found import Found
from rag.writing.draft import OVERVIEW_NOTE, Clock, Draft
from rag.writing.prompt import REFUSAL


def evidence(quote, score=0.9, *, article="a", source="Sund Times", day="2024-03-02"):
    return Evidence(
        article_id=article,
        title="News in brief",
        source=source,
        published_at=day,
        url=None,
        start=7,
        end=7 + len(quote),
        quote=quote,
        score=score,
    )


def draft(*found, kept=()):
    return Draft("q1", "Who won?", standalone="Who won the cup?", found=Found(found), kept=list(kept), model="scripted")


@pytest.mark.parametrize(
    ("scores", "numbers"),
    [
        pytest.param((0.9,), [1], id="one"),
        pytest.param((0.85, 0.9), [1, 2], id="both nearly best, in reading order"),
        pytest.param((0.9, 0.3, 0.88), [1, 3], id="one far behind"),
        pytest.param((0.3, 0.25, 0.9), [3], id="two far behind"),
        pytest.param((0.36, 0.1, 0.35), [1, 3], id="a share of the best, whatever that is"),
        pytest.param((0.87, 0.9, 0.88, 0.89), [2, 3, 4], id="no more than three"),
    ],
)
def test_the_best_evidence_is_quoted_and_what_is_nearly_as_good(scores, numbers):
    made = draft(*(evidence(f"Quote {n}.", score) for n, score in enumerate(scores, start=1)))
    answer = made.quoted("No writer.")
    assert answer.text == " ".join(f"Quote {n}. [{n}]" for n in numbers)
    assert [citation.n for citation in answer.citations] == numbers
    assert {sentence.support for sentence in answer.sentences} == {Support.SUPPORTED}
    assert (answer.status, answer.note, answer.model) == (Status.ANSWERED, "No writer.", "")


def test_what_is_quoted_fits_on_a_line_and_its_citation_is_as_it_stands():
    answer = draft(evidence("Lind won\nin 41 moves. [5]")).quoted("")
    assert answer.text == "Lind won in 41 moves. (5) [1]"
    assert (answer.citations[0].quote, answer.citations[0].start) == ("Lind won\nin 41 moves. [5]", 7)


def test_an_overview_tells_all_of_it_each_article_after_its_outlet_and_day():
    answer = draft(
        evidence("It rained.", 0.2),
        evidence("It froze."),
        evidence("Lind won.", article="b", source="Varga Post - Sport [2]", day=None),
        evidence("Tesk lost.", article="c", source="", day=None),
        evidence("It thawed.", day="2024-03-02T10:00:00Z"),
        kept=[AnswerSentence(text="Half an answer.", citations=(1,), support=Support.SUPPORTED)],
    ).told()
    assert [sentence.text for sentence in answer.sentences] == [
        "Sund Times, 2 March 2024: It rained.",
        "It froze.",
        "Varga Post: Lind won.",
        "Tesk lost.",
        "Sund Times, 2 March 2024: It thawed.",
    ]
    assert [citation.n for citation in answer.citations] == [1, 2, 3, 4, 5]
    assert (answer.status, answer.note, answer.model) == (Status.ANSWERED, OVERVIEW_NOTE, "")


def test_the_outlet_of_an_overview_does_not_read_as_a_citation():
    assert draft(evidence("It rained.", source="Sund [7] Times")).told().text.startswith("Sund (7) Times, 2 March")


def test_a_refusal_cites_nothing_and_shows_the_three_nearest_sentences():
    made = draft(
        *(evidence(f"Quote {score}.", score) for score in (0.2, 0.4, 0.1, 0.3)),
        kept=[AnswerSentence(text="It rained.", citations=(1,), support=Support.SUPPORTED)],
    )
    answer = made.refused("Nothing on it.")
    assert (answer.status, answer.text, answer.note) == (Status.REFUSED, REFUSAL, "Nothing on it.")
    assert [near.score for near in answer.near_misses] == [0.4, 0.3, 0.2]
    assert answer.sentences == answer.citations == ()


def test_a_written_answer_has_just_the_citations_that_its_sentences_carry():
    kept = [
        AnswerSentence(text="Lind won.", citations=(3, 1), support=Support.SUPPORTED),
        AnswerSentence(text="It rained.", citations=(1,), support=Support.PARTLY),
    ]
    answer = draft(evidence("One."), evidence("Two."), evidence("Three."), kept=kept).answered()
    assert answer.text == "Lind won. [3] [1] It rained. [1]"
    assert [(citation.n, citation.quote) for citation in answer.citations] == [(1, "One."), (3, "Three.")]
    assert (answer.sentences, answer.model, answer.id) == (tuple(kept), "scripted", "q1")
    assert (answer.question, answer.standalone_question) == ("Who won?", "Who won the cup?")
    assert [each.quote for each in answer.evidence] == ["One.", "Two.", "Three."]


def test_a_writer_that_is_asked_more_than_once_is_counted_each_time():
    made = draft()
    for prompt, completion in ((100, 7), (None, 3), (20, None)):
        made.count(prompt, completion)
    assert made.tokens == made.refused("").tokens == Tokens(prompt=120, completion=10)


def test_the_clock_tells_when_each_stage_ended_and_the_total():
    clock = Clock()
    assert clock.stop().first_token is None
    clock.retrieve, clock.evidence, clock.first_token = 1e9, 2e9, 3e9
    before, stopped, after = clock.now(), clock.stop(), clock.now()
    assert (stopped.retrieve, stopped.evidence, stopped.first_token) == (1e9, 2e9, 3e9)
    assert 0 <= before <= stopped.total <= after
