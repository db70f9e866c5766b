"""Pages of two outlets on one subject, all invented: whether they agree, what has changed, and who is meant.

`outlets.toml` has what is told and asked, this the names in it.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rag.answer import Evidence
from rag.reader.training.sets import squad
from rag.writing.adapters.training.names import COMPANIES, PLACES, a_day, an_outlet, some_outlets, some_people
from rag.writing.adapters.training.page import (
    Asked,
    PageOfQuestions,
    answers_yes_or_no,
    asks,
    cited,
    page,
    refuses,
    sentence_of,
    sentences_of,
)

_STORIES = Path(__file__).with_name("outlets.toml")
_MOST_ASKED = 4
_FILLERS = 200  # passages


def outlets(squad_folder: Path, count: int) -> Iterator[PageOfQuestions]:
    """Yield so many pages; sentences of SQuAD's passages stand between those that matter."""
    told = list(tomllib.loads(_STORIES.read_text(encoding="utf-8")).values())
    items = [item for item in squad(squad_folder) if item.source == "new_wiki"]
    fillers = [
        (item.title, item.text[start:end])
        for item in random.sample(items, min(_FILLERS, len(items)))
        for start, end in sentences_of(item.text)
        if 40 < end - start < 160
    ]
    for _ in range(count):
        yield _page(random.choice(told), fillers)


def _page(story: dict[str, Any], fillers: list[tuple[str, str]]) -> PageOfQuestions:
    names = _names()
    same = names["x"] == names["y"]
    names |= {name: text.format(**names) for name, text in story.get("same" if same else "differ", {}).items()}
    titles, told = ([text.format(**names) for text in story[part]] for part in ("titles", "told"))
    articles = [(title, [sentence]) for title, sentence in zip(titles, told, strict=True)]
    around = random.sample(fillers, 4)
    for _, sentence in around[: random.randint(0, 3)]:
        sentences = random.choice(articles)[1]
        sentences.insert(random.randint(0, len(sentences)), sentence)
    if random.random() < 0.4:
        articles.append((around[3][0], [around[3][1]]))
    random.shuffle(articles)
    origins = {title: (an_outlet(), a_day()) for title, _ in articles}
    origins |= {titles[0]: (names["first"], names["earlier"]), titles[1]: (names["second"], names["later"])}
    shown = [
        sentence_of(title, title, sentence, source=origins[title][0], published_at=origins[title][1])
        for title, sentences in articles
        for sentence in sentences
    ]
    questions = [*story["both"], *random.sample(story["one"], random.randint(1, 2))]
    random.shuffle(questions)
    asked = [
        _asked(shown, question.format(**names), answer, [told[outlet] for outlet in by], same=same)
        for question, answer, by in questions[:_MOST_ASKED]
    ]
    return page(shown, asked, origins=True)


def _asked(shown: list[Evidence], question: str, answer: str, told: list[str], *, same: bool) -> Asked:
    question = question.replace("the The ", "The ")
    numbers = {one.quote: number for number, one in enumerate(shown, start=1)}
    sentences = [cited(sentence, numbers[sentence]) for sentence in told]
    match answer:
        case "none":
            return refuses(question, "of another outlet")
        case "who":
            return asks(question, " ".join(sentences), "two outlets")
        case _:
            yes = answer == "yes" or (answer == "same" and same) or (answer == "differ" and not same)
            return asks(question, answers_yes_or_no(sentences, yes=yes), "two outlets, yes or no")


def _names() -> dict[str, str]:
    first, second, third = some_outlets(3)
    company, rival = random.sample(COMPANIES, 2)
    person, other = (" ".join(names) for names in some_people(2))
    place, away = random.sample(PLACES, 2)
    x = random.randint(3, 60)
    return {
        "first": first, "second": second, "third": third, "company": company, "rival": rival, "person": person,
        "other": other, "place": place, "away": away, "x": str(x),
        "y": str(x if random.random() < 0.5 else x + random.randint(2, 20)),
        "unit": random.choice(["million", "billion"]), "earlier": f"2023{a_day()[4:]}", "later": f"2024{a_day()[4:]}",
    }  # fmt: skip
