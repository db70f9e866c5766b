"""The report's pictures as SVG text. Pure.

Colours and fonts come from the page's style sheet by class name, so that every picture follows light and dark. Each
carries a title and a description for those who cannot see it, and its points tell their values on hover.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from statistics import quantiles

from evals.results import Curve, Point

WIDTH = 460
"""Units across a plot; the page scales it, so that text stays readable at phone width."""

_LETTER = 6.6  # width of an average letter at the size the page gives labels; only to keep them inside

_MOST_NAMED_TICKS = 8
_NO_LENGTH = 1e-9

Format = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a plot by kind: a value and, where known, its interval; `strong` sets it apart."""

    label: str
    value: float
    low: float | None = None
    high: float | None = None
    n: int | None = None
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Sample:
    """The values of one stage, to be shown as a distribution; all above 0."""

    label: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Frame:
    """A plot's data area, and the way from data to picture; `low < high` on both axes."""

    left: float
    right: float
    top: float
    bottom: float
    x_low: float
    x_high: float
    y_low: float = 0.0
    y_high: float = 1.0

    def x(self, value: float) -> float:
        share = (value - self.x_low) / (self.x_high - self.x_low)
        return round(self.left + share * (self.right - self.left), 1)

    def y(self, value: float) -> float:
        share = (value - self.y_low) / (self.y_high - self.y_low)
        return round(self.bottom - share * (self.bottom - self.top), 1)


def ticks(low: float, high: float, *, about: int = 5) -> list[float]:
    """Return round numbers within [low, high], roughly `about` of them: steps of 1, 2 or 5 times a power of ten."""
    if high - low <= _NO_LENGTH:
        return [low]
    rough = (high - low) / about
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= rough * 0.999)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(i * step, 10) for i in range(first, last + 1)]


def interval(value: float, low: float | None, high: float | None, *, scale: tuple[float, float], text: str) -> str:
    """Return a small bar for a table cell: the interval as a line, the value as a dot, on the given scale.

    `scale` are the values at its left and right end; `text` tells it to those who cannot see it.
    """
    frame = _Frame(4, 116, 0, 16, *_apart(*scale))
    parts = ['<line class="rail" x1="4" x2="116" y1="8" y2="8"/>']
    if scale[0] < 0 < scale[1]:
        parts.append(f'<line class="zero" x1="{frame.x(0)}" x2="{frame.x(0)}" y1="1" y2="15"/>')
    if low is not None and high is not None:
        parts.append(f'<line class="whisker" x1="{frame.x(low)}" x2="{frame.x(high)}" y1="8" y2="8"/>')
    parts.append(f'<circle class="dot" cx="{frame.x(value)}" cy="8" r="3.5"/>')
    return f'<svg class="interval" viewBox="0 0 120 16" role="img" aria-label="{escape(text)}">{"".join(parts)}</svg>'


def curves(lines: Sequence[Curve], *, title: str, x_format: Format = str, y_format: Format = str) -> str:
    """Return lines over a common x axis, each with its interval as a band; they share the axes' labels of the first.

    Lines are told apart by colour, dash and a label at their end.
    """
    points = [point for line in lines for point in line.points]
    heights = [y for p in points for y in (p.y, p.low, p.high) if y is not None]
    xs = [p.x for p in points]
    y_low, y_high = _rounded(min(heights), max(heights))
    named = len(lines) > 1
    margin = 14 + _LETTER * max(len(line.name) for line in lines) if named else 18
    frame = _Frame(44, WIDTH - margin, 14, 226, *_apart(min(xs), max(xs)), y_low, y_high)
    parts = [*_y_axis(frame, y_format), *_x_axis(frame, _x_ticks(xs), x_format)]
    parts.append(_text("label", (frame.left + frame.right) / 2, 264, lines[0].x_label, anchor="middle"))
    for number, line in enumerate(lines):
        if all(p.low is not None and p.high is not None for p in line.points):
            parts.append(f'<polygon class="band c{number % 4}" points="{_band(frame, line.points)}"/>')
    for number, line in enumerate(lines):
        path = " ".join(f"{frame.x(p.x)},{frame.y(p.y)}" for p in line.points)
        parts.append(f'<polyline class="line c{number % 4}" points="{path}"/>')
        if len(line.points) <= 24:
            parts += [
                _dot(frame.x(p.x), frame.y(p.y), f"c{number % 4}", _told(p, x_format, y_format)) for p in line.points
            ]
    if named:
        ends = [(frame.y(line.points[-1].y), line.name, number) for number, line in enumerate(lines)]
        parts += [
            _text(f"end c{number % 4}", frame.right + 8, y + 4, name) for y, name, number in _spread(sorted(ends), 15)
        ]
    told = "; ".join(
        f"{line.name}: {y_format(line.points[0].y)} at {x_format(line.points[0].x)}, "
        f"{y_format(line.points[-1].y)} at {x_format(line.points[-1].x)}"
        for line in lines
    )
    return _figure(parts, height=272, title=title, told=f"{lines[0].y_label} by {lines[0].x_label}. {told}.")


