"""From cases' scores to figures with intervals: the bootstrap over cases.

A resample draws as many cases as there are, with replacement; here as counts, how often each case was drawn, so that
all resamples of all metrics are a few matrix products. Intervals are percentile intervals (Efron and Tibshirani, "An
Introduction to the Bootstrap", 1993, chapter 13). They tell how a figure would vary with other questions of the same
kind, not with another collection or another model. Where every case scores the same, an interval has no width although
the truth is not certain: none wrong of n still allows a share of about 3/n.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from evals.areas import Floats, aurc, auroc
from evals.metrics import METRICS, Metric, Total
from evals.results import Figure, Scores

RESAMPLES = 1000
_LOW, _HIGH = 2.5, 97.5


def figures(scores: Scores, *, seed: int = 0, resamples: int = RESAMPLES) -> tuple[Figure, ...]:
    """Return every metric that applies to any case, over all cases and then over each kind, with 95 % intervals."""
    columns = as_columns(scores)
    kinds = list(dict.fromkeys(scores.kinds))
    found = _slice_figures(columns, "", seed=seed, resamples=resamples)
    for kind in kinds if len(kinds) > 1 else ():
        chosen = np.array([own == kind for own in scores.kinds])
        part = {name: values[chosen] for name, values in columns.items()}
        found += _slice_figures(part, kind, seed=seed, resamples=resamples)
    return tuple(found)


def _slice_figures(columns: Mapping[str, Floats], kind: str, *, seed: int, resamples: int) -> list[Figure]:
    cases = len(next(iter(columns.values()), ()))
    weights = draws(cases, seed=seed, resamples=resamples)
    found: list[Figure] = []
    for metric in METRICS.values():
        applies = applicable(metric, columns)
        if applies is None or not applies.any():
            continue
        value = total(metric, columns, np.ones((1, cases)))[0]
        low, high = interval(total(metric, columns, weights))
        found.append(
            Figure(
                metric=metric.name,
                kind=kind,
                value=None if np.isnan(value) else float(value),
                low=low,
                high=high,
                n=int(applies.sum()),
            )
        )
    return found


def as_columns(scores: Scores) -> dict[str, Floats]:
    """Return each score as an array over the cases, NaN where it does not apply."""
    return {
        name: np.array([np.nan if value is None else value for value in values], dtype=np.float64)
        for name, values in scores.values.items()
    }


def draws(cases: int, *, seed: int, resamples: int = RESAMPLES) -> Floats:
    """Return how often each resample drew each case, shape (resamples, cases); each row sums to `cases`."""
    if not cases:
        return np.zeros((resamples, 0))
    drawn = np.random.default_rng(seed).integers(0, cases, size=(resamples, cases))
    drawn += np.arange(resamples)[:, None] * cases
    return np.bincount(drawn.ravel(), minlength=resamples * cases).reshape(resamples, cases).astype(np.float64)


def applicable(metric: Metric, columns: Mapping[str, Floats]) -> np.ndarray[tuple[int], np.dtype[np.bool_]] | None:
    """Return which cases a metric applies to, or None when what it needs was not measured."""
    needed = [name for name in (metric.source, metric.ranked_by) if name]
    if not all(name in columns for name in needed):
        return None
    applies = ~np.isnan(columns[needed[0]])
    for name in needed[1:]:
        applies &= ~np.isnan(columns[name])
    return applies


def total(metric: Metric, columns: Mapping[str, Floats], weights: Floats) -> Floats:
    """Return the metric's figure in each resample, shape (resamples,); NaN where it drew no case that it applies to.

    Args:
        metric: How the cases add up.
        columns: Scores by name, each of shape (cases,), NaN where they do not apply.
        weights: Shape (resamples, cases): how often a case counts.
    """
    figure = np.full(len(weights), np.nan)
    applies = applicable(metric, columns)
    if applies is None or not applies.any():
        return figure
    if metric.total is Total.MEAN:
        drawn = weights @ applies
        summed = weights @ np.where(applies, columns[metric.source], 0.0)
        np.divide(summed, drawn, out=figure, where=drawn > 0)
        return figure
    values, weights = columns[metric.source][applies], weights[:, applies]
    drew = weights.any(axis=1)
    match metric.total:
        case Total.MEDIAN:
            figure[drew] = _quantile(values, weights[drew], 0.5)
        case Total.P95:
            figure[drew] = _quantile(values, weights[drew], 0.95)
        case Total.AURC:
            figure[drew] = aurc(columns[metric.ranked_by][applies], values, weights[drew])
        case Total.AUROC:
            figure[drew] = auroc(columns[metric.ranked_by][applies], values, weights[drew])
    return figure


def _quantile(values: Floats, weights: Floats, share: float) -> Floats:
    """Return the smallest value that at least `share` of the drawn cases do not exceed (numpy's "inverted_cdf")."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[:, order], axis=1)
    # A whole number of cases: 0.95 * 20 is 19.000000000000004 in floats, and would skip to the next case.
    wanted = np.ceil(np.round(share * reached[:, -1:], 9))
    at = np.argmax(reached >= wanted, axis=1)
    found: Floats = values[order][at]
    return found


def interval(resampled: Floats) -> tuple[float | None, float | None]:
    """Return the 95 % percentile interval, or None twice when no resample could tell."""
    known = resampled[~np.isnan(resampled)]
    if not len(known):
        return None, None
    low, high = np.percentile(known, [_LOW, _HIGH])
    return float(low), float(high)


def two_sided_p(differences: Floats) -> float:
    """Return the two-sided p that the true difference is 0, from resampled differences, in (0, 1].

    Twice the smaller share of resamples on one side of 0, each side counting those at 0; one is added to both counts
    so that it is never 0 (Davison and Hinkley, "Bootstrap Methods and their Application", 1997, section 4.2).
    """
    known = differences[~np.isnan(differences)]
    smaller = min(int((known <= 0).sum()), int((known >= 0).sum()))
    return min(1.0, 2 * (smaller + 1) / (len(known) + 1))


def scores_of(rows: Sequence[tuple[str, str, Mapping[str, float]]]) -> Scores:
    """Return (id, kind, scores) of the cases as columns; a score that no case has is no column."""
    names = dict.fromkeys(name for *_, scores in rows for name in scores)
    return Scores(
        ids=tuple(id_ for id_, *_ in rows),
        kinds=tuple(kind for _, kind, _ in rows),
        values={name: tuple(scores.get(name) for *_, scores in rows) for name in names},
    )
