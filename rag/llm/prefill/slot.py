"""The file in which llama.cpp keeps what a slot of its server has read: tokens, then each layer's keys and values.

The layout is that of `llama_state_seq_save_file` (session version 4) around the server's own list of tokens, little
endian. It is llama.cpp's own and no promise: whoever reads another version gets an error, and does without.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

_MAGIC, _VERSION = 0x67677371, 4  # "ggsq"
_TOKENS_BEFORE = (-1, 1)  # what the server's list of tokens begins with; its length follows, and a 0 ends it
_HALF = 1  # ggml's number for 16-bit floats
_HEAD, _SHAPE, _LAYER = struct.Struct("<3I"), struct.Struct("<4I"), struct.Struct("<iQ")
_CELLS = struct.Struct("<2I")
_ONE_SEQUENCE = 1

Halves: TypeAlias = np.ndarray[Any, np.dtype[np.float16]]


class SlotUnreadable(ValueError):
    """A slot's file is not laid out as we know it."""


@dataclass(frozen=True, slots=True)
class Read:
    """What a model made of a prompt's first tokens.

    `keys` (turned to their positions) and `values`, 16-bit floats of shape (layers, tokens, key heads x head width).
    """

    tokens: tuple[int, ...]
    keys: Halves
    values: Halves

    def shared(self, tokens: Sequence[int]) -> int:
        """Return how many tokens it and a prompt begin with in common."""
        count = 0
        for ours, theirs in zip(self.tokens, tokens, strict=False):
            if ours != theirs:
                break
            count += 1
        return count

    def first(self, count: int) -> Read:
        """Return what was made of the first `count` tokens."""
        return Read(self.tokens[:count], self.keys[:, :count], self.values[:, :count])


def load(path: Path) -> Read:
    """Return what a file of llama.cpp's holds.

    Raises:
        OSError: It cannot be read.
        SlotUnreadable: It has another layout: another llama.cpp, or keys and values that are no 16-bit floats.
    """
    data = path.read_bytes()
    try:
        return _parsed(data)
    except (struct.error, ValueError) as error:
        raise SlotUnreadable(f"{path} is no slot of the llama.cpp we know: {error}") from error


def _parsed(data: bytes) -> Read:
    magic, version, length = _HEAD.unpack_from(data)
    at = _HEAD.size
    listed = np.frombuffer(data, "<i4", length, at)
    at += listed.nbytes
    count = int(listed[len(_TOKENS_BEFORE)])
    tokens = listed[len(_TOKENS_BEFORE) + 1 : -1]
    streams, cells = _CELLS.unpack_from(data, at)
    at += _CELLS.size
    places = np.frombuffer(data, "<u4", 3 * cells, at).reshape(cells, 3)
    at += places.nbytes
    turned_values, layers, *none = _SHAPE.unpack_from(data, at)
    at += _SHAPE.size
    known = (magic, version, *listed[: len(_TOKENS_BEFORE)], streams, turned_values, *none)
    if known != (_MAGIC, _VERSION, *_TOKENS_BEFORE, 1, 0, 0, 0) or not count == len(tokens) == cells:
        raise ValueError("another version")
    if not np.array_equal(places, _places(cells)):
        raise ValueError("tokens out of order")
    halves = []
    for _ in range(2 * layers):
        kind, row = _LAYER.unpack_from(data, at)
        if kind != _HALF:
            raise ValueError("keys or values that are no 16-bit floats")
        at += _LAYER.size
        halves.append(np.frombuffer(data, "<f2", cells * row // 2, at).reshape(cells, row // 2))
        at += halves[-1].nbytes
    if at != len(data):
        raise ValueError("more than keys and values")
    return Read(tuple(tokens.tolist()), np.stack(halves[:layers]), np.stack(halves[layers:]))


def save(read: Read, path: Path) -> None:
    """Write a file that llama.cpp's server restores a slot from.

    Raises:
        OSError: It cannot be written.
    """
    layers, count, width = read.keys.shape
    listed = np.array([*_TOKENS_BEFORE, count, *read.tokens, 0], dtype="<i4")
    with path.open("wb") as file:
        file.write(_HEAD.pack(_MAGIC, _VERSION, len(listed)))
        file.write(listed.tobytes())
        file.write(_CELLS.pack(1, count))
        file.write(_places(count).tobytes())
        file.write(_SHAPE.pack(0, layers, 0, 0))
        for of_layer in (*read.keys, *read.values):
            file.write(_LAYER.pack(_HALF, 2 * width))
            file.write(np.ascontiguousarray(of_layer, dtype="<f2").tobytes())


def _places(count: int) -> np.ndarray[Any, np.dtype[np.uint32]]:
    """Return each token's position, how many sequences it belongs to, and which; shape (tokens, 3)."""
    places = np.zeros((count, 3), dtype="<u4")
    places[:, 0] = np.arange(count)
    places[:, 1] = _ONE_SEQUENCE
    return places
