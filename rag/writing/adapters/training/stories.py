"""Invented stories, `stories/*.jsonl`, each told by two or three articles and asked about in many ways.

No public set at hand asks in other words, across articles and days, or takes for granted what is denied. A story's
people, firms, towns, outlets, days and numbers are slots, filled anew for each page: `{n1}` to `{n6}` are whole numbers
in that order, `{day1}` to `{day3}` days, `{surname1}` is `{person1}`'s. "[3]" in an answer is the story's third
sentence over all its articles.

They are learned from twice: as articles of a collection that is asked as anybody would, and as pages made of nothing
but a story and a little of others, which hold the answer more often.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.articles import Article
from rag.answer import Evidence
from rag.writing.adapters.training.names import COMPANIES, PLACES, some_outlets, some_people
from rag.writing.adapters.training.page import Asked, PageOfQuestions, asks, page, refuses, sentence_of
from rag.writing.adapters.training.sets import Place, Question
from rag.writing.prompt import NO_ANSWER, asks_of_reports

_STORIES = Path(__file__).with_name("stories")
_LEAST_ASKED, _MOST_ASKED = 5, 8
_LEAVES_OUT = 0.5  # of the pages lack a sentence that alone answers a question
_OF_ONE_SENTENCE = frozenset(("plain", "paraphrased", "follow-up", "yes or no"))
_MONTHS = """January February March April May June July August September October November December""".split()
_DAYS = [(year, month, day) for year in range(2021, 2026) for month in range(1, 13) for day in range(1, 29)]
_CITES = re.compile(r"\[(\d+)\]")
Story = dict[str, Any]


def told(most: int | None = None) -> Iterator[tuple[list[Article], list[Question]]]:
    """Yield each story once as articles, and what is asked of them."""
    for number, story in enumerate(_read()[:most]):
        fill = _Filled()
        articles: list[Article] = []
        places: list[Place] = []  # of the sentences, over all articles
        for part, article in enumerate(story["articles"]):
            article_id, text = f"story-{number}-{part}", ""
            for sentence in article["sentences"]:
                said = fill(sentence)
                places.append((article_id, len(text), len(text) + len(said)))
                text += f"{said} "
            articles.append(
                Article(
                    id=article_id,
                    title=fill(article["title"]),
                    text=text.rstrip(),
                    original=text.rstrip(),
                    source=fill.outlet(article),
                    published_at=fill.day(article),
                )
            )
        yield articles, [_question(each, fill, places, beside=f"story-{number}") for each in story["asked"]]


def _question(each: dict[str, str], fill: _Filled, places: list[Place], *, beside: str) -> Question:
    cites = list(dict.fromkeys(_cites(each)))
    return Question(
        source=f"story, {each['kind']}",
        text=fill(each["q"]),
        gold=tuple(places[number - 1] for number in cites),
        beside=beside,
        whole=True,
        says=_CITES.sub(lambda match: f"[{cites.index(int(match[1])) + 1}]", fill(each["a"])),
        before=fill(each.get("before") or ""),
    )


def stories(times: int) -> Iterator[PageOfQuestions]:
    """Yield so many pages of each story."""
    every = _read()
    for story in every:
        for _ in range(times):
            yield _page(story, every)


def _read() -> list[Story]:
    paths = sorted(_STORIES.glob("*.jsonl"))
    return [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]


class _Filled:
    """Names, days and numbers for one page."""

    def __init__(self) -> None:
        days = sorted(random.sample(_DAYS, 3))
        self.days = [f"{year}-{month:02}-{day:02}" for year, month, day in days]
        self.slots = {
            **{f"day{k}": f"{day} {_MONTHS[month - 1]} {year}" for k, (year, month, day) in enumerate(days, 1)},
            **{f"n{k}": str(n) for k, n in enumerate(sorted(random.sample(range(2, 100), 6)), 1)},
            **{f"company{k}": name for k, name in enumerate(random.sample(COMPANIES, 3), 1)},
            **{f"place{k}": name for k, name in enumerate(random.sample(PLACES, 3), 1)},
            **{f"outlet{k}": name for k, name in enumerate(some_outlets(3), 1)},
        }
        for k, (first, last) in enumerate(some_people(4), 1):
            self.slots |= {f"person{k}": f"{first} {last}", f"surname{k}": last}

    def __call__(self, text: str) -> str:
        filled = re.sub(r"\{(\w+)\}", lambda match: self.slots[match[1]], text)
        return re.sub(r"\b([Tt])he The ", r"\1he ", filled)

    def outlet(self, article: dict[str, Any]) -> str:
        return self.slots[f"outlet{article['outlet']}"]

    def day(self, article: dict[str, Any]) -> str:
        return str(self.days[article["when"] - 1])

    def article(self, name: str, article: dict[str, Any]) -> list[Evidence]:
        return [
            sentence_of(
                name,
                self(article["title"]),
                self(sentence),
                source=self.outlet(article),
                published_at=self.day(article),
            )
            for sentence in article["sentences"]
        ]


def _page(story: Story, others: list[Story]) -> PageOfQuestions:
    fill = _Filled()
    blocks = [fill.article(str(n), article) for n, article in enumerate(story["articles"])]
    numbered = [one for sentences in blocks for one in sentences]  # as the story's answers cite them
    asked = random.sample(story["asked"], min(random.randint(_LEAST_ASKED, _MOST_ASKED), len(story["asked"])))
    alone = [_cites(each)[0] for each in asked if each["kind"] in _OF_ONE_SENTENCE and len(_cites(each)) == 1]
    left_out = random.choice(alone) if alone and random.random() < _LEAVES_OUT else 0
    missing = numbered[left_out - 1] if left_out else None
    blocks = [[one for one in sentences if one is not missing] for sentences in blocks]
    blocks += [_of_another(other, n) for n, other in enumerate(_some(others, story))]
    random.shuffle(blocks)
    shown = [one for block in blocks for one in block]
    places = {id(one): n for n, one in enumerate(shown, start=1)}
    numbers = {n: places[id(one)] for n, one in enumerate(numbered, start=1) if one is not missing}
    questions = [each for one in asked if (each := _asked(one, fill, numbers))]
    return page(shown, questions, origins=asks_of_reports(" ".join(fill(each["q"]) for each in asked), shown))


def _asked(each: dict[str, str], fill: _Filled, numbers: dict[int, int]) -> Asked | None:
    question, before, kind = fill(each["q"]), fill(each.get("before") or ""), f"story, {each['kind']}"
    if each["a"] == NO_ANSWER:
        return refuses(question, kind, before=before)
    if set(_cites(each)) <= set(numbers):
        answer = _CITES.sub(lambda match: f"[{numbers[int(match[1])]}]", fill(each["a"]))
        return asks(question, answer, kind, before=before)
    if len(_cites(each)) == 1 and each["kind"] in _OF_ONE_SENTENCE:
        return refuses(question, "story, left out", before=before)
    return None  # a part of it might be an answer


def _cites(each: dict[str, str]) -> list[int]:
    return [int(number) for number in _CITES.findall(each["a"])]


def _some(others: list[Story], story: Story) -> list[Story]:
    return [other for other in random.sample(others, random.choice((0, 1, 1, 2))) if other is not story]


def _of_another(story: Story, number: int) -> list[Evidence]:
    """Return some sentences of one of its articles, told of other people and places."""
    sentences = _Filled().article(f"other {number}", random.choice(story["articles"]))
    return random.sample(sentences, random.randint(1, min(3, len(sentences))))
