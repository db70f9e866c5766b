"""Reading prompts with and without `rag.llm.prefill`: how long the first token takes, and what it makes of doubt.

    python -m evals.bench.prefill [SET] [--questions 16] [--model local]

Each question is asked, with the evidence that the chain finds for it, of the same model twice: as llama.cpp reads it,
and read ahead. Told are the times from asking to the first token and from that to the last, and how far apart the
model's log-odds of a refusal are, by which it is decided whether there is an answer. The model must be fetched; making
what reads ahead is left out of the times.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import typer

from evals import indexing
from evals.bench.tables import load, machine_line, table
from evals.datasets import OURS, open_dataset
from index.collection import Collection
from index.embedding.embedders import open_embedder
from rag.chain import QAChain
from rag.config import RagConfig
from rag.errors import ModelUnavailable
from rag.llm.local import LocalLLM
from rag.llm.models import CATALOGUE, verified
from rag.llm.protocol import Message, log_odds
from rag.writing.adapters import ADAPTERS
from rag.writing.prompt import REFUSES_WITH, grammar, messages, prefix

_TOKENS = 60  # of an answer, at most
_NEVER = -100.0


@dataclass(frozen=True, slots=True)
class Written:
    """An answer: seconds to its first token and from there to its last, the log-odds of a refusal, and its text."""

    first: float
    rest: float
    doubt: float
    text: str


def main(
    name: Annotated[str, typer.Argument(metavar="SET", help="`ours` or a folder of a public set")] = OURS,
    *,
    questions: Annotated[int, typer.Option(min=2)] = 16,
    model: Annotated[str, typer.Option(help="local or small")] = "local",
) -> None:
    """Print a Markdown table, and how far the answers are apart."""
    before = load()
    config = RagConfig.read()
    asked = _prompts(name, config, questions)
    try:
        plain, ahead = (_written(model, config, asked, ahead=ahead) for ahead in (False, True))
    except ModelUnavailable as error:
        sys.exit(str(error))
    print(machine_line(before), f"{len(asked)} prompts of {name}, {config.threads} threads.", "", sep="\n")
    rows = [_row("llama.cpp alone", plain), _row("read ahead", ahead)]
    print(table(("prompts read by", "first token p50", "p95", "from there to the last p50"), rows))
    apart = np.array([one.doubt - other.doubt for one, other in zip(ahead, plain, strict=True)])
    same = np.mean([one.text == other.text for one, other in zip(ahead, plain, strict=True)])
    print(
        f"\nLog-odds of a refusal: {np.abs(apart).mean():.2f} apart on average, {np.abs(apart).max():.2f} at most, "
        f"{apart.mean():+.2f} to one side. Answers word for word the same: {same:.2f}."
    )


def _prompts(name: str, config: RagConfig, count: int) -> list[tuple[list[Message], str]]:
    """Return the prompts, each with the grammar of its answer, of questions drawn by chance."""
    dataset, embedder = open_dataset(name), open_embedder(config)
    cases = random.Random(0).sample([*dataset.cases], count)  # noqa: S311 - no secret
    with Collection.open(indexing.own_collection(dataset, config, embedder), embedder=embedder) as collection:
        indexing.fill(collection, dataset)
        chain = QAChain(collection)
        found = [(case.question, chain.ask(case.question).evidence) for case in cases]
    return [(messages(q, evidence, taught=True), grammar(len(evidence))) for q, evidence in found if evidence]


def _written(name: str, config: RagConfig, asked: list[tuple[list[Message], str]], *, ahead: bool) -> list[Written]:
    model = next(each for each in CATALOGUE if each.name == name)
    path = verified(model, config.models_path)
    if path is None:
        raise ModelUnavailable(f"{model.title} is not on this machine: `dateline models --fetch {model.name}`.")
    llm = LocalLLM(
        path,
        adapter=ADAPTERS[model.name],
        threads=config.threads,
        prefix=prefix(taught=True),
        keep=config.home / "read",
        ahead=ahead,
    )
    try:
        llm.warm_up()
        return [_answer(llm, prompt, rule) for prompt, rule in asked]
    finally:
        llm.close()


def _answer(llm: LocalLLM, prompt: list[Message], rule: str) -> Written:
    began = time.perf_counter()
    first, text = 0.0, ""
    likely: Mapping[str, float] = {}
    bias = {REFUSES_WITH: _NEVER}  # as the chain has it: how likely it was tells more
    for delta in llm.stream(prompt, max_tokens=_TOKENS, grammar=rule, bias=bias, likely=True):
        if delta.text and not text:
            first = time.perf_counter() - began
        likely = delta.likely or likely
        text += delta.text
    return Written(first, time.perf_counter() - began - first, log_odds(likely, REFUSES_WITH), text)


def _row(name: str, answers: list[Written]) -> tuple[str, str, str, str]:
    first, rest = ([getattr(answer, part) for answer in answers] for part in ("first", "rest"))
    p50, p95 = np.percentile(first, (50, 95))
    return name, f"{p50:.1f} s", f"{p95:.1f} s", f"{np.median(rest):.1f} s"


if __name__ == "__main__":
    typer.run(main)
