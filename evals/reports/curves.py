"""The curves a report plots: hits and recall by k, and risk by coverage."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evals.measures.areas import risk_coverage
from evals.measures.retrieval import hits_at, recall_at
from evals.measures.uncertainty import draws, interval
from evals.results import Curve, Point, Row
from evals.run import DEPTH


def curves(rows: Sequence[Row], *, seed: int = 0) -> tuple[Curve, ...]:
    """Return every curve that the rows have something for."""
    found = [*_by_k(rows, seed=seed), _risk(rows)]
    return tuple(curve for curve in found if curve.points)


def _by_k(rows: Sequence[Row], *, seed: int) -> list[Curve]:
    searched = [row for row in rows if "hits@1" in row.scores]
    if not searched:
        return []
    weights = draws(len(searched), seed=seed)
    lines = []
    for name, label in (("hits by k", "questions with a gold sentence"), ("recall by k", "gold sentences found")):
        points = []
        for k in range(1, DEPTH + 1):
            values = np.array(
                [
                    hits_at(held, k) if name == "hits by k" else recall_at(held, len(row.gold), k)
                    for row in searched
                    for held in ([hit.gold for hit in row.hits],)
                ]
            )
            low, high = interval(weights @ values / len(searched))
            points.append(Point(float(k), float(values.mean()), low, high))
        lines.append(Curve(name=name, x_label="k, passages looked at", y_label=label, points=tuple(points)))
    return lines


def _risk(rows: Sequence[Row]) -> Curve:
    ranked = [row for row in rows if "evidence_loss" in row.scores and "confidence" in row.scores]
    points = risk_coverage(
        np.array([row.scores["confidence"] for row in ranked]),
        np.array([row.scores["evidence_loss"] for row in ranked]),
    )
    return Curve(
        name="risk by coverage",
        x_label="coverage, share of questions answered, surest first",
        y_label="risk, share of those whose evidence lacks the answer",
        points=tuple(Point(coverage, risk) for coverage, risk in points),
    )
