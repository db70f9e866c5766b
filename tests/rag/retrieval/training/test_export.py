"""The shipped weights: half way from the official to the trained ones, word vectors as they were, and nothing else."""

import json

import numpy as np
import pytest

from rag.retrieval.training.export import averaged, export

WORDS = "embeddings.word_embeddings.weight"
LAYER = "encoder.layer.0.output.dense.weight"
NORM = "embeddings.LayerNorm.bias"


@pytest.fixture
def official():
    return {
        WORDS: np.array([[1.0, 2.0]], np.float32),
        NORM: np.array([0.5], np.float32),
        LAYER: np.array([[1.0, -1.0], [0.0, 4.0]], np.float32),
        "embeddings.position_ids": np.arange(3),
        "pooler.dense.weight": np.array([9.0], np.float32),
    }


@pytest.fixture
def trained():
    return {NORM: np.array([1.5], np.float16), LAYER: np.array([[2.0, -1.0], [1.0, 0.0]], np.float16)}


def test_what_was_trained_is_half_way_in_32_bits(official, trained):
    weights = averaged(official, trained)
    assert weights[NORM].tolist() == [1.0]
    assert weights[LAYER].tolist() == [[1.5, -1.0], [0.5, 2.0]]
    assert weights[NORM].dtype == weights[LAYER].dtype == np.float32


def test_what_was_not_trained_is_official(official, trained):
    weights = averaged(official, trained)
    assert weights.keys() == official.keys()
    for name in official.keys() - trained.keys():
        assert weights[name] is official[name]


@pytest.mark.parametrize("name", [NORM, LAYER])
def test_weights_that_lack_one_are_refused(official, trained, name):
    del trained[name]
    with pytest.raises(ValueError, match=f"do not fit.*{name}"):
        averaged(official, trained)


@pytest.mark.parametrize("name", ["encoder.layer.1.output.dense.weight", WORDS])
def test_weights_with_one_more_are_refused(official, trained, name):
    trained[name] = np.zeros((1, 2), np.float16)
    with pytest.raises(ValueError, match=f"do not fit.*{name}"):
        averaged(official, trained)


def test_weights_of_another_shape_are_refused(official, trained):
    trained[NORM] = np.zeros(2, np.float16)
    with pytest.raises(ValueError, match=r"LayerNorm.bias has shape \(2,\), wanted \(1,\)"):
        averaged(official, trained)


def test_other_weights_than_the_official_ones_are_refused_and_nothing_is_written(official, trained, tmp_path):
    numpy = pytest.importorskip("safetensors.numpy")
    numpy.save_file(official, tmp_path / "model.safetensors")
    numpy.save_file(trained, tmp_path / "trained.safetensors")
    (tmp_path / "config.json").write_text(json.dumps({}), encoding="utf-8")
    with pytest.raises(ValueError, match="not the official file"):
        export(tmp_path, tmp_path / "trained.safetensors", tmp_path / "model.onnx")
    assert not (tmp_path / "model.onnx").exists()
