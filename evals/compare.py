"""Did a change help? Two results on the same cases, compared pair by pair.

The rule. For each metric, over all cases and over each kind: the paired bootstrap draws the cases both results hold,
the same for both sides, and takes the difference. A metric *falls* when

1. the difference is against it by at least `LEAST_EFFECT` (a fall of a tenth of a point is nobody's regression), and
2. its p, adjusted by Holm over the metrics compared on the same cases, is below `ALPHA`.

Comparing thirty metrics at p < .05 would flag one or two in every run by chance alone; Holm keeps the chance of *any*
false alarm under .05, at the price of missing small falls. Only falls over all cases fail a run. Each kind is adjusted
within itself, so with eight kinds a chance fall in one of them is not rare: they are listed, to be looked at. Times,
tokens and costs are shown but never fall by this rule, since they change with the machine's load: put a gate on them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from evals.ablation import words
from evals.errors import UsageError
from evals.measures.areas import Floats
from evals.measures.metrics import METRICS, Unit
from evals.measures.uncertainty import RESAMPLES, as_columns, draws, interval, totals, two_sided_p
from evals.results import Change, Comparison, Flip, Result, Row, Scores

ALPHA = 0.05
LEAST_EFFECT = 0.01
_CHUNKS = 10  # of RESAMPLES each: Holm needs p well below .05 / 30, and one chunk can't show less than .002

# What a reader wants to look at first, when several scores of one case changed.
_TELLING = ("right", "evidence_hit", "hits@10", "hits@4", "false_refusals", "refusal_recall", "support_accuracy")


def compare(
    result: Result,
    baseline: Result,
    *,
    name: str,
    rows: Sequence[Row] = (),
    baseline_rows: Sequence[Row] = (),
    seed: int = 0,
) -> Comparison:
    """Return how a result differs from a baseline, over the cases that both hold.

    Args:
        result: The newer one.
        baseline: The older one.
        name: What to call the baseline.
        rows: The newer one's rows, for the texts of flipped cases; without them these stay empty.
        baseline_rows: The older one's.
        seed: Of the resampling.

    Raises:
        UsageError: They have no case in common.
    """
    common = sorted(set(result.scores.ids) & set(baseline.scores.ids))
    if not common:
        raise UsageError(f"{name} holds none of these cases ({baseline.dataset.name}); compare with a run of this set")
    new, old = _aligned(result.scores, common), _aligned(baseline.scores, common)
    changes = _changes(as_columns(new), as_columns(old), "", seed=seed)
    kinds = list(dict.fromkeys(new.kinds))
    for kind in kinds if len(kinds) > 1 else ():
        chosen = np.array([own == kind for own in new.kinds])
        changes += _changes(_only(as_columns(new), chosen), _only(as_columns(old), chosen), kind, seed=seed)
    return Comparison(
        baseline=name,
        changes=tuple(changes),
        flips=_flips(new, old, rows, baseline_rows),
        warnings=_warnings(result, baseline, len(common)),
    )


def _aligned(scores: Scores, ids: Sequence[str]) -> Scores:
    place = {id_: i for i, id_ in enumerate(scores.ids)}
    order = [place[id_] for id_ in ids]
    return Scores(
        ids=tuple(ids),
        kinds=tuple(scores.kinds[i] for i in order),
        values={name: tuple(values[i] for i in order) for name, values in scores.values.items()},
    )


def _only(columns: Mapping[str, Floats], chosen: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> dict[str, Floats]:
    return {name: values[chosen] for name, values in columns.items()}


def _changes(new: Mapping[str, Floats], old: Mapping[str, Floats], kind: str, *, seed: int) -> list[Change]:
    cases = len(next(iter(new.values())))
    once = np.ones((1, cases))
    values, bases = totals(new, once), totals(old, once)
    both = {name: (float(values[name][0]), float(bases[name][0])) for name in values if name in bases}
    # An area has no value where a slice holds only answerable questions, or only unanswerable ones.
    measured = {name: pair for name, pair in both.items() if np.isfinite(pair).all()}
    resampled: dict[str, list[Floats]] = {name: [] for name in measured}
    for chunk in range(_CHUNKS):
        weights = draws(cases, seed=seed * _CHUNKS + chunk, resamples=RESAMPLES)
        # Quantiles and areas are drawn once: they cost more, and none of them needs so fine a p.
        after, before = (totals(side, weights, only_means=chunk > 0) for side in (new, old))
        for name in measured.keys() & after.keys():
            resampled[name].append(after[name] - before[name])
    changes: list[Change] = []
    for name, (value, base) in measured.items():
        differences = np.concatenate(resampled[name])
        low, high = interval(differences)
        changes.append(
            Change(
                metric=name,
                kind=kind,
                baseline=base,
                value=value,
                difference=value - base,
                low=value - base if low is None else low,
                high=value - base if high is None else high,
                p=two_sided_p(differences),
                n=cases,
            )
        )
    return judged(changes)


def judged(changes: Sequence[Change]) -> list[Change]:
    """Return the changes of one slice with `fell` and `rose` set by the rule of this module."""
    tested = [change for change in changes if METRICS[change.metric].unit is Unit.SHARE]
    significant = _holm({change.metric: change.p for change in tested})
    verdicts: list[Change] = []
    for change in changes:
        large = abs(change.difference) >= LEAST_EFFECT and change.metric in significant
        better = (change.difference > 0) == METRICS[change.metric].higher_is_better
        verdicts.append(replace(change, fell=large and not better, rose=large and better))
    return verdicts


def _holm(p: Mapping[str, float]) -> frozenset[str]:
    """Return the names whose p stays below `ALPHA` by Holm's step-down (Scandinavian Journal of Statistics, 1979)."""
    significant: set[str] = set()
    for rank, name in enumerate(sorted(p, key=p.__getitem__)):
        if p[name] * (len(p) - rank) >= ALPHA:
            break
        significant.add(name)
    return frozenset(significant)


