"""What the chain would show a writer for each question of the public sets: its evidence, right or not.

    python -m rag.writing.adapters.training.gather SETS OUT.jsonl [--held-out FOLDER] [--read-again 7000]

The sets' texts become a collection of their own, and each question is asked of it as anybody would. So the sentences
that a writer learns to refuse on are those that look most like an answer, not any. Questions that also stand in a
`*.jsonl` below --held-out are left out; some questions are asked twice, the second time of the chain with its reader.
"""

from __future__ import annotations

import json
import random
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, TypedDict

import typer

from index.collection import Collection
from rag.chain import QAChain
from rag.config import RagConfig
from rag.reader.training.sets import questions_below
from rag.writing.adapters.training.sets import Question, read


class Shown(TypedDict):
    """One sentence of evidence."""

    article_id: str
    title: str
    source: str
    published_at: str | None
    start: int
    end: int
    quote: str


def main(
    sets: Annotated[Path, typer.Argument(exists=True, file_okay=False)],
    out: Annotated[Path, typer.Argument(metavar="OUT.jsonl")],
    *,
    held_out: Annotated[Path | None, typer.Option()] = None,
    read_again: Annotated[int, typer.Option(help="Questions asked also of the chain with its reader.")] = 7000,
) -> None:
    """Write questions with their evidence, one a line."""
    random.seed(5)
    articles, questions = read(sets, questions_below(held_out) if held_out else frozenset())
    texts = {article.id: article.text for article in articles}
    with tempfile.TemporaryDirectory() as home, out.open("w", encoding="utf-8") as file:
        collection = Collection.open(RagConfig.read().model_copy(update={"home": Path(home)}))
        try:
            collection.add(articles)
            random.shuffle(questions)
            for reads, some in ((False, questions), (True, questions[:read_again])):
                chain = QAChain(collection, read=reads)
                with typer.progressbar(some, label="with the reader" if reads else "without it") as asked:
                    file.writelines(_row(chain, question, texts) for question in asked)
        finally:
            collection.close()
    typer.echo(f"{len(questions):,} questions on {len(articles):,} articles")


def _row(chain: QAChain, question: Question, texts: dict[str, str]) -> str:
    """Return a question, what stands at its places, and its evidence, as one line."""
    said = [texts[article_id][start:end] for article_id, start, end in question.gold]
    row = {"question": asdict(question), "said": said, "evidence": _evidence(chain, question)}
    return json.dumps(row, ensure_ascii=False) + "\n"


def _evidence(chain: QAChain, question: Question) -> list[Shown]:
    return [
        Shown(
            article_id=one.article_id,
            title=one.title,
            source=one.source,
            published_at=one.published_at,
            start=one.start,
            end=one.end,
            quote=one.quote,
        )
        for one in chain.ask(question.text, evidence_only=True).evidence
    ]


if __name__ == "__main__":
    typer.run(main)
