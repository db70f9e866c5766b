"""The figures as tables: what was measured, with intervals, and what changed against a baseline. Pure HTML text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from evals.measures.metrics import METRICS, Unit
from evals.reports import plots
from evals.results import Change, Comparison, Figure, Result

_MOST_CARDS = 6
FIRST = (
    "right",
    "hits@10",
    "evidence_hit",
    "refusal_recall",
    "false_refusals",
    "citation_precision",
    "evidence_ms_p50",
    "mrr@10",
    "all_evidence@10",
    "ndcg@10",
    "support_auroc",
    "false_support",
    "aurc",
)
"""What a reader asks first, first: was it right, was it found, was refusing right, is it cited, how fast."""
_SECOND = 1000.0  # milliseconds


def shown(value: float | None, unit: Unit = Unit.SHARE) -> str:
    """Return a figure with its unit, as people read it: shares with three decimals, from 1000 ms on seconds."""
    if value is None:
        return "–"
    match unit:
        case Unit.SHARE:
            return f"{value:.3f}"
        case Unit.MILLISECONDS if abs(value) >= _SECOND:
            return f"{value / _SECOND:.2f} s"
        case Unit.MILLISECONDS:
            return f"{value:.0f} ms" if abs(value) >= 10 else f"{value:.1f} ms"
        case Unit.TOKENS:
            return f"{value:.0f}"
        case Unit.DOLLARS:
            return f"${value:.5f}"


def spaced(kind: str) -> str:
    """Return a kind as words: "out of collection"."""
    return kind.replace("_", " ")


def cards(result: Result) -> Iterator[str]:
    """Yield the first figures, at most six, each large with its interval and its change."""
    found = (result.figure(name) for name in FIRST)
    chosen = [figure for figure in found if figure is not None and figure.value is not None]
    if not chosen:
        return
    yield '<div class="cards">'
    for figure in chosen[:_MOST_CARDS]:
        metric = METRICS[figure.metric]
        change = _change(result.comparison, figure.metric)
        yield (
            f'<div class="card" title="{escape(metric.meaning)}"><p class="overline">{escape(metric.title)}</p>'
            f'<p class="big">{shown(figure.value, metric.unit)}</p>{_bar(figure)}'
            f'<p class="quiet num">{_range(figure, metric.unit)}</p>{_card_change(change)}</div>'
        )
    yield "</div>"


def figures_table(result: Result) -> Iterator[str]:
    """Yield every figure over all cases, by part, with what each means."""
    figures = [figure for figure in _overall(result) if figure.metric in METRICS]
    yield '<h2 id="figures">Every figure</h2>'
    yield '<div class="scroll"><table class="figures"><thead><tr><th>Metric</th><th class="num">Value</th>'
    yield '<th>95 % interval</th><th class="num">Cases</th><th class="meaning">What it is</th></tr></thead><tbody>'
    for part, group in groupby(figures, key=lambda figure: METRICS[figure.metric].part):
        yield f'<tr class="part"><th colspan="5" scope="colgroup">{escape(part.value.capitalize())}</th></tr>'
        for figure in group:
            metric = METRICS[figure.metric]
            lower = "" if metric.higher_is_better else " <em>Lower is better.</em>"
            drawn = f'{_bar(figure)}<span class="quiet num">{_range(figure, metric.unit)}</span>'
            yield (
                f'<tr><td>{escape(metric.title)}</td><td class="num">{shown(figure.value, metric.unit)}</td>'
                f'<td><div class="between">{drawn}</div></td>'
                f'<td class="num">{figure.n}</td><td class="meaning">{escape(metric.meaning)}{lower}</td></tr>'
            )
    yield "</tbody></table></div>"


def comparison_section(comparison: Comparison) -> Iterator[str]:
    """Yield what changed: each metric's difference with its interval, then the place for the flipped cases."""
    yield f'<h2 id="comparison">Against {escape(comparison.baseline)}</h2>'
    yield from (f'<p class="note">{escape(warning)}</p>' for warning in comparison.warnings)
    overall = [change for change in comparison.changes if not change.kind]
    sliced = [change for change in comparison.changes if change.kind]
    marked = [change for change in sliced if change.fell or change.rose]
    yield f'<p class="lede">{escape(_sentence(overall))}</p>'
    yield from _changes(overall)
    if marked:
        yield "<h3>Kinds of question that changed</h3>"
        yield from _changes(marked)
    if len(sliced) > len(marked):
        yield f"<details><summary>All {len(sliced)} differences by kind</summary>"
        yield from _changes(sliced)
        yield "</details>"
    if comparison.flips:
        yield from _flips(comparison)


