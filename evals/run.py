"""Asks the chain every case and keeps what it said; scoring comes after, from what was kept.

It asks the same chain as the chat does. What a case costs follows from the parts: nothing is written unless answers or
citations are measured. Every outcome is appended to a file as it comes, so that a run that stops goes on where it was.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2s
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from evals.ablation import unchanged_without_citations
from evals.cases import Case
from evals.measures.metrics import Part
from evals.measures.overlap import holds
from evals.results import Found
from rag.answer import Answer, Hit, Status
from rag.chain import QAChain
from rag.writing.draft import OVERVIEW_NOTE

log = logging.getLogger(__name__)

DEPTH = 20
"""Passages asked of the search: twice the deepest cut-off, so that recall can be plotted beyond it."""

WRITTEN = frozenset((Part.ANSWERS, Part.CITATIONS))
"""The parts that ask the writer, when there is one."""

_ANSWERED = frozenset((*WRITTEN, Part.EVIDENCE, Part.REFUSALS, Part.SPEED))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the chain did with one case, before any scoring.

    Attributes:
        hits: Passages found, best first, each with the gold it holds; empty when retrieval was not measured.
        answer: None after an error, or when only retrieval was measured.
        written: Whether a writer wrote the answer, or refused.
        unchanged: With the ablation, whether the answer stayed the same without what it cites; None: not tried.
        error: One line when the case failed, else empty.
    """

    id: str
    hits: tuple[Found, ...] = ()
    answer: Answer | None = None
    written: bool = False
    unchanged: bool | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A line of the file that a run resumes from."""

    key: str
    outcome: Outcome


def run(
    chain: QAChain,
    cases: Sequence[Case],
    *,
    parts: Collection[Part],
    ablate: bool = False,
    resume: Path | None = None,
    fingerprint: str = "",
    progress: Callable[[int], None] = lambda _: None,
) -> list[Outcome]:
    """Return one outcome for each case, in their order; a case that fails is an outcome like any other.

    Args:
        chain: What is measured; it writes only when it has a writer and a part needs one.
        cases: What to ask.
        parts: What will be scored.
        ablate: Ask once more without what each written answer cites.
        resume: A file of outcomes, appended to; those in it are not asked again. None: keep nothing.
        fingerprint: Of everything but the case that an outcome hangs on. An outcome kept under another one is not
            used, so that a changed program or setting never mixes with what was measured before.
        progress: Called with the number of cases done, at the start and after each.
    """
    kept = _read(resume) if resume is not None else {}
    outcomes: list[Outcome] = []
    with contextlib.nullcontext() if resume is None else resume.open("ab") as file:
        for case in cases:
            progress(len(outcomes))
            key = blake2s(f"{fingerprint}\0{case!r}".encode(), digest_size=12).hexdigest()
            outcome = kept.get(key)
            if outcome is None:
                outcome = ask(chain, case, parts=parts, ablate=ablate)
                if file is not None and not outcome.error:  # a failure is worth another try
                    file.write(_lines().dump_json(_Kept(key, outcome)) + b"\n")
                    file.flush()
            outcomes.append(outcome)
    progress(len(cases))
    return outcomes


def ask(chain: QAChain, case: Case, *, parts: Collection[Part], ablate: bool = False) -> Outcome:
    """Return what the chain does with one case, running only what the parts need."""
    hits: tuple[Found, ...] = ()
    written = chain.writer is not None and not WRITTEN.isdisjoint(parts)
    try:
        if Part.RETRIEVAL in parts:
            found = chain.search(case.question, history=case.history, k=DEPTH, as_of=case.as_of)
            hits = tuple(_found(hit, case) for hit in found)
        if _ANSWERED.isdisjoint(parts):
            return Outcome(id=case.id, hits=hits)
        answer = chain.ask(case.question, history=case.history, id=case.id, as_of=case.as_of, evidence_only=not written)
        if error := _failure(answer, written=written):
            return Outcome(id=case.id, hits=hits, error=error)
        unchanged = unchanged_without_citations(chain, case, answer) if ablate and written else None
        wrote = written and answer.model != ""  # a question refused for weak evidence never reaches the writer
        return Outcome(id=case.id, hits=hits, answer=answer, written=wrote, unchanged=unchanged)
    except Exception as error:  # whatever a case does, it is counted and the others are still asked
        log.warning("case %s failed", case.id, exc_info=True)
        return Outcome(id=case.id, hits=hits, error=f"{type(error).__name__}: {' '.join(str(error).split())}")


def _failure(answer: Answer, *, written: bool) -> str:
    """Return why an answer counts as failed, or nothing.

    When its writer fails, the chain falls back on quotes and says so in the note: good for a person, but what was to
    be measured is the writer. An overview needs none.
    """
    if answer.status is Status.ERROR:
        return answer.note or "the chain gave an error"
    fell_back = written and answer.status is Status.ANSWERED and not answer.model
    return answer.note if fell_back and answer.note != OVERVIEW_NOTE else ""


def _found(hit: Hit, case: Case) -> Found:
    passage = hit.passage
    gold = (
        number for number, one in enumerate(case.gold) if holds(one, article_id=passage.article_id, text=passage.text)
    )
    return Found(
        article_id=passage.article_id,
        title=passage.title,
        source=passage.source,
        published_at=passage.published_at,
        start=passage.start,
        end=passage.end,
        score=round(hit.score, 6),
        gold=tuple(gold),
    )


def _read(resume: Path) -> dict[str, Outcome]:
    """Return the outcomes of an earlier run by their keys; a line cut short when it was stopped is asked again."""
    kept: dict[str, Outcome] = {}
    if resume.exists():
        for line in resume.read_bytes().splitlines():
            with contextlib.suppress(ValidationError):
                one: _Kept = _lines().validate_json(line)
                kept[one.key] = one.outcome
    return kept


@cache
def _lines() -> TypeAdapter[_Kept]:
    return TypeAdapter(_Kept)
