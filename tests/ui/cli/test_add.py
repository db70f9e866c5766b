"""`dateline add`: what is stored, what could not be taken, and what is told of it."""

import json

from command_line import ARTICLES, jsonl, parsed

from index.reading.readers import read


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


def test_a_read_only_home_is_one_line(dateline, home, tmp_path):
    home.write_text("a file where the folder should be")
    code, out, err = dateline("add", jsonl(tmp_path / "a.jsonl", ARTICLES))
    assert (code, out) == (1, "")
    assert str(home) in err
    assert err.count("\n") == 1
