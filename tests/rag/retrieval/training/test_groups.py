"""What the embedder learns from: the right sentence for each question, retellings marked, nothing that is measured."""

import json
import random

import pytest

from index.articles import Article
from rag.reader.training.sets import plain, questions_below
from rag.retrieval.training import groups as module
from rag.retrieval.training.groups import group_of, main, of_sets, of_stories
from rag.writing.adapters.training.sets import Question
from rag.writing.adapters.training.stories import told

STORIES = 25
POOL = Article(
    id="pool",
    title="Pool stays open",
    text="The town keeps its pool. A ticket costs four crowns. Swimmers cheered.",
    original="",
    source="Daily Ledger",
    published_at="2023-07-22",
)
PARAGRAPHS = (
    "The lighthouse on Gull Rock was built in 1871. Its lamp burned whale oil. It was automated in 1962.",
    "Ada Brink kept the lamp for forty years. She left it only once, for her sister's wedding in Tarn.",
)


@pytest.fixture(scope="module")
def stories():
    return [*of_stories(most=STORIES)]


@pytest.fixture
def sets(tmp_path):
    """Return a folder of sets with one article of two paragraphs and two questions."""
    asked = (("When was the lighthouse built?", "1871"), ("Where was the wedding?", "Tarn"))
    paragraphs = [
        {
            "context": text,
            "qas": [{"question": question, "answers": [{"text": said, "answer_start": text.index(said)}]}],
        }
        for text, (question, said) in zip(PARAGRAPHS, asked, strict=True)
    ]
    folder = tmp_path / "sets"
    for name in ("squad", "selqa", "hotpot"):
        (folder / name).mkdir(parents=True)
    data = {"data": [{"title": "Gull_Rock", "paragraphs": paragraphs}]}
    (folder / "squad" / "new_wiki.json").write_text(json.dumps(data), encoding="utf-8")
    return folder


def place(text, *, article=POOL):
    start = article.text.index(text)
    return article.id, start, start + len(text)


def asks(text, *said, article=POOL, before=""):
    gold = tuple(place(each, article=article) for each in said)
    return Question("a set", text, gold, beside=article.id, before=before)


def sentence(group, at):
    passage, number = at
    start, end = group["passages"][passage]["sentences"][number]
    return group["passages"][passage]["text"][start:end]


def answers(group):
    """Return for each question the sentences that answer it."""
    return {each["question"]: [sentence(group, at) for at in each["gold"]] for each in group["questions"]}


def test_a_question_of_a_story_has_the_sentences_that_answer_it(stories):
    random.seed(0)  # as of the first telling
    count = 0
    for group, (articles, questions) in zip(stories[:STORIES], told(STORIES), strict=True):
        texts = {article.id: article.text for article in articles}
        wanted = {
            question.text: [texts[at][start:end] for at, start, end in question.gold]
            for question in questions
            if question.gold and not question.before
        }
        found = answers(group)
        assert found.keys() == wanted.keys()
        for question, said in found.items():
            # A sentence of a story may be two of the index, of which the first stands for it.
            assert all(any(whole.startswith(each) for whole in wanted[question]) for each in said)
            assert len(said) == len(wanted[question])
            count += 1
    assert count > 10 * STORIES / 2


def test_each_story_is_told_three_times_with_other_names_and_says_which_it_is(stories):
    tellings = {}
    for group in stories:
        tellings.setdefault(group["story"], []).append(group)
    assert sorted(tellings) == [*range(STORIES)]
    for told_again in tellings.values():
        assert len(told_again) == 3
        assert len({len(group["questions"]) for group in told_again}) == 1
        headers = [{passage["text"].split("\n")[0] for passage in group["passages"]} for group in told_again]
        assert not headers[0] & headers[1] and not headers[1] & headers[2]


def test_a_passage_is_the_text_that_is_embedded_with_its_header():
    group = group_of([POOL], [asks("What does a ticket cost?", "four crowns")])
    (passage,) = group["passages"]
    assert passage["text"] == f"Pool stays open. Daily Ledger. 2023-07-22.\n{POOL.text}"
    said = [passage["text"][start:end] for start, end in passage["sentences"]]
    assert said == ["The town keeps its pool.", "A ticket costs four crowns.", "Swimmers cheered."]


def test_the_place_of_an_answer_is_its_sentence_in_whichever_article_and_passage_that_is():
    many = " ".join(f"Lane {number} was swum by its club for a whole day in spring." for number in range(60))
    long = Article(id="long", title="Lanes", text=f"{many} The last towel was blue.", original="")
    questions = [asks("Which colour had the towel?", "blue", article=long), asks("What is a ticket?", "four", "crowns")]
    group = group_of([POOL, long], questions)
    assert len(group["passages"]) > 3
    assert answers(group) == {
        "Which colour had the towel?": ["The last towel was blue."],
        "What is a ticket?": ["A ticket costs four crowns."],
    }
    assert group["questions"][0]["gold"][0][0] == len(group["passages"]) - 1


def test_what_has_no_answer_or_leans_on_another_question_is_not_learned_from():
    unanswered, leaning = asks("Who paid?"), asks("And how much?", "four crowns", before="What is sold?")
    assert group_of([POOL], [unanswered, leaning]) is None
    group = group_of([POOL], [unanswered, asks("Who cheered?", "Swimmers"), leaning])
    assert [*answers(group)] == ["Who cheered?"]


def test_what_a_set_asks_of_one_article_stands_together(sets):
    (group,) = of_sets(sets)
    assert group["story"] is None
    assert answers(group) == {
        "When was the lighthouse built?": ["The lighthouse on Gull Rock was built in 1871."],
        "Where was the wedding?": ["She left it only once, for her sister's wedding in Tarn."],
    }


def test_a_measured_question_of_a_set_is_left_out(sets, tmp_path):
    measured = tmp_path / "measured" / "deep"
    measured.mkdir(parents=True)
    (measured / "questions.jsonl").write_text('{"question": "when was the Lighthouse built"}\n', encoding="utf-8")
    (group,) = of_sets(sets, questions_below(tmp_path / "measured"))
    assert [*answers(group)] == ["Where was the wedding?"]


def test_a_measured_question_of_a_story_is_left_out_of_the_telling_that_asks_it(stories):
    known = plain(stories[0]["questions"][0]["question"])
    left = [plain(each["question"]) for group in of_stories(frozenset((known,)), most=1) for each in group["questions"]]
    assert left and known not in left


def test_the_file_has_the_groups_of_stories_and_sets_without_what_stands_in_any_held_out_folder(
    sets, tmp_path, monkeypatch
):
    questions = [asks("What does a ticket cost?", "four crowns"), asks("Who cheered?", "Swimmers")]
    monkeypatch.setattr(module, "told", lambda most: iter([([POOL], questions)]))
    held_out = [tmp_path / "one", tmp_path / "two"]
    for folder, question in zip(held_out, ("Who cheered?", "Where was the wedding?"), strict=True):
        folder.mkdir()
        (folder / "q.jsonl").write_text(json.dumps({"question": question}) + "\n", encoding="utf-8")
    main(sets, tmp_path / "groups.jsonl", held_out=held_out)
    groups = [json.loads(line) for line in (tmp_path / "groups.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [group["story"] for group in groups] == [0, 0, 0, None]
    assert [[*answers(group)] for group in groups] == [["What does a ticket cost?"]] * 3 + [
        ["When was the lighthouse built?"]
    ]
