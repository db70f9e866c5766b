"""Which two things a question sets against each other, and in what they are compared. Pure.

"Which is faster, the train or the old bus?" offers two to choose from; "Is the train faster than the old bus?" asks for
yes or no. Both are answered by what is told of the two, and by neither alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from rag.text.terms import content_terms
from rag.text.words import stem

_CHOICE = re.compile(r"\b(?:which|who|what)\b", re.I)
_LONGEST_OPTION = 60  # characters
_MORE = re.compile(
    r"\b(?:more|most|higher|highest|longer|longest|larger|largest|bigger|biggest|greater|greatest|older|oldest|taller"
    r"|tallest|heavier|heaviest|deeper|deepest|dearer|slower|further|farther)\b",
    re.I,
)
_LESS = re.compile(
    r"\b(?:less|least|fewer|fewest|lower|lowest|shorter|shortest|smaller|smallest|younger|youngest|cheaper|cheapest"
    r"|lighter|lightest|nearer|nearest|faster|fastest|quicker|quickest)\b",
    re.I,
)
_OF_SPEED = re.compile(r"\b(?:slower|faster|fastest|quicker|quickest)\b", re.I)
# "Is the tunnel much longer than the bridge?", "Did more people swim in the lido than in the lake?"
_WHETHER = re.compile(
    r"^(?P<verb>is|are|was|were|do|does|did|has|have|had|will|would|can|could)\s+(?P<asks>.+?)\s+than\s+(?P<other>.+)$",
    re.I,
)
_BE = frozenset(("is", "are", "was", "were"))
_DEGREE = re.compile(r"(?:\s+(?:an?|the|any|much|far|even|still|really|significantly|considerably|a\s+lot))+$", re.I)
_WHERE = r"(?:in|at|of|for|on|by|from|with|to)\s+"
_LAST_WHERE = re.compile(rf".*\b{_WHERE}(?P<one>.+)$", re.I)
# "Than last year", "than planned", "than its predecessor": no thing that is told of by these words.
_NO_THING = re.compile(
    r"\d{4}|\b(?:years?|quarters?|months?|weeks?|days?|today|yesterday|before|earlier|previous|usual|average|expected|planned"
    r"|needed|others?|ones?|any|all|most|ever|rivals?|predecessors?|percent|per\s+cent)\b|%|[$€£]",
    re.I,
)
# "… than Norbro last year", "… than the bridge in 2024"
_THEN = re.compile(r"\s+(?:(?:last|this|next)\s+\w+|(?:in|since|during|by)\s+(?:\w+\s+)?\d{4}|right\s+now|now)$", re.I)
_MORE_OF_IT = re.compile(r"(?:more|less)\s+(?P<word>\w+)$", re.I)  # "more expensive"


@dataclass(frozen=True, slots=True)
class Compared:
    """Two things, as written, and what a question asks of them.

    Attributes:
        one: The first.
        other: The second.
        more: Whether it asks which of them, or whether the first, has more; None: its words don't tell.
        speed: Whether it asks which is faster or slower.
        whether: Whether it asks for yes or no.
        word: In what they are compared, where it does: "longer", "more", or "expensive" of "more expensive".
    """

    one: str
    other: str
    more: bool | None
    speed: bool
    whether: bool
    word: str = ""


def compared(question: str) -> Compared | None:
    """Return what a question compares; None: not two things that it names."""
    if options := offered(question):
        one, other = options
        return _compared(one, other, question.rpartition(one)[0], whether=False)
    match = _WHETHER.match(_THEN.sub("", " ".join(question.split()).rstrip(" ?")))
    if match is None or _NO_THING.search(match["other"]):
        return None
    asks = match["asks"]
    comparative = _MORE.search(asks) or _LESS.search(asks)
    if comparative is None:
        return None
    one = _DEGREE.sub("", asks[: comparative.start()].rstrip())
    if one and match["verb"].lower() not in _BE:
        one, _, _ = one.rpartition(" ")  # "Does the train *take* longer?"
    if not one and (where := _LAST_WHERE.match(asks[comparative.end() :])):
        one = where["one"]
    other = re.sub(rf"^{_WHERE}", "", match["other"], flags=re.I)
    if not (terms_of(one) and terms_of(other)):
        return None
    of_it = _MORE_OF_IT.search(asks)
    word = (of_it["word"] if of_it else comparative.group()).lower()
    return replace(_compared(one, other, asks, whether=True), word=word)


def offered(question: str) -> tuple[str, ...]:
    """Return what a question offers to choose from, as written: "Which is faster, the train or the old bus?"."""
    asks, _, other = " ".join(question.split()).rstrip(" ?").rpartition(" or ")
    cut = max(asks.rfind(", "), asks.rfind(": "))
    one = asks[cut + 2 :].rstrip(",")
    if cut < 0 or not _CHOICE.search(asks[:cut]) or not 0 < len(one) <= _LONGEST_OPTION:
        return ()
    return (one, other) if 0 < len(other) <= _LONGEST_OPTION and "," not in other else ()


def tells_of_both(two: Compared, text: str) -> bool:
    """Return whether a text has half of the words by which each of the two is told from the other."""
    one, other, held = terms_of(two.one), terms_of(two.other), terms_of(text)
    return all(2 * len(apart & held) >= len(apart) for apart in (one - other, other - one))


def tells_which(two: Compared, text: str) -> bool:
    """Return whether a text compares in the very word of the question."""
    return re.search(rf"\b{re.escape(two.word)}\b", text, re.I) is not None


def terms_of(text: str) -> set[str]:
    """Return the stems of a text's content terms."""
    return {stem(term) for term in content_terms(text)}


def _compared(one: str, other: str, asks: str, *, whether: bool) -> Compared:
    more, less = _MORE.search(asks) is not None, _LESS.search(asks) is not None
    speed = _OF_SPEED.search(asks) is not None
    return Compared(one, other, more=more if more != less else None, speed=speed, whether=whether)
