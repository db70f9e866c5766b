"""Every public format is told by its files and read whole; what is wrong is named with file and line."""

import json
from pathlib import Path

import pytest

from evals.datasets import open_dataset
from evals.datasets.records import records, whole
from evals.errors import DatasetError

SHARED = Path(__file__).parents[3] / "shared" / "data"
FACT = "The council of Skerrin approved the harbour bridge by nine votes to four."
BODY = f"Skerrin, Tuesday. {FACT} Work begins in spring."


def lines(*records):
    return "".join(json.dumps(record) + "\n" for record in records)


def folder_of(tmp_path, **files):
    """Write files given by name ("qrels__test.tsv" for qrels/test.tsv) and return their folder."""
    for name, content in files.items():
        path = tmp_path / "set" / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return str(tmp_path / "set")


def quoted(gold, dataset):
    [text] = [article.text for article in dataset.articles if article.id == gold.article_id]
    assert text[gold.start : gold.end] == gold.quote
    return gold.quote


def test_multihop_rag_in_its_own_layout(tmp_path):
    corpus = [
        {
            "title": "Bridge",
            "author": "A",
            "source": "The Ledger",
            "published_at": "2024-05-04T10:00:00+00:00",
            "category": "news",
            "url": "https://example.com/bridge",
            "body": BODY,
        },
        {
            "title": "Ferry",
            "source": "The Post",
            "published_at": "2024-05-05",
            "url": "https://example.com/ferry",
            "body": "The ferry stops in June.",
        },
    ]
    questions = [
        {
            "query": "How did it vote?",
            "answer": "nine to four",
            "question_type": "inference_query",
            "evidence_list": [
                {"title": "Bridge", "url": "https://example.com/bridge", "fact": FACT.replace(" of ", "\n of ")}
            ],
        },
        {
            "query": "Who swam?",
            "answer": "Insufficient information.",
            "question_type": "null_query",
            "evidence_list": [],
        },
    ]
    dataset = open_dataset(folder_of(tmp_path, **{"corpus.json": corpus, "MultiHopRAG.json": questions}))
    first, second = dataset.cases
    assert (dataset.name, len(dataset.articles)) == ("multihop_rag", 2)
    assert (first.kind, first.answers, quoted(first.gold[0], dataset)) == ("inference", ("nine to four",), FACT)
    assert (second.kind, second.answerable, second.answers, second.gold) == ("null", False, (), ())
    assert dataset.articles[0].published_day == "2024-05-04"


def test_multihop_rag_a_line_each_and_a_fact_that_stands_nowhere_is_noted(tmp_path):
    folder = folder_of(
        tmp_path,
        **{
            "articles.jsonl": lines(
                {"id": "m-1", "title": "Bridge", "source": "L", "published_at": None, "body": BODY}
            ),
            "questions.jsonl": lines(
                {
                    "id": "q1",
                    "question": "?",
                    "answer": "yes",
                    "question_type": "comparison_query",
                    "evidence": [{"doc_id": "m-1", "fact": "It was never said."}],
                }
            ),
        },
    )
    dataset = open_dataset(folder)
    [case] = dataset.cases
    assert (case.id, case.gold[0].quote, case.gold[0].span) == ("q1", "It was never said.", None)
    assert dataset.notes == ("1 × gold facts that stand nowhere in their article, and so can never be found",)


def test_multihop_rag_an_unknown_article_is_named_with_its_line(tmp_path):
    folder = folder_of(
        tmp_path,
        **{
            "articles.jsonl": lines({"id": "m-1", "title": "Bridge", "source": "L", "body": BODY}),
            "questions.jsonl": lines(
                {
                    "id": "q1",
                    "question": "?",
                    "answer": "a",
                    "question_type": "t_query",
                    "evidence": [{"doc_id": "m-9", "fact": "x"}],
                }
            ),
        },
    )
    with pytest.raises(DatasetError, match=r"questions\.jsonl:1: a fact names the article 'm-9'"):
        open_dataset(folder)


