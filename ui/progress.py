"""Progress on stderr, with the rate and the time left: a bar in a terminal, a line now and then elsewhere."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ui.terminal import note, printable

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress

BYTES = "bytes"
PLAIN_EVERY = 10.0  # seconds between two progress lines where there is no terminal to redraw


class Bar:
    """A progress bar on stderr; it appears with the first update, and the rate counts from what that one said."""

    def __init__(self, label: str, unit: str) -> None:
        """Draw nothing yet; see `progress`."""
        self._label = label
        self._unit = unit
        self._first: int | None = None
        self._began = self._last = 0.0
        self._drawn: RichProgress | None = None

    def update(self, done: int, total: int | None = None, *, detail: str = "") -> None:
        """Show that `done` of `total` units are finished, and a detail; cheap enough to call for each."""
        now = time.monotonic()
        if self._first is None:
            self._first = done
            self._began = self._last = now
            self._drawn = _drawn(self._label, self._unit) if sys.stderr.isatty() else None
        rate = (done - self._first) / max(now - self._began, 1e-3)
        if self._drawn is not None:
            label = f"{self._label} ({detail})" if detail else self._label
            task = self._drawn.task_ids[0]
            self._drawn.update(task, description=label, completed=done, total=total, rate=self._rate(rate))
        elif now - self._last >= PLAIN_EVERY:
            self._last = now
            left = f", {duration((total - done) / rate)} left" if total and rate > 0 else ""
            amounts = ", ".join(part for part in (self._amounts(done, total), detail) if part)
            note(f"{self._label}: {amounts}, {self._rate(rate)}{left}")

    def close(self) -> None:
        """Take the bar off the screen."""
        if self._drawn is not None:
            self._drawn.stop()

    def _amounts(self, done: int, total: int | None) -> str:
        if self._unit == BYTES:
            return f"{done / 1e6:,.0f} of {total / 1e6:,.0f} MB" if total else f"{done / 1e6:,.0f} MB"
        return f"{done:,} of {total:,} {self._unit}" if total else f"{done:,} {self._unit}"

    def _rate(self, rate: float) -> str:
        return f"{rate / 1e6:.1f} MB/s" if self._unit == BYTES else f"{rate:.1f} {self._unit}/s"


@contextmanager
def progress(label: str, unit: str) -> Iterator[Bar]:
    """Give a bar to update while something long runs: redrawn in a terminal, a line now and then elsewhere.

    Args:
        label: What is going on, such as "adding".
        unit: What is counted, in the plural; `BYTES` for bytes.
    """
    bar = Bar(label, unit)
    try:
        yield bar
    finally:
        bar.close()


@contextmanager
def passing_line() -> Iterator[Callable[[str], None]]:
    """Give what shows a text in one line of the terminal, over the one before; "" clears it. Nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return

    def show(text: str) -> None:
        width = shutil.get_terminal_size().columns - 1
        sys.stderr.write(f"\r\x1b[2K{printable(text, one_line=True)[-width:]}")
        sys.stderr.flush()

    try:
        yield show
    finally:
        show("")


def _drawn(label: str, unit: str) -> RichProgress:
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    drawn = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        DownloadColumn() if unit == BYTES else MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}", markup=False),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        refresh_per_second=4,  # drawing takes milliseconds that the embedder would otherwise have
        transient=True,
        redirect_stdout=False,  # results must not be drawn above a bar on stderr
    )
    drawn.add_task(label, total=None, rate="")
    drawn.start()
    return drawn


def duration(seconds: float) -> str:
    """Return "40 s", "3 min 5 s" or "2 h 10 min"."""
    minutes, rest = divmod(round(seconds), 60)
    if minutes >= 60:
        return f"{minutes // 60} h {minutes % 60} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
