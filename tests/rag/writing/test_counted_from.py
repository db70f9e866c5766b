"""The day that "today" counts from is told with an answer to "when", and only there."""

import pytest

from rag.answer import AnswerSentence, Evidence, Support
from rag.writing.counted_from import counted_from


def told(text, question="When did the bridge open?", day="2024-05-04T08:00:00"):
    evidence = Evidence(
        article_id="a", title="", source="", published_at=day, url=None, start=0, end=len(text), quote=text, score=0.5
    )  # fmt: skip
    return counted_from(question, [AnswerSentence(text=text, citations=(1,), support=Support.SUPPORTED)], [evidence])


@pytest.mark.parametrize("said", ["today", "on Monday", "last week", "two years ago"])
def test_a_day_told_from_the_articles_own_is_told_with_it(said):
    word = said.removeprefix("on ")
    assert told(f"The bridge opened {said}.") == f"“{word}” counts from 4 May 2024, the day of the article."


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("The bridge opened in 1931.", {}),
        ("The bridge opened on Monday, 3 May.", {}),  # the date is there
        ("The bridge opened at last.", {}),
        ("The bridge opened today.", {"question": "Who opened the bridge?"}),
        ("The bridge opened today.", {"day": None}),
    ],
)
def test_else_nothing_is_told(text, options):
    assert told(text, **options) == ""
