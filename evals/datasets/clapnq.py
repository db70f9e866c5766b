"""CLAPNQ: long answers from one Wikipedia passage, with the sentences they were made of, and questions without one.

Rosenthal et al., arXiv 2404.02103. Read from `…answerable.jsonl` and `…unanswerable.jsonl`, with or without the
`clapnq_dev_` of its own layout. The gold passages of both are pooled.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel

from evals.cases import Case, Dataset, Gold
from evals.datasets.pool import Pool
from evals.datasets.records import records
from index.reading.formats import Draft

LICENCE = "Apache-2.0; passages from Wikipedia, CC BY-SA"


class _Passage(BaseModel):
    title: str
    text: str


class _Output(BaseModel):
    answer: str | None = None
    selected_sentences: tuple[str, ...] | None = ()


class _Line(BaseModel):
    id: str | int
    input: str
    passages: tuple[_Passage, ...]
    output: tuple[_Output, ...]


def load(folder: Path) -> Dataset:
    """Return the set in a folder.

    Raises:
        DatasetError: A line is at fault.
    """
    pool = Pool("clapnq")
    cases: list[Case] = []
    for path in sorted(folder.glob("*answerable.jsonl")):
        for _, line in records(path, _Line):
            added = (pool.add(Draft(text=passage.text, title=passage.title)) for passage in line.passages)
            ids = [article_id for article_id in added if article_id is not None]
            answered = [output for output in line.output if output.answer]
            gold = _gold(answered[0].selected_sentences or (), ids, pool) if answered else ()
            cases.append(
                Case(
                    id=str(line.id),
                    question=line.input,
                    kind="answerable" if answered else "unanswerable",
                    answers=tuple(output.answer for output in answered if output.answer),
                    answerable=bool(answered),
                    gold=gold,
                )
            )
    return Dataset(name="clapnq", licence=LICENCE, articles=pool.articles, cases=tuple(cases), notes=pool.notes)


def _gold(sentences: tuple[str, ...], article_ids: list[str], pool: Pool) -> tuple[Gold, ...]:
    """Return the sentences of the first annotator; several annotators chose different ones for the same answer."""
    found: list[Gold] = []
    for sentence in sentences:
        quote = sentence.rstrip("&").strip()  # its own files end each with an ampersand
        places = [gold for article_id in article_ids if (gold := pool.sentence(article_id, quote)) is not None]
        if places:
            found.append(places[0])
        else:
            pool.note("selected sentences that stand nowhere in their passage, and so can never be found")
            found.append(Gold(article_id=article_ids[0] if article_ids else "", quote=quote))
    return tuple(found)
