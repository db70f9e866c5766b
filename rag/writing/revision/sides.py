"""Both sides of a comparison are cited: what one outlet reports is no answer to how two of them differ. Pure.

A small writer often stops after the first side. The other side's best sentence is then added, word for word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.reading.dates import spelled_day
from rag.answer import AnswerSentence, Evidence, Support
from rag.question.asked import Asked, Kind
from rag.question.described import describes_one
from rag.question.gives import gives
from rag.question.outlets import open_outlets, short_name
from rag.question.understood import Clause, Understood
from rag.support.check import check
from rag.text.stance import without_yes_or_no, yes_or_no
from rag.text.terms import unaccented
from rag.writing import cite
from rag.writing.whole import may_stand

_ATTRIBUTED = re.compile(r"\baccording\s+to\b", re.I)
_LED = re.compile(r"[^.!?:]{1,80}: ")  # by an outlet already, by who was asked for, or in its own words
_ASKS_FOR_AN_OUTLET = re.compile(
    r"^\W*(?:(?:of|between|among)\b[^,]*,\s*)?(?:which|what)\s+(?:of\s+(?:the|these)\s+(?:\w+\s+)?)?(?:news\s*)?"
    r"(?:outlet|newspaper|paper|publication|magazine|broadcaster|website|agency)(?:s|['’]s)?\b",
    re.I,
)


def is_by_the_outlet_named(question: str, sentence: AnswerSentence, evidence: Sequence[Evidence]) -> bool:
    """Return whether a sentence cites an outlet that the question asks for ("according to …"), if it asks for one."""
    named = _named(question, evidence)
    return not named or any(evidence[n - 1].source in named for n in sentence.citations)


def quote_of_the_outlet_named(question: str, evidence: Sequence[Evidence], *, wanted: Asked) -> AnswerSentence | None:
    """Return the best sentence of the outlet that a question asks for, if it gives what is asked for; None: none does.

    Where two outlets are asked for a number, a small writer likes to give one's for both.
    """
    named = _named(question, evidence)
    own = [
        (one.score, n)
        for n, one in enumerate(evidence, start=1)
        if one.source in named and may_stand(one) and gives(wanted, one.quote, question=question)
    ]
    return as_quoted(max(own)[1], evidence) if own and wanted.kind is not Kind.OTHER else None


def _named(question: str, evidence: Sequence[Evidence]) -> frozenset[str]:
    """Return the evidence's outlets that a question asks for by "according to", or none."""
    if not _ATTRIBUTED.search(question):
        return frozenset()
    return open_outlets(tuple(sorted({one.source for one in evidence if one.source}))).named(question)


def led_by_its_outlet(
    question: str, kept: Sequence[AnswerSentence], evidence: Sequence[Evidence]
) -> list[AnswerSentence]:
    """Return an answer to "Which outlet …?" that begins with the outlet's name, where its first sentence has it not."""
    first = kept[0] if kept else None
    if first is None or not first.citations or not _ASKS_FOR_AN_OUTLET.search(question):
        return list(kept)
    outlet = cite.neutral(short_name(evidence[first.citations[0] - 1].source))
    led = led_by(outlet, first, evidence) if outlet and unaccented(outlet) not in unaccented(first.text) else None
    return [led or first, *kept[1:]]


def led_by(name: str, sentence: AnswerSentence, evidence: Sequence[Evidence]) -> AnswerSentence | None:
    """Return a sentence with a name in front, supported as far as both are; None: what it cites does not allow it."""
    text = f"{name}: {sentence.text}"
    support = check(text, cite.resolve(sentence.citations, evidence))
    if support is Support.UNSUPPORTED:
        return None
    return replace(sentence, text=text, support=sentence.support if support is Support.SUPPORTED else support)


def told_apart(kept: Sequence[AnswerSentence], evidence: Sequence[Evidence]) -> list[AnswerSentence]:
    """Return the sentences each after the name of its outlet, where one of them has it and there are several outlets.

    "The Courier: 210,000 households. 260,000 households." reads as if the Courier gave both. A sentence that goes on
    from one of the same outlet needs no name.
    """
    outlets = [cite.neutral(short_name(evidence[sentence.citations[0] - 1].source)) for sentence in kept]
    led = any(
        outlet and without_yes_or_no(sentence.text).startswith((f"{outlet}:", f"{outlet},"))
        for outlet, sentence in zip(outlets, kept, strict=True)
    )
    if not led or len(set(outlets)) < 2:
        return list(kept)
    told: list[AnswerSentence] = []
    for i, sentence in enumerate(kept):
        goes_on = i > 0 and outlets[i] == outlets[i - 1]
        alone = goes_on or not outlets[i] or _LED.match(sentence.text) or yes_or_no(sentence.text)
        told.append(sentence if alone else led_by(outlets[i], sentence, evidence) or sentence)
    return told


def uncited_sides(
    understood: Understood, kept: Sequence[AnswerSentence], evidence: Sequence[Evidence], *, wanted: Asked
) -> Iterator[AnswerSentence]:
    """Yield the best evidence of each side that no kept sentence cites, after the name of its outlet.

    A side is told by the outlets or the days of publication that the question names for it; others cannot be told. A
    sentence that does not give what is asked for is no side of it. The claims of a question that asks who or which is
    meant are no sides: one name answers them all.
    """
    cited = [evidence[n - 1] for sentence in kept for n in sentence.citations]
    sides = [] if describes_one(understood) else [each for each in understood.clauses if each.sources or each.published]
    for side in sides if len(sides) > 1 else ():
        if any(_is_of(one, side) for one in cited):
            continue
        own = [
            (one.score, n)
            for n, one in enumerate(evidence, start=1)
            if _is_of(one, side) and may_stand(one) and gives(wanted, one.quote, question=understood.standalone)
        ]
        if own:
            n = max(own)[1]
            cited.append(evidence[n - 1])
            yield as_quoted(n, evidence)


def as_quoted(n: int, evidence: Sequence[Evidence], *, day: bool = False) -> AnswerSentence:
    """Return evidence word for word, after the name of its outlet and, if asked, the day it appeared.

    It must be `rag.support.quotable`.
    """
    one = evidence[n - 1]
    quote, outlet = cite.quoted(one), cite.neutral(short_name(one.source))
    origin = ", ".join(part for part in (outlet, spelled_day(one.published_at) if day else "") if part)
    text = f"{origin}: {quote}" if origin else quote
    if check(text, cite.resolve([n], evidence)) is not Support.SUPPORTED:
        text = quote
    return AnswerSentence(text=text, citations=(n,), support=Support.SUPPORTED)


def _is_of(one: Evidence, side: Clause) -> bool:
    if side.sources and one.source not in side.sources:
        return False
    day = (one.published_at or "")[:10]
    return not side.published or (side.since or "") <= day <= (side.until or "9999")
