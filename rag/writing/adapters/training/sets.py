"""What public question sets ask, with their texts as articles and the places that answer.

SETS is a folder as `rag.reader.training.sets` has it, and in it

- `hotpot/*.json`: a thousand questions of HotpotQA (Yang et al. 2018, CC BY-SA 4.0) with the sentences that answer
  them, as HaluEval (Li et al. 2023, MIT) gives them for generation: `qa_one-turn_data.json`, `qa_multi-turn_data.json`
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from index.articles import Article
from rag.reader.training.sets import Item, plain, selqa, squad
from rag.writing.adapters.training.names import a_day, an_outlet
from rag.writing.adapters.training.page import sentences_of

# How many questions of a set at most: reviews and comments are far from news, but asked about in other words.
_MOST = {"squad": 9999, "new_wiki": 9999, "reddit": 1300, "amazon_reviews": 1300}
_PARAGRAPHS = 6  # of an article of Wikipedia that make one of ours
_LONGEST_PARAGRAPH, _LONGEST_SECTION = 2600, 9000  # characters
_BROKEN = re.compile(r"\( ?[;)]|\(; lit|\{'\d")
# HaluEval put the articles one behind the other without a space.
_NEXT_ARTICLE = re.compile(r"(?<=[a-z0-9)\"”][.!?])(?=[A-Z\"“])|(?<=[.!?][\"”)])(?=[A-Z])")
_NAME_IN_FRONT = re.compile(r"(?:The |A |An )?((?:[\"“]?[A-Z0-9][^\s]*\s?|of |the |and |in |de |for )+)")
_STOP = frozenset(
    """the a an of in on at to for and or is was are were be by with from as that which who what when where how why
    did does do has have had it its his her their this these""".split()
)
Place = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a set.

    Attributes:
        source: The set.
        text: As it is asked.
        gold: Article id, start and end of what answers; of HotpotQA all are needed, of the others any; none: nothing
            answers.
        beside: Of which paragraph it is asked, so that others asked of the same can be found.
        whole: Whether the places are sentences that hold the answer, not the answer itself.
        answer: The answer where it stands in no place, as "yes" and "no".
        says: What to answer where that is known, "[2]" for the second of `gold`, all of which are needed then.
        before: The question that was asked before, if this one leans on it.
    """

    source: str
    text: str
    gold: tuple[Place, ...]
    beside: str
    whole: bool = False
    answer: str = ""
    says: str = ""
    before: str = ""


def read(sets: Path, known: frozenset[str]) -> tuple[list[Article], list[Question]]:
    """Return the articles and what is asked of them, without the questions that are known as `plain` has them."""
    articles: list[Article] = []
    questions: list[Question] = []
    parts = (_paragraphs(sets / "squad", known), _sections(sets / "selqa", known), _hops(sets / "hotpot", known))
    for part in parts:
        for some, asked in part:
            articles += some
            questions += asked
    return articles, questions


def _article(article_id: str, title: str, text: str) -> Article:
    return Article(id=article_id, title=title, text=text, original=text, source=an_outlet(), published_at=a_day())


def _paragraphs(folder: Path, known: frozenset[str]) -> Iterator[tuple[list[Article], list[Question]]]:
    """Yield SQuAD's articles in pieces of some paragraphs, and each review and comment as an article."""
    of_article: dict[tuple[str, str], dict[str, list[Item]]] = {}
    for item in squad(folder):
        if plain(item.question) not in known and len(item.text) <= _LONGEST_PARAGRAPH:
            whole = item.source in ("squad", "new_wiki")
            key = (item.source, item.title if whole else item.text[:40])
            of_article.setdefault(key, {}).setdefault(item.text, []).append(item)
    count: Counter[str] = Counter()
    keys = list(of_article)
    random.shuffle(keys)
    for source, name in keys:
        paragraphs = list(of_article[source, name].items())
        for first in range(0, len(paragraphs), _PARAGRAPHS):
            if count[source] >= _MOST.get(source, 0):
                continue
            article_id, body, questions = f"{source}-{len(count)}-{count[source]}", "", []
            for text, items in paragraphs[first : first + _PARAGRAPHS]:
                off = len(body)
                body += f"{text}\n\n"
                for item in items:
                    gold = tuple((article_id, off + start, off + end) for start, end in item.answers)
                    questions.append(Question(source, item.question, gold, beside=article_id))
            count[source] += len(questions)
            title = unquote(name) if source in ("squad", "new_wiki") else re.split(r"(?<=[.!?])\s", body)[0][:70]
            yield [_article(article_id, title, body.rstrip())], questions


