"""BERT's encoder (Devlin et al. 2019, arXiv 1810.04805) as an ONNX graph, piece by piece, from named weights."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

# Padding is kept out of attention by adding this to its scores before the softmax, as BERT does.
MASKED = -10_000.0


class Graph:
    """Collects nodes and constants; `op` and `constant` return the name of what they made."""

    def __init__(self, weights: dict[str, np.ndarray[Any, Any]], *, epsilon: float) -> None:
        self.weights = weights
        self.epsilon = epsilon
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[str, onnx.TensorProto] = {}

    def op(self, kind: str, inputs: list[str], *, output: str = "", **attributes: Any) -> str:  # noqa: ANN401 - ONNX attributes are of any type
        """Add a node of a kind of ONNX's."""
        output = output or f"{kind}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output

    def constant(self, name: str, value: np.ndarray[Any, Any]) -> str:
        """Keep an array under a name."""
        self._constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def number(self, value: float) -> str:
        """Keep a number, float32."""
        return self.constant(f"number_{value}", np.array(value, dtype=np.float32).reshape(()))

    def axes(self, *axes: int) -> str:
        """Keep whole numbers, int64: axes, or a shape."""
        return self.constant(f"axes_{'_'.join(map(str, axes))}", np.array(axes, dtype=np.int64))

    def weight(self, name: str) -> str:
        """Keep one of the weights."""
        return self.constant(name, self.weights[name])

    def linear(self, states: str, name: str) -> str:
        """Add a linear layer of that name."""
        # Stored transposed, (out, in), as PyTorch keeps it; MatMul wants (in, out).
        matrix = self.constant(f"{name}.weight", self.weights[f"{name}.weight"].T)
        return self.op("Add", [self.op("MatMul", [states, matrix]), self.weight(f"{name}.bias")])

    def layer_norm(self, states: str, name: str) -> str:
        """Add a layer's normalisation of that name."""
        inputs = [states, self.weight(f"{name}.weight"), self.weight(f"{name}.bias")]
        return self.op("LayerNormalization", inputs, axis=-1, epsilon=self.epsilon)

    def model(self, name: str, *, inputs: Sequence[str], outputs: dict[str, tuple[str | int, ...]]) -> onnx.ModelProto:
        """The graph with its int64 inputs, each of shape (texts, tokens), and its float32 outputs with their shapes."""

        def value(name: str, kind: int, shape: Sequence[str | int]) -> onnx.ValueInfoProto:
            return helper.make_tensor_value_info(name, kind, shape)

        graph = helper.make_graph(
            self._nodes,
            name,
            [value(each, TensorProto.INT64, ("texts", "tokens")) for each in inputs],
            [value(each, TensorProto.FLOAT, shape) for each, shape in outputs.items()],
            list(self._constants.values()),
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        onnx.checker.check_model(model)
        return model


def write_in_8_bits(model: onnx.ModelProto, path: Path) -> None:
    """Write a graph with its matrices as 8-bit integers, one scale per output channel.

    Activations are quantised on the fly (onnxruntime's dynamic quantisation).
    """
    with tempfile.TemporaryDirectory() as folder:
        exact = Path(folder) / "exact.onnx"
        onnx.save(model, exact)
        quantize_dynamic(exact, path, weight_type=QuantType.QInt8, per_channel=True)


def first_tokens(graph: Graph, table: str) -> str:
    """The rows of a table of positions, shape (512, hidden), for as many tokens as `input_ids` has."""
    tokens = graph.op("Slice", [graph.op("Shape", ["input_ids"]), graph.axes(1), graph.axes(2), graph.axes(0)])
    return graph.op("Slice", [table, graph.axes(0), tokens, graph.axes(0)])


def attention_bias(graph: Graph, mask: str) -> str:
    """0 where attention may look, MASKED at padding; shape (texts, 1, 1, tokens)."""
    padding = graph.op("Sub", [graph.number(1.0), mask])
    return graph.op("Unsqueeze", [graph.op("Mul", [padding, graph.number(MASKED)]), graph.axes(1, 2)])


def attention(graph: Graph, states: str, bias: str, name: str, *, hidden: int, heads: int) -> str:
    """Multi-head attention of that name, with its residual and normalisation."""
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


def feed_forward(graph: Graph, states: str, name: str) -> str:
    """The two linear layers of that layer, with GELU between, their residual and normalisation."""
    wide = graph.linear(states, f"{name}.intermediate.dense")
    narrow = graph.linear(_gelu(graph, wide), f"{name}.output.dense")
    return graph.layer_norm(graph.op("Add", [narrow, states]), f"{name}.output.LayerNorm")


def _gelu(graph: Graph, values: str) -> str:
    """Returns x · ½ · (1 + erf(x / √2)), spelt so that onnxruntime recognises it and runs it as one step."""
    erf = graph.op("Erf", [graph.op("Div", [values, graph.number(2**0.5)])])
    return graph.op("Mul", [graph.op("Mul", [values, graph.op("Add", [erf, graph.number(1.0)])]), graph.number(0.5)])
