"""Puts the table of committed results into the README: `python -m evals.readme evals/results/*.json`.

The table stands between two marker lines and is never edited by hand, so that it says what the results say.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path

from evals.errors import ResultError
from evals.reports.markdown import short_table
from evals.results import Result, read_result

README = Path(__file__).parents[1] / "README.md"
BEGIN, END = "<!-- evaluation: begin, by python -m evals.readme -->", "<!-- evaluation: end -->"


def with_table(readme: str, results: Sequence[Result]) -> str:
    """Return the README's text with the results' table between its markers.

    Raises:
        ResultError: A marker is missing.
    """
    if BEGIN not in readme or END not in readme:
        raise ResultError(f"the README lacks the lines {BEGIN!r} and {END!r}; put them where the table belongs")
    between = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
    return between.sub(lambda _: f"{BEGIN}\n{short_table(results)}\n{END}", readme, count=1)


def main(paths: Sequence[str]) -> int:
    """Rewrite the README's table from these result files; return the exit code."""
    try:
        results = [read_result(Path(path)) for path in paths]
        README.write_text(with_table(README.read_text(encoding="utf-8"), results), encoding="utf-8")
    except ResultError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
