"""Evidence: the sentences closest to the question, near copies once, in reading order."""

import numpy as np
import pytest

from index.articles import Passage, Span
from index.search import IndexedSentences
from index.storage.analysis import numbers_of
from rag.answer import Hit
from rag.retrieval.evidence import rank_sentences, select

EAST, NORTH = np.array([1, 0], dtype=np.float32), np.array([0, 1], dtype=np.float32)


def hit(article_id, sentences, *, score=1.0, fit=1.0, between=" "):
    text, spans = "", []
    for sentence in sentences:
        spans.append(Span(len(text), len(text) + len(sentence)))
        text += f"{sentence}{between}"
    text = text.rstrip()
    passage = Passage(
        id=f"{article_id}#0", article_id=article_id, title=article_id, source="", published_at=None,
        start=0, end=len(text), text=text, sentences=tuple(spans),
    )  # fmt: skip
    return Hit(passage=passage, score=score, fit=score)


def ranked(question, hits, vectors):
    return rank_sentences([(question, EAST)], hits, indexed=by_id(hits, vectors))


def by_id(hits, vectors):
    indexed = {}
    for passage, v in zip((each.passage for each in hits), vectors, strict=True):
        words = numbers_of([passage.text_of(span) for span in passage.sentences])
        indexed[passage.id] = IndexedSentences(passage.id, passage.article_id, 0, np.array(v), *words)
    return indexed


def test_meaning_and_words_each_lift_a_sentence():
    one = hit("a", ["The ferry sank.", "The bridge opened.", "It rained."])
    by_words = ranked("When did the bridge open?", [one], [[NORTH, NORTH, NORTH]])
    assert by_words[0].text == "The bridge opened."
    by_meaning = ranked("When did the bridge open?", [one], [[EAST, NORTH, NORTH]])
    assert [sentence.text for sentence in by_meaning][:2] == ["The ferry sank.", "The bridge opened."]


@pytest.mark.parametrize("question", ["How many saw it?", "Who won, and how many saw it?"])
def test_a_sentence_that_gives_what_is_asked_for_comes_first_also_for_a_part(question):
    one = hit("a", ["The crowd sat down.", "A crowd of 41,206 came.", "It rained."])
    assert ranked(question, [one], [[EAST, EAST, EAST]])[0].text == "A crowd of 41,206 came."


def test_an_item_is_one_sentence_with_the_name_that_it_stands_under():
    one = hit("a", ["Norbro", "Laid off 90 people.", "Sund Mills", "Is closing."], between="\n")
    found = ranked("How many did Norbro lay off?", [one], [[NORTH, EAST, NORTH, NORTH]])
    assert [sentence.text for sentence in found] == ["Norbro\nLaid off 90 people.", "Sund Mills\nIs closing."]
    assert found[0].span == Span(0, 26)
    [alone, *_] = ranked("How many did Norbro lay off?", [hit("a", ["Laid off 90 people.", "Norbro"])], [[EAST, NORTH]])
    assert found[0].words > alone.words  # the name's are its own, too


def test_a_name_within_a_line_is_no_items():
    one = hit("a", ["Norbro", "Laid off 90 people."])
    found = ranked("How many did Norbro lay off?", [one], [[NORTH, EAST]])
    assert found[0].text == "Laid off 90 people."


def test_whose_words_are_asked_for_comes_first_where_they_are_told():
    one = hit("a", ["Varga came to court.", "Varga said she was tired.", "It rained."])
    [best, *_] = ranked("What did Varga say in court?", [one], [[EAST, EAST, NORTH]])
    assert best.text == "Varga came to court."  # which has one word more
    told = ranked("What did Varga say?", [one], [[EAST, EAST, NORTH]])
    assert told[0].text == "Varga said she was tired."


def test_scores_stay_between_zero_and_one():
    best = ranked("bridge opened", [hit("a", ["Bridge opened."])], [[EAST]])
    assert best[0].score == pytest.approx(1.0)
    assert ranked("bridge", [hit("a", ["It rained."], score=0.0)], [[-EAST]])[0].score == 0.0


def test_evidence_comes_in_reading_order_with_exact_quotes():
    hits = [hit("a", ["It rained.", "The bridge opened."]), hit("b", ["A bridge was painted."], score=0.5)]
    chosen = select(ranked("Which bridge opened?", hits, [[NORTH, EAST], [NORTH]]), {"a": "https://example.org/a"})
    assert [(e.article_id, e.quote) for e in chosen] == [
        ("a", "It rained."),
        ("a", "The bridge opened."),
        ("b", "A bridge was painted."),
    ]
    assert chosen[1].start == 11
    assert [e.url for e in chosen] == ["https://example.org/a", "https://example.org/a", None]


def test_a_near_copy_is_taken_once():
    hits = [hit("a", ["The bridge opened on Monday."]), hit("b", ["The bridge opened on Monday!"])]
    assert [e.article_id for e in select(ranked("bridge", hits, [[EAST], [EAST]]), {})] == ["a"]


def test_at_most_as_many_sentences_as_asked_for():
    one = hit("a", [f"Bridge number {n} opened." for n in range(20)])
    assert len(select(ranked("bridge", [one], [[EAST] * 20]), {}, most=5)) == 5


def test_no_hits_no_evidence():
    assert select(ranked("bridge", [], []), {}) == ()


def test_long_sentences_fit_the_budget_of_tokens_but_the_best_is_always_taken():
    one = hit("a", ["The bridge " + "really " * 50 + "opened.", "The bridge opened.", "A bridge sank."])
    chosen = select(ranked("bridge", [one], [[EAST, EAST * 0.9, EAST * 0.8]]), {}, budget=12)
    assert [e.quote[:10] for e in chosen] == ["The bridge"]
    chosen = select(ranked("bridge", [one], [[NORTH, EAST, EAST * 0.8]]), {}, budget=12)
    assert [e.quote for e in chosen] == ["The bridge opened.", "A bridge sank."]


def test_each_claim_gets_its_sentence_before_one_gets_a_second():
    one = hit("a", ["Fares rose.", "Fares fell.", "Fares stood.", "Sales rose."])
    indexed = by_id([one], [[EAST, EAST * 0.99, EAST * 0.98, NORTH * 0.95]])
    found = rank_sentences([("", EAST), ("", NORTH)], [one], indexed=indexed)
    assert [e.quote for e in select(found, {}, most=2)] == ["Fares rose.", "Sales rose."]
