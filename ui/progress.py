"""Progress on stderr, with the rate and the time left: a bar in a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ui.terminal import note

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress

PLAIN_EVERY = 10.0  # seconds between two progress lines where there is no terminal to redraw


class Bar:
    """A progress bar on stderr with the rate and the time left."""

    def __init__(self, label: str, unit: str, drawn: RichProgress | None) -> None:
        self._label = label
        self._unit = unit
        self._drawn = drawn
        self._task = drawn.add_task(label, total=None, rate="") if drawn else None
        self._began = self._last = time.monotonic()
        self._first = 0

    def start(self, done: int) -> None:
        """Say how much was there before we began, so that the rate is ours alone."""
        self._first = done

    def update(self, done: int, total: int | None = None) -> None:
        """Show that `done` of `total` units are finished; cheap enough to call for each."""
        now = time.monotonic()
        rate = (done - self._first) / max(now - self._began, 1e-6)
        if self._drawn is not None and self._task is not None:
            shown = f"{self._amount(round(rate))}/s" if self._unit == "B" else f"{rate:.1f} {self._unit}/s"
            self._drawn.update(self._task, completed=done, total=total, rate=shown)
        elif now - self._last >= PLAIN_EVERY:
            self._last = now
            left = f", {_duration((total - done) / rate)} left" if total and rate > 0 else ""
            of = f" of {self._amount(total)}" if total else ""
            note(f"{self._label}: {self._amount(done)}{of}, {self._amount(round(rate, 1))}/s{left}")

    def _amount(self, count: float) -> str:
        return f"{count / 1e6:.1f} MB" if self._unit == "B" else f"{count:g} {self._unit}"


@contextmanager
def progress(label: str, unit: str) -> Iterator[Bar]:
    """Give a bar to update while something long runs: redrawn in a terminal, a line now and then elsewhere.

    Args:
        label: What is going on, such as "adding".
        unit: What is counted, in the plural; "B" for bytes.
    """
    if not sys.stderr.isatty():
        yield Bar(label, unit, None)
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    drawn = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        DownloadColumn() if unit == "B" else MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}", markup=False),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        refresh_per_second=4,  # drawing takes milliseconds that the embedder would otherwise have
        transient=True,
        redirect_stdout=False,  # results must not be drawn above a bar on stderr
    )
    with drawn:
        yield Bar(label, unit, drawn)


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    if minutes >= 60:
        return f"{minutes // 60} h {minutes % 60} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
