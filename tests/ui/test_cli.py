"""The `dateline` command from outside: what goes to stdout and stderr, and the exit code. Every part is real."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from openai_server import Failure

from index.collection import Collection
from index.reading.readers import read
from rag.answer import Answer, Finished, Status, Token, Withdrawn
from rag.config import RagConfig
from rag.reader.read import Reader
from ui import terminal
from ui.cli import main
from ui.commands.asking import _Notes, _show

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "seeds"
QUESTION = "How many soldiers were relocated to secure areas in Iraq?"
ARTICLES = [
    {
        "id": "bridge",
        "title": "Council approves bridge",
        "source": "Halmstrand Post",
        "published_at": "2023-05-04",
        "text": "The council of Halmstrand approved the harbour bridge. Mayor Ulla Brekke said it would cost "
        "31 million crowns. Work starts in the autumn.",
    },
    {
        "id": "chess",
        "title": "Chess [red]cup[/red] \x1b[31m",
        "source": "Sund Times",
        "published_at": "2024-03-02",
        "text": "Ivo Lind won the Sund chess cup and its prize of 20,000 euros. He beat Mara Tesk in 41 moves.",
    },
]


def jsonl(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return str(path)


def parsed(text):
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def dateline(capsys):
    """Run a command line in this process and return exit code, stdout and stderr."""

    def run(*arguments):
        code = main([str(argument) for argument in arguments])
        return code, *capsys.readouterr()

    return run


@pytest.fixture(scope="session")
def filled_home(tmp_path_factory):
    """Return a data folder whose collection holds the seed article and two more."""
    home = tmp_path_factory.mktemp("filled")
    articles = jsonl(home / "articles.jsonl", ARTICLES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATELINE_HOME", str(home))
        assert main(["add", str(SEEDS), articles]) == 0
    return home


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Use an empty data folder and working folder."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def filled(home, filled_home, monkeypatch):
    """Use the filled data folder, which the test must leave as it was."""
    monkeypatch.setenv("DATELINE_HOME", str(filled_home))
    return filled_home


def in_a_process(*arguments, **options):
    command = [sys.executable, "-m", "ui", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60, check=False, **options)


# Usage


def test_without_a_command_the_help_is_shown_and_the_code_is_2(dateline):
    code, out, _ = dateline()
    assert code == 2
    for command in "chat ask search add remove list show stats rebuild models config".split():
        assert command in out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nope"], "No such command 'nope'"),
        (["list", "--nope"], "No such option: --nope"),
        (["ask"], "give either one question"),
        (["ask", "x", "--questions", "Q.jsonl"], "give either one question"),
        (["ask", "  "], "the question is empty"),
        (["ask", "x", "--out", "A.jsonl"], "--out goes with --questions"),
        (["ask", "--questions", "Q.jsonl", "--out", "./Q.jsonl"], "--out would write over the questions"),
        (["ask", "x", "--as-of", "yesterday"], "write it as 2025-07-01"),
        (["search"], "give either one question"),
        (["search", "x", "-k", "0"], "-k"),
        (["search", "x", "-k", "many"], "-k"),
        (["add"], "Missing argument"),
        (["add", ""], "a place to add from is empty"),
        (["add", "a.txt", " "], "a place to add from is empty"),
        (["remove"], "Missing argument"),
        (["show"], "Missing argument"),
        (["chat", "--port", "0"], "--port"),
        (["models", "--fetch", "huge"], "there are local, small"),
        (["list", "--collection", "../x"], "'../x'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_bad_usage_is_one_line_and_code_2(arguments, told, dateline, home):
    code, out, err = dateline(*arguments)
    assert (code, out) == (2, "")
    assert told in err
    assert err.count("\n") == 1
    assert not home.exists()


def test_the_version_is_that_of_the_distribution(dateline):
    assert dateline("--version") == (0, "dateline 0.1.0\n", "")


# The collection


def test_adding_reports_what_is_new_and_a_second_time_nothing_is(dateline, home, tmp_path):
    articles = jsonl(tmp_path / "a.jsonl", ARTICLES)
    code, out, err = dateline("add", articles, "--json")
    [report] = parsed(out)
    assert (code, err) == (0, "")
    assert report["added"] == ["bridge", "chess"]
    assert report["updated"] == report["unchanged"] == report["failed"] == []
    assert report["passages"] == 2
    assert report["seconds"] > 0

    jsonl(tmp_path / "a.jsonl", [ARTICLES[0], ARTICLES[1] | {"text": "Ivo Lind won again."}])
    [report] = parsed(dateline("add", articles, "--json")[1])
    assert (report["added"], report["updated"], report["unchanged"]) == ([], ["chess"], ["bridge"])


def test_what_cannot_be_taken_is_named_and_the_rest_is_added(dateline, home, tmp_path):
    (tmp_path / "a.jsonl").write_text(f"{json.dumps(ARTICLES[0])}\nnot json\n{json.dumps(ARTICLES[1])}\n")
    (tmp_path / "empty.txt").touch()
    (tmp_path / "picture.txt").write_bytes(bytes(range(256)) * 20)
    places = [tmp_path / "a.jsonl", tmp_path / "empty.txt", tmp_path / "picture.txt", tmp_path / "missing.txt"]
    code, out, err = dateline("add", *places, "--json")
    [report] = parsed(out)
    assert code == 1
    assert report["added"] == ["bridge", "chess"]
    assert len(report["failed"]) == len(err.splitlines()) == 4
    for failed, where in zip(report["failed"], ["a.jsonl:2", "empty.txt", "picture.txt", "missing.txt"], strict=True):
        assert failed["where"].endswith(where)
        assert failed["reason"]
        assert f"{where}: " in err


def test_articles_whose_date_could_not_be_read_are_told_in_one_line(dateline, home, tmp_path):
    dates = ["yesterday", 20250701, {"a": 1}, "2025-02-30", "2025-03-01", "", None]
    rows = [{"id": f"a{n}", "title": "T", "text": f"Text {n}.", "date": date} for n, date in enumerate(dates)]
    code, out, err = dateline("add", jsonl(tmp_path / "a.jsonl", rows), "--json")
    assert (code, len(parsed(out)[0]["added"])) == (0, 7)
    assert err.startswith("4 articles have a date that could not be read")
    assert [
        part for part in ("a.jsonl:1 ('yesterday')", "a.jsonl:2 ('20250701')", " and 1 more") if part not in err
    ] == []
    assert err.count("\n") == 1


def test_an_interrupted_add_tells_what_is_stored(dateline, home, tmp_path, monkeypatch):
    articles = jsonl(tmp_path / "a.jsonl", ARTICLES)
    dateline("add", articles)

    def interrupted(place, **options):
        yield from read(place, **options)
        raise KeyboardInterrupt

    monkeypatch.setattr("index.reading.readers.read", interrupted)
    code, out, err = dateline("add", articles, tmp_path / "more.txt")
    assert (code, out) == (130, "")
    assert err == "interrupted: 2 of 3 articles are stored; run it again to go on\n"


def test_removing_an_unknown_id_removes_nothing(dateline, home, tmp_path):
    dateline("add", jsonl(tmp_path / "a.jsonl", ARTICLES))
    code, out, err = dateline("remove", "bridge", "nobody")
    assert (code, out) == (1, "")
    assert "nobody" in err
    assert err.count("\n") == 1
    assert len(parsed(dateline("list", "--json")[1])) == 2

    assert dateline("remove", "bridge", "bridge", "--json")[:2] == (0, '{"removed": ["bridge"]}\n')
    assert [row["id"] for row in parsed(dateline("list", "--json")[1])] == ["chess"]


def test_rebuilding_keeps_every_article_and_finds_it_again(dateline, home, tmp_path):
    dateline("add", jsonl(tmp_path / "a.jsonl", ARTICLES))
    before = dateline("list", "--json")[1]
    assert dateline("rebuild")[0] == 0
    assert dateline("list", "--json")[1] == before
    [found] = parsed(dateline("search", "chess cup prize", "-k", "1", "--json")[1])
    assert found["hits"][0]["article_id"] == "chess"


def test_rebuilding_a_collection_that_is_not_there_says_so_and_makes_none(dateline, home):
    code, out, err = dateline("rebuild", "--collection", "typo", "--json")
    assert (code, parsed(out)[0]["updated"]) == (0, [])
    assert err == "the collection 'typo' is empty; `dateline add` puts articles into it\n"
    assert not home.exists()


def test_the_list_is_newest_first_and_a_line_each(dateline, filled):
    rows = parsed(dateline("list", "--json")[1])
    assert [row["id"] for row in rows][:2] == ["chess", "bridge"]
    assert rows[1] == {
        "id": "bridge",
        "title": "Council approves bridge",
        "source": "Halmstrand Post",
        "author": None,
        "published_at": "2023-05-04",
        "url": None,
        "characters": len(ARTICLES[0]["text"]),
        "sentences": 3,
        "passages": 1,
        "repairs": 0,
    }
    assert len(dateline("list")[1].splitlines()) == len(rows)


def test_what_an_article_says_cannot_steer_the_terminal(dateline, filled):
    for command in (["list"], ["show", "chess"], ["search", "chess cup"], ["ask", "Who won the chess cup?"]):
        _, out, err = dateline(*command, *(["--evidence-only"] if command[0] == "ask" else []))
        assert "\x1b" not in out + err
    assert "[red]cup[/red]" in out


def test_the_shown_text_is_what_citations_count_in(dateline, filled):
    [shown] = parsed(dateline("show", "bridge", "--json")[1])
    assert shown["text"] == ARTICLES[0]["text"]
    assert shown["title"] == ARTICLES[0]["title"]
    assert "repairs" not in shown
    assert ARTICLES[0]["text"] in dateline("show", "bridge")[1]


def test_every_repair_of_the_seed_article_is_listed_with_its_place(dateline, filled):
    seed = next(SEEDS.glob("*.txt")).stem
    [shown] = parsed(dateline("show", seed, "--repairs", "--json")[1])
    assert "the Defense Ministry's decision" in shown["text"].replace("The Defense", "the Defense").replace("’", "'")
    assert shown["repairs"]
    for repair in shown["repairs"]:
        assert shown["text"][repair["start"] : repair["end"]] == repair["after"]
        assert repair["reason"]
    lines = dateline("show", seed, "--repairs")[1].splitlines()
    assert len(lines) == len(shown["repairs"])


def test_showing_an_unknown_id_is_one_line(dateline, filled, home):
    code, out, err = dateline("show", "nobody")
    assert (code, out) == (1, "")
    assert "nobody" in err
    assert err.count("\n") == 1


def test_an_argument_that_is_not_utf_8_is_read_or_named_in_one_line(dateline, filled):
    for command in ("show", "remove"):
        code, out, err = dateline(command, "\udcff")
        assert (code, out) == (1, "")
        assert "no article has the id" in err
        assert err.count("\n") == 1
    code, out, _ = dateline("ask", "What does the harbour bridge of M\udcfcller cost?", "--evidence-only", "--json")
    assert (code, parsed(out)[0]["question"]) == (0, "What does the harbour bridge of M?ller cost?")


def test_stats_count_articles_passages_and_outlets(dateline, filled):
    [stats] = parsed(dateline("stats", "--json")[1])
    assert stats["articles"] == 3
    assert stats["passages"] >= 3
    assert stats["sources"] == {"": 1, "Halmstrand Post": 1, "Sund Times": 1}
    assert (stats["first_day"], stats["last_day"]) == ("2023-05-04", "2024-03-02")


def test_an_empty_collection_is_empty_not_an_error_and_looking_makes_nothing(dateline, home):
    assert dateline("list", "--json")[:2] == (0, "")
    assert parsed(dateline("stats", "--json")[1])[0]["articles"] == 0
    assert dateline("show", "x")[0] == 1
    assert not home.exists()


def test_while_another_process_holds_the_collection_one_can_look_but_not_change(dateline, filled):
    with Collection.open(RagConfig.read()):
        for command in (["list"], ["stats"], ["show", "bridge"]):
            assert in_a_process(*command).returncode == 0
        run = in_a_process("remove", "bridge")
    assert run.returncode == 1
    assert b"in use" in run.stderr
    assert run.stderr.count(b"\n") == 1


def test_collections_are_apart(dateline, home, tmp_path):
    dateline("add", jsonl(tmp_path / "a.jsonl", ARTICLES), "--collection", "first")
    assert len(parsed(dateline("list", "--json", "--collection", "first")[1])) == 2
    assert dateline("list", "--json", "--collection", "second")[1] == ""


# Searching and asking


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


def test_articles_after_the_day_are_not_read(dateline, filled):
    [found] = parsed(dateline("search", "Who won the chess cup?", "--as-of", "2023-12-31", "--json")[1])
    assert "chess" not in {hit["article_id"] for hit in found["hits"]}


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


# Settings and models


def test_each_setting_is_shown_with_its_origin_and_no_secret(dateline, home, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://me:hunter2@localhost:1/v1")
    Path("dateline.toml").write_text("threads = 3")
    code, out, _ = dateline("config", "--collection", "mine", "--json")
    rows = {row["name"]: (row["value"], row["origin"]) for row in parsed(out)}
    assert code == 0
    assert rows["collection"] == ("mine", "flag --collection")
    assert rows["threads"] == (3, "dateline.toml")
    assert rows["model"] == ("auto", "default")
    assert rows["home"] == (str(home), "environment DATELINE_HOME")
    assert rows["openai_api_key"] == ("********", "environment OPENAI_API_KEY")
    plain = dateline("config")[1]
    assert not [secret for secret in ("sk-secret", "hunter2") if secret in out + plain]


def test_a_wrong_setting_is_one_line_with_its_origin(dateline, home, monkeypatch):
    monkeypatch.setenv("DATELINE_THREADS", "many")
    code, out, err = dateline("list")
    assert (code, out) == (1, "")
    assert "environment DATELINE_THREADS" in err
    assert err.count("\n") == 1


def test_models_are_listed_though_none_is_here(dateline, home):
    code, out, _ = dateline("models", "--json")
    assert code == 0
    assert [(row["name"], row["state"]) for row in parsed(out)] == [("local", "absent"), ("small", "absent")]


def test_a_model_with_wrong_bytes_is_refused_by_verify(dateline, home):
    [local, _] = parsed(dateline("models", "--json")[1])
    path = Path(local["file"])
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        file.truncate(local["bytes"])  # the right size, all zeros, no disk
    code, _, err = dateline("models", "--verify")
    assert code == 1
    assert "hash" in err
    assert not path.exists()


# The edges of the process


def test_json_is_utf_8_whatever_the_locale(filled):
    env = os.environ | {"LC_ALL": "C", "LANG": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    run = in_a_process("show", next(SEEDS.glob("*.txt")).stem, "--json", env=env)
    assert run.returncode == 0, run.stderr
    assert "José de Meer" in json.loads(run.stdout.decode("utf-8"))["text"]


def test_a_reader_that_has_seen_enough_is_no_failure(filled):
    command = f"{sys.executable} -m ui show {next(SEEDS.glob('*.txt')).stem} --json; echo code $? >&2"
    run = subprocess.run(["sh", "-c", f"({command}) | true"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.stderr == "code 0\n"


@pytest.mark.parametrize(
    ("redirected", "code", "told"),
    [
        (">&-", 0, ""),
        (">&- 2>&-", 0, ""),
        (
            ">/dev/full",
            1,
            "dateline: what is printed: No space left on device; make room on the disk, or write it else",
        ),
    ],
)
def test_an_output_that_is_closed_or_full_ends_in_one_line_at_most(filled, redirected, code, told):
    command = f"{sys.executable} -m ui list {redirected}"
    run = subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (code, "")
    assert run.stderr.startswith(told)
    assert run.stderr.count("\n") == bool(told)


def test_looking_at_a_collection_loads_none_of_the_heavy_libraries(filled):
    script = (
        "import sys; from ui.cli import main\n"
        "assert main(['list']) == 0\n"
        "heavy = {'chromadb', 'gradio', 'llama_index', 'openai', 'tantivy', 'trafilatura', 'rich.table'}\n"
        "sys.exit(' '.join(sorted(heavy & sys.modules.keys())) or 0)\n"
    )
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")


def test_an_interrupt_ends_with_130_and_no_traceback(filled, tmp_path):
    os.mkfifo(tmp_path / "Q.jsonl")
    command = [sys.executable, "-m", "ui", "search", "--questions", str(tmp_path / "Q.jsonl")]
    with (
        subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as run,
        (tmp_path / "Q.jsonl").open("w"),  # opens once the command reads; it then waits for a line
    ):
        run.send_signal(signal.SIGINT)
        _, err = run.communicate(timeout=30)
    assert run.returncode == 130
    assert "Traceback" not in err


def test_the_unexpected_is_one_line_and_the_traceback_is_there_for_the_asking(dateline, filled, monkeypatch):
    # A settings file that is a broken link to itself is one thing nobody planned for.
    Path("loop").symlink_to("loop")
    code, out, err = dateline("ask", "--questions", "loop")
    assert (code, out) == (1, "")
    assert err.count("\n") == 1
    assert "Traceback" not in err
    monkeypatch.setenv("DATELINE_DEBUG", "1")
    assert "Traceback" in dateline("ask", "--questions", "loop")[2]


def test_a_read_only_home_is_one_line(dateline, home, tmp_path):
    home.write_text("a file where the folder should be")
    code, out, err = dateline("add", jsonl(tmp_path / "a.jsonl", ARTICLES))
    assert (code, out) == (1, "")
    assert str(home) in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mb", "a\ufffd[31mb"),
        ("a\u202eb", "a\ufffdb"),
        ("a\x9bb", "a\ufffdb"),
        ("é — 日本\n\t", "é — 日本\n\t"),
    ],
    ids=["escape", "override", "C1", "text"],
)
def test_only_text_reaches_the_terminal(text, shown):
    assert terminal.printable(text) == shown


# The chat


def test_a_taken_port_is_one_line(dateline, filled):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, out, err = dateline("chat", "--no-browser", "--port", port)
    assert (code, out) == (1, "")
    assert str(port) in err
    assert err.count("\n") == 1


def test_the_chat_fills_an_empty_collection_says_where_it_is_and_ends_on_an_interrupt(home, dateline):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "ui", "chat", "--no-browser", "--port", str(port), "--model", "none"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as run:
        said = []
        for line in run.stderr:
            said.append(line)
            if "Dateline is at" in line:
                break
        run.send_signal(signal.SIGINT)
        _, err = run.communicate(timeout=30)
    assert f"http://127.0.0.1:{port}" in "".join(said)
    assert (run.returncode, err) == (0, "")
    assert parsed(dateline("stats", "--json")[1])[0]["articles"] == 1


def test_what_is_withdrawn_while_it_is_written_leaves_the_terminal(capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    answer = Answer(id="q", question="Q?", standalone_question="Q?", status=Status.REFUSED, text="Not stated.")
    events = [Token("It froze."), Withdrawn(), Token(""), Token("He won."), Finished(answer)]
    assert _show(iter(events), _Notes(""), writes=True) is answer
    shown = [line for line in capsys.readouterr().err.split("\r\x1b[2K") if line]
    assert shown == ["It froze.", "writing …", "He won."]
