"""Which questions a question asks: "Who bought the bridge, and where is it now?" asks two. Pure.

A small writer answers one of several and takes that for the answer. So each is asked on its own, over the same
evidence, which the writer has then read already.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.text.terms import CALENDAR, content_terms

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
    rf"^{_SUBJECT_THEN}(?P<one>[^,?]{{2,60}}?)\s+and\s+(?P<other>[^,?]{{2,60}}?)\s+each\s+(?!other\b)(?P<rest>.+)$",
    re.I,
)
# "…, and why?", "…, and how many in June?": what is left out is what the first question says.
_CUT_SHORT = re.compile(
    r"(?P<asks>why|when|where|how(?:\s+(?:much|many|often|long|high|far))?)(?:\s+(?P<place>(?P<by>in|at|on|during|after"
    r"|before|under)\s+(?P<rest>[^,?]{2,60})|now|today|later|afterwards|finally|eventually|since))?",
    re.I,
)
# "How many were there at first, and how many in the end?"
_AT_FIRST = re.compile(
    r"\s+(?:at\s+first|at\s+the\s+(?:start|beginning|outset)|in\s+the\s+beginning|to\s+begin\s+with|initially|originally"
    r"|previously|before|earlier)$",
    re.I,
)
_HAS_A_VERB = re.compile(r"\b(?:is|was|are|were|has|had|have|does|did|do|can|could|will|would|should|\w{2,}ed)\b", re.I)
# Not "who was arrested": put behind "why", it would lack its subject.
_ASKS_WITH_A_VERB = re.compile(
    r"(?P<asks>why|when|where|how)\s+(?P<rest>(?:is|was|are|were|has|had|have|does|did|do|can|could|will"
    r"|would|should)\s+.+)",
    re.I,
)
# "What was the fine at first, and what is it after the ruling?": what "it" is.
_WHAT_IS = re.compile(
    r"(?P<asks>what\s+(?:is|was|are|were))\s+(?:(?P<pronoun>it|they)\b|(?P<subject>(?:the|an?|its|their|his|her)\s+.+?)"
    r"(?=\s+(?:before|after|until|since)\s|$))(?P<rest>.*)",
    re.I,
)
_A_TIME = re.compile(rf"(?:early|late|mid|that|the)?\s*(?:\d|(?:{'|'.join(sorted(CALENDAR))})\b)", re.I)
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
    return tuple(_part(text, texts[0] if i else "") for i, text in enumerate(texts))


def _part(text: str, first: str) -> Part:
    whole = (_with_its_subject(text, first) or _in_full(text, first)) if first else ""
    said = whole or text
    return Part(f"{said[:1].upper()}{said[1:]}?", before=f"{first}?" if first and not whole else "")


def _with_its_subject(text: str, first: str) -> str:
    """Return "what is it now" with what the first question says "it" is, or "" for any other."""
    again, before = _WHAT_IS.fullmatch(text), _WHAT_IS.fullmatch(_AT_FIRST.sub("", first))
    if again and again["pronoun"] and before and before["subject"]:
        return f"{again['asks']} {before['subject']}{again['rest']}"
    return ""


def _in_full(text: str, first: str) -> str:
    """Return a question that leaves out what the first one says with it, or "" where it leaves out nothing of it."""
    short, asked = _CUT_SHORT.fullmatch(text), _ASKS_WITH_A_VERB.fullmatch(first)
    if short is None or (short["rest"] and _HAS_A_VERB.search(short["rest"])):
        return ""
    asks = short["asks"]
    if first.lower().startswith(f"{asks.lower()} "):
        said = first[len(asks) :].strip()
    elif asked is not None and " " not in asks:
        said = asked["rest"]
    else:
        return ""
    if not short["place"]:
        return f"{asks} {said}" if asked is not None and asks.lower() != asked["asks"].lower() else ""
    if then := _AT_FIRST.search(said):
        return f"{asks} {said[: then.start()]} {short['place']}"
    # "in Ghent that autumn" takes the place of all from "in Bruges in May" on, "in June" of the month alone.
    places = list(re.finditer(rf"\s{short['by']}\s", f" {said}", re.I)) if short["by"] else []
    if not places:
        return ""
    cut = places[-1 if _A_TIME.match(short["rest"]) else 0].start()
    return f"{asks} {said[: max(cut - 1, 0)].strip()} {short['place']}"


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
