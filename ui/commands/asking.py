"""`dateline ask`: one question answered in the terminal, or many from a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.options import AsJson, AsOf, CollectionName, ModelName, OutFile, QuestionsFile, check_usage, settings
from ui.terminal import note, printable, say, say_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rag.answer import Answer, Event


def ask(
    question: Annotated[str | None, typer.Argument(help="What you want to know.", show_default=False)] = None,
    *,
    as_json: AsJson = False,
    evidence_only: Annotated[bool, typer.Option("--evidence-only", help="Quotes only; nothing is written.")] = False,
    as_of: AsOf = None,
    questions: QuestionsFile = None,
    out: OutFile = None,
    collection: CollectionName = None,
    model: ModelName = None,
) -> None:
    """Answer a question, or every question of a JSON Lines file, each sentence with its citations."""
    check_usage(question, questions, out)
    config = settings(collection=collection, model="none" if evidence_only else model)

    from rag.answer import Answer, Status
    from ui import batch
    from ui.opening import open_chain

    asked = batch.read_questions(questions) if questions else []
    with open_chain(config, evidence_only=evidence_only) as chain:
        if questions:
            failed = batch.run(
                asked,
                out or Path("-"),
                result=lambda each: chain.ask(
                    each.text, history=each.history, id=each.id, as_of=as_of, evidence_only=evidence_only
                ).to_dict(),
                failure=lambda each, error: Answer(
                    id=each.id,
                    question=each.text,
                    standalone_question=each.text,
                    status=Status.ERROR,
                    text="",
                    note=str(error),
                ).to_dict(),
                label="asking",
            )
            raise typer.Exit(1 if failed else 0)
        if as_json:
            say_json(chain.ask(question or "", as_of=as_of, evidence_only=evidence_only).to_dict())
        else:
            _show(chain.stream(question or "", as_of=as_of, evidence_only=evidence_only))


def _show(events: Iterator[Event]) -> None:
    """Print each step as it comes: the evidence, the answer sentence by sentence, its citations, the time it took.

    A sentence is printed once it is checked, so that nothing printed has to be taken back.
    """
    from rag.answer import EvidenceFound, Finished, SentenceChecked
    from ui import plain

    written = 0
    for event in events:
        match event:
            case EvidenceFound(evidence, answerable) if answerable:
                say(printable(plain.evidence(evidence)))
            case SentenceChecked(sentence, _, kept) if kept:
                say(printable(plain.sentence(sentence)))
                written += 1
            case Finished(answer):
                _finish(answer, written)


def _finish(answer: Answer, written: int) -> None:
    """Print the citations, or why there is no answer, and when each stage was over."""
    from rag.answer import Status
    from ui import plain

    if answer.status is Status.REFUSED:
        say(printable(plain.refusal(answer)))
    else:
        # Without a writer the evidence, which is on the screen, is the answer.
        if written:
            say("\n" + printable(plain.citations(answer.citations)))
        if answer.note:
            note(answer.note)
    say(printable(plain.timing(answer)))
