"""WiCE: claims of Wikipedia with the web page cited for them: supported, partly, or not. Measures the support check.

Kamoi et al., arXiv 2303.01432. Read from `claim_dev.jsonl` or its own layout's `claim/dev.jsonl`. A claim counts as
supported only when all of it is. It is checked against the whole page, as the annotators did: most pages are longer
than what an answer cites, which makes false support likelier here than in answers.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel

from evals.cases import Claim, Dataset
from evals.datasets.records import records
from evals.errors import DatasetError

LICENCE = "annotations ODC-BY 1.0; Wikipedia text CC BY-SA; pages from Common Crawl under its terms"


class _Meta(BaseModel):
    id: str


class _Line(BaseModel):
    label: Literal["supported", "partially_supported", "not_supported"]
    claim: str
    evidence: tuple[str, ...]
    meta: _Meta


def load(folder: Path) -> Dataset:
    """Return the set in a folder.

    Raises:
        DatasetError: A line is at fault, or there is no file of claims.
    """
    paths = sorted({*folder.glob("claim_*.jsonl"), *folder.glob("claim/*.jsonl")})
    if not paths:
        raise DatasetError(f"{folder} holds no claims; wanted claim_dev.jsonl or claim/dev.jsonl")
    claims = [
        Claim(
            id=line.meta.id,
            text=line.claim,
            kind=line.label.replace("_", " "),
            supported=line.label == "supported",
            cited=line.evidence,
        )
        for path in paths
        for _, line in records(path, _Line)
    ]
    return Dataset(name="wice", licence=LICENCE, claims=tuple(claims))
