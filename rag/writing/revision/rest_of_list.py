"""The rest of a list: "Which companies cut jobs?" is not answered by one of five that the evidence tells of. Pure.

A writer that is to answer in a sentence names the first. Another sentence that says of somebody else, in the question's
words, what the cited one says of the first is part of the same answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answer import AnswerSentence, Evidence
from rag.question.adds import ends_as_sentence
from rag.text.names import runs, unknown_opening
from rag.text.stance import Stance, cues
from rag.text.terms import content_terms, fold
from rag.text.words import fact_stems, stem
from rag.writing.whole import may_stand, whole

_KINDS = (
    r"(?:compan|countr|cit|universit|agenc|charit)ies|firms|startups|banks|airlines|carmakers|teams|clubs|nations|towns|states"
    r"|ceos|actors|singers|players|senators|ministers|outlets|retailers|studios|parties|groups|organi[sz]ations|people|schools"
)
# "Which two banks" has them in one sentence, or in none.
_ASKS_FOR_SEVERAL = re.compile(
    rf"""^\W*(?:
        (?:which|what)\s+(?:other\s+)?(?:(?!two|three|four|five)[\w-]+\s+)?? (?:{_KINDS})
        | (?:please\s+)?(?:list|name|show\s+me|give\s+me)\s+(?:all\s+)?(?:of\s+)?(?:the\s+)?(?:[\w-]+\s+)??(?:{_KINDS})
    )\b(?!['’-])""",
    re.VERBOSE | re.I,
)
_LEAST_SHARED = 2  # words of the question, no names, that both sentences must have
_MOST = 5  # sentences of an answer


def with_the_rest(question: str, kept: Sequence[AnswerSentence], evidence: Sequence[Evidence]) -> list[AnswerSentence]:
    """Return the kept sentences, and after them the quotes that say the same of others.

    Args:
        question: As asked.
        kept: The answer's sentences.
        evidence: What they cite, by number. A sentence of it is added that has each word of the question which the
            sentence cited first has, says it as plainly, and names somebody whom nothing before it names.
    """
    found = _ASKS_FOR_SEVERAL.match(question)
    if found is None or not kept or not kept[0].citations:
        return list(kept)
    first = evidence[kept[0].citations[0] - 1]
    shared = {stem(term) for term in content_terms(question[found.end() :])}.intersection(fact_stems(first.quote))
    if len(shared - {stem(word) for word in _named(question)}) < _LEAST_SHARED:
        return list(kept)
    known = _named(question).union(*(_named(evidence[n - 1].quote) for one in kept for n in one.citations))
    cited = {n for one in kept for n in one.citations}
    told = list(kept)
    for n, one in enumerate(evidence, start=1):
        before = [question, *(evidence[each - 1].quote for of in told for each in of.citations)]
        names = (_named(one.quote) | {*unknown_opening(one.quote, before)}) - known
        if (
            len(told) < _MOST
            and n not in cited
            and names
            and shared <= set(fact_stems(one.quote))
            and ends_as_sentence(one.quote)
            and may_stand(one)
            and _is_plain(one.quote, shared) >= _is_plain(first.quote, shared)
        ):
            told.append(whole(n, evidence))
            known |= names
    return told


def _named(text: str) -> set[str]:
    """Return the words of a text's names, folded; a name that an item stands under is one, too."""
    heading = text.find("\n")
    return {fold(word) for run in runs(text) if not run.opens or run.end <= heading for word in run.words}


def _is_plain(quote: str, said: set[str]) -> bool:
    """Return whether a sentence says it of what is: it neither denies it nor leaves it open."""
    return not any(cue.stance in (Stance.DENIED, Stance.OPEN) and not said.isdisjoint(cue.scope) for cue in cues(quote))
