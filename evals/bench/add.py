"""How fast articles are added, and how much of that time is the embedder's own.

    python -m evals.bench.add [ARTICLES] [--articles 60]

ARTICLES are read as `dateline add` reads them; without them, our own fictional press serves. When they are fewer than
asked for, they come again under other ids. Loading is left out: one article is added first and not counted. Reading and
repairing are counted, as in `dateline add`.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import count, islice
from pathlib import Path
from typing import Annotated

import typer

from evals.bench.tables import load, machine_line, table
from index.articles import Article
from index.collection import Collection
from index.config import IndexConfig
from index.reading.readers import read

PRESS = Path(__file__).parents[1] / "articles"


class TimedReading:
    """The articles of a path over and over under new ids, and the seconds that reading them took."""

    def __init__(self, path: Path) -> None:
        """Read nothing yet."""
        self._path = path
        self.seconds = 0.0

    def __iter__(self) -> Iterator[Article]:
        """Yield articles without end; an id is never given twice."""
        for time_over in count():
            found = False
            started = time.perf_counter()
            for item in read(self._path):
                self.seconds += time.perf_counter() - started
                if isinstance(item, Article):
                    found = True
                    yield replace(item, id=f"{item.id}-{time_over}", id_derived=False)
                started = time.perf_counter()
            if not found:
                raise typer.BadParameter(f"{self._path} holds no article")


def main(
    path: Annotated[Path, typer.Argument(metavar="ARTICLES", help="articles to add")] = PRESS,
    *,
    articles: Annotated[int, typer.Option(min=1, help="how many to add")] = 60,
) -> None:
    """Print articles and passages a second, and where the time went, as a Markdown table."""
    before = load()
    with tempfile.TemporaryDirectory() as home:
        config = IndexConfig(home=Path(home))
        with Collection.open(config) as collection:
            collection.add([Article(id="first", title="First", text="Not counted.", original="Not counted.")])
            reading = TimedReading(path)
            report = collection.add(islice(reading, articles))
            size = collection.stats().bytes
    rest = report.seconds - reading.seconds - report.embed_seconds
    shares = [("reading, repairing", reading.seconds), ("embedding", report.embed_seconds), ("cutting, storing", rest)]
    print(machine_line(before))
    print(
        f"{len(report.added):,} articles, {report.passages:,} passages in {report.seconds:.1f} s with "
        f"{config.threads} threads: {len(report.added) / report.seconds:.2f} articles a second, "
        f"{report.passages / report.seconds:.1f} passages a second, {size / report.passages / 1000:.1f} kB a passage.\n"
    )
    print(table(("step", "seconds", "share"), [(n, f"{s:.2f}", f"{s / report.seconds:.1%}") for n, s in shares]))


if __name__ == "__main__":
    typer.run(main)
