"""Folders with a model: copies of the shipped one, with the files that say how it works changed."""

import json

import numpy as np
import pytest

from index import minilm
from index.articles import Span
from index.collection import Collection
from index.config import IndexConfig
from index.embedding.embedders import open_embedder
from index.embedding.model_folder import Pooling, read_folder
from index.errors import EmbedderMismatch, EmbedderUnavailable

BRIDGE = "The council approved the harbour bridge."
CHESS = "Ivo Lind won the chess cup after 41 moves."
TEXT = f"{BRIDGE} {CHESS}"
SPANS = [Span(0, len(BRIDGE)), Span(len(BRIDGE) + 1, len(TEXT))]


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "news-model"
    made.mkdir()
    (made / "model.onnx").write_bytes(minilm.MODEL.read_bytes())
    (made / "tokenizer.json").write_bytes(minilm.TOKENIZER.read_bytes())
    return made


@pytest.fixture
def says(folder):
    """Writes a JSON file of the folder."""

    def write(name, value):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(value), encoding="utf-8")

    return write


@pytest.fixture
def without_pooled_output(folder):
    """Gives the graph's own text vector a name that nobody looks for, of the same length."""
    path = folder / "model.onnx"
    path.write_bytes(path.read_bytes().replace(b"\x09embedding", b"\x09something"))


def opened(folder):
    return open_embedder(IndexConfig(embedder=str(folder), threads=1))


def passage(embedder, text=TEXT, spans=SPANS):
    [found] = embedder.embed_passages([text], [spans])
    return found


def complaint(folder):
    with pytest.raises(EmbedderUnavailable) as caught:
        opened(folder)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_copy_of_the_shipped_model_gives_its_vectors(folder, says, embedder):
    says("1_Pooling/config.json", {"word_embedding_dimension": 384, "pooling_mode_mean_tokens": True})
    copy = opened(folder)
    assert (copy.name, copy.dimension, copy.window) == ("news-model", 384, 256)
    assert np.allclose(passage(copy).vector, passage(embedder).vector, atol=1e-6)
    assert np.allclose(passage(copy).sentences, passage(embedder).sentences, atol=1e-6)
    assert np.allclose(copy.embed_query(CHESS), embedder.embed_query(CHESS), atol=1e-6)


def test_the_shipped_model_gives_its_vectors_on_a_processor_where_sums_of_bytes_may_overflow(embedder):
    vector = embedder.embed_query("Who took over command of the NATO mission in July 2025?")
    known = [-0.0397, -0.0043, -0.0099, 0.0435, -0.0017, -0.0589, -0.0500, -0.0694]
    # Where the sums overflow, as they may on x86 without VNNI, three of these are off by .006 to .010.
    assert vector[:8] == pytest.approx(known, abs=5e-3)


@pytest.mark.usefixtures("without_pooled_output")
def test_a_graph_without_a_vector_of_the_text_is_pooled_by_the_mean(folder, embedder):
    copy = opened(folder)
    assert np.allclose(passage(copy).vector, passage(embedder).vector, atol=1e-5)
    assert np.allclose(passage(copy).sentences, passage(embedder).sentences, atol=1e-5)


@pytest.mark.usefixtures("without_pooled_output")
@pytest.mark.parametrize("mode", ["cls_token", "max_tokens", "lasttoken"])
def test_a_model_that_pools_in_another_way_has_its_sentences_run_by_themselves(folder, says, mode):
    says("1_Pooling/config.json", {f"pooling_mode_{mode}": True, "pooling_mode_mean_tokens": False})
    found = opened(folder)
    whole = passage(found)
    assert np.array_equal(whole.vector, found.embed_query(TEXT))
    assert np.array_equal(whole.sentences, np.stack([found.embed_query(BRIDGE), found.embed_query(CHESS)]))
    assert np.linalg.norm(whole.vector) == pytest.approx(1, abs=1e-5)


def test_each_way_of_pooling_gives_vectors_of_its_own(folder, says, without_pooled_output):
    found = []
    for mode in Pooling:
        says("1_Pooling/config.json", {"pooling_mode": str(mode)})
        found.append(opened(folder).embed_query(CHESS))
    likeness = np.array(found) @ np.array(found).T
    assert (likeness[~np.eye(len(found), dtype=bool)] < 0.99).all()


