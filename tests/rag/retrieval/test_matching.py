"""How sentences match a text: by meaning, by their rarer words, and passages by their best one."""

import numpy as np
import pytest

from index.articles import Passage, Span
from index.search import IndexedSentences
from index.storage.analysis import numbers_of
from rag.retrieval.matching import SentenceTable

EAST, NORTH = np.array([1, 0], dtype=np.float32), np.array([0, 1], dtype=np.float32)


def table(*passages):
    found, indexed = [], {}
    for n, sentences in enumerate(passages):
        text, spans = "", []
        for sentence in sentences:
            spans.append(Span(7 + len(text), 7 + len(text) + len(sentence)))
            text += f"{sentence} "
        found.append(
            Passage(
                id=f"{n}#0",
                article_id=str(n),
                title="",
                source="",
                published_at=None,
                start=7,
                end=7 + len(text),
                text=text,
                sentences=tuple(spans),
            )
        )
        vectors = np.stack([EAST if "east" in sentence else NORTH for sentence in sentences])
        indexed[f"{n}#0"] = IndexedSentences(vectors, *numbers_of(sentences))
    return SentenceTable(found, indexed)


def test_texts_are_found_by_their_offsets_in_the_article():
    sentences = table(["The bridge opened.", "It rained."], ["A ferry sank."])
    assert [sentences.text(i) for i in range(len(sentences))] == ["The bridge opened.", "It rained.", "A ferry sank."]


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
