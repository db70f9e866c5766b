"""Makes a GGUF model's layers into an ONNX graph with 8-bit weights, which reads a prompt's tokens and writes nothing.

    python -m rag.llm.prefill.graph MODEL.gguf OUT.onnx [ADAPTER.gguf]   # a minute for 1.5 billion weights

Qwen2 (arXiv 2407.10671), as llama.cpp runs it: RMSNorm, rotary positions, grouped queries, gated feed-forward. What an
adapter adds is added to the weights. A matrix has one scale for each output, a token's states have one for each token,
as W8A8 has it (SmoothQuant, arXiv 2211.10438); products are whole numbers, everything between them 32-bit floats.
The last layer stops at its keys and values, which are all that is wanted of it.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from rag.llm.prefill.weights import Floats, Weights, embeddings_path, weights_path

PLACES = 8192  # positions that are turned; no prompt of ours is longer

_CONTRIBUTED = "com.microsoft"  # ONNX Runtime's own operators
_MOST = 127  # of an 8-bit number with a sign
_MIDDLE = 128  # of one without
_LEAST = 1e-8  # of a token's largest state, which is divided by
_ALIGNED = 4096  # bytes: weights are mapped into memory, not read
_INLINE = 4096  # bytes below which an array stands in the graph itself


def build(model: Path, out: Path, adapter: Path | None = None) -> None:
    """Write the graph to `out`, and beside it its weights (`out` with `.weights`) and where the embeddings are.

    Inputs: `states` (1, tokens, width), the tokens' embeddings; `past_keys.N` and `past_values.N`
    (1, key heads, past, head width) of each layer; `last` (1), int32, the place of the last token; `count`, int32, how
    many tokens there are with those of the past. Outputs: `keys.N` and `values.N` (1, key heads, count, head width).

    Raises:
        OSError: A file cannot be read or written.
        ValueError: The model is of another architecture.
    """
    weights = Weights(model, adapter)
    with weights_path(out).open("wb") as file:
        graph = _Graph(file, weights_path(out).name)
        states = "states"
        for layer in range(weights.layers):
            attended = _attention(graph, weights, layer, states)
            if layer < weights.layers - 1:
                states = graph.op("Add", [states, _projected(graph, attended, weights, f"blk.{layer}.attn_output")])
                states = graph.op("Add", [states, _feed_forward(graph, weights, layer, states)])
        onnx.save_model(graph.model(weights), out)
    embeddings_path(out).write_text(json.dumps(weights.place_of_embeddings()), encoding="utf-8")


class _Graph:
    """Collects nodes and constants; `op` and `constant` return the name of what they made."""

    def __init__(self, file: Any, location: str) -> None:  # noqa: ANN401 - any binary file
        self._file, self._location = file, location
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[str, onnx.TensorProto] = {}

    def op(self, kind: str, inputs: list[str], *, outputs: list[str] | None = None, **attributes: Any) -> str:  # noqa: ANN401 - ONNX attributes are of any type
        outputs = outputs or [f"{kind}_{len(self._nodes)}"]
        self._nodes.append(helper.make_node(kind, inputs, outputs, name=outputs[0], **attributes))
        return outputs[0]

    def constant(self, name: str, value: np.ndarray[Any, Any]) -> str:
        """Keep an array under a name, in the file beside the graph unless it is short."""
        value = np.ascontiguousarray(value)
        if value.nbytes < _INLINE:
            self._constants[name] = numpy_helper.from_array(value, name)
            return name
        self._file.write(bytes(-self._file.tell() % _ALIGNED))
        kept = TensorProto(
            name=name,
            data_type=helper.np_dtype_to_tensor_dtype(value.dtype),
            dims=value.shape,
            data_location=TensorProto.EXTERNAL,
        )
        place = {"location": self._location, "offset": self._file.tell(), "length": value.nbytes}
        for key, told in place.items():
            kept.external_data.add(key=key, value=str(told))
        self._file.write(value.tobytes())
        self._constants[name] = kept
        return name

    def number(self, value: float, kind: type[np.generic] = np.float32) -> str:
        return self.constant(f"{kind.__name__}_{value}", np.array(value, dtype=kind))

    def model(self, weights: Weights) -> onnx.ModelProto:
        def value(name: str, kind: int, shape: tuple[str | int, ...]) -> onnx.ValueInfoProto:
            return helper.make_tensor_value_info(name, kind, shape)

        def of_layers(names: tuple[str, str], tokens: str) -> list[onnx.ValueInfoProto]:
            shape = (1, weights.key_heads, tokens, weights.head_width)
            return [
                value(f"{name}.{layer}", TensorProto.FLOAT, shape) for layer in range(weights.layers) for name in names
            ]

        graph = helper.make_graph(
            self._nodes,
            "prefill",
            [
                value("states", TensorProto.FLOAT, (1, "tokens", weights.width)),
                value("last", TensorProto.INT32, (1,)),
                value("count", TensorProto.INT32, ()),
                *of_layers(("past_keys", "past_values"), "past"),
            ],
            of_layers(("keys", "values"), "count"),
            list(self._constants.values()),
        )
        opsets = [helper.make_opsetid("", 21), helper.make_opsetid(_CONTRIBUTED, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=10)


def _attention(graph: _Graph, weights: Weights, layer: int, states: str) -> str:
    """Return the heads' outputs of a layer; its keys and values are the graph's."""
    name = f"blk.{layer}.attn"
    parts = [f"{name}_{part}" for part in "qkv"]
    whole, scale = _in_8_bits(graph, _normed(graph, weights, f"{name}_norm", states))
    product = graph.op(
        "Mul", [_product(graph, whole, name, np.concatenate([weights[f"{part}.weight"] for part in parts])), scale]
    )
    bias = graph.constant(f"{name}.bias", np.concatenate([weights[f"{part}.bias"] for part in parts]))
    turns = np.arange(PLACES)[:, None] / weights.base ** (np.arange(0, weights.head_width, 2) / weights.head_width)
    return graph.op(
        "GroupQueryAttention",
        [
            graph.op("Add", [product, bias]),
            "",
            "",
            f"past_keys.{layer}",
            f"past_values.{layer}",
            "last",
            "count",
            graph.constant("cosines", np.cos(turns).astype(np.float32)) if not layer else "cosines",
            graph.constant("sines", np.sin(turns).astype(np.float32)) if not layer else "sines",
        ],
        outputs=[f"attended.{layer}", f"keys.{layer}", f"values.{layer}"],
        domain=_CONTRIBUTED,
        num_heads=weights.heads,
        kv_num_heads=weights.key_heads,
        do_rotary=1,
    )


def _feed_forward(graph: _Graph, weights: Weights, layer: int, states: str) -> str:
    name = f"blk.{layer}.ffn"
    whole, scale = _in_8_bits(graph, _normed(graph, weights, f"{name}_norm", states))
    gate = graph.op("Mul", [_product(graph, whole, f"{name}_gate", weights[f"{name}_gate.weight"]), scale])
    open_ = graph.op("QuickGelu", [gate], domain=_CONTRIBUTED, alpha=1.0)  # with 1 for alpha it is SiLU
    # A token's scale is one for all that follows, so it is left out here and comes back in the end.
    up = _product(graph, whole, f"{name}_up", weights[f"{name}_up.weight"])
    whole, own = _in_8_bits(graph, graph.op("Mul", [open_, up]))
    down = _product(graph, whole, f"{name}_down", weights[f"{name}_down.weight"])
    return graph.op("Mul", [down, graph.op("Mul", [own, scale])])


def _projected(graph: _Graph, states: str, weights: Weights, name: str) -> str:
    whole, scale = _in_8_bits(graph, states)
    return graph.op("Mul", [_product(graph, whole, name, weights[f"{name}.weight"]), scale])


def _normed(graph: _Graph, weights: Weights, name: str, states: str) -> str:
    gain = graph.constant(name, weights[f"{name}.weight"])
    return graph.op("SimplifiedLayerNormalization", [states, gain], axis=-1, epsilon=weights.epsilon)


def _in_8_bits(graph: _Graph, states: str) -> tuple[str, str]:
    """Return states as whole numbers around the middle of 8 bits, and each token's scale."""
    largest = graph.op(
        "ReduceMax", [graph.op("Abs", [states]), graph.constant("last_axis", np.array([-1]))], keepdims=1
    )
    scale = graph.op("Mul", [graph.op("Max", [largest, graph.number(_LEAST)]), graph.number(1 / _MOST)])
    middle = graph.number(_MIDDLE, np.uint8)
    return graph.op("QuantizeLinear", [graph.op("Div", [states, scale]), graph.number(1.0), middle]), scale


def _product(graph: _Graph, whole: str, name: str, matrix: Floats) -> str:
    """Return what a matrix of shape (outputs, inputs) makes of 8-bit states, but for the tokens' scales."""
    scales = np.abs(matrix).max(axis=1) / _MOST
    rounded = np.rint(matrix / scales[:, None]).astype(np.int8)
    # On x86 without VNNI, sums of two products may overflow 16 bits. Weights without a sign would not, and take 1.4
    # times as long; of the 1.5B's values, 9.4 % off as they are rounded to 8 bits, overflow makes 9.7 %.
    return graph.op(
        "MatMulIntegerToFloat",
        [
            whole,
            graph.constant(f"{name}.matrix", rounded.T),
            graph.number(1.0),
            graph.constant(f"{name}.scales", scales),
            graph.number(_MIDDLE, np.uint8),
            graph.number(0, np.int8),
        ],
        domain=_CONTRIBUTED,
    )


if __name__ == "__main__":
    if hasattr(os, "nice"):
        os.nice(10)  # whoever asks meanwhile comes first
    build(*(Path(argument) for argument in sys.argv[1:]))
