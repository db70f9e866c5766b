"""Many questions: each line is checked before the first is asked, results follow in order, a stopped run goes on."""

import io
import json
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ui.batch import STANDARD, BadLine, Question, read_questions, run


def questions(*ids):
    return [Question(id=i, text=f"Question {i}?") for i in ids]


def rows(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def ask(some, out, *, asked=None, failing=()):
    """Run the batch with an answer that records the question, and fails for some."""

    def result(question):
        if asked is not None:
            asked.append(question.id)
        if question.id in failing:
            raise ValueError("no luck")
        return {"id": question.id, "question": question.text, "status": "answered"}

    def failure(question, error):
        return {"id": question.id, "question": question.text, "status": "error", "note": str(error)}

    return run(some, out, result=result, failure=failure, label="asking")


@pytest.fixture
def written(tmp_path):
    def write(content):
        path = tmp_path / "Q.jsonl"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def test_reads_id_question_and_history(written):
    path = written(
        '{"id": "q1", "question": "Who?", "extra": 1}\n'
        "\n"
        '{"id": 2, "question": "And he?", "history": [{"role": "user", "content": "Who?"}]}'
    )
    assert read_questions(path) == [
        Question(id="q1", text="Who?"),
        Question(id="2", text="And he?", history=({"role": "user", "content": "Who?"},)),
    ]


def test_a_byte_order_mark_is_not_part_of_the_first_line(written):
    assert read_questions(written(b'\xef\xbb\xbf{"id": "q", "question": "Who?"}\r\n'))[0].id == "q"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("not json", "is not JSON"),
        (b'{"id": "q2", "question": "\xff"}', "is not JSON"),
        ("[1]", "is no JSON object"),
        ('{"question": "Who?"}', 'wants an "id"'),
        ('{"id": true, "question": "Who?"}', 'wants an "id"'),
        ('{"id": "q2"}', 'wants a "question"'),
        ('{"id": "q2", "question": " "}', 'wants a "question"'),
        ('{"id": "q2", "question": 3}', 'wants a "question"'),
        ('{"id": "q2", "question": "Who?", "history": "x"}', 'wants "history"'),
        ('{"id": "q2", "question": "Who?", "history": [{"role": "boss", "content": ""}]}', 'wants "history"'),
        ('{"id": "q1", "question": "Who?"}', "is also on line 1"),
        ("[" * 100_000, "is not JSON"),
    ],
)
def test_a_bad_line_is_named_by_file_and_line(line, told, written):
    first = b'{"id": "q1", "question": "Who?"}\n\n'
    path = written(first + (line if isinstance(line, bytes) else line.encode()))
    with pytest.raises(BadLine) as caught:
        read_questions(path)
    assert str(caught.value).startswith(f"{path}:3: ")
    assert told in str(caught.value)


def test_results_follow_the_order_of_the_questions(tmp_path):
    out = tmp_path / "A.jsonl"
    assert ask(questions("b", "a", "c"), out) == 0
    assert [row["id"] for row in rows(out)] == ["b", "a", "c"]


def test_each_line_is_on_disk_before_the_next_question_is_asked(tmp_path):
    out = tmp_path / "A.jsonl"
    seen = []

    def result(question):
        seen.append(out.read_text().count("\n"))
        return {"id": question.id}

    run(questions("a", "b", "c"), out, result=result, failure=None, label="asking")
    assert seen == [0, 1, 2]


def test_a_question_that_fails_gives_an_error_line_and_the_others_are_asked(tmp_path, capsys):
    out = tmp_path / "A.jsonl"
    assert ask(questions("a", "b", "c"), out, failing={"b"}) == 1
    assert [row["status"] for row in rows(out)] == ["answered", "error", "answered"]
    assert "question 'b' failed: no luck" in capsys.readouterr().err


def test_a_second_run_asks_only_what_is_missing(tmp_path, capsys):
    out = tmp_path / "A.jsonl"
    ask(questions("a", "c"), out)
    asked = []
    assert ask(questions("a", "b", "c", "d"), out, asked=asked) == 0
    assert asked == ["b", "d"]
    assert [row["id"] for row in rows(out)] == ["a", "c", "b", "d"]
    assert "2 of 4 questions are in" in capsys.readouterr().err


def test_failures_of_an_earlier_run_are_still_counted(tmp_path):
    out = tmp_path / "A.jsonl"
    ask(questions("a", "b"), out, failing={"a"})
    assert ask(questions("a", "b", "c"), out) == 1


