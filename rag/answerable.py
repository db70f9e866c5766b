"""Is the evidence strong enough to answer from? Pure.

Two tests, both on the question's side: something must be close to it in meaning or words, and what it names must
stand in an article that the evidence comes from. A writer that cites a real sentence for a question about something
else passes every check on the answer; it fails here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rag.evidence import RankedSentence
from rag.support import lacking_names
from rag.terms import as_written

# Low on purpose: below both, nothing found is about the question at all. Of our own 120 questions they refuse none; a
# question about the articles that they do not answer is left to the writer, which can read.
LEAST_MEANING = 0.30
LEAST_WORDS = 0.35


def is_close(ranked: Sequence[RankedSentence]) -> bool:
    """Return whether any sentence is close to the question in meaning, or holds enough of its rarer words."""
    return any(sentence.meaning >= LEAST_MEANING or sentence.words >= LEAST_WORDS for sentence in ranked)


def missing_names(question: str, articles: Iterable[str]) -> tuple[str, ...]:
    """Return the name words of the question, as written, that stand nowhere in what the articles say of themselves."""
    return as_written(question, lacking_names(question, articles))
