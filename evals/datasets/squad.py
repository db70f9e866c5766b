"""SQuAD 2.0: questions on Wikipedia paragraphs, half of them with no answer in theirs.

Rajpurkar, Jia and Liang, arXiv 1806.03822. Read in its own layout (`dev-v2.0.json`) and as a sample in two files
(`queries.json`, `ground_truth.json`). The paragraphs are pooled, so a question without an answer in its own paragraph
may, rarely, find one in another.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel

from evals.cases import Case, Dataset, Gold
from evals.datasets.pool import Pool
from evals.datasets.records import whole
from evals.errors import DatasetError
from evals.measures.overlap import Finder
from index.articles import Span
from index.reading.formats import Draft

LICENCE = "CC BY-SA 4.0"


class _Answer(BaseModel):
    text: str
    answer_start: int


class _Question(BaseModel):
    id: str
    question: str
    is_impossible: bool = False
    answers: tuple[_Answer, ...] = ()


class _Paragraph(BaseModel):
    context: str
    qas: tuple[_Question, ...]


class _Topic(BaseModel):
    title: str
    paragraphs: tuple[_Paragraph, ...]


class _Squad(BaseModel):
    data: tuple[_Topic, ...]


class _Query(BaseModel):
    id: str
    context: str
    question: str


class _Queries(BaseModel):
    queries: tuple[_Query, ...]


class _Truth(BaseModel):
    answers: tuple[str, ...]
    is_impossible: bool


@dataclass(frozen=True, slots=True)
class _Item:
    """One question of either layout; `start` is the first answer's place, where the layout tells it."""

    id: str
    question: str
    title: str
    context: str
    answers: tuple[str, ...]
    start: int | None
    answerable: bool


def load(folder: Path) -> Dataset:
    """Return the set in a folder.

    Raises:
        DatasetError: A file is at fault, or an answer does not stand in its paragraph.
    """
    pool = Pool("squad2")
    cases: list[Case] = []
    for item in _sampled(folder) if (folder / "queries.json").exists() else _official(folder):
        article_id = pool.add(Draft(text=item.context, title=item.title))
        gold: tuple[Gold, ...] = ()
        if item.answerable and article_id is not None:
            start = item.start if item.start is not None else item.context.find(item.answers[0])
            if item.context[start : start + len(item.answers[0])] != item.answers[0] or start < 0:
                raise DatasetError(f"{folder}: the answer to {item.id} does not stand in its paragraph")
            # Repair may have moved the text: the place is found again by what stands around it.
            span = Finder(pool.text(article_id)).find(item.context[start : start + 80])
            place = span or Span(start, start + len(item.answers[0]))
            gold = (pool.sentences_around(article_id, Span(place.start, place.start + len(item.answers[0]))),)
        cases.append(
            Case(
                id=item.id,
                question=item.question,
                kind="answerable" if item.answerable else "unanswerable",
                answers=tuple(dict.fromkeys(item.answers)),
                answerable=item.answerable,
                gold=gold,
            )
        )
    return Dataset(name="squad2", licence=LICENCE, articles=pool.articles, cases=tuple(cases), notes=pool.notes)


def _official(folder: Path) -> Iterator[_Item]:
    for path in sorted(folder.glob("*-v2.0.json")):
        for topic in whole(path, _Squad).data:
            for paragraph in topic.paragraphs:
                for question in paragraph.qas:
                    answers = tuple(answer.text for answer in question.answers)
                    yield _Item(
                        question.id,
                        question.question,
                        topic.title.replace("_", " "),
                        paragraph.context,
                        answers,
                        question.answers[0].answer_start if answers else None,
                        answerable=bool(answers) and not question.is_impossible,
                    )


def _sampled(folder: Path) -> Iterator[_Item]:
    truths = whole(folder / "ground_truth.json", dict[str, _Truth])
    for query in whole(folder / "queries.json", _Queries).queries:
        if query.id not in truths:
            raise DatasetError(f"{folder / 'ground_truth.json'}: nothing for the question {query.id} of queries.json")
        truth = truths[query.id]
        answerable = bool(truth.answers) and not truth.is_impossible
        yield _Item(query.id, query.question, "", query.context, truth.answers, None, answerable)
