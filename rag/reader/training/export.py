"""Makes `rag/reader/model.onnx` from what `train` wrote: averaged, with MiniLM's word vectors, in 8-bit integers.

    python -m rag.reader.training.export MINILM WEIGHTS.safetensors [WEIGHTS.safetensors …]

Needs onnx and safetensors (`uv sync --group models`), no torch.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
from onnx import ModelProto, TensorProto
from safetensors.numpy import load_file

from index.minilm.bert import Graph, attention, attention_bias, feed_forward, first_tokens, write_in_8_bits
from rag.reader.read import MODEL

_HEADS = 12
_WORDS = "embeddings.word_embeddings.weight"


def export(minilm: Path, parts: list[Path], target: Path = MODEL) -> None:
    """Write the model."""
    weights = _averaged([load_file(path) for path in parts])
    weights[_WORDS] = load_file(minilm / "model.safetensors")[_WORDS].astype(np.float32)
    write_in_8_bits(graph_of(weights), target)


def graph_of(weights: dict[str, np.ndarray[Any, Any]]) -> ModelProto:
    """The 32-bit graph; its output `logits`, shape (texts, tokens, 2), are for an answer's first and last token."""
    graph = Graph(weights, epsilon=1e-12)
    mask = graph.op("Cast", ["attention_mask"], to=TensorProto.FLOAT)
    words = graph.op("Gather", [graph.weight(_WORDS), "input_ids"], axis=0)
    kinds = graph.op("Gather", [graph.weight("embeddings.token_type_embeddings.weight"), "token_type_ids"], axis=0)
    places = first_tokens(graph, graph.weight("embeddings.position_embeddings.weight"))
    tokens = graph.op("Add", [graph.op("Add", [words, kinds]), places])
    states = graph.layer_norm(tokens, "embeddings.LayerNorm")
    bias = attention_bias(graph, mask)
    hidden = weights[_WORDS].shape[1]
    for layer in range(sum(name.endswith("attention.self.query.bias") for name in weights)):
        name = f"encoder.layer.{layer}"
        attended = attention(graph, states, bias, f"{name}.attention", hidden=hidden, heads=_HEADS)
        states = feed_forward(graph, attended, name)
    head = graph.constant("head.weight", weights["head.weight"].T)
    graph.op("Add", [graph.op("MatMul", [states, head]), graph.weight("head.bias")], output="logits")
    return graph.model(
        "reader",
        inputs=("input_ids", "attention_mask", "token_type_ids"),
        outputs={"logits": ("texts", "tokens", 2)},
    )


def _averaged(parts: list[dict[str, np.ndarray[Any, Any]]]) -> dict[str, np.ndarray[Any, Any]]:
    return {
        name.removeprefix("bert."): np.mean([part[name].astype(np.float32) for part in parts], axis=0)
        for name in parts[0]
    }


if __name__ == "__main__":
    export(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
