"""The sets that can be measured on: ours, and public formats given by a folder. DATASETS.md tells where each is had."""

from __future__ import annotations

from pathlib import Path

from evals.cases import Dataset
from evals.errors import DatasetError

OURS = "ours"


def open_dataset(name: str) -> Dataset:
    """Return a set: `ours`, or the one in the folder `name`, whose format is told by the files in it.

    Raises:
        DatasetError: There is no such folder, its format is not known, or its data is at fault.
    """
    from evals.datasets import beir, clapnq, mtrag, multihop, ours, realtimeqa, rgb, squad, wice  # noqa: PLC0415

    if name == OURS:
        return ours.load()
    folder = Path(name).expanduser()
    if not folder.is_dir():
        raise DatasetError(f"no set {name!r}; give `{OURS}` or a folder that holds a set (see evals/DATASETS.md)")
    # What a folder of each format holds, all of it; the first that fits is read.
    formats = (
        (("articles", "questions"), ours.load_folder),
        (("articles.jsonl", "questions.jsonl"), multihop.load),
        (("corpus.json", "MultiHopRAG.json"), multihop.load),
        (("queries.json", "ground_truth.json"), squad.load),
        (("*-v2.0.json",), squad.load),
        (("*unanswerable.jsonl",), clapnq.load),
        (("reference.jsonl",), mtrag.load),
        (("turns.jsonl",), mtrag.load),
        (("claim_*.jsonl",), wice.load),
        (("claim/*.jsonl",), wice.load),
        (("en_refine.json",), rgb.load),
        (("en.json",), rgb.load),
        (("en_int.json",), rgb.load),
        (("queries.*", "qrels/*"), beir.load),
        (("queries.*", "qrels*"), beir.load),
        (("**/*_gcs.jsonl",), realtimeqa.load),
    )
    for files, load in formats:
        if all(any(folder.glob(pattern)) for pattern in files):
            return load(folder.resolve())
    raise DatasetError(f"{folder} holds no set of a known format; evals/DATASETS.md lists them with their files")
