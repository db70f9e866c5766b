"""What tells that the articles do not hold the answer: how well the best hit fits, and how much the writer doubts.

    python -m evals.bench.doubts [SET …] [--limit 120] [--model local]

SET is `ours` or a folder of a public set. With the evidence that the chain finds for a question, the writer is asked
for its first word only, in the usual order of the articles and in the other; the doubt is its log-odds of a refusal,
the limit what the chain lets pass at the balanced caution (`rag.writing.doubt`). Questions that ask several things are
left out. The model must be fetched and one that was taught to refuse.

AUROC is the chance that the sign is stronger for a question without an answer than for one with, 0.5 being blind;
beside it stands what share of the answerable ones would be refused if the others were refused as often as is told.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import typer

from evals import indexing
from evals.bench.tables import load, machine_line, table
from evals.cases import Case, Dataset
from evals.datasets import OURS, open_dataset
from evals.measures.areas import Floats, auroc
from evals.measures.uncertainty import draws, interval
from evals.progress import progress
from index.collection import Collection
from index.embedding.embedders import open_embedder
from rag.answer import Event, EvidenceFound, Retrieved
from rag.caution import THRESHOLDS, Caution
from rag.chain import QAChain
from rag.config import RagConfig
from rag.errors import ModelUnavailable
from rag.llm.protocol import LLM
from rag.question.clauses import asks_yes_or_no
from rag.question.followup import leaned_on
from rag.question.parts import Part, parts
from rag.retrieval.answerable import fit
from rag.retrieval.found import Found
from rag.text.terms import names
from rag.writer import open_writer
from rag.writing.ask import ask
from rag.writing.doubt import most_doubt
from rag.writing.draft import Draft
from rag.writing.looks import turned_round

REFUSED = 0.85
"""The share of the questions without an answer at which false refusals are told."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What is told of a question before it is answered.

    Attributes:
        answerable: Whether the articles hold the answer.
        fit: How well the best hit fits, in [0, 1].
        doubt: The writer's, in log-odds.
        turned: The same with the last article first; the same number where there is but one article.
        most: The doubt that the chain lets pass.
    """

    answerable: bool
    fit: float
    doubt: float
    turned: float
    most: float


def main(
    sets: Annotated[list[str] | None, typer.Argument(metavar="[SET]…", show_default=False)] = None,
    *,
    limit: Annotated[int | None, typer.Option(min=2, help="Ask only N questions of each set.")] = 120,
    model: Annotated[str, typer.Option(help="local or small")] = "local",
) -> None:
    """Print what each sign tells, for each set, as Markdown tables."""
    before = load()
    config = RagConfig.read(model=model)
    try:
        writer = open_writer(config).llm
    except ModelUnavailable as error:
        sys.exit(str(error))
    if writer is None or not writer.taught:
        sys.exit(f"{model!r} was not taught to tell its doubt; take local or small.")
    with closing(writer):
        writer.warm_up()
        for name in sets or [OURS]:
            dataset = open_dataset(name)
            print(as_table(dataset.name, signs(dataset, config, writer, limit=limit)), "", sep="\n", flush=True)
    print(machine_line(before), flush=True)


def signs(dataset: Dataset, config: RagConfig, writer: LLM, *, limit: int | None) -> list[Signs]:
    """Return the signs of each question that asks one thing and finds evidence."""
    cases = dataset.sample(limit, seed=0).cases
    embedder = open_embedder(config)
    with Collection.open(indexing.own_collection(dataset, config, embedder), embedder=embedder) as collection:
        indexing.fill(collection, dataset)
        chain = QAChain(collection)
        told: list[Signs] = []
        with progress() as show:
            for done, case in enumerate(cases):
                show(f"asking {dataset.name}", done, len(cases))
                if each := _signs(chain, writer, case):
                    told.append(each)
        return told


def as_table(name: str, found: Sequence[Signs]) -> str:
    """Return one row for each sign, with a 95 % bootstrap interval; no row where all questions are of one kind."""
    unanswerable = np.array([not each.answerable for each in found], dtype=np.float64)
    fits, doubts, turned, most = (
        np.array([getattr(each, part) for each in found]) for part in ("fit", "doubt", "turned", "most")
    )
    both = (doubts + turned) / 2
    rows = {
        "how badly the best hit fits": -fits,
        "doubt": doubts,
        "doubt, the last article first": turned,
        "half of both": both,
        "doubt, less its limit": doubts - most,
        "half of both, less its limit": both - most,
    }
    heads = ("sign", "AUROC", f"false refusals where {REFUSED:.0%} are refused")
    answerable = len(found) - int(unanswerable.sum())
    told = f"### {name}, {len(found)} questions, {answerable} of them answerable\n"
    if answerable in (0, len(found)):
        return f"{told}\nThere is nothing to tell apart; ask more questions."
    apart = f"\nThe order of the articles moves the doubt by {np.abs(doubts - turned).mean():.2f} on average."
    return "\n".join((told, table(heads, [(sign, *_row(score, unanswerable)) for sign, score in rows.items()]), apart))


def _signs(chain: QAChain, writer: LLM, case: Case) -> Signs | None:
    draft = Draft(case.id, case.question)
    best = 0.0
    for event in chain.stream(case.question, history=case.history, as_of=case.as_of, evidence_only=True):
        if isinstance(event, Retrieved):
            draft.standalone, best = event.standalone_question, fit(event.hits)
        elif isinstance(event, EvidenceFound):
            draft.found = Found(event.evidence)
    question, before = leaned_on(draft.question, draft.standalone)
    if not draft.evidence or len(parts(question)) > 1:
        return None
    usual = tuple(range(1, len(draft.evidence) + 1))
    other = turned_round(draft.evidence, usual)
    doubt = _doubt(writer, draft, Part(question, before), usual)
    most = most_doubt(
        THRESHOLDS[Caution.BALANCED],
        writer=writer.name,
        yes_or_no=asks_yes_or_no(question),
        fit=best,
        named=bool(names(draft.standalone).certain),
    )
    turned = doubt if other == usual else _doubt(writer, draft, Part(question, before), other)
    return Signs(answerable=case.answerable, fit=best, doubt=doubt, turned=turned, most=most)


def _doubt(writer: LLM, draft: Draft, part: Part, numbers: Sequence[int]) -> float:
    # Any doubt is more than it may be, so that the writer stops at its first word.
    return _returned(ask(writer, draft, part, numbers, most=-math.inf))


def _returned(steps: Generator[Event, None, float]) -> float:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            told: float = end.value
            return told


def _row(score: Floats, unanswerable: Floats) -> tuple[str, str]:
    area = auroc(score, unanswerable, np.ones((1, len(score))))[0]
    low, high = interval(auroc(score, unanswerable, draws(len(score), seed=0)))
    threshold = np.quantile(score[unanswerable == 1], 1 - REFUSED)
    spread = "" if low is None or high is None else f" ({low:.3f} – {high:.3f})"
    return f"{area:.3f}{spread}", f"{(score[unanswerable == 0] >= threshold).mean():.3f}"


if __name__ == "__main__":
    typer.run(main)
