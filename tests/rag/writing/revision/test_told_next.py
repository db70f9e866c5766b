"""What is announced is told with the sentence after it that tells it."""

import pytest

from rag.answer import AnswerSentence, Evidence, Support
from rag.writing.revision.told_next import with_what_is_told_next

QUESTION = "What are the three stages of a flood that Varga lists?"
ANNOUNCED = "Varga tells three stages of a flood apart."


def told(following, *, question=QUESTION, said=ANNOUNCED, gap=1):
    quotes = (ANNOUNCED, following)
    starts = (0, len(ANNOUNCED) + gap)
    evidence = [
        Evidence(
            article_id="a", title="Floods", source="Sund Times", published_at=None, url=None,
            start=start, end=start + len(quote), quote=quote, score=0.5,
        )
        for start, quote in zip(starts, quotes, strict=True)
    ]  # fmt: skip
    kept = [AnswerSentence(text=said, citations=(1,), support=Support.SUPPORTED)]
    return [(one.text, one.citations) for one in with_what_is_told_next(question, kept, evidence)][1:]


@pytest.mark.parametrize(
    "following", ["These are rain, rise and retreat.", "The first is rain.", "They are rain, rise and retreat."]
)
def test_the_sentence_after_tells_what_is_announced(following):
    assert told(following) == [(following, (2,))]
    assert told(following, question="Which stages does Varga list?") == [(following, (2,))]


@pytest.mark.parametrize(
    ("following", "changed"),
    [
        ("It rained on Monday.", {}),
        ("These are rain, rise and retreat.", {"question": "Who tells stages of a flood apart?"}),
        ("These are rain, rise and retreat.", {"said": "Varga tells floods apart."}),
        ("These are rain, rise and retreat.", {"gap": 400}),  # it stands elsewhere
        ("These are what you should remember.", {}),  # speaks to its reader
    ],
)
def test_nothing_else_is_added(following, changed):
    assert told(following, **changed) == []
