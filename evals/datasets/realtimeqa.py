"""RealTime QA: weekly news quizzes, with the articles a web search found at the time.

Kasai et al., arXiv 2207.13332. Read from `…_qa.jsonl` and the search results `…_gcs.jsonl` of the same week, in the
folder or below it. The right choice is the accepted answer. The search was no annotation: some answers stand in none
of the articles, so recall of answers has a ceiling below 1 that is not known, and there are no gold sentences.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel

from evals.cases import Case, Dataset
from evals.datasets.pool import Pool
from evals.datasets.records import records
from evals.errors import DatasetError
from index.reading.formats import Draft

LICENCE = "none stated by its authors; articles stay with their publishers: for measuring only"


class _Question(BaseModel):
    question_id: str
    question_date: str
    question_source: str
    question_sentence: str
    choices: tuple[str, ...]
    answer: tuple[str, ...]


class _Found(BaseModel):
    url: str = ""
    title: str = ""
    text: str = ""
    authors: tuple[str, ...] = ()
    publish_date: str | None = None


class _Search(BaseModel):
    question_id: str
    search_time: str = ""
    search_result: tuple[_Found, ...] = ()


def load(folder: Path) -> Dataset:
    """Return the set in a folder.

    Raises:
        DatasetError: A line is at fault, or an answer is not the number of a choice.
    """
    pool = Pool("realtimeqa")
    searched: dict[str, str] = {}
    for path in sorted(folder.rglob("*_gcs.jsonl")):
        for _, search in records(path, _Search):
            searched[search.question_id] = _day(search.search_time) or ""
            for found in search.search_result:
                pool.add(_draft(found))
    cases: dict[str, Case] = {}
    for path in sorted(folder.rglob("*_qa.jsonl")):
        for where, question in records(path, _Question):
            if question.question_id not in searched:
                pool.note("questions left out because their week has no search results")
            elif question.question_id not in cases:  # weeks are also given joined, in one file
                cases[question.question_id] = _case(where, question)
    return Dataset(
        name="realtimeqa", licence=LICENCE, articles=pool.articles, cases=tuple(cases.values()), notes=pool.notes
    )


def _case(where: str, question: _Question) -> Case:
    try:
        answers = tuple(question.choices[int(number)].strip("“”\"' ") for number in question.answer)
    except (ValueError, IndexError):
        raise DatasetError(
            f"{where}: the answer is {question.answer}, wanted numbers of its {len(question.choices)} choices from 0"
        ) from None
    return Case(
        id=question.question_id, question=question.question_sentence, kind=question.question_source, answers=answers
    )


def _draft(found: _Found) -> Draft:
    return Draft(
        text=found.text,
        title=found.title,
        author=", ".join(found.authors) or None,
        published_at=_day(found.publish_date or ""),
        url=found.url or None,
    )


def _day(date: str) -> str | None:
    """Return "2022/06/16" or "2022/06/17/16:34" as an ISO day."""
    return "-".join(date.split("/")[:3]) if date.count("/") >= 2 else None
