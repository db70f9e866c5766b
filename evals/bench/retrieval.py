"""What each part of the search is worth: the same questions with one part after the other left out, as a table.

    python -m evals.bench.retrieval [SET …] [--limit N]
    python -m evals.bench.retrieval SET --only "meaning only" --baseline RESULT.json

SET is `ours` or a folder (evals/DATASETS.md). No writer is asked. A figure followed by − or + differs significantly
from that of the whole search, by the rule of `evals.compare`. With --only and --baseline one variant is held against a
result of an earlier run: exit 1 when a metric falls, which shows that the gate catches a search that lost a part.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer

from evals.bench.tables import load, machine_line, table
from evals.cases import Dataset
from evals.compare import compare
from evals.datasets import OURS, open_dataset
from evals.evaluate import Request, evaluate
from evals.measures.metrics import Part
from evals.results import Change, Result, read_result
from index.collection import Collection
from rag.caution import Caution
from rag.chain import QAChain
from rag.config import RagConfig
from rag.llm.protocol import LLM
from rag.question.understood import Understood
from rag.retrieval.lanes import Lane, lanes
from rag.retrieval.retrieve import SIDES, Retriever
from rag.retrieval.scoring import Side, Weights
from rag.writer import Writer

METRICS = {
    "hits@4": "Hits@4",
    "hits@10": "Hits@10",
    "mrr@10": "MRR@10",
    "all_articles@10": "All articles@10",
    "evidence_hit": "Gold in evidence",
}


def _one_lane(understood: Understood) -> tuple[Lane, ...]:
    return lanes(understood)[:1]


@dataclass(frozen=True, slots=True)
class Variant:
    """The chain with a part of its search left out, or with evidence that no reader has read."""

    weights: Weights = field(default_factory=Weights)
    sides: frozenset[Side] = SIDES
    plan: Callable[[Understood], tuple[Lane, ...]] = lanes
    read: bool = True

    def chain(self, collection: Collection, writer: LLM | None, *, note: str, caution: Caution) -> QAChain:
        """Return the chain over an open collection."""
        retriever = Retriever(collection, weights=self.weights, sides=self.sides, plan=self.plan)
        return QAChain(collection, writer, note=note, caution=caution, retriever=retriever, read=self.read)


WHOLE = "everything"
VARIANTS: dict[str, Variant] = {
    WHOLE: Variant(),
    "one lane: the whole question": Variant(plan=_one_lane),
    "no turns of lanes and articles": Variant(Weights(article=0, lane=0)),
    "outlets and days count nothing": Variant(Weights(outlet=0, published=0)),
    "names that claims share count nothing": Variant(Weights(shared_name=0)),
    "words believed in full": Variant(Weights(chance=0)),
    "not by the best sentence": Variant(Weights(meaning=0, words=0)),
    "not by the whole question": Variant(Weights(whole=0, whole_of_several=0)),
    "the whole question as much beside claims": Variant(Weights(whole_of_several=0.5)),
    "not by the passage's vector": Variant(Weights(passage=0)),
    "sentences not read again": Variant(read=False),
    "words only": Variant(Weights(meaning=0, passage=0), frozenset({"lexical"})),
    "meaning only": Variant(Weights(lexical=0, words=0), frozenset({"dense"})),
}


def main(
    sets: Annotated[list[str] | None, typer.Argument(metavar="[SET]…", show_default=False)] = None,
    *,
    limit: Annotated[int | None, typer.Option(min=1, help="Ask only N questions of each set.")] = None,
    only: Annotated[str | None, typer.Option(help="One variant, by its name in the table.")] = None,
    baseline: Annotated[Path | None, typer.Option(help="With --only: hold it against this result.")] = None,
) -> None:
    """Measure the search with one part after the other left out."""
    if only is not None and only not in VARIANTS:
        raise typer.BadParameter(f"no variant {only!r}; there are: {', '.join(VARIANTS)}")
    before = load()
    for name in sets or [OURS]:
        dataset = open_dataset(name)
        if only is not None and baseline is not None:
            found, whole = _measured(dataset, only, limit), read_result(baseline)
            changes = compare(found, whole, name=baseline.name).changes
            print(_table(dataset, {baseline.name: (whole, ()), only: (found, changes)}), flush=True)
            raise typer.Exit(1 if any(change.fell and not change.kind for change in changes) else 0)
        results: dict[str, tuple[Result, tuple[Change, ...]]] = {}
        for variant in (WHOLE, *(each for each in VARIANTS if each != WHOLE and only in (None, each))):
            found = _measured(dataset, variant, limit)
            known = results.get(WHOLE)
            results[variant] = (found, compare(found, known[0], name=WHOLE).changes if known else ())
        print(_table(dataset, results), flush=True)
    print(machine_line(before), flush=True)


def _measured(dataset: Dataset, variant: str, limit: int | None) -> Result:
    sys.stderr.write(f"{dataset.name}: {variant}\n")
    with tempfile.TemporaryDirectory() as resume:
        return evaluate(
            dataset,
            Request(parts=(Part.RETRIEVAL, Part.EVIDENCE), limit=limit),
            RagConfig.read(),
            resume=Path(resume),
            open_writer=lambda _: Writer(None),
            make=VARIANTS[variant].chain,
        ).result


def _table(dataset: Dataset, results: dict[str, tuple[Result, tuple[Change, ...]]]) -> str:
    rows = [
        (name, *(_cell(result, metric, changes) for metric in METRICS)) for name, (result, changes) in results.items()
    ]
    cases = next(iter(results.values()))[0].dataset.cases
    return "\n".join((f"### {dataset.name}, {cases} questions\n", table(("search", *METRICS.values()), rows), ""))


def _cell(result: Result, metric: str, changes: tuple[Change, ...]) -> str:
    value = next((f.value for f in result.figures if f.metric == metric and not f.kind), None)
    if value is None:
        return ""
    change = next((c for c in changes if c.metric == metric and not c.kind), None)
    mark = "" if change is None or not _significant(change) else (" −" if change.value < change.baseline else " +")
    return f"{value:.3f}{mark}"


def _significant(change: Change) -> bool:
    return change.fell or change.rose


if __name__ == "__main__":
    typer.run(main)
