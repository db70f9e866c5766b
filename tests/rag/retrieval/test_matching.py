"""How sentences match a text: by meaning, by their rarer words, and passages by their best one."""

import numpy as np
import pytest

from index.search import IndexedSentences
from index.storage.analysis import numbers_of
from rag.retrieval.matching import SentenceTable

EAST, NORTH = np.array([1, 0], dtype=np.float32), np.array([0, 1], dtype=np.float32)


def table(*passages):
    indexed = []
    for n, sentences in enumerate(passages):
        vectors = np.stack([EAST if "east" in sentence else NORTH for sentence in sentences])
        indexed.append(IndexedSentences(f"{n}#0", str(n), 0, vectors, *numbers_of(sentences)))
    return SentenceTable(indexed)


def test_sentences_that_hold_all_words_are_told_by_their_place_in_the_passage():
    sentences = table(["The bridge opened.", "It rained."], ["A ferry sank.", "The new bridge is closed.", "Bridges."])
    assert sentences.holding("bridge") == [[0], [1, 2]]
    assert sentences.holding("closed bridges") == [[], [1]]
    assert sentences.holding("–") == sentences.holding("tram") == [[], []]


def test_a_passage_is_as_good_as_its_best_sentence():
    sentences = table(["north", "east"], ["north", "north"])
    assert sentences.best(sentences.meaning(EAST)) == pytest.approx([1, 0])


def test_a_rare_word_weighs_more_than_a_common_one():
    sentences = table(["Bridge tolls."], ["Bridge."], ["Tolls."], ["Bridge."], ["Bridge."])
    both, bridge, tolls, *_ = sentences.words("bridge tolls")
    assert both == pytest.approx(1)
    assert tolls > bridge > 0


def test_copies_are_told_from_texts_on_the_same_matter():
    text = ["The council of Halmstrand approved the harbour bridge by nine votes to four.", "Work starts in May."]
    sentences = table(text, [text[0] + " Work starts in May, it said."], ["The harbour bridge was put off on Sunday."])
    assert sentences.alike(0, 1) > 0.75
    assert sentences.alike(0, 2) < 0.5


def test_nothing_is_no_table_of_anything():
    assert len(table()) == 0
    assert table().best(table().meaning(EAST)).size == 0
