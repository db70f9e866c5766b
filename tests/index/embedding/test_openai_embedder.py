import re

import numpy as np
import pytest
from openai_server import Failure, Reply

from index.articles import Span
from index.collection import Collection
from index.config import IndexConfig
from index.embedding.embedders import open_embedder
from index.embedding.openai_embedder import OpenAIEmbedder
from index.errors import EmbedderMismatch, EmbedderUnavailable
from index.openai_server import OpenAIServer

KEY = "sk-very-secret"
BRIDGE = "The council approved the harbour bridge."
CHESS = "Ivo Lind won the chess cup after 41 moves."


@pytest.fixture
def config(tmp_path, openai_server):
    return IndexConfig(
        home=tmp_path / "home",
        embedder="openai:first",
        openai_api_key=KEY,
        openai_base_url=openai_server.base_url,
    )


@pytest.fixture
def embedder(config):
    return open_embedder(config)


@pytest.fixture
def impatient(monkeypatch):
    """The client waits seconds before it asks again, here none."""
    monkeypatch.setattr("openai._base_client.SyncAPIClient._calculate_retry_timeout", lambda *_, **__: 0.0)


def complaint(ask):
    with pytest.raises(EmbedderUnavailable) as caught:
        ask()
    line = str(caught.value)
    assert "\n" not in line
    assert KEY not in line
    return line


def test_the_dimension_is_asked_of_a_server_whose_model_is_not_known(openai_server, embedder):
    assert embedder.dimension == openai_server.dimension
    assert openai_server.embedded == [["dimension"]]
    assert openai_server.received[0].headers["Authorization"] == f"Bearer {KEY}"


def test_opening_a_well_known_model_sends_nothing(openai_server, config):
    found = open_embedder(config.model_copy(update={"embedder": "openai:text-embedding-3-small"}))
    assert (found.name, found.dimension) == ("openai:text-embedding-3-small", 1536)
    assert openai_server.received == []


def test_a_dimension_in_the_name_is_asked_for_and_told_apart(openai_server, config):
    short = open_embedder(config.model_copy(update={"embedder": "openai:first@16"}))
    assert (short.name, short.dimension) == ("openai:first@16", 16)
    assert short.embed_query(BRIDGE).shape == (16,)
    assert openai_server.received[-1].body["dimensions"] == 16


def test_passages_and_their_sentences_go_in_one_request_and_come_back_in_order(openai_server, embedder):
    text = f"{BRIDGE} {CHESS}"
    spans = [Span(0, len(BRIDGE)), Span(len(BRIDGE) + 1, len(text))]
    both, chess = embedder.embed_passages([text, CHESS], [spans, []])
    assert openai_server.embedded[1:] == [[text, BRIDGE, CHESS]]
    assert both.sentences.shape == (2, openai_server.dimension)
    assert chess.sentences.shape == (0, openai_server.dimension)
    assert np.array_equal(both.sentences[1], chess.vector)
    assert np.array_equal(both.sentences[0], embedder.embed_query(BRIDGE))
    rows = np.vstack([both.vector, both.sentences, chess.vector])
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1, abs=1e-5)


def test_a_question_asked_twice_is_sent_once(openai_server, embedder):
    assert embedder.embed_query(CHESS) is embedder.embed_query(CHESS)
    assert openai_server.embedded[1:] == [[CHESS]]


def test_many_texts_go_in_several_requests_none_above_the_limit(openai_server, embedder):
    texts = [f"Sentence number {n} of a long report." for n in range(1300)]
    found = list(embedder.embed_passages(texts, [[]] * len(texts)))
    assert sorted(map(len, openai_server.embedded[1:])) == [276, 512, 512]
    assert np.array_equal(found[-1].vector, embedder.embed_query(texts[-1]))


def test_a_server_that_takes_fewer_texts_gets_fewer_from_then_on(openai_server, embedder):
    openai_server.most_texts = 32
    texts = [f"Sentence number {n} of a long report." for n in range(100)]
    found = list(embedder.embed_passages(texts, [[]] * len(texts)))
    assert [np.array_equal(each.vector, embedder.embed_query(text)) for each, text in zip(found, texts, strict=True)]
    before = len(openai_server.embedded)
    list(embedder.embed_passages([text.upper() for text in texts], [[]] * len(texts)))
    assert [len(batch) for batch in openai_server.embedded[before:]] == [25] * 4


