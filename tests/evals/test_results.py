"""Results and rows go to JSON and back unchanged, and what is no result says so in one line."""

import json
from dataclasses import replace

import pytest

from evals import readme
from evals.errors import ResultError
from evals.results import Comparison, Flip, read_result, read_rows, result_json, write_result, write_rows


@pytest.fixture
def result(make_result):
    return make_result({"1": {"hits@10": 1.0, "mrr@10": 0.5}, "2": {"hits@10": 0.0}}, kinds={"2": "follow-up"})


def test_a_result_comes_back_as_it_was(tmp_path, result):
    flip = Flip(id="1", question="?", kind="plain", metric="hits@10", before=1.0, after=0.0)
    result = replace(result, comparison=Comparison(baseline="b.json", changes=(), flips=(flip,)), notes=("n",))
    write_result(result, tmp_path / "r.json")
    assert read_result(tmp_path / "r.json") == result


def test_the_file_is_json_whose_columns_of_scores_are_one_line_each(tmp_path, result):
    write_result(result, tmp_path / "r.json")
    text = (tmp_path / "r.json").read_text()
    assert json.loads(text)["scores"]["values"] == {"hits@10": [1.0, 0.0], "mrr@10": [0.5, None]}
    assert '"mrr@10": [0.5,null]' in text


def test_rows_come_back_as_they_were(tmp_path, make_row):
    rows = [make_row("1", "It was «approved».", right=1.0), make_row("2", "", error="TimeoutError: late")]
    write_rows(rows, tmp_path / "rows.jsonl")
    assert read_rows(tmp_path / "rows.jsonl") == rows


def test_printed_json_leaves_single_cases_out(result):
    printed = json.loads(result_json(result))
    assert "scores" not in printed
    assert printed["figures"][0]["metric"] == "hits@10"


def test_figures_are_looked_up_by_metric_and_kind(result):
    assert result.figure("hits@10").value == 0.5
    assert result.figure("hits@10", "follow-up").value == 0.0
    assert result.figure("hits@10", "nothing") is None
    assert result.kinds == ("plain", "follow-up")


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "cannot read"), ("[]", "is not a result"), ('{"date": 3}', "is not a result"), ("{", "is not a result")],
)
def test_what_is_no_result_says_so_in_one_line(tmp_path, content, said):
    path = tmp_path / "r.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(ResultError, match=said) as raised:
        read_result(path)
    assert "\n" not in str(raised.value)
    assert str(path) in str(raised.value)


def test_a_result_of_another_format_is_refused(tmp_path, result):
    write_result(replace(result, format=99), tmp_path / "r.json")
    with pytest.raises(ResultError, match="format 99"):
        read_result(tmp_path / "r.json")


def test_a_broken_row_is_named_with_its_line(tmp_path, make_row):
    path = tmp_path / "rows.jsonl"
    write_rows([make_row("1", "x")], path)
    path.write_text(path.read_text() + "{}\n")
    with pytest.raises(ResultError, match=r"rows.jsonl:2 is not a row"):
        read_rows(path)


def test_the_readmes_table_is_replaced_between_its_markers(result):
    before = f"# Dateline\n\n{readme.BEGIN}\nold\n{readme.END}\n\nMore.\n"
    after = readme.with_table(before, [result])
    assert "old" not in after
    assert "| Hits@10 | 0.500 (0.000 – 1.000) |" in after
    assert after.startswith("# Dateline\n\n")
    assert after.endswith("\n\nMore.\n")
    assert readme.with_table(after, [result]) == after
    with pytest.raises(ResultError, match="lacks the lines"):
        readme.with_table("# Dateline\n", [result])