@given(cut=st.integers(min_value=1, max_value=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
def test_wherever_a_run_was_cut_the_next_one_completes_the_file(cut, tmp_path):
    whole = tmp_path / "whole.jsonl"
    whole.unlink(missing_ok=True)
    ask(questions("a", "é", "c"), whole)
    out = tmp_path / "cut.jsonl"
    out.write_bytes(whole.read_bytes()[:-cut])
    assert ask(questions("a", "é", "c"), out) == 0
    assert out.read_bytes() == whole.read_bytes()


def test_a_results_file_that_is_something_else_is_left_as_it_is(tmp_path):
    out = tmp_path / "notes.txt"
    out.write_text("my notes\nmore\n")
    with pytest.raises(BadLine, match=r"notes\.txt:1: is not JSON"):
        ask(questions("a"), out)
    assert out.read_text() == "my notes\nmore\n"


@pytest.mark.parametrize("content", ["my notes", '{"id": "a", "text": "An article."}', "[1]", "7", '{"text": "cut o'])
def test_a_file_of_one_line_without_an_end_is_left_as_it_is_too(tmp_path, content):
    out = tmp_path / "notes.txt"
    out.write_text(content)
    with pytest.raises(BadLine, match=r"notes\.txt:1: is "):
        ask(questions("a"), out)
    assert out.read_text() == content


ARTICLE = {"id": "tarn-ferry", "title": "Ferry late", "text": "The ferry to Tarn is late."}
ANSWER = {"id": "a", "question": "Question a?", "status": "answered", "text": "Yes."}
FOUND = {"id": "a", "hits": [], "ms": 1.0}
NOT_FOUND = {"id": "a", "hits": [], "ms": 0, "status": "error", "note": "no luck"}


@pytest.mark.parametrize(
    ("label", "row"),
    [
        *(("asking", row) for row in (ARTICLE, FOUND, NOT_FOUND, {"id": "a"})),
        *(("searching", row) for row in (ARTICLE, ANSWER, {"id": "a"}, {"hits": []})),
    ],
)
def test_a_file_of_something_else_with_ids_is_refused_and_left_as_it_is(tmp_path, label, row):
    out = tmp_path / "A.jsonl"
    out.write_text(json.dumps(row) + "\n")
    before = out.read_bytes()
    with pytest.raises(BadLine, match=r"A\.jsonl:1: is not a result of this command; give --out another file"):
        run(questions("a", "b"), out, result=None, failure=None, label=label)
    assert out.read_bytes() == before


@pytest.mark.parametrize(("label", "row"), [("asking", ANSWER), ("searching", FOUND), ("searching", NOT_FOUND)])
def test_a_file_of_results_of_the_same_command_is_gone_on_with(tmp_path, label, row):
    out = tmp_path / "A.jsonl"
    out.write_text(json.dumps(row) + "\n")
    run(questions("a", "b"), out, result=lambda question: row | {"id": question.id}, failure=None, label=label)
    assert [kept["id"] for kept in rows(out)] == ["a", "b"]


def test_another_question_by_the_id_of_one_that_was_answered_is_refused(tmp_path):
    out = tmp_path / "A.jsonl"
    ask(questions("a", "b"), out)
    before = out.read_bytes()
    asked = []
    with pytest.raises(BadLine) as caught:
        ask([*questions("a", "c"), Question(id="b", text="Who is the mayor of Thessel?")], out, asked=asked)
    assert str(caught.value).startswith(f"{out}:2: the id 'b' is of another question than the one asked now; ")
    assert asked == []
    assert out.read_bytes() == before


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        (" Who is\n the  mayor of Thessel? ", "Who is the mayor of Thessel?"),
        ("\ufeffWho is he?\u200b", "Who is he?"),
        ("Who is \udcff?", "Who is ??"),
        ("Who is \udcff?", "Who is \udcff?"),
    ],
    ids=["spaces", "invisible", "not UTF-8", "as it was"],
)
def test_a_question_is_the_same_though_its_answer_shows_it_as_it_was_read(tmp_path, asked, answered):
    out = tmp_path / "A.jsonl"
    out.write_text(json.dumps(ANSWER | {"question": answered}) + "\n")
    assert run([Question(id="a", text=asked)], out, result=None, failure=None, label="asking") == 0


def test_a_dash_reads_standard_input_and_writes_standard_output(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'{"id": "q", "question": "Who?"}\n')))
    assert ask(read_questions(STANDARD), STANDARD) == 0
    assert json.loads(capsys.readouterr().out) == {"id": "q", "question": "Who?", "status": "answered"}