def test_squad_in_its_own_layout(tmp_path):
    context = f"Skerrin is a town. {FACT} It has a ferry."
    questions = [
        {
            "id": "1",
            "question": "By how many votes?",
            "is_impossible": False,
            "answers": [{"text": "nine votes", "answer_start": context.index("nine votes")}],
        },
        {"id": "2", "question": "Who swam?", "is_impossible": True, "answers": [], "plausible_answers": []},
    ]
    dataset = open_dataset(
        folder_of(
            tmp_path,
            **{
                "dev-v2.0.json": {
                    "version": "v2.0",
                    "data": [{"title": "Skerrin_(town)", "paragraphs": [{"context": context, "qas": questions}]}],
                }
            },
        )
    )
    assert quoted(dataset.cases[0].gold[0], dataset) == FACT
    assert dataset.articles[0].title == "Skerrin (town)"
    assert [case.answerable for case in dataset.cases] == [True, False]


def test_squad_sampled_in_two_files_pools_equal_paragraphs(tmp_path):
    queries = {
        "queries": [{"id": "1", "context": BODY, "question": "a?"}, {"id": "2", "context": BODY, "question": "b?"}]
    }
    truth = {
        "1": {"answers": ["nine votes", "nine"], "is_impossible": False},
        "2": {"answers": [], "is_impossible": True},
    }
    dataset = open_dataset(folder_of(tmp_path, **{"queries.json": queries, "ground_truth.json": truth}))
    assert len(dataset.articles) == 1
    assert quoted(dataset.cases[0].gold[0], dataset) == FACT


def test_squad_an_answer_that_stands_nowhere_stops_the_run(tmp_path):
    queries = {"queries": [{"id": "1", "context": BODY, "question": "a?"}]}
    truth = {"1": {"answers": ["ten votes"], "is_impossible": False}}
    with pytest.raises(DatasetError, match="answer to 1 does not stand"):
        open_dataset(folder_of(tmp_path, **{"queries.json": queries, "ground_truth.json": truth}))


def test_clapnq(tmp_path):
    def line(id_, *outputs):
        return {
            "id": id_,
            "input": "how did it vote",
            "passages": [{"title": "Skerrin", "text": BODY, "sentences": []}],
            "output": list(outputs),
        }

    one = {"answer": "By nine to four.", "selected_sentences": [f"{FACT}&", "Not there .&"], "meta": {}}
    folder = folder_of(
        tmp_path,
        **{
            "clapnq_dev_answerable.jsonl": lines(line("1", one, {"answer": "Nine to four.", "selected_sentences": []})),
            "clapnq_dev_unanswerable.jsonl": lines(line(2, {"answer": None, "meta": None})),
        },
    )
    dataset = open_dataset(folder)
    answerable, unanswerable = dataset.cases
    assert answerable.answers == ("By nine to four.", "Nine to four.")
    assert quoted(answerable.gold[0], dataset) == FACT
    assert answerable.gold[1].span is None
    assert (unanswerable.id, unanswerable.answerable) == ("2", False)
    assert len(dataset.notes) == 1


def test_mtrag(tmp_path):
    def turn(speaker, text):
        return {"speaker": speaker, "text": text, "metadata": {}}

    def task(id_, label, contexts, *turns):
        return {
            "task_id": id_,
            "contexts": contexts,
            "input": list(turns),
            "targets": [turn("agent", "Nine to four.")],
            "Answerability": [label],
        }

    passage = {"document_id": "doc-1-20", "text": BODY, "title": "Bridge"}
    asked = (turn("user", "What is Skerrin?"), turn("agent", "A town."), turn("user", "How did it vote?"))
    folder = folder_of(
        tmp_path,
        **{
            "reference.jsonl": lines(
                task("a", "ANSWERABLE", [passage], *asked), task("b", "UNANSWERABLE", [], asked[0])
            )
        },
    )
    first, second = open_dataset(folder).cases
    assert first.question == "How did it vote?"
    assert first.history == (
        {"role": "user", "content": "What is Skerrin?"},
        {"role": "assistant", "content": "A town."},
    )
    assert (first.gold[0].article_id, first.gold[0].quote, first.needs_all) == ("doc-1-20", "", False)
    assert (second.answerable, second.answers, second.gold, second.kind) == (False, (), (), "unanswerable")


def test_wice(tmp_path):
    def claim(id_, label):
        return {
            "label": label,
            "supporting_sentences": [],
            "claim": "It was approved.",
            "evidence": ["One.", "Two."],
            "meta": {"id": id_},
        }

    dataset = open_dataset(
        folder_of(tmp_path, **{"claim__dev.jsonl": lines(claim("1", "supported"), claim("2", "partially_supported"))})
    )
    assert [(claim.supported, claim.kind, claim.cited) for claim in dataset.claims] == [
        (True, "supported", ("One.", "Two.")),
        (False, "partially supported", ("One.", "Two.")),
    ]


