"""How long a question takes: search, evidence, and the written answer's first and last token.

    python -m evals.bench.answering [ARTICLES.jsonl] [--passages 10000] [--questions 100] [--written 10]

ARTICLES are read as `dateline add` reads them; without them, our own fictional press serves. When they give fewer
passages than asked for, stored passages are copied under other ids with a little noise on their vectors: real texts,
but more alike than a real collection of that size, so quality is not measured here. Each question is a sentence of an
article, without its last words. Loading is left out: one question is asked first and not counted.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from evals.bench.growth import grown
from evals.bench.tables import SPREAD, load, machine_line, spread, table
from index.collection import Collection
from rag.answer import Answer
from rag.chain import QAChain
from rag.config import RagConfig
from rag.prompt import PREFIX
from rag.writer import open_writer

PRESS = Path(__file__).parents[1] / "articles"
SEED = 7


def main(
    articles: Annotated[Path, typer.Argument(help="articles to fill the collection with")] = PRESS,
    *,
    passages: Annotated[int, typer.Option(min=1, help="passages in the collection")] = 10_000,
    questions: Annotated[int, typer.Option(min=1, help="questions asked for evidence")] = 100,
    written: Annotated[int, typer.Option(min=0, help="of these, how many are answered by the writer")] = 10,
) -> None:
    """Print the latencies as a Markdown table."""
    before = load()
    config = RagConfig()
    with grown(articles, passages, config) as collection:
        asked = sentences_as_questions(collection, questions)
        writer = open_writer(config, fetch=False)
        rows = evidence_rows(QAChain(collection), asked)
        note = writer.note
        if written and writer.llm is not None:
            chain = QAChain(collection, writer.llm)
            try:
                writer.llm.warm_up(PREFIX)
                rows += written_rows(chain, asked[:written])
                note = f"written by {writer.llm.name}"
            finally:
                writer.llm.close()
        held = collection.stats().passages
    print(machine_line(before), f"{held:,} passages, {config.threads} threads. {note}", "", sep="\n")
    print(table(SPREAD, rows))


def sentences_as_questions(collection: Collection, number: int) -> list[str]:
    """Return sentences of the collection's articles, without their last words, drawn with a fixed seed."""
    texts = [
        collection.article(summary.id).text[span.start : span.end]
        for summary in collection.articles()
        for span in collection.sentences(summary.id)
    ]
    long_enough = sorted({" ".join(text.split()[:12]) for text in texts if len(text.split()) > 12})
    return random.Random(SEED).choices(long_enough, k=number)  # noqa: S311  # a sample, not a secret


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
