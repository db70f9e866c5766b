"""`dateline search`: the passages found, without choosing or writing anything."""

from __future__ import annotations

import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.options import AsJson, AsOf, CollectionName, OutFile, QuestionsFile, check_usage, settings
from ui.terminal import note, printable, say, say_json

if TYPE_CHECKING:
    from rag.answer import Hit
    from rag.chain import QAChain
    from ui.batch import Question


def search(
    question: Annotated[str | None, typer.Argument(help="What to look for.", show_default=False)] = None,
    *,
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="Passages to return at most.")] = 10,
    as_json: AsJson = False,
    as_of: AsOf = None,
    questions: QuestionsFile = None,
    out: OutFile = None,
    collection: CollectionName = None,
) -> None:
    """Find the passages closest to a question, or to every question of a JSON Lines file."""
    check_usage(question, questions, out)
    config = settings(collection=collection)

    from index.collection import Collection
    from rag.chain import EMPTY, QAChain
    from ui import batch, plain

    asked = batch.read_questions(questions) if questions else [batch.Question(id="", text=question or "")]
    with QAChain(Collection.open(config), read=False) as chain:
        if questions:
            failed = batch.run(
                asked,
                out or Path("-"),
                result=lambda each: _found(chain, each, k=k, as_of=as_of),
                failure=lambda each, error: {"id": each.id, "hits": [], "ms": 0, "status": "error", "note": str(error)},
                label="searching",
            )
            raise typer.Exit(1 if failed else 0)
        if as_json:
            say_json(_found(chain, asked[0], k=k, as_of=as_of))
            return
        hits = chain.search(asked[0].text, k=k, as_of=as_of)
        for n, hit in enumerate(hits, start=1):
            say(printable(plain.hit(n, hit)))
        if not hits:
            note("nothing was found" if chain.collection.stats().articles else EMPTY)


def _found(chain: QAChain, question: Question, *, k: int, as_of: str | None) -> dict[str, Any]:
    """Return the result line of one question; ms is the whole search, model included once it is loaded."""
    began = time.perf_counter()
    hits = chain.search(question.text, history=question.history, k=k, as_of=as_of)
    ms = round((time.perf_counter() - began) * 1000, 1)
    understood = chain.understand(question.text, history=question.history, as_of=as_of)
    return {"id": question.id, "hits": [_hit(hit) for hit in hits], "ms": ms, "understood": understood.to_dict()}


def _hit(hit: Hit) -> dict[str, Any]:
    passage = hit.passage
    return {
        "article_id": passage.article_id,
        "title": passage.title,
        "source": passage.source,
        "published_at": passage.published_at,
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
        "score": hit.score,
        "copies": [asdict(copy) for copy in hit.copies],
    }
