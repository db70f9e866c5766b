"""The whole command on real parts: tables, files, resuming, gates, a planted regression, exit codes."""

import json

import pytest
import typer
from typer.testing import CliRunner

from evals import command
from evals.cli import eval_command
from evals.datasets import open_dataset
from evals.errors import DatasetError, UsageError
from evals.evaluate import Request, evaluate
from evals.measures.metrics import Part
from evals.results import read_result, read_rows
from index.collection import Collection
from index.errors import SettingsError
from rag.config import RagConfig
from rag.retrieval.retrieve import Retriever
from rag.writer import Writer

app = typer.Typer()
app.command()(eval_command)


def dateline_eval(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_it_measures_writes_and_ends_with_a_summary(small_set, tmp_path):
    done = dateline_eval(small_set, "--out", tmp_path / "r.json", "--gate", "hits@10>=0.5", "--no-report")
    assert done.exit_code == 0, done.output
    assert "| Hits@10 | " in done.stdout
    assert done.stdout.splitlines()[-1].startswith("summary: hits@4=")
    assert done.stdout.splitlines()[-1].endswith("n=7 errors=0")
    result = read_result(tmp_path / "r.json")
    assert result.settings.parts == ("retrieval", "evidence", "refusals", "speed")
    assert [row.id for row in read_rows(tmp_path / result.rows_file)] == list(result.scores.ids)
    assert result.figure("quote_exact") is None
    assert result.machine.cores >= 1
    assert not list(tmp_path.glob(".*"))
    curve = {curve.name: [point.y for point in curve.points] for curve in result.curves}
    assert curve["recall by k"] == sorted(curve["recall by k"])


def test_the_set_is_indexed_once_and_never_in_the_collection_of_the_chat(small_set, tmp_path):
    dateline_eval(small_set, "--out", tmp_path, "--no-report", "--parts", "retrieval")
    collections = RagConfig.read().home / "collections"
    [own] = collections.glob("eval-small-*")
    [store] = own.glob("*.sqlite3")
    before = store.stat().st_mtime_ns
    dateline_eval(small_set, "--out", tmp_path, "--no-report", "--parts", "retrieval")
    assert store.stat().st_mtime_ns == before
    assert not (collections / "articles").exists()


def test_json_is_one_object_and_the_summary_goes_to_stderr(small_set, tmp_path):
    done = dateline_eval(small_set, "--parts", "retrieval", "--json", "--out", tmp_path, "--no-report")
    assert json.loads(done.stdout)["dataset"]["name"] == "small"
    assert "summary: " in done.stderr


def test_a_planted_regression_is_caught_by_the_baseline(small_set, tmp_path, monkeypatch):
    parts = ("--parts", "retrieval", "--out", tmp_path / "r.json", "--no-report")
    dateline_eval(small_set, *parts)
    (tmp_path / "r.json").rename(tmp_path / "before.json")
    assert dateline_eval(small_set, *parts, "--baseline", tmp_path / "before.json").exit_code == 0
    whole = Retriever.retrieve
    monkeypatch.setattr(Retriever, "retrieve", lambda self, understood, *, k: whole(self, understood, k=k)[3:])
    done = dateline_eval(small_set, *parts, "--baseline", tmp_path / "before.json")
    assert done.exit_code == 1
    assert "hits@4 fell from" in done.stderr
    assert "Flipped:" in done.stdout
    assert read_result(tmp_path / "r.json").comparison.falls


def test_a_broken_gate_fails_the_run_but_writes_the_result(small_set, tmp_path):
    done = dateline_eval(
        small_set, "--parts", "retrieval", "--gate", "hits@1>=1.5", "--out", tmp_path / "r.json", "--no-report"
    )
    assert done.exit_code == 1
    assert "hits@1>=1.5 does not hold" in done.stderr
    assert (tmp_path / "r.json").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--gate", "accuracy>=1"), "names no known metric"),
        (("--parts", "recall"), "names no part"),
        (("--parts", ","), "names no part"),
        (("--ablate", "evidence"), "--ablate 'evidence' is not known"),
        (("--price", "cheap"), "is not two numbers"),
        (("--limit", "0"), "--limit"),
    ],
)
def test_bad_usage_is_found_before_anything_runs(small_set, arguments, said):
    done = dateline_eval(small_set, *arguments)
    assert done.exit_code == 2
    assert said in " ".join(done.output.replace("│", " ").split())


