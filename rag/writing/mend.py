"""What becomes of a sentence that its citations do not support: the right citation, the quote itself, or nothing. Pure.

A small writer finds the right sentence more often than it words it faithfully. What it said is never kept for that:
either other evidence supports it, or the cited words stand in its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal

from rag.answer import AnswerSentence, Evidence, Support
from rag.question.asked import Kind, asked
from rag.question.compared import offered
from rag.support.check import Check, check, findings
from rag.support.overlap import score
from rag.support.subject import answers
from rag.text.dates import blanked
from rag.text.names import Held, runs
from rag.text.quantities import quantities
from rag.text.stance import cues, yes_or_no
from rag.text.terms import content_terms, fold
from rag.text.words import stem
from rag.writing import cite
from rag.writing.prompt import tells_of_nothing
from rag.writing.whole import may_stand, whole

# Below it, what was written has little to do with what it cites, and the quote is no better an answer.
_IN_COMMON, _LITTLE_IN_COMMON = 0.5, 0.3
_MUCH_IN_COMMON = 0.75  # with a sentence that the writer did not cite
_NAME_IN_COMMON = 0.15  # with one that has the name which the question asks for
# Cosine of a written sentence with the quote from which on it says the same in other words; set by hand between the few
# answers looked at that lacked nothing but the quote's words.
_SAME_MEANING = 0.75
_IN_OTHER_WORDS = frozenset((Check.CLAIM, Check.WORDS))
_PRONOUN = re.compile(r"\b(?:he|she|they|his|her|him|them|their|it|its|i|my|we|our)\b", re.I)
_TELLING = 20  # a smaller number without a unit stands in many sentences
_NEXT_SENTENCE = 3  # characters between a sentence's end and the next one's start: blanks and line breaks
_SHARED_START = 4  # letters of their stems by which two words may be forms of one: "led", "leadership"


Alike = Callable[[str, str], float]
"""The cosine of two texts' vectors, in [-1, 1]."""


def mend(
    sentence: cite.CitedSentence,
    evidence: Sequence[Evidence],
    *,
    question: str,
    articles: Mapping[str, str],
    part: str = "",
    describes_one: bool = False,
    alike: Alike | None = None,
) -> AnswerSentence | None:
    """Return what may be said instead of a sentence that its own citations do not support, or None.

    First with the citations that do support it: one other, or one beside those it has. Else the evidence that it has
    most in common with, word for word, when that can be about what the question asks: small writers count badly, and
    cite the sentence beside the one they read. In front of it stands what the writer chose of what the question offers:
    yes or no, the train or the bus. That is its reading of the quote, which no check here could tell from a wrong one,
    so such a sentence is supported in part. A sentence that cites nothing stays unsaid: citations found for it
    afterwards would be decoration. So does one that says that something is not said: it is a refusal, and no quote
    stands for one.

    Args:
        sentence: As the writer wrote it.
        evidence: What it was given.
        question: The standalone question, for the names in it.
        part: What the sentence answers, where that is not the whole of it: one of several, or a follow-up as put.
        articles: All that each article of the evidence says, by its id: there the question's names may stand.
        describes_one: Whether the question's claims are all of one who or which it asks for
            (`rag.retrieval.shared_names`). Then the name that the sentence begins with stands in front, of a quote
            that has it, itself or in its title.
        alike: How near two texts are in meaning; None: words alone tell.
    """
    if not sentence.own or not sentence.numbers or tells_of_nothing(sentence.text):
        return None
    partly = None
    for numbers in _other_citations(sentence, evidence):
        support = check(sentence.text, cite.resolve(numbers, evidence))
        found = AnswerSentence(text=sentence.text, citations=numbers, support=support)
        if support is Support.SUPPORTED:
            return found
        if support is Support.PARTLY and _adjoin(numbers, evidence):
            partly = partly or found
    if partly:
        return partly
    part = part or question
    name = _name_given(sentence.text, question) if describes_one else ""
    lead = f"{name}: " if name else yes_or_no(sentence.text) or _chosen(sentence.text, part)

    def rewords(number: int) -> bool:
        # "Was shown a red card", of a quote that says "was sent off": a question has its own words.
        if alike is None or number not in sentence.numbers:
            return False
        found = findings(sentence.text, cite.resolve([number], evidence))
        return (
            all(one.check in _IN_OTHER_WORDS for one in found)
            and alike(sentence.text, evidence[number - 1].quote) >= _SAME_MEANING
        )

    def fits(number: int) -> bool:
        quoted = evidence[number - 1]
        article = [articles.get(quoted.article_id, "")]
        return (
            (not name or fold(name.rsplit(maxsplit=1)[-1]) in Held([quoted.quote, quoted.title]))
            and may_stand(quoted)
            and answers(question, quoted.quote, cite.resolve([number], evidence), articles=article)
            and (lead != "" or not _asked_but_not_said(sentence.text, part, quoted) or rewords(number))
        )

    least = _NAME_IN_COMMON if name else _LITTLE_IN_COMMON if lead else 0.0
    return _only_one_with_its_numbers(sentence.text, evidence, question=question, part=part) or _quote_instead(
        sentence, evidence, lead=lead, least=least, fits=fits
    )


