"""Options that several commands take, and the settings they lead to."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rag.config import RagConfig


class Misused(typer.TyperException):
    """Options that do not go together."""

    exit_code = 2


def _day(value: str | None) -> str | None:
    try:
        return None if value is None else date.fromisoformat(value).isoformat()
    except ValueError:
        raise typer.BadParameter(f"{value!r} is no day; write it as 2025-07-01") from None


CollectionName = Annotated[
    str | None, typer.Option("--collection", metavar="NAME", help="Collection to use.", show_default="articles")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]
ModelName = Annotated[
    str | None,
    typer.Option("--model", metavar="MODEL", help="auto, local, small, none, a GGUF file, or a name the server knows."),
]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", callback=_day, help="Read only articles published by that day."),
]
QuestionsFile = Annotated[
    Path | None,
    typer.Option("--questions", metavar="Q.jsonl", help='Many questions: {"id", "question"} a line; - reads stdin.'),
]
OutFile = Annotated[
    Path | None,
    typer.Option("--out", metavar="OUT.jsonl", help="Where results go; a run that stopped goes on.", show_default="-"),
]

ReceiptFile = Annotated[
    Path | None,
    typer.Option(
        "--receipt", metavar="NAME", help="Keep the answer as NAME.json, for `dateline verify`, and NAME.html."
    ),
]


def settings(**flags: str | None) -> RagConfig:
    """Return the settings with these flags on top; None is a flag that was not given.

    Raises:
        SettingsError: A setting has a value it cannot have.
    """
    from rag.config import RagConfig

    return RagConfig.read(**flags)


def check_usage(question: str | None, questions: Path | None, out: Path | None, *, receipt: Path | None = None) -> None:
    """Refuse anything but one question, or a file of them.

    Raises:
        Misused: Both, neither, an empty question, or a file for results or receipt that cannot be meant.
    """
    if (question is None) == (questions is None):
        raise Misused('give either one question, "…", or --questions FILE')
    if question is not None and not question.strip():
        raise Misused("the question is empty")
    if out is not None and questions is None:
        raise Misused("--out goes with --questions; one answer is printed")
    if out is not None and questions is not None and out != Path("-") and out.absolute() == questions.absolute():
        raise Misused("--out would write over the questions; give another file")
    if receipt is not None and questions is not None:
        raise Misused("--receipt goes with one question; --out keeps the answers to many")
    if receipt is not None and (receipt.is_dir() or not receipt.absolute().parent.is_dir()):
        raise Misused(f"--receipt {receipt} is a folder or in none; give the name of a file in a folder that is there")
