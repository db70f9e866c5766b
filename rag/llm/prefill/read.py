"""Reads a prompt's tokens with the model's graph, from where another prompt's reading is the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from rag.llm.prefill.slot import Read
from rag.llm.prefill.weights import Embeddings, embeddings_path

AT_ONCE = 128
"""Tokens read together: more do not fit the processor's caches, fewer are multiplied less well."""


class Reader:
    """The graph, loaded; reads for one caller at a time."""

    def __init__(self, graph: Path, model: Path, *, threads: int) -> None:
        """Load it, in a second or two.

        Args:
            graph: What `graph.build` made of the model.
            model: The model's GGUF file, which has the tokens' embeddings.
            threads: Processor threads.

        Raises:
            OSError: A file cannot be read.
            Exception: Whatever ONNX Runtime raises for a graph that it cannot load; it has no common class for it.
        """
        self._embeddings = Embeddings(model, json.loads(embeddings_path(graph).read_text(encoding="utf-8")))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.enable_mem_pattern = False  # each length is a new shape
        # Between readings the processor is llama.cpp's: threads that spin while they wait would take it from its own.
        options.add_session_config_entry("session.force_spinning_stop", "1")
        self._session = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
        self._names = [output.name for output in self._session.get_outputs()]
        self._layers = len(self._names) // 2
        [shape] = [given.shape for given in self._session.get_inputs() if given.name == "past_keys.0"]
        self._key_heads, self._head_width = shape[1], shape[3]

    def read(self, tokens: Sequence[int], known: Read, stopped: Callable[[], bool]) -> Read | None:
        """Return what the model makes of a prompt; None: it was told to stop.

        Args:
            tokens: The prompt's.
            known: What was read before, whose tokens are the prompt's first.
            stopped: Asked between the pieces of `AT_ONCE` tokens that are read.
        """
        past = {
            f"past_{name}.{layer}": self._heads(of_layer)
            for name, halves in (("keys", known.keys), ("values", known.values))
            for layer, of_layer in enumerate(halves)
        }
        new = np.array(tokens[len(known.tokens) :], dtype=np.int64)
        count = len(known.tokens)
        for piece in np.array_split(new, -(-len(new) // AT_ONCE)):
            if stopped():
                return None
            count += len(piece)
            made = self._session.run(
                self._names,
                {
                    "states": self._embeddings[piece][None],
                    "last": np.array([count - 1], dtype=np.int32),
                    "count": np.array(count, dtype=np.int32),
                    **past,
                },
            )
            past = {f"past_{name}": array for name, array in zip(self._names, made, strict=True)}
        keys, values = (
            np.stack([self._row(past[f"past_{name}.{layer}"]) for layer in range(self._layers)])
            for name in ("keys", "values")
        )
        return Read(tuple(tokens), keys, values)

    def _heads(self, rows: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """Return a layer's keys or values, (tokens, all), as (1, key heads, tokens, head width)."""
        apart = rows.astype(np.float32).reshape(len(rows), self._key_heads, self._head_width)
        return np.ascontiguousarray(apart.transpose(1, 0, 2))[None]

    def _row(self, heads: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """Return them as llama.cpp has them."""
        rows: np.ndarray[Any, Any] = heads[0].transpose(1, 0, 2).reshape(heads.shape[2], -1)
        return rows.astype(np.float16)