def bars(rows: Sequence[Bar], *, title: str, form: Format, scale: tuple[float, float] | None = None) -> str:
    """Return one line a row: its value as a dot, its interval as a whisker, its number of cases beside the label.

    A dashed line carries the value of the strong row through the others.
    """
    ends = [v for row in rows for v in (row.value, row.low, row.high) if v is not None]
    low, high = scale or _rounded(min(0.0, *ends), max(ends))
    height = 26.0
    frame = _Frame(168, WIDTH - 54, 8, 8 + height * len(rows), *_apart(low, high))
    parts = [*_x_axis(frame, ticks(low, high, about=4), form, grid=True)]
    strong = next((row for row in rows if row.strong), None)
    if strong is not None:
        x = frame.x(strong.value)
        parts.append(f'<line class="through" x1="{x}" x2="{x}" y1="{frame.top}" y2="{frame.bottom}"/>')
    for number, row in enumerate(rows):
        y = frame.top + height * (number + 0.5)
        weight = " strong" if row.strong else ""
        cases = f'<tspan class="n" dx="6">{row.n}</tspan>' if row.n is not None else ""
        parts.append(f'<text class="name{weight}" x="0" y="{y + 4}">{escape(row.label)}{cases}</text>')
        told = f"{row.label}: {form(row.value)}"
        if row.low is not None and row.high is not None:
            parts.append(f'<line class="whisker" x1="{frame.x(row.low)}" x2="{frame.x(row.high)}" y1="{y}" y2="{y}"/>')
            told += f", 95 % interval {form(row.low)} to {form(row.high)}"
        parts.append(_dot(frame.x(row.value), y, "c0", told))
        parts.append(_text(f"value{weight}", WIDTH, y + 4, form(row.value), anchor="end"))
    told = "; ".join(f"{row.label} {form(row.value)}" for row in rows)
    return _figure(parts, height=frame.bottom + 26, title=title, told=f"{told}.")


def distributions(samples: Sequence[Sample], *, title: str, form: Format) -> str:
    """Return the samples as hills on one logarithmic axis, each with its median and 95th percentile marked.

    A hill's height is the share of values near it, on its own scale: compare places, not heights.
    """
    everything = [value for sample in samples for value in sample.values]
    low, high = math.log10(min(everything)), math.log10(max(everything))
    low, high = (low - 0.15, high + 0.15) if high - low > 0.3 else (low - 0.3, high + 0.3)
    hill, gap = 40.0, 22.0
    frame = _Frame(98, WIDTH - 12, 18, 18 + (hill + gap) * len(samples), low, high)
    parts = [*_x_axis(frame, _log_ticks(low, high), lambda x: form(10**x), grid=True)]
    sentences: list[str] = []
    for number, sample in enumerate(samples):
        floor = frame.top + (hill + gap) * (number + 1) - gap / 2
        logs = sorted(math.log10(value) for value in sample.values)
        parts.append(_text("name", 0, floor - 4, sample.label))
        outline = " ".join(f"{frame.x(x)},{round(floor - y * hill, 1)}" for x, y in _density(logs, low, high))
        parts.append(f'<polygon class="hill" points="{frame.left},{floor} {outline} {frame.right},{floor}"/>')
        median, p95 = 10 ** _quantile(logs, 50), 10 ** _quantile(logs, 95)
        labels = [_Label(frame.x(math.log10(v)), f"{name} {form(v)}") for name, v in (("p50", median), ("p95", p95))]
        for mark, label in zip(labels, _side_by_side(*labels), strict=True):
            parts.append(f'<line class="quantile" x1="{mark.x}" x2="{mark.x}" y1="{floor - hill}" y2="{floor}"/>')
            parts.append(_text("tick", label.x, floor - hill - 3, label.words, anchor="middle"))
        sentences.append(f"{sample.label}: median {form(median)}, 95th percentile {form(p95)}")
    return _figure(parts, height=frame.bottom + 24, title=title, told=f"{'; '.join(sentences)}. Logarithmic axis.")


def _figure(parts: Sequence[str], *, height: float, title: str, told: str) -> str:
    return (
        f'<svg class="plot" viewBox="0 0 {WIDTH} {height:.0f}" role="img">'
        f"<title>{escape(title)}</title><desc>{escape(told)}</desc>{''.join(parts)}</svg>"
    )


def _apart(low: float, high: float) -> tuple[float, float]:
    """Keep an axis from having no length, which would divide by zero."""
    return (low, high) if high - low > _NO_LENGTH else (low - 0.5, low + 0.5)


