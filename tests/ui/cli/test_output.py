"""What is printed: UTF-8, nothing that steers the terminal, and no failure when nobody reads on."""

import json
import os
import subprocess
import sys

import pytest
from command_line import ROOT, SEEDS, in_a_process

from rag.answer import Answer, Finished, Status, Token, Withdrawn
from ui import terminal
from ui.commands.asking import _Notes, _show


def test_json_is_utf_8_whatever_the_locale(filled):
    env = os.environ | {"LC_ALL": "C", "LANG": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    run = in_a_process("show", next(SEEDS.glob("*.txt")).stem, "--json", env=env)
    assert run.returncode == 0, run.stderr
    assert "José de Meer" in json.loads(run.stdout.decode("utf-8"))["text"]


def test_a_reader_that_has_seen_enough_is_no_failure(filled):
    command = f"{sys.executable} -m ui show {next(SEEDS.glob('*.txt')).stem} --json; echo code $? >&2"
    run = subprocess.run(["sh", "-c", f"({command}) | true"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.stderr == "code 0\n"


@pytest.mark.parametrize(
    ("redirected", "code", "told"),
    [
        (">&-", 0, ""),
        (">&- 2>&-", 0, ""),
        (
            ">/dev/full",
            1,
            "dateline: what is printed: No space left on device; make room on the disk, or write it else",
        ),
    ],
)
def test_an_output_that_is_closed_or_full_ends_in_one_line_at_most(filled, redirected, code, told):
    command = f"{sys.executable} -m ui list {redirected}"
    run = subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (code, "")
    assert run.stderr.startswith(told)
    assert run.stderr.count("\n") == bool(told)


def test_control_characters_are_escaped_in_json_and_all_others_stay():
    value = {"url": "a\x1b\x7f\x80\x9b\x9f\xa0\u00e9\u202e\U0001f600"}
    line = terminal.json_line(value)
    assert line == '{"url": "a\\u001b\\u007f\\u0080\\u009b\\u009f\xa0\u00e9\u202e\U0001f600"}'
    assert json.loads(line) == value


def test_what_an_article_says_cannot_steer_the_terminal(dateline, filled):
    for command in (["list"], ["show", "chess"], ["search", "chess cup"], ["ask", "Who won the chess cup?"]):
        _, out, err = dateline(*command, *(["--evidence-only"] if command[0] == "ask" else []))
        assert "\x1b" not in out + err
    assert "[red]cup[/red]" in out


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mb", "a\ufffd[31mb"),
        ("a\u202eb", "a\ufffdb"),
        ("a\x9bb", "a\ufffdb"),
        ("é — 日本\n\t", "é — 日本\n\t"),
    ],
    ids=["escape", "override", "C1", "text"],
)
def test_only_text_reaches_the_terminal(text, shown):
    assert terminal.printable(text) == shown


def test_what_is_withdrawn_while_it_is_written_leaves_the_terminal(capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    answer = Answer(id="q", question="Q?", standalone_question="Q?", status=Status.REFUSED, text="Not stated.")
    events = [Token("It froze."), Withdrawn(), Token(""), Token("He won."), Finished(answer)]
    assert _show(iter(events), _Notes(""), writes=True) is answer
    shown = [line for line in capsys.readouterr().err.split("\r\x1b[2K") if line]
    assert shown == ["It froze.", "writing …", "He won."]