def test_tokens_are_counted_and_what_a_question_has_beyond_the_window_is_not_sent(openai_server, embedder):
    assert embedder.count_tokens("hello world") == 2
    assert embedder.count_tokens("<|endoftext|> \ud83d") > 2
    assert embedder.count_tokens("a" * 200_000) > 10_000
    embedder.embed_query("word " * 800)
    assert embedder.count_tokens(openai_server.embedded[-1][0]) == embedder.window


def test_a_text_of_nothing_has_a_vector(openai_server, embedder):
    assert np.linalg.norm(embedder.embed_query("  ")) == pytest.approx(1)
    assert openai_server.embedded[-1] == ["-"]


def test_a_busy_server_is_asked_again(openai_server, embedder, impatient):
    openai_server.says(Failure(status=429), Failure(status=500), Reply())
    [found] = embedder.embed_passages([CHESS], [[]])
    assert np.linalg.norm(found.vector) == pytest.approx(1)
    assert len(openai_server.embedded) == 4


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (Failure(status=401, message=f"Incorrect API key: {KEY}"), r"refuses our key \(401\); set OPENAI_API_KEY"),
        (Failure(status=429), r"takes no more requests now \(429\)"),
        (Failure(status=503), r"failed \(503\)"),
        (Failure(status=400, message="input too long"), r"refuses the request \(400\): input too long"),
        (Failure(status=404), r"has no embedding model 'first' \(404\); set DATELINE_EMBEDDER"),
    ],
    ids=["key", "quota", "down", "refused", "model"],
)
def test_each_failure_is_one_line_that_names_the_server_and_not_the_key(
    openai_server, embedder, impatient, reply, told
):
    openai_server.says(reply)
    line = complaint(lambda: list(embedder.embed_passages([CHESS, BRIDGE], [[], []])))
    assert line.startswith(f"The model server at {openai_server.base_url[7:-3]} ")
    assert re.search(told, line)


def test_vectors_of_another_length_than_before_are_refused(openai_server, embedder):
    openai_server.dimension = 32
    assert "gave 'first' vectors of shape (1, 32) where (1, 64)" in complaint(lambda: embedder.embed_query(CHESS))


def test_a_server_that_is_not_there_is_named():
    server = OpenAIServer(KEY, "http://127.0.0.1:9/v1", 1.0)
    assert complaint(lambda: OpenAIEmbedder("first", server)).startswith("The model server at 127.0.0.1:9 cannot be")


def test_without_a_server_the_setting_to_make_is_named(tmp_path):
    line = complaint(lambda: open_embedder(IndexConfig(home=tmp_path, embedder="openai:first")))
    assert "set OPENAI_API_KEY or OPENAI_BASE_URL" in line


def test_a_collection_is_searched_with_the_embedder_that_filled_it_and_a_rebuild_changes_it(config, article):
    ours = config.model_copy(update={"embedder": "minilm"})
    question = "Who won the chess cup?"
    with Collection.open(ours) as collection:
        collection.add([article("bridge", BRIDGE), article("chess", CHESS)])
    with pytest.raises(EmbedderMismatch, match=r"all-MiniLM.*openai:first 1 \(64 dimensions\); run `dateline rebuild`"):
        Collection.open(config)
    with Collection.open(config, for_rebuild=True) as collection:
        collection.rebuild()
    with Collection.open(config) as collection:
        found = collection.search_dense(collection.embedder.embed_query(question), k=2)
        assert [hit.passage_id for hit in found] == ["chess#0", "bridge#0"]
        assert collection.indexed_sentences(["chess#0"])["chess#0"].vectors.shape == (1, 64)
    with pytest.raises(EmbedderMismatch, match=r"openai:first.*all-MiniLM.*run `dateline rebuild`"):
        Collection.open(ours)


def test_a_rebuild_with_a_wrong_key_takes_nothing_out(openai_server, config, article, impatient):
    ours = config.model_copy(update={"embedder": "minilm"})
    with Collection.open(ours) as collection:
        collection.add([article("chess", CHESS)])
    with Collection.open(config, for_rebuild=True) as collection:
        openai_server.says(Failure(status=401))
        complaint(collection.rebuild)
    with Collection.open(ours) as collection:
        assert collection.search_dense(collection.embedder.embed_query(CHESS), k=1)[0].passage_id == "chess#0"
