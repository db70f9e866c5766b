"""The stories keep what their README promises: enough of each kind, and none that a writer learns from."""

import json
from collections import Counter
from pathlib import Path

import pytest

from evals.datasets import open_dataset
from index.sentences import split

ROOT = Path(__file__).parents[2]
LEARNED_FROM = ROOT / "rag" / "writing" / "adapters" / "training" / "stories"


@pytest.fixture(scope="module")
def stories():
    return open_dataset(str(ROOT / "evals" / "stories"))


def test_each_kind_is_asked_enough(stories):
    count = Counter(case.kind for case in stories.cases)
    assert len(count) == 10
    assert min(count.values()) >= 40
    assert sum(not case.answerable for case in stories.cases) >= len(stories.cases) / 4


def test_what_answers_stands_in_the_articles(stories):
    texts = {article.id: article.text for article in stories.articles}
    for case in stories.cases:
        assert bool(case.gold) == case.answerable
        assert all(texts[gold.article_id][gold.start : gold.end] == gold.quote for gold in case.gold)


def test_a_follow_up_has_what_it_follows(stories):
    assert all(bool(case.history) == (case.kind == "follow_up") for case in stories.cases)


def test_none_of_them_is_learned_from(stories):
    learned = {
        sentence
        for path in LEARNED_FROM.glob("*.jsonl")
        for line in path.read_text(encoding="utf-8").splitlines()
        for article in json.loads(line)["articles"]
        for sentence in article["sentences"]
    }
    asked_of = {article.text[span.start : span.end] for article in stories.articles for span in split(article.text)}
    assert learned
    assert learned.isdisjoint(asked_of)
