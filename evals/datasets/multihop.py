"""MultiHop-RAG: questions over two to four of 609 news articles, with facts that stand word for word in them.

Tang and Yang, arXiv 2401.15391. Read in its own layout (`corpus.json`, `MultiHopRAG.json`) and in one JSON object a
line (`articles.jsonl`, `questions.jsonl`), where articles have ids.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import AliasChoices, BaseModel, Field

from evals.cases import Case, Dataset, Gold
from evals.datasets.pool import Pool
from evals.datasets.records import records
from evals.errors import DatasetError
from index.reading.formats import Draft

LICENCE = "ODC-BY 1.0; the articles' texts stay with their publishers"
_NO_ANSWER = "null_query"


class _Article(BaseModel):
    id: str = ""
    title: str
    source: str = ""
    author: str | None = None
    published_at: str | None = None
    url: str | None = None
    body: str


class _Fact(BaseModel):
    doc_id: str = ""
    title: str = ""
    url: str | None = None
    fact: str


class _Question(BaseModel):
    id: str = ""
    question: str = Field(validation_alias=AliasChoices("question", "query"))
    answer: str
    question_type: str
    evidence: tuple[_Fact, ...] = Field(validation_alias=AliasChoices("evidence", "evidence_list"))


def load(folder: Path) -> Dataset:
    """Return the set in a folder.

    Raises:
        DatasetError: A file is at fault, or a fact names an article that is not there.
    """
    articles, questions = folder / "articles.jsonl", folder / "questions.jsonl"
    if not questions.exists():
        articles, questions = folder / "corpus.json", folder / "MultiHopRAG.json"
    pool = Pool("multihop_rag")
    names: dict[str, str] = {}
    for number, (_, article) in enumerate(records(articles, _Article)):
        article_id = pool.add(
            Draft(
                text=article.body,
                id=article.id or f"mhr-{number:03}",
                title=article.title,
                source=article.source,
                author=article.author,
                published_at=article.published_at,
                url=article.url,
            )
        )
        if article_id is not None:
            names.update({name: article_id for name in (article.title, article.url) if name})
    cases = [
        Case(
            id=question.id or f"q{number:04}",
            question=question.question,
            kind=question.question_type.removesuffix("_query"),
            answers=() if question.question_type == _NO_ANSWER else (question.answer,),
            answerable=question.question_type != _NO_ANSWER,
            gold=tuple(_gold(where, fact, pool, names) for fact in question.evidence),
        )
        for number, (where, question) in enumerate(records(questions, _Question))
    ]
    return Dataset(name="multihop_rag", licence=LICENCE, articles=pool.articles, cases=tuple(cases), notes=pool.notes)


def _gold(where: str, fact: _Fact, pool: Pool, names: dict[str, str]) -> Gold:
    article_id = pool.id_of(fact.doc_id) or names.get(fact.url or "") or names.get(fact.title)
    if article_id is None:
        raise DatasetError(f"{where}: a fact names the article {fact.doc_id or fact.title!r}, which is not in the set")
    found = pool.sentence(article_id, fact.fact)
    if found is None:
        pool.note("gold facts that stand nowhere in their article, and so can never be found")
        return Gold(article_id=article_id, quote=fact.fact)
    return found