def test_rgb(tmp_path):
    folder = folder_of(
        tmp_path,
        **{
            "en.json": lines({"id": 0, "query": "not read", "answer": "x", "positive": ["p"], "negative": []}),
            "en_refine.json": lines(
                {
                    "id": 0,
                    "query": "When?",
                    "answer": [["2 May", "May 2"]],
                    "positive": ["On 2 May.", "It was May 2."],
                    "negative": ["In June."],
                }
            ),
            "en_int.json": lines(
                {
                    "id": 0,
                    "query": "Who and when?",
                    "answer": [["Brekke", "Ulla Brekke"], ["2 May"]],
                    "positive": [["Brekke did."], ["On 2 May."]],
                    "negative": [],
                }
            ),
            "en_fact.json": "",
        },
    )
    dataset = open_dataset(folder)
    noise, both = dataset.cases
    assert (noise.answers, noise.parts, len(noise.gold), noise.needs_all) == (("2 May", "May 2"), (), 2, False)
    assert (both.answers, both.parts) == (("Brekke, 2 May",), (("Brekke", "Ulla Brekke"), ("2 May",)))
    assert len(dataset.articles) == 4  # "On 2 May." is in both
    assert "en_fact.json is not read" in dataset.notes


def test_realtimeqa(tmp_path):
    def question(id_, **more):
        return {
            "question_id": id_,
            "question_date": "2022/06/16",
            "question_source": "CNN",
            "question_sentence": "Which show?",
            "choices": ["“Friends”", "“Squid Game”"],
            "answer": ["1"],
            "evidence": "",
        } | more

    found = [
        {
            "url": "https://example.com/a",
            "title": "Squid Game returns",
            "text": "It returns.",
            "authors": ["R. M."],
            "publish_date": "2022/06/12",
        },
        {"url": "https://example.com/b", "title": "Empty", "text": " ", "authors": [], "publish_date": None},
    ]
    folder = folder_of(
        tmp_path,
        **{
            "2022__20220617_qa.jsonl": lines(question("1"), question("9")),
            "2022__20220617-20220624_qa.jsonl": lines(question("1")),
            "2022__20220617_gcs.jsonl": lines(
                {"question_id": "1", "search_time": "2022/06/17/16:34", "search_result": found}
            ),
        },
    )
    dataset = open_dataset(folder)
    [case] = dataset.cases
    assert (case.answers, case.kind, case.gold) == (("Squid Game",), "CNN", ())
    assert (dataset.articles[0].published_at, dataset.articles[0].author) == ("2022-06-12", "R. M.")
    assert sorted(dataset.notes) == [
        "1 × questions left out because their week has no search results",
        "1 × texts without words, left out",
    ]


def test_realtimeqa_an_answer_that_is_no_choice_is_named_with_its_line(tmp_path):
    record = {
        "question_id": "1",
        "question_date": "2022/06/16",
        "question_source": "CNN",
        "question_sentence": "?",
        "choices": ["a"],
        "answer": ["4"],
    }
    folder = folder_of(
        tmp_path,
        **{"x_qa.jsonl": lines(record), "x_gcs.jsonl": lines({"question_id": "1", "search_result": []})},
    )
    with pytest.raises(DatasetError, match=r"x_qa\.jsonl:1: the answer is \('4',\)"):
        open_dataset(folder)


BEIR = {
    "corpus.jsonl": lines(
        {"_id": "d1", "title": "Bridge", "text": BODY}, {"_id": "d2", "title": "", "text": "The ferry stops."}
    ),
    "queries.jsonl": lines({"_id": "q1", "text": "bridge vote"}, {"_id": "q2", "text": "not judged"}),
}


@pytest.mark.parametrize(
    ("file", "judgements"),
    [
        ("qrels__test.tsv", "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t0\n"),
        ("qrels.txt", "q1 0 d1 2\nq1 0 d2 0\n"),
    ],
)
def test_beir_and_trec_judgements(tmp_path, file, judgements):
    [case] = open_dataset(folder_of(tmp_path, **BEIR, **{file: judgements})).cases
    assert (case.id, case.question) == ("q1", "bridge vote")
    assert [(gold.article_id, gold.grade) for gold in case.gold] == [("d1", 2)]


