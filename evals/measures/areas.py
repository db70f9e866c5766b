"""Areas under curves over a ranking: risk-coverage and ROC. Pure, exact with ties, vectorised over bootstrap weights.

Each takes `weights` of shape (resamples, cases): how often a case was drawn, whole numbers. Ties in the ranking count
as if broken at random, by their expected value, so that no area depends on the order of the rows.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def aurc(confidence: Floats, loss: Floats, weights: Floats) -> Floats:
    """Return the area under the risk-coverage curve, shape (resamples,), in [0, 1]; lower is better.

    The mean, over i = 1..n, of the mean loss of the i surest cases: what answering only the surest share of the
    questions costs, averaged over all shares. Geifman and El-Yaniv (arXiv 1705.08500). Its floor is not 0 unless no
    case is lost: compare it only on the same cases.

    Args:
        confidence: Shape (cases,), higher is surer.
        loss: Shape (cases,), in [0, 1].
        weights: Shape (resamples, cases).
    """
    sizes, losses = _grouped(-confidence, weights, weights * loss)
    # Within a tie of w cases of mean loss l, after C cases of summed loss S, the expected risk at its j-th case is
    # (S + j l) / (C + j) = l + (S - C l) / (C + j); summed over j: w l + (S - C l) (H(C + w) - H(C)).
    after = np.cumsum(sizes, axis=1)
    before = after - sizes
    lost_before = np.cumsum(losses, axis=1) - losses
    mean = np.divide(losses, sizes, out=np.zeros_like(losses), where=sizes > 0)
    most = int(after[:, -1].max())
    harmonic = np.concatenate(([0.0], np.cumsum(1.0 / np.arange(1, most + 1))))
    steps = harmonic[after.astype(np.intp)] - harmonic[before.astype(np.intp)]
    risks = losses + (lost_before - before * mean) * steps
    areas: Floats = risks.sum(axis=1) / after[:, -1]
    return areas


def auroc(score: Floats, positive: Floats, weights: Floats) -> Floats:
    """Return the chance that a positive case scores above a negative one, ties half, shape (resamples,).

    The area under the ROC curve as Mann-Whitney's U (Hanley and McNeil, 1982); 0.5 is blind. NaN where a resample
    drew only one of the two.

    Args:
        score: Shape (cases,).
        positive: Shape (cases,), 1 or 0.
        weights: Shape (resamples, cases).
    """
    positives, negatives = _grouped(score, weights * positive, weights * (1 - positive))
    below = np.cumsum(negatives, axis=1) - negatives
    wins = (positives * (below + negatives / 2)).sum(axis=1)
    pairs = positives.sum(axis=1) * negatives.sum(axis=1)
    areas: Floats = np.divide(wins, pairs, out=np.full_like(wins, np.nan), where=pairs > 0)
    return areas


def _grouped(key: Floats, *columns: Floats) -> list[Floats]:
    """Return each column, shape (resamples, cases), summed over cases of equal key: (resamples, keys), ascending."""
    order = np.argsort(key, kind="stable")
    _, starts = np.unique(key[order], return_index=True)
    return [np.add.reduceat(column[:, order], starts, axis=1) for column in columns]


def risk_coverage(confidence: Floats, loss: Floats) -> list[tuple[float, float]]:
    """Return (coverage, risk) with one point for each distinct confidence, coverage ascending to 1.

    At coverage c only the surest share c of the cases is answered; risk is the mean loss of those. Cases that tie
    are answered together, since no threshold can part them.
    """
    if not len(confidence):
        return []
    ones = np.ones((1, len(confidence)))
    sizes, losses = _grouped(-confidence, ones, ones * loss)
    covered = np.cumsum(sizes[0])
    return list(zip((covered / covered[-1]).tolist(), (np.cumsum(losses[0]) / covered).tolist(), strict=True))