def test_prompts_are_put_before_questions_and_passages_and_counted(folder, says, embedder):
    says("config_sentence_transformers.json", {"prompts": {"query": "query: ", "passage": "passage: "}})
    says("1_Pooling/config.json", {"pooling_mode": "mean"})
    found = opened(folder)
    assert np.allclose(found.embed_query(CHESS), embedder.embed_query(f"query: {CHESS}"), atol=1e-6)
    shifted = [Span(start + 9, end + 9) for start, end in SPANS]
    expected = passage(embedder, f"passage: {TEXT}", shifted)
    assert np.allclose(passage(found).vector, expected.vector, atol=1e-6)
    assert np.allclose(passage(found).sentences, expected.sentences, atol=1e-6)
    assert found.count_tokens(CHESS) == embedder.count_tokens(CHESS) + 2


def test_the_window_is_the_smallest_that_is_told_and_256_at_most(folder, says):
    says("tokenizer_config.json", {"model_max_length": 1e30})
    says("config.json", {"max_position_embeddings": 512})
    assert read_folder(folder).window == 256
    says("sentence_bert_config.json", {"max_seq_length": 32})
    found = opened(folder)
    assert found.window == 32
    assert np.array_equal(found.embed_query("word " * 30), found.embed_query("word " * 60))


def test_the_version_changes_with_anything_that_vectors_hang_on(folder, says):
    versions = [read_folder(folder).version]
    says("config_sentence_transformers.json", {"prompts": {"query": "query: "}})
    versions.append(read_folder(folder).version)
    says("1_Pooling/config.json", {"pooling_mode": "cls"})
    versions.append(read_folder(folder).version)
    (folder / "model.onnx").write_bytes(b"other weights")
    versions.append(read_folder(folder).version)
    assert len(set(versions)) == 4
    assert read_folder(folder).version == versions[-1]


def test_the_layout_of_a_published_repository_is_found(folder):
    (folder / "onnx").mkdir()
    (folder / "model.onnx").rename(folder / "onnx" / "model.onnx")
    assert opened(folder).dimension == 384


@pytest.mark.parametrize(
    ("file", "content", "told"),
    [
        ("model.onnx", None, "holds no model.onnx"),
        ("tokenizer.json", None, "holds no tokenizer.json"),
        ("model.onnx", "not a model", "cannot be loaded"),
        ("tokenizer.json", "{}", "cannot be loaded"),
        ("1_Pooling/config.json", "{", "cannot be read"),
        ("1_Pooling/config.json", "[]", "holds no JSON object"),
        ("1_Pooling/config.json", '{"pooling_mode": "weightedmean"}', "pools by weightedmean, which is not supported"),
        ("1_Pooling/config.json", '{"pooling_mode": ["mean", "cls"]}', "pools by mean and cls"),
        ("1_Pooling/config.json", '{"pooling_mode": "mean", "include_prompt": false}', "leaves its prompt out"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_folder_that_cannot_be_used_says_what_is_wrong_with_it(folder, file, content, told):
    path = folder / file
    path.parent.mkdir(exist_ok=True)
    if content is None:
        path.unlink()
    else:
        path.write_text(content, encoding="utf-8")
    assert told in complaint(folder)


@pytest.mark.usefixtures("without_pooled_output")
def test_a_layer_after_pooling_must_be_in_the_graph(folder, says):
    says("modules.json", [{"type": "sentence_transformers.models.Dense"}])
    assert "with the layer after pooling in the graph" in complaint(folder)


def test_a_collection_of_another_embedder_is_refused_and_rebuilt(tmp_path, folder, article):
    ours = IndexConfig(home=tmp_path / "home", threads=1)
    theirs = ours.model_copy(update={"embedder": str(folder)})
    with Collection.open(ours) as collection:
        collection.add([article("bridge", BRIDGE), article("chess", CHESS)])
    with pytest.raises(EmbedderMismatch, match=r"news-model .* \(384 dimensions\); run `dateline rebuild`"):
        Collection.open(theirs)
    with Collection.open(theirs, for_rebuild=True) as collection:
        collection.rebuild()
    with Collection.open(theirs) as collection:
        found = collection.search_dense(collection.embedder.embed_query("Who won at chess?"), k=2)
        assert [hit.passage_id for hit in found] == ["chess#0", "bridge#0"]
