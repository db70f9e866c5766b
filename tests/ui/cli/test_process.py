"""The edges of the process: what it loads, what it is given, and how it ends when interrupted or surprised."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from command_line import ROOT, parsed


def test_looking_at_a_collection_loads_none_of_the_heavy_libraries(filled):
    script = (
        "import sys; from ui.cli import main\n"
        "assert main(['list']) == 0\n"
        "heavy = {'chromadb', 'gradio', 'llama_index', 'openai', 'tantivy', 'trafilatura', 'rich.table'}\n"
        "sys.exit(' '.join(sorted(heavy & sys.modules.keys())) or 0)\n"
    )
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")


def test_an_argument_that_is_not_utf_8_is_read_or_named_in_one_line(dateline, filled):
    for command in ("show", "remove"):
        code, out, err = dateline(command, "\udcff")
        assert (code, out) == (1, "")
        assert "no article has the id" in err
        assert err.count("\n") == 1
    code, out, _ = dateline("ask", "What does the harbour bridge of M\udcfcller cost?", "--evidence-only", "--json")
    assert (code, parsed(out)[0]["question"]) == (0, "What does the harbour bridge of M?ller cost?")


def test_an_interrupt_ends_with_130_and_no_traceback(filled, tmp_path):
    os.mkfifo(tmp_path / "Q.jsonl")
    command = [sys.executable, "-m", "ui", "search", "--questions", str(tmp_path / "Q.jsonl")]
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)  # which a shell ignores for what runs in the background
    started = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    signal.signal(signal.SIGINT, before)
    with (
        started as run,
        (tmp_path / "Q.jsonl").open("w"),  # opens once the command reads; it then waits for a line
    ):
        run.send_signal(signal.SIGINT)
        _, err = run.communicate(timeout=30)
    assert run.returncode == 130
    assert "Traceback" not in err


def test_the_unexpected_is_one_line_and_the_traceback_is_there_for_the_asking(dateline, filled, monkeypatch):
    # A settings file that is a broken link to itself is one thing nobody planned for.
    Path("loop").symlink_to("loop")
    code, out, err = dateline("ask", "--questions", "loop")
    assert (code, out) == (1, "")
    assert err.count("\n") == 1
    assert "Traceback" not in err
    monkeypatch.setenv("DATELINE_DEBUG", "1")
    assert "Traceback" in dateline("ask", "--questions", "loop")[2]
