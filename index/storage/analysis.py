"""What counts as a word: lower-cased, without accents, stemmed as English; and words as numbers, to keep and compare.

Analysing a sentence takes some 10 microseconds, and a search compares hundreds: so its words are kept with it.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.articles import encodable

if TYPE_CHECKING:
    from tantivy import TextAnalyzer


def analyze(text: str) -> list[str]:
    """Return the words of a text as the lexical index knows them, in order."""
    return analyzer().analyze(encodable(text))


def number_of(word: str) -> int:
    """Return an analysed word's number, 32 bits (CRC-32): of 100,000 words, about two have the same."""
    return zlib.crc32(word.encode())


def numbers_of(texts: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Return the numbers of each text's distinct words, one text's after the other's, and how many each text has."""
    found = [sorted({number_of(word) for word in analyze(text)}) for text in texts]
    flat = [number for numbers in found for number in numbers]
    return np.array(flat, dtype=np.uint32), np.array([len(numbers) for numbers in found], dtype=np.uint32)


@cache
def analyzer() -> TextAnalyzer:
    """Return what takes a text apart: Tantivy's own en_stem, except that "José" and "Jose" are one word."""
    # Here and not above: listing articles loads this module and takes no text apart.
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer  # noqa: PLC0415

    return (
        TextAnalyzerBuilder(Tokenizer.simple())
        .filter(Filter.remove_long(40))
        .filter(Filter.lowercase())
        .filter(Filter.ascii_fold())
        .filter(Filter.stemmer("english"))
        .build()
    )
