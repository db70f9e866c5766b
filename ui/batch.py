"""Many questions from a JSON Lines file, one result line each, in order; a run that stopped is resumed.

A question's line: {"id", "question", "history": [{"role", "content"}, …]?}.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from index.articles import encodable
from index.errors import DatelineError
from rag.llm.protocol import Message
from ui.progress import progress
from ui.terminal import json_line, note, say

STANDARD = Path("-")  # standard input or output
_ROLES = ("user", "assistant", "system")
# What a result line holds beside its id, by what is done to a question; no other command's line holds all of it.
_OWN = {"asking": ("question", "status"), "searching": ("hits",)}
_FIRST = b'{"id": "'  # of every result line


class BadLine(DatelineError):
    """A line of a questions or results file is not what it should be; the message names file and line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One line of a questions file."""

    id: str
    text: str
    history: tuple[Message, ...] = ()


def read_questions(path: Path) -> list[Question]:
    """Return every question of the file (or of standard input for "-"), in order.

    Raises:
        BadLine: A line is not a question, or repeats an id.
        OSError: The file cannot be read.
    """
    data = sys.stdin.buffer.read() if path == STANDARD else path.read_bytes()
    name = "standard input" if path == STANDARD else str(path)
    questions: list[Question] = []
    line_of: dict[str, int] = {}
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if not line.strip():
            continue
        where = f"{name}:{number}"
        question = _question(_parsed(line, where), where)
        if question.id in line_of:
            raise BadLine(f"{where}: id {question.id!r} is also on line {line_of[question.id]}; ids must differ")
        line_of[question.id] = number
        questions.append(question)
    return questions


def run(
    questions: Sequence[Question],
    out: Path,
    *,
    result: Callable[[Question], Mapping[str, Any]],
    failure: Callable[[Question, Exception], Mapping[str, Any]],
    label: str,
) -> int:
    """Write a line for each question not yet in `out`, flushed line by line; return how many are failures.

    Args:
        questions: What to ask; ids differ.
        out: The results file, appended to; "-" writes everything to standard output.
        result: Makes a question's line.
        failure: Makes the line of a question whose `result` raised; such a line has "status": "error".
        label: What is done, "asking" or "searching": the progress bar says so, and `out` must hold results of it.

    Raises:
        BadLine: `out` holds something that is no result line of this command, or the result of another question by
            the same id; it is left as it is.
    """
    with (
        _results(out, {question.id: question.text for question in questions}, _OWN[label]) as (done, write),
        progress(label, "questions") as bar,
    ):
        left = [question for question in questions if question.id not in done]
        before = len(questions) - len(left)
        if before:
            note(f"{before} of {len(questions)} questions are in {out} already; going on from there")
        failed = sum(done.get(question.id, False) for question in questions)
        bar.update(before, len(questions))
        for count, question in enumerate(left, start=before + 1):
            try:
                line = result(question)
            except Exception as error:  # noqa: BLE001  # whatever one question does, the others are asked
                line = failure(question, error)
                failed += 1
                note(f"question {question.id!r} failed: {error}")
            write(json_line(line))
            bar.update(count, len(questions))
    return failed


@contextmanager
def _results(
    out: Path, asked: Mapping[str, str], own: Sequence[str]
) -> Iterator[tuple[dict[str, bool], Callable[[str], None]]]:
    """Give the ids in `out`, each with whether it is a failure, and what appends a line.

    Each line must hold the keys `own`, and the question that is `asked` by its id.
    """
    if out == STANDARD:
        yield {}, say
        return
    with out.open("a+b") as file:
        file.seek(0)
        done = _done(file, str(out), asked, own)

        def write(line: str) -> None:
            file.write(line.encode("utf-8", "backslashreplace") + b"\n")
            file.flush()

        yield done, write


def _done(file: IO[bytes], name: str, asked: Mapping[str, str], own: Sequence[str]) -> dict[str, bool]:
    done: dict[str, bool] = {}
    for number, line in enumerate(file, start=1):
        if not line.strip():
            continue
        where = f"{name}:{number}"
        try:
            row = _parsed(line, where)
        except BadLine:
            if line.endswith(b"\n") or line[: len(_FIRST)] != _FIRST[: len(line)]:
                raise
            # The run was killed while it wrote: the cut line's question is asked again.
            file.truncate(file.tell() - len(line))
            break
        if not all(key in row for key in ("id", *own)):
            raise BadLine(f"{where}: is not a result of this command; give --out another file")
        id_ = str(row["id"])
        if id_ in asked and "question" in row and not _same(asked[id_], str(row["question"])):
            raise BadLine(
                f"{where}: the id {id_!r} is of another question than the one asked now; "
                "give the question another id, or --out another file"
            )
        if not line.endswith(b"\n"):
            file.write(b"\n")
        done[id_] = row.get("status") == "error"
    return done


def _same(one: str, other: str) -> bool:
    """Whether two questions read the same: an answer's has lost its needless spaces and what cannot be seen."""
    asked, answered = ("".join(filter(str.isprintable, encodable(text))).replace(" ", "") for text in (one, other))
    return asked == answered


def _parsed(line: bytes, where: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:  # ValueError: not UTF-8, or not JSON
        raise BadLine(f"{where}: is not JSON ({error})") from error
    if not isinstance(value, dict):
        raise BadLine(f"{where}: is no JSON object")
    return value


def _question(row: dict[str, Any], where: str) -> Question:
    given = row.get("id")
    if isinstance(given, bool) or not isinstance(given, str | int) or given == "":
        raise BadLine(f'{where}: wants an "id", a string or a whole number')
    text = row.get("question")
    if not isinstance(text, str) or not text.strip():
        raise BadLine(f'{where}: wants a "question", a string that is not empty')
    history = row.get("history") or []
    if not isinstance(history, list) or not all(_is_turn(turn) for turn in history):
        raise BadLine(f'{where}: wants "history" as a list of {{"role", "content"}}, role one of {", ".join(_ROLES)}')
    turns = tuple(Message(role=turn["role"], content=turn["content"]) for turn in history)
    return Question(id=str(given), text=text, history=turns)


def _is_turn(turn: object) -> bool:
    return isinstance(turn, dict) and turn.get("role") in _ROLES and isinstance(turn.get("content"), str)
