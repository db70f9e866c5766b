"""`dateline ask`: one question answered in the terminal, or many from a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.options import AsJson, AsOf, CollectionName, ModelName, OutFile, QuestionsFile, check_usage, settings
from ui.terminal import note, printable, say, say_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rag.answer import Event


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
    from ui.opening import open_telling

    asked = batch.read_questions(questions) if questions else []
    with open_telling(config) as chain:
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
            _show(chain.stream(question or "", as_of=as_of, evidence_only=evidence_only), told=chain.note)


def _show(events: Iterator[Event], *, told: str) -> None:
    """Print each step as it comes: the evidence, the answer sentence by sentence, its citations, the time it took.

    A sentence is printed once it is checked, so that nothing printed has to be taken back; until then it shows on
    stderr. `told` is the note that has been on stderr already.
    """
    from rag.answer import EvidenceFound, Finished, SentenceChecked, Status, Token
    from ui import plain
    from ui.progress import passing_line

    written, pending = False, ""
    with passing_line() as show:
        for event in events:
            match event:
                case EvidenceFound(evidence, answerable) if answerable:
                    say(printable(plain.evidence(evidence)))
                    show("writing …")
                case Token(text):
                    pending += text
                    show(pending)
                case SentenceChecked(sentence, _, kept):
                    show("")
                    pending = ""
                    if kept:
                        say(printable(plain.sentence(sentence)))
                        written = True
                case Finished(answer):
                    show("")
                    if answer.status is Status.REFUSED:
                        say(printable(plain.refusal(answer)))
                    elif written:  # without a writer the evidence, which stands above, is the answer
                        say("\n" + printable(plain.citations(answer.citations)))
                    if answer.status is not Status.REFUSED and answer.note not in ("", told):
                        note(answer.note)
                    say(printable(plain.timing(answer)))
