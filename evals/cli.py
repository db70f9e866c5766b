"""The options of `dateline eval`; what it does with them stands in `evals.command`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

_DATASET = typer.Argument(metavar="SET", help="ours, or a folder that holds a set (evals/DATASETS.md).")
_PARTS = typer.Option(
    "--parts",
    metavar="PART,…",
    help="retrieval, evidence, answers, citations, refusals, speed, or all.",
    show_default="those that need no writer",
)
_MODEL = typer.Option("--model", metavar="MODEL", help="auto, local, small, none, a GGUF file, or a server's model.")
_BASELINE = typer.Option(
    "--baseline", metavar="RESULT.json", help="Compare with this result; exit 1 when a metric falls."
)
_GATE = typer.Option("--gate", metavar="EXPR", help="Exit 1 unless it holds, such as 'hits@10>=0.9'; repeatable.")
_ABLATE = typer.Option("--ablate", metavar="citations", help="Ask again without what an answer cites.")
_PRICE = typer.Option("--price", metavar="IN,OUT", help="What the writer costs, US dollars per million tokens.")
_OUT = typer.Option(
    "--out",
    metavar="DIR",
    help="Where the result goes; a name ending in .json is the file itself.",
    show_default="evaluations in the data folder",
)
_COLLECTION = typer.Option(
    "--collection",
    metavar="NAME",
    help="Ask this collection, which must hold the set's articles.",
    show_default="one of the set's own",
)


def eval_command(
    dataset: Annotated[str, _DATASET] = "ours",
    *,
    parts: Annotated[str | None, _PARTS] = None,
    limit: Annotated[int | None, typer.Option("--limit", metavar="N", min=1, help="Ask only N cases.")] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="N", min=0, help="Draws those N, and the resamples.")] = 0,
    model: Annotated[str | None, _MODEL] = None,
    baseline: Annotated[Path | None, _BASELINE] = None,
    gate: Annotated[list[str] | None, _GATE] = None,
    ablate: Annotated[str | None, _ABLATE] = None,
    price: Annotated[str | None, _PRICE] = None,
    out: Annotated[Path | None, _OUT] = None,
    collection: Annotated[str | None, _COLLECTION] = None,
    report: Annotated[bool, typer.Option("--report/--no-report", help="Write the HTML report.")] = True,
    rows: Annotated[bool, typer.Option("--rows/--no-rows", help="Keep each case's question and answer.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON instead of tables.")] = False,
) -> None:
    """Measure how good retrieval, evidence, answers, citations and refusals are, with 95 % intervals.

    The parts that need no writer take a minute; answers and citations are written, seconds a question. A run that
    stops goes on where it was. The last line is a summary.
    """
    # --help must not wait for the chain.
    from evals import command  # noqa: PLC0415
    from evals.errors import UsageError  # noqa: PLC0415

    try:
        passed = command.measure(
            dataset,
            command.request(parts, limit=limit, seed=seed, ablate=ablate, price=price, collection=collection),
            model=model,
            baseline=baseline,
            gates=gate or (),
            out=out,
            keep=command.Keep(report=report, rows=rows),
            as_json=as_json,
        )
    except UsageError as error:
        raise typer.BadParameter(str(error)) from error
    raise typer.Exit(0 if passed else 1)
