"""What the writers learn from: pages of numbered sentences, each with several questions, some without an answer.

    python -m rag.writing.adapters.training.pages EVIDENCE.jsonl SETS OUT.jsonl

EVIDENCE.jsonl is what `gather` wrote of SETS. An answer is the sentence that holds it, shortened where that leaves a
sentence: what is learned is to choose, to put side by side, or to say that nothing answers, and not to say it in other
words.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from rag.writing.adapters.training.gather import Shown
from rag.writing.adapters.training.outlets import outlets
from rag.writing.adapters.training.retrieved import Pages
from rag.writing.adapters.training.sets import Question
from rag.writing.adapters.training.stories import stories
from rag.writing.prompt import NO_ANSWER

_OF_A_STORY, _OF_OUTLETS = 8, 500  # pages


def main(
    evidence: Annotated[Path, typer.Argument(metavar="EVIDENCE.jsonl", exists=True)],
    sets: Annotated[Path, typer.Argument(exists=True, file_okay=False)],
    out: Annotated[Path, typer.Argument(metavar="OUT.jsonl")],
) -> None:
    """Write the pages, shuffled."""
    random.seed(17)
    rows: list[tuple[Question, list[Shown], list[str]]] = []
    for line in evidence.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        gold = tuple((article_id, start, end) for article_id, start, end in row["question"].pop("gold"))
        rows.append((Question(gold=gold, **row["question"]), row["evidence"], row["said"]))
    texts = {place: text for question, _, said in rows for place, text in zip(question.gold, said, strict=True)}
    make = Pages([question for question, *_ in rows], texts)
    pages = [page for question, found, _ in rows if (page := make.page(question, found))]
    pages += [*stories(_OF_A_STORY), *outlets(sets / "squad", _OF_OUTLETS)]
    random.shuffle(pages)
    with out.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(page, ensure_ascii=False) + "\n" for page in pages)
    asked = [each for page in pages for each in page["asked"]]
    kinds = Counter(each["kind"] for each in asked)
    refused = sum(each["answer"] == NO_ANSWER for each in asked)
    typer.echo(f"{len(pages):,} pages, {len(asked):,} questions, {refused:,} of them without an answer: {dict(kinds)}")


if __name__ == "__main__":
    typer.run(main)
