"""Questions that these articles answer, made from the names, dates and figures in them. Pure.

Each is a fixed phrase around words taken from one sentence, so that its grammar never depends on the article's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

_MONTHS = "January February March April May June July August September October November December".split()
_CALENDAR = frozenset(_MONTHS) | set("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())
_TITLES = frozenset(
    "General Colonel Captain Admiral President Minister Mayor Senator Governor Chancellor Judge Justice Professor "
    "Doctor Dr Mr Mrs Ms King Queen Prince Princess Pope Bishop Ambassador Secretary Commissioner".split()
)
_LINKS = frozenset("de del della da di do dos la le van von der den of bin al el".split())
_PLANS = re.compile(r"\b(?:will|would|shall|plans?|planned|expected|due to|set to|scheduled)\b", re.IGNORECASE)

_MONTH_AND_YEAR = re.compile(rf"\b(?:in|In)\s+((?:{'|'.join(_MONTHS)})\s+(?:19|20)\d\d)\b")
_FIGURE = re.compile(r"(?<![\d.,$€£-])(\d{1,3}(?:,\d{3})+|\d{2,3})\s+((?:[a-z]+\s)?[a-z]{3,}s)\b(?!-)")
_WORD = re.compile(r"[^\W\d_][\w’'.-]*|\d[\d.,]*|[^\w\s]")
# Nouns that make "the 30 minutes" say nothing about the article.
_DULL = frozenset("years days weeks months hours minutes seconds times points percents kilometres miles metres".split())
# What may follow "the Special Operations Group"; after another word "the" is that word's: "the Union III base".
_AFTER_A_NAME = frozenset(
    "and or but in on at of to for with by from as who which that is are was were has have had said says".split()
)
_LONGEST_NAME = 6  # words; longer runs are headlines


def examples(articles: Iterable[Sequence[str]], *, most: int = 4) -> list[str]:
    """Return up to `most` questions, of different kinds and from different articles first.

    Args:
        articles: Each article's sentences, in order; the articles to prefer come first.
        most: How many to return at most.
    """
    per_article = [_interleaved(_kinds(list(sentences))) for sentences in articles]
    return list(dict.fromkeys(_interleaved(per_article)))[:most]


def _interleaved(lists: Iterable[Iterable[str]]) -> list[str]:
    return [each for row in zip_longest(*lists) for each in row if each is not None]


def _kinds(sentences: Sequence[str]) -> list[list[str]]:
    """Return questions on dates (latest year first), people, named things and figures."""
    people: list[str] = []
    things: list[str] = []
    for sentence in sentences:
        for name in _names(sentence):
            first = name.removeprefix("the ").split()[0].rstrip(".")
            if first in _TITLES:
                people.append(f"Who is {name}?")
            else:
                things.append(f"What is said about {name}?")
    dates = [
        f"What happened in {match.group(1)}?"
        for sentence in sentences
        if not _PLANS.search(sentence)
        for match in _MONTH_AND_YEAR.finditer(sentence)
    ]
    dates.sort(key=lambda question: question.rstrip("?")[-4:], reverse=True)
    figures = [
        f"What is said about the {match.group(1)} {match.group(2)}?"
        for sentence in sentences
        for match in _FIGURE.finditer(sentence)
        if match.group(2).split()[-1] not in _DULL or " " in match.group(2)
    ]
    return [dates, people, things, figures]


def _names(sentence: str) -> Iterator[str]:
    """Yield names of two words or more, with "the" where the sentence has it.

    The first word of a sentence has a capital anyway, so a name may begin there only with a person's title.
    """
    tokens = _WORD.findall(sentence)
    capitals = [token[0].isupper() for token in tokens]
    if sum(capitals) > len(tokens) / 2:
        return  # a headline: capitals say nothing here
    i = 0
    while i < len(tokens):
        if not capitals[i] or tokens[i] in _CALENDAR or (i == 0 and tokens[i].rstrip(".") not in _TITLES):
            i += 1
            continue
        j = i + 1
        while j < len(tokens) and (
            (capitals[j] and tokens[j] not in _CALENDAR)
            or (tokens[j] in _LINKS and j + 1 < len(tokens) and capitals[j + 1])
        ):
            j += 1
        run = [re.sub(r"[’']s$", "", token) for token in tokens[i:j]]
        run[-1] = run[-1].rstrip(".")
        owned = any(re.search(r"[’']s$", token) for token in tokens[i:j])
        if 2 <= len(run) <= _LONGEST_NAME and not owned:
            with_the = bool(i) and tokens[i - 1].lower() == "the"
            following = tokens[j] if j < len(tokens) else "."
            if not with_the:
                yield " ".join(run)
            elif following in _AFTER_A_NAME or not following[0].isalnum():
                yield "the " + " ".join(run)
        i = j
