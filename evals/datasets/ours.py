"""Our own questions, on the articles of `seeds/` and of an invented press in `evals/articles/`.

Any folder with `articles/` and `questions/*.jsonl` in the same form is read the same way, so that people can measure
on their own collection. One line a question:

    {"id": "cap-vote", "question": "How did the council vote?", "kind": "plain", "answers": ["nine to four"],
     "gold": [{"article": "rent-cap-passed", "sentence": "The council approved it by nine votes to four."}]}

and, where needed, "answerable": false (then no answers and no gold), "parts" (for an answer of several facts: the
accepted forms of each), "history" (earlier turns), "as_of" (ISO day) and "note" (for people; not read). Gold may have
"start" and "end", in characters of the repaired text, instead of a sentence: of articles that may not be copied.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from evals.cases import Case, Dataset, Gold
from evals.datasets.pool import Pool
from evals.datasets.records import records
from evals.errors import DatasetError
from index.articles import Article, Span
from index.reading.readers import Unreadable, read
from rag.llm.protocol import Message

_HERE = Path(__file__).parents[1]
SEEDS = _HERE.parent / "seeds"
RED_TEAM = "redteam.jsonl"
"""The file of attacks that lies beside the questions: `evals.challenges.redteam` reads it."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class _Gold(BaseModel):
    model_config = ConfigDict(extra="forbid")
    article: str
    sentence: str = ""
    start: int = 0
    end: int = 0


class _Question(BaseModel):
    model_config = ConfigDict(extra="forbid")  # a misspelt field must not be lost in silence
    id: str = Field(min_length=1)
    question: str = Field(min_length=1)
    kind: str = Field(min_length=1)
    answers: tuple[str, ...] = ()
    parts: tuple[tuple[str, ...], ...] = ()
    answerable: bool = True
    gold: tuple[_Gold, ...] = ()
    history: tuple[Message, ...] = ()
    as_of: str | None = None
    note: str = ""


def load() -> Dataset:
    """Return our own questions and articles.

    Raises:
        DatasetError: The seed articles are not beside the package, or the data is at fault.
    """
    if not SEEDS.is_dir():
        raise DatasetError(f"ours asks about the articles in {SEEDS}, which is not there; run it from a full checkout")
    articles = [*_read(_articles_of(SEEDS)), *_read(_articles_of(_HERE / "articles"))]
    return _dataset("ours", "Apache-2.0; the seed articles stay with their publishers", articles, _HERE / "questions")


def load_folder(folder: Path) -> Dataset:
    """Return the questions and articles of a folder in our form; its name is the dataset's.

    Raises:
        DatasetError: The data is at fault; the message names file and line.
    """
    articles = list(_read(_articles_of(folder / "articles")))
    return _dataset(folder.name, "its owner's", articles, folder / "questions")


def _articles_of(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.stem.lower() != "readme")


def _read(paths: Iterable[Path]) -> Iterator[Article]:
    for path in paths:
        for found in read(str(path)):
            if isinstance(found, Unreadable):
                raise DatasetError(f"{found.where}: {found.reason}")
            yield found


def _dataset(name: str, licence: str, articles: list[Article], questions: Path) -> Dataset:
    pool = Pool(name, articles)
    cases: dict[str, Case] = {}
    places: dict[str, str] = {}
    for path in sorted(path for path in questions.glob("*.jsonl") if path.name != RED_TEAM):
        for where, question in records(path, _Question):
            if question.id in cases:
                raise DatasetError(f"{where}: the id {question.id!r} is taken by {places[question.id]}; give another")
            cases[question.id] = _case(where, question, pool)
            places[question.id] = where
    if not cases:
        raise DatasetError(f"there is no question in {questions}; it should hold .jsonl files, one question a line")
    return Dataset(name=name, licence=licence, articles=pool.articles, cases=tuple(cases.values()), notes=pool.notes)


def _case(where: str, question: _Question, pool: Pool) -> Case:
    if not question.answerable and (question.answers or question.parts or question.gold):
        raise DatasetError(f"{where}: {question.id!r} is not answerable but has answers or gold; take either out")
    if question.answerable and not question.gold:
        raise DatasetError(f"{where}: {question.id!r} has no gold sentence; name one, or set answerable to false")
    if question.as_of is not None and not _is_day(question.as_of):
        raise DatasetError(f"{where}: as_of is {question.as_of!r}; write an ISO day such as 2025-07-01")
    return Case(
        id=question.id,
        question=question.question,
        kind=question.kind,
        history=question.history,
        answers=question.answers,
        parts=question.parts,
        answerable=question.answerable,
        gold=tuple(_gold(where, gold, pool) for gold in question.gold),
        as_of=question.as_of,
    )


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:  # 31 February
        return False
    return _DAY.fullmatch(text) is not None


def _gold(where: str, gold: _Gold, pool: Pool) -> Gold:
    if pool.id_of(gold.article) is None:
        raise DatasetError(f"{where}: no article has the id {gold.article!r}; gold must name an article of this set")
    if not gold.sentence:
        if (found := pool.place(gold.article, Span(gold.start, gold.end))) is None:
            raise DatasetError(
                f"{where}: gold names neither a sentence of {gold.article!r} nor characters that it has; copy the "
                "sentence word for word, or give its start and end"
            )
        return found
    found = pool.sentence(gold.article, gold.sentence)
    if found is None:
        start = gold.sentence if len(gold.sentence) <= 60 else f"{gold.sentence[:57]}…"
        raise DatasetError(f'{where}: "{start}" is not in the article {gold.article!r}; copy it word for word')
    return found
