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
from numpy.typing import NDArray

from evals.measures.areas import Floats, aurc, auroc
from evals.measures.metrics import METRICS, Metric, Total
from evals.results import Figure, Scores

RESAMPLES = 1000
_LOW, _HIGH = 2.5, 97.5

Mask = NDArray[np.bool_]
"""Which cases a metric applies to, shape (cases,)."""


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
    values = totals(columns, np.ones((1, cases)))
    resampled = totals(columns, draws(cases, seed=seed, resamples=resamples))
    found: list[Figure] = []
    for name, applies in measurable(columns).items():
        low, high = interval(resampled[name])
        value = float(values[name][0])
        n = int(applies.sum())
        found.append(Figure(metric=name, kind=kind, value=None if np.isnan(value) else value, low=low, high=high, n=n))
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


def measurable(columns: Mapping[str, Floats]) -> dict[str, Mask]:
    """Return the metrics that apply to any case, in the table's order, each with the cases it applies to."""
    found: dict[str, Mask] = {}
    for name, metric in METRICS.items():
        needed = [column for column in (metric.source, metric.ranked_by) if column]
        if all(column in columns for column in needed):
            known = [~np.isnan(columns[column]) for column in needed]
            applies = known[0] & known[-1]  # one column, or two
            if applies.any():
                found[name] = applies
    return found


def totals(columns: Mapping[str, Floats], weights: Floats, *, only_means: bool = False) -> dict[str, Floats]:
    """Return every measurable metric's figure in each resample, shape (resamples,).

    NaN where a resample drew no case that the metric applies to.

    Args:
        columns: Scores by name, each of shape (cases,), NaN where they do not apply.
        weights: Shape (resamples, cases): how often a case counts.
        only_means: Leave out the quantiles and areas, which cost far more.
    """
    masks = measurable(columns)
    figures = _means(columns, weights, {name: mask for name, mask in masks.items() if _is_mean(name)})
    for name, applies in masks.items():
        if not only_means and not _is_mean(name):
            drawn = weights if applies.all() else weights[:, applies]
            some = drawn.any(axis=1)
            figures[name] = np.full(len(weights), np.nan)
            figures[name][some] = _unlike_a_mean(
                METRICS[name],
                {column: values[applies] for column, values in columns.items()},
                drawn if some.all() else drawn[some],
            )
    return figures


def _is_mean(name: str) -> bool:
    return METRICS[name].total is Total.MEAN


def _means(columns: Mapping[str, Floats], weights: Floats, masks: Mapping[str, Mask]) -> dict[str, Floats]:
    """Return the weighted mean of each metric over the cases it applies to: two matrix products for all of them."""
    if not masks:
        return {}
    applies = np.stack(list(masks.values()), axis=1)
    values = np.stack([columns[METRICS[name].source] for name in masks], axis=1)
    drawn = weights @ applies
    summed = weights @ np.where(applies, values, 0.0)
    means = np.divide(summed, drawn, out=np.full_like(summed, np.nan), where=drawn > 0)
    return dict(zip(masks, means.T, strict=True))


def _unlike_a_mean(metric: Metric, columns: Mapping[str, Floats], weights: Floats) -> Floats:
    """Return a quantile or an area in each resample, over cases that it applies to."""
    values = columns[metric.source]
    match metric.total:
        case Total.MEDIAN:
            return _quantile(values, weights, 0.5)
        case Total.P95:
            return _quantile(values, weights, 0.95)
        case Total.AURC:
            return aurc(columns[metric.ranked_by], values, weights)
        case Total.AUROC:
            return auroc(columns[metric.ranked_by], values, weights)
        case Total.MEAN:
            raise AssertionError("means are computed together")


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
