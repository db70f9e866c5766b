"""Does the cited sentence say it? A guard without a model, for what a rewording gets wrong unnoticed.

It can only take away. What it calls supported has every number, date and name in what it cites, denies and doubts what
that denies and doubts, and shares most of its words with it. Pure; a sentence takes about a millisecond.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from index.articles import header
from rag.answer import Citation, Support
from rag.support import opposites
from rag.support.instructions import speaks_to_the_writer
from rag.support.markup import bare, foreign_links
from rag.support.predicates import cause, doers, predicate
from rag.support.shifts import shifts
from rag.text import names
from rag.text.dates import Dated, blanked, lacking_dates, years
from rag.text.names import lacking_names
from rag.text.quantities import COUNTING_WORDS, Quantity, quantities, results
from rag.text.stance import Stance, without_yes_or_no
from rag.text.terms import CALENDAR, content_terms
from rag.text.words import fact_stems, regular, stem, unmasked

# Share of a sentence's content terms that its citations must hold.
_SUPPORTED, _PARTLY = 0.6, 0.35
# Of the words that are said of the subject; below the second when its verb is not cited.
_CLAIM_UNSUPPORTED, _CLAIM_WITHOUT_ITS_VERB = 0.5, 0.67
# Words of telling: an answer may choose its own.
_TELLING = """announce announced announcement state stated statement note noted tell told add added explain explained
    claim claimed declare declared remark remarked comment commented speak spoke describe described mention
    mentioned"""


class Check(StrEnum):
    """What the guard looks at; each can be left out, to see what it is for."""

    INSTRUCTIONS = "instructions"
    NUMBERS = "numbers"
    UNITS = "units"
    DATES = "dates"
    NAMES = "names"
    ROLES = "roles"
    NEGATION = "negation"
    MODALITY = "modality"
    ATTRIBUTION = "attribution"
    OPPOSITES = "opposites"
    CLAIM = "claim"
    LINKS = "links"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found against a sentence: how far that leaves it supported, and the words at fault."""

    check: Check
    support: Support
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Quote(Dated):
    """A cited sentence with the day of its edition, and its article."""

    article_id: str = ""


