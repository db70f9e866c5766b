"""A result as Markdown: the table for a pull request or the README, and the one line that sums it up. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from evals.measures.metrics import METRICS, Metric, Unit
from evals.results import Comparison, Figure, Result

_SHORT = 7  # digits of a commit, as git shortens it


def table(result: Result) -> str:
    """Return every figure with its interval, over all cases and, for the headline metrics, over each kind."""
    lines = ["| metric | value | 95 % interval | cases |", "|---|---:|---:|---:|"]
    for figure in result.figures:
        if not figure.kind:
            metric = METRICS[figure.metric]
            lines.append(f"| {metric.title} | {_value(figure)} | {_interval(figure)} | {figure.n} |")
    return "\n".join([*lines, *_by_kind(result)])


def _by_kind(result: Result) -> list[str]:
    shown = [name for name in result.metrics if METRICS[name].headline and METRICS[name].unit is Unit.SHARE]
    if not result.kinds or not shown:
        return []
    head = " | ".join(METRICS[name].title for name in shown)
    lines = ["", f"| kind | {head} |", f"|---|{'---:|' * len(shown)}"]
    for kind in result.kinds:
        cells = [figure for name in shown for figure in (result.figure(name, kind),)]
        lines.append(f"| {_cell(kind)} | {' | '.join('' if f is None else _value(f) for f in cells)} |")
    return lines


def short_table(results: Sequence[Result]) -> str:
    """Return the headline metrics of several results side by side, as the README shows them."""
    names = [
        name
        for name, metric in METRICS.items()
        if metric.headline and any(result.figure(name) is not None for result in results)
    ]
    head = " | ".join(
        f"{result.dataset.name} ({result.dataset.cases}), {'written' if result.settings.writer else 'no writer'}"
        for result in results
    )
    lines = [f"| | {head} |", f"|---|{'---|' * len(results)}"]
    for name in names:
        cells = []
        for result in results:
            figure = result.figure(name)
            cells.append("" if figure is None else f"{_value(figure)} ({_interval(figure)})")
        lines.append(f"| {METRICS[name].title} | {' | '.join(cells)} |")
    dates = "; ".join(
        f"{result.dataset.name}: {result.date[:10]}, commit {result.machine.commit[:_SHORT]}, "
        f"{result.settings.writer or 'no writer'}, {result.machine.cpu}, {result.machine.cores} cores, "
        f"load {result.machine.load[0]:g}–{result.machine.load[1]:g}"
        for result in results
    )
    return "\n".join([*lines, "", f"95 % bootstrap intervals. {dates}."])


def changes(comparison: Comparison) -> str:
    """Return what changed against the baseline: every metric over all cases, then what fell or rose in a kind."""
    shown = [change for change in comparison.changes if not change.kind or change.fell or change.rose]
    lines = [
        f"| against {_cell(comparison.baseline)} | kind | before | after | difference | 95 % interval | p | |",
        "|---|---|---:|---:|---:|---:|---:|---|",
    ]
    for change in shown:
        metric = METRICS[change.metric]
        sign = "fell" if change.fell else "rose" if change.rose else ""
        before, after = written(metric, change.baseline), written(metric, change.value)
        interval = f"{written(metric, change.low)} – {written(metric, change.high)}"
        lines.append(
            f"| {metric.title} | {_cell(change.kind) or 'all'} | {before} | {after} "
            f"| {_signed(metric, change.difference)} | {interval} | {change.p:.2g} | {sign} |"
        )
    return "\n".join([*lines, *(f"\nNote: {warning}." for warning in comparison.warnings)])


def summary(result: Result) -> str:
    """Return the last line of an evaluation: `summary: hits@10=0.940 … n=264 errors=0`, headline metrics only."""
    headline = (figure for figure in result.figures if not figure.kind and METRICS[figure.metric].headline)
    pairs = [f"{figure.metric}={written(METRICS[figure.metric], figure.value)}" for figure in headline]
    return " ".join(["summary:", *pairs, f"n={result.dataset.cases}", f"errors={result.errors}"])


def written(metric: Metric, value: float | None) -> str:
    """Return a value as its unit is written, without the unit: shares to three places, times and tokens whole."""
    if value is None:
        return "–"
    match metric.unit:
        case Unit.SHARE:
            return f"{value:.3f}"
        case Unit.MILLISECONDS:
            return f"{value:.1f}" if abs(value) < 10 else f"{value:.0f}"
        case Unit.TOKENS:
            return f"{value:.0f}"
        case Unit.DOLLARS:
            return f"{value:.6f}"


def _value(figure: Figure) -> str:
    metric = METRICS[figure.metric]
    return written(metric, figure.value) + (f" {metric.unit}" if metric.unit is not Unit.SHARE else "")


def _interval(figure: Figure) -> str:
    metric = METRICS[figure.metric]
    return f"{written(metric, figure.low)} – {written(metric, figure.high)}"


def _signed(metric: Metric, difference: float) -> str:
    return f"{'+' if difference > 0 else ''}{written(metric, difference)}"


def _cell(text: str) -> str:
    """Return untrusted text for a table's cell."""
    return " ".join(text.replace("|", "\\|").split())


def flips(comparison: Comparison, *, most: int = 20) -> list[str]:
    """Return the flipped questions as lines, at most `most`, with both answers where they were kept."""
    lines: list[str] = []
    for flip in comparison.flips[:most]:
        lines.append(
            f"- {flip.id} ({flip.kind}): {flip.metric} {flip.before:g} → {flip.after:g}. {flip.question}".rstrip()
        )
        lines += _answers((("before", flip.answer_before), ("after", flip.answer_after)))
    if len(comparison.flips) > most:
        lines.append(f"- and {len(comparison.flips) - most} more, in the result file")
    return lines


def _answers(sides: Iterable[tuple[str, str]]) -> list[str]:
    return [f"    {side}: {' '.join(text.split())}" for side, text in sides if text]
