"""Dateline's search beside LlamaIndex's own retrievers, over the same Chroma collection and vectors, in one run.

    python -m evals.bench.llamaindex [FOLDER] [--limit 100]

FOLDER is MultiHop-RAG (evals/DATASETS.md tells where it is had). Compared are, each at its defaults but for the number
of nodes:

- VectorStoreIndex.from_vector_store on our collection, with our embedder wrapped as a LlamaIndex embedding
- QueryFusionRetriever over that and BM25Retriever (English stemmer; nodes and metadata as they stand in Chroma), by
  reciprocal rank, 50 candidates from each as in Dateline, and no questions made up by a model
- `chain.search`

A passage is right when it holds a fact, MultiHop-RAG's own rule; questions without an answer are left out. Each
question is put to all of them before the next, so that other work on the machine slows them alike, and each embeds
it for itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from llama_index.core import VectorStoreIndex
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.embeddings import BaseEmbedding
from llama_index.core.llms import MockLLM
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.retrievers.fusion_retriever import FUSION_MODES
from llama_index.core.schema import NodeWithScore
from llama_index.retrievers.bm25 import BM25Retriever
from llama_index.vector_stores.chroma import ChromaVectorStore
from pydantic import PrivateAttr

from evals import indexing
from evals.bench.sets import multihop_beside
from evals.bench.tables import load, machine_line, table
from evals.cases import Case
from evals.datasets import open_dataset
from evals.measures.overlap import holds
from evals.measures.retrieval import hits_at, reciprocal_rank
from evals.measures.uncertainty import draws, interval
from index.collection import Collection
from index.embedding.embedders import open_embedder
from index.embedding.protocol import Embedder
from rag.chain import QAChain
from rag.config import RagConfig

DEPTH = 10
CANDIDATES = 50
OURS = "Dateline"

Text = tuple[str, str]
"""A passage's article id and text."""

Search = Callable[[str], Sequence[Text]]

Held = Sequence[tuple[int, ...]]
"""For each passage found, best first, the gold sentences that it holds."""

Asked = tuple[list[Held], list[float]]
"""What was found for each case, and the milliseconds it took."""


class OurEmbedding(BaseEmbedding):
    """Dateline's embedder as LlamaIndex takes one."""

    _embedder: Embedder = PrivateAttr()

    def __init__(self, embedder: Embedder) -> None:
        """Wrap an embedder."""
        super().__init__(model_name=embedder.name)
        self._embedder = embedder

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._numbers(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._numbers(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        [found] = self._embedder.embed_passages([text], [[]])
        return [float(number) for number in found.vector]

    def _numbers(self, query: str) -> list[float]:
        return [float(number) for number in self._embedder.embed_query(query)]


def main(
    folder: Annotated[Path | None, typer.Argument(help="MultiHop-RAG; found by itself beside the checkout")] = None,
    *,
    limit: Annotated[int | None, typer.Option(min=1, help="ask at most so many questions")] = None,
) -> None:
    """Print quality and latency of each as a Markdown table."""
    folder = folder or multihop_beside()
    if folder is None:
        print("MultiHop-RAG is not on this machine, so nothing was compared; evals/DATASETS.md tells where it is had.")
        return
    before = load()
    dataset = open_dataset(str(folder))
    cases = [case for case in dataset.sample(limit, seed=0).cases if case.gold]
    config = RagConfig.read()
    embedder = open_embedder(config)
    with Collection.open(indexing.own_collection(dataset, config, embedder), embedder=embedder) as collection:
        indexing.fill(collection, dataset)
        # An embedder remembers the last questions, so one for all would spare each search what the first has paid.
        searches = {**_theirs(collection, partial(open_embedder, config)), OURS: _ours(QAChain(collection))}
        found = ask(searches, cases)
        held = collection.stats().passages
    print(machine_line(before), f"{len(cases)} questions, {held:,} passages, {config.threads} threads.", "", sep="\n")
    print(as_table(found))


def ask(searches: Mapping[str, Search], cases: Sequence[Case]) -> dict[str, Asked]:
    """Return what each search finds for each case, and how long it takes."""
    for search in searches.values():
        search(cases[0].question)  # not counted: it loads what the others find loaded
    found: dict[str, Asked] = {name: ([], []) for name in searches}
    for case in cases:
        for name, search in searches.items():
            started = time.perf_counter()
            texts = search(case.question)
            found[name][1].append((time.perf_counter() - started) * 1000)
            found[name][0].append(_held(case, texts))
    return found


def as_table(found: Mapping[str, Asked]) -> str:
    """Return one row a search; brackets hold 95 % bootstrap intervals, the ratio is of median times."""
    metrics: Mapping[str, Callable[[Held], float]] = {
        "Hits@4": lambda held: hits_at(held, 4),
        "Hits@10": lambda held: hits_at(held, DEPTH),
        "MRR@10": lambda held: reciprocal_rank(held, DEPTH),
    }
    ours = float(np.median(found[OURS][1]))
    rows = []
    for name, (held, times) in found.items():
        p50, p95 = np.percentile(times, (50, 95))
        quality = [_figure([score(each) for each in held]) for score in metrics.values()]
        rows.append((name, *quality, f"{p50:,.1f} ms", f"{p95:,.1f} ms", f"{ours / p50:.2f}"))
    return table(("search", *metrics, "p50", "p95", f"{OURS}'s time / its"), rows)


def _figure(scores: Sequence[float]) -> str:
    low, high = interval(draws(len(scores), seed=0) @ np.array(scores) / len(scores))
    return f"{np.mean(scores):.3f} ({low:.3f} – {high:.3f})"


def _held(case: Case, texts: Sequence[Text]) -> Held:
    return [
        tuple(n for n, gold in enumerate(case.gold) if holds(gold, article_id=article_id, text=text))
        for article_id, text in texts
    ]


def _theirs(collection: Collection, embedder: Callable[[], Embedder]) -> dict[str, Search]:
    store = ChromaVectorStore(chroma_collection=collection.chroma)

    def vectors(most: int) -> BaseRetriever:
        index = VectorStoreIndex.from_vector_store(store, embed_model=OurEmbedding(embedder()))
        return index.as_retriever(similarity_top_k=most)

    def fused(retrievers: list[BaseRetriever]) -> QueryFusionRetriever:
        return QueryFusionRetriever(
            retrievers,
            llm=MockLLM(),  # never asked: one question stays one question
            mode=FUSION_MODES.RECIPROCAL_RANK,
            similarity_top_k=DEPTH,
            num_queries=1,
            use_async=False,
        )

    words = BM25Retriever.from_defaults(nodes=store.get_nodes(None), similarity_top_k=CANDIDATES)
    return {
        "LlamaIndex VectorStoreIndex": _retrieving(vectors(DEPTH)),
        "LlamaIndex BM25": _retrieving(words),
        "LlamaIndex vectors + BM25, fused": _retrieving(fused([vectors(CANDIDATES), words])),
    }


def _retrieving(retriever: BaseRetriever) -> Search:
    def search(question: str) -> list[Text]:
        found: list[NodeWithScore] = retriever.retrieve(question)
        return [(each.node.metadata["article_id"], each.node.get_content()) for each in found[:DEPTH]]

    return search


def _ours(chain: QAChain) -> Search:
    def search(question: str) -> list[Text]:
        return [(hit.passage.article_id, hit.passage.text) for hit in chain.search(question, k=DEPTH)]

    return search


if __name__ == "__main__":
    typer.run(main)
