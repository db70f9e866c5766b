"""Why is asked, and why is told."""

import pytest

from rag.question.reasons import asks_why, tells_why


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("Why did the mill close?", True),
        ("Why was it sold?", True),
        ("What caused the flood?", True),
        ("How come nobody came?", True),
        ("Who knows why it closed?", False),
        ("Why did the mill close? Should it have been sold?", False),  # a follow-up asks the last
        ("When did the mill close?", False),
    ],
)
def test_a_question_for_a_reason_begins_so(question, asks):
    assert asks_why(question) is asks


@pytest.mark.parametrize(
    ("sentence", "tells"),
    [
        ("The mill closed because the river fell.", True),
        ("As part of its cost-cutting, the firm shut the mill.", True),
        ("The mill was shut to save money.", True),
        ("They were spared in exchange for their silence.", True),
        ("The mill closed on Monday.", False),
        ("The concert hall reopened.", False),
    ],
)
def test_a_reason_is_told_in_so_many_words(sentence, tells):
    assert tells_why(sentence) is tells
