"""RGB: questions on news with snippets that answer them and snippets that don't.

Chen et al., arXiv 2309.01431. Read from `en_refine.json` (else `en.json`) and `en_int.json`, whose answers have two
parts. All snippets are pooled; those that answer are alternatives. `en_fact.json` is left out: its snippets are true
ones made false, and would stand beside the true ones in one collection.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel

from evals.cases import Case, Dataset, Gold
from evals.datasets.pool import Pool
from evals.datasets.records import records
from index.reading.formats import Draft

LICENCE = "CC BY-NC-SA 4.0: for measuring only"

_Answers = str | tuple[str | tuple[str, ...], ...]


class _Line(BaseModel):
    id: int | str
    query: str
    answer: _Answers
    positive: tuple[str | tuple[str, ...], ...]
    negative: tuple[str, ...] = ()


def load(folder: Path) -> Dataset:
    """Return the set in a folder.

    Raises:
        DatasetError: A line is at fault.
    """
    pool = Pool("rgb")
    cases: list[Case] = []
    for kind, path in _files(folder):
        for _, line in records(path, _Line):
            ids = [pool.add(Draft(text=text)) for text in _texts(line.positive)]
            for text in line.negative:
                pool.add(Draft(text=text))
            parts = _parts(line.answer)
            cases.append(
                Case(
                    id=f"{kind}-{line.id}",
                    question=line.query,
                    kind=kind,
                    answers=parts[0] if len(parts) == 1 else (", ".join(part[0] for part in parts),),
                    parts=parts if len(parts) > 1 else (),
                    gold=tuple(Gold(article_id=article_id) for article_id in dict.fromkeys(ids) if article_id),
                    needs_all=False,
                )
            )
    notes = (*pool.notes, "en_fact.json is not read") if (folder / "en_fact.json").exists() else pool.notes
    return Dataset(name="rgb", licence=LICENCE, articles=pool.articles, cases=tuple(cases), notes=notes)


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    refined = folder / "en_refine.json"
    noise = refined if refined.exists() else folder / "en.json"
    for kind, path in (("noise", noise), ("integration", folder / "en_int.json")):
        if path.exists():
            yield kind, path


def _texts(positive: tuple[str | tuple[str, ...], ...]) -> Iterator[str]:
    for one in positive:
        yield from (one,) if isinstance(one, str) else one


def _parts(answer: _Answers) -> tuple[tuple[str, ...], ...]:
    """Return the parts of an answer, each with its accepted forms.

    RGB's own script wants every item of the list in the answer; an item that is a list itself gives forms of one part.
    """
    if isinstance(answer, str):
        return ((answer,),)
    return tuple((part,) if isinstance(part, str) else part for part in answer)
