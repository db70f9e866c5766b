"""`python -m evals`: the same as `dateline eval`."""

from __future__ import annotations

import sys

import typer

from evals.cli import eval_command
from index.errors import DatelineError


def main() -> int:
    """Run the command line of this process and return its exit code: 0 passed, 1 failed, 2 bad usage."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(eval_command)
    try:
        app()
    except DatelineError as error:
        sys.stderr.write(f"evals: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
