"""`dateline ask`: quotes, a written answer or a refusal, for one question and for many, whoever can write them."""

import socket

import pytest
from command_line import jsonl, parsed
from openai_server import Failure


def test_evidence_is_the_answer_when_nothing_is_to_be_written(dateline, filled):
    question = "What did Mayor Ulla Brekke say that the bridge would cost?"
    code, out, err = dateline("ask", question, "--evidence-only", "--json")
    [answer] = parsed(out)
    assert (code, err) == (0, "")
    assert answer["status"] == "answered"
    assert answer["model"] == ""
    for citation in answer["citations"]:
        [article] = parsed(dateline("show", citation["article_id"], "--json")[1])
        assert citation["quote"] == article["text"][citation["start"] : citation["end"]]
    assert "31 million crowns" in answer["text"]


def test_people_see_quote_outlet_date_and_title(dateline, filled):
    code, out, _ = dateline("ask", "What did Mayor Ulla Brekke say that the bridge would cost?", "--evidence-only")
    assert code == 0
    assert "“Mayor Ulla Brekke said it would cost 31 million crowns.”" in out
    assert "Halmstrand Post · 4 May 2023 · Council approves bridge" in out


def test_what_the_articles_do_not_say_is_refused_and_that_is_no_failure(dateline, filled):
    code, out, _ = dateline("ask", "Who is the president of Mongolia?", "--evidence-only", "--json")
    [answer] = parsed(out)
    assert (code, answer["status"], answer["citations"]) == (0, "refused", [])


def test_without_a_model_or_a_network_quotes_answer_and_one_line_says_so(dateline, filled):
    code, out, err = dateline("ask", "What does the harbour bridge cost?", "--json")
    [answer] = parsed(out)
    assert (code, answer["status"], answer["model"]) == (0, "answered", "")
    assert answer["note"]
    assert answer["note"] in err
    assert err.count("\n") == 1


@pytest.fixture
def writing(filled, openai_server, monkeypatch):
    """Use a server that writes what it is told to; the evidence it is sent is on the test's request."""
    monkeypatch.setenv("OPENAI_BASE_URL", openai_server.base_url)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    return openai_server


def cited(server, words):
    """Return the number under which the prompt holds the sentence with these words."""
    prompt = server.chats[-1].body["messages"][-1]["content"]
    return next(line for line in prompt.splitlines() if words in line).partition(" ")[0]


def test_a_written_answer_comes_with_the_sentences_it_cites(dateline, writing):
    question = "What does the harbour bridge cost?"
    writing.says("Nothing.")
    dateline("ask", question, "--json")
    number = cited(writing, "31 million")

    writing.says(f"Mayor Ulla Brekke said the bridge would cost 31 million crowns. [{number}]")
    code, out, err = dateline("ask", question, "--json")
    [answer] = parsed(out)
    assert (code, err, answer["status"], answer["model"]) == (0, "", "answered", "first")
    assert [sentence["support"] for sentence in answer["sentences"]] == ["supported"]
    assert [citation["article_id"] for citation in answer["citations"]] == ["bridge"]

    code, out, err = dateline("ask", question)
    assert (code, err) == (0, "")
    evidence, written, quoted, timing = (
        out.index("Evidence"),
        out.index(f"would cost 31 million crowns. [{number}]"),
        out.index("Cited"),
        out.index("first · evidence"),
    )
    assert evidence < written < quoted < timing


def test_a_server_that_is_not_there_leaves_the_quotes_and_one_line(dateline, filled, monkeypatch):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        monkeypatch.setenv("OPENAI_BASE_URL", f"http://127.0.0.1:{closed.getsockname()[1]}/v1")
        code, out, err = dateline("ask", "What does the harbour bridge cost?", "--json")
    [answer] = parsed(out)
    assert (code, answer["status"], answer["model"]) == (0, "answered", "")
    assert answer["note"] in err
    assert err.count("\n") == 1


def test_a_wrong_key_leaves_the_quotes_and_is_told_once_for_many_questions(dateline, writing, tmp_path):
    writing.says(Failure(status=401, message="Incorrect API key provided"))
    questions = jsonl(tmp_path / "Q.jsonl", [{"id": i, "question": "What does the bridge cost?"} for i in (1, 2, 3)])
    code, _, err = dateline("ask", "--model", "m", "--questions", questions, "--out", tmp_path / "A.jsonl")
    answers = parsed((tmp_path / "A.jsonl").read_text(encoding="utf-8"))
    assert code == 0
    assert [answer["status"] for answer in answers] == ["answered"] * 3
    assert {answer["note"] for answer in answers} == {err.strip()}


def test_a_model_that_was_asked_for_by_name_and_is_not_there_is_a_failure(dateline, filled, tmp_path):
    code, out, err = dateline("ask", "Who?", "--model", tmp_path / "missing.gguf")
    assert (code, out) == (1, "")
    assert "missing.gguf" in err
    assert err.count("\n") == 1


def test_many_questions_go_to_a_file_and_a_second_run_has_nothing_to_do(dateline, filled, tmp_path):
    history = [{"role": "user", "content": "Who won the chess cup?"}]
    questions = jsonl(
        tmp_path / "Q.jsonl",
        [
            {"id": "q1", "question": "What does the harbour bridge cost?"},
            {"id": "q2", "question": "And his prize?", "history": history},
        ],
    )
    command = ["ask", "--evidence-only", "--questions", questions, "--out", tmp_path / "A.jsonl"]
    assert dateline(*command)[:2] == (0, "")
    answers = parsed((tmp_path / "A.jsonl").read_text(encoding="utf-8"))
    assert [answer["id"] for answer in answers] == ["q1", "q2"]
    assert "chess cup" in answers[1]["standalone_question"]
    before = (tmp_path / "A.jsonl").read_bytes()
    assert dateline(*command)[0] == 0
    assert (tmp_path / "A.jsonl").read_bytes() == before


def test_a_bad_line_of_questions_is_named_before_anything_is_asked(dateline, filled, tmp_path):
    (tmp_path / "Q.jsonl").write_text('{"id": "q1", "question": "Who?"}\n{"id": "q2"}\n')
    code, out, err = dateline("ask", "--questions", tmp_path / "Q.jsonl", "--out", tmp_path / "A.jsonl")
    assert (code, out) == (1, "")
    assert 'Q.jsonl:2: wants a "question"' in err
    assert err.count("\n") == 1
    assert not (tmp_path / "A.jsonl").exists()


@pytest.mark.parametrize(
    ("questions", "told"),
    [("missing.jsonl", "No such file or directory; check the path"), (".", "Is a directory; name a file")],
    ids=["missing", "a folder"],
)
def test_questions_that_cannot_be_read_are_one_line(questions, told, dateline, filled):
    code, out, err = dateline("ask", "--questions", questions, "--out", "A.jsonl")
    assert (code, out) == (1, "")
    assert told in err
    assert err.count("\n") == 1
