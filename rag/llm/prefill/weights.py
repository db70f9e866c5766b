"""A GGUF model's numbers, as 32-bit floats."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from gguf import GGMLQuantizationType, GGUFReader, quants
from typing_extensions import TypedDict

ARCHITECTURE = "qwen2"

Floats: TypeAlias = np.ndarray[Any, np.dtype[np.float32]]


def weights_path(graph: Path) -> Path:
    """Return where a graph's weights lie."""
    return graph.with_name(f"{graph.name}.weights")


def embeddings_path(graph: Path) -> Path:
    """Return where it is written in which place of the model its tokens' embeddings lie."""
    return graph.with_name("embeddings.json")


class Weights:
    """A GGUF model's numbers, each matrix as 32-bit floats when it is asked for."""

    def __init__(self, model: Path, adapter: Path | None = None) -> None:
        """Read what the files tell of themselves.

        Raises:
            OSError: A file cannot be read.
            ValueError: The model is of another architecture.
        """
        reader = GGUFReader(model)
        name = reader.fields["general.architecture"].contents()
        if name != ARCHITECTURE:
            raise ValueError(f"{model} is of the architecture {name}, wanted {ARCHITECTURE}")

        def told(key: str) -> float:
            return float(reader.fields[f"{ARCHITECTURE}.{key}"].contents())

        self.layers, self.width = int(told("block_count")), int(told("embedding_length"))
        self.heads, self.key_heads = int(told("attention.head_count")), int(told("attention.head_count_kv"))
        self.epsilon, self.base = told("attention.layer_norm_rms_epsilon"), told("rope.freq_base")
        self._tensors = {tensor.name: tensor for tensor in reader.tensors}
        self._added: Mapping[str, Floats] = {}
        if adapter is not None:
            learned = GGUFReader(adapter)
            self._added = {tensor.name: np.array(tensor.data, dtype=np.float32) for tensor in learned.tensors}
            self._alpha = float(learned.fields["adapter.lora.alpha"].contents())

    @property
    def head_width(self) -> int:
        """Numbers in a key, and in a value."""
        return self.width // self.heads

    def __getitem__(self, name: str) -> Floats:
        """Return an array of the model, a matrix in the shape (outputs, inputs), with what the adapter adds to it."""
        tensor = self._tensors[name]
        values = np.array(quants.dequantize(tensor.data, tensor.tensor_type), dtype=np.float32)
        if (down := self._added.get(f"{name}.lora_a")) is not None:
            values += self._added[f"{name}.lora_b"] @ down * np.float32(self._alpha / len(down))
        return values

    def place_of_embeddings(self) -> Place:
        """Return where the tokens' embeddings lie in the model's file."""
        tensor = self._tensors["token_embd.weight"]
        rows = len(tensor.data)
        return {
            "offset": int(tensor.data_offset),
            "rows": rows,
            "row_bytes": int(tensor.n_bytes) // rows,
            "kind": int(tensor.tensor_type),
        }


class Place(TypedDict):
    """Where a matrix lies in a GGUF file: at which byte, its rows and their bytes, and ggml's number for its kind."""

    offset: int
    rows: int
    row_bytes: int
    kind: int


class Embeddings:
    """The states that tokens begin with. Reading all that a GGUF file tells of itself takes a quarter of a minute."""

    def __init__(self, model: Path, place: Place) -> None:
        """Map them into memory.

        Raises:
            OSError: The file cannot be read.
        """
        shape = (place["rows"], place["row_bytes"])
        self._rows = np.memmap(model, np.uint8, "r", offset=place["offset"], shape=shape)
        self._kind = GGMLQuantizationType(place["kind"])

    def __getitem__(self, tokens: np.ndarray[Any, Any]) -> Floats:
        """Return them for some tokens, shape (tokens, width)."""
        return np.array(quants.dequantize(np.asarray(self._rows[tokens]), self._kind), dtype=np.float32)
