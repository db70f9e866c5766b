"""The shipped reader: which sentence holds the answer, and when none does."""

import pytest

from rag.errors import ReaderUnavailable
from rag.reader.read import NOTHING, Page, Reader, shipped

FLOOD = Page(
    "Flood in Lindmouth",
    (
        "The river rose after three days of rain. ",
        "The dam above Lindmouth broke at dawn on Tuesday. ",
        "Mayor Orla Venn said that 212 houses were flooded. ",
        "Schools stay closed until Monday. ",
    ),
)
FAIR = Page("Book fair opens", ("The book fair opened on Friday. ", "Tickets cost nine florins. "))


def margins(question, *pages):
    return shipped().margins(question, pages)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("When did the dam break?", 1),
        ("How many houses were flooded?", 2),
        ("How many houses did the mayor say were flooded?", 2),
        ("Until when are schools closed?", 3),
    ],
)
def test_the_sentence_with_the_answer_is_the_likeliest(question, sentence):
    (found,) = margins(question, FLOOD)
    assert found.index(max(found)) == sentence
    assert found[sentence] > 0


def test_a_page_that_has_no_answer_says_so():
    flood, fair = margins("How many houses were flooded?", FLOOD, FAIR)
    assert max(fair) < 0 < max(flood)


def test_what_a_page_says_does_not_hang_on_the_pages_beside_it():
    question = "What do tickets cost?"
    assert margins(question, FLOOD, FAIR)[1] == margins(question, FAIR)[0] == margins(question, FAIR, FLOOD)[0]


def test_what_goes_beyond_the_model_is_not_read_and_says_so():
    (found,) = margins("What do tickets cost?", Page("", ("It rained and rained. ",) * 150 + FAIR.sentences))
    assert len(found) == 152
    assert found[0] > NOTHING == found[-1]


@pytest.mark.parametrize("text", ["", " ", "\ud800", "\u200b"])
def test_a_sentence_of_nothing_and_a_question_of_nothing_are_read(text):
    (found,) = margins("What do tickets cost?", Page(text, (text, *FAIR.sentences)))
    assert found.index(max(found)) == 2
    (found,) = margins(text, FAIR)
    assert len(found) == 2


def test_no_pages_no_margins():
    assert margins("What do tickets cost?") == []


@pytest.mark.parametrize("content", [None, b"no model"])
def test_a_reader_whose_file_is_missing_or_broken_says_so_in_one_line(tmp_path, content):
    weights = tmp_path / "model.onnx"
    if content is not None:
        weights.write_bytes(content)
    with pytest.raises(ReaderUnavailable, match="install dateline again") as refused:
        Reader(weights=weights)
    assert "\n" not in str(refused.value)
