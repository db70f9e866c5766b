"""What the embedder learns from: passages as they are embedded, and for each question the sentences that answer.

    python -m rag.retrieval.training.groups SETS OUT.jsonl [--held-out FOLDER …]

SETS is a folder as `rag.writing.adapters.training.sets` has it. Each story is told several times, with other people,
firms, towns, outlets, days and numbers: by the names alone nothing can be found. Questions that also stand in a
`*.jsonl` below a --held-out are left out, and so are those that lean on one before them or have no answer.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, TypedDict

import typer
from tokenizers import Tokenizer

from index.articles import Article
from index.articles import Passage as Cut
from index.minilm import TOKENIZER
from index.passages import cut
from index.sentences import split
from rag.reader.training.sets import plain, questions_below
from rag.writing.adapters.training.sets import Question, read
from rag.writing.adapters.training.stories import told

_WINDOW = 256  # tokens, as of `index.minilm.shipped`
_TELLINGS = 3  # of a story
_MOST_PASSAGES = 14  # of a group, so that none fills a batch


class Passage(TypedDict):
    """A passage: the text that is embedded, its header in front, and the first and last character of each sentence."""

    text: str
    sentences: list[tuple[int, int]]


class Asked(TypedDict):
    """A question, and of each sentence that answers the number of its passage and its own, from 0."""

    question: str
    gold: list[tuple[int, int]]


class Group(TypedDict):
    """Passages and what is asked of them. Groups with the same `story` are tellings of one; a set's have none."""

    story: int | None
    passages: list[Passage]
    questions: list[Asked]


def main(
    sets: Annotated[Path, typer.Argument(exists=True, file_okay=False)],
    out: Annotated[Path, typer.Argument(metavar="OUT.jsonl")],
    *,
    held_out: Annotated[list[Path] | None, typer.Option(exists=True, file_okay=False)] = None,
) -> None:
    """Write the groups, one a line."""
    known = frozenset[str]().union(*map(questions_below, held_out or []))
    groups = [*of_stories(known), *of_sets(sets, known)]
    with out.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(group) + "\n" for group in groups)
    typer.echo(f"{len(groups):,} groups with {sum(len(group['questions']) for group in groups):,} questions")


def of_stories(known: frozenset[str] = frozenset(), *, most: int | None = None) -> Iterator[Group]:
    """Yield each telling of the stories, of the first `most` of them, without what `known` has, as `plain` has it."""
    for telling in range(_TELLINGS):
        random.seed(telling)
        for number, (articles, questions) in enumerate(told(most)):
            if group := group_of(articles, _unknown(questions, known), story=number):
                yield group


def of_sets(folder: Path, known: frozenset[str] = frozenset()) -> Iterator[Group]:
    """Yield what the public sets ask of the same article together, without what `known` has, as `plain` has it."""
    random.seed(5)
    articles, questions = read(folder, known)
    by_id = {article.id: article for article in articles}
    beside: dict[str, list[Question]] = defaultdict(list)
    for question in questions:
        beside[question.beside].append(question)
    for article_id, asked in beside.items():
        ids = dict.fromkeys([article_id, *(place[0] for question in asked for place in question.gold)])
        group = group_of([by_id[each] for each in ids], asked)
        if group and len(group["passages"]) <= _MOST_PASSAGES:
            yield group


def group_of(articles: Sequence[Article], questions: Sequence[Question], *, story: int | None = None) -> Group | None:
    """Return the articles' passages with the questions that they answer by themselves; None without any."""
    passages = [
        passage
        for article in articles
        for passage in cut(article, split(article.text), count_tokens=_tokens, window=_WINDOW)
    ]
    asked = []
    for question in questions:
        places = [_place(passages, article_id, start) for article_id, start, _ in question.gold]
        if places and not question.before:
            asked.append(Asked(question=question.text, gold=list(dict.fromkeys(filter(None, places)))))
    asked = [each for each in asked if each["gold"]]
    return Group(story=story, passages=[_embedded(passage) for passage in passages], questions=asked) if asked else None


def _unknown(questions: Sequence[Question], known: frozenset[str]) -> list[Question]:
    return [question for question in questions if plain(question.text) not in known]


def _place(passages: Sequence[Cut], article_id: str, character: int) -> tuple[int, int] | None:
    """Return the number of the passage, and of its sentence, in which a character of an article stands."""
    for number, passage in enumerate(passages):
        if passage.article_id == article_id:
            for sentence, (start, end) in enumerate(passage.sentences):
                if start <= character < end:
                    return number, sentence
    return None


def _embedded(passage: Cut) -> Passage:
    header = f"{passage.header}\n"
    shift = len(header) - passage.start
    return Passage(
        text=header + passage.text, sentences=[(start + shift, end + shift) for start, end in passage.sentences]
    )


def _tokens(text: str) -> int:
    return len(_tokenizer().encode(text).ids)


@cache
def _tokenizer() -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(TOKENIZER))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


if __name__ == "__main__":
    typer.run(main)
