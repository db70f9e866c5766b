"""The pictures are well-formed, stay inside their frames and tell their values."""

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.reports import plots
from evals.results import Curve, Point

SHARES = st.floats(0, 1, allow_nan=False)
TIMES = st.floats(0.01, 1e6, allow_nan=False)
NUMBERS = st.floats(-1e6, 1e6, allow_nan=False)


def two_decimals(value):
    return f"{value:.2f}"


def parsed(svg):
    return ET.fromstring(svg)


def coordinates(svg):
    """Every x and y of lines, dots and outlines (text may stand a little outside the data)."""
    root = parsed(svg)
    width, height = map(float, root.get("viewBox").split()[2:])
    for node in root.iter():
        for name, size in (("x1", width), ("x2", width), ("cx", width), ("y1", height), ("y2", height), ("cy", height)):
            if node.get(name) is not None:
                yield float(node.get(name)), size
        for pair in (node.get("points") or "").split():
            x, y = map(float, pair.split(","))
            yield from ((x, width), (y, height))


def stays_inside(svg):
    return all(-0.1 <= value <= size + 0.1 for value, size in coordinates(svg))


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        (1, 10, [2, 4, 6, 8, 10]),
        (0.83, 0.97, [0.85, 0.9, 0.95]),
        (3, 3, [3]),
    ],
)
def test_ticks_are_round_numbers_within_the_range(low, high, expected):
    assert plots.ticks(low, high) == expected


@given(NUMBERS, st.floats(1e-3, 1e6))
def test_there_are_a_few_ticks_whatever_the_range(low, width):
    values = plots.ticks(low, low + width)
    assert 1 <= len(values) <= 11
    assert values == sorted(set(values))


@given(st.lists(st.tuples(SHARES, SHARES, SHARES), min_size=1, max_size=30))
def test_curves_stay_inside_and_told_values_are_their_ends(heights):
    points = tuple(Point(float(k), y, min(y, a), max(y, b)) for k, (y, a, b) in enumerate(heights, start=1))
    curve = Curve(name="hits", x_label="k", y_label="share", points=points)
    svg = plots.curves([curve, curve], title="Hits", y_format=two_decimals)
    assert stays_inside(svg)
    assert f"{two_decimals(points[-1].y)} at {points[-1].x}" in parsed(svg).find("desc").text


@given(st.lists(st.lists(TIMES, min_size=1, max_size=50), min_size=1, max_size=4))
def test_distributions_stay_inside(stages):
    samples = [plots.Sample(f"stage {i}", tuple(values)) for i, values in enumerate(stages)]
    assert stays_inside(plots.distributions(samples, title="Times", form=two_decimals))


@given(st.lists(st.tuples(SHARES, SHARES, SHARES), min_size=1, max_size=12))
def test_bars_stay_inside_and_every_one_is_labelled(values):
    rows = [plots.Bar(f"kind {i}", y, min(y, a), max(y, b), n=i, strong=i == 0) for i, (y, a, b) in enumerate(values)]
    svg = plots.bars(rows, title="Right", form=two_decimals, scale=(0.0, 1.0))
    assert stays_inside(svg)
    assert all(f"kind {i}" in svg for i in range(len(rows)))


@given(st.floats(-50, 50), st.floats(0, 20), st.floats(0, 20))
def test_an_interval_bar_stays_inside_its_scale(value, below, above):
    svg = plots.interval(value, value - below, value + above, scale=(-70.0, 70.0), text="a difference")
    assert stays_inside(svg)
    assert 'class="zero"' in svg  # a scale through 0 shows where no difference is


def test_an_interval_bar_lies_where_its_values_are():
    svg = plots.interval(0.5, 0.25, 1.0, scale=(0.0, 1.0), text="half")
    whisker = next(node for node in parsed(svg).iter() if node.get("class") == "whisker")
    dot = next(node for node in parsed(svg).iter() if node.get("class") == "dot")
    assert (float(whisker.get("x1")), float(dot.get("cx")), float(whisker.get("x2"))) == (32, 60, 116)


def test_the_median_and_the_95th_percentile_are_told():
    svg = plots.distributions(
        [plots.Sample("Search", tuple(float(i) for i in range(1, 102)))], title="T", form=two_decimals
    )
    numbers = re.search(r"median ([\d.]+), 95th percentile ([\d.]+)\.", svg)
    assert numbers.groups() == ("51.00", "96.00")


def test_a_share_that_is_always_1_stays_on_an_axis_of_shares():
    line = Curve(name="hits", x_label="k", y_label="share", points=(Point(1, 1.0), Point(2, 1.0)))
    named = [node.text for node in parsed(plots.curves([line], title="Hits", y_format=two_decimals)).iter()]
    assert "1.00" in named
    assert "1.05" not in named


def test_words_in_a_picture_are_escaped():
    hostile = '<script>alert("1")</script>'
    line = Curve(name=hostile, x_label=hostile, y_label=hostile, points=(Point(1, 0.5), Point(2, 0.6)))
    for svg in (
        plots.curves([line, line], title=hostile),
        plots.bars([plots.Bar(hostile, 0.5)], title=hostile, form=str),
        plots.distributions([plots.Sample(hostile, (1.0, 2.0))], title=hostile, form=str),
        plots.interval(0.5, None, None, scale=(0, 1), text=hostile),
    ):
        assert "<script" not in svg
        parsed(svg)


def test_pictures_are_the_same_for_the_same_values():
    bars = [plots.Bar("all", 0.5, 0.4, 0.6, n=10, strong=True)]
    assert plots.bars(bars, title="Right", form=str) == plots.bars(bars, title="Right", form=str)
