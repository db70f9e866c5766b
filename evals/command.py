"""What `dateline eval` does once its options are read: measure, compare, hold the gates, write and print.

Tables, or the result as JSON, go to stdout; notes and failures to stderr. A result is three files: `NAME.json`,
`NAME.rows.jsonl` and `NAME.html`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from evals import FOLDER
from evals.compare import compare
from evals.datasets import open_dataset
from evals.errors import ResultError, UsageError
from evals.evaluate import WITHOUT_WRITER, Evaluation, Request, evaluate
from evals.gates import broken, parse_gate
from evals.measures.metrics import Part
from evals.measures.speed import Price
from evals.progress import progress
from evals.reports import markdown
from evals.reports.report import render
from evals.results import Comparison, Result, read_result, read_rows, result_json, write_result, write_rows
from rag.config import RagConfig
from rag.writer import open_writer

ABLATION = "citations"


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """What is written beside the result itself."""

    report: bool = True
    rows: bool = True


def request(
    parts: str | None,
    *,
    limit: int | None,
    seed: int,
    ablate: str | None,
    price: str | None,
    collection: str | None,
) -> Request:
    """Return what the options ask for.

    Raises:
        UsageError: One of them names something that does not exist.
    """
    chosen: tuple[Part, ...] = WITHOUT_WRITER
    if parts is not None:
        names = [name.strip() for name in parts.split(",") if name.strip()]
        if not names or not {*names} <= {*Part, "all"}:
            raise UsageError(f"--parts {parts!r} names no part; the parts are {', '.join(Part)}, or all")
        chosen = tuple(part for part in Part if part in names or "all" in names)
    if ablate not in (None, ABLATION):
        raise UsageError(f"--ablate {ablate!r} is not known; the one there is, is {ABLATION}")
    if ablate is not None and Part.CITATIONS not in chosen:
        chosen = (*chosen, Part.CITATIONS)
    return Request(
        parts=chosen,
        limit=limit,
        seed=seed,
        ablate=ablate is not None,
        price=None if price is None else _price(price),
        collection=collection,
    )


def _price(text: str) -> Price:
    try:
        prompt, completion = (float(side) for side in text.split(","))
    except ValueError:
        raise UsageError(f"--price {text!r} is not two numbers; write them like 0.15,0.60") from None
    return Price(prompt, completion)


def measure(
    name: str,
    asked: Request,
    *,
    model: str | None = None,
    baseline: Path | None = None,
    gates: Sequence[str] = (),
    out: Path | None = None,
    keep: Keep = Keep(),
    as_json: bool = False,
) -> bool:
    """Measure a set and say so; return whether it passed: no case failed, no gate broke, no metric fell.

    Raises:
        UsageError: A part, gate or set of options does not exist or fit together.
        DatelineError: The set, the baseline, the collection or the writer cannot be used.
    """
    # What can be wrong with the options is found before the first question is asked.
    wanted = tuple(parse_gate(expression) for expression in gates)
    before = None if baseline is None else read_result(baseline)
    config = RagConfig.read(model=model)
    dataset = open_dataset(name)
    folder, stem = _place(out, config)
    with progress() as show:
        done = evaluate(
            dataset,
            asked,
            config,
            resume=folder,
            open_writer=open_writer,
            indexed=lambda now: show(f"indexing {dataset.name}", now.articles, now.total),
            asked=lambda cases, total: show(f"asking {dataset.name}", cases, total),
        )
    if before is not None and baseline is not None:
        done = replace(done, result=replace(done.result, comparison=_compare(done, before, baseline)))
    result = _write(done, folder / (stem or _stem(done.result)), keep)
    failures = [*_failures(result), *broken(wanted, result)]
    _say(result_json(result) if as_json else _tables(result))
    for line in (*result.notes, *failures):
        _note(line)
    (_note if as_json else _say)(markdown.summary(result))
    return not failures


def _place(out: Path | None, config: RagConfig) -> tuple[Path, str]:
    """Return the folder for the result, made, and the name of its files; an empty name is made from the result."""
    folder, stem = config.home / FOLDER, ""
    if out is not None:
        folder, stem = (out.parent, out.stem) if out.suffix == ".json" else (out, "")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ResultError(f"cannot write results to {folder} ({error.strerror}); give another --out") from error
    return folder, stem


def _stem(result: Result) -> str:
    """Return "2026-03-01-143005-ours": sorted by name, results are sorted by time."""
    day, time = result.date[:10], result.date[11:19].replace(":", "")
    return f"{day}-{time}-{result.dataset.name}"


def _compare(done: Evaluation, before: Result, path: Path) -> Comparison:
    rows = path.parent / before.rows_file if before.rows_file else None
    return compare(
        done.result,
        before,
        name=path.name,
        rows=done.rows,
        baseline_rows=read_rows(rows) if rows is not None and rows.exists() else (),
        seed=done.result.settings.seed,
    )


def _write(done: Evaluation, base: Path, keep: Keep) -> Result:
    """Write the files whose names begin with `base` and return the result as it was written."""
    rows = base.with_name(f"{base.name}.rows.jsonl")
    result = replace(done.result, rows_file=rows.name if keep.rows else "")
    if not keep.rows and result.comparison is not None:
        result = replace(result, comparison=_without_texts(result.comparison))
    try:
        if keep.rows:
            write_rows(done.rows, rows)
        write_result(result, base.with_name(f"{base.name}.json"))
        if keep.report:
            html = render(result, done.rows if keep.rows else (), done.dataset.articles)
            base.with_name(f"{base.name}.html").write_text(html, encoding="utf-8")
    except OSError as error:
        raise ResultError(f"cannot write {error.filename or base} ({error.strerror}); give another --out") from error
    _note(f"written to {base.with_name(base.name)}.json" + (" and .html" if keep.report else ""))
    return result


def _without_texts(comparison: Comparison) -> Comparison:
    flips = tuple(replace(flip, question="", answer_before="", answer_after="") for flip in comparison.flips)
    return replace(comparison, flips=flips)


def _failures(result: Result) -> list[str]:
    lines = []
    if result.errors:
        lines.append(f"{result.errors} of {result.dataset.cases} cases failed; they count as wrong")
    falls = result.comparison.falls if result.comparison else ()
    # A fall in one kind is shown in the table, but alone fails nothing: see evals.compare.
    return lines + [
        f"{change.metric} fell from {change.baseline:.3f} to {change.value:.3f} (p {change.p:.2g})"
        for change in falls
        if not change.kind
    ]


def _tables(result: Result) -> str:
    parts = [markdown.table(result)]
    if result.comparison is not None:
        parts.append(markdown.changes(result.comparison))
        if result.comparison.flips:
            parts.append("\n".join(["Flipped:", *markdown.flips(result.comparison)]))
    return "\n\n".join(parts)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def _note(text: str) -> None:
    sys.stderr.write(" ".join(text.split()) + "\n")
