"""`dateline ask`: one question answered in the terminal, or many from a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.options import (
    AsJson,
    AsOf,
    CollectionName,
    ModelName,
    OutFile,
    QuestionsFile,
    ReceiptFile,
    check_usage,
    settings,
)
from ui.terminal import note, printable, say, say_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rag.answer import Answer, Event
    from rag.chain import QAChain
    from ui.batch import Question


def ask(
    question: Annotated[str | None, typer.Argument(help="What you want to know.", show_default=False)] = None,
    *,
    as_json: AsJson = False,
    evidence_only: Annotated[bool, typer.Option("--evidence-only", help="Quotes only; nothing is written.")] = False,
    as_of: AsOf = None,
    questions: QuestionsFile = None,
    out: OutFile = None,
    receipt: ReceiptFile = None,
    collection: CollectionName = None,
    model: ModelName = None,
) -> None:
    """Answer a question, or every question of a JSON Lines file, each sentence with its citations."""
    check_usage(question, questions, out, receipt=receipt)
    config = settings(collection=collection, model="none" if evidence_only else model)

    from ui import batch
    from ui.opening import open_telling

    asked = batch.read_questions(questions) if questions else []
    with open_telling(config) as chain:
        notes = _Notes(chain.note)
        if questions:
            raise typer.Exit(1 if _answer_all(chain, asked, out or Path("-"), as_of=as_of, notes=notes) else 0)
        if as_json:
            answer = chain.ask(question or "", as_of=as_of)
            notes.tell(answer)
            say_json(answer.to_dict())
        else:
            answer = _show(chain.stream(question or "", as_of=as_of), notes, writes=chain.writer is not None)
        if receipt is not None:
            _keep(chain, answer, receipt, collection=config.collection, as_of=as_of)


class _Notes:
    """Tells on stderr why an answer is quotes only, each reason once."""

    def __init__(self, told: str) -> None:
        self._told = {"", told}

    def tell(self, answer: Answer) -> None:
        # A refusal's note is its reason, which is part of the result.
        if answer.status != "refused" and answer.note not in self._told:
            self._told.add(answer.note)
            note(answer.note)


def _answer_all(chain: QAChain, asked: Sequence[Question], out: Path, *, as_of: str | None, notes: _Notes) -> int:
    """Write one answer a line; return how many questions failed."""
    from rag.answer import Answer, Status
    from ui import batch

    def answer(question: Question) -> dict[str, Any]:
        answered = chain.ask(question.text, history=question.history, id=question.id, as_of=as_of)
        notes.tell(answered)
        return answered.to_dict()

    def failure(question: Question, error: Exception) -> dict[str, Any]:
        return Answer(
            id=question.id,
            question=question.text,
            standalone_question=question.text,
            status=Status.ERROR,
            text="",
            note=str(error),
        ).to_dict()

    return batch.run(asked, out, result=answer, failure=failure, label="asking")


def _keep(chain: QAChain, answer: Answer, path: Path, *, collection: str, as_of: str | None) -> None:
    """Write the answer's receipt, and name its two files on stderr."""
    from ui import receipt

    if answer.status == "error":
        note("no receipt was written: there is no answer")
        return
    taken = receipt.take(chain, answer, collection=collection, as_of=as_of)
    as_json, as_page = receipt.write(taken, path)
    note(f"receipt: {as_json} and {as_page}")


def _show(events: Iterator[Event], notes: _Notes, *, writes: bool) -> Answer:
    """Print each step as it comes: the evidence, the answer sentence by sentence, its citations, the time it took.

    Returns the whole answer.

    The answer is printed when all of it is checked, so that nothing printed has to be taken back; until then it shows
    on stderr. Where nothing writes, the best of the evidence is the answer, and only that is printed.
    """
    from rag.answer import EvidenceFound, Finished, SentenceChecked, Status, Token, Withdrawn
    from ui import plain
    from ui.progress import passing_line

    pending = ""
    with passing_line() as show:
        for event in events:
            match event:
                case EvidenceFound(evidence, answerable) if answerable and writes:
                    say(printable(plain.evidence(evidence)))
                    show("writing …")
                case Token(text):
                    pending += text
                    show(pending)
                case SentenceChecked():
                    pending = ""
                case Withdrawn():
                    pending = ""
                    show("writing …")
                case Finished(answer):
                    show("")
                    if answer.status is Status.REFUSED:
                        say(printable(plain.refusal(answer)))
                    elif answer.model:
                        for sentence in answer.sentences:
                            say(printable(plain.sentence(sentence)))
                        say("\n" + printable(plain.citations(answer.citations)))
                    else:
                        say(printable(plain.citations(answer.citations, "The articles say")))
                    notes.tell(answer)
                    say(printable(plain.timing(answer)))
                    return answer
    raise AssertionError("every stream ends with Finished")
