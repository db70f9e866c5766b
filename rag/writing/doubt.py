"""How much a writer may doubt that the sentences answer, and still be asked to answer. Pure."""

from __future__ import annotations

from rag.caution import Thresholds
from rag.llm.models import LOCAL, SMALL
from rag.writing.adapters import taught

# A writer that was taught to refuse gives larger odds to it, also where it answers rightly: with the thresholds of one
# that was not, it refused half of the questions of ours that can be answered. Set on ours, with an eye on CLAPNQ.
_MORE_DOUBT = {taught(LOCAL): 2.75, taught(SMALL): 1.75}


def most_doubt(thresholds: Thresholds, *, writer: str, yes_or_no: bool) -> float:
    """Return the log-odds of its own refusal above which a small writer's refusal is taken.

    Args:
        thresholds: What the caution asks for; they were set on the 1.5B as it is, told what to do by examples, and hold
            for what was not measured.
        writer: Its name.
        yes_or_no: Whether the question is answered by yes or no, and its best hit fits it well.
    """
    usual = thresholds.doubt_of_yes_or_no if yes_or_no else thresholds.doubt
    return usual + _MORE_DOUBT.get(writer, 0.0)