@dataclass(frozen=True, slots=True)
class _Cited:
    """What a sentence is held against: quotes with the day of their edition, and their articles' header lines."""

    quotes: tuple[_Quote, ...]
    headers: tuple[str, ...]
    titles: tuple[str, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(quote.text for quote in self.quotes)


def check(text: str, citations: Sequence[Citation], *, checks: Collection[Check] = frozenset(Check)) -> Support:
    """Return how far the cited sentences, with their article's title, outlet and date, support `text`."""
    if not citations:
        return Support.UNSUPPORTED
    return min((found.support for found in findings(text, citations, checks=checks)), key=_RANK, default=_BEST)


def findings(
    text: str, citations: Sequence[Citation], *, checks: Collection[Check] = frozenset(Check)
) -> list[Finding]:
    """Return what the checks find against a sentence, in the order of `Check`; none: it is supported.

    Args:
        text: One sentence of an answer, without its [n]. A leading "Yes," or "No," is not held against it.
        citations: At least one.
        checks: Those to make.
    """
    text = without_yes_or_no(unmasked(text))
    quotes = tuple(_Quote(unmasked(c.quote), c.published_at, c.article_id) for c in citations)
    if Check.INSTRUCTIONS in checks:
        told = tuple(quote for quote in quotes if not speaks_to_the_writer(quote.text))
        if not told:
            return [Finding(Check.INSTRUCTIONS, Support.UNSUPPORTED, ())]
        quotes = told
    quotes = _related(text, quotes)
    related = {quote.article_id for quote in quotes}
    taken = [citation for citation in citations if citation.article_id in related]
    cited = _Cited(
        quotes=quotes,
        headers=tuple(unmasked(header(c.title, c.source, c.published_at)) for c in taken),
        titles=tuple(unmasked(c.title) for c in taken),
    )
    return [
        found
        for look, made in _LOOKS
        if made.intersection(checks)
        for found in look(text, cited)
        if found.check in checks
    ]


def _related(text: str, quotes: Sequence[_Quote]) -> tuple[_Quote, ...]:
    """Return the quotes that a sentence can be made of: the one it shares most with, and those that add to it.

    What adds only one word from another article adds nothing: in enough sentences every word stands somewhere.
    """
    said = _keys(text)
    shares = sorted(((said & _keys(quote.text), quote) for quote in quotes), key=lambda pair: -len(pair[0]))
    covered, first = shares[0]
    taken = [first]
    for keys, quote in shares[1:]:
        if keys - covered and (len(keys) > 1 or quote.article_id == first.article_id):
            taken.append(quote)
            covered |= keys
    return tuple(taken)


def _keys(text: str) -> frozenset[str]:
    return frozenset(fact_stems(text)).union(str(found.value) for found in quantities(text))


def _numbers(text: str, cited: _Cited) -> Iterator[Finding]:
    theirs = [found for part in (*cited.texts, *cited.headers) for found in quantities(blanked(part))]
    theirs += [found for part in cited.texts for found in quantities(part)]  # a year may be meant as a number
    held = {found.value for found in theirs} | set(years(cited.quotes))
    for found in quantities(blanked(text)):
        if found.loose:
            continue
        if found.value not in held:
            yield Finding(Check.NUMBERS, _weight(found, theirs), (found.written,))
        elif not _same_unit(found, [other for other in theirs if other.value == found.value], cited.texts):
            yield Finding(Check.UNITS, Support.UNSUPPORTED, (f"{found.written} {found.unit or found.noun}",))
        elif _counts_something_else(found, theirs):
            yield Finding(Check.NUMBERS, Support.PARTLY, (f"{found.written} {found.noun}",))
    if turned := _exchanged(text, cited.texts):
        yield Finding(Check.NUMBERS, Support.UNSUPPORTED, turned)


def _exchanged(text: str, quotes: Iterable[str]) -> tuple[str, ...]:
    """Return the numbers of a result that the quotes have only in the other order: "20 to 30" for "30 to 20"."""
    theirs = {pair for quote in quotes for pair in results(quote)}
    return next((tuple(map(str, pair)) for pair in results(text) if pair not in theirs and pair[::-1] in theirs), ())


def _weight(found: Quantity, theirs: Sequence[Quantity]) -> Support:
    """A "first" may be the answer's own word, and so may "the two", unless the citation counts differently."""
    if found.written.lower() == "first" and not any(other.ordinal for other in theirs):
        return Support.PARTLY
    same_noun = any(other.noun and stem(other.noun) == stem(found.noun) for other in theirs)
    return (
        Support.PARTLY if found.written.lower() == "two" and not found.unit and not same_noun else Support.UNSUPPORTED
    )


def _same_unit(found: Quantity, theirs: Sequence[Quantity], texts: Iterable[str]) -> bool:
    if not found.unit:
        return True
    units = {other.unit for other in theirs}
    if found.unit in units or not theirs:
        return True
    if "" not in units:
        return False
    # "Smith, 23, was held"; "between 5 and 7 km".
    return found.unit == "year old" or any(other.unit == found.unit for part in texts for other in quantities(part))


def _counts_something_else(found: Quantity, theirs: Sequence[Quantity]) -> bool:
    """Whether what this number counts is counted in the citation, by other numbers only."""
    if not found.noun or found.ordinal:
        return False
    counted = [other for other in theirs if other.noun and stem(other.noun) == stem(found.noun)]
    same = [other for other in theirs if other.value == found.value]
    return (
        bool(counted) and all(other.value != found.value for other in counted) and all(o.noun or o.unit for o in same)
    )


def _dates(text: str, cited: _Cited) -> Iterator[Finding]:
    if lacking := lacking_dates(text, cited.quotes, titles=cited.titles):
        values = {
            int(found.value) for part in cited.texts for found in quantities(part) if found.value == int(found.value)
        }
        if lacking := tuple(date for date in lacking if not (date.isdigit() and int(date) in values)):
            yield Finding(Check.DATES, Support.UNSUPPORTED, lacking)


def _names(text: str, cited: _Cited) -> Iterator[Finding]:
    everything = (*cited.texts, *cited.headers)
    if lacking := lacking_names(text, everything):
        yield Finding(Check.NAMES, Support.UNSUPPORTED, tuple(sorted(lacking)))
    if wrong := names.replaced(text, cited.texts):
        yield Finding(Check.NAMES, Support.UNSUPPORTED, wrong)
    elif unknown := names.unknown_opening(text, everything):
        yield Finding(Check.NAMES, Support.PARTLY, unknown)


def _roles(text: str, cited: _Cited) -> Iterator[Finding]:
    if turned := names.swapped(text, cited.texts):
        yield Finding(Check.ROLES, Support.UNSUPPORTED, turned)
    theirs = [doers(part) for part in cited.texts]
    for verb, doer in doers(text).items():
        others = [found[verb] for found in theirs if verb in found]
        if others and not any(names.may_be_one(doer, other) for other in others):
            yield Finding(Check.ROLES, Support.UNSUPPORTED, doer)


def _stance(text: str, cited: _Cited) -> Iterator[Finding]:
    for shift in shifts(text, cited.texts):
        match shift.stance:
            case Stance.DENIED:
                found = Check.NEGATION
            case Stance.CLAIMED:
                found = Check.ATTRIBUTION
            case _:
                found = Check.MODALITY
        yield Finding(found, Support.UNSUPPORTED if shift.grave else Support.PARTLY, (shift.written,))


def _opposites(text: str, cited: _Cited) -> Iterator[Finding]:
    if turned := opposites.turned(text, cited.texts):
        yield Finding(Check.OPPOSITES, Support.UNSUPPORTED, turned)


def _words(text: str, cited: _Cited) -> Iterator[Finding]:
    telling, counting = _held_otherwise()
    said = set(content_terms(regular(bare(text)))) - telling
    held = {term for part in (*cited.texts, *cited.headers) for term in content_terms(regular(bare(part)))}
    lacking = {term for term in said - held - counting if not term.isdecimal()}
    share = 1 - len(lacking) / len(said) if said else 1.0
    if share < _SUPPORTED:
        yield Finding(Check.WORDS, Support.PARTLY if share >= _PARTLY else Support.UNSUPPORTED, tuple(sorted(lacking)))
    elif not said - counting and not _counts_or_dates(text) and not _stands_in(text, cited.texts):
        # "I was told to say this." has no word that any sentence could lack; so none supports it.
        yield Finding(Check.WORDS, Support.UNSUPPORTED, ())


def _counts_or_dates(text: str) -> bool:
    words = re.findall(r"\w+", text.lower())
    return bool(quantities(text)) or any(word in CALENDAR or word[0].isdigit() for word in words)


def _stands_in(text: str, quotes: Iterable[str]) -> bool:
    """Return whether a text's words stand in a quote, one behind the other; no words stand in any."""
    plain = _plain(text)
    return not plain.strip() or any(plain in _plain(quote) for quote in quotes)


def _plain(text: str) -> str:
    words = " ".join(re.findall(r"\w+", text.lower()))
    return f" {words} "


def _links(text: str, cited: _Cited) -> Iterator[Finding]:
    if foreign := foreign_links(text, cited.texts):
        yield Finding(Check.LINKS, Support.UNSUPPORTED, foreign)


def _cause(text: str, cited: _Cited) -> Iterator[Finding]:
    """A cause is cited only where one sentence speaks of both; that it says "because" is too much to ask."""
    sides = cause(text)
    if sides is None or len(cited.quotes) < 2:
        return
    effect, reason = (frozenset(fact_stems(side)) for side in sides)
    if (
        effect
        and reason
        and not any(effect & (held := frozenset(fact_stems(part))) and reason & held for part in cited.texts)
    ):
        yield Finding(Check.CLAIM, Support.UNSUPPORTED, tuple(sorted(reason)))


def _claim(text: str, cited: _Cited) -> Iterator[Finding]:
    """What is said of the subject must be cited, not only the subject."""
    said = predicate(bare(text))
    held = {word for part in (*cited.texts, *cited.titles) for word in fact_stems(bare(part))}
    lacking = {word for word in said.words - held - _telling_stems() if not (opposites.beside(word) & held)}
    share = 1 - len(lacking) / len(said.words) if said.words else 1.0
    if share <= _CLAIM_UNSUPPORTED or (said.verb in lacking and share < _CLAIM_WITHOUT_ITS_VERB):
        yield Finding(Check.CLAIM, Support.UNSUPPORTED, tuple(sorted(lacking)))
    elif said.verb in lacking or share < _SUPPORTED:
        yield Finding(Check.CLAIM, Support.PARTLY, tuple(sorted(lacking)))


@cache
def _telling_stems() -> frozenset[str]:
    return frozenset(fact_stems(_TELLING)) | frozenset(fact_stems("said according report write"))


@cache
def _held_otherwise() -> tuple[frozenset[str], frozenset[str]]:
    """Return the terms of telling, and those of numbers and dates, whose checks know that "6 million" is 6,000,000."""
    return (
        frozenset(content_terms(_TELLING)),
        frozenset(content_terms(" ".join((*COUNTING_WORDS, *CALENDAR)))),
    )


_Look = Callable[[str, _Cited], Iterator[Finding]]
_LOOKS: tuple[tuple[_Look, frozenset[Check]], ...] = (
    (_numbers, frozenset((Check.NUMBERS, Check.UNITS))),
    (_dates, frozenset((Check.DATES,))),
    (_names, frozenset((Check.NAMES,))),
    (_roles, frozenset((Check.ROLES,))),
    (_stance, frozenset((Check.NEGATION, Check.MODALITY, Check.ATTRIBUTION))),
    (_opposites, frozenset((Check.OPPOSITES,))),
    (_links, frozenset((Check.LINKS,))),
    (_claim, frozenset((Check.CLAIM,))),
    (_cause, frozenset((Check.CLAIM,))),
    (_words, frozenset((Check.WORDS,))),
)
_BEST = Support.SUPPORTED
_RANK = (Support.UNSUPPORTED, Support.PARTLY, Support.SUPPORTED).index
