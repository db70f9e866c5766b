"""What every benchmark prints: the line about the machine, and a Markdown table of times. Pure but for the machine."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evals.machine import load, machine


def machine_line(load_before: float) -> str:
    """Return the machine in one line, with its load average before and after the run."""
    here = machine(load_before)
    return (
        f"{here.cpu}, {here.cores} cores, {here.memory:g} GiB, {here.platform}, Python {here.python}, "
        f"load {here.load[0]:g} before and {here.load[1]:g} after, commit {here.commit or 'none'}"
    )


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a Markdown table; the first column to the left, the others to the right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


def spread(name: str, milliseconds: Sequence[float]) -> tuple[str, str, str, str, int]:
    """Return a row: name, median, 95th percentile, maximum, and how many were measured."""
    p50, p95, most = np.percentile(milliseconds, (50, 95, 100))
    return name, f"{p50:,.0f} ms", f"{p95:,.0f} ms", f"{most:,.0f} ms", len(milliseconds)


SPREAD = ("what", "p50", "p95", "max", "n")

__all__ = ["SPREAD", "load", "machine_line", "spread", "table"]
