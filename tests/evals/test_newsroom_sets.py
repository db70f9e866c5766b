"""The questions on real news are well formed, and where their articles are at hand each gold is a sentence of them."""

import json
import shutil
from collections import Counter
from itertools import chain
from pathlib import Path

import pytest

from evals.datasets import open_dataset

ROOT = Path(__file__).parents[2]
ARTICLES = ROOT.parent / "shared" / "data" / "multihop_rag" / "articles.jsonl"
KINDS = {
    "desk": {"who", "what", "when", "where", "why", "how", "number", "yes_no", "list", "keywords", "not_in_articles"},
    "talks": {"list", "list_none", "said", "said_none", "talk_first", "talk_follow", "talk_change", "talk_none"},
}


def questions(name):
    return ROOT / "evals" / name / "questions"


def rows(name):
    files = sorted(questions(name).glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("name", KINDS)
def test_each_question_is_asked_once_and_none_copies_an_article(name):
    asked = [row["question"].casefold() for row in rows(name) if "history" not in row]
    assert len(set(asked)) == len(asked) >= 100
    assert all("sentence" not in gold for row in rows(name) for gold in row.get("gold", ()))


@pytest.mark.parametrize("name", KINDS)
def test_the_kinds_are_what_people_ask(name):
    count = Counter(row["kind"] for row in rows(name))
    assert KINDS[name] <= set(count)
    unanswerable = {row["kind"] for row in rows(name) if not row.get("answerable", True)}
    assert unanswerable == {kind for kind in count if kind.endswith(("none", "not_in_articles"))}


@pytest.mark.skipif(not ARTICLES.is_file(), reason="the articles of MultiHop-RAG are not beside this checkout")
@pytest.mark.parametrize("name", KINDS)
def test_gold_is_a_sentence_that_holds_an_accepted_answer(tmp_path, name):
    folder = tmp_path / name
    shutil.copytree(questions(name), folder / "questions")
    (folder / "articles").mkdir()
    shutil.copy(ARTICLES, folder / "articles")
    cases = open_dataset(str(folder)).cases
    answered = [case for case in cases if case.gold and case.kind not in {"yes_no", "which_of_two"}]
    forms = [case.answers or tuple(chain.from_iterable(case.parts)) for case in answered]
    held = [
        any(form.lower() in gold.quote.lower() for gold in case.gold for form in accepted)
        for case, accepted in zip(answered, forms, strict=True)
    ]
    assert sum(held) >= 0.95 * len(held)
