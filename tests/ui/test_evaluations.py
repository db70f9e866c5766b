"""The list of saved evaluations: newest first, damaged files named, nothing from a file becomes markup."""

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.results import read_result, write_result
from ui import evaluations
from ui.evaluations import Evaluations, Saved

COMMITTED = max((Path(__file__).parents[2] / "evals" / "results").glob("*-ours.json"))


@pytest.fixture(scope="module")
def result():
    return read_result(COMMITTED)


class Page(HTMLParser):
    """The tags of a page, and its text."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(str(html))
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, tuple(name for name, _ in attrs)))

    def handle_data(self, data):
        self.text += data


def named(result, name):
    return replace(result, dataset=replace(result.dataset, name=name))


def test_with_none_saved_one_line_says_how_to_make_one(tmp_path):
    for folder in (tmp_path, tmp_path / "missing"):
        assert "run dateline eval in a terminal" in Page(evaluations.table(evaluations.read(folder))).text


def test_the_newest_comes_first_whatever_its_offset(tmp_path, result):
    for name, date in {
        "old": "2026-03-01T23:30:00+00:00",
        "new": "2026-03-02T00:10:00+00:00",
        "between": "2026-03-02T01:50:00+02:00",
        "undated": "yesterday",
    }.items():
        write_result(replace(named(result, name), date=date), tmp_path / f"{name}.json")
    found = evaluations.read(tmp_path)
    assert [each.result.dataset.name for each in found.saved] == ["new", "between", "old", "undated"]


def test_rows_and_hidden_files_are_no_results(tmp_path, result):
    write_result(result, tmp_path / "kept.json")
    (tmp_path / "kept.rows.jsonl").write_text("{}")
    (tmp_path / ".ours-1.json").write_text("{}")
    found = evaluations.read(tmp_path)
    assert len(found.saved) == 1
    assert found.problems == ()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"date": 1}', b"\xff\xfe\x00", b"null"])
def test_a_damaged_file_is_one_line_beside_the_others(tmp_path, result, content):
    write_result(result, tmp_path / "kept.json")
    (tmp_path / "damaged.json").write_bytes(content)
    found = evaluations.read(tmp_path)
    assert [each.result for each in found.saved] == [result]
    (line,) = found.problems
    assert "damaged.json" in line
    assert "\n" not in line
    assert line in Page(evaluations.table(found)).text


def test_only_a_kept_report_can_be_opened(tmp_path, result):
    write_result(named(result, "with"), tmp_path / "with.json")
    write_result(named(result, "without"), tmp_path / "without.json")
    (tmp_path / "with.html").write_text("<!doctype html>")
    html = str(evaluations.table(evaluations.read(tmp_path)))
    assert html.count("data-report=") == 1
    assert 'data-report="with.html"' in html
    assert "no report was kept" in html


def test_a_row_says_set_date_writer_cases_failures_and_figures_with_intervals(result):
    hits = result.figure("hits@10")
    shown = replace(
        result, date="2026-03-01T14:30:00+00:00", errors=3, settings=replace(result.settings, writer="a writer")
    )
    text = Page(evaluations.table(Evaluations((Saved(shown, "a.html"),)))).text
    for part in ("ours", "1 March 2026", "14:30", "a writer", "120", "3 failed", "Hits@10"):
        assert part in text
    assert f"{hits.value:.3f} {hits.low:.3f} – {hits.high:.3f}" in text


def test_only_the_newest_are_listed_and_the_rest_counted(result):
    found = Evaluations(tuple(Saved(named(result, f"set {n}"), "") for n in range(evaluations.LISTED + 7)))
    page = Page(evaluations.table(found))
    assert "And 7 older." in page.text
    assert sum(tag == "tr" for tag, _ in page.tags) == evaluations.LISTED + 1


@given(st.sampled_from(["<script>x</script>", '"><b onclick="x()">', "{0} ${x} {{x}}", "\x00"]) | st.text(max_size=40))
def test_nothing_of_a_result_becomes_markup(hostile):
    plain = read_result(COMMITTED)
    attacked = replace(named(plain, hostile), date=hostile, settings=replace(plain.settings, writer=hostile or "w"))
    safe = Page(evaluations.table(Evaluations((Saved(plain, "a.html"),), ("a problem",)))).tags
    page = Page(evaluations.table(Evaluations((Saved(attacked, f"{hostile}.html"),), (hostile,))))
    assert page.tags == safe
