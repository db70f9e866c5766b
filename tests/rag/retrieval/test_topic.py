"""A follow-up on one person or thing is answered from articles that name something of what it leans on."""

import pytest

from index.articles import Passage, Span
from rag.answer import Hit
from rag.retrieval.evidence import RankedSentence
from rag.retrieval.topic import on_topic

BEFORE = "What will become of the Marrow Street lido?"
ARTICLES = {
    "savings": "The Marrow Street lido closes. It was dug in 1934.",
    "letters": "Swimmers of Marrow, in Street upon Street, protest.",
    "railway": "The railway in the street was built in 1888. It was meant for slate.",
}


def ranked(*article_ids):
    passages = [
        Passage(id=f"{each}#0", article_id=each, title="", source="", published_at=None, start=0, end=1, text="x")
        for each in article_ids
    ]
    hits = [Hit(passage=passage, score=1.0, fit=1.0) for passage in passages]
    return [
        RankedSentence(hit=hit, span=Span(n, n + 1), text="x", score=0.5, meaning=0.5, words=0.5, by_claim=(0.5,))
        for n, hit in enumerate(hits)
    ]


def kept(question, *article_ids, before=BEFORE):
    return [each.hit.passage.article_id for each in on_topic(ranked(*article_ids), question, before, ARTICLES)]


def test_what_is_on_something_else_is_left_out():
    found = kept("When was it built?", "railway", "savings", "letters", "railway", "savings")
    assert found == ["savings", "letters", "savings"]


@pytest.mark.parametrize("question", ["And a year earlier?", "Could I swim in those?", "When were they built?"])
def test_a_question_that_does_not_point_at_one_thing_keeps_all(question):
    assert len(kept(question, "railway", "savings", "savings", "savings")) == 4


def test_where_the_topic_is_rare_or_nameless_all_is_kept():
    assert len(kept("When was it built?", "railway", "savings", "letters")) == 3
    assert len(kept("When was it built?", "railway", "savings", "savings", "savings", before="What closes?")) == 4
