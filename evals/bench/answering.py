"""How long a question takes: search, evidence, and the written answer's first and last token.

    python -m evals.bench.answering [SET] [--passages 10000] [--questions 100] [--written 10]

SET is `ours` or a folder of a public set; its articles are grown to so many passages (see `evals.bench.grown`), which
are kept in the data folder. Each question is the beginning of a sentence of an article. Loading is left out: one
question is asked first and not counted. The memory is the resident set of this process and of the local model's after
the last answer.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Annotated

import typer

from evals.bench.grown import kept
from evals.bench.growth import sentences_as_questions
from evals.bench.sets import SET, chosen_set
from evals.bench.tables import SPREAD, load, machine_line, spread, table
from evals.machine import resident
from index.collection import Collection
from index.embedding.embedders import open_embedder
from rag.answer import Answer
from rag.chain import QAChain
from rag.config import RagConfig
from rag.writer import open_writer


def main(
    name: SET = None,
    *,
    passages: Annotated[int, typer.Option(min=1, help="passages in the collection")] = 10_000,
    questions: Annotated[int, typer.Option(min=5, help="questions asked for evidence")] = 100,
    written: Annotated[int, typer.Option(min=0, help="of these, how many are answered by the writer")] = 10,
) -> None:
    """Print the latencies as a Markdown table."""
    before = load()
    config = RagConfig.read()
    dataset, embedder = chosen_set(name), open_embedder(config)
    grown = kept(dataset, config, passages=passages, embedder=embedder)
    asked = [each.question for each in sentences_as_questions(dataset, questions)]
    with Collection.open(grown, embedder=embedder) as collection:
        writer = open_writer(config, fetch=False)
        rows = evidence_rows(QAChain(collection), asked)
        note = writer.note
        if written and writer.llm is not None:
            chain = QAChain(collection, writer.llm)
            try:
                writer.llm.warm_up()
                rows += written_rows(chain, asked[:written])
                note = f"Written by {writer.llm.name}; {resident(os.getpid()):,.0f} MB of memory."
            finally:
                writer.llm.close()
        held = collection.stats().passages
    print(machine_line(before), f"{held:,} passages, {config.threads} threads. {note}", "", sep="\n")
    print(table(SPREAD, rows))


def evidence_rows(chain: QAChain, asked: list[str]) -> list[tuple[object, ...]]:
    """Return the rows for searching and for choosing evidence, both counted from the question's arrival."""
    answers = list(_ask(chain, asked))
    return [
        spread("search done", [answer.ms.retrieve for answer in answers]),
        spread("evidence shown", [answer.ms.evidence for answer in answers]),
    ]


def written_rows(chain: QAChain, asked: list[str]) -> list[tuple[object, ...]]:
    """Return the rows for the writer's first token and the whole answer."""
    answers = list(_ask(chain, asked))
    first = [answer.ms.first_token for answer in answers if answer.ms.first_token is not None]
    rows: list[tuple[object, ...]] = [spread("answer complete", [answer.ms.total for answer in answers])]
    return [spread("first token", first), *rows] if first else rows


def _ask(chain: QAChain, asked: list[str]) -> Iterator[Answer]:
    chain.ask(asked[-1])  # not counted: the first question loads what the others find loaded
    for question in asked:
        yield chain.ask(question)


if __name__ == "__main__":
    typer.run(main)
