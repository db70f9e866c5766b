"""Text to vectors: the `Embedder` seam, the embedder shipped with Dateline, and the choice between embedders.

One pass over a passage gives its own vector and one for each of its sentences. A sentence's vector is the mean of
the passage's token vectors over that sentence ("late chunking", Günther et al. 2024, arXiv 2409.04701): it costs
nothing more, and a sentence that says "he" is read with the name before it in view.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from index import minilm
from index.articles import Span
from index.config import IndexConfig
from index.errors import EmbedderUnavailable

if TYPE_CHECKING:
    from tokenizers import Encoding

FloatVector = NDArray[np.float32]
FloatMatrix = NDArray[np.float32]

# A question is read up to here before it is cut into tokens; 256 tokens of English are about 1,200 characters.
LONGEST_QUESTION = 4096


@dataclass(frozen=True, slots=True)
class PassageVectors:
    """A passage's vector, shape (d,), and its sentences', shape (m, d); every row has length 1."""

    vector: FloatVector
    sentences: FloatMatrix


class Embedder(Protocol):
    """Turns text into vectors whose dot product is their cosine similarity.

    Attributes:
        name: What people call it, such as "all-MiniLM-L6-v2-int8".
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


class MiniLMEmbedder:
    """all-MiniLM-L6-v2 with 8-bit weights on onnxruntime; ships with Dateline and needs no network.

    Texts are run one at a time, each on one processor, several side by side. Activations are quantised with one scale
    for everything in a run, so in a batch a text's vector would depend on its neighbours (64 news passages: cosine to
    itself .994 on average, .985 at worst); alone it is the same every time, and needs no padding. Batches of 4 or 16
    were not faster, and several processors on one text were slower than each on its own.
    """

    name = "all-MiniLM-L6-v2-int8"
    dimension = 384
    window = 256

    def __init__(self, *, threads: int, model: Path = minilm.MODEL, tokenizer: Path = minilm.TOKENIZER) -> None:
        # Here and not above: whoever only needs the types above need not wait for them to load.
        import onnxruntime  # noqa: PLC0415
        from tokenizers import Tokenizer  # noqa: PLC0415

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        # Every length is a new shape; remembering a memory plan for each would only grow.
        options.enable_mem_pattern = False
        try:
            weights = model.read_bytes()
            self._session = onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
            self._counter = Tokenizer.from_file(str(tokenizer))
            self._tokenizer = Tokenizer.from_file(str(tokenizer))
        except Exception as error:  # both libraries raise classes of their own for an unreadable file
            raise EmbedderUnavailable(
                f"the embedder's files in {model.parent} cannot be loaded ({_first_line(error)}); "
                "install dateline again"
            ) from error
        self._threads = threads
        self.version = hashlib.sha256(weights).hexdigest()[:12]
        # The published tokenizer.json pads to and cuts at 128, a setting of its training script.
        for each in (self._counter, self._tokenizer):
            each.no_padding()
            each.no_truncation()
        self._tokenizer.enable_truncation(self.window)

    def count_tokens(self, text: str) -> int:
        """How many tokens of the window this text takes on its own, special tokens counted."""
        return len(self._counter.encode_batch_fast([_encodable(text)])[0])

    def embed_query(self, question: str) -> FloatVector:
        """The question's vector, shape (384,), of length 1; what goes beyond 256 tokens is not read."""
        vector, _ = self._run(self._tokenizer.encode(_encodable(question[:LONGEST_QUESTION])))
        return vector

    def embed_passages(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> Iterator[PassageVectors]:
        """The vectors of each text, in order, one at a time; what goes beyond 256 tokens is not read.

        A sentence without a token of its own (cut off, or only white space) gets its passage's vector.
        """
        with ThreadPoolExecutor(self._threads) as threads:
            yield from threads.map(self._embed_passage, texts, spans)

    def _embed_passage(self, text: str, sentences: Sequence[Span]) -> PassageVectors:
        encoding = self._tokenizer.encode(_encodable(text))
        vector, states = self._run(encoding)
        return PassageVectors(vector, _sentence_vectors(vector, states, encoding.offsets, sentences))

    def _run(self, encoding: Encoding) -> tuple[FloatVector, FloatMatrix]:
        """The text's vector (d,) and its tokens' (tokens, d)."""
        ids = np.array([encoding.ids], dtype=np.int64)
        embedding, states = self._session.run(
            ["embedding", "last_hidden_state"], {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        )
        return embedding[0], states[0]


def open_embedder(config: IndexConfig) -> Embedder:
    """The embedder that `config.embedder` names.

    Raises:
        EmbedderUnavailable: There is none of that name, or its files cannot be loaded.
    """
    match config.embedder:
        case "minilm":
            return MiniLMEmbedder(threads=config.threads)
        case unknown:
            raise EmbedderUnavailable(
                f'there is no embedder "{unknown}"; available is "minilm" (set DATELINE_EMBEDDER or leave it out)'
            )


def _sentence_vectors(
    passage: FloatVector, states: FloatMatrix, offsets: Sequence[tuple[int, int]], sentences: Sequence[Span]
) -> FloatMatrix:
    """Mean token vector of each sentence, shape (m, d), rows of length 1."""
    # Special tokens have the empty span (0, 0): left out, or the first sentence would take [CLS].
    own = [row for row, (start, end) in enumerate(offsets) if end > start]
    starts = np.array([offsets[row][0] for row in own], dtype=np.int64)
    states = states[own]
    vectors = np.empty((len(sentences), len(passage)), dtype=np.float32)
    for row, (start, end) in enumerate(sentences):
        first, last = np.searchsorted(starts, (start, end))
        vectors[row] = states[first:last].mean(axis=0) if last > first else passage
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    normalised: FloatMatrix = vectors / np.maximum(lengths, np.finfo(np.float32).tiny)
    return normalised


def _encodable(text: str) -> str:
    """The text with lone surrogates, which no tokenizer takes, replaced one for one; offsets stay."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]
