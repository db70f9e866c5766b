"""Progress on stderr: a bar with the time left in a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Show = Callable[[str, int, int | None], None]
"""Called with what is going on, how many are done, and of how many (None: not known)."""

_LINE_EVERY = 30.0  # seconds, where there is no terminal to redraw


@contextmanager
def progress() -> Iterator[Show]:
    """Give a function to call, as often as one likes, while something long runs."""
    if not sys.stderr.isatty():
        yield _lines()
        return
    from rich.console import Console  # noqa: PLC0415  # only where it is drawn
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    bars = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=False,
    )
    tasks: dict[str, TaskID] = {}

    def show(what: str, done: int, total: int | None) -> None:
        if what not in tasks:
            tasks[what] = bars.add_task(what, total=None)
        bars.update(tasks[what], completed=done, total=total)

    with bars:
        yield show


def _lines() -> Show:
    began: dict[str, float] = {}
    last = time.monotonic()

    def show(what: str, done: int, total: int | None) -> None:
        nonlocal last
        now = time.monotonic()
        took = now - began.setdefault(what, now)
        if now - last < _LINE_EVERY:
            return
        last = now
        left = f", about {took / done * (total - done) / 60:.0f} min left" if total and done else ""
        sys.stderr.write(f"{what}: {done}{f' of {total}' if total else ''}{left}\n")

    return show
