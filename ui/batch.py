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

from index.errors import DatelineError
from rag.llm.protocol import Message
from ui.progress import progress
from ui.terminal import json_line, note, say

STANDARD = Path("-")  # standard input or output
_ROLES = ("user", "assistant", "system")


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
        label: What the progress bar says.

    Raises:
        BadLine: `out` holds something that is no result line.
    """
    with _results(out) as (done, write), progress(label, "questions") as bar:
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
def _results(out: Path) -> Iterator[tuple[dict[str, bool], Callable[[str], None]]]:
    """Give the ids in `out`, each with whether it is a failure, and what appends a line."""
    if out == STANDARD:
        yield {}, say
        return
    with out.open("a+b") as file:
        file.seek(0)
        done = _done(file, str(out))

        def write(line: str) -> None:
            file.write(line.encode("utf-8", "backslashreplace") + b"\n")
            file.flush()

        yield done, write


def _done(file: IO[bytes], name: str) -> dict[str, bool]:
    done: dict[str, bool] = {}
    for number, line in enumerate(file, start=1):
        if not line.strip():
            continue
        try:
            row = _parsed(line, f"{name}:{number}")
        except BadLine:
            if line.endswith(b"\n"):
                raise
            # The run was killed while it wrote: the cut line's question is asked again.
            file.truncate(file.tell() - len(line))
            break
        if not line.endswith(b"\n"):
            file.write(b"\n")
        if "id" not in row:
            raise BadLine(f"{name}:{number}: is no result line; give --out another file")
        done[str(row["id"])] = row.get("status") == "error"
    return done


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
