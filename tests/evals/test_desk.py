"""The desk's questions are well formed, and where their articles are at hand each gold is a sentence of them."""

import json
import shutil
from collections import Counter
from pathlib import Path

import pytest

from evals.datasets import open_dataset

ROOT = Path(__file__).parents[2]
QUESTIONS = ROOT / "evals" / "desk" / "questions" / "questions.jsonl"
ARTICLES = ROOT.parent / "shared" / "data" / "multihop_rag" / "articles.jsonl"


def rows():
    return [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]


def test_each_question_is_asked_once_and_none_copies_an_article():
    asked = [row["question"].casefold() for row in rows()]
    assert len(set(asked)) == len(asked) >= 100
    assert all("sentence" not in gold for row in rows() for gold in row.get("gold", ()))


def test_the_kinds_are_what_people_ask():
    count = Counter(row["kind"] for row in rows())
    assert {"who", "what", "when", "where", "why", "how", "number", "yes_no", "list", "keywords"} <= set(count)
    assert count["not_in_articles"] == sum(not row.get("answerable", True) for row in rows()) > 0


@pytest.mark.skipif(not ARTICLES.is_file(), reason="the articles of MultiHop-RAG are not beside this checkout")
def test_gold_is_a_sentence_that_holds_an_accepted_answer(tmp_path):
    folder = tmp_path / "desk"
    shutil.copytree(QUESTIONS.parent, folder / "questions")
    (folder / "articles").mkdir()
    shutil.copy(ARTICLES, folder / "articles")
    cases = open_dataset(str(folder)).cases
    answered = [case for case in cases if case.answers and case.kind not in {"yes_no", "which_of_two"}]
    held = [any(a.lower() in g.quote.lower() for g in case.gold for a in case.answers) for case in answered]
    assert sum(held) >= 0.95 * len(held)
