"""Who or which a question of several claims asks for: the name that what was found for its claims has in common. Pure.

"Which company, known for A, was sued over B, and has bought C?" names no company, but the articles that tell of A, of B
and of C do, and few other names stand in all of them. Passages that have it are more likely the ones meant.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

from index.articles import Passage
from rag.question.understood import Understood
from rag.text.names import runs
from rag.text.terms import fold, unaccented

_MOST = 2


def shared_names(understood: Understood, passages: Sequence[Passage], *, outlets: Iterable[str]) -> tuple[str, ...]:
    """Return the last words, folded, of at most two names that most of the passages' articles share, the first most.

    People are called by their last name from the second time on, so it stands for the whole. Names of the question and
    of outlets are not looked at, nor is a name that only one article has.

    Args:
        understood: The question.
        passages: What was found for it, best first: of two names in as many articles the one in more and better
            passages is taken.
        outlets: The full names of the collection's outlets.
    """
    known = {word for text in (understood.standalone, *outlets) for word in _words(text)}
    articles: dict[str, set[str]] = defaultdict(set)
    weight: Counter[str] = Counter()
    for place, passage in enumerate(passages, start=1):
        named = {name for name, words in _names(f"{passage.title}. {passage.text}") if known.isdisjoint(words)}
        for name in named:
            articles[name].add(passage.article_id)
            weight[name] += len(passages) - place
    several = (name for name, ids in articles.items() if len(ids) > 1)
    return tuple(sorted(several, key=lambda name: (-len(articles[name]), -weight[name], name))[:_MOST])


def holds_name(texts: Iterable[str], name: str) -> bool:
    """Return whether one of some sentences and titles has a name that ends with the folded word."""
    # Telling names from other words takes a hundred times as long as telling that the word is not there at all.
    return any(name in unaccented(text) and any(last == name for last, _ in _names(text)) for text in texts)


@lru_cache(maxsize=2_000)  # passages of some 1,000 characters, and sentences; what is asked about is asked about again
def _names(text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return each name as its last word and all its words, folded.

    A single capital that opens a sentence is left out: it is more often no name.
    """
    return tuple((run.words[-1], run.words) for run in runs(text) if not run.opens)


def _words(text: str) -> list[str]:
    return [fold(word) for word in re.findall(r"[^\W_]+(?:['’.&-][^\W_]+)*", text)]
