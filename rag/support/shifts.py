"""Where a sentence takes another stance than what it cites: a denial or a doubt lost, added or exchanged. Pure.

"May close" told as "closes", "denied that" as "that", "said it would" as "it did". A cue of the one is looked for
among the cues of the other by the words that both speak of (see `rag.text.stance`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.support.predicates import predicate
from rag.text.stance import WHOLE, Cue, Stance, cues
from rag.text.words import fact_stems, is_past, stem

_HEAD = 2  # stems right after a cue, one of which is what it speaks of: "may soon open"

# Cues of a doubt that belongs to somebody: "it is alleged" may become "prosecutors say".
_SOMEBODY_S = re.compile(r"alleg|claim|accus|suspect|report|rumou?r|fear|speculat", re.IGNORECASE)
_ONLY_AN_OBJECT = re.compile(r"reject|dismiss|lack|without|instead|rather|no\b", re.IGNORECASE)
_NOT_YET = frozenset(("is", "are", "be", "will", "would", "to", "being"))
_HAS = frozenset(("has", "have", "had", "did"))
# Words of telling that an answer may choose for "said"; in a citation they claim no less, but are no mere claim.
_TELLS = re.compile(
    r"""\b(?:not(?:ed|es)|add(?:ed|s)|observ(?:ed|es)|remark(?:ed|s)|announc(?:ed|es)|declar(?:ed|es)|reveal(?:ed|s)
        |confirm(?:ed|s)|wr(?:ote|ites)|written\s+by|report(?:ed|s)|recall(?:ed|s)|jok(?:ed|es)|testif(?:ied|ies)
        |recount(?:ed|s)|mention(?:ed|s)|stress(?:ed|es)|emphasi[sz](?:ed|es)|point(?:ed|s)\s+out|in\s+the\s+words\s+of)
        \b""",
    re.VERBOSE | re.IGNORECASE,
)
_CONDITION = re.compile(r"if|unless|whether|in\s+case", re.IGNORECASE)
_ALLEGED = re.compile(r"\b(?:alleg|accus|reportedly|suspect|rumou?r)\w*", re.IGNORECASE)
_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Shift:
    """A cue that one side has and the other lacks; `grave` when the sentence then says what its citations do not."""

    stance: Stance
    written: str
    grave: bool


@dataclass(frozen=True, slots=True)
class _Side:
    """Some texts with their stems and cues; `not_denied` and `not_doubted` are the words outside every such scope."""

    texts: tuple[str, ...]
    stems: frozenset[str]
    cues: tuple[tuple[Cue, ...], ...]  # of each text
    not_denied: frozenset[str]
    not_doubted: frozenset[str]

    def counts(self, word: str, *stances: Stance) -> list[int]:
        """Return, for each text with the word, how many cues speak of it: "not rejected" is two for what was."""
        return [
            sum(cue.stance in stances and word in cue.scope for cue in found)
            for text, found in zip(self.texts, self.cues, strict=True)
            if word in fact_stems(text)
        ]

    def of(self, *stances: Stance) -> list[Cue]:
        return [cue for found in self.cues for cue in found if cue.stance in stances]


def _side(texts: Sequence[str]) -> _Side:
    stems = Counter(word for text in texts for word in fact_stems(text))
    found = tuple(cues(text) for text in texts)
    every = [cue for each in found for cue in each]
    return _Side(
        texts=tuple(texts),
        stems=frozenset(stems),
        cues=found,
        not_denied=_outside(stems, every, (Stance.DENIED,)),
        not_doubted=_outside(stems, every, (Stance.OPEN, Stance.MEANT)),
    )


def _outside(stems: Counter[str], found: Iterable[Cue], stances: Sequence[Stance]) -> frozenset[str]:
    inside: Counter[str] = Counter()
    for cue in found:
        if cue.stance in stances:
            inside |= Counter(cue.scope)  # cues of one clause share their scope
    return frozenset(stems - inside)


def shifts(text: str, quotes: Sequence[str]) -> list[Shift]:
    """Return where `text` denies, leaves open, plans or claims otherwise than `quotes`."""
    said, cited = _side([text]), _side(quotes)
    return [
        *_denials_lost(said, cited),
        *_denials_added(said, cited),
        *_doubts_lost(said, cited),
        *_doubts_added(said, cited),
        *_made_past(said, cited),
        *_claims_lost(said, cited),
    ]


def _denials_lost(said: _Side, cited: _Side) -> Iterable[Shift]:
    for cue in cited.of(Stance.DENIED):
        if _is_denied_alike(cue, said, cited):
            continue
        told = [word for word in cue.scope if word in said.not_denied and word not in cited.not_denied]
        if _speaks_of(cue, told):
            yield Shift(Stance.DENIED, cue.written, not _ONLY_AN_OBJECT.match(cue.written))


def _denials_added(said: _Side, cited: _Side) -> Iterable[Shift]:
    theirs = cited.of(Stance.DENIED)
    for cue in said.of(Stance.DENIED):
        if _is_denied_alike(cue, cited, said) or (not cue.scope and theirs):
            continue
        yield Shift(Stance.DENIED, cue.written, not theirs or any(word in cited.stems for word in cue.scope[:_HEAD]))


def _is_denied_alike(cue: Cue, there: _Side, here: _Side) -> bool:
    """Whether the other side denies what a cue of this side speaks of, as often as this side does, give or take two."""
    head = next((word for word in cue.scope[:_HEAD] if word in there.stems), None)
    if head is None:
        return _meets(cue, there.of(Stance.DENIED))
    theirs, ours = there.counts(head, Stance.DENIED), here.counts(head, Stance.DENIED)
    if head in there.not_denied:
        return any(theirs)  # the word is there twice, denied once
    return bool({count % 2 for count in theirs} & {count % 2 for count in ours})


def _doubts_lost(said: _Side, cited: _Side) -> Iterable[Shift]:
    doubts = (Stance.OPEN, Stance.MEANT)
    verb = predicate(said.texts[0]).verb
    for cue in cited.of(*doubts):
        if _SOMEBODY_S.match(cue.written) and (
            len(said.of(Stance.CLAIMED)) > len(cited.of(Stance.CLAIMED)) or _ALLEGED.search(" ".join(said.texts))
        ):
            continue
        heads = (*cue.scope[:_HEAD], *((verb,) if verb in cue.scope else ()))
        head = next((word for word in heads if word in said.stems), None)
        if head is None or head in cited.not_doubted:
            told = [word for word in cue.scope if word in said.not_doubted and word not in cited.not_doubted]
            if head is None and _speaks_of(cue, told) and not _meets(cue, said.of(*doubts)):
                yield Shift(cue.stance, cue.written, grave=False)
            continue
        ours = max(said.counts(head, *doubts))
        if ours >= min(cited.counts(head, *doubts)):
            if not any(head in other.scope for other in said.of(cue.stance)) and ours:
                yield Shift(cue.stance, cue.written, grave=False)  # "may" for "plans to"
            continue
        softened = ours or (cue.stance is Stance.MEANT and any(head in other.scope for other in said.of(Stance.AHEAD)))
        yield Shift(cue.stance, cue.written, not softened and (cue.stance is Stance.OPEN or _binds_a_verb(cue)))


def _binds_a_verb(cue: Cue) -> bool:
    """Whether the cue is about doing something ("plans to close"), not about a thing ("proposed a levy")."""
    return cue.written.lower().endswith(("to", "should", "must", "expected"))


def _doubts_added(said: _Side, cited: _Side) -> Iterable[Shift]:
    doubts = (Stance.OPEN, Stance.MEANT)
    for cue in said.of(*doubts):
        if _SOMEBODY_S.match(cue.written) and (
            any(_SOMEBODY_S.match(other.written) for other in cited.of(Stance.OPEN))
            or len(said.of(Stance.CLAIMED)) < len(cited.of(Stance.CLAIMED))
        ):
            continue  # "prosecutors say" as "is alleged"
        if cue.written == WHOLE and any(_CONDITION.fullmatch(other.written) for other in cited.of(Stance.OPEN)):
            continue  # the "if" has come to the front
        head = next((word for word in cue.scope[:_HEAD] if word in cited.stems), None)
        if head is None or (cue.stance is Stance.MEANT and any(head in o.scope for o in cited.of(Stance.AHEAD))):
            continue
        if max(said.counts(head, *doubts)) > max(cited.counts(head, *doubts)):
            yield Shift(cue.stance, cue.written, grave=False)
    theirs = cited.of(*doubts, Stance.AHEAD)
    for cue in said.of(Stance.AHEAD):
        if cue.scope and not _meets(cue, theirs) and _told_as_past(cue.scope[0], cited.texts):
            yield Shift(cue.stance, cue.written, grave=False)


def _made_past(said: _Side, cited: _Side) -> Iterable[Shift]:
    flat = Counter(word for text in cited.texts for word in fact_stems(text))
    for cue in cited.of(Stance.AHEAD):
        if not cue.scope or flat[cue.scope[0]] > 1 or _meets(cue, said.of(Stance.AHEAD, Stance.OPEN, Stance.MEANT)):
            continue
        if _told_as_past(cue.scope[0], said.texts):
            yield Shift(Stance.AHEAD, cue.written, grave=True)


def _told_as_past(verb: str, texts: Iterable[str]) -> bool:
    """Whether a text has a form of the verb that says it has happened: "opened", "was closed", "has closed"."""
    for text in texts:
        words = [word.lower() for word in _TOKEN.findall(text)]
        for i, word in enumerate(words):
            before = words[max(0, i - 2) : i]
            if stem(word) == verb and (is_past(word) or _HAS.intersection(before)):
                return not _NOT_YET.intersection(before)
    return False


def _claims_lost(said: _Side, cited: _Side) -> Iterable[Shift]:
    if any(stem(word) not in cited.stems for word in _words_of_telling(said)):
        return  # told in another word
    for cue in cited.of(Stance.CLAIMED):
        told = said.stems & set(cue.scope)
        if not said.stems.intersection(fact_stems(cue.written)) and len(told) >= 2 and len(told) * 2 >= len(said.stems):
            yield Shift(Stance.CLAIMED, cue.written, grave=False)
            return


def _words_of_telling(side: _Side) -> Iterable[str]:
    """Yield every word by which a side lays something in somebody's mouth, a denial among them."""
    for cue in side.of(Stance.CLAIMED, Stance.OPEN, Stance.DENIED):
        if cue.stance is Stance.CLAIMED or _SOMEBODY_S.match(cue.written) or cue.written.lower().startswith("den"):
            yield cue.written.split()[0]
    for text in side.texts:
        yield from (match.group().split()[0] for match in _TELLS.finditer(text))


def _meets(cue: Cue, others: Iterable[Cue]) -> bool:
    """Whether one of the other cues speaks of something that this one speaks of."""
    return any(set(cue.scope) & set(other.scope) for other in others)


def _speaks_of(cue: Cue, told: Sequence[str]) -> bool:
    """Whether what is told is what the cue speaks of: its head, or most of its scope."""
    return any(word in told for word in cue.scope[:_HEAD]) or (len(told) >= 2 and len(told) * 2 >= len(cue.scope))
