"""What the writer overlooked: another sentence in which the reader clearly sees the answer. Pure.

A small writer now and then answers from a sentence that has the question's words, beside the one that has the answer:
one without a reason where "why" was asked, or one in which somebody only occurs who was asked for by name.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence, Set

from rag.answer import AnswerSentence, Evidence
from rag.question.adds import ends_as_sentence
from rag.question.asked import Asked, asked
from rag.question.denied import denied
from rag.question.gives import gives
from rag.question.introduced import introduces, introduction_asked
from rag.question.reasons import asks_why, tells_why
from rag.question.speech import speech_asked, tells
from rag.retrieval.found import Found
from rag.text.terms import content_terms
from rag.writing import cite
from rag.writing.whole import best_whole

# Logits, set by hand, and high: with less of either the reader undid right answers, as the writer reads other words for
# the same thing better.
_SEES, _SEES_MORE = 10.0, 15.0
# Of a sentence that gives a reason in so many words where one is asked for and none is cited.
_SEES_A_REASON = 2.0
# Of a sentence that gives the kind of thing asked for where the answer does not.
_SEES_WHAT_IS_ASKED_FOR = 4.0


def overlooked(question: str, kept: Sequence[AnswerSentence], found: Found) -> AnswerSentence | None:
    """Return the quote of a sentence with the answer where all that is cited is nothing to the reader, else None.

    Args:
        question: Asks for one thing; the quote gives the kind of it.
        kept: The written answer.
        found: What it cites by number.
    """
    evidence = found.evidence
    cited = {n for sentence in kept for n in sentence.citations}
    read = {n: found.margin(n) for n in range(1, len(evidence) + 1)}
    seen = {n: margin for n, margin in read.items() if margin is not None}
    if name := introduction_asked(question):
        return _introduction(name, cited, evidence)
    if asks_why(question):
        # "Why was it scrapped?" "It was spared": that takes back the question, and is its answer.
        undone = any(denied(sentence.text, question) for sentence in kept)
        return None if undone else _reason(cited, seen, evidence)
    if not seen or not cited <= seen.keys():
        return None
    best = max(seen, key=lambda n: seen[n])
    if seen[best] <= _SEES or any(seen[best] - seen[n] < _SEES_MORE for n in cited):
        return None
    told = best_whole([best], evidence)
    return told if told and gives(asked(question), told.text, question=question) else None


def words_asked_for(question: str, kept: Sequence[AnswerSentence], found: Found) -> AnswerSentence | None:
    """Return the best quote of whose words are asked for, on what they are asked for, if what is cited tells none.

    The arguments are those of `overlooked`; the best is the one in which the reader sees most.
    """
    evidence, speech = found.evidence, speech_asked(question)
    if speech is None or any(tells(speech, evidence[n - 1].quote) for one in kept for n in one.citations):
        return None
    theirs = [
        n
        for n, one in enumerate(evidence, start=1)
        if tells(speech, one.quote) and not (speech.topic and speech.topic.isdisjoint(content_terms(one.quote)))
    ]

    return best_whole(theirs, evidence, key=lambda n: (_margin(n, found), evidence[n - 1].score))


def seen_to_give(kind: Asked, question: str, found: Found) -> AnswerSentence | None:
    """Return the best quote that gives the kind of thing asked for and holds the answer to the reader, else None.

    For an answer that gives nothing of the kind: "What is its range?" "It is a pickup truck".
    """
    evidence = found.evidence
    seen = [
        n
        for n, one in enumerate(evidence, start=1)
        if _margin(n, found) > _SEES_WHAT_IS_ASKED_FOR and gives(kind, cite.quoted(one), question=question)
    ]
    return best_whole(seen, evidence)


def _margin(n: int, found: Found) -> float:
    margin = found.margin(n)
    return -math.inf if margin is None else margin


def _reason(cited: Set[int], seen: Mapping[int, float], evidence: Sequence[Evidence]) -> AnswerSentence | None:
    """Return the quote with a reason in which the reader sees more than in what is cited, if that gives none."""
    if any(tells_why(evidence[n - 1].quote) for n in cited):
        return None
    least = max((_SEES_A_REASON, *(seen[n] for n in cited & seen.keys())))
    reasons = [n for n, margin in seen.items() if margin > least and tells_why(evidence[n - 1].quote)]
    return best_whole(reasons, evidence, key=lambda n: seen[n])


def _introduction(name: str, cited: Set[int], evidence: Sequence[Evidence]) -> AnswerSentence | None:
    """Return the best quote that tells who or what bears a name, if what is cited does not."""
    if any(introduces(name, evidence[n - 1].quote) for n in cited):
        return None
    own = [n for n, one in enumerate(evidence, start=1) if introduces(name, one.quote) and ends_as_sentence(one.quote)]
    return best_whole(own, evidence)
