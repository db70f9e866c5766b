"""`dateline search`: hits with their place in the article, for one question and for many."""

from command_line import jsonl, parsed

from rag.reader.read import Reader


def test_search_gives_hits_whose_text_is_that_of_the_article(dateline, filled):
    code, out, _ = dateline("search", "What does the harbour bridge cost?", "-k", "2", "--json")
    [found] = parsed(out)
    assert code == 0
    assert list(found) == ["id", "hits", "ms", "understood"]
    assert len(found["hits"]) == 2
    hit = found["hits"][0]
    assert list(hit) == ["article_id", "title", "source", "published_at", "start", "end", "text", "score", "copies"]
    assert hit["article_id"] == "bridge"
    [article] = parsed(dateline("show", "bridge", "--json")[1])
    assert hit["text"] == article["text"][hit["start"] : hit["end"]]


def test_search_needs_no_reader_and_ask_says_in_one_line_that_it_does(dateline, filled, monkeypatch, tmp_path):
    monkeypatch.setattr("rag.chain.shipped", lambda: Reader(weights=tmp_path / "missing.onnx"))
    assert dateline("search", "harbour bridge", "--json")[0] == 0
    code, _, err = dateline("ask", "What does the harbour bridge cost?")
    assert code == 1
    assert "install dateline again" in err.splitlines()[-1]


def test_many_searches_go_to_a_file_in_order(dateline, filled, tmp_path):
    questions = jsonl(
        tmp_path / "Q.jsonl",
        [{"id": "q1", "question": "Who won the chess cup?"}, {"id": "q2", "question": "What does the bridge cost?"}],
    )
    assert dateline("search", "--questions", questions, "--out", tmp_path / "H.jsonl")[0] == 0
    found = parsed((tmp_path / "H.jsonl").read_text())
    assert [row["id"] for row in found] == ["q1", "q2"]
    assert [row["hits"][0]["article_id"] for row in found] == ["chess", "bridge"]


def test_answers_are_no_results_of_a_search_and_stay_as_they_are(dateline, filled, tmp_path):
    questions = jsonl(tmp_path / "Q.jsonl", [{"id": "q1", "question": "Who won the chess cup?"}])
    answers = tmp_path / "A.jsonl"
    assert dateline("ask", "--evidence-only", "--questions", questions, "--out", answers)[0] == 0
    before = answers.read_bytes()
    code, out, err = dateline("search", "--questions", questions, "--out", answers)
    assert (code, out) == (1, "")
    assert err == f"dateline: {answers}:1: is not a result of this command; give --out another file\n"
    assert answers.read_bytes() == before


def test_articles_after_the_day_are_not_read(dateline, filled):
    [found] = parsed(dateline("search", "Who won the chess cup?", "--as-of", "2023-12-31", "--json")[1])
    assert "chess" not in {hit["article_id"] for hit in found["hits"]}


def test_an_empty_collection_is_called_empty(dateline, home):
    code, out, err = dateline("search", "harbour bridge")
    assert (code, out) == (0, "")
    assert "The collection is empty" in err