def test_no_rows_keeps_questions_and_answers_out_of_the_files(small_set, tmp_path):
    dateline_eval(small_set, "--parts", "retrieval", "--no-rows", "--no-report", "--out", tmp_path / "r.json")
    assert [path.name for path in tmp_path.iterdir()] == ["r.json"]
    assert "council" not in (tmp_path / "r.json").read_text()


def written(small_set, tmp_path, writer, **asked):
    dataset = open_dataset(str(small_set))
    request = Request(parts=(Part.ANSWERS, Part.CITATIONS, Part.SPEED), **asked)
    return evaluate(dataset, request, RagConfig.read(), resume=tmp_path, open_writer=lambda _: Writer(writer))


def test_written_answers_are_graded_and_ablated(small_set, tmp_path, quoting):
    done = written(small_set, tmp_path, quoting(), ablate=True)
    assert done.result.settings.writer == "quoting"
    assert done.result.figure("correct").value >= 0.5
    assert done.result.figure("quote_exact").value == 1.0
    assert done.result.figure("decoration").value == 0.0
    assert done.result.figure("prompt_tokens").value == 200
    assert done.result.notes == ()


def test_without_a_writer_quotes_are_graded_and_the_result_says_so(small_set, tmp_path):
    done = written(small_set, tmp_path, None)
    assert done.result.settings.writer == ""
    assert done.result.notes == ("There was no writer: the answers graded are quoted evidence.",)
    assert done.result.figure("citation_recall").value > 0.5
    with pytest.raises(UsageError, match="asks a writer, and there is none"):
        written(small_set, tmp_path, None, ablate=True)


def test_a_collection_chosen_by_name_must_hold_the_articles(small_set, tmp_path):
    other = next(article for article in open_dataset(str(small_set)).articles if article.id != "bridge")
    with Collection.open(RagConfig.read(collection="another")) as collection:
        collection.add([other])
    with pytest.raises(DatasetError, match="the collection lacks the article 'bridge'"):
        written(small_set, tmp_path, None, collection="another")


def test_a_collection_that_is_not_there_or_empty_is_refused_and_none_is_made(small_set, tmp_path):
    with pytest.raises(DatasetError, match="there is no collection 'nowhere'; add the set's articles to it, or leave"):
        written(small_set, tmp_path, None, collection="nowhere")
    assert not RagConfig.read(collection="nowhere").collection_path.exists()
    Collection.open(RagConfig.read(collection="hollow")).close()
    with pytest.raises(DatasetError, match="the collection 'hollow' is empty; add"):
        written(small_set, tmp_path, None, collection="hollow")


@pytest.mark.parametrize("name", ["../../elsewhere", "a", "", "Tarn/Sund"])
def test_a_name_that_no_collection_can_have_is_refused_as_everywhere(small_set, tmp_path, name):
    home = RagConfig.read().home
    with pytest.raises(SettingsError, match="setting 'collection'") as caught:
        written(small_set, tmp_path, None, collection=name)
    assert caught.value.from_flag
    assert not (home / "collections" / name / "articles.sqlite3").exists()


def test_claims_are_checked_without_any_collection(tmp_path):
    claims = tmp_path / "wice"
    claims.mkdir()
    line = {"label": "supported", "claim": "The council met.", "evidence": ["The council met."], "meta": {"id": "1"}}
    other = line | {"label": "not_supported", "claim": "Ulla Brekke met 3 seals.", "meta": {"id": "2"}}
    (claims / "claim_dev.jsonl").write_text(f"{json.dumps(line)}\n{json.dumps(other)}\n")
    done = dateline_eval(claims, "--out", tmp_path, "--no-report")
    assert done.exit_code == 0, done.output
    assert "support_auroc=1.000" in done.stdout


def test_ours_holds_its_small_gate(tmp_path):
    """A floor well under what ours reaches: it breaks when retrieval or evidence breaks, not when they wobble."""
    passed = command.measure(
        "ours",
        Request(parts=(Part.RETRIEVAL, Part.EVIDENCE, Part.CITATIONS), limit=20),
        model="none",
        gates=("hits@10>=0.8", "ndcg@10>=0.7", "evidence_hit>=0.6", "quote_exact>=1"),
        out=tmp_path,
        keep=command.Keep(report=True),
    )
    assert passed
    [report] = tmp_path.glob("*.html")
    assert "<html" in report.read_text(encoding="utf-8")
