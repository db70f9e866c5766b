"""Reranking: what the reader's word changes in the order and the scores of sentences."""

import numpy as np
import pytest

from index.articles import Passage, Span
from index.search import IndexedSentences
from index.storage.analysis import numbers_of
from rag.answer import Hit
from rag.reader.read import shipped
from rag.retrieval.evidence import rank_sentences
from rag.retrieval.rerank import READ, rerank

ALIKE = np.array([1, 0], dtype=np.float32)
QUESTION = "How many houses were flooded?"


def hit(article_id, *sentences):
    text, spans = "", []
    for sentence in sentences:
        spans.append(Span(len(text), len(text) + len(sentence)))
        text += f"{sentence} "
    passage = Passage(
        id=f"{article_id}#0", article_id=article_id, title="Flood in Lindmouth", source="", published_at=None,
        start=0, end=len(text), text=text, sentences=tuple(spans),
    )  # fmt: skip
    return Hit(passage=passage, score=1.0, fit=1.0)


def ranked(*hits, claims=(QUESTION,)):
    """The sentences, all of one meaning, so that only words and the reader tell them apart."""
    indexed = {}
    for passage in (each.passage for each in hits):
        texts = [passage.text_of(span) for span in passage.sentences]
        vectors = np.array([ALIKE] * len(texts))
        indexed[passage.id] = IndexedSentences(passage.id, passage.article_id, 0, vectors, *numbers_of(texts))
    return rank_sentences([(claim, ALIKE) for claim in claims], list(hits), indexed=indexed)


def test_the_answer_comes_before_a_sentence_with_more_of_the_words():
    asked_for = "The council of Lindmouth wants to know how many houses were flooded."
    found = ranked(hit("a", asked_for, "The mayor said that 212 houses were flooded."))
    assert found[0].text == asked_for
    again = rerank(found, QUESTION, shipped(), several=False)
    assert "212 houses" in again[0].text
    assert again[0].margin > again[1].margin


@pytest.mark.parametrize("several", [False, True])
def test_scores_stay_between_zero_and_one_and_every_sentence_stays(several):
    found = ranked(hit("a", "The mayor said that 212 houses were flooded.", "It rained."), claims=(QUESTION, "rain"))
    again = rerank(found, QUESTION, shipped(), several=several)
    assert {each.text for each in again} == {each.text for each in found}
    assert all(0 <= score <= 1 for each in again for score in (each.score, *each.by_claim))
    assert all(each.score == pytest.approx(max(each.by_claim)) for each in again)


def test_of_a_question_of_several_claims_the_reader_knows_less():
    found = ranked(hit("a", "How many houses were flooded?", "The mayor counts 212 homes under water."))
    gap = {}
    for several in (False, True):
        scores = {each.text[:3]: each.score for each in rerank(found, QUESTION, shipped(), several=several)}
        gap[several] = scores["The"] - scores["How"]
    assert gap[True] < gap[False]


def test_only_the_best_are_read_and_the_others_come_after_with_no_margin():
    found = ranked(hit("a", *(f"House number {n} was flooded." for n in range(READ + 3))))
    again = rerank(found, QUESTION, shipped(), several=False)
    assert [each.margin is None for each in again] == [False] * READ + [True] * 3


def test_a_long_article_is_read_page_by_page():
    long = [f"{n} houses stand on the north bank of the river Lind, said the council, which has not counted the others "
            "since the great storm of that winter, and does not mean to." for n in range(12)]  # fmt: skip
    found = rerank(
        ranked(hit("a", *long, "The mayor said that 212 houses were flooded.")), QUESTION, shipped(), several=False
    )
    assert all(each.margin is not None for each in found)
    assert "212 houses were flooded" in found[0].text


def test_each_of_two_questions_is_read_for():
    found = ranked(hit("a", "The mayor counts 212 homes under water.", "It rained.", "The Petrel sank at noon."))
    both = rerank(found, "How many houses were flooded, and when did the Petrel sink?", shipped(), several=False)
    one = rerank(found, QUESTION, shipped(), several=False)
    margin = {each.text: each.margin for each in both}
    assert margin["The Petrel sank at noon."] > max(e.margin for e in one if e.text.startswith("The Petrel"))
    assert margin["The mayor counts 212 homes under water."] > margin["It rained."]


def test_nothing_to_read():
    assert rerank([], QUESTION, shipped(), several=False) == []
