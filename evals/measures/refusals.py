"""Whether refusing was right, for one question.

Always read three figures together: refusing everything gives recall 1, answering everything gives no false refusal.
"""

from __future__ import annotations

from rag.answer import Answer, Status


def refusal_scores(*, answerable: bool, refused: bool) -> dict[str, float]:
    """Return the refusal figures that one case counts in, each 0 or 1.

    - `refusal_recall`, of unanswerable questions: was it refused? Higher is better.
    - `false_refusals`, of answerable questions: was it refused? Lower is better.
    - `refusal_precision`, of refused questions: was it unanswerable? Higher is better. It moves with the share of
      unanswerable questions in the set, so compare it on one set only.
    """
    scores = {"false_refusals" if answerable else "refusal_recall": float(refused)}
    if refused:
        scores["refusal_precision"] = float(not answerable)
    return scores


def confidence(answer: Answer) -> float:
    """Return how sure the chain was that it can answer, in [-1, 1]: its best evidence's score, less 1 if it refused.

    So every refusal ranks below every answer, and the risk-coverage curve passes through the point where the chain
    itself stops answering.
    """
    best = max((evidence.score for evidence in answer.evidence), default=0.0)
    return best - 1.0 if answer.status is Status.REFUSED else best
