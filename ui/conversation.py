"""The turns of one conversation: what is known of each question so far, folded from the chain's events. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from rag.answer import (
    Answer,
    AnswerSentence,
    Event,
    Evidence,
    EvidenceFound,
    Finished,
    Retrieved,
    SentenceChecked,
    Support,
    Token,
    Withdrawn,
)
from rag.llm.protocol import Message
from rag.question.understood import Reading


class Stage(StrEnum):
    """How far a turn has come."""

    SEARCHING = "searching"
    WRITING = "writing"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One question and what has come back for it.

    Attributes:
        readings: What was read into the question.
        left_out: What the reader took out of that, to ask again without it.
        sentences: The checked sentences of the answer that may be shown.
        pending: Text of a sentence that is still being written, so not yet checked.
        taken_out: Sentences the writer wrote that their citations do not support.
        problem: Why there is no answer, in one line; only when `stage` is FAILED.
        receipt: The key under which the page gives the answer's receipt; empty when there is none.
    """

    question: str
    readings: tuple[Reading, ...] = ()
    left_out: tuple[Reading, ...] = ()
    stage: Stage = Stage.SEARCHING
    evidence: tuple[Evidence, ...] = ()
    sentences: tuple[AnswerSentence, ...] = ()
    pending: str = ""
    taken_out: int = 0
    answer: Answer | None = None
    problem: str = ""
    receipt: str = ""

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self.stage in {Stage.DONE, Stage.STOPPED, Stage.FAILED}

    def after(self, event: Event) -> Turn:
        """Return the turn as it stands after the event."""
        match event:
            case Retrieved(understood=understood):
                return replace(self, readings=understood.readings)
            case EvidenceFound(evidence, answerable):
                # Too weak to answer from: it will come again with the refusal, as near misses.
                return replace(self, stage=Stage.WRITING, evidence=evidence if answerable else ())
            case Token(text):
                return replace(self, pending=self.pending + text)
            case SentenceChecked(sentence, _, kept):
                # What was pending becomes this sentence, or goes with it; of a run of several, the first clears it.
                return replace(
                    self,
                    pending="",
                    sentences=(*self.sentences, sentence) if kept else self.sentences,
                    # What was said before goes, too, but not for want of support.
                    taken_out=self.taken_out + (not kept and sentence.support is not Support.SUPPORTED),
                )
            case Withdrawn():
                # Also of what was taken out only the second look's is told: it is of the answer.
                return replace(self, pending="", sentences=(), taken_out=0)
            case Finished(answer):
                return replace(
                    self,
                    stage=Stage.DONE,
                    pending="",
                    evidence=answer.evidence,
                    sentences=answer.sentences,
                    answer=answer,
                )

    def without(self, key: str) -> Turn:
        """Return the question to ask again: without the reading of that key, or with it where it was left out.

        A key of no reading changes nothing.
        """
        known = (*self.readings, *self.left_out)
        out = {reading.key for reading in self.left_out} ^ {key}
        return Turn(question=self.question, left_out=tuple(reading for reading in known if reading.key in out))

    def stopped(self) -> Turn:
        """Return the turn as the reader left it: checked sentences and evidence stay, half a sentence goes."""
        return replace(self, stage=Stage.STOPPED, pending="")

    def failed(self, problem: str) -> Turn:
        """Return the turn ended by a problem, told in one line; what was found stays."""
        return replace(self, stage=Stage.FAILED, pending="", problem=problem)


def history(turns: Iterable[Turn]) -> list[Message]:
    """Return the finished turns as messages, oldest first, for reading a follow-up question."""
    messages: list[Message] = []
    for turn in turns:
        if turn.answer is not None:
            messages.append({"role": "user", "content": turn.question})
            messages.append({"role": "assistant", "content": turn.answer.text})
    return messages
