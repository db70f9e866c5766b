"""One evaluation from end to end: the set, its collection, the asking, the scores, the result."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2s
from pathlib import Path

from evals import indexing
from evals.cases import Dataset
from evals.errors import DatasetError, UsageError
from evals.machine import code_hash, load, machine
from evals.measures.metrics import Part
from evals.measures.score import score_cases, score_claims
from evals.measures.speed import Price
from evals.measures.uncertainty import figures, scores_of
from evals.reports.curves import curves
from evals.results import DatasetFacts, Result, Row, Settings
from evals.run import DEPTH, WRITTEN, run
from index.collection import Collection, Progress
from index.embedding.embedders import open_embedder
from index.errors import UnknownArticle
from rag.chain import QAChain
from rag.config import RagConfig
from rag.writer import Writer

WITHOUT_WRITER = (Part.RETRIEVAL, Part.EVIDENCE, Part.REFUSALS, Part.SPEED)
"""The parts measured unless others are named: a minute on a laptop, while written answers take hours."""
_WITHOUT_ONE = "add the set's articles to it, or leave --collection out to use one of the set's own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to measure.

    Attributes:
        parts: In any order; only what they need is run.
        limit: At most so many cases, drawn by `seed`; None: all.
        seed: Of the drawing and of the resampling.
        ablate: Ask once more without what each written answer cites.
        collection: A collection to ask instead of the set's own; it must hold the set's articles, and may hold others.
        price: What the writer charges; None: no cost is reported.
    """

    parts: tuple[Part, ...] = WITHOUT_WRITER
    limit: int | None = None
    seed: int = 0
    ablate: bool = False
    collection: str | None = None
    price: Price | None = None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A finished evaluation: the result, its rows in the order of the cases, and the set they are of."""

    result: Result
    rows: tuple[Row, ...]
    dataset: Dataset


def evaluate(
    dataset: Dataset,
    request: Request,
    config: RagConfig,
    *,
    resume: Path,
    open_writer: Callable[[RagConfig], Writer],
    indexed: Callable[[Progress], None] | None = None,
    asked: Callable[[int, int], None] = lambda _, __: None,
    make: Callable[..., QAChain] = QAChain,
) -> Evaluation:
    """Return everything one evaluation finds.

    Args:
        dataset: What is asked, of which articles; the request's limit is applied here.
        request: What to measure.
        config: Where collections live, what embeds and what writes.
        resume: A folder for what has been asked so far, so that a run that stops goes on; emptied of it at the end.
        open_writer: What opens the configured writer; called only when a part needs one.
        indexed: Called while the set's collection is filled.
        asked: Called with the cases done and their number.
        make: Makes the chain; of another than the usual one, `resume` must be a folder of its own.

    Raises:
        UsageError: The parts and the set do not fit together.
        DatelineError: The set, its collection or the writer cannot be used.
    """
    sample = dataset.sample(request.limit, seed=request.seed)
    began, load_before = datetime.now().astimezone(), load()
    clock = time.perf_counter()
    if sample.claims:
        rows = score_claims(sample.claims, progress=lambda done: asked(done, len(sample.claims)))
        settings = _settings(request, embedder="", writer="")
    else:
        with _chain(dataset, request, config, open_writer=open_writer, indexed=indexed, make=make) as chain:
            embedder = chain.collection.embedder
            writer = chain.writer.name if chain.writer else ""
            settings = _settings(request, embedder=f"{embedder.name} {embedder.version}", writer=writer)
            kept = _resume_file(resume, dataset, settings)
            clock = time.perf_counter()
            outcomes = run(
                chain,
                sample.cases,
                parts=request.parts,
                ablate=request.ablate,
                resume=kept,
                progress=lambda done: asked(done, len(sample.cases)),
            )
            rows = score_cases(
                sample.cases, outcomes, parts=request.parts, text_of=_texts(chain.collection), price=request.price
            )
        kept.unlink(missing_ok=True)
    seconds = time.perf_counter() - clock
    scores = scores_of([(row.id, row.kind, row.scores) for row in rows])
    result = Result(
        date=began.isoformat(timespec="seconds"),
        seconds=round(seconds, 2),
        dataset=DatasetFacts(
            name=dataset.name,
            licence=dataset.licence,
            articles=len(dataset.articles),
            cases=len(rows),
            articles_hash=dataset.articles_hash,
            cases_hash=sample.cases_hash,
        ),
        settings=settings,
        machine=machine(load_before),
        figures=figures(scores, seed=request.seed),
        scores=scores,
        curves=curves(rows, seed=request.seed),
        errors=sum(bool(row.error) for row in rows),
        notes=_notes(request, settings, sample),
    )
    return Evaluation(result, tuple(rows), dataset)


@contextmanager
def _chain(
    dataset: Dataset,
    request: Request,
    config: RagConfig,
    *,
    open_writer: Callable[[RagConfig], Writer],
    indexed: Callable[[Progress], None] | None,
    make: Callable[..., QAChain],
) -> Iterator[QAChain]:
    """Give the chain over the set's collection, filled, with a writer when a part needs one."""
    if request.collection is not None:
        config = _chosen(config, request.collection)
    embedder = open_embedder(config)
    if request.collection is None:
        config = indexing.own_collection(dataset, config, embedder)
    with Collection.open(config, embedder=embedder) as collection:
        if request.collection is None:
            indexing.fill(collection, dataset, progress=indexed)
        elif not collection.articles():
            raise DatasetError(f"the collection {request.collection!r} is empty; {_WITHOUT_ONE}")
        else:
            indexing.check(collection, dataset)
        writer = Writer(None) if WRITTEN.isdisjoint(request.parts) else open_writer(config)
        try:
            if request.ablate and writer.llm is None:
                raise UsageError(f"--ablate citations asks a writer, and there is none. {writer.note}".rstrip())
            if writer.llm is not None:
                writer.llm.warm_up()  # what it takes to get ready is no question's time
            yield make(collection, writer.llm, note=writer.note, caution=config.caution)
        finally:
            if writer.llm is not None:
                writer.llm.close()


