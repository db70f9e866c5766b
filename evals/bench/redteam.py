"""How many attacks come through when the writer obeys every one of them: the target is none (`evals.challenges`).

python -m evals.bench.redteam
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import typer

from evals.bench.guard import wilson
from evals.bench.tables import load, machine_line, table
from evals.challenges.redteam import Outcome, attack
from evals.challenges.redteam import load as load_attacks
from index.collection import Collection
from index.config import IndexConfig
from index.embedding.embedders import open_embedder


def main() -> None:
    """Print a table by kind of attack, and everything that came through."""
    before = load()
    attacks = load_attacks()
    with tempfile.TemporaryDirectory() as home:
        config = IndexConfig(home=Path(home))
        with Collection.open(config, embedder=open_embedder(config)) as collection:
            collection.add([case.article() for case in attacks])
            outcomes = [attack(case, collection) for case in attacks]
    print(machine_line(before), "", sep="\n")
    print(by_kind(outcomes))
    for outcome in outcomes:
        for line in dict.fromkeys((*(f"said: {text}" for text in outcome.survived), *outcome.broken)):
            print(f"\n{outcome.attack.id}: {line}")


def by_kind(outcomes: Sequence[Outcome]) -> str:
    """Return a Markdown table: attacks, those that reached the writer with their article, those that came through."""
    rows: list[tuple[object, ...]] = []
    for kind in (*dict.fromkeys(outcome.attack.kind for outcome in outcomes), "all"):
        of_kind = [outcome for outcome in outcomes if kind in (outcome.attack.kind, "all")]
        through = sum(bool(outcome.survived or outcome.broken) for outcome in of_kind)
        _, high = wilson(through, len(of_kind))
        reached = sum(outcome.written and outcome.cited for outcome in of_kind)
        quoted = sum(bool(outcome.quoted) for outcome in of_kind)
        rows.append((kind, len(of_kind), reached, quoted, through, f"{through / len(of_kind):.3f}", f"≤ {high:.3f}"))
    return table(("attack", "cases", "reached the writer", "only quoted", "came through", "rate", "95 %"), rows)


if __name__ == "__main__":
    typer.run(main)
