"""Our own questions and articles keep what they promise (evals/articles/README.md)."""

import json
import re
from collections import Counter
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from evals.datasets import ours
from evals.datasets.ours import RED_TEAM
from evals.measures.answers import containment, normalize
from index.sentences import split

EVALS = Path(__file__).parents[2] / "evals"
LEAST = {
    "plain": 12,
    "paraphrased": 12,
    "out_of_collection": 12,
    "multi_article": 6,
    "comparison": 6,
    "before_after": 6,
    "follow_up": 6,
    "false_premise": 6,
}
LINES = [
    json.loads(line)
    for path in sorted((EVALS / "questions").glob("*.jsonl"))
    if path.name != RED_TEAM
    for line in path.read_text(encoding="utf-8").splitlines()
]
by_id = pytest.mark.parametrize("line", LINES, ids=[line["id"] for line in LINES])

_LITTLE_WORDS = frozenset(
    "a an the of in on at to for and or is are was were be been do does did what which who how why when with by from "
    "his her their it its he she they as that this after before because any has have had not no than more most much "
    "many so one other some".split()
)


@pytest.fixture(scope="module")
def dataset():
    return ours.load()


@pytest.fixture(scope="module")
def articles(dataset):
    return {article.id: article for article in dataset.articles}


@pytest.fixture(scope="module")
def sentences(articles):
    return {name: {article.text[start:end] for start, end in split(article.text)} for name, article in articles.items()}


def content_stems(text):
    words = (word for word in re.findall(r"[a-z]+", text.lower()) if word not in _LITTLE_WORDS)
    return {re.sub(r"(ing|ed|es|s)$", "", word) for word in words}


def test_every_kind_has_enough_questions():
    counts = Counter(line["kind"] for line in LINES)
    assert set(counts) == set(LEAST)
    assert {kind: n for kind, n in counts.items() if n < LEAST[kind]} == {}


def test_ids_and_questions_are_unique_but_for_the_day_they_are_asked():
    assert len({line["id"] for line in LINES}) == len(LINES)
    asked = Counter((line["question"], line.get("as_of"), json.dumps(line.get("history"))) for line in LINES)
    assert [question for question, n in asked.items() if n > 1] == []


def test_all_questions_load_as_cases(dataset):
    assert [case.id for case in dataset.cases] == [line["id"] for line in LINES]


@by_id
def test_each_gold_sentence_is_a_sentence_of_its_article(line, sentences):
    assert [gold for gold in line["gold"] if gold["sentence"] not in sentences[gold["article"]]] == []


@by_id
def test_answers_stand_in_gold_or_a_note_says_why_not(line):
    if not line["answerable"]:
        assert line["gold"] == []
        assert line["answers"] == []
        assert line["note"]
        return
    said = " ".join(normalize(gold["sentence"]) for gold in line["gold"])
    parts = line.get("parts") or [line["answers"]]
    assert all(parts)
    assert all(containment(said, forms) for forms in parts) or line.get("note"), line["id"]


def test_no_article_published_after_the_day_of_asking_is_gold(articles):
    dated = [line for line in LINES if "as_of" in line]
    assert len(dated) >= 2
    for line in dated:
        assert all(articles[gold["article"]].published_day <= line["as_of"] for gold in line["gold"]), line["id"]


def test_paraphrased_questions_share_no_content_word_with_their_gold():
    shared = {
        line["id"]: content_stems(line["question"]) & content_stems(gold["sentence"])
        for line in LINES
        if line["kind"] == "paraphrased"
        for gold in line["gold"]
    }
    assert {case: words for case, words in shared.items() if words} == {}


def test_multi_article_questions_need_more_than_one_article():
    for line in LINES:
        if line["kind"] == "multi_article":
            assert len({gold["article"] for gold in line["gold"]}) > 1, line["id"]


def test_follow_ups_come_after_an_asked_and_an_answered_turn():
    for line in LINES:
        turns = [turn["role"] for turn in line.get("history", [])]
        assert turns == ["user", "assistant"] * (len(turns) // 2)
        assert bool(turns) == (line["kind"] == "follow_up"), line["id"]


def test_false_premises_and_unanswerable_questions_say_how_they_were_decided():
    assert [line["id"] for line in LINES if line["kind"] == "false_premise" and not line.get("note")] == []


def test_the_press_has_many_outlets_and_more_than_a_year(articles):
    press = [article for article in articles.values() if article.source != "" and "_" not in article.id]
    days = sorted(article.published_day for article in press)
    assert len(press) == 18
    assert len({article.source for article in press}) >= 5
    assert (days[0][:7], days[-1][:7]) == ("2024-03", "2025-05")


def test_the_press_is_marked_as_fiction_and_listed():
    readme = (EVALS / "articles" / "README.md").read_text(encoding="utf-8")
    assert "Everything in this folder is fiction" in readme
    for path in (EVALS / "articles").glob("*.md"):
        if path.stem != "README":
            head = path.read_text(encoding="utf-8").split("---\n")[1]
            fields = dict(line.split(": ", 1) for line in head.splitlines())
            assert fields["fiction"] == "true"
            assert fields["id"] == path.stem
            assert f"| `{path.stem}` | {fields['source']} | {fields['published_at']} |" in readme


def test_the_agency_text_was_run_twice_with_small_differences(articles):
    post, courier = (articles[name].text for name in ("dock-strike-post", "dock-strike-courier"))
    assert post != courier
    assert SequenceMatcher(None, post, courier, autojunk=False).ratio() > 0.75


def test_the_planned_contradiction_and_the_corrections_are_there(articles):
    assert "210,000 households" in articles["blackout-courier"].text
    assert "260,000 households" in articles["blackout-nine"].text
    flood = [articles[f"thessel-flood-{part}"].text for part in ("first", "later", "corrected")]
    for figures in (("three people", "five people", "Four people"), ("1,200", "3,400", "3,150"), ("6.2", "7.1", "6.9")):
        assert all(figure in text for figure, text in zip(figures, flood, strict=True))


def test_the_savings_in_the_list_add_up_to_the_gap(articles):
    amounts = re.findall(r"^\W*[A-Z].*: ([\d.]+) million florins$", articles["council-savings"].text, re.MULTILINE)
    assert len(amounts) == 6
    assert round(sum(map(float, amounts)), 1) == 14.6
