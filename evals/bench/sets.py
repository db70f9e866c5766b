"""Which set a benchmark takes its articles and questions from when none is named."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evals.cases import Dataset
from evals.datasets import OURS, open_dataset

# Where a checkout has it that came with public sets beside it.
_BESIDE = Path(__file__).parents[3] / "shared" / "data" / "multihop_rag"

SET = Annotated[str | None, typer.Argument(metavar="SET", help="`ours` or a folder of a public set")]


def multihop_beside() -> Path | None:
    """Return the folder of MultiHop-RAG beside the checkout, or None when there is none."""
    return _BESIDE if _BESIDE.is_dir() else None


def chosen_set(name: str | None) -> Dataset:
    """Return the named set; without a name, MultiHop-RAG where it lies beside the checkout, else ours.

    Raises:
        DatasetError: There is no such set, or its data is at fault.
    """
    return open_dataset(name or str(multihop_beside() or OURS))
