"""Which outlets of a collection a text names, however it calls them. Pure.

A wrong reading costs more than a missed one, for it narrows the search: so a name that is also a common word (Time,
Wired, The Age) counts only where it is written as a name and not as part of a longer one, or where the words beside it
speak of reporting.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, pairwise

from rag.text.terms import content_terms, fold

_TAIL = re.compile(r"\s*(?:[|:–—]|\s-\s).*$")
_DOMAIN = re.compile(r"\.(?:com|org|net|co\.uk)$", re.I)
_ARTICLE = re.compile(r"^the\s+", re.I)
_GENERIC = re.compile(r"\s+(?:News|Magazine|Online|Newspaper)\b", re.I)
# Nouns that newspapers are called by: "the Courier" is The Port Courier, "the Line" nobody's short for Business Line.
_NEWSPAPER = re.compile(
    r"""(?:Advertiser|Advocate|Argus|Bulletin|Chronicle|Courier|Daily|Dispatch|Echo|Enquirer|Examiner|Express|Gazette
    |Globe|Guardian|Herald|Independent|Inquirer|Journal|Ledger|Mail|Mercury|Messenger|Mirror|Monitor|Observer|Post
    |Press|Record|Register|Reporter|Sentinel|Standard|Star|Sun|Telegraph|Times|Tribune)""",
    re.VERBOSE | re.I,
)
_WORD = re.compile(r"[^\W_]+")
_VOWEL = re.compile(r"[aeiouy]", re.I)
_JOINED_CAPITALS = re.compile(r"[a-z][A-Z]|[A-Z]{2}[a-z]")

_LONG = 8  # letters from which one wrong letter is a slip and no other word
_END = 3  # letters of a name's beginning and end by which most texts are told to have no slip of it
_WIDEST_GAP = 3  # characters between two words of a name: " | "
_FEW_WORDS = 3  # from here on a name is no run of common words, even without capitals
_MONTH = re.compile(r"(?:January|February|March|April|May|June|July|August|September|October|November|December)\b")

_NEWS = r"(?:article|report|story|storie|piece|coverage|reporting|review|interview|column|editorial|headline|issue)s?"
_TELLS = (
    r"(?:says?|said|reports?|reported|writes?|wrote|claims?|claimed|mentions?|mentioned|suggests?|suggested|publishe[sd]"
    r"|publish|states?|stated|indicates?|indicated|notes?|noted|tells?|told|discuss(?:es|ed)?|covers|covered|describes?"
    r"|described|argues?|argued)"
)
# "article by X", "as reported in X", "according to X": what stands right before a name.
_CUE_BEFORE = re.compile(
    rf"""(?:\b(?:{_NEWS}|reported|published|printed|covered|mentioned|discussed|featured|described|appeared|written|read)
           \s+(?:\w+\s+)?(?:by|from|in|of|at)
         | \baccording\s+to(?:\s+\w+)?(?:\s+{_NEWS}\s+(?:by|from|in))? )
         \s+(?:both\s+)?(?:the\s+)?["'“‘]?$""",
    re.VERBOSE | re.I,
)
# "X's report", "X reports that".
_CUE_AFTER = re.compile(
    rf"^[\"'”’]?(?:['’]s?)?\s+(?:magazine|newspaper|(?:(?:also|both|news)\s+)?(?:{_NEWS}|{_TELLS}))\b", re.I
)
_OPENERS = ".!?:;\n"
_QUOTES_OPEN, _QUOTES_CLOSE = "\"'“‘«", "\"'”’»"


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in a text that names outlets: `text[start:end]` is what it is called there; full names in `outlets`."""

    start: int
    end: int
    outlets: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Form:
    """One way to call outlets.

    Attributes:
        weak: Counts beside a cue only.
        plain: Could be common words, so capital letters decide.
        one_word: Has one word, "The" not counted.
        initials: Is known in capitals: written so, it counts anywhere.
        capital: Counts with a capital only: "according to the press" names nobody.
    """

    outlets: frozenset[str]
    weak: bool
    plain: bool
    one_word: bool
    initials: bool
    capital: bool = False


class Outlets:
    """Finds the outlets of a collection in texts.

    "BBC News - Technology" answers to "BBC News" and "BBC"; "CBSSports.com" to "CBS Sports"; "The New York Times" to
    "New York Times" and "NYT"; a long name also with one letter wrong, missing, added or exchanged with the next.
    """

    def __init__(self, outlets: Iterable[str]) -> None:
        """Learn the full names; empty ones are left out."""
        self._forms: dict[str, _Form] = {}
        self._slips: dict[str, set[str]] = {}
        self._ends: set[tuple[str, int]] = set()
        self._widest = self._longest = 1
        for outlet in sorted(set(outlets)):
            for name, weak in _ways_to_call(outlet):
                self._learn(outlet, name, weak=weak)
            if newspaper := _newspaper(outlet):
                self._learn(outlet, newspaper, weak=True, capital=True)
        for key in self._forms:
            if len(key) >= _LONG:
                lengths = (len(key) - 1, len(key), len(key) + 1)  # of what one slip leaves
                self._ends.update((end, length) for end in (key[:_END], key[-_END:]) for length in lengths)
                for shorter in {key, *_one_less(key)}:
                    self._slips.setdefault(shorter, set()).add(key)

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """Return where the text names outlets, in order; the longest name wins, and no two overlap."""
        words = list(_WORD.finditer(text))
        capital = [match.group()[0].isupper() for match in words]
        folded = [fold(match.group()) for match in words]
        at = [0, *accumulate(map(len, folded))]
        joined = "".join(folded)
        taken = [False] * len(words)
        found: list[Mention] = []
        for width in range(min(self._widest, len(words)), 0, -1):
            for first in range(len(words) - width + 1):
                key = joined[at[first] : at[first + width]]
                # Lower case and a slip together would be too much to forgive.
                form = self._forms.get(key) or (self._slipped(key) if capital[first] else None)
                if form is None or any(taken[first : first + width]):
                    continue
                run = words[first : first + width]
                if _stands_together(run) and _is_meant(form, text, run):
                    taken[first : first + width] = [True] * width
                    found.append(Mention(run[0].start(), run[-1].end(), form.outlets))
        return tuple(sorted(found, key=lambda mention: mention.start))

    def named(self, text: str) -> frozenset[str]:
        """Return the full names of all outlets that the text names."""
        return frozenset().union(*(mention.outlets for mention in self.mentions(text)))

    def _learn(self, outlet: str, name: str, *, weak: bool, capital: bool = False) -> None:
        words = _WORD.findall(name)
        key = "".join(fold(word) for word in words)
        if len(key) <= 2:  # "FT" is also feet, "PA" is also a state
            return
        own = [word for word in words if word.lower() != "the"]
        plain = (
            len(own) < _FEW_WORDS
            and _JOINED_CAPITALS.search(name) is None
            and not (len(own) == 1 and _VOWEL.search(own[0]) is None)
        )
        initials = len(own) == 1 and own[0].isupper()
        self._widest = max(self._widest, len(words), 2)
        self._longest = max(self._longest, len(key))
        known = self._forms.get(key)
        if known is None or (known.weak and not weak):
            self._forms[key] = _Form(frozenset({outlet}), weak, plain, len(own) == 1, initials, capital)
        elif known.weak == weak:
            self._forms[key] = replace(
                known,
                outlets=known.outlets | {outlet},
                initials=known.initials or initials,
                capital=known.capital and capital,
            )

    def _slipped(self, key: str) -> _Form | None:
        if not _LONG <= len(key) <= self._longest + 1:
            return None
        # One slip cannot spoil both.
        if (key[:_END], len(key)) not in self._ends and (key[-_END:], len(key)) not in self._ends:
            return None
        likely = {name for shorter in (key, *_one_less(key)) for name in self._slips.get(shorter, ())}
        near = [name for name in likely if _one_slip(key, name) and key != f"{name}s"]  # a plural is no slip
        return self._forms[near[0]] if len(near) == 1 else None


@lru_cache(maxsize=8)
def open_outlets(outlets: tuple[str, ...]) -> Outlets:
    """Return the finder for these outlets; made once for each collection, as every question needs it."""
    return Outlets(outlets)


def short_name(outlet: str) -> str:
    """Return what people call an outlet: "BBC News" for "BBC News - Technology"."""
    return _TAIL.sub("", outlet).strip() or outlet


def _ways_to_call(outlet: str) -> Iterator[tuple[str, bool]]:
    """Yield the names of an outlet, each with whether it is weak: too little a name to count without a cue."""
    short = short_name(outlet)
    site = _DOMAIN.sub("", short)
    bare = _ARTICLE.sub("", site)
    yield outlet, False
    yield short, False
    yield site, False
    # "Verge" alone is a word: "the Verge" is found by its whole name, for letter case does not matter to finding.
    yield bare, bare != site and len(_WORD.findall(bare)) == 1
    last = _GENERIC.search(bare)
    if last is not None and last.end() == len(bare):
        core = bare[: last.start()]
        yield core, True
    initials = "".join(word[0] for word in _WORD.findall(bare))
    if len(initials) >= _FEW_WORDS and initials.isupper():
        yield initials, False


def _newspaper(outlet: str) -> str:
    """Return the noun that a newspaper is called by, the last of several words: "Courier", or "" where it has none."""
    words = _WORD.findall(_ARTICLE.sub("", short_name(outlet)))
    return words[-1] if len(words) > 1 and _NEWSPAPER.fullmatch(words[-1]) else ""


def _stands_together(run: Sequence[re.Match[str]]) -> bool:
    return all(
        after.start() - before.end() <= _WIDEST_GAP and "\n" not in before.string[before.end() : after.start()]
        for before, after in pairwise(run)
    )


def _is_meant(form: _Form, text: str, run: Sequence[re.Match[str]]) -> bool:
    """Return whether the words, which make up a name of outlets, are used as that name."""
    start, end = run[0].start(), run[-1].end()
    before, after, written = text[:start], text[end:], text[start:end]
    the = run[0].group().lower() == "the"
    asked_for = _CUE_BEFORE.search(before) is not None
    cued = asked_for or _CUE_AFTER.match(after) is not None
    if (form.initials and written.isupper()) or (not form.plain and not form.weak):
        return True
    if not all(match.group()[0].isupper() or match.group() in {"the", "of", "for", "and"} for match in run):
        # "last time reports" tells nothing of Time
        return cued and not form.capital and (asked_for or the or not form.one_word)
    quoted = before[-1:] and before[-1] in _QUOTES_OPEN and after[:1] and after[0] in _QUOTES_CLOSE
    if not quoted and form.one_word and _is_part_of_a_longer_name(before, after):
        return False
    opens = not before.strip() or before.rstrip()[-1] in _OPENERS
    return bool(quoted or cued) or not (form.weak or (form.one_word and opens and not the))


def _is_part_of_a_longer_name(before: str, after: str) -> bool:
    """Return whether names go on at either side: "Time Warner", "Fortune 500", "The Age of Ultron", "Megan Fox"."""
    onwards = re.match(r"\s(?:of\s(?:the\s)?)?(?=[A-Z0-9])", after)
    if onwards:
        rest = after[onwards.end() :]
        if not _MONTH.match(rest) and not _GENERIC.match(after) and not re.match(r"\d+ [A-Z]|\d{4}-", rest):
            return True
    last = re.search(r"([^\W\d_][\w'’]*) $", before)
    if last is None or not last.group(1)[0].isupper():
        return False
    earlier = before[: last.start()].rstrip()
    return bool(content_terms(last.group(1))) and bool(earlier) and earlier[-1] not in _OPENERS


def _one_less(key: str) -> Iterator[str]:
    return (key[:i] + key[i + 1 :] for i in range(len(key)))


def _one_slip(a: str, b: str) -> bool:
    """Return whether one letter is wrong, missing or too many, or two neighbours are exchanged."""
    if len(a) > len(b):
        a, b = b, a
    same = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    if len(a) < len(b):
        return a[same:] == b[same + 1 :]
    swapped = a[same + 1 : same + 2] + a[same : same + 1]
    return a[same + 1 :] == b[same + 1 :] or (b[same : same + 2] == swapped and a[same + 2 :] == b[same + 2 :])
