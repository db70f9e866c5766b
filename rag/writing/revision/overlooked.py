"""What the writer overlooked: another sentence in which the reader clearly sees the answer. Pure.

A small writer now and then answers from a sentence that has the question's words, beside the one that has the answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rag.answer import AnswerSentence, Evidence, Support
from rag.question.asked import asked, gives
from rag.support.quotable import quotable
from rag.writing import cite

# Logits, set by hand, and high: with less of either the reader undid right answers, as the writer reads other words for
# the same thing better.
_SEES, _SEES_MORE = 10.0, 15.0


def overlooked(
    question: str,
    kept: Sequence[AnswerSentence],
    evidence: Sequence[Evidence],
    margins: Mapping[tuple[str, int], float],
) -> AnswerSentence | None:
    """Return the quote of a sentence with the answer where all that is cited is nothing to the reader, else None.

    Args:
        question: Asks for one thing; the quote gives the kind of it.
        kept: The written answer.
        evidence: What it numbers.
        margins: The reader's for each sentence that it has read, by article id and start; see `rag.reader.read`.
    """
    cited = {n for sentence in kept for n in sentence.citations}
    read = {n: margins.get((one.article_id, one.start)) for n, one in enumerate(evidence, start=1)}
    seen = {n: margin for n, margin in read.items() if margin is not None}
    if not seen or not cited <= seen.keys():
        return None
    best = max(seen, key=lambda n: seen[n])
    if seen[best] <= _SEES or any(seen[best] - seen[n] < _SEES_MORE for n in cited):
        return None
    quote = cite.quoted(evidence[best - 1])
    if not quotable(quote) or not gives(asked(question), quote, question=question):
        return None
    return AnswerSentence(text=quote, citations=(best,), support=Support.SUPPORTED)
