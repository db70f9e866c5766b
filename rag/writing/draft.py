"""An answer in the making: what is known of it so far, and the ways it can end."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import Any

from index.reading.dates import spelled_day
from rag.answer import Answer, AnswerSentence, Citation, Evidence, Milliseconds, Status, Tokens
from rag.question.outlets import short_name
from rag.retrieval.found import Found
from rag.writing import cite
from rag.writing.mend import Alike
from rag.writing.prompt import REFUSAL
from rag.writing.whole import whole

QUOTES = 3  # most sentences that make the answer when nothing writes one
# A sentence scored below this share of the best one says something else more often than it completes the answer.
_NEARLY_BEST = 0.85
NEAR_MISSES = 3
OVERVIEW_NOTE = "An overview: what the articles say, in the order of their days."


class Clock:
    """Milliseconds since the question came, and when each stage ended."""

    def __init__(self) -> None:
        self._start = time.perf_counter()
        self.retrieve = 0.0
        self.evidence = 0.0
        self.first_token: float | None = None

    def now(self) -> float:
        """Return the milliseconds since the question came, to a tenth."""
        return round((time.perf_counter() - self._start) * 1000, 1)

    def stop(self) -> Milliseconds:
        """Return when each stage ended; the total is now."""
        return Milliseconds(
            retrieve=self.retrieve, evidence=self.evidence, first_token=self.first_token, total=self.now()
        )


@dataclass(slots=True)
class Draft:
    """What is known of one question so far.

    `describes_one`: all its claims are of one who or which it asks for. `alike`: how near two texts are in meaning.
    """

    id: str
    question: str
    clock: Clock = field(default_factory=Clock)
    standalone: str = ""
    understood: dict[str, Any] = field(default_factory=dict)
    describes_one: bool = False
    found: Found = field(default_factory=Found)
    alike: Alike | None = None
    kept: list[AnswerSentence] = field(default_factory=list)
    tokens: Tokens = field(default_factory=Tokens)
    model: str = ""

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The sentences to answer from, numbered from 1."""
        return self.found.evidence

    def count(self, prompt: int | None, completion: int | None) -> None:
        """Add the writer's token counts, where it gives them: it may be asked more than once."""
        self.tokens = Tokens(
            prompt=self.tokens.prompt + (prompt or 0), completion=self.tokens.completion + (completion or 0)
        )

    def answered(self) -> Answer:
        """Return the kept sentences as the answer, with just the citations that they carry."""
        numbers = sorted({n for sentence in self.kept for n in sentence.citations})
        return self._answer(
            Status.ANSWERED, cite.compose(self.kept), tuple(self.kept), cite.resolve(numbers, self.evidence)
        )

    def quoted(self, note: str) -> Answer:
        """Return the best evidence as the answer, word for word."""
        best = sorted(range(len(self.evidence)), key=lambda i: -self.evidence[i].score)[:QUOTES]
        least = _NEARLY_BEST * self.evidence[best[0]].score
        best = [i for i in best if self.evidence[i].score >= least]
        self.kept = [whole(i + 1, self.evidence) for i in sorted(best)]
        self.model = ""
        return replace(self.answered(), note=note)

    def told(self) -> Answer:
        """Return all the evidence as the answer, word for word, each article's after its outlet and day."""
        self.kept = []
        article = ""
        for n, one in enumerate(self.evidence, start=1):
            day = spelled_day(one.published_at)
            origin = ", ".join(filter(None, (cite.neutral(short_name(one.source)), day)))
            lead = f"{origin}: " if origin and one.article_id != article else ""
            article = one.article_id
            told = whole(n, self.evidence)
            self.kept.append(replace(told, text=lead + told.text))
        self.model = ""
        return replace(self.answered(), note=OVERVIEW_NOTE)

    def refused(self, note: str) -> Answer:
        """Return the refusal with the nearest sentences; `note` tells why in one line."""
        near = tuple(sorted(self.evidence, key=lambda evidence: -evidence.score)[:NEAR_MISSES])
        return self._answer(Status.REFUSED, REFUSAL, near_misses=near, note=note)

    def _answer(
        self,
        status: Status,
        text: str,
        sentences: tuple[AnswerSentence, ...] = (),
        citations: tuple[Citation, ...] = (),
        *,
        near_misses: tuple[Evidence, ...] = (),
        note: str = "",
    ) -> Answer:
        return Answer(
            id=self.id,
            question=self.question,
            standalone_question=self.standalone,
            understood=self.understood,
            status=status,
            text=text,
            sentences=sentences,
            citations=citations,
            evidence=self.evidence,
            near_misses=near_misses,
            model=self.model,
            note=note,
            ms=self.clock.stop(),
            tokens=self.tokens,
        )
