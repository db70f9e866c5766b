"""Which pictures a result is worth: curves over k and coverage, each metric by kind, the time of each stage. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from html import escape

from evals.measures.metrics import METRICS, Metric, Part, Unit
from evals.reports import plots
from evals.reports.figures import FIRST, spaced
from evals.results import Curve, Result

_FEWEST_FOR_A_HILL = 5  # fewer times have no distribution to show
_STAGES = {
    "retrieve_ms": "Search",
    "evidence_ms": "Evidence",
    "first_token_ms": "First word",
    "total_ms": "Whole answer",
}


def pictures(result: Result) -> Iterator[str]:
    """Yield the section of pictures as HTML; nothing when there is nothing to plot."""
    found = [*_curves(result.curves), *_by_kind(result), *_times(result)]
    if found:
        yield '<h2 id="pictures">At a glance</h2>'
        yield f'<div class="plots">{"".join(found)}</div>'


def _curves(curves: tuple[Curve, ...]) -> Iterator[str]:
    """One picture for all curves over the same x."""
    groups: dict[str, list[Curve]] = {}
    for curve in curves:
        if curve.points:
            groups.setdefault(curve.x_label, []).append(curve)
    for lines in groups.values():
        title = _capital(" and ".join(_short(line) for line in lines)) + _over(lines[0])
        drawn = plots.curves(
            [replace(line, name=_short(line)) for line in lines], title=title, x_format=_number, y_format=_two_decimals
        )
        told = "; ".join(f"{_short(line)}: {line.y_label}" for line in lines) if len(lines) > 1 else lines[0].y_label
        known = all(point.low is not None for line in lines for point in line.points)
        yield _figure(title, drawn, caption=f"{_capital(told)}.{' Bands are 95 % intervals.' if known else ''}")


def _short(curve: Curve) -> str:
    """Return "hits" of a curve named "hits by k"."""
    return curve.name.split(" by ")[0]


def _over(curve: Curve) -> str:
    return curve.name.removeprefix(_short(curve))


def _by_kind(result: Result) -> Iterator[str]:
    """One picture a headline metric, of which the page shows the chosen one."""
    if len(result.kinds) < 2:
        return
    metrics = [m for m in _in_order(result) if m.unit is Unit.SHARE and len(_bars(result, m)) > 2]
    if not metrics:
        return
    options = "".join(f'<option value="{escape(m.name)}">{escape(m.title)}</option>' for m in metrics)
    drawn = "".join(
        f'<div data-metric="{escape(m.name)}"{" hidden" if number else ""}>'
        f"{plots.bars(_bars(result, m), title=f'{m.title} by kind of question', form=_two_decimals, scale=(0.0, 1.0))}"
        f"<figcaption><b>{escape(m.title)}.</b> {escape(m.meaning)}{_direction(m)}</figcaption></div>"
        for number, m in enumerate(metrics)
    )
    yield (
        '<figure><select id="by-kind" aria-label="Metric shown by kind of question">'
        f"{options}</select><h3>By kind of question</h3>{drawn}</figure>"
    )


def _bars(result: Result, metric: Metric) -> list[plots.Bar]:
    rows = []
    for kind in ("", *result.kinds):
        figure = result.figure(metric.name, kind)
        if figure is not None and figure.value is not None:
            label = spaced(kind) or "all"
            rows.append(
                plots.Bar(label, figure.value, figure.low, figure.high, n=figure.n, strong=not kind),
            )
    return rows


def _in_order(result: Result) -> list[Metric]:
    """The metrics measured but for speed: what a reader asks first, the other headlines, the rest."""
    known = [METRICS[name] for name in result.metrics if name in METRICS]
    chosen = [metric for metric in known if metric.part is not Part.SPEED]
    places = {name: place for place, name in enumerate(FIRST)}
    return sorted(chosen, key=lambda metric: (places.get(metric.name, len(FIRST)), not metric.headline))


def _times(result: Result) -> Iterator[str]:
    samples = []
    written = any(result.scores.values.get("first_token_ms", ()))
    for column, label in _STAGES.items():
        if column == "total_ms" and not written:
            continue  # quoted evidence is the whole answer, and the same hill again
        values = tuple(value for value in result.scores.values.get(column, ()) if value is not None and value > 0)
        if len(values) >= _FEWEST_FOR_A_HILL:
            samples.append(plots.Sample(label, values))
    if samples:
        title = "Time to each stage"
        drawn = plots.distributions(samples, title=title, form=_time)
        caption = "From the question's arrival; the axis is logarithmic, each hill has its own height."
        yield _figure(title, drawn, caption=caption)


def _figure(title: str, drawn: str, *, caption: str) -> str:
    return f"<figure><h3>{escape(_capital(title))}</h3>{drawn}<figcaption>{escape(caption)}</figcaption></figure>"


def _direction(metric: Metric) -> str:
    return "" if metric.higher_is_better else " Lower is better."


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _number(value: float) -> str:
    return f"{value:g}"


def _time(ms: float) -> str:
    return f"{ms:.0f} ms" if ms < 999.5 else f"{ms / 1000:.1f} s".replace(".0 s", " s")


def _two_decimals(value: float) -> str:
    return f"{value:.2f}"
