"""Is a name of one text a name of another? Forms of one name, initials and demonyms are one. Pure."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.text.terms import fold, folded_capitals, folded_words, names
from rag.text.words import fact_stems

# What stands before a name and is none: "President Lind" is no other Lind. In small letters.
TITLES = frozenset(
    """mr mrs ms miss dr sir lady lord dame prof professor president prime minister judge justice captain general
    colonel major sergeant king queen prince princess pope ceo cfo cto coach manager chairman senator governor mayor
    sheriff detective inspector secretary ambassador""".split()
)
# Words that a sentence may open with before a name.
_OPENING = frozenset("yesterday today earlier later former late old young new veteran striker forward actor".split())

# Two forms of one name share all but the shorter one's last letter, and at least this much: "Chinese" and "China".
_SHARED_START = 4

# Names of one country, and of its people, that no rule on letters brings together; "_" joins the words of one name.
_ALIASES = tuple(
    frozenset(alias.replace("_", " ") for alias in line.split())
    for line in """us u.s. usa u.s.a. american americans america united_states
        uk u.k. british britain briton britons united_kingdom
        eu e.u. european_union
        un u.n. united_nations
        uae u.a.e. emirati emiratis emirates
        spain spanish spaniard spaniards
        france french frenchman
        germany german germans
        netherlands dutch holland
        denmark danish dane danes
        sweden swedish swede swedes
        finland finnish finn finns
        norway norwegian norwegians
        poland polish pole poles
        turkey turkish turk turks turkiye
        greece greek greeks
        ireland irish
        scotland scottish scots scot
        wales welsh
        england english
        switzerland swiss
        portugal portuguese
        iraq iraqi iraqis
        iran iranian iranians
        israel israeli israelis
        gaza gazan gazans
        thailand thai
        peru peruvian
        philippines filipino filipinos philippine
        lebanon lebanese
        cyprus cypriot cypriots
        belgium belgian
        czech czechia
        hungary hungarian
        ukraine ukrainian ukrainians
        russia russian russians
        japan japanese
        china chinese
        vietnam vietnamese
        zealand zealander zealanders kiwi
        islam islamic
        christianity christian christians""".split("\n")
)
# By each word of a name, as names are looked up word by word: "united" may be of three.
_ALIASES_OF: Mapping[str, tuple[frozenset[str], ...]] = {
    word: tuple(aliases for aliases in _ALIASES if any(word in alias.split() for alias in aliases))
    for word in {word for aliases in _ALIASES for alias in aliases for word in alias.split()}
}
# "Leeds United" and the "Western Union" are no countries: such a name is there only as a whole.
_LONG_ALIASES = re.compile("|".join(alias.title() for aliases in _ALIASES for alias in sorted(aliases) if " " in alias))
# "us" and "un" are other words, too: these count only where they are written in capitals.
_SHORT_ALIASES = frozenset(("us", "un", "uk", "eu", "uae", "usa"))

_TOKEN = re.compile(r"[^\W_]+(?:[.'’&-][^\W_]+)*\.?|[^\w\s]")
# A verb between two names that says the same when they change places, and words that join them as equals.
_EITHER_WAY = frozenset(
    """and or with vs versus met meet meets meeting married marry marries between played play plays
    resemble resembles like both alongside drew draw draws tied talked talk talks spoke speak agreed agree
    & , / – - — ; :""".split()
)


def lacking_names(text: str, cited: Iterable[str]) -> frozenset[str]:
    """Return the name words of `text`, folded, that no word of `cited` equals and no name there is another form of."""
    held = Held(cited)
    return frozenset(name for name in names(text).certain if name not in held)


class Held:
    """The words of some texts, in which names are looked up: `"spanish" in Held(["Spain’s king left."])`."""

    def __init__(self, texts: Iterable[str]) -> None:
        texts = list(texts)
        self._words = folded_words(texts)
        self._capitals = folded_capitals(texts)
        self._initials = frozenset(initials for text in texts for initials in _initials(text))
        upper = {word for text in texts for word in re.findall(r"\b(?:[A-Z]\.?){2,4}(?!\w)", text)}
        self._short = frozenset(word.replace(".", "").lower() for word in upper)
        self._long = frozenset(alias.lower() for text in texts for alias in _LONG_ALIASES.findall(text))

    def __contains__(self, name: object) -> bool:
        """Return whether the folded name word, or another form of it, is among the words."""
        if not isinstance(name, str):
            return False
        plain = name.replace(".", "")
        if name in self._words or (plain in self._words and plain not in _SHORT_ALIASES) or plain in self._short:
            return True
        parts = [part for part in re.split(r"[^\w]+", name) if part]
        if len(parts) > 1 and len(plain) > 4 and all(part in self for part in parts):
            return True
        # Only among capitals: "Basel" must not be found in "based".
        return (
            any(_same_name(name, other) for other in self._capitals)
            or self._has_alias(plain if plain in _SHORT_ALIASES else name)
            or (2 <= len(plain) <= 6 and plain in self._initials)
        )

    def _has_alias(self, name: str) -> bool:
        return any(self._has(alias) for aliases in _ALIASES_OF.get(name, ()) for alias in aliases)

    def _has(self, alias: str) -> bool:
        if " " in alias:
            return alias in self._long
        return alias in (self._short if alias in _SHORT_ALIASES else self._capitals)


def _same_name(name: str, other: str) -> bool:
    shared = min(len(name), len(other)) - 1
    return shared >= _SHARED_START and name[:shared] == other[:shared]


def _initials(text: str) -> Iterable[str]:
    """Yield what the capitals of each run of capitalised words spell, small words skipped: "World Food Programme"."""
    for run in re.findall(r"\b[A-Z][\w'’-]+(?:\s+(?:(?:of|the|for|and|on|de)\s+)*[A-Z][\w'’-]+)+", text):
        letters = "".join(word[0] for word in re.split(r"[\s-]+", run) if word[:1].isupper()).lower()
        yield from (letters[i:j] for i in range(len(letters)) for j in range(i + 2, min(i + 6, len(letters)) + 1))


@dataclass(frozen=True, slots=True)
class Run:
    """Capitalised words that stand together, folded, with the words before and after, lower case ("" at an end)."""

    words: tuple[str, ...]
    before: str
    after: str
    start: int
    end: int
    opens: bool


@lru_cache(maxsize=256)  # the same few quotes are held against every sentence of an answer
def runs(text: str) -> tuple[Run, ...]:
    """Return the names of a text as runs of words, in order; days and months are none, and function words neither.

    The first word of a sentence counts when it is no function word: it may be a name (see `Run.opens`).
    """
    known = names(text)
    named = known.certain | known.opening
    found: list[Run] = []
    run: list[re.Match[str]] = []
    before = last = ""

    def close(after: str) -> None:
        words = tuple(fold(match.group().rstrip(".")) for match in run)
        opens = len(words) == 1 and words[0] in known.opening
        found.append(Run(words, before.lower(), after.lower(), run[0].start(), run[-1].end(), opens))
        run.clear()

    for match in _TOKEN.finditer(text):
        token = match.group()
        if token[0].isupper() and fold(token.rstrip(".")) in named:
            before = before if run else last
            run.append(match)
        elif run:
            close(token)
        last = token
    if run:
        close("")
    return tuple(found)


def replaced(text: str, quotes: Sequence[str]) -> tuple[str, ...]:
    """Return the names of `text` that stand where a quote has another name, which `text` lacks.

    "Lind said" for "Tesk said", although a headline names Lind. Only names that no quote holds are looked at.
    """
    held = Held(quotes)
    own = {word for run in runs(text) for word in run.words}
    quoted = [run for quote in quotes for run in runs(quote) if not own.intersection(run.words)]
    return tuple(
        " ".join(run.words)
        for run in runs(text)
        if (
            not any(word in held for word in run.words)
            and any(
                (run.after and run.after == other.after and run.after.isalpha())
                or (run.before and run.before == other.before and run.before.isalpha())
                for other in quoted
                if not _stands_for(run, other) and not _stands_for(other, run)
            )
        )
        or _half_replaced(run, quotes, held)
    )


def _stands_for(short: Run, name: Run) -> bool:
    return _spells(short.words, name.words)


def _spells(short: Sequence[str], name: Sequence[str]) -> bool:
    return "".join(word[0] for word in name) in short


def may_be_one(name: Sequence[str], other: Sequence[str]) -> bool:
    """Return whether two names, each as folded words, may be one: by a word, another form of it, or initials."""
    return (
        _spells(name, other)
        or _spells(other, name)
        or any(a == b or _same_name(a, b) for a in name for b in other)
        or not set(_aliased(name)).isdisjoint(_aliased(other))
    )


def _aliased(name: Sequence[str]) -> Iterator[frozenset[str]]:
    """Yield the aliases of what a name, as folded words, names: "united states", not "united airlines"."""
    whole = f" {' '.join(name)} "
    return (aliases for aliases in _ALIASES if any(f" {alias} " in whole for alias in aliases))


def _half_replaced(run: Run, quotes: Sequence[str], held: Held) -> bool:
    """Whether a name has one word of a quote's name, and for its other word one that no quote has: "Ivo Tesk"."""
    new = [word for word in run.words if word not in held and word not in TITLES | _OPENING]
    return bool(new) and any(
        len(run.words) == len(other.words) > 1
        and (
            (run.words[0] == other.words[0] and run.words[-1] in new)
            or (run.words[-1] == other.words[-1] and run.words[0] in new and other.words[0] not in TITLES)
        )
        for quote in quotes
        for other in runs(quote)
    )


