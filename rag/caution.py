"""How sure an answer must be: one setting that moves along the measured curve of risk against coverage. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Caution(StrEnum):
    """How sure an answer must be: the more cautious, the fewer wrong answers and the more refusals."""

    CAUTIOUS = "cautious"
    BALANCED = "balanced"
    EAGER = "eager"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What one `Caution` asks for.

    Attributes:
        fit: The best hit's fit below which a question is refused, in [0, 1].
        fit_to_ask: The same for a writer that was taught to refuse, whose doubt tells more. Between the two it is
            asked, but may doubt less than usual (`rag.writing.doubt`).
        fit_with_gaps: The same when a name of the question is missing from the evidence's own articles.
        fit_of_several: The same for a question of several claims: where articles hold its answer, one of them is
            found for a claim that names its outlet or its day, and such hits fit better.
        doubt: The log-odds of a small writer's own refusal above which it is taken, though it may be far from the
            likeliest thing to say: a refusal begins with one word, an answer with any of many.
        doubt_of_yes_or_no: The same for a question answered by yes or no whose best hit fits it well. Small writers
            take "the sentences don't compare the two" for "not stated": with the usual doubt the 1.5B refused half of
            MultiHop-RAG's comparisons, though the fit alone tells its unanswerable questions (AUROC .97).
    """

    fit: float
    fit_to_ask: float
    fit_with_gaps: float
    fit_of_several: float
    doubt: float
    doubt_of_yes_or_no: float


# Set by hand between the best hits' fits of answerable and unanswerable questions of ours, MultiHop-RAG and CLAPNQ,
# and the doubts of what the 1.5B said of half of ours and 60 of MultiHop-RAG; not fitted. `dateline eval` shows what
# they give.
THRESHOLDS = {
    Caution.CAUTIOUS: Thresholds(
        fit=0.45, fit_to_ask=0.36, fit_with_gaps=0.50, fit_of_several=0.48, doubt=-2.5, doubt_of_yes_or_no=-1.5
    ),
    Caution.BALANCED: Thresholds(
        fit=0.34, fit_to_ask=0.28, fit_with_gaps=0.45, fit_of_several=0.43, doubt=-1.75, doubt_of_yes_or_no=-0.5
    ),
    Caution.EAGER: Thresholds(
        fit=0.28, fit_to_ask=0.22, fit_with_gaps=0.34, fit_of_several=0.36, doubt=0.0, doubt_of_yes_or_no=1.0
    ),
}