def _changes(changes: Sequence[Change]) -> Iterator[str]:
    yield '<div class="scroll"><table><thead><tr><th>Metric</th><th class="num">Baseline</th><th class="num">Now</th>'
    yield '<th>Difference, 95 % interval</th><th class="num">p</th><th></th></tr></thead><tbody>'
    spans: dict[Unit, float] = {}
    for change in changes:
        unit = _unit(change.metric)
        spans[unit] = max(spans.get(unit, 0.0), abs(change.low), abs(change.high), abs(change.difference))
    for change in changes:
        unit = _unit(change.metric)
        span = spans[unit] or 1.0
        told = f"{_signed(change.difference, unit)} ({_signed(change.low, unit)} to {_signed(change.high, unit)})"
        style, mark = ("better", "▲ better") if change.rose else ("worse", "▼ worse") if change.fell else ("same", "")
        kind = f'<span class="quiet"> · {escape(spaced(change.kind))}</span>' if change.kind else ""
        way = {"better": "up", "worse": "down", "same": "quiet"}[style]
        yield (
            f'<tr class="{style}"><td>{escape(_title(change.metric))}{kind}</td>'
            f'<td class="num">{shown(change.baseline, unit)}</td><td class="num">{shown(change.value, unit)}</td>'
            f'<td><div class="between">'
            f"{plots.interval(change.difference, change.low, change.high, scale=(-span, span), text=told)}"
            f'<span class="quiet num">{escape(told)}</span></div></td><td class="num">{change.p:.3f}</td>'
            f'<td class="{way} num">{mark}</td></tr>'
        )
    yield "</tbody></table></div>"


def _flips(comparison: Comparison) -> Iterator[str]:
    metrics = dict.fromkeys(flip.metric for flip in comparison.flips)
    choices = [("", "all"), ("worse|", "worse now"), ("better|", "better now")]
    choices += [(f"{way}|{_title(m)}", f"{_title(m)}: {way} now") for m in metrics for way in ("worse", "better")]
    options = "".join(f'<option value="{escape(value)}">{escape(label)}</option>' for value, label in choices)
    yield f'<h3>Cases that flipped <span class="quiet num">{len(comparison.flips)}</span></h3>'
    yield f'<div class="filters"><select id="flip-which" aria-label="Which flipped cases">{options}</select></div>'
    yield '<div id="flips"></div><div class="more" id="flip-end"></div>'


def _sentence(changes: Sequence[Change]) -> str:
    fell = [_title(change.metric) for change in changes if change.fell]
    rose = [_title(change.metric) for change in changes if change.rose]
    if not fell and not rose:
        return "Nothing changed by more than chance would explain."
    parts = [f"{_listed(names)} {verb}" for names, verb in ((fell, "got worse"), (rose, "got better")) if names]
    return f"{'; '.join(parts)}, by more than chance would explain."


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _overall(result: Result) -> list[Figure]:
    return [figure for figure in result.figures if not figure.kind]


def _bar(figure: Figure) -> str:
    """Draw an interval: on [0, 1] for shares, else from 0 to a little beyond its own end."""
    if figure.value is None:
        return ""
    unit = _unit(figure.metric)
    end = 1.0 if unit is Unit.SHARE else 1.3 * max(figure.value, figure.high or 0.0)
    told = f"{shown(figure.value, unit)} ({_range(figure, unit)})"
    return plots.interval(figure.value, figure.low, figure.high, scale=(0.0, end), text=told)


def _range(figure: Figure, unit: Unit) -> str:
    if figure.low is None or figure.high is None:
        return ""
    return f"{shown(figure.low, unit)} to {shown(figure.high, unit)}"


def _change(comparison: Comparison | None, metric: str) -> Change | None:
    changes = comparison.changes if comparison else ()
    return next((change for change in changes if change.metric == metric and not change.kind), None)


def _card_change(change: Change | None) -> str:
    if change is None:
        return ""
    way, mark = ("up", "▲ better ") if change.rose else ("down", "▼ worse ") if change.fell else ("quiet", "")
    told = _signed(change.difference, _unit(change.metric))
    return f'<p class="change num {way}">{mark}{told}{"" if mark else " on baseline"}</p>'


def _signed(value: float, unit: Unit) -> str:
    return f"{'+' if value > 0 else '−' if value < 0 else '±'}{shown(abs(value), unit)}"


def _unit(metric: str) -> Unit:
    return METRICS[metric].unit if metric in METRICS else Unit.SHARE


def _title(metric: str) -> str:
    return METRICS[metric].title if metric in METRICS else metric