def test_trec_as_tables(tmp_path):
    folder = folder_of(
        tmp_path,
        **{"collection.tsv": f"d1\t{BODY}\n", "queries.tsv": "q1\tbridge vote\n", "qrels__dev.tsv": "q1\t0\td1\t1\n"},
    )
    dataset = open_dataset(folder)
    assert (dataset.articles[0].text, dataset.cases[0].question) == (BODY, "bridge vote")


def test_beir_test_judgements_are_preferred_and_unknown_documents_stay_gold(tmp_path):
    dataset = open_dataset(
        folder_of(tmp_path, **BEIR, **{"qrels__train.tsv": "q2\td1\t1\n", "qrels__test.tsv": "q1\td1\t1\nq1\td9\t1\n"})
    )
    assert [gold.article_id for gold in dataset.cases[0].gold] == ["d1", "d9"]
    assert len(dataset.notes) == 1


@pytest.mark.parametrize(
    ("judgements", "said"),
    [("q1\td1\tgood\n", r"test\.tsv:1: wanted query, document and a grade"), ("q7\td1\t1\n", r"test\.tsv:1: no query")],
)
def test_beir_a_wrong_judgement_is_named_with_its_line(tmp_path, judgements, said):
    with pytest.raises(DatasetError, match=said):
        open_dataset(folder_of(tmp_path, **BEIR, **{"qrels__test.tsv": judgements}))


def test_a_malformed_line_is_named_with_file_line_and_field(tmp_path):
    folder = folder_of(tmp_path, **BEIR, **{"qrels__test.tsv": "q1\td1\t1\n"})
    Path(folder, "corpus.jsonl").write_text(BEIR["corpus.jsonl"] + '{"_id": "d3"\n')
    with pytest.raises(DatasetError, match=r"corpus\.jsonl:3: Invalid JSON"):
        open_dataset(folder)
    Path(folder, "corpus.jsonl").write_text(BEIR["corpus.jsonl"] + '{"_id": "d3"}\n')
    with pytest.raises(DatasetError, match=r"corpus\.jsonl:3: text: Field required"):
        open_dataset(folder)


@pytest.mark.parametrize("file", ["corpus.jsonl", "queries.jsonl", "qrels__test.tsv"])
def test_a_byte_order_mark_is_no_part_of_a_file(tmp_path, file):
    files = BEIR | {"qrels__test.tsv": "q1\td1\t1\n"}
    [case] = open_dataset(folder_of(tmp_path, **files | {file: f"\ufeff{files[file]}"})).cases
    assert (case.id, [gold.article_id for gold in case.gold]) == ("q1", ["d1"])


def test_a_byte_order_mark_is_no_part_of_a_file_that_is_one_value(tmp_path):
    path = tmp_path / "whole.json"
    path.write_text('\ufeff["d1"]', encoding="utf-8")
    assert whole(path, list[str]) == ["d1"]
    assert [record for _, record in records(path, str)] == ["d1"]


def test_what_is_no_set_says_what_is_wanted(tmp_path):
    with pytest.raises(DatasetError, match="give `ours` or a folder"):
        open_dataset(str(tmp_path / "nowhere"))
    with pytest.raises(DatasetError, match="no set of a known format"):
        open_dataset(str(tmp_path))


@pytest.mark.parametrize(
    ("name", "articles", "cases", "claims"),
    [
        ("multihop_rag", 609, 264, 0),
        ("squad2_sample", 411, 500, 0),
        ("clapnq", 292, 293, 0),
        ("mtrag_un", 517, 240, 0),
        ("wice", 0, 0, 349),
    ],
)
def test_the_shared_halves_are_read_whole(name, articles, cases, claims):
    if not (SHARED / name).is_dir():
        pytest.skip(f"the shared data is not beside the checkout: {SHARED / name}")
    dataset = open_dataset(str(SHARED / name))
    assert (len(dataset.articles), len(dataset.cases), len(dataset.claims)) == (articles, cases, claims)
    texts = {article.id: article.text for article in dataset.articles}
    for case in dataset.cases:
        for gold in case.gold:
            if gold.span is not None:
                assert texts[gold.article_id][gold.start : gold.end] == gold.quote
    assert dataset.notes == ()
