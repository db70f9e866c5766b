"""What the chain would show a writer for each question of the public sets and the stories: its evidence, right or not.

    python -m rag.writing.adapters.training.gather SETS OUT.jsonl [--held-out FOLDER] [--read-again 7000]

The sets' texts become a collection, the stories another, and each question is asked of its own as anybody would. So the
sentences that a writer learns to refuse on are those that look most like an answer, not any. Questions that also stand
in a `*.jsonl` below --held-out are left out; some of the sets' are asked twice, the second time of the chain with its
reader, and the stories' of that alone.
"""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, TypedDict

import typer

from index.articles import Article
from index.collection import Collection
from rag.chain import QAChain
from rag.config import RagConfig
from rag.llm.protocol import Message
from rag.reader.training.sets import questions_below
from rag.writing.adapters.training.sets import Question, read
from rag.writing.adapters.training.stories import told


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
    stories: Annotated[int | None, typer.Option(help="Stories at most.")] = None,
) -> None:
    """Write questions with their evidence, one a line."""
    random.seed(5)
    articles, questions = read(sets, questions_below(held_out) if held_out else frozenset())
    random.shuffle(questions)
    invented = [*told(stories)]
    with out.open("w", encoding="utf-8") as file:
        file.writelines(_rows(articles, (questions, False), (questions[:read_again], True)))
        articles = [article for some, _ in invented for article in some]
        file.writelines(_rows(articles, ([question for _, asked in invented for question in asked], True)))


def _rows(articles: Sequence[Article], *asked: tuple[Sequence[Question], bool]) -> Iterator[str]:
    """Yield for each question, and whether the reader reads for it, the line that tells it with what was found."""
    texts = {article.id: article.text for article in articles}
    with tempfile.TemporaryDirectory() as home:
        collection = Collection.open(RagConfig.read().model_copy(update={"home": Path(home)}))
        try:
            collection.add(articles)
            for questions, reads in asked:
                chain = QAChain(collection, read=reads)
                with typer.progressbar(questions, label="with the reader" if reads else "without it") as each:
                    yield from (_row(chain, question, texts) for question in each)
        finally:
            collection.close()
    typer.echo(f"{sum(len(questions) for questions, _ in asked):,} asked of {len(articles):,} articles")


def _row(chain: QAChain, question: Question, texts: dict[str, str]) -> str:
    """Return a question, what stands at its places, and its evidence, as one line."""
    said = [texts[article_id][start:end] for article_id, start, end in question.gold]
    row = {"question": asdict(question), "said": said, "evidence": _evidence(chain, question)}
    return json.dumps(row, ensure_ascii=False) + "\n"


def _evidence(chain: QAChain, question: Question) -> list[Shown]:
    history: list[Message] = [{"role": "user", "content": question.before}] if question.before else []
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
        for one in chain.ask(question.text, history=history, evidence_only=True).evidence
    ]


if __name__ == "__main__":
    typer.run(main)
