"""Progress goes to stderr: a bar with rate and time left in a terminal, a line now and then elsewhere."""

import json
import os
import pty
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from index.reading.readers import count
from ui import progress
from ui.progress import BYTES, duration

ROOT = Path(__file__).parents[2]


def articles(path, n):
    path.write_text("".join(json.dumps({"id": f"a{i}", "title": "T", "text": f"Text {i}."}) + "\n" for i in range(n)))
    return path


def in_a_terminal(*arguments, **environment):
    """Run `dateline` with a terminal for stderr; return the exit code, stdout and what the terminal was sent."""
    ours, theirs = pty.openpty()
    shown = []

    def read():
        try:
            while chunk := os.read(ours, 4096):
                shown.append(chunk)
        except OSError:  # the other end is closed
            pass

    reading = threading.Thread(target=read)
    reading.start()
    try:
        run = subprocess.run(
            [sys.executable, "-m", "ui", *map(str, arguments)],
            cwd=ROOT,
            env=os.environ | {"TERM": "xterm-256color", "COLUMNS": "100"} | environment,
            stdout=subprocess.PIPE,
            stderr=theirs,
            timeout=60,
            check=False,
        )
    finally:
        os.close(theirs)
        reading.join()
        os.close(ours)
    return run.returncode, run.stdout.decode(), b"".join(shown).decode()


def test_in_a_terminal_a_bar_counts_articles_and_leaves_stdout_to_the_result(tmp_path):
    places = articles(tmp_path / "a.jsonl", 3)
    code, out, shown = in_a_terminal("add", places, "--json", DATELINE_HOME=str(tmp_path / "home"))
    assert code == 0
    assert json.loads(out)["added"] == ["a0", "a1", "a2"]
    assert "adding" in shown
    assert "0/3" in shown
    assert "\x1b[2K" in shown  # taken off the screen again


def test_without_a_terminal_a_line_now_and_then_tells_rate_and_time_left(capsys, monkeypatch):
    now = 0.0
    monkeypatch.setattr(progress, "time", SimpleNamespace(monotonic=lambda: now))
    with progress.progress("adding", "articles") as bar:
        for done in range(0, 1001, 10):
            now = done / 20  # seconds
            bar.update(done, 1000)
    lines = capsys.readouterr().err.splitlines()
    assert lines == [
        "adding: 200 of 1,000 articles, 20.0 articles/s, 40 s left",
        "adding: 400 of 1,000 articles, 20.0 articles/s, 30 s left",
        "adding: 600 of 1,000 articles, 20.0 articles/s, 20 s left",
        "adding: 800 of 1,000 articles, 20.0 articles/s, 10 s left",
        "adding: 1,000 of 1,000 articles, 20.0 articles/s, 0 s left",
    ]


def test_the_rate_of_a_fetch_that_goes_on_counts_only_what_came_now(capsys, monkeypatch):
    now = 0.0
    monkeypatch.setattr(progress, "time", SimpleNamespace(monotonic=lambda: now))
    with progress.progress("fetching", BYTES) as bar:
        bar.update(500_000_000, 1_100_000_000)
        now = 10.0
        bar.update(520_000_000, 1_100_000_000)
    assert capsys.readouterr().err == "fetching: 520 of 1,100 MB, 2.0 MB/s, 4 min 50 s left\n"


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.2, "0 s"), (59.4, "59 s"), (61, "1 min 1 s"), (3600, "1 h 0 min"), (9000, "2 h 30 min")]
)
def test_durations_are_said_in_two_units_at_most(seconds, said):
    assert duration(seconds) == said


def test_articles_are_counted_without_reading_them(tmp_path):
    articles(tmp_path / "many.jsonl", 7)
    (tmp_path / "one.txt").write_text("An article.")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    (tmp_path / ".hidden.txt").write_text("No article.")
    (tmp_path / "deeper").mkdir()
    (tmp_path / "deeper" / "cut.jsonl").write_text('{"text": "no line end"}')
    assert count(tmp_path) == 9
    assert count(tmp_path / "one.txt") == count("https://example.org/news") == count(tmp_path / "missing.txt") == 1
