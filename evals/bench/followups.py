"""What a follow-up question finds when it is asked as it is, by our rules, with the last question, or by a person.

    python -m evals.bench.followups FOLDER [--turns 150] [--standalone FILE]

FOLDER holds MTRAG or MTRAG-UN; counted are its turns that follow others and have gold passages. FILE has the questions
as a person made them stand alone, one JSON line each: {"id", "question"}; its turns are the ones that need their
history, and they are counted apart.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from evals.bench.tables import load, machine_line, table
from evals.cases import Case
from evals.datasets import mtrag
from evals.indexing import fill, own_collection
from index.collection import Collection
from index.embedding.embedders import open_embedder
from rag.chain import QAChain
from rag.config import RagConfig
from rag.question.followup import stand_alone

FIRST = 5  # passages in which the gold ones are looked for
REACH = 10  # passages in which the first gold one is ranked


def main(
    folder: Path,
    *,
    turns: Annotated[int, typer.Option(min=1, help="turns asked")] = 150,
    standalone: Annotated[Path | None, typer.Option(help="the questions as a person rewrote them")] = None,
) -> None:
    """Print recall and reciprocal rank of the gold passages for each way to ask, as a Markdown table."""
    before = load()
    config = RagConfig.read()
    embedder = open_embedder(config)
    dataset = mtrag.load(folder)
    cases = [case for case in dataset.cases if case.history and case.gold][:turns]
    written = _written(standalone) if standalone else {}
    need = [case for case in cases if case.id in written]
    ways: dict[str, Callable[[Case], str]] = {
        "as it is": lambda case: case.question,
        "rules": lambda case: stand_alone(case.question, case.history),
        "always the last question": lambda case: f"{_asked(case)[-1]} {case.question}",
        "always every question": lambda case: " ".join([*_asked(case), case.question]),
    }
    if written:
        ways["by a person"] = lambda case: written.get(case.id, case.question)
    with Collection.open(own_collection(dataset, config, embedder), embedder=embedder) as collection:
        fill(collection, dataset)
        chain = QAChain(collection)
        rows = [(name, *_figures(chain, cases, way), *_figures(chain, need, way)) for name, way in ways.items()]
        held = collection.stats().passages
    changed = sum(ways["rules"](case) != case.question for case in cases)
    print(machine_line(before))
    print(f"{held:,} passages, {len(cases)} turns, {changed} of them rewritten by the rules, {len(need)} need it\n")
    heads = (f"recall@{FIRST}", f"MRR@{REACH}")
    print(table(("asked", *heads, *(f"{head}, where needed" for head in heads if need)), rows))


def _written(path: Path) -> dict[str, str]:
    lines = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return {line["id"]: line["question"] for line in lines}


def _asked(case: Case) -> list[str]:
    return [turn["content"] for turn in case.history if turn["role"] == "user"] or [""]


def _figures(chain: QAChain, cases: Sequence[Case], way: Callable[[Case], str]) -> tuple[str, ...]:
    """Return mean recall in the first `FIRST` and mean reciprocal rank up to `REACH`, written out; () for no cases.

    Recall is the share of the gold articles that `FIRST` passages could hold; both are in [0, 1].
    """
    if not cases:
        return ()
    recall = rank = 0.0
    for case in cases:
        gold = {each.article_id for each in case.gold}
        # No history: the way to ask has taken from it what it wants.
        found = [hit.passage.article_id for hit in chain.search(way(case), k=REACH)]
        recall += len(gold.intersection(found[:FIRST])) / min(len(gold), FIRST)
        rank += next((1 / place for place, article in enumerate(found, start=1) if article in gold), 0.0)
    return f"{recall / len(cases):.3f}", f"{rank / len(cases):.3f}"


if __name__ == "__main__":
    typer.run(main)
