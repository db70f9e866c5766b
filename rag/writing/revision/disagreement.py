"""Articles that give another number for the same thing: both are said, the later first, each with outlet and day. Pure.

"Five people died", and two days later "Four people died, and not five": an answer that cites only one of them is
supported and still misleads.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answer import AnswerSentence, Evidence
from rag.question.asked import Asked, Kind
from rag.question.gives import gives
from rag.text.dates import blanked
from rag.text.quantities import CURRENCIES, NUMBER_WORDS, Quantity, quantities
from rag.text.terms import content_terms
from rag.text.words import stem
from rag.writing.revision.sides import as_quoted
from rag.writing.whole import may_stand

_HOW_MUCH = re.compile(r"\s*how\s+(?:much|long|far)\b", re.I)
_LEAST_SUM = 1_000_000
_MOST = 2  # articles that are set beside an answer
# Share of the question's terms an other sentence must hold with its title, of those that the cited one holds.
_AS_CLOSE = 0.75
# Share of an answer sentence's words that an other sentence must hold to be about the same.
_ABOUT_THE_SAME = 0.5


def with_other_values(
    question: str, kept: Sequence[AnswerSentence], evidence: Sequence[Evidence], *, wanted: Asked
) -> list[AnswerSentence]:
    """Return the kept sentences with what other articles' evidence says instead, latest article first.

    Only for questions that ask for a number: there two values of one thing can be told from two things, by the unit or
    the noun. Sentences of articles that the answer cites already are left out.
    """
    wanted = _with_its_unit(question, kept, wanted)
    if wanted.kind not in (Kind.NUMBER, Kind.MONEY) or not kept:
        return list(kept)
    cited = {evidence[n - 1].article_id for sentence in kept for n in sentence.citations}
    ours = [one for sentence in kept for one in _asked_for(sentence.text, question, wanted)]
    close = max(_closeness(question, evidence[n - 1]) for sentence in kept for n in sentence.citations)
    others: dict[str, tuple[float, int]] = {}
    for n, one in enumerate(evidence, start=1):
        closeness = _closeness(question, one)
        if (
            one.article_id not in cited
            and closeness >= _AS_CLOSE * close
            and may_stand(one)
            and gives(wanted, one.quote, question=question)
            and any(_share(sentence.text, one) >= _ABOUT_THE_SAME for sentence in kept)
            and _differs(ours, _asked_for(one.quote, question, wanted))
        ):
            others[one.article_id] = max(others.get(one.article_id, (0.0, 0)), (closeness, n))
    added = [n for _, n in sorted(others.values(), reverse=True)[:_MOST]]
    if not added:
        return list(kept)
    ours_day = max(_day(evidence[n - 1]) for sentence in kept for n in sentence.citations)
    later = [n for n in added if _day(evidence[n - 1]) > ours_day]
    earlier = [n for n in added if n not in later]
    return [
        *(as_quoted(n, evidence, day=True) for n in sorted(later, key=lambda n: _day(evidence[n - 1]), reverse=True)),
        *kept,
        *(as_quoted(n, evidence, day=True) for n in sorted(earlier, key=lambda n: _day(evidence[n - 1]), reverse=True)),
    ]


def _with_its_unit(question: str, kept: Sequence[AnswerSentence], wanted: Asked) -> Asked:
    """Return what a "how much" asks for whose words do not tell the unit: that of the only one that the answer has."""
    if wanted.kind not in (Kind.OTHER, Kind.LENGTH) or not _HOW_MUCH.match(question):
        return wanted
    units = {one.unit for sentence in kept for one in quantities(blanked(sentence.text)) if one.unit}
    if len(units) != 1:
        return wanted
    unit = units.pop()
    return Asked(Kind.MONEY) if unit in CURRENCIES else Asked(Kind.NUMBER, unit)


def _asked_for(text: str, question: str, wanted: Asked) -> list[Quantity]:
    """Return the numbers of a text that count what a question asks for, by its noun, its unit, or as money."""
    nouns = {stem(word.strip(".,?!'\"").lower()) for word in question.split()}
    return [
        one
        for one in quantities(blanked(text))
        if (one.unit and one.unit == wanted.unit)
        or (wanted.kind is Kind.MONEY and (one.unit in CURRENCIES or _is_a_sum(one)))
        or (one.noun and stem(one.noun) in nouns)
    ]


def _is_a_sum(one: Quantity) -> bool:
    """Return whether a number can only be money where money is asked for: "valued at 28 million"."""
    return not (one.unit or one.noun) and one.value >= _LEAST_SUM


def _differs(ours: Sequence[Quantity], theirs: Sequence[Quantity]) -> bool:
    """Return whether the same thing is counted on both sides, and by no number that both have."""
    alike = [(one.value, other.value) for one in ours for other in theirs if _counts_alike(one, other)]
    return bool(alike) and all(one != other for one, other in alike)


def _counts_alike(one: Quantity, other: Quantity) -> bool:
    if one.unit or other.unit:
        return one.unit == other.unit
    return stem(one.noun) == stem(other.noun)


def _closeness(question: str, one: Evidence) -> float:
    return _share(question, one, title=one.title)


def _share(text: str, one: Evidence, *, title: str = "") -> float:
    """Return the share of a text's content terms, numbers left out, that evidence holds, with or without its title."""
    terms = {term for term in content_terms(text) if term.isalpha() and term not in NUMBER_WORDS}
    return len(terms & set(content_terms(f"{title}. {one.quote}"))) / len(terms) if terms else 0.0


def _day(one: Evidence) -> str:
    return one.published_at or ""
