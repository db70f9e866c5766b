"""What a text is about, word by word: content terms and names. Pure.

Retrieval, evidence and support checks all compare texts by these, so that "covers" means one thing everywhere.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import NamedTuple

from index.storage.analysis import analyze
from rag.text.quantities import NUMBER_WORDS

# Function words and words of asking: in a question they say nothing of what an article must contain.
_STOP_WORDS = frozenset(
    """a about above across after again against all also although am amid among an and another any anyone anything
    are aren't around as at away be became because become been before behind being below between both but by can
    can't cannot could couldn't d did didn't do does doesn't doing don't done during each either else enough ever
    every everyone few for from further get gets getting give given gives go goes going gone got had hadn't has
    hasn't have haven't having he hello her here hers herself hi him himself his how however i if in into is isn't
    it its itself just know last least less let like ll make makes many may maybe me might mine more most much must
    my myself near neither never no nor not now of off often oh ok okay on once one only onto or other others our
    ours out over own per perhaps please put quite rather re really s said same say says see seem seems several
    shall she should shouldn't since so some someone something soon still such t take taken takes tell than that the
    their theirs them themselves then there these they thing things this those though through thus to together too
    toward towards under until up upon us use used using ve very via was wasn't we well were weren't what what's
    whatever when where whether which while who who's whole whom whose why will with within without won't would
    wouldn't yes yet you your yours yourself article articles according report reported reports"""
    "".split()
)
# Days and months have a capital in English and are no names: dates are compared as dates.
CALENDAR = frozenset(name.lower() for names_ in (calendar.day_name, calendar.month_name) for name in names_ if name)

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_NAME = re.compile(r"[^\W\d_][\w'’&.-]*")
_LONGEST_REMEMBERED = 2_000  # characters: questions, sentences and passages, but no whole articles
_DAY = re.compile(r"\d{4}-\d\d-\d\d")  # before the T of "2023-10-04T22:42:00", which is no name
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_DOTTED = re.compile(r"\b(?:[A-Z]\.){2,}")  # "U.S." and "US" are one word
_POSSESSIVE = re.compile(r"['’]s?$")
# A capital after these opens a sentence or a quotation, and says nothing about being a name.
_OPENERS = frozenset(".!?:;“„«‹\"‘'(¿¡—*>•\n")


def content_terms(text: str) -> tuple[str, ...]:
    """Return the stemmed, accent-free content words of `text` in order, function words left out."""
    return _remembered_terms(text) if len(text) <= _LONGEST_REMEMBERED else _terms(text)


@lru_cache(maxsize=2_000)  # of a question they are asked for a dozen times, of a sentence twice
def _remembered_terms(text: str) -> tuple[str, ...]:
    return _terms(text)


def _terms(text: str) -> tuple[str, ...]:
    shouted = text.isupper()
    found = (match.group().replace("’", "'") for match in _WORD.finditer(_DOTTED.sub(_undotted, text)))
    kept = (
        word
        for written in found
        if ((word := written.lower()) not in _STOP_WORDS and _POSSESSIVE.sub("", word) not in _STOP_WORDS)
        or (not shouted and len(written) > 1 and _POSSESSIVE.sub("", written).isupper())
    )
    return tuple(analyze(" ".join(_POSSESSIVE.sub("", word) for word in kept)))


def _undotted(match: re.Match[str]) -> str:
    return match.group().replace(".", "")


class Names(NamedTuple):
    """Folded name words: `certain` ones, and those `opening` a sentence, where any word has a capital."""

    certain: frozenset[str]
    opening: frozenset[str]


def names(text: str) -> Names:
    """Return the words of `text` that are written as names; function words, number words, days and months never count.

    A capital inside a sentence is certain, and so is a second capital ("NATO") anywhere.
    """
    certain: set[str] = set()
    opening: set[str] = set()
    for match in _NAME.finditer(text):
        written = match.group()
        if not written[0].isupper():
            continue
        before = match.start()
        if _DAY.fullmatch(text, max(0, before - 10), before):
            continue
        word = _POSSESSIVE.sub("", written.strip(".-'’"))
        folded = fold(word)
        if folded in _STOP_WORDS or folded in NUMBER_WORDS or folded in CALENDAR:
            continue
        while before and text[before - 1] == " ":
            before -= 1
        opens = not before or text[before - 1] in _OPENERS
        (opening if opens and not _acronym(word) else certain).add(folded)
    return Names(frozenset(certain), frozenset(opening - certain))


def as_written(text: str, folded: Collection[str]) -> tuple[str, ...]:
    """Return the words of `text` whose folded form is among `folded`, as they stand there, each once, in order."""
    words = (_POSSESSIVE.sub("", match.group().strip(".-'’")) for match in _NAME.finditer(text))
    return tuple(dict.fromkeys(word for word in words if fold(word) in folded))


@lru_cache(maxsize=20_000)
def fold(word: str) -> str:
    """Return `word` in lower case without accents or a possessive ending."""
    return unaccented(_POSSESSIVE.sub("", word))


def unaccented(text: str) -> str:
    """Return `text` in lower case without accents."""
    if text.isascii():  # most is
        return text.lower()
    return _NOT_ASCII.sub(lambda match: _base_letters(match.group()), text).lower()


@lru_cache(maxsize=2_000)
def _base_letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def folded_words(texts: Iterable[str]) -> frozenset[str]:
    """Return every word of the texts, folded, and each part of a joined one: what names are looked up in."""
    return _folded(_NAME.findall(text) for text in texts)


def folded_capitals(texts: Iterable[str]) -> frozenset[str]:
    """Return the words of the texts that begin with a capital, folded, wherever they stand in a sentence."""
    return _folded([word for word in _NAME.findall(text) if word[0].isupper()] for text in texts)


def _folded(words_of_texts: Iterable[Iterable[str]]) -> frozenset[str]:
    found: set[str] = set()
    for words in words_of_texts:
        for written in words:
            word = fold(written.strip(".-'’"))
            found.add(word)
            found.update(part for part in re.split(r"[^\w]+", word) if part)
    return frozenset(found)


def _acronym(word: str) -> bool:
    letters = [c for c in word if c.isalpha()]
    return len(letters) > 1 and sum(c.isupper() for c in letters) > 1
