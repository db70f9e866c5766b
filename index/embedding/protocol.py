"""Text to vectors: the `Embedder` seam. `index.embedding.embedders` chooses what stands behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.articles import Span

FloatVector = NDArray[np.float32]
FloatMatrix = NDArray[np.float32]

LONGEST_QUESTION = 4096
"""Characters; a question is read up to here before it is cut into tokens, 256 of which are about 1,200."""

REMEMBERED_QUESTIONS = 64
"""A question is searched with, and then compared with sentences; what embeds it knows its vector the second time."""


@dataclass(frozen=True, slots=True)
class PassageVectors:
    """A passage's vector, shape (d,), and its sentences', shape (m, d); every row has length 1."""

    vector: FloatVector
    sentences: FloatMatrix


class Embedder(Protocol):
    """Turns text into vectors whose dot product is their cosine similarity.

    Attributes:
        name: What people call it, such as "all-MiniLM-L6-v2-news-int8".
        version: Tells two builds of one name apart; vectors of different versions must not be mixed.
        dimension: Length of each vector.
        window: Most tokens one passage may have, header and special tokens counted.
    """

    @property
    def name(self) -> str: ...  # noqa: D102 - described above
    @property
    def version(self) -> str: ...  # noqa: D102
    @property
    def dimension(self) -> int: ...  # noqa: D102
    @property
    def window(self) -> int: ...  # noqa: D102

    def count_tokens(self, text: str) -> int:
        """How many tokens of the window this text takes on its own, special tokens counted."""
        ...

    def embed_query(self, question: str) -> FloatVector:
        """The question's vector, shape (dimension,), of length 1."""
        ...

    def embed_passages(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> Iterator[PassageVectors]:
        """The vectors of each text, in order, one at a time.

        Args:
            texts: Header, newline, passage.
            spans: For each text, where its sentences stand in it.
        """
        ...


def unit(vectors: FloatVector) -> FloatVector:
    """The vector (d,), or each row of (n, d), divided by its length; one that is all zeros stays so."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    found: FloatVector = vectors / np.maximum(lengths, np.finfo(np.float32).tiny)
    return found
