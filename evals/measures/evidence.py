"""How good the evidence is that an answer is written from, for one question, in [0, 1], higher is better.

A gold sentence counts as evidence when at least half of its characters are: sets split sentences differently than we
do, and a gold fact may be half of our sentence or run over two.
"""

from __future__ import annotations

from collections.abc import Sequence

from evals.cases import Gold
from evals.measures.answers import containment, is_phrase, normalize
from evals.measures.overlap import covered
from rag.answer import Evidence

ENOUGH = 0.5


def evidence_recall(evidence: Sequence[Evidence], gold: Sequence[Gold]) -> float:
    """Return the share of the gold sentences that are evidence."""
    return sum(covered(one, evidence) >= ENOUGH for one in gold) / len(gold)


def evidence_hit(evidence: Sequence[Evidence], gold: Sequence[Gold]) -> float:
    """Return 1 when any gold sentence is evidence, else 0."""
    return float(evidence_recall(evidence, gold) > 0)


def evidence_precision(evidence: Sequence[Evidence], gold: Sequence[Gold]) -> float:
    """Return the share of the evidence sentences that hold half of a gold sentence; 0 without evidence."""
    if not evidence:
        return 0.0
    return sum(any(covered(one, [sentence]) >= ENOUGH for one in gold) for sentence in evidence) / len(evidence)


def answer_in_evidence(evidence: Sequence[Evidence], answers: Sequence[str]) -> float | None:
    """Return 1 when an evidence sentence holds an accepted answer word for word, else 0.

    None when no accepted answer can be looked for so: yes, no, or a whole text.
    """
    phrases = [answer for answer in answers if is_phrase(answer) and normalize(answer) not in ("yes", "no", "")]
    if not phrases:
        return None
    return max((containment(sentence.quote, phrases) for sentence in evidence), default=0.0)
