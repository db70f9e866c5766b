"""MTRAG and MTRAG-UN: turns of human conversations, with passages: answerable, partly, not, or underspecified.

Katsis et al., arXiv 2501.03468; Rosenthal et al., arXiv 2602.23184. Read from `reference.jsonl` or `turns.jsonl`. An
underspecified question should be asked back; Dateline doesn't ask back, so refusing is what comes nearest and counts
as right.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, BaseModel, Field

from evals.cases import Case, Dataset, Gold
from evals.datasets.pool import Pool
from evals.datasets.records import records
from evals.errors import DatasetError
from index.reading.formats import Draft
from rag.llm.protocol import Message

LICENCE = "Apache-2.0"


class _Context(BaseModel):
    document_id: str
    text: str
    title: str = ""


class _Turn(BaseModel):
    speaker: Literal["user", "agent"]
    text: str


class _Line(BaseModel):
    task_id: str
    contexts: tuple[_Context, ...]
    input: tuple[_Turn, ...]
    targets: tuple[_Turn, ...] = ()
    answerability: tuple[str, ...] = Field(validation_alias=AliasChoices("answerability", "Answerability"))


def load(folder: Path) -> Dataset:
    """Return the set in a folder.

    Raises:
        DatasetError: A line is at fault, or its conversation does not end with the user.
    """
    pool = Pool("mtrag")
    cases: list[Case] = []
    path = next(path for name in ("reference.jsonl", "turns.jsonl") if (path := folder / name).exists())
    for where, line in records(path, _Line):
        if not line.input or line.input[-1].speaker != "user":
            raise DatasetError(f"{where}: the last turn is not the user's, so nothing is asked")
        label = line.answerability[0].lower() if line.answerability else ""
        answerable = label in ("answerable", "partial")
        ids = [article_id for context in line.contexts if (article_id := _article(context, pool)) is not None]
        cases.append(
            Case(
                id=line.task_id,
                question=line.input[-1].text,
                kind=label,
                history=tuple(_message(turn) for turn in line.input[:-1]),
                answers=tuple(turn.text for turn in line.targets) if answerable else (),
                answerable=answerable,
                gold=tuple(Gold(article_id=article_id) for article_id in dict.fromkeys(ids)) if answerable else (),
                needs_all=False,
            )
        )
    return Dataset(name="mtrag", licence=LICENCE, articles=pool.articles, cases=tuple(cases), notes=pool.notes)


def _article(context: _Context, pool: Pool) -> str | None:
    # Many turns share a passage; each has an id of its own ("ibmcld_00691-7371-8668").
    known = pool.id_of(context.document_id)
    return known or pool.add(Draft(text=context.text, id=context.document_id, title=context.title))


def _message(turn: _Turn) -> Message:
    return {"role": "user" if turn.speaker == "user" else "assistant", "content": turn.text}