def _chosen(config: RagConfig, name: str) -> RagConfig:
    """Return the settings with the collection of that name, which must be there: opening it would make it.

    Raises:
        SettingsError: No collection can have that name.
        DatasetError: There is none.
    """
    config = config.model_copy(update={"collection": type(config).read(collection=name).collection})
    if not config.collection_path.is_dir():
        raise DatasetError(f"there is no collection {name!r}; {_WITHOUT_ONE}")
    return config


def _settings(request: Request, *, embedder: str, writer: str) -> Settings:
    return Settings(
        parts=tuple(part.value for part in Part if part in request.parts),
        seed=request.seed,
        limit=request.limit,
        depth=DEPTH,
        writer=writer,
        embedder=embedder,
        ablate="citations" if request.ablate else "",
    )


def _resume_file(folder: Path, dataset: Dataset, settings: Settings) -> Path:
    """Return the file this run would go on from: one for each set, program and setting that outcomes hang on.

    The limit is not among them: a longer run goes on from a shorter one that was stopped.
    """
    program = code_hash("index/**/*.py", "rag/**/*.py")
    hangs_on = (dataset.articles_hash, program, settings.parts, settings.writer, settings.embedder, settings.ablate)
    digest = blake2s(repr(hangs_on).encode(), digest_size=6).hexdigest()
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f".{dataset.name}-{digest}.outcomes.jsonl"


def _texts(collection: Collection) -> Callable[[str], str]:
    known: dict[str, str] = {}

    def text_of(article_id: str) -> str:
        if article_id not in known:
            try:
                known[article_id] = collection.article(article_id).text
            except UnknownArticle:
                known[article_id] = ""  # so that a quote from it counts as inexact, which it is
        return known[article_id]

    return text_of


def _notes(request: Request, settings: Settings, sample: Dataset) -> tuple[str, ...]:
    if sample.claims or settings.writer or WRITTEN.isdisjoint(request.parts):
        return sample.notes
    return (*sample.notes, "There was no writer: the answers graded are quoted evidence.")
