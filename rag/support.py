"""Does the cited sentence say it? A guard without a model, on names, numbers, negation and shared words. Pure.

It can only take away: what it calls supported has every name and number in what it cites, and most of its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from index.articles import header
from rag.answer import Citation, Support
from rag.terms import content_terms, folded_capitals, folded_words, names, numbers

# Share of a sentence's content terms that its citations must hold.
_SUPPORTED, _PARTLY = 0.6, 0.35
_NEGATION = re.compile(
    r"\b(?:not|no|never|nor|none|nobody|nothing|neither|without|denied|denies|deny)\b|n['’]t\b", re.I
)
# Two forms of one name share all but the shorter one's last letter, and at least this much: "Chinese" and "China".
_SHARED_START = 4


def check(text: str, citations: Sequence[Citation]) -> Support:
    """Return how far the cited sentences, with their article's title, outlet and date, support `text`."""
    if not citations:
        return Support.UNSUPPORTED
    quotes = [citation.quote for citation in citations]
    cited = [*quotes, *(header(c.title, c.source, c.published_at) for c in citations)]
    if lacking_numbers(text, cited) or lacking_names(text, cited):
        return Support.UNSUPPORTED
    if bool(_NEGATION.search(text)) != any(_NEGATION.search(quote) for quote in quotes):
        return Support.PARTLY if _NEGATION.search(text) is None else Support.UNSUPPORTED
    said = set(content_terms(text))
    if not said:
        return Support.SUPPORTED
    held = {term for part in cited for term in content_terms(part)}
    share = len(said & held) / len(said)
    if share >= _SUPPORTED:
        return Support.SUPPORTED
    return Support.PARTLY if share >= _PARTLY else Support.UNSUPPORTED


def lacking_numbers(text: str, cited: Iterable[str]) -> frozenset[str]:
    """Return the numbers in `text` that stand nowhere in `cited`."""
    held = frozenset[str]().union(*map(numbers, cited))
    # A day such as 2025-07-01 holds its month and day with a zero in front, which `numbers` has taken off.
    return numbers(text) - held


def lacking_names(text: str, cited: Iterable[str]) -> frozenset[str]:
    """Return the name words of `text`, folded, that no word of `cited` equals and no name there is another form of."""
    cited = list(cited)
    words, capitals = folded_words(cited), folded_capitals(cited)
    return frozenset(name for name in names(text).certain if not _holds(words, capitals, name))


def _holds(words: frozenset[str], capitals: frozenset[str], name: str) -> bool:
    if name in words or name.replace(".", "") in words:
        return True
    parts = [part for part in re.split(r"[^\w]+", name) if part]
    if len(parts) > 1:
        return all(_holds(words, capitals, part) for part in parts)
    # Only among capitals: "Basel" must not be found in "based".
    return any(_same_name(name, other) for other in capitals)


def _same_name(name: str, other: str) -> bool:
    shared = min(len(name), len(other)) - 1
    return shared >= _SHARED_START and name[:shared] == other[:shared]
