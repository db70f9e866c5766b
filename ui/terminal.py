"""What the terminal is given: results on stdout, notes and progress on stderr.

Programs read stdout, so nothing else is ever written there.
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO

# JSON escapes the control characters up to U+001F by itself; a terminal obeys these as well.
_LATER_CONTROL = re.compile("[\x7f-\x9f]")


class ReaderGone(Exception):
    """Whoever read stdout has seen enough (`dateline list | head`)."""


def prepare() -> None:
    """Make stdout and stderr UTF-8 whatever the locale says, and never fail on a character or on a closed one."""
    # Python has none where the descriptor was closed (`>&-`). The next file opened, a database say, would take that
    # descriptor, and be written by whatever writes to it.
    sys.stdin = sys.stdin or _nowhere("r")
    sys.stdout = sys.stdout or _nowhere("w")
    sys.stderr = sys.stderr or _nowhere("w")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A lone surrogate becomes \udXXX, which is also how JSON would escape it.
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")


def say(text: str = "") -> None:
    """Write one line of a result.

    Raises:
        ReaderGone: Nobody reads any more.
        OSError: It cannot be written, as on a full disk; nothing more will be.
    """
    try:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
    except BrokenPipeError as error:
        raise ReaderGone from error
    except OSError as error:
        leave_quietly()
        raise OSError(error.errno, error.strerror, "what is printed") from error


def say_json(value: Mapping[str, Any]) -> None:
    """Write a result as one line of JSON."""
    say(json_line(value))


def json_line(value: Mapping[str, Any]) -> str:
    """Return `value` as one line of JSON without its line end; but for control characters, all stay themselves."""
    return _LATER_CONTROL.sub(lambda control: f"\\u{ord(control[0]):04x}", json.dumps(value, ensure_ascii=False))


def note(text: str) -> None:
    """Tell the person something that is no result: one line on stderr."""
    with suppress(OSError):  # where stderr cannot be written, there is no way left to say so
        sys.stderr.write(printable(text, one_line=True) + "\n")
        sys.stderr.flush()


def _nowhere(mode: str) -> TextIO:
    return Path(os.devnull).open(mode, encoding="utf-8")  # type: ignore[return-value]


def leave_quietly() -> None:
    """Point stdout nowhere, so that the interpreter's last flush cannot complain about a closed pipe."""
    with suppress(OSError, ValueError):  # where stdout is no file
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def printable(text: str, *, one_line: bool = False) -> str:
    """Return `text` without what could steer a terminal; articles, questions and file names are untrusted.

    Control characters, escape sequences' openers and direction overrides become U+FFFD; line ends and tabs stay,
    or become a space with `one_line`.
    """
    kept = []
    for c in text:
        if c in "\n\t":
            kept.append(" " if one_line else c)
        elif unicodedata.category(c) in ("Cc", "Cs") or c in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069":
            kept.append("\ufffd")
        else:
            kept.append(c)
    return "".join(kept)


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Write rows under their column names: aligned in a terminal, tab-separated and whole in a pipe.

    In a terminal only the last column is cut short, where the line ends; the first is what the next command is given.
    """
    cells = [[printable(cell, one_line=True) for cell in row] for row in rows]
    if not sys.stdout.isatty():
        for row in cells:
            say("\t".join(row))
        return
    from rich.cells import cell_len, set_cell_size

    widths = [max(map(cell_len, column)) for column in zip(columns, *cells, strict=True)]
    left = max(10, shutil.get_terminal_size().columns - sum(widths[:-1]) - 2 * len(widths[:-1]))
    widths[-1] = min(widths[-1], left)
    rule = ["─" * width for width in widths]
    for row in [list(columns), rule, *cells] if cells else []:
        *whole, last = row
        shown = last if cell_len(last) <= left else set_cell_size(last, left - 1) + "…"
        said = [set_cell_size(cell, width) for cell, width in zip(whole, widths, strict=False)]
        say("  ".join([*said, shown]).rstrip())
