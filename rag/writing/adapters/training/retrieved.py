"""Pages from questions of public sets and the evidence that was found for them.

Where the sentence that answers is among it, it is the answer, or it is taken out and there is none; where it is not,
there is none either. Other questions of the same paragraph are asked of the same page.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from rag.answer import Evidence
from rag.reader.training.sets import NAME
from rag.writing.adapters.training.gather import Shown
from rag.writing.adapters.training.page import (
    Asked,
    PageOfQuestions,
    answers_yes_or_no,
    asks,
    cited,
    page,
    refuses,
    sentence_of,
)
from rag.writing.adapters.training.sets import Place, Question
from rag.writing.prompt import NO_ANSWER, asks_of_reports

_LEFT_OUT = 0.38  # of the pages that hold the answer
_LEFT_OUT_OF_A_STORY = 0.15  # which are asked enough that they do not answer
_THINNED = 0.45  # of the others lose a sentence or two, or a page with fewer would be known for one without an answer
_MOST_ASKED, _MOST_TRIED = 4, 7
_MOST_ASKED_OF_A_STORY, _MOST_TRIED_OF_A_STORY = 8, 16
_TELLS_A_STORY = 3  # sentences
_NOT_FOUND_BESIDE = 0.12  # of the questions beside that the page does not answer: those are easy
_NOISY_NOT_FOUND = 0.15  # of reviews' and comments' questions, which ask "What colour is it?" of anything
_ANOTHER_NAME = 0.3
_FOLLOWS_UP = 0.06
_SHOWS_ORIGINS = 0.08  # of the pages whose question does not ask for them
_LONGEST_SENTENCE = 700  # characters
_MOST_OF_IT = 0.8
_CITES = re.compile(r"\[(\d+)\]")
_NOISY = frozenset(("reddit", "amazon_reviews"))


class Pages:
    """Makes pages; knows all questions and all texts they can be answered from."""

    def __init__(self, questions: Sequence[Question], texts: dict[Place, str]) -> None:
        """`texts`: what stands at each question's places."""
        self._texts = texts
        self._beside: dict[str, list[Question]] = defaultdict(list)
        for question in dict.fromkeys(questions):
            self._beside[question.beside].append(question)
        self._names = [name for question in questions for name in NAME.findall(question.text)]

    def page(self, question: Question, found: Sequence[Shown]) -> PageOfQuestions | None:
        """Return a page for a question and what was found for it; None: it would teach nothing, or nothing true."""
        found = list(found)
        if not found or max(len(one["quote"]) for one in found) > _LONGEST_SENTENCE:
            return None
        answer, kind = self._answer(question, found), "answered"
        if answer is None:
            kind = "not found"
            if question.says and (len(question.gold) > 1 or not _is_plainly_of(question, found)):
                return None  # a part of it might be an answer, or another story
            if question.source in _NOISY and random.random() > _NOISY_NOT_FOUND:
                return None
        elif random.random() < (_LEFT_OUT_OF_A_STORY if question.says else _LEFT_OUT):
            found, answer, kind = self._without(question, found), None, "left out"
        elif random.random() < _THINNED:
            found = _thinned(found, answer)
            answer = self._answer(question, found)
        if len(found) < 2:
            return None
        beside = [other for other in self._beside[question.beside] if other != question]
        random.shuffle(beside)
        before = question.before or (beside[0].text if beside and random.random() < _FOLLOWS_UP else "")
        asked: list[Asked] = []
        if answer:
            asked.append(asks(question.text, answer, f"{kind} {question.source}", before=before))
            asked += self._with_another_name(question, found)
        elif not self._says(question, found):
            asked.append(refuses(question.text, f"{kind} {question.source}", before=before))
        most, tried = (_MOST_ASKED_OF_A_STORY, _MOST_TRIED_OF_A_STORY) if question.says else (_MOST_ASKED, _MOST_TRIED)
        asked = [*self._asked_beside(beside[:tried], found, most - len(asked)), *asked]
        random.shuffle(asked)
        sentences = [_sentence(one) for one in found]
        origins = asks_of_reports(question.text, sentences) or random.random() < _SHOWS_ORIGINS
        return page(sentences, asked, origins=origins) if asked else None

    def _asked_beside(self, beside: Sequence[Question], found: Sequence[Shown], most: int) -> Iterator[Asked]:
        count = 0
        for other in beside:
            if count >= most:
                return
            if answer := self._answer(other, found):
                yield asks(other.text, answer, f"beside {other.source}", before=other.before)
            elif other.says and not _is_plainly_of(other, found):
                continue
            elif other.says == NO_ANSWER:
                yield refuses(other.text, f"beside {other.source}", before=other.before)
            elif other.source not in _NOISY and not self._says(other, found) and random.random() < _NOT_FOUND_BESIDE:
                yield refuses(other.text, f"beside, not found {other.source}", before=other.before)
            else:
                continue
            count += 1

    def _with_another_name(self, question: Question, found: Sequence[Shown]) -> Iterator[Asked]:
        """Yield the question with a name or a number of other questions, to which nothing answers."""
        names = list(NAME.finditer(question.text))
        if not names or question.source in _NOISY or random.random() > _ANOTHER_NAME:
            return
        match = random.choice(names)
        alike = [
            name
            for name in random.sample(self._names, min(60, len(self._names)))
            if name[0].isdigit() == match[0][0].isdigit()
        ]
        text = " ".join(f"{one['quote']} {one['title']}" for one in found)
        if alike and match[0] in text and (other := random.choice(alike)) not in text:
            yield refuses(question.text[: match.start()] + other + question.text[match.end() :], "another name")

    def _answer(self, question: Question, found: Sequence[Shown]) -> str | None:
        if question.says:
            return _as_told(question, found)
        if question.answer:
            return _of_several(question, found)
        for place in question.gold:
            for number, one in enumerate(found, start=1):
                if question.whole and _is_mostly(one, place):
                    return cited(one["quote"], number)
                if not question.whole and _holds(one, place):
                    return cited(one["quote"], number, self._texts[place])
        return None

    def _without(self, question: Question, found: Sequence[Shown]) -> list[Shown]:
        kept = [one for one in found if not any(_overlaps(one, place) for place in question.gold)]
        said = self._said(question)
        return [one for one in kept if not any(text in one["quote"].lower() for text in said)]

    def _says(self, question: Question, found: Sequence[Shown]) -> bool:
        """Return whether the page might answer after all."""
        if question.says:
            return question.says != NO_ANSWER and any(_overlaps(one, place) for one in found for place in question.gold)
        if question.whole and not question.answer:
            return any(_overlaps(one, place) for one in found for place in question.gold)
        text = " ".join(one["quote"] for one in found).lower()
        return any(said in text for said in self._said(question))

    def _said(self, question: Question) -> list[str]:
        if question.answer:
            return [] if question.answer.lower() in ("yes", "no") else [question.answer.lower()]
        return [] if question.whole else [self._texts[place].lower() for place in question.gold]


