"""How much a writer may doubt that the sentences answer, and still be asked to answer. Pure."""

from __future__ import annotations

from rag.caution import Thresholds
from rag.llm.models import LOCAL, SMALL
from rag.writing.adapters import taught

# By writer: being taught to refuse raised its odds of that even where its answer is right. With the thresholds of one
# that was not taught it refused half of ours that can be answered. Set on ours, with an eye on CLAPNQ.
_MORE_DOUBT = {taught(LOCAL): 2.75, taught(SMALL): 1.75}
# A question without a name ("where are wild horses found") lacks what tells best whether the articles are about it, and
# there the best hit may tell nearly as much as the writer's doubt: of CLAPNQ, all in lower case, AUROC
# .91 and .94, both together .96. Elsewhere it tells next to nothing of that; but where it fits badly, what answers is
# seldom found (`python -m evals.bench.doubts`, and what was tried without it, in evals/results/doubts.md).
_MIDDLING_FIT, _DOUBT_A_POINT = 0.52, 10.0  # a point of fit in [0, 1]
_LEAST_ADDED, _MOST_ADDED = -2.0, 1.5


def most_doubt(thresholds: Thresholds, *, writer: str, yes_or_no: bool, fit: float, named: bool) -> float:
    """Return the log-odds of its own refusal above which a small writer's refusal is taken.

    Args:
        thresholds: What the caution asks for; they were set on the 1.5B as it is, told what to do by examples, and hold
            for what was not measured.
        writer: Its name.
        yes_or_no: Whether the question is answered by yes or no.
        fit: How well the best hit fits, in [0, 1].
        named: Whether the question names anybody or anything.
    """
    usual = thresholds.doubt
    if yes_or_no and fit >= thresholds.fit_with_gaps:
        usual = thresholds.doubt_of_yes_or_no
    elif not yes_or_no and not named:
        usual += min(max(_DOUBT_A_POINT * (fit - _MIDDLING_FIT), _LEAST_ADDED), _MOST_ADDED)
    elif fit < thresholds.fit:
        usual += _LEAST_ADDED  # only a writer that tells its doubt is asked then
    return usual + _MORE_DOUBT.get(writer, 0.0)
