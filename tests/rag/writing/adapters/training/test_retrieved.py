"""Pages of public questions: right answers stay right when sentences are taken out, and refusals are true."""

import json
import random
import re

import pytest

from rag.reader.training.sets import plain
from rag.writing.adapters.training import gather
from rag.writing.adapters.training import pages as writing_pages
from rag.writing.adapters.training.retrieved import Pages
from rag.writing.adapters.training.sets import Question, read
from rag.writing.adapters.training.stories import told
from rag.writing.prompt import NO_ANSWER

TEXT = "The mill at Orne opened in 1871. Anna Reyes ran it for nine years. It was sold to a bank."
QUESTIONS = {"When did the mill at Orne open?": "1871", "Who ran the mill?": "Anna Reyes", "Who bought it?": "a bank"}
HOP = {
    "knowledge": "Tom Barlow was born in Tarn.Tarn is a town on the Ister.",
    "question": "On what river does the town lie where Tom Barlow was born?",
    "right_answer": "the Ister",
}
SELECTED = {
    "article": "Orne",
    "section": "Mills",
    "question": "Who had the place after Reyes?",
    "candidates": ["The mill was old.", "A bank bought it."],
    "answers": [1],
}


@pytest.fixture
def sets(tmp_path):
    """The folder of the sets: one paragraph in SQuAD's format, one section of SelQA, one question of HotpotQA."""
    asked = [
        {"question": question, "answers": [{"text": answer, "answer_start": TEXT.index(answer)}]}
        for question, answer in QUESTIONS.items()
    ]
    filler = " ".join(f"Article {n} of this set is about nothing that is asked in it." for n in range(40))
    paragraphs = [{"context": TEXT, "qas": asked}]
    wiki = [
        {
            "context": filler,
            "qas": [
                {"question": "What is it?", "answers": [{"text": "nothing", "answer_start": filler.index("nothing")}]}
            ],
        }
    ]
    files = {
        "squad/squad.json": {"data": [{"title": "Orne_Mill", "paragraphs": paragraphs}]},
        "squad/new_wiki.json": {"data": [{"title": "Nothing", "paragraphs": wiki}]},
        "selqa/dev.json": [SELECTED],
        "hotpot/qa_one-turn_data.json": HOP,
    }
    folder = tmp_path / "sets"
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content), encoding="utf-8")
    return folder


def test_each_set_is_read_as_articles_and_the_places_that_answer(sets):
    articles, questions = read(sets, frozenset())
    texts = {article.id: article.text for article in articles}
    said = {question.text: [texts[place[0]][place[1] : place[2]] for place in question.gold] for question in questions}
    assert said == {
        **{question: [answer] for question, answer in QUESTIONS.items()},
        SELECTED["question"]: ["A bank bought it."],
        HOP["question"]: ["Tarn is a town on the Ister.", "Tom Barlow was born in Tarn."],
        "What is it?": ["nothing"],
    }
    assert {article.title for article in articles} == {"Orne Mill", "Nothing", "Orne: Mills", "Tom Barlow", "Tarn"}


def test_questions_that_are_held_out_are_not_read(sets):
    _, questions = read(sets, frozenset([plain("WHO ran the mill?")]))
    assert "Who ran the mill?" not in [question.text for question in questions]


def found(*sentences):
    return [
        {
            "article_id": "a",
            "title": "Orne Mill",
            "source": "Sund Times",
            "published_at": None,
            "start": TEXT.index(sentence),
            "end": TEXT.index(sentence) + len(sentence),
            "quote": sentence,
        }
        for sentence in sentences
    ]


def pages(question, sentences):
    """Many pages of one question, made by chance."""
    asked = {
        text: Question("squad", text, (("a", TEXT.index(answer), TEXT.index(answer) + len(answer)),), beside="p")
        for text, answer in QUESTIONS.items()
    }
    texts = {place: TEXT[place[1] : place[2]] for one in asked.values() for place in one.gold}
    make = Pages(list(asked.values()), texts)
    random.seed(3)
    return [page for _ in range(60) if (page := make.page(asked[question], found(*sentences)))]


