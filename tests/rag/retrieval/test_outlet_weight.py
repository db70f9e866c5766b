"""The outlet that a question names counts for its articles."""

import pytest

from rag.question.understand import understand
from rag.retrieval.retrieve import Retriever
from rag.retrieval.scoring import Weights


@pytest.mark.parametrize(
    ("weights", "first"),
    [
        pytest.param(Weights(), "bridge-delay", id="the outlet named"),
        pytest.param(Weights(outlet=0.0), "bridge-vote", id="only the other one tells of the council"),
    ],
)
def test_an_article_of_the_outlet_named_is_before_one_of_another_that_is_a_little_nearer(collection, weights, first):
    question = "What did the Sund Times report about the council and the bridge?"
    understood = understand(question, outlets=collection.stats().sources)
    hits = Retriever(collection, weights=weights).retrieve(understood, k=3)
    assert hits[0].passage.article_id == first
    assert {hit.passage.article_id for hit in hits[:2]} == {"bridge-delay", "bridge-vote"}
