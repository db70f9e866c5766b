"""The help, the version, and what is wrong with a command line: one line and code 2."""

import pytest


def test_without_a_command_the_help_is_shown_and_the_code_is_2(dateline):
    code, out, _ = dateline()
    assert code == 2
    for command in "chat ask search add remove list show stats rebuild models config".split():
        assert command in out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nope"], "No such command 'nope'"),
        (["list", "--nope"], "No such option: --nope"),
        (["ask"], "give either one question"),
        (["ask", "x", "--questions", "Q.jsonl"], "give either one question"),
        (["ask", "  "], "the question is empty"),
        (["ask", "x", "--out", "A.jsonl"], "--out goes with --questions"),
        (["ask", "--questions", "Q.jsonl", "--out", "./Q.jsonl"], "--out would write over the questions"),
        (["ask", "x", "--as-of", "yesterday"], "write it as 2025-07-01"),
        (["search"], "give either one question"),
        (["search", "x", "-k", "0"], "-k"),
        (["search", "x", "-k", "many"], "-k"),
        (["add"], "Missing argument"),
        (["add", ""], "a place to add from is empty"),
        (["add", "a.txt", " "], "a place to add from is empty"),
        (["remove"], "Missing argument"),
        (["show"], "Missing argument"),
        (["chat", "--port", "0"], "--port"),
        (["models", "--fetch", "huge"], "there are local, small"),
        (["list", "--collection", "../x"], "'../x'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_bad_usage_is_one_line_and_code_2(arguments, told, dateline, home):
    code, out, err = dateline(*arguments)
    assert (code, out) == (2, "")
    assert told in err
    assert err.count("\n") == 1
    assert not home.exists()


def test_the_version_is_that_of_the_distribution(dateline):
    assert dateline("--version") == (0, "dateline 0.1.0\n", "")