def _flips(new: Scores, old: Scores, rows: Sequence[Row], baseline_rows: Sequence[Row]) -> tuple[Flip, ...]:
    """Return the cases of which a telling score went from 0 to 1 or back, falls first, each under its first such."""
    after, before = {row.id: row for row in rows}, {row.id: row for row in baseline_rows}
    flips: list[Flip] = []
    for i, id_ in enumerate(new.ids):
        for metric in _TELLING:
            now, then = (side.values.get(metric, (None,) * len(new.ids))[i] for side in (new, old))
            if now is None or then is None or {now, then} != {0.0, 1.0}:
                continue
            flips.append(
                Flip(
                    id=id_,
                    question=after[id_].question if id_ in after else "",
                    kind=new.kinds[i],
                    metric=metric,
                    before=then,
                    after=now,
                    answer_before=_said(before.get(id_)),
                    answer_after=_said(after.get(id_)),
                )
            )
            break
    return tuple(sorted(flips, key=lambda flip: (not _worse(flip), flip.metric, flip.id)))


def _worse(flip: Flip) -> bool:
    return (flip.after < flip.before) == METRICS[flip.metric].higher_is_better


def _said(row: Row | None) -> str:
    if row is None:
        return ""
    if row.error:
        return f"error: {row.error}"
    if row.answer is None:
        return ""
    return words(row.answer) or row.answer.text


def _warnings(result: Result, baseline: Result, common: int) -> tuple[str, ...]:
    lines = []
    if common < max(len(result.scores.ids), len(baseline.scores.ids)):
        lines.append(
            f"only the {common} cases that both hold are compared, "
            f"of {len(result.scores.ids)} here and {len(baseline.scores.ids)} in the baseline"
        )
    for what, now, then in (
        ("cases", result.dataset.cases_hash, baseline.dataset.cases_hash),
        ("articles", result.dataset.articles_hash, baseline.dataset.articles_hash),
        ("writer", result.settings.writer, baseline.settings.writer),
        ("embedder", result.settings.embedder, baseline.settings.embedder),
        ("search depth", result.settings.depth, baseline.settings.depth),
    ):
        if now != then:
            lines.append(f"not the same {what}: {now or 'none'} here, {then or 'none'} in the baseline")
    return tuple(lines)