def unknown_opening(text: str, cited: Iterable[str]) -> tuple[str, ...]:
    """Return the first word of `text` when it may be a name that `cited` lacks: "Lind said", not "Tickets sold"."""
    first = next(iter(runs(text)), None)
    if first is None or not first.opens or first.before or first.words[0].endswith(("s", "ing", "ly")):
        return ()
    return first.words if first.words[0] not in Held(cited) and first.after.isalpha() else ()


def swapped(text: str, quotes: Sequence[str]) -> tuple[str, ...]:
    """Return neighbouring names of `text` that a quote has only in the other order, around a word in common.

    "Tesk beat Lind" for "Lind beat Tesk"; "Tesk was beaten by Lind" is fine. Names joined as equals ("met", "and")
    are not looked at.
    """
    quoted = [pair for quote in quotes for pair in _pairs(quote)]
    found: list[str] = []
    for one, other, between in _pairs(text):
        same = [pair for pair in quoted if _one_name(pair[0], one) and _one_name(pair[1], other)]
        turned = [pair for pair in quoted if _one_name(pair[0], other) and _one_name(pair[1], one)]
        if turned and not same and any(_same_role(between, pair[2]) for pair in turned):
            found += [" ".join(one), " ".join(other)]
    return tuple(found)


def _pairs(text: str) -> list[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]]:
    """Return the words of each two neighbouring names of a text, and the words between them, lower case."""
    named = runs(text)
    return [
        (
            one.words,
            other.words,
            tuple(token.lower() for token in _TOKEN.findall(text[one.end : other.start])),
        )
        for one, other in itertools.pairwise(named)
        if not set(one.words) & set(other.words)
    ]


def _one_name(name: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether both may be one name, whole or cut short: "Ivo Lind" and "Lind", but not "San Diego" and "San Jose"."""
    return name[-1] in other or other[-1] in name


def _same_role(between: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if _EITHER_WAY.intersection(between) or ("by" in between) != ("by" in other):
        return False
    return bool(set(fact_stems(" ".join(between))) & set(fact_stems(" ".join(other))))
