"""What a follow-up asks beyond the question before it, where the answer is but an answer to that one. Pure.

"Who founded the choir? Varga. How much has it raised so far?" A small writer finds Varga and the choir in one sentence
and gives that again, beside the one that has the sum.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from rag.answer import AnswerSentence
from rag.retrieval.found import Found
from rag.text.terms import content_terms
from rag.text.words import fact_stems, stem
from rag.writing.whole import best_whole

_OF_THE_QUESTION_BEFORE = 0.5  # share of its content terms from which on a sentence answers that


def asked_beyond(question: str, before: str, kept: Sequence[AnswerSentence], found: Found) -> AnswerSentence | None:
    """Return the quote that has most of what a follow-up itself asks; None where the answer has some of it, too.

    Args:
        question: The follow-up, without what it leans on.
        before: What it leans on.
        kept: The written answer.
        found: What it cites by number.
    """
    known = {stem(term) for term in content_terms(before)}
    own = {stem(term) for term in content_terms(question)} - known
    cited = {n for sentence in kept for n in sentence.citations}
    told = _stems(" ".join([*(sentence.text for sentence in kept), *(found.evidence[n - 1].quote for n in cited)]))
    if not own or own & told or len(known & told) < _OF_THE_QUESTION_BEFORE * len(known):
        return None
    shared = {n: len(own & _stems(one.quote)) for n, one in enumerate(found.evidence, start=1)}
    most = max(shared.values(), default=0)

    def worth(n: int) -> tuple[float, float]:
        margin = found.margin(n)
        return (-math.inf if margin is None else margin), found.evidence[n - 1].score

    return best_whole([n for n in shared if most and shared[n] == most], found.evidence, key=worth)


def _stems(text: str) -> set[str]:
    return set(fact_stems(text)) | {stem(term) for term in content_terms(text)}
