"""What can be told before anything is written: names that stand nowhere, and hits too far from the question."""

import pytest

from index.articles import Passage
from rag.answer import Evidence, Hit
from rag.caution import THRESHOLDS, Caution
from rag.question.understand import understand
from rag.retrieval.answerable import is_close, missing_names, why_not
from rag.retrieval.found import Found

ARTICLES = ["The Defence Ministry in Madrid moved its Spanish troops.", "Mara Tesk lost to José Lind."]


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("Did Madrid move troops?", ()),
        ("Did Tesk beat Jose Lind?", ()),
        ("What did Norbro say about Madrid?", ("Norbro",)),
        ("Did the Spaniards move?", ()),
        ("why?", ()),
        ("Which European state moved troops?", ()),
    ],
)
def test_names_are_looked_for_in_all_articles_and_all_their_forms(question, missing):
    assert missing_names(question, ARTICLES) == missing


def hits(score):
    passage = Passage(
        id="a#0", article_id="a", title="", source="", published_at=None, start=0, end=1, text="a", sentences=()
    )
    return [Hit(passage=passage, score=score, fit=score)]


def test_no_hits_are_never_close():
    assert not any(is_close([], thresholds) for thresholds in THRESHOLDS.values())


def test_more_caution_asks_for_better_hits_and_gaps_for_better_ones_still():
    cautious, balanced, eager = (THRESHOLDS[Caution(name)] for name in ("cautious", "balanced", "eager"))
    assert cautious.fit > balanced.fit > eager.fit
    assert cautious.doubt < balanced.doubt < eager.doubt
    for thresholds in THRESHOLDS.values():
        assert thresholds.doubt < thresholds.doubt_of_yes_or_no
        between = hits((thresholds.fit + thresholds.fit_with_gaps) / 2)
        assert is_close(between, thresholds)
        assert not is_close(between, thresholds, gaps=True)


def test_several_claims_ask_for_a_better_hit_than_one_claim():
    for thresholds in THRESHOLDS.values():
        between = hits((thresholds.fit + thresholds.fit_of_several) / 2)
        assert is_close(between, thresholds)
        assert not is_close(between, thresholds, several=True)


def test_a_writer_that_tells_its_doubt_is_asked_for_a_worse_hit_unless_names_or_claims_are_missing():
    for thresholds in THRESHOLDS.values():
        between = hits((thresholds.fit + thresholds.fit_to_ask) / 2)
        assert not is_close(between, thresholds)
        assert is_close(between, thresholds, doubted=True)
        assert not is_close(between, thresholds, doubted=True, gaps=True)
        assert not is_close(between, thresholds, doubted=True, several=True)
        assert not is_close(hits(thresholds.fit_to_ask - 0.01), thresholds, doubted=True)


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("Which Canadian researchers wrote to the Defence Ministry?", ""),  # a gap, for which these fit well enough
        ("What did Canada say to the Defence Ministry?", "Nothing found mentions Canada."),
        ("What did Norbro say to the Defence Ministry?", "Nothing found mentions Norbro."),
    ],
)
def test_whose_people_they_are_need_not_be_said(question, why):
    cited = Evidence(
        article_id="a", title="", source="", published_at=None, url=None, start=0, end=1, quote=ARTICLES[0], score=1.0
    )
    found = Found((cited,), searchable={"a": ARTICLES[0]})
    thresholds = THRESHOLDS[Caution.BALANCED]
    assert why_not(understand(question), hits(0.9), found, thresholds, doubted=False) == why
