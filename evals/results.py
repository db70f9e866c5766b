"""What an evaluation leaves behind: one row a case, and the result that sums them up. Both go to JSON and back.

A result is written as `NAME.json`, its rows as `NAME.rows.jsonl` beside it. The result alone holds every case's scores,
so that it can serve as a baseline without the rows; the rows add what was asked, found and answered.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from evals.cases import Gold
from evals.errors import ResultError
from rag.answer import Answer
from rag.llm.protocol import Message

FORMAT = 1
"""Raised when a change makes older result files unreadable."""


class Verdict(StrEnum):
    """How one answer was graded: right, wrong, or refused; and the refusals split by whether refusing was right."""

    CORRECT = "correct"
    INCORRECT = "incorrect"
    RIGHTLY_REFUSED = "rightly refused"
    WRONGLY_REFUSED = "wrongly refused"
    SHOULD_HAVE_REFUSED = "should have refused"
    ERROR = "error"
    UNGRADED = "ungraded"
    """Nothing was answered (only retrieval ran), or the case has no accepted answer to grade against."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One hit of a case, in rank order: where the passage stands, and which of the row's `gold` (by index) it holds."""

    article_id: str
    title: str
    source: str
    published_at: str | None
    start: int
    end: int
    score: float
    gold: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One case: what was asked, what should have come, what came, and its scores.

    Attributes:
        kind: The slice it belongs to, such as "comparison".
        answers: Accepted answers; empty when unanswerable, or when the set gives none.
        parts: For an answer that has several: each part's accepted forms.
        hits: Passages found, best first; empty when the parts run did not search for themselves.
        answer: What the chain said; with evidence only, its quotes. None after an error or when only retrieval ran.
        written: Whether a model wrote the answer; else it is quoted evidence, the answer without a writer.
        confidence: How sure the chain was that it can answer, in [-1, 1]: its best evidence's score, less 1 when it
            refused. None when only retrieval ran.
        verdict: The grade.
        scores: Metric name to value, for the metrics that apply to this case (`evals.measures.metrics`).
        error: One line when the case failed, else empty; a failed case scores the worst value of each metric.
    """

    id: str
    question: str
    kind: str
    answerable: bool
    history: tuple[Message, ...] = ()
    answers: tuple[str, ...] = ()
    parts: tuple[tuple[str, ...], ...] = ()
    gold: tuple[Gold, ...] = ()
    hits: tuple[Found, ...] = ()
    answer: Answer | None = None
    written: bool = False
    confidence: float | None = None
    verdict: Verdict = Verdict.UNGRADED
    scores: Mapping[str, float] = field(default_factory=dict)
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One metric over all cases, or over one kind of them.

    Attributes:
        metric: A name of `evals.measures.metrics`.
        kind: The slice; empty for all cases.
        value: In the metric's own unit; None when it applies to no case.
        low: Lower end of the 95 % bootstrap interval; `high` the upper end.
        n: Cases that the metric applies to.
    """

    metric: str
    kind: str
    value: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a curve with its 95 % bootstrap interval, where there is one."""

    x: float
    y: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A line to plot: `recall by k`, `risk by coverage`; points in ascending x."""

    name: str
    x_label: str
    y_label: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetFacts:
    """Which questions were asked of which articles; the hashes tell whether two results may be compared."""

    name: str
    licence: str
    articles: int
    cases: int
    articles_hash: str
    cases_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What was run: `limit` None is every case; `writer` is empty when nothing was to be written."""

    parts: tuple[str, ...]
    seed: int
    limit: int | None = None
    depth: int
    writer: str = ""
    embedder: str = ""
    ablate: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """Where it ran: `load` is the one-minute load average as the run began and ended; memory in GiB."""

    cpu: str
    cores: int
    memory: float
    load: tuple[float, float]
    platform: str
    python: str
    versions: Mapping[str, str]
    commit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Every case's scores in columns: `values[metric][i]` belongs to case `ids[i]`; None where it does not apply."""

    ids: tuple[str, ...]
    kinds: tuple[str, ...]
    values: Mapping[str, tuple[float | None, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One metric on one slice against a baseline, by paired bootstrap over the cases both hold.

    Attributes:
        difference: `value - baseline`, with its 95 % interval `low` to `high`.
        p: Two-sided; the smallest value it can take is 2 / (resamples + 1).
        fell: Whether it counts as a significant fall (the rule stands in `evals.compare`).
        rose: The same for a rise.
    """

    metric: str
    kind: str
    baseline: float
    value: float
    difference: float
    low: float
    high: float
    p: float
    n: int
    fell: bool = False
    rose: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Flip:
    """A case whose verdict (or first-k hit) changed; answers are empty where a side's rows were not kept."""

    id: str
    question: str
    kind: str
    metric: str
    before: float
    after: float
    answer_before: str = ""
    answer_after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """This result beside a baseline; `warnings` name what makes the two not quite comparable."""

    baseline: str
    changes: tuple[Change, ...]
    flips: tuple[Flip, ...]
    warnings: tuple[str, ...] = ()

    @property
    def falls(self) -> tuple[Change, ...]:
        """The changes that count as a significant fall."""
        return tuple(change for change in self.changes if change.fell)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Everything one evaluation found.

    Attributes:
        date: When it began, ISO 8601 with its offset.
        seconds: Wall time of asking, without indexing.
        figures: Each metric over all cases (kind ""), then over each kind.
        curves: What the report plots over k and coverage.
        errors: Cases that failed; they are counted in every figure.
        rows_file: Name of the rows beside this file; empty when they were not kept.
        notes: Lines a reader must know before believing a figure.
    """

    date: str
    seconds: float
    dataset: DatasetFacts
    settings: Settings
    machine: Machine
    figures: tuple[Figure, ...]
    scores: Scores
    curves: tuple[Curve, ...] = ()
    errors: int = 0
    rows_file: str = ""
    notes: tuple[str, ...] = ()
    comparison: Comparison | None = None
    format: int = FORMAT

    def figure(self, metric: str, kind: str = "") -> Figure | None:
        """Return the figure of a metric over all cases or one kind, or None when it was not measured."""
        return next((f for f in self.figures if f.metric == metric and f.kind == kind), None)

    @property
    def metrics(self) -> tuple[str, ...]:
        """The names of the metrics measured, in the order of the figures."""
        return tuple(figure.metric for figure in self.figures if not figure.kind)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The slices, in the order of the figures, without the empty one that stands for all cases."""
        return tuple(dict.fromkeys(figure.kind for figure in self.figures if figure.kind))


@cache
def _adapter(of: type) -> TypeAdapter[Any]:
    return TypeAdapter(of)


def write_result(result: Result, path: Path) -> None:
    """Write a result as indented JSON, the scores' long columns each on one line, so that a diff can be read."""
    values = _adapter(Result).dump_python(result, mode="json")
    columns = values.pop("scores")
    text = json.dumps(values, ensure_ascii=False, indent=1, allow_nan=False)
    path.write_text(f'{text[:-2]},\n "scores": {_one_line_columns(columns)}\n}}\n', encoding="utf-8")


def result_json(result: Result) -> str:
    """Return the result as one line of JSON, without the scores of single cases."""
    values = _adapter(Result).dump_python(result, mode="json", exclude={"scores"})
    return json.dumps(values, ensure_ascii=False, allow_nan=False)


def _one_line_columns(columns: dict[str, Any]) -> str:
    names = ",\n".join(
        f"   {json.dumps(name)}: {json.dumps(values, separators=(',', ':'))}"
        for name, values in columns["values"].items()
    )
    ids, kinds = (json.dumps(columns[name], ensure_ascii=False, separators=(",", ":")) for name in ("ids", "kinds"))
    return f'{{\n  "ids": {ids},\n  "kinds": {kinds},\n  "values": {{\n{names}\n  }}\n }}'


def read_result(path: Path) -> Result:
    """Return the result in a file.

    Raises:
        ResultError: There is no such file, or it is not a result of this format.
    """
    try:
        result: Result = _adapter(Result).validate_json(path.read_bytes())
    except OSError as error:
        raise ResultError(
            f"cannot read the result {path} ({error.strerror}); name a JSON file that `dateline eval` wrote"
        ) from error
    except ValidationError as error:
        raise ResultError(
            f"{path} is not a result: {_first(error)}; name a JSON file that `dateline eval` wrote"
        ) from None
    if result.format != FORMAT:
        raise ResultError(f"{path} is a result of format {result.format}, this version reads {FORMAT}; run it again")
    return result


def write_rows(rows: Iterable[Row], path: Path) -> None:
    """Write rows as JSON Lines."""
    with path.open("wb") as file:
        for row in rows:
            file.write(_adapter(Row).dump_json(row) + b"\n")


def read_rows(path: Path) -> list[Row]:
    """Return the rows in a file.

    Raises:
        ResultError: The file cannot be read, or a line of it is not a row.
    """
    rows: list[Row] = []
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                try:
                    rows.append(_adapter(Row).validate_json(line))
                except ValidationError as error:
                    raise ResultError(f"{path}:{number} is not a row: {_first(error)}") from None
    except OSError as error:
        raise ResultError(f"cannot read the rows {path} ({error.strerror})") from error
    return rows


def _first(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    place = ".".join(map(str, first["loc"]))
    return f"{place}: {first['msg']}" if place else first["msg"]