def _quote_instead(
    sentence: cite.CitedSentence,
    evidence: Sequence[Evidence],
    *,
    lead: str,
    least: float,
    fits: Callable[[int], bool],
) -> AnswerSentence | None:
    """Return the evidence that a sentence has most in common with; `least`: what it must have, 0 for the usual."""
    said = set(content_terms(sentence.text))
    # A sentence without names and numbers lacks none of them, so a word must tell that it is about the same at all.
    shares = {
        n: score(sentence.text, cite.resolve([n], evidence))
        for n, one in enumerate(evidence, start=1)
        if lead or not said.isdisjoint(content_terms(one.quote))
    }
    for number in sorted(shares, key=lambda n: (not lead and n not in sentence.numbers, -shares[n])):
        # What is chosen rests on more than the words: "The train is faster" of a sentence that gives 47 minutes.
        enough = least or (_IN_COMMON if number in sentence.numbers else _MUCH_IN_COMMON)
        if shares[number] >= enough and fits(number):
            support = Support.PARTLY if lead else Support.SUPPORTED
            return AnswerSentence(text=lead + cite.quoted(evidence[number - 1]), citations=(number,), support=support)
    return None


def _only_one_with_its_numbers(
    text: str, evidence: Sequence[Evidence], *, question: str, part: str
) -> AnswerSentence | None:
    """Return the evidence that alone holds the numbers of a sentence, if it has half of what is asked about, too.

    "The museum hopes for 3.4 million", of "Sale of the north wing: 3.4 million euros": the number is
    what the writer chose, the rest it took from the sentence beside.
    """
    if asked(part).kind not in (Kind.NUMBER, Kind.MONEY):
        return None
    numbers = _numbers(text)
    telling = any(unit or value >= _TELLING for value, unit in numbers)
    holding = [n for n, one in enumerate(evidence, start=1) if numbers <= _numbers(one.quote)]
    if not telling or len(holding) != 1:
        return None
    quoted = evidence[holding[0] - 1]
    named = {term for run in runs(question) for term in content_terms(" ".join(run.words))}
    about = {stem(term) for term in set(content_terms(part)) - named}
    held = about & {stem(term) for term in content_terms(quoted.quote)}
    if not about or 2 * len(held) < len(about) or not may_stand(quoted):
        return None
    return whole(holding[0], evidence)


def _asked_but_not_said(text: str, question: str, quoted: Evidence) -> set[str]:
    """Return the question's words that the written sentence has and the quote lacks, with its title; names are none.

    "The boat was built in 2023" of a quote that says who has commanded it since: the quote answers something else.
    """
    named = {term for run in runs(question) for term in content_terms(" ".join(run.words))}
    meant = {term for cue in cues(text) for term in content_terms(cue.written)}  # "wants to": what for is what counts
    asked = (set(content_terms(question)) - named - meant) & set(content_terms(text))
    held = {stem(term)[:_SHARED_START] for term in content_terms(f"{quoted.title}. {quoted.quote}")}
    return {term for term in asked if stem(term)[:_SHARED_START] not in held}


def _name_given(text: str, question: str) -> str:
    """Return the name that a sentence begins with, as written, when the question lacks it, else ""."""
    first = next(iter(runs(text)), None)
    known = {word for run in runs(question) for word in run.words}
    if first is None or first.before or known.intersection(first.words):
        return ""
    return text[first.start : first.end].strip(" .,'’")


def _chosen(text: str, question: str) -> str:
    """Return "The train: " when a sentence begins with one of two things that the question offers, else ""."""
    said = content_terms(text)
    for option in offered(question):
        terms = content_terms(option)
        if terms and said[: len(terms)] == terms:
            return f"{cite.neutral(option[:1].upper() + option[1:])}: "
    return ""


def _other_citations(sentence: cite.CitedSentence, evidence: Sequence[Evidence]) -> Iterator[tuple[int, ...]]:
    """Yield citations worth a check: those that hold half of the sentence's words, alone or with what it cites."""
    said = set(content_terms(sentence.text))
    held = [set(content_terms(one.quote)) & said for one in evidence]
    own = set[str]().union(*(held[n - 1] for n in sentence.numbers))
    quotes = [evidence[n - 1].quote for n in sentence.numbers]
    held_names, open_for_one = Held(quotes), any(_PRONOUN.search(quote) for quote in quotes)
    lacks_a_name = any(word not in held_names for run in runs(sentence.text) for word in run.words)
    lacks_a_number = not _numbers(sentence.text) <= set().union(*map(_numbers, quotes))
    others = [n for n in range(1, len(evidence) + 1) if n not in sentence.numbers and held[n - 1] - own]
    yield from ((n,) for n in others if 2 * len(held[n - 1]) >= len(said))
    # Beside its own only a sentence of the same article: a number of one and a subject of another make no fact.
    same = {evidence[n - 1].article_id for n in sentence.numbers}
    yield from (
        tuple(sorted((*sentence.numbers, n)))
        for n in others
        if {evidence[n - 1].article_id} == same
        and 2 * len(held[n - 1] | own) >= len(said)
        # A number is lent only by a neighbour, and so is a name, but to a "she": anyone would do for "a woman".
        and (not (lacks_a_number or (lacks_a_name and not open_for_one)) or _adjoin((*sentence.numbers, n), evidence))
    )


def _numbers(text: str) -> set[tuple[Decimal, str]]:
    return {(each.value, each.unit) for each in quantities(blanked(text)) if not each.loose}


def _adjoin(numbers: Sequence[int], evidence: Sequence[Evidence]) -> bool:
    """Return whether two citations follow each other in one article, as a sentence with "he" and the one before it."""
    if len(numbers) != 2:
        return False
    one, other = sorted((evidence[n - 1] for n in numbers), key=lambda each: each.start)
    return one.article_id == other.article_id and other.start - one.end <= _NEXT_SENTENCE
