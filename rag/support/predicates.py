"""What a sentence says of its subject, as far as words show: the verb, and the words that go with it. Pure.

"The stone bridge of Quist was blown up" shares most of its words with any sentence on that bridge; what it says of the
bridge is one of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.text.names import runs
from rag.text.quantities import COUNTING_WORDS
from rag.text.terms import CALENDAR
from rag.text.words import fact_stems, is_past, stem

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_AUXILIARIES = frozenset(
    """am are be been being can cannot could did do does had has have is may might must shall should was were will
    would""".split()
) | frozenset("aren't can't couldn't didn't doesn't don't hadn't hasn't haven't isn't wasn't weren't won't".split())
_TO_BE = frozenset("am are be been being is was were".split())
# After these a form that looks like a past is an adjective: "the closed lock", "a wounded man".
_DETERMINERS = frozenset("a an the his her its their our my your this that these those some any no of by two".split())

_PAST_AS_PRESENT = frozenset("beat bet burst cast cost cut hit hurt let put quit set shed shut split spread".split())
# What "who" and "which" bring is said of the subject, too: "the teacher, who beat his pupils, was honoured".
_RELATIVES = frozenset(("who", "which"))
_BECAUSE = re.compile(
    r"\b(?:because(?:\s+of)?|due\s+to|thanks\s+to|owing\s+to|as\s+a\s+result\s+of|caused\s+by)\b", re.IGNORECASE
)
# Words that make a sentence of a quote ("is located") and claim nothing themselves.
_LIGHT = frozenset(
    """locate located found find know known make made use used need needs needed take took taken become became include
    includes included including involve involved happen happened occur occurred remain remained serve served now then
    there currently today come came go went use done""".split()
)


@dataclass(frozen=True, slots=True)
class Predicate:
    """The stems of what is said.

    Attributes:
        verb: The stem of the first verb that carries something; "" when none is found, or it is a bare "is".
        words: All that is said, the verb with it; names, numbers and dates, which have their own checks, are left out.
    """

    verb: str
    words: frozenset[str]


def predicate(sentence: str) -> Predicate:
    """Return what a sentence says of its subject; of a text without a verb, all it says."""
    named = {word for run in runs(sentence) if not run.opens for word in run.words}
    tokens = [match.group().replace("’", "'") for match in _TOKEN.finditer(sentence)]
    start = _verb_at(tokens)
    rest = [
        word
        for word in tokens[start or 0 :]
        if word.lower() not in named | COUNTING_WORDS | CALENDAR | _LIGHT and not any(c.isdecimal() for c in word)
    ]
    words = fact_stems(" ".join(rest))
    return Predicate(words[0] if start is not None and words else "", frozenset(words))


def doers(text: str) -> dict[tuple[str, bool], tuple[str, ...]]:
    """Return the name before each verb that tells of the past, by the verb's stem and whether it is passive.

    "Jon Nord was fined" gives ("fine", True) the words "jon" and "nord".
    """
    found: dict[tuple[str, bool], tuple[str, ...]] = {}
    for run in runs(text):
        passive = False
        for match in _TOKEN.finditer(text, run.end):
            word = match.group().lower()
            if re.search(r"[^\w\s]", text[run.end : match.start()]):
                break  # a comma, a bracket: the verb is not the name's
            if word not in _AUXILIARIES:
                if is_past(word):
                    found[stem(word), passive] = run.words
                break
            passive = passive or word in _TO_BE
    return found


def cause(sentence: str) -> tuple[str, str] | None:
    """Return what a sentence says before and after a "because", or None when it gives no cause so."""
    match = _BECAUSE.search(sentence)
    return (sentence[: match.start()], sentence[match.end() :]) if match else None


def _verb_at(tokens: list[str]) -> int | None:
    """Return where the first verb stands: an auxiliary, or a form of the past that no determiner makes an adjective."""
    for i, token in enumerate(tokens):
        word = token.lower()
        if i and word in _AUXILIARIES | _RELATIVES:
            return i
        if (
            i
            and (is_past(word) or word in _PAST_AS_PRESENT)
            and word not in _LIGHT
            and tokens[i - 1].lower() not in _DETERMINERS
        ):
            return i
    return None
