"""What becomes of a sentence that its citations do not support: the right citation, the quote itself, or nothing. Pure.

A small writer finds the right sentence more often than it words it faithfully. What it said is never kept for that:
either other evidence supports it, or the cited words stand in its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag import cite
from rag.answer import AnswerSentence, Evidence, Support
from rag.clauses import offered
from rag.instructions import speaks_to_the_writer
from rag.markup import bare
from rag.stance import yes_or_no
from rag.support import answers, check, score
from rag.terms import content_terms

# Below it, what was written has little to do with what it cites, and the quote is no better an answer.
_IN_COMMON, _LITTLE_IN_COMMON = 0.5, 0.3
# A quote that speaks to its reader, or asks for something to be supposed, is no statement of fact on its own.
_NO_STATEMENT = re.compile(r"\b(?:you|your|imagine|suppose|supposing|pretend)\b", re.I)


def mend(sentence: cite.CitedSentence, evidence: Sequence[Evidence], *, question: str) -> AnswerSentence | None:
    """Return what may be said instead of a sentence that its own citations do not support, or None.

    First with the citations that do support it: one other, or one beside those it has. Else the sentence it cites,
    word for word, when the two have most in common and it can be about what the question asks. In front of it stands
    what the writer chose of what the question offers: yes or no, the train or the bus. That is its reading of the
    quote, which no check here could tell from a wrong one, so such a sentence is supported in part. A sentence that
    cites nothing stays unsaid: citations found for it afterwards would be decoration.
    """
    if not sentence.own or not sentence.numbers:
        return None
    for numbers in _other_citations(sentence, evidence):
        if check(sentence.text, cite.resolve(numbers, evidence)) is Support.SUPPORTED:
            return AnswerSentence(text=sentence.text, citations=numbers, support=Support.SUPPORTED)
    lead = yes_or_no(sentence.text) or _chosen(sentence.text, question)
    for number in sentence.numbers:
        quote, citations = cite.quoted(evidence[number - 1]), cite.resolve([number], evidence)
        plain = bare(quote) == quote and not _NO_STATEMENT.search(quote) and not speaks_to_the_writer(quote)
        article = [one.quote for one in evidence if one.article_id == evidence[number - 1].article_id]
        about = answers(question, quote, citations, articles=article)
        # What is chosen rests on more than the words: "The train is faster" of a sentence that gives 47 minutes.
        if plain and about and score(sentence.text, citations) >= (_LITTLE_IN_COMMON if lead else _IN_COMMON):
            support = Support.PARTLY if lead else Support.SUPPORTED
            return AnswerSentence(text=lead + quote, citations=(number,), support=support)
    return None


def _chosen(text: str, question: str) -> str:
    """Return "The train: " when a sentence begins with one of two things that the question offers, else ""."""
    said = content_terms(text)
    for option in offered(question):
        terms = content_terms(option)
        if terms and said[: len(terms)] == terms:
            return f"{option[:1].upper()}{option[1:]}: "
    return ""


def _other_citations(sentence: cite.CitedSentence, evidence: Sequence[Evidence]) -> Iterator[tuple[int, ...]]:
    """Yield citations worth a check: those that hold half of the sentence's words, alone or with what it cites."""
    said = set(content_terms(sentence.text))
    held = [set(content_terms(one.quote)) & said for one in evidence]
    own = set[str]().union(*(held[n - 1] for n in sentence.numbers))
    others = [n for n in range(1, len(evidence) + 1) if n not in sentence.numbers and held[n - 1] - own]
    yield from ((n,) for n in others if 2 * len(held[n - 1]) >= len(said))
    yield from (tuple(sorted((*sentence.numbers, n))) for n in others if 2 * len(held[n - 1] | own) >= len(said))
