"""A local ONNX model of sentence embeddings, on onnxruntime: the one shipped with Dateline, or any folder's.

One pass over a passage gives its own vector and, where the model pools by the mean, one for each of its sentences: the
mean of the passage's token vectors over that sentence ("late chunking", Günther et al. 2024, arXiv 2409.04701). It
costs nothing more, and a sentence that says "he" is read with the name before it in view. Of a model that pools in
another way that mean says nothing, and each sentence is run by itself, which about doubles the time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from index.articles import Span, encodable
from index.embedding.model_folder import OnnxModel, Pooling
from index.embedding.protocol import (
    LONGEST_QUESTION,
    REMEMBERED_QUESTIONS,
    FloatMatrix,
    FloatVector,
    PassageVectors,
    unit,
)
from index.embedding.session import open_session
from index.errors import EmbedderUnavailable

if TYPE_CHECKING:
    from tokenizers import Encoding

# What graphs call a text's vector and its tokens' vectors: ours, optimum's and sentence-transformers' names.
_POOLED = ("embedding", "sentence_embedding")
_STATES = ("last_hidden_state", "token_embeddings")
_INPUTS = frozenset({"input_ids", "attention_mask", "token_type_ids"})


class OnnxEmbedder:
    """Embeds with one ONNX model; needs no network, and is safe to use from several threads.

    Texts are run one at a time, each on one processor, several side by side. Where activations are quantised, one scale
    serves everything in a run, so in a batch a text's vector would depend on its neighbours (64 news passages with the
    shipped model: cosine to itself .994 on average, .985 at worst); alone it is the same every time, and needs no
    padding. Batches of 4 or 16 were not faster, and several processors on one text were slower than each on its own.
    """

    def __init__(self, model: OnnxModel, *, threads: int) -> None:
        """Load the model.

        Raises:
            EmbedderUnavailable: Its files cannot be loaded, or the graph wants or gives something that we don't know.
        """
        try:
            self._session = open_session(model.weights)
            self._counter = Tokenizer.from_file(str(model.tokenizer))
            self._tokenizer = Tokenizer.from_file(str(model.tokenizer))
        except Exception as error:  # both libraries raise classes of their own for an unreadable file
            raise EmbedderUnavailable(
                f"the embedder's files in {model.weights.parent} cannot be loaded ({_first_line(error)}); {model.mend}"
            ) from error
        # A published tokenizer.json may pad and cut, a setting of its training script.
        for each in (self._counter, self._tokenizer):
            each.no_padding()
            each.no_truncation()
        self._tokenizer.enable_truncation(model.window)
        self._model = model
        self._threads = threads
        self.name, self.version, self.window = model.name, model.version, model.window
        self._inputs = _known_inputs(self._session, model)
        self._outputs = _outputs(self._session, model)
        self._pooled = self._outputs[0] in _POOLED
        pooling = model.pooling or (None if self._pooled else Pooling.MEAN)
        self._pooling = pooling or Pooling.MEAN
        self._late_chunking = pooling is Pooling.MEAN and len(self._outputs) > self._pooled and not model.projected
        self._question = lru_cache(REMEMBERED_QUESTIONS)(self._embed_question)
        self.dimension = len(self._run(self._tokenizer.encode("dimension"))[0])

    def count_tokens(self, text: str) -> int:
        """How many tokens of the window this text takes on its own, prefix and special tokens counted."""
        return len(self._counter.encode_batch_fast([encodable(self._model.passage_prefix + text)])[0])

    def embed_query(self, question: str) -> FloatVector:
        """The question's vector, shape (d,), of length 1; what goes beyond the window is not read."""
        return self._question(question[:LONGEST_QUESTION])

    def embed_passages(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> Iterator[PassageVectors]:
        """The vectors of each text, in order, one at a time; what goes beyond the window is not read.

        A sentence without a token of its own (cut off, or only white space) gets its passage's vector.
        """
        with ThreadPoolExecutor(self._threads) as threads:
            yield from threads.map(self._embed_passage, texts, spans)

    def _embed_question(self, question: str) -> FloatVector:
        vector, _ = self._run(self._tokenizer.encode(self._model.query_prefix + encodable(question)))
        vector.flags.writeable = False  # shared by all who ask the same
        return vector

    def _embed_passage(self, text: str, sentences: Sequence[Span]) -> PassageVectors:
        prefix = self._model.passage_prefix
        encoding = self._tokenizer.encode(prefix + encodable(text))
        vector, states = self._run(encoding)
        if self._late_chunking:
            shifted = [Span(start + len(prefix), end + len(prefix)) for start, end in sentences]
            return PassageVectors(vector, _sentence_vectors(vector, states, encoding.offsets, shifted))
        alone = [self._embed_alone(text[start:end], vector) for start, end in sentences]
        return PassageVectors(vector, np.array(alone, dtype=np.float32).reshape(-1, self.dimension))

    def _embed_alone(self, sentence: str, passage: FloatVector) -> FloatVector:
        if not sentence.strip():
            return passage
        return self._run(self._tokenizer.encode(self._model.passage_prefix + encodable(sentence)))[0]

    def _run(self, encoding: Encoding) -> tuple[FloatVector, FloatMatrix]:
        """The text's vector (d,), of length 1, and its tokens' (tokens, d); no rows where the graph gives none."""
        ids = np.array([encoding.ids], dtype=np.int64)
        given = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        found = self._session.run(self._outputs, {name: given[name] for name in self._inputs})
        first = np.asarray(found[0][0], dtype=np.float32)  # half precision in some graphs
        if self._pooled:
            states = np.asarray(found[1][0], dtype=np.float32) if len(found) > 1 else first[np.newaxis][:0]
            return unit(first), states
        return unit(_pool(first, self._pooling)), first


def _known_inputs(session: onnxruntime.InferenceSession, model: OnnxModel) -> list[str]:
    names = [each.name for each in session.get_inputs()]
    unknown = [name for name in names if name not in _INPUTS]
    if unknown or "input_ids" not in names:
        raise EmbedderUnavailable(
            f"{model.weights} wants {', '.join(unknown) or 'no input_ids'}; wanted is a model that takes only "
            f"{', '.join(sorted(_INPUTS))}"
        )
    return names


def _outputs(session: onnxruntime.InferenceSession, model: OnnxModel) -> list[str]:
    """The outputs to ask for: a text's vector where there is one, and its tokens' where there are."""
    names = [each.name for each in session.get_outputs()]
    pooled = [name for name in _POOLED if name in names][:1]
    states = [name for name in _STATES if name in names][:1]
    if not pooled and (model.projected or not states):
        raise EmbedderUnavailable(
            f"{model.weights} gives {', '.join(names)}; wanted is one of {', '.join(_POOLED + _STATES)}"
            + (", with the layer after pooling in the graph" if model.projected else "")
        )
    return pooled + states


def _pool(states: FloatMatrix, pooling: Pooling) -> FloatVector:
    """A text's vector from its tokens' (tokens, d)."""
    match pooling:
        case Pooling.MEAN:
            vector: FloatVector = states.mean(axis=0)
        case Pooling.CLS:
            vector = states[0]
        case Pooling.MAX:
            vector = states.max(axis=0)
        case Pooling.LAST:
            vector = states[-1]
    return vector


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
    return unit(vectors)


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]
