"""A sentence of the evidence as it stands in an answer: whole, with its citation. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from rag.answer import AnswerSentence, Evidence, Support
from rag.support.quotable import quotable
from rag.writing import cite


def may_stand(one: Evidence) -> bool:
    """Return whether a sentence may stand in an answer by itself; see `rag.support.quotable`."""
    return quotable(cite.quoted(one))


def whole(n: int, evidence: Sequence[Evidence]) -> AnswerSentence:
    """Return sentence `n` word for word, which supports itself."""
    return AnswerSentence(text=cite.quoted(evidence[n - 1]), citations=(n,), support=Support.SUPPORTED)


def best_whole(
    numbers: Iterable[int], evidence: Sequence[Evidence], *, key: Callable[[int], object] | None = None
) -> AnswerSentence | None:
    """Return the best of these sentences that may stand, by `key` or else by score; None: none may."""
    standing = [n for n in numbers if may_stand(evidence[n - 1])]
    if not standing:
        return None
    by = key or (lambda n: evidence[n - 1].score)
    return whole(max(standing, key=by), evidence)  # type: ignore[arg-type]  # whatever can be compared
