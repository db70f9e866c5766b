"""What a collection costs as it grows: disk, memory, opening, searching, evidence.

    python -m evals.bench.growth [SET] [--passages 1000 --passages 10000] [--questions 100] [--out FOLDER]

SET is `ours` or a folder of a public set; its articles are embedded once, in the collection that `dateline eval` uses,
and grown to each size (see `evals.bench.grown`: real sentences, stand-in passages). Grown collections are kept in the
data folder, so that a second run only measures. The questions are the first twelve words of sentences of the set, each
asked plainly, and with the outlet of its article and a day in the middle of the collection's range.

With --out, growth-SET.md, growth-SET-latency.svg and growth-SET-size.svg are written there.
"""

from __future__ import annotations

import math
import random
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from evals.bench.grown import kept
from evals.bench.probe import Asked, Measured, in_own_process
from evals.bench.sets import SET, chosen_set
from evals.bench.tables import load, machine_line, table
from evals.cases import Dataset
from evals.reports import plots
from evals.results import Curve, Point
from index.embedding.embedders import open_embedder
from index.sentences import split
from rag.config import RagConfig

_SEED = 7
_WORDS = 12
_SPREAD = ("search", "search, outlet and day", "search, the set's questions", "evidence")
_STEPS = (
    "one vector",
    "dense",
    "dense, filtered",
    "lexical",
    "lexical, filtered",
    "reading 10 passages",
    "reading their sentences",
)
# The page that holds the plots of a report has all this; a picture that stands alone brings its own.
_STYLE = """
svg{font:11px system-ui,sans-serif;background:#fff}.tick,.label{fill:#555}.grid,.axis{stroke:#ddd}
.line{fill:none;stroke-width:2}.c0{stroke:#2458a6}.c1{stroke:#b4541a}.c2{stroke:#2e7d4f}.c3{stroke:#7b3f98}
.c1.line{stroke-dasharray:7 4}.c2.line{stroke-dasharray:2 4}.c3.line{stroke-dasharray:9 3 2 3}
text.c0,.dot.c0{fill:#2458a6;stroke:none}text.c1,.dot.c1{fill:#b4541a;stroke:none}
text.c2,.dot.c2{fill:#2e7d4f;stroke:none}text.c3,.dot.c3{fill:#7b3f98;stroke:none}
"""


def main(
    name: SET = None,
    *,
    passages: Annotated[list[int] | None, typer.Option(min=100, help="sizes; 1000 and 10000 unless given")] = None,
    questions: Annotated[int, typer.Option(min=5, help="how many are asked")] = 100,
    out: Annotated[Path | None, typer.Option(help="a folder for the table and the plot")] = None,
) -> None:
    """Print, and with --out write, the table by size."""
    before = load()
    config = RagConfig.read()
    dataset = chosen_set(name)
    embedder = open_embedder(config)
    asked = sentences_as_questions(dataset, questions)
    own = [case.question for case in dataset.cases][:questions]
    measured = []
    for size in passages or (1000, 10_000):
        grown = kept(dataset, config, passages=size, embedder=embedder, progress=_told(size))
        measured.append(in_own_process(grown, asked, own))
    told = f"{machine_line(before)}\n\n{as_table(measured)}"
    print(told)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        (out / f"growth-{dataset.name}.md").write_text(f"{told}\n", encoding="utf-8")
        (out / f"growth-{dataset.name}-latency.svg").write_text(latencies(measured), encoding="utf-8")
        (out / f"growth-{dataset.name}-size.svg").write_text(sizes(measured), encoding="utf-8")


def sentences_as_questions(dataset: Dataset, number: int) -> list[Asked]:
    """Return the first words of sentences, drawn with a fixed seed, each with its outlet and the middle day."""
    chance = random.Random(_SEED)  # noqa: S311  # a sample, not a secret
    days = sorted(day for article in dataset.articles if (day := article.published_day))
    asked: list[Asked] = []
    while len(asked) < number:
        article = chance.choice(dataset.articles)
        sentence = chance.choice(split(article.text))
        words = article.text[sentence.start : sentence.end].split()
        if len(words) > _WORDS:
            asked.append(Asked(" ".join(words[:_WORDS]), article.source, days[len(days) // 2]))
    return asked


def as_table(measured: Sequence[Measured]) -> str:
    """Return one column a size."""
    rows: list[tuple[object, ...]] = [
        ("disk", *(f"{each.disk_bytes / 1e6:,.0f} MB" for each in measured)),
        ("disk a passage", *(f"{each.disk_bytes / each.passages / 1e3:.1f} kB" for each in measured)),
        ("memory after asking", *(f"{each.resident_bytes / 1e6:,.0f} MB" for each in measured)),
        ("opening", *(f"{each.open_seconds:.2f} s" for each in measured)),
    ]
    rows += [
        (f"{what}, p{percent}", *(_ms(each, what, percent) for each in measured))
        for what in _SPREAD
        for percent in (50, 95)
    ]
    rows += [(f"· {what}, p50 / p95", *(_both(each, what) for each in measured)) for what in _STEPS]
    return table(("passages", *(f"{each.passages:,}" for each in measured)), rows)


def latencies(measured: Sequence[Measured]) -> str:
    """Return the latencies by size as one SVG."""
    lines = {
        f"{what} p{percent}": [float(np.percentile(each.times[what], percent)) for each in measured]
        for what, percent in (("search", 50), ("search", 95), ("search, outlet and day", 50), ("evidence", 50))
    }
    return _picture("Latency by size of the collection", "milliseconds", measured, lines)


def sizes(measured: Sequence[Measured]) -> str:
    """Return memory and disk by size as one SVG."""
    lines = {
        "memory": [each.resident_bytes / 1e6 for each in measured],
        "disk": [each.disk_bytes / 1e6 for each in measured],
    }
    return _picture("Memory and disk by size of the collection", "MB", measured, lines)


def _picture(title: str, unit: str, measured: Sequence[Measured], lines: Mapping[str, Sequence[float]]) -> str:
    """Return an SVG that stands alone; the collection's size is on a logarithmic axis."""
    places = [math.log10(each.passages) for each in measured]
    curves = [
        Curve(
            name=name,
            x_label="passages in the collection",
            y_label=unit,
            points=tuple(map(Point, places, values)),
        )
        for name, values in lines.items()
    ]
    drawn = plots.curves(curves, title=title, x_format=_passages, y_format=lambda y: f"{y:,.0f}")
    return (
        drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
        .replace("<title>", f"<style>{_STYLE}</style><title>", 1)
        .replace("</desc>", f'</desc><text class="label" x="4" y="8">{unit}</text>', 1)
    )


def _passages(exponent: float) -> str:
    return f"{round(10**exponent, -3):,.0f}"


def _ms(measured: Measured, what: str, percent: int) -> str:
    return f"{np.percentile(measured.times[what], percent):,.0f} ms"


def _both(measured: Measured, what: str) -> str:
    middle, most = np.percentile(measured.times[what], (50, 95))
    return f"{middle:,.1f} / {most:,.1f} ms"


def _told(size: int) -> Callable[[int], None]:
    """Return what tells on standard error how far a collection has grown, every tenth of the way."""
    tenths = iter(range(1, 11))
    due = next(tenths)

    def tell(held: int) -> None:
        nonlocal due
        if held * 10 >= size * due:
            print(f"grown to {held:,} of {size:,} passages", file=sys.stderr)
            due = next((tenth for tenth in tenths if held * 10 < size * tenth), 11)

    return tell


if __name__ == "__main__":
    typer.run(main)