def _sections(folder: Path, known: frozenset[str]) -> Iterator[tuple[list[Article], list[Question]]]:
    """Yield SelQA's sections, whose questions use other words than the sentences that answer them."""
    for number, item in enumerate(selqa(folder)):
        if plain(item.question) not in known and len(item.text) <= _LONGEST_SECTION and len(item.answers) == 1:
            article_id = f"selqa-{number}"
            gold = ((article_id, *item.answers[0]),)
            asked = Question("selqa", item.question, gold, beside=article_id, whole=True)
            yield [_article(article_id, item.title, item.text)], [asked]


def _hops(folder: Path, known: frozenset[str]) -> Iterator[tuple[list[Article], list[Question]]]:
    """Yield HotpotQA's articles, each question with the sentences that answer it together."""
    lines = [line for path in sorted(folder.glob("*.json")) for line in path.read_text("utf-8").splitlines()]
    rows = {row["question"].strip(): row for row in map(json.loads, lines)}
    for number, (question, row) in enumerate(rows.items()):
        if plain(question) in known or _BROKEN.search(row["knowledge"]):
            continue
        told = _told(row["knowledge"])
        answer = str(row["right_answer"]).strip()
        needed = _needed(question, answer, [(title, one) for title, sentences in told for one in sentences])
        if not 1 <= len(told) <= 3 or len(dict(told)) < len(told) or not needed:
            continue
        articles, places = [], {}
        for part, (title, sentences) in enumerate(told):
            article_id, body = f"hotpot-{number}-{part}", ""
            for sentence in sentences:
                places[sentence] = (article_id, len(body), len(body) + len(sentence))
                body += f"{sentence} "
            articles.append(_article(article_id, title, body.rstrip()))
        gold = tuple(places[sentence] for sentence in needed)
        yield articles, [Question("hotpot", question, gold, beside=articles[-1].id, whole=True, answer=answer)]


def _told(text: str) -> list[tuple[str, list[str]]]:
    articles = []
    for part in _NEXT_ARTICLE.sub("\0", text.strip()).split("\0"):
        sentences = [part[start:end] for start, end in sentences_of(part)]
        if sentences:
            name = _NAME_IN_FRONT.match(sentences[0])
            title = name[1].strip(' ,("“”') if name else ""
            articles.append((title or sentences[0][:30], sentences))
    return articles


def _needed(question: str, answer: str, said: list[tuple[str, str]]) -> list[str]:
    """Return the sentences that answer, from different articles, the one with the answer first; [] if none has it."""
    asked = _content_words(question)

    def shared(one: tuple[str, str]) -> int:
        return len(_content_words(one[1]) & asked)

    if len({sentence for _, sentence in said}) < len(said):
        return []
    if answer.lower() in ("yes", "no"):
        titles = list(dict.fromkeys(title for title, _ in said))[:2]
        sides = [max((one for one in said if one[0] == title), key=shared) for title in titles]
        return [sentence for _, sentence in sides] if len(sides) > 1 else []
    holding = [one for one in said if answer.lower() in one[1].lower()]
    if not holding:
        return []
    first = max(holding, key=shared)
    elsewhere = [one for one in said if one[0] != first[0]]
    if elsewhere:
        other = max(elsewhere, key=shared)
        compared = answer.lower() in question.lower()
        if compared or shared(other) > 1:
            return [first[1], other[1]]
    return [first[1]]


def _content_words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.lower()) if word not in _STOP}