def _rounded(low: float, high: float) -> tuple[float, float]:
    """Widen a range to round ends, within [0, 1] where it lies there."""
    share = low >= 0 and high <= 1
    if share and high - low <= _NO_LENGTH:
        low, high = max(low - 0.1, 0.0), min(high + 0.1, 1.0)
    low, high = _apart(low, high)
    margin = (high - low) / 20
    wide = ticks(low - margin, high + margin)
    step = wide[1] - wide[0]
    start, end = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
    return (max(start, 0.0), min(end, 1.0)) if share else (start, end)


def _y_axis(frame: _Frame, form: Format) -> Iterator[str]:
    for value in ticks(frame.y_low, frame.y_high):
        y = frame.y(value)
        yield f'<line class="grid" x1="{frame.left}" x2="{frame.right}" y1="{y}" y2="{y}"/>'
        yield _text("tick", frame.left - 8, y + 4, form(value), anchor="end")


def _x_axis(frame: _Frame, values: Sequence[float], form: Format, *, grid: bool = False) -> Iterator[str]:
    yield f'<line class="axis" x1="{frame.left}" x2="{frame.right}" y1="{frame.bottom}" y2="{frame.bottom}"/>'
    for value in values:
        x = frame.x(value)
        if grid:
            yield f'<line class="grid" x1="{x}" x2="{x}" y1="{frame.top}" y2="{frame.bottom}"/>'
        yield _text("tick", x, frame.bottom + 16, form(value), anchor="middle")


def _x_ticks(xs: Sequence[float]) -> list[float]:
    """Name the points themselves where they are few (1, 2, 4, 10), else round numbers."""
    distinct = sorted(set(xs))
    few = len(distinct) <= _MOST_NAMED_TICKS
    wide = few and len(distinct) > 1 and min(b - a for a, b in pairwise(distinct)) * 18 >= (distinct[-1] - distinct[0])
    return distinct if wide or len(distinct) == 1 else ticks(distinct[0], distinct[-1])


def _log_ticks(low: float, high: float) -> list[float]:
    steps = (1, 2, 5) if high - low < 2.2 else (1,)
    powers = range(math.floor(low), math.ceil(high) + 1)
    exact = (math.log10(step) + power for power in powers for step in steps)
    return [value for value in exact if low <= value <= high]


def _band(frame: _Frame, points: Sequence[Point]) -> str:
    upper = [f"{frame.x(p.x)},{frame.y(p.y if p.high is None else p.high)}" for p in points]
    lower = [f"{frame.x(p.x)},{frame.y(p.y if p.low is None else p.low)}" for p in reversed(points)]
    return " ".join(upper + lower)


def _density(logs: Sequence[float], low: float, high: float, *, steps: int = 96) -> list[tuple[float, float]]:
    """Return a smoothed histogram of sorted values as (x, height in [0, 1]): triangles of a fixed width on a grid."""
    width = max((high - low) / 24, 1e-9)
    grid = [low + (high - low) * i / steps for i in range(steps + 1)]
    heights = [
        sum(1 - abs(v - x) / width for v in logs[bisect_left(logs, x - width) : bisect_right(logs, x + width)])
        for x in grid
    ]
    top = max(heights) or 1.0
    return [(x, height / top) for x, height in zip(grid, heights, strict=True)]


def _quantile(ordered: Sequence[float], percent: int) -> float:
    if len(ordered) == 1:
        return ordered[0]
    return quantiles(ordered, n=100, method="inclusive")[percent - 1]


def _spread(ends: Sequence[tuple[float, str, int]], gap: float) -> Iterator[tuple[float, str, int]]:
    """Push labels down until each stands at least `gap` below the one above."""
    last = -math.inf
    for y, name, number in ends:
        last = max(y, last + gap)
        yield last, name, number


@dataclass(frozen=True, slots=True)
class _Label:
    x: float
    words: str

    @property
    def half(self) -> float:
        return _LETTER * len(self.words) / 2


def _side_by_side(first: _Label, second: _Label) -> tuple[_Label, _Label]:
    """Move two labels, each centred on its mark, until they neither overlap nor leave the picture."""
    gap = 6.0
    lack = first.half + second.half + gap - (second.x - first.x)
    left, right = (first.x - lack / 2, second.x + lack / 2) if lack > 0 else (first.x, second.x)
    over = max(0.0, right + second.half - WIDTH)
    right -= over
    left = min(left, right - first.half - second.half - gap)
    return _Label(left, first.words), _Label(right, second.words)


def _told(point: Point, x_format: Format, y_format: Format) -> str:
    told = f"{x_format(point.x)}: {y_format(point.y)}"
    if point.low is not None and point.high is not None:
        told += f" ({y_format(point.low)} to {y_format(point.high)})"
    return told


def _dot(x: float, y: float, style: str, told: str) -> str:
    return f'<circle class="dot {style}" cx="{x}" cy="{y}" r="4"><title>{escape(told)}</title></circle>'


def _text(style: str, x: float, y: float, words: str, *, anchor: str = "start") -> str:
    return f'<text class="{style}" x="{round(x, 1)}" y="{round(y, 1)}" text-anchor="{anchor}">{escape(words)}</text>'
