"""Words that turn a sentence round when one stands for the other. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

from rag.text.words import stem

_PAIRS = """rise grow increase climb gain jump up higher|fall drop decrease decline shrink plunge slump down lower
    approve accept pass adopt endorse back | reject refuse dismiss veto oppose
    win beat defeat | lose
    open reopen begin start launch | close shut end stop halt cancel
    support favour favor | oppose
    buy purchase acquire | sell
    hire recruit appoint | fire dismiss sack
    arrive enter join | leave depart quit exit
    confirm | deny
    allow permit legalise legalize | ban forbid prohibit outlaw
    guilty convicted | innocent acquitted cleared
    dead killed died | alive survived unhurt unharmed
    more over above exceed | fewer less under below
    highest largest biggest most best maximum | lowest smallest least worst minimum
    before | after
    first | last
    north northern | south southern
    east eastern | west western
    inside | outside
    strengthen | weaken
    male man men | female woman women
    improve better | worsen worse
    profit surplus | loss deficit
    import | export
    lend | borrow
    remember | forget
    agree | disagree
    succeed success | fail failure
    safe | unsafe dangerous
    legal lawful | illegal unlawful
    ahead | behind
    full | empty
    early earlier | late later
    morning | evening night afternoon
    private | public
    domestic | foreign
    friend ally | enemy foe"""
_WORD = re.compile(r"[^\W_]+")


@cache
def _sides() -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    """Return each pair of sides as stems."""
    pairs = (line.split("|") for line in _PAIRS.splitlines())
    return tuple((frozenset(map(stem, one.split())), frozenset(map(stem, other.split()))) for one, other in pairs)


@cache
def _beside_and_against(root: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the stems on a word's side of any pair, and those on the other side."""
    beside: set[str] = set()
    against: set[str] = set()
    for one, other in _sides():
        if root in one:
            beside, against = beside | one, against | other
        if root in other:
            beside, against = beside | other, against | one
    return frozenset(beside), frozenset(against)


def beside(root: str) -> frozenset[str]:
    """Return the stems of words that point the way a known word does ("climb" for "rise"), itself among them."""
    return _beside_and_against(root)[0]


def turned(text: str, quotes: Sequence[str]) -> tuple[str, ...]:
    """Return the words of `text` that the quotes have less often, and of which they have an opposite more often."""
    written = {stem(word): word for word in _WORD.findall(text)}
    said = Counter(stem(word) for word in _WORD.findall(text))
    cited = Counter(stem(word) for quote in quotes for word in _WORD.findall(quote))
    found = []
    for root, word in written.items():
        beside, against = _beside_and_against(root)
        # "rose" for "climbed": what the quotes have of the same side speaks for it.
        if (
            said[root] > cited[root]
            and any(cited[other] > said[other] for other in against)
            and not any(cited[other] > said[other] for other in beside)
        ):
            found.append(word)
    return tuple(found)
