"""Reads sentences for a question, on onnxruntime: where an answer would stand, and how much likelier than nowhere.

As readers of SQuAD 2.0 do it (Devlin et al. 2019, arXiv 1810.04805, section 4.3): question and text go in together,
each token gets a score for being an answer's first and one for being its last, and the first token of all stands for
"no answer here".
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.articles import encodable
from index.embedding.session import open_session
from index.minilm import TOKENIZER
from rag.errors import ReaderUnavailable

MODEL = Path(__file__).with_name("model.onnx")
# A model learned from 256 tokens of text behind 64 of a question and 24 of a title; it knows 512 places.
_QUESTION, _TITLE, _PLACES = 64, 24, 512
_LONGEST_ANSWER = 30  # tokens
_AT_ONCE = 2  # pages; a question has three or four
_CLS, _SEP = 101, 102
NOTHING = -30.0
"""The margin of a sentence that could not be read; no sentence's own is lower."""


@dataclass(frozen=True, slots=True)
class Page:
    """Sentences to be read together, as if one after the other, and what they stand under; "" where it is unknown."""

    title: str
    sentences: tuple[str, ...]


class Reader:
    """Reads pages; safe to use from several threads, needs no network, and gives the same for the same every time.

    Pages are read one at a time, each on one processor, several side by side: in a batch the 8-bit arithmetic would
    make a page's margins depend on its neighbours.
    """

    def __init__(self, *, weights: Path = MODEL, tokenizer: Path = TOKENIZER) -> None:
        """Load the model.

        Raises:
            ReaderUnavailable: Its files are missing or broken.
        """
        try:
            self._session = open_session(weights)
            self._tokenizer = Tokenizer.from_file(str(tokenizer))
        except Exception as error:  # both libraries raise classes of their own for an unreadable file
            why = (str(error) or type(error).__name__).splitlines()[0]
            raise ReaderUnavailable(
                f"the reader's files {weights} and {tokenizer.name} cannot be loaded ({why}); install dateline again"
            ) from error
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="reader")

    def margins(self, question: str, pages: Sequence[Page]) -> list[list[float]]:
        """Return how much likelier each sentence of each page holds the answer than its page holds none.

        A margin is a difference of logits, the best answer's within the sentence less "no answer"'s, about -25 to 25;
        above 0 the reader would answer. What lies beyond 512 tokens is not read and gets `NOTHING`.
        """
        asked = self._ids(question)[:_QUESTION]
        return list(self._threads.map(lambda page: self._read(asked, page), pages))

    def _read(self, question: list[int], page: Page) -> list[float]:
        ids = [_CLS, *question, _SEP]
        first = len(ids)
        if page.title:
            ids += self._ids(f"{page.title}. ")[:_TITLE]
        places = []
        for sentence in page.sentences:
            tokens = self._ids(sentence)
            places.append((len(ids), min(len(ids) + len(tokens), _PLACES - 1)))
            ids += tokens
        ids = [*ids[: _PLACES - 1], _SEP]
        given = np.array([ids], dtype=np.int64)
        kinds = np.zeros_like(given)
        kinds[0, first:] = 1
        (logits,) = self._session.run(
            None, {"input_ids": given, "attention_mask": np.ones_like(given), "token_type_ids": kinds}
        )
        none = float(logits[0, 0].sum())
        return [
            max(_best_answer(logits[0, start:end]) - none, NOTHING) if end > start else NOTHING for start, end in places
        ]

    def _ids(self, text: str) -> list[int]:
        return list(self._tokenizer.encode(encodable(text), add_special_tokens=False).ids)


@cache
def shipped() -> Reader:
    """Return the one reader of this process."""
    return Reader()


def _best_answer(logits: NDArray[np.float32]) -> float:
    """Return the highest sum of a first and a last token's logits, shape (tokens, 2), that make an answer."""
    spans = logits[:, 0][:, None] + logits[:, 1][None, :]
    length = np.arange(len(logits))[None, :] - np.arange(len(logits))[:, None]
    return float(spans[(length >= 0) & (length < _LONGEST_ANSWER)].max())
