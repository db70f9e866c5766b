"""One collection measured in a process of its own, so that its memory and its opening are nobody else's.

    python -m evals.bench.probe < PROBE.json

Standard input holds `collection` and the questions; a `Measured` comes back as JSON on standard output.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import TypeVar

from index.collection import Collection, Filter
from index.embedding.embedders import open_embedder
from rag.chain import QAChain
from rag.config import RagConfig, child_environment

Item = TypeVar("Item")

CANDIDATES = 50
"""Passages asked of each index, as many as a search through the chain asks for."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and the outlet and day it is asked with when a filter is measured."""

    question: str
    outlet: str
    until: str


@dataclass(frozen=True, slots=True)
class Measured:
    """What a collection costs; times in milliseconds, one a question, by what was done."""

    passages: int
    disk_bytes: int
    resident_bytes: int
    open_seconds: float
    times: dict[str, list[float]] = field(default_factory=dict)


def in_own_process(config: RagConfig, asked: Sequence[Asked], own_questions: Sequence[str]) -> Measured:
    """Return what another process finds, which opens the collection of `config` and asks these questions.

    Raises:
        RuntimeError: It failed; the message ends with the last line that it said.
    """
    given = {"collection": config.collection, "asked": [asdict(each) for each in asked], "own": list(own_questions)}
    done = subprocess.run(
        [sys.executable, "-m", "evals.bench.probe"],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=False,
        env=child_environment(
            DATELINE_HOME=str(config.home),
            DATELINE_EMBEDDER=config.embedder,
            DATELINE_THREADS=str(config.threads),
            DATELINE_MODEL="none",
        ),
    )
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"it ended with {done.returncode}"]
        raise RuntimeError(f"measuring {config.collection} failed: {said[-1]}")
    return Measured(**json.loads(done.stdout))


def measure(config: RagConfig, asked: Sequence[Asked], own_questions: Sequence[str]) -> Measured:
    """Return what opening and asking the collection of `config` costs in this process."""
    embedder = open_embedder(config)
    started = time.perf_counter()
    collection = Collection.open(config, embedder=embedder)
    opened = time.perf_counter() - started
    with QAChain(collection) as chain:
        chain.ask(asked[0].question, evidence_only=True)  # not counted: it loads what the others find loaded
        chain.search(_naming(asked[0]), as_of=asked[0].until)
        times = {
            "search": _timed(lambda each: chain.search(each.question), asked),
            "search, outlet and day": _timed(lambda each: chain.search(_naming(each), as_of=each.until), asked),
            "search, the set's questions": _timed(chain.search, own_questions),
            "evidence": _timed(lambda each: chain.ask(each.question, evidence_only=True), asked[::-1]),
            **_steps(collection, asked),
        }
        stats = collection.stats()
        return Measured(stats.passages, stats.bytes, _resident_bytes(), opened, times)


def _steps(collection: Collection, asked: Sequence[Asked]) -> dict[str, list[float]]:
    """Return what each step of one search takes, without and with its outlet and day."""
    vectors = {each: collection.embedder.embed_query(each.question) for each in asked}
    within = {each: Filter(sources=frozenset({each.outlet}), until=each.until) for each in asked}
    found = {each: collection.search_dense(vectors[each], k=10) for each in asked}

    def dense(each: Asked, *, filtered: bool) -> None:
        collection.search_dense(vectors[each], k=CANDIDATES, within=within[each] if filtered else None)

    def lexical(each: Asked, *, filtered: bool) -> None:
        collection.search_lexical(each.question, k=CANDIDATES, within=within[each] if filtered else None)

    return {
        "one vector": _timed(lambda each: collection.embedder.embed_query(f"{each.question} "), asked),
        "dense": _timed(lambda each: dense(each, filtered=False), asked),
        "dense, filtered": _timed(lambda each: dense(each, filtered=True), asked),
        "lexical": _timed(lambda each: lexical(each, filtered=False), asked),
        "lexical, filtered": _timed(lambda each: lexical(each, filtered=True), asked),
        "reading 10 passages": _timed(lambda each: collection.passages([hit.passage_id for hit in found[each]]), asked),
        "reading their sentences": _timed(
            lambda each: collection.indexed_sentences([hit.passage_id for hit in found[each]]), asked
        ),
    }


def _naming(asked: Asked) -> str:
    return f"According to {asked.outlet}, {asked.question}"


def _timed(do: Callable[[Item], object], items: Iterable[Item]) -> list[float]:
    times = []
    for item in items:
        started = time.perf_counter()
        do(item)
        times.append((time.perf_counter() - started) * 1000)
    return times


def _resident_bytes() -> int:
    """Return this process's resident set, as `ps` has it."""
    told = subprocess.run(["ps", "-o", "rss=", "-p", str(os.getpid())], capture_output=True, text=True, check=True)
    return int(told.stdout) * 1024


def _main() -> None:
    given = json.load(sys.stdin)
    config = RagConfig.read(collection=given["collection"])
    asked = [Asked(**each) for each in given["asked"]]
    print(json.dumps(asdict(measure(config, asked, given["own"]))))


if __name__ == "__main__":
    _main()