def _is_plainly_of(question: Question, found: Sequence[Shown]) -> bool:
    """Return whether a story's question names somebody, or its story is told: else another story might answer it."""
    told = sum(one["article_id"].startswith(f"{question.beside}-") for one in found)
    return told >= _TELLS_A_STORY or NAME.search(question.text) is not None


def _as_told(question: Question, found: Sequence[Shown]) -> str | None:
    """Return the answer that is known, with the numbers of this page; all its sentences are needed."""
    numbers = [
        next((number for number, one in enumerate(found, start=1) if _is_mostly(one, place)), 0)
        for place in question.gold
    ]
    if not numbers or 0 in numbers:
        return None
    return _CITES.sub(lambda match: f"[{numbers[int(match[1]) - 1]}]", question.says)


def _of_several(question: Question, found: Sequence[Shown]) -> str | None:
    """Return the sentences that answer together; without the first there is no answer."""
    numbers = [
        next((number for number, one in enumerate(found, start=1) if _is_mostly(one, place)), None)
        for place in question.gold
    ]
    yes_or_no = question.answer.lower() in ("yes", "no")
    if not numbers or numbers[0] is None or (yes_or_no and None in numbers):
        return None
    told = []
    for number in dict.fromkeys(number for number in numbers if number):
        quote = found[number - 1]["quote"]
        told.append(cited(quote, number, question.answer if question.answer.lower() in quote.lower() else quote[:20]))
    return answers_yes_or_no(told, yes=question.answer.lower() == "yes") if yes_or_no else " ".join(told)


def _thinned(found: Sequence[Shown], answer: str) -> list[Shown]:
    cites = set(map(int, _CITES.findall(answer)))
    spare = [number for number in range(1, len(found) + 1) if number not in cites]
    random.shuffle(spare)
    cut = spare[: random.randint(1, 2)]
    if len(found) - len(cut) < 3:
        return list(found)
    return [one for number, one in enumerate(found, start=1) if number not in cut]


def _sentence(one: Shown) -> Evidence:
    return sentence_of(
        one["article_id"], one["title"], one["quote"], source=one["source"], published_at=one["published_at"] or ""
    )


def _holds(one: Shown, place: Place) -> bool:
    article_id, start, end = place
    return one["article_id"] == article_id and one["start"] <= start and end <= one["end"] + 1


def _overlaps(one: Shown, place: Place) -> bool:
    article_id, start, end = place
    return one["article_id"] == article_id and one["start"] < end and start < one["end"]


def _is_mostly(one: Shown, place: Place) -> bool:
    _, start, end = place
    shared = min(one["end"], end) - max(one["start"], start)
    return _overlaps(one, place) and shared > _MOST_OF_IT * (end - start)
