"""Public sets of questions, each with a text and the characters of it that answer.

SETS is a folder with, each from its authors' repository:

- `squad/*.json`, in SQuAD's format: SquadShifts' new Wikipedia, Reddit and Amazon parts (Miller et al. 2020, CC BY 4.0,
  27,626 questions) and 5,499 questions of SQuAD's training articles (Rajpurkar et al. 2016 and 2018, CC BY-SA 4.0)
- `selqa/*.json`: SelQA's answer sentence selection, dev and test (Jurczyk et al. 2016, Apache-2.0, 2,375 questions)
- `qamr/wiki-sentences.tsv` and `qamr/{dev,test}.tsv`: QAMR, filtered (Michael et al. 2018, MIT, 30,203 questions used)
"""

from __future__ import annotations

import csv
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

NAME = re.compile(r"(?<=\s)(?:[A-Z][\w’'.-]+(?:\s+[A-Z][\w’'.-]+)*|\d[\d,.]*\d|\d)(?=[\s?,.])")
"""A name or a number within a question."""

_BRACKETS = {"-LRB-": "(", "-RRB-": ")", "``": '"', "''": '"'}
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Item:
    """A question and a text. `answers` are characters of the text, none where it has no answer.

    `whole` says that they are sentences that hold the answer, not the answers themselves.
    """

    source: str
    question: str
    text: str
    title: str
    answers: tuple[Place, ...]
    whole: bool = False


def squad(folder: Path) -> Iterator[Item]:
    """Yield what `*.json` of a folder ask, in SQuAD's format; an item's source is its file's name."""
    for path in sorted(folder.glob("*.json")):
        for article in json.loads(path.read_text())["data"]:
            title = str(article.get("title") or "").replace("_", " ")
            for paragraph in article["paragraphs"]:
                text = paragraph["context"]
                for question in paragraph["qas"]:
                    answers = {
                        (answer["answer_start"], answer["answer_start"] + len(answer["text"]))
                        for answer in question["answers"]
                        if answer["text"].strip() and text.startswith(answer["text"], answer["answer_start"])
                    }
                    if answers or question.get("is_impossible"):
                        yield Item(path.stem, question["question"].strip(), text, title, tuple(sorted(answers)))


def selqa(folder: Path) -> Iterator[Item]:
    """Yield SelQA's questions, each on a section whose sentences it may choose from."""
    for path in sorted(folder.glob("*.json")):
        for row in json.loads(path.read_text()):
            text, places = _joined(row["candidates"])
            title = f"{row['article'].replace('_', ' ')}: {row['section']}"
            yield Item("selqa", row["question"], text, title, tuple(places[i] for i in row["answers"]), whole=True)


def qamr(folder: Path) -> Iterator[Item]:
    """Yield QAMR's questions on a sentence, which stands among others of anything."""
    lines = (folder / "wiki-sentences.tsv").read_text().splitlines()
    sentences = {name: [_BRACKETS.get(word, word) for word in text.split(" ")] for name, text in _pairs(lines)}
    asked: dict[str, list[tuple[str, list[str]]]] = defaultdict(list)
    for part in ("dev", "test"):
        with (folder / f"{part}.tsv").open() as rows:
            for row in csv.reader(rows, delimiter="\t", quoting=csv.QUOTE_NONE):
                asked[row[0]].append((row[5], [row[6], *(answer.split(":", 1)[1] for answer in row[7:9])]))
    for name, questions in asked.items():
        for half in (0, 1):
            others = [other for other in random.sample(list(sentences), random.randint(3, 5)) if other != name]
            order = [*others]
            order.insert(random.randint(0, len(others)), name)
            text, places = _joined(" ".join(sentences[each]) for each in order)
            words = _word_places(sentences[name], places[order.index(name)][0])
            for question, answers in questions[half::2]:
                found = {_span(words, answer) for answer in answers} - {None}
                if found and random.random() < 0.8:
                    yield Item("qamr", question, text, "", tuple(sorted(filter(None, found))))


def _joined(sentences: Iterable[str]) -> tuple[str, list[Place]]:
    text, places = "", []
    for sentence in sentences:
        places.append((len(text), len(text) + len(sentence)))
        text += f"{sentence} "
    return text.strip(), places


def _word_places(words: list[str], start: int) -> list[Place]:
    places = []
    for word in words:
        places.append((start, start + len(word)))
        start += len(word) + 1
    return places


def _span(words: list[Place], answer: str) -> Place | None:
    """Return the characters of an answer, given as numbers of words; None for a judgment, or words far apart."""
    if not re.fullmatch(r"[\d ]+", answer):
        return None
    numbers = [int(number) for number in answer.split()]
    near = numbers[-1] - numbers[0] <= len(numbers) + 3
    return (words[numbers[0]][0], words[numbers[-1]][1]) if near else None


def questions_below(folder: Path) -> frozenset[str]:
    """Return the questions of every `*.jsonl` below a folder, as `plain` has them."""
    rows = (json.loads(line) for path in folder.rglob("*.jsonl") for line in path.read_text().splitlines())
    return frozenset(plain(row["question"]) for row in rows if isinstance(row.get("question"), str))


def plain(question: str) -> str:
    """Return a question's words, by which two are taken for the same."""
    return re.sub(r"\W+", " ", question.lower()).strip()


def _pairs(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        name, text = line.split("\t")
        yield name, text
