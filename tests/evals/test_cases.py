"""Cases: what is wrong in our own form is named with file and line; samples are nested; hashes tell sets apart."""

import json
from dataclasses import replace

import pytest

from evals.cases import Case, Dataset
from evals.datasets import open_dataset
from evals.errors import DatasetError

SENTENCE = "It approved the harbour bridge by nine votes to four."
QUESTION = {
    "id": "vote",
    "question": "How did the council vote?",
    "kind": "plain",
    "answers": ["nine to four"],
    "gold": [{"article": "bridge", "sentence": SENTENCE}],
}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "articles").mkdir()
    (tmp_path / "questions").mkdir()
    (tmp_path / "articles" / "bridge.md").write_text(
        f"---\ntitle: Bridge approved\nsource: The Ledger\ndate: 2024-05-04\n---\nThe council met. {SENTENCE}\n"
    )
    (tmp_path / "articles" / "README.md").write_text("No article.\n")
    return tmp_path


def load(folder, *questions):
    text = "".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in questions)
    (folder / "questions" / "q.jsonl").write_text(text)
    return open_dataset(str(folder))


def test_a_folder_in_our_form_is_a_set_of_its_own(folder):
    dataset = load(folder, QUESTION)
    [case], [article] = dataset.cases, dataset.articles
    assert (article.id, article.source, article.published_day) == ("bridge", "The Ledger", "2024-05-04")
    assert article.text[case.gold[0].start : case.gold[0].end] == SENTENCE
    assert (case.answerable, case.as_of, case.history) == (True, None, ())


def test_history_parts_and_day_are_kept(folder):
    history = [{"role": "user", "content": "What is Skerrin?"}, {"role": "assistant", "content": "A town."}]
    dataset = load(folder, QUESTION | {"history": history, "parts": [["nine"], ["four"]], "as_of": "2024-06-01"})
    [case] = dataset.cases
    assert (list(case.history), case.parts, case.as_of) == (history, (("nine",), ("four",)), "2024-06-01")


def test_a_byte_order_mark_before_the_first_question_is_no_part_of_it(folder):
    assert [case.id for case in load(folder, "\ufeff" + json.dumps(QUESTION)).cases] == ["vote"]


def test_gold_may_be_told_by_its_characters(folder):
    [case] = load(folder, QUESTION).cases
    [gold] = case.gold
    place = {"article": "bridge", "start": gold.start, "end": gold.end}
    assert load(folder, QUESTION | {"gold": [place]}).cases[0].gold == (gold,)


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ("{", "Invalid JSON"),
        ('{"id": "x"}', "question: Field required"),
        (QUESTION | {"answer": "typo"}, "answer: Extra inputs"),
        (QUESTION, "the id 'vote' is taken by .*q.jsonl:1"),
        (QUESTION | {"id": "b", "gold": [{"article": "ferry", "sentence": SENTENCE}]}, "no article has the id 'ferry'"),
        (QUESTION | {"id": "b", "gold": [{"article": "bridge", "sentence": "It did not."}]}, '"It did not." is not in'),
        (QUESTION | {"id": "b", "gold": []}, "has no gold sentence"),
        (QUESTION | {"id": "b", "gold": [{"article": "bridge"}]}, "neither a sentence of 'bridge' nor characters"),
        (
            QUESTION | {"id": "b", "gold": [{"article": "bridge", "start": 0, "end": 9999}]},
            "nor characters that it has",
        ),
        (QUESTION | {"id": "b", "answerable": False}, "is not answerable but has answers"),
        (QUESTION | {"id": "b", "as_of": "June"}, "as_of is 'June'"),
        (QUESTION | {"id": "b", "as_of": "2025-02-31"}, "as_of is '2025-02-31'"),
        (QUESTION | {"id": "b", "as_of": "20250701"}, "as_of is '20250701'"),
    ],
    ids=[
        "malformed",
        "missing",
        "misspelt",
        "duplicate",
        "article",
        "sentence",
        "no gold",
        "no place",
        "past the end",
        "contradiction",
        "day",
        "day that is none",
        "day in another form",
    ],
)
def test_what_is_wrong_is_one_line_with_file_and_line(folder, second, said):
    with pytest.raises(DatasetError, match=said) as raised:
        load(folder, QUESTION, second)
    assert "q.jsonl:2" in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_set_without_questions_or_with_an_unreadable_article_is_refused(folder):
    with pytest.raises(DatasetError, match="there is no question"):
        load(folder)
    (folder / "articles" / "picture.md").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    with pytest.raises(DatasetError, match=r"picture\.md"):
        load(folder, QUESTION)


def numbered(count):
    return Dataset(name="n", licence="", cases=tuple(Case(id=str(i), question="?", kind="k") for i in range(count)))


def test_samples_are_drawn_by_seed_in_order_and_the_larger_holds_the_smaller():
    dataset = numbered(50)
    few, more = dataset.sample(5, seed=1).cases, dataset.sample(20, seed=1).cases
    assert len(few) == 5
    assert set(few) <= set(more)
    assert [int(case.id) for case in more] == sorted(int(case.id) for case in more)
    assert dataset.sample(5, seed=2).cases != few
    assert dataset.sample(None, seed=1).cases == dataset.sample(99, seed=1).cases == dataset.cases


def test_two_cases_of_one_id_are_refused():
    with pytest.raises(DatasetError, match="1 ids stand for several cases, such as '0'"):
        replace(numbered(2), cases=(*numbered(2).cases, *numbered(1).cases))


def test_hashes_change_with_what_they_are_of(folder):
    one = load(folder, QUESTION)
    other = load(folder, QUESTION | {"answers": ["9 to 4"]})
    assert one.articles_hash == other.articles_hash
    assert one.cases_hash != other.cases_hash
    (folder / "articles" / "ferry.md").write_text("The ferry stops in June.\n")
    assert open_dataset(str(folder)).articles_hash != one.articles_hash
