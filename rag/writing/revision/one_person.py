"""The one person whom a question describes by several reports: who is in all that was found for it. Pure.

"Who, accused of A by the Post, is said by the Times to have planned B?" A small writer answers with whoever the nearest
sentence begins with, a witness or a lawyer. But the reports that tell of A and of B have few persons in common.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from rag.answer import AnswerSentence
from rag.retrieval.found import Found
from rag.text.names import runs
from rag.text.terms import fold
from rag.writing import cite
from rag.writing.revision.full_name import asks_who, first_name, words_of
from rag.writing.revision.sides import as_quoted, led_by
from rag.writing.whole import may_stand

_QUOTES = 2  # a report of each of two articles


def told_of_one_person(question: str, kept: Sequence[AnswerSentence], found: Found) -> list[AnswerSentence]:
    """Return an answer to "Who …?" that names the person whom the evidence has in common; empty: there is no such one.

    The person's full name is set before the first sentence with the surname. Where no sentence has it, the answer is of
    somebody else, or there is none, and the best evidence that has it is quoted instead; not if that other one is in
    several reports, too.

    Args:
        question: Describes one person by several claims; see `rag.question.described.describes_one`.
        kept: What holds of the written answer; may be nothing.
        found: What it cites by number.
    """
    evidence = found.evidence
    persons = _of_several_reports(question, found) if asks_who(question) else []
    if not persons or (len(persons) > 1 and persons[0][1] == persons[1][1]):
        return []  # nobody, or two as likely
    person = persons[0][0]
    if any(person in sentence.text for sentence in kept):
        return list(kept)
    surname = _surname(person)
    for at, sentence in enumerate(kept):
        if surname in _surnames(sentence.text) and (led := led_by(person, sentence, evidence)):
            return [*kept[:at], led, *kept[at + 1 :]]
    said = set[str]().union(*(_surnames(sentence.text) for sentence in kept))
    if any(_surname(other) in said for other, _ in persons[1:]):
        return []
    holding = [
        (one.score, n) for n, one in enumerate(evidence, start=1) if surname in _surnames(one.quote) and may_stand(one)
    ]
    best: dict[str, int] = {}
    for _, n in sorted(holding, reverse=True):
        best.setdefault(evidence[n - 1].article_id, n)
    quotes = [as_quoted(n, evidence) for n in [*best.values()][:_QUOTES]]
    if not quotes or person in quotes[0].text:
        return quotes
    led = led_by(person, replace(quotes[0], text=cite.quoted(evidence[quotes[0].citations[0] - 1])), evidence)
    return [led, *quotes[1:]] if led else []


def _of_several_reports(question: str, found: Found) -> list[tuple[str, int]]:
    """Return the persons of two articles' evidence at least, in full and with how many articles, most first."""
    known = {fold(word) for text in (question, *(one.source for one in found.evidence)) for word in words_of(text)}
    told_by: dict[str, set[str]] = defaultdict(set)
    for one in found.evidence:
        for text in (one.title, one.quote):
            for surname in _surnames(text) - known:
                told_by[surname].add(one.article_id)
    persons = [
        (person, len(ids)) for surname, ids in told_by.items() if (person := _full_name(surname, found.said_in(ids)))
    ]
    return sorted(persons, key=lambda person: -person[1])


def _full_name(surname: str, articles: Sequence[str]) -> str:
    """Return the name of whom most of the articles call so, two at least, in full, or ""."""
    names: Counter[str] = Counter()
    for article in articles:
        for spelled in {word for word in words_of(article) if fold(word) == surname and word[0].isupper()}:
            if first := first_name(spelled, article):
                names[f"{first} {spelled}"] += 1
    name, times = next(iter(names.most_common(1)), ("", 0))
    return name if times > 1 and 2 * times > len(articles) else ""


def _surname(person: str) -> str:
    return fold(person.rpartition(" ")[2])


def _surnames(text: str) -> set[str]:
    """Return the last words of the names in a text, folded; a single word that opens a sentence is none."""
    return {run.words[-1] for run in runs(text) if not run.opens or len(run.words) > 1}
