import hashlib

import numpy as np
import pytest

from index import minilm
from index.articles import Span
from index.config import IndexConfig
from index.embedding.embedders import open_embedder
from index.embedding.onnx_embedder import OnnxEmbedder
from index.errors import EmbedderUnavailable
from index.minilm import shipped

BRIDGE = "The council approved the harbour bridge."
CHESS = "Ivo Lind won the chess cup after 41 moves."


def vectors(embedder, *texts):
    return [found.vector for found in embedder.embed_passages(texts, [()] * len(texts))]


def test_agrees_with_the_published_model(embedder):
    """The four sentences of the model's page and the cosines shown there, to within what 8 bits cost."""
    first, *others = vectors(
        embedder,
        "That is a happy person",
        "That is a happy dog",
        "That is a very happy person",
        "Today is a sunny day",
    )
    assert [float(first @ other) for other in others] == pytest.approx([0.695, 0.943, 0.257], abs=0.04)


def test_a_question_is_nearest_to_the_passage_that_answers_it(embedder):
    question = embedder.embed_query("Who won the chess tournament?")
    bridge, chess = vectors(embedder, BRIDGE, CHESS)
    assert question @ chess > 0.5
    assert question @ bridge < 0.2


def test_every_vector_has_length_one(embedder):
    text = f"{BRIDGE} {CHESS}"
    spans = [Span(0, len(BRIDGE)), Span(len(BRIDGE) + 1, len(text))]
    [found] = embedder.embed_passages([text], [spans])
    rows = np.vstack([found.vector, found.sentences, embedder.embed_query("")])
    assert rows.shape == (4, embedder.dimension)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1, abs=1e-5)


def test_a_text_has_the_same_vector_whatever_comes_with_it(embedder):
    alone = vectors(embedder, BRIDGE)[0]
    among = vectors(embedder, CHESS * 9, BRIDGE, "Hm.")[1]
    assert np.array_equal(alone, among)
    assert np.array_equal(alone, embedder.embed_query(BRIDGE))


def test_the_number_of_threads_changes_nothing(embedder):
    texts = [f"{BRIDGE} {n}" for n in range(20)]
    for one, several in zip(
        vectors(embedder, *texts), vectors(OnnxEmbedder(shipped(), threads=4), *texts), strict=True
    ):
        assert np.array_equal(one, several)


def test_vectors_come_in_the_order_of_the_texts(embedder):
    texts = [BRIDGE, CHESS, BRIDGE * 3, "Rain."]
    for text, vector in zip(texts, vectors(embedder, *texts), strict=True):
        assert np.array_equal(vector, embedder.embed_query(text))


def test_a_sentence_is_nearest_to_its_own_question(embedder):
    text = f"Sund Times.\n{BRIDGE} {CHESS}"
    start = text.index(BRIDGE)
    spans = [Span(start, start + len(BRIDGE)), Span(text.index(CHESS), len(text))]
    [found] = embedder.embed_passages([text], [spans])
    about_chess = found.sentences @ embedder.embed_query("Who won at chess?")
    about_bridge = found.sentences @ embedder.embed_query("Was the bridge approved?")
    assert about_chess[1] > about_chess[0]
    assert about_bridge[0] > about_bridge[1]


def test_a_sentence_without_tokens_of_its_own_gets_its_passages_vector(embedder):
    text = "word " * 400 + CHESS
    beyond = Span(text.index(CHESS), len(text))
    [found] = embedder.embed_passages([text], [[Span(0, 4), beyond]])
    assert np.allclose(found.sentences[1], found.vector, atol=1e-6)
    assert not np.allclose(found.sentences[0], found.vector, atol=1e-3)


def test_nothing_beyond_the_window_is_read(embedder):
    within = "word " * 254  # and two special tokens
    assert embedder.count_tokens(within) == embedder.window
    assert np.array_equal(embedder.embed_query(within), embedder.embed_query(within + "bridge"))


@pytest.mark.parametrize(
    ("text", "tokens"), [("", 2), ("hello world", 4), ("embeddings", 6), ("Sant José 😀", 5), ("word " * 1000, 1002)]
)
def test_counts_the_tokens_of_any_length_with_the_two_special_ones(embedder, text, tokens):
    assert embedder.count_tokens(text) == tokens


def test_takes_text_that_no_file_can_hold(embedder):
    half = "a \ud83d b"
    assert embedder.count_tokens(half) == embedder.count_tokens("a ? b")
    assert np.array_equal(embedder.embed_query(half), embedder.embed_query("a ? b"))


def test_the_version_is_the_hash_of_the_model_file(embedder):
    assert hashlib.sha256(minilm.MODEL.read_bytes()).hexdigest().startswith(embedder.version)
    assert len(embedder.version) == 12


@pytest.mark.parametrize("damage", [b"", b"not a model", None], ids=["empty", "garbage", "missing"])
def test_a_damaged_model_file_is_one_clear_line(tmp_path, damage):
    model = tmp_path / "model.onnx"
    if damage is not None:
        model.write_bytes(damage)
    with pytest.raises(EmbedderUnavailable, match=r"cannot be loaded .*; install dateline again$"):
        OnnxEmbedder(shipped(weights=model), threads=1)


def test_an_unknown_embedder_is_refused_with_those_there_are():
    with pytest.raises(
        EmbedderUnavailable, match='no embedder and no folder "word2vec"; set DATELINE_EMBEDDER to minilm'
    ):
        open_embedder(IndexConfig(embedder="word2vec"))


def test_a_question_asked_twice_is_embedded_once(embedder):
    assert embedder.embed_query(CHESS) is embedder.embed_query(CHESS)


def test_minilm_is_opened_by_name(embedder):
    assert open_embedder(IndexConfig(embedder="minilm", threads=1)).version == embedder.version
