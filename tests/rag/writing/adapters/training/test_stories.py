"""The invented stories: every answer cites what is shown, and nothing is asked that was taken out."""

import json
import random
import re
from collections import Counter
from pathlib import Path

import pytest

from rag.writing.adapters.training import stories as module
from rag.writing.adapters.training.stories import stories, told
from rag.writing.prompt import NO_ANSWER

STORIES = [
    json.loads(line)
    for path in sorted(Path(module.__file__).with_name("stories").glob("*.jsonl"))
    for line in path.read_text("utf-8").splitlines()
]


@pytest.fixture(scope="module")
def pages():
    random.seed(1)
    return [*stories(2)]


def sentences(page):
    return {int(n): text for n, text in re.findall(r"(?m)^(\d+) (.+)$", page["page"])}


def test_each_story_is_told_in_slots_that_exist(pages):
    assert len(pages) == 2 * len(STORIES)
    texts = [page["page"] + "".join(asked["question"] + asked["answer"] for asked in page["asked"]) for page in pages]
    assert not [text for text in texts if re.search(r"[{}]", text)]


def test_as_articles_each_question_has_the_places_of_the_sentences_that_answer():
    random.seed(2)
    for story, (articles, questions) in zip(STORIES, told(), strict=True):
        texts = {article.id: article.text for article in articles}
        assert len(texts) == len(story["articles"]) and len(questions) == len(story["asked"])
        for question, asked in zip(questions, story["asked"], strict=True):
            said = [texts[place][start:end] for place, start, end in question.gold]
            assert len(said) == len({*re.findall(r"\[\d+\]", asked["a"])})
            assert bool(said) == (question.says != NO_ANSWER)
            assert all(text[-1:] in '.!?"”’' and text == text.strip() for text in said)
            assert bool(question.before) == (asked["kind"] == "follow-up")


def test_every_citation_is_of_a_sentence_that_is_shown(pages):
    for page in pages:
        shown = sentences(page)
        for asked in page["asked"]:
            cites = [int(n) for n in re.findall(r"\[(\d+)\]", asked["answer"])]
            assert set(cites) <= set(shown), asked
            assert bool(cites) == (asked["answer"] != NO_ANSWER), asked


def test_an_answer_says_little_that_its_sentences_do_not(pages):
    foreign = 0
    answered = [(page, asked) for page in pages for asked in page["asked"] if asked["answer"] != NO_ANSWER]
    for page, asked in answered:
        shown = sentences(page)
        said = set(re.findall(r"\d+", re.sub(r"\[\d+\]", "", asked["answer"])))
        cited = " ".join(shown[int(n)] for n in re.findall(r"\[(\d+)\]", asked["answer"]))
        foreign += bool(said - set(re.findall(r"\d+", cited)))
    assert foreign / len(answered) < 0.02


def test_a_question_whose_sentence_was_left_out_has_no_answer(pages):
    left_out = [asked for page in pages for asked in page["asked"] if asked["kind"] == "story, left out"]
    assert left_out
    assert {asked["answer"] for asked in left_out} == {NO_ANSWER}


def test_some_three_in_ten_have_no_answer_and_every_kind_is_asked(pages):
    kinds = Counter(asked["kind"] for page in pages for asked in page["asked"])
    answers = [asked["answer"] for page in pages for asked in page["asked"]]
    assert 0.2 < answers.count(NO_ANSWER) / len(answers) < 0.5
    assert {f"story, {kind}" for story in STORIES for kind in [each["kind"] for each in story["asked"]]} <= set(kinds)