FIRST, SECOND, THIRD = (f"{sentence}." for sentence in TEXT.rstrip(".").split(". "))


def test_an_answer_is_cited_by_its_number_wherever_it_stands():
    for page in pages("Who ran the mill?", [FIRST, SECOND, THIRD]):
        for asked in page["asked"]:
            if asked["kind"] == "answered squad":
                number = next(line.split(" ")[0] for line in page["page"].splitlines() if line.endswith(SECOND))
                assert asked["answer"] == f"{SECOND} [{number}]"


def test_what_is_refused_the_page_does_not_say():
    refused = 0
    for page in pages("Who ran the mill?", [FIRST, SECOND, THIRD]):
        for asked in page["asked"]:
            question = asked["question"].removeprefix("Question: ")
            if asked["answer"] == NO_ANSWER and question in QUESTIONS:
                refused += 1
                assert QUESTIONS[question] not in page["page"]
    assert refused


def test_a_question_whose_sentence_was_not_found_has_no_answer():
    for page in pages("Who bought it?", [FIRST, SECOND]):
        [own] = [asked for asked in page["asked"] if asked["question"].endswith("Who bought it?")]
        assert own["answer"] == NO_ANSWER


def test_a_known_answer_is_given_where_all_its_sentences_were_found():
    places = tuple(("a", TEXT.index(sentence), TEXT.index(sentence) + len(sentence)) for sentence in (THIRD, SECOND))
    both = Question("story", "Who had it?", places, beside="s", whole=True, says="A bank. [1] Anna Reyes ran it. [2]")
    none = Question("story", "How old is Anna Reyes?", (), beside="s", whole=True, says=NO_ANSWER, before="Who had it?")
    make = Pages([both, none], {place: TEXT[place[1] : place[2]] for place in places})
    random.seed(3)
    assert make.page(both, found(FIRST, SECOND)) is None  # a part of it might be an answer
    pages = [page for _ in range(40) if (page := make.page(both, found(FIRST, SECOND, THIRD)))]
    asked = [each for page in pages for each in page["asked"]]
    own = {each["answer"] for each in asked if each["question"].endswith("Question: Who had it?")}
    assert own == {"A bank. [3] Anna Reyes ran it. [2]"}  # without them too little is left to ask anything of
    refused = {(each["question"], each["answer"]) for each in asked if each["question"].endswith("Reyes?")}
    assert refused == {("Earlier question: Who had it?\nQuestion: How old is Anna Reyes?", NO_ANSWER)}


def test_from_sets_to_pages_that_cite_what_they_show(sets, tmp_path, capsys):
    evidence, out = tmp_path / "evidence.jsonl", tmp_path / "pages.jsonl"
    gather.main(sets, evidence, held_out=None, read_again=1, stories=2)
    rows = [json.loads(line) for line in evidence.read_text(encoding="utf-8").splitlines()]
    of_stories = [row for row in rows if row["question"]["says"]]
    assert len(rows) - len(of_stories) == len(QUESTIONS) + 3 + 1  # one is asked again, with the reader
    assert len(of_stories) == sum(len(asked) for _, asked in told(2))
    assert all(row["evidence"] for row in rows)
    writing_pages.main(evidence, sets, out)
    asked = [
        (page["page"], each)
        for page in map(json.loads, out.read_text(encoding="utf-8").splitlines())
        for each in page["asked"]
    ]
    assert f"{len(asked):,} questions" in capsys.readouterr().out
    for shown, each in asked:
        numbers = set(re.findall(r"(?m)^(\d+) ", shown))
        assert set(re.findall(r"\[(\d+)\]", each["answer"])) <= numbers
        assert (each["answer"] == NO_ANSWER) == ("[" not in each["answer"])
