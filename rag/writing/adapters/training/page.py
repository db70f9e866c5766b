"""A page to learn from: numbered sentences as the writer gets them, and answers that cite them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TypedDict

from index.sentences import split
from rag.answer import Evidence
from rag.writing.prompt import NO_ANSWER, asking, numbered

_SHORTENED_FROM = 18  # words
_LEAST_LEFT = 6  # words
_PARENTHESES = re.compile(r"\s*\([^()]*\)")
_TAIL = re.compile(
    r"\s*(?:;|—|\s–\s|,\s(?=(?:which|who|whose|where|while|although|though|but|whereas|and (?:he|she|it|they|the|a|an|"
    r"his|her|its|their|in|at|on|was|were|is|has|had))\b))"
)
_SUBORDINATE = re.compile(
    r"(?:while|although|though|when|if|as|after|before|since|because|despite|whereas|once|until|unless)\b", re.I
)
_FUNCTION_WORDS = frozenset(
    """the a an in on at it he she they this these his her its their after some about from by there more most as during
    """.split()
)


class Asked(TypedDict):
    """A question as the page puts it, the answer with its citations, and what kind of example it is."""

    question: str
    answer: str
    kind: str


class PageOfQuestions(TypedDict):
    """What one line of the file holds."""

    page: str
    asked: list[Asked]


def sentence_of(article_id: str, title: str, quote: str, *, source: str = "", published_at: str = "") -> Evidence:
    """Return a sentence as the writer gets it."""
    return Evidence(
        article_id=article_id,
        title=title,
        source=source,
        published_at=published_at or None,
        url=None,
        start=0,
        end=0,
        quote=quote,
        score=0.0,
    )


def page(sentences: Sequence[Evidence], asked: list[Asked], *, origins: bool) -> PageOfQuestions:
    """Return a page as it is written down; `origins`: whether outlet and day are shown."""
    return {"page": numbered(sentences, origins=origins), "asked": asked}


def asks(question: str, answer: str, kind: str, *, before: str = "") -> Asked:
    """Return a question with its answer; see `rag.writing.prompt.messages` for `before`."""
    return {"question": asking(question, before=before), "answer": answer, "kind": kind}


def refuses(question: str, kind: str, *, before: str = "") -> Asked:
    """Return a question that the page does not answer."""
    return asks(question, NO_ANSWER, kind, before=before)


def cited(sentence: str, number: int, answer: str = "") -> str:
    """Return the sentence with its number, shortened around the answer if one is given."""
    return f"{_shortened(sentence, answer) if answer else closed(sentence)} [{number}]"


def answers_yes_or_no(sentences: Iterable[str], *, yes: bool) -> str:
    """Return Yes or No and then the sentences, as a writer puts it."""
    told = " ".join(sentences)
    word = told.split(" ", 1)[0].lower()
    told = told[0].lower() + told[1:] if word in _FUNCTION_WORDS else told
    return f"{'Yes' if yes else 'No'}, {told}"


def sentences_of(text: str) -> list[tuple[int, int]]:
    """Return where each sentence starts and ends, without the space around it."""
    return [(span.start, span.end) for span in split(text)]


def closed(text: str) -> str:
    """Return a sentence that ends with its full stop, as the writer's grammar has it: behind closing quotes."""
    text = re.sub(r"\s+", " ", text.translate(str.maketrans("[]", "()"))).strip(" ,;:-–—")
    end = re.search(r"([.!?])([\"”’')]+)$", text)
    if end is None:
        return text if text[-1:] in ".!?" else f"{text}."
    marks = sum(text.count(mark) for mark in '"“”')
    if end[2][0] in '"”' and text[0] in '"“' and marks == 2:
        return text[1 : end.start()] + end[1]
    return text[: end.start()] + end[2] + end[1]


def _shortened(text: str, answer: str) -> str:
    text = _PARENTHESES.sub(lambda match: match.group() if answer in match.group() else "", text)
    at = text.find(answer)
    if len(text.split()) > _SHORTENED_FROM and at >= 0 and not _SUBORDINATE.match(text):
        for match in _TAIL.finditer(text):
            head = text[: match.start()]
            whole = head.count('"') % 2 == 0 and head.count("“") == head.count("”")
            if match.start() >= at + len(answer) and len(head.split()) >= _LEAST_LEFT and whole:
                return closed(head)
    return closed(text)
