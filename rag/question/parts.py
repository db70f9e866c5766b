"""Which questions a question asks: "Who bought the bridge, and where is it now?" asks two. Pure.

A small writer answers one of several and takes that for the answer. So each is asked on its own, over the same
evidence, which the writer has then read already.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.text.terms import content_terms

_WORD = r"(?:what|why|how|when|where|who|whom|which|whose)"
_BEFORE_IT = r"(?:(?:in|on|at|for|to|from|by|with|since|until|of)\s+)?"
_ASKS = re.compile(rf"\s*{_BEFORE_IT}(?P<word>{_WORD})\b", re.I)
# "…, and what was it called?", "… and why?", "…? How long did it take?"
_NEXT = re.compile(rf"(?:[,;]?\s+and\s+|[?]\s+(?:and\s+)?)(?={_BEFORE_IT}{_WORD}\b)", re.I)
# "who" and "which" after "and" go on about the same person or thing more often than they ask for another.
_RELATIVE = frozenset(("who", "whom", "which", "whose", "where", "when"))
# After these nobody was asked for, about whom an "and who" could go on.
_OF_NOBODY = frozenset(("how", "why", "when", "where"))
_INVERTED = re.compile(
    r"(?:is|was|are|were|has|had|have|does|did|do|can|could|will|would|should)\b|\W*$", re.I
)  # "and who is …": asks; "and who won …" may do either
_SUBJECT_THEN = r"(?P<asks>.*?\b(?:do|did|does|have|has|had|will|would|can|could|are|were)\s+)"
_EACH = re.compile(
    rf"^{_SUBJECT_THEN}(?P<one>[^,?]{{2,60}}?)\s+and\s+(?P<other>[^,?]{{2,60}}?)\s+each\s+(?P<rest>.+)$", re.I
)
_OF_ONE = {"do": "does", "have": "has", "are": "is", "were": "was"}
_MOST = 3


@dataclass(frozen=True, slots=True)
class Part:
    """One question of a question, as it is asked; `before`: what it leans on for its "it" and "there", or ""."""

    text: str
    before: str = ""


def parts(question: str) -> tuple[Part, ...]:
    """Return the questions that a question asks, in order, three at most; most ask one.

    Where "and who" may as well go on about the same person, it does: a description is not cut in two.
    """
    question = " ".join(question.split())
    first = _ASKS.match(question)
    if first is None:
        return (Part(question),)
    if each := _EACH.match(question):
        head, _, verb = each["asks"].rstrip().rpartition(" ")
        asks = f"{head} {_OF_ONE.get(verb.lower(), verb)}".lstrip()
        return tuple(Part(f"{asks} {each[side]} {each['rest']}") for side in ("one", "other"))
    cuts = [match for match in _NEXT.finditer(question) if _begins_a_question(question, match, first["word"].lower())]
    if not cuts:
        return (Part(question),)
    cuts = cuts[: _MOST - 1]
    starts = [0, *(match.end() for match in cuts)]
    ends = [*(match.start() for match in cuts), len(question)]
    texts = [question[start:end].strip(" ,;?") for start, end in zip(starts, ends, strict=True)]
    return tuple(
        Part(f"{text[:1].upper()}{text[1:]}?", before="" if i == 0 else f"{texts[0]}?") for i, text in enumerate(texts)
    )


def _begins_a_question(question: str, cut: re.Match[str], first: str) -> bool:
    if cut.group().lstrip().startswith("?"):
        return True
    if not content_terms(question[: cut.start()]):
        return False  # "How and why did it sink?"
    asks = _ASKS.match(question, cut.end())
    assert asks is not None  # it was looked for
    word = asks["word"].lower()
    if word not in _RELATIVE:
        return True
    if first in _OF_NOBODY and re.search(rf"\b{word}\b", question[: cut.start()], re.I) is None:
        return True
    return word != first and _INVERTED.match(question[asks.end() :].lstrip()) is not None
