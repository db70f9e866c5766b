"""BEIR and TREC: documents, queries and judgements of which document is relevant. Measures retrieval only.

Thakur et al., arXiv 2104.08663. `corpus.jsonl` (`_id`, `title`, `text`) or a `corpus.tsv` or `collection.tsv` of id
and text; `queries.jsonl` (`_id`, `text`) or `queries.tsv`; `qrels/test.tsv` (else dev, else train, else any), with
BEIR's three columns and head, or TREC's four. Relevant documents are alternatives, graded where the set grades.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, Field

from evals.cases import Case, Dataset, Gold
from evals.datasets.pool import Pool
from evals.datasets.records import columns, records
from evals.errors import DatasetError
from index.reading.formats import Draft

LICENCE = "that of the set: see its own page"


class _Document(BaseModel):
    id: str = Field(validation_alias="_id")
    title: str = ""
    text: str


class _Query(BaseModel):
    id: str = Field(validation_alias="_id")
    text: str


def load(folder: Path) -> Dataset:
    """Return the set in a folder; its name is the folder's. Queries without a judgement are not asked, as in BEIR.

    Raises:
        DatasetError: A file is missing or at fault, or a judgement names an unknown query or document.
    """
    pool = Pool(folder.name)
    for document in _documents(folder):
        pool.add(Draft(text=document.text, id=document.id, title=document.title))
    queries = {query.id: query.text for query in _queries(folder)}
    judged: dict[str, list[Gold]] = defaultdict(list)
    for where, query_id, document_id, grade in _judgements(folder):
        if query_id not in queries:
            raise DatasetError(f"{where}: no query has the id {query_id!r}")
        article_id = pool.id_of(document_id)
        if article_id is None:
            pool.note("judgements of documents that are not searched: of an id without document, or without words")
        if grade > 0:
            judged[query_id].append(Gold(article_id=article_id or document_id, grade=grade))
    cases = tuple(
        Case(id=query_id, question=queries[query_id], kind="query", gold=tuple(gold), needs_all=False)
        for query_id, gold in judged.items()
    )
    return Dataset(name=folder.name, licence=LICENCE, articles=pool.articles, cases=cases, notes=pool.notes)


def _documents(folder: Path) -> Iterator[_Document]:
    if (folder / "corpus.jsonl").exists():
        yield from (document for _, document in records(folder / "corpus.jsonl", _Document))
        return
    path = _first(folder, "corpus.tsv", "collection.tsv")
    for where, fields in columns(path):
        if len(fields) not in (2, 3):
            raise DatasetError(f"{where}: {len(fields)} columns; wanted id, (title,) text, parted by tabs")
        yield _Document.model_validate(
            dict(zip(("_id", "text", "title"), (fields[0], fields[-1], *fields[1:-1]), strict=False))
        )


def _queries(folder: Path) -> Iterator[_Query]:
    if (folder / "queries.jsonl").exists():
        yield from (query for _, query in records(folder / "queries.jsonl", _Query))
        return
    for where, fields in columns(_first(folder, "queries.tsv")):
        if len(fields) != 2:
            raise DatasetError(f"{where}: {len(fields)} columns; wanted id and query, parted by a tab")
        yield _Query.model_validate({"_id": fields[0], "text": fields[1]})


def _judgements(folder: Path) -> Iterator[tuple[str, str, str, int]]:
    found = sorted([*folder.glob("qrels/*"), *folder.glob("qrels*.t[sx][vt]"), *folder.glob("*.qrels")])
    files = [path for path in found if path.is_file()]
    best = next((path for split in ("test", "dev", "train") for path in files if path.stem == split), None)
    if not files:
        raise DatasetError(f"{folder} holds no judgements; wanted qrels/test.tsv")
    for where, fields in columns(best or files[0]):
        query, document, grade = (fields[0], fields[2], fields[3]) if len(fields) == 4 else (*fields, "", "", "")[:3]
        if grade == "score":
            continue  # BEIR's head
        try:
            yield where, query, document, int(float(grade))
        except ValueError:
            raise DatasetError(f"{where}: wanted query, document and a grade, found {fields}") from None


def _first(folder: Path, *names: str) -> Path:
    for name in names:
        if (folder / name).exists():
            return folder / name
    raise DatasetError(f"{folder} holds none of {', '.join(names)}")
