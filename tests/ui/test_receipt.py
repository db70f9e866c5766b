"""A receipt as a page and as files, and `dateline verify` over a real collection that changes after the answer."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag import receipt as receipts
from rag.answer import Answer, AnswerSentence, Citation, Evidence, Status, Support
from ui import receipt
from ui.cli import main

ARTICLE = {
    "id": "bridge",
    "title": "Council approves bridge",
    "source": "Halmstrand Post",
    "published_at": "2023-05-04",
    "text": "The council of Halmstrand approved the harbour bridge. Mayor Ulla Brekke said it would cost 31 million "
    "crowns. Work starts in the autumn.",
}
QUESTION = "What would the harbour bridge of Halmstrand cost?"


class Page(HTMLParser):
    """The tags of a page with their attributes, and the text outside its style."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.text, self._open = [], "", []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._open.append(tag)

    def handle_endtag(self, tag):
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data):
        if "style" not in self._open:
            self.text += data

    @property
    def shape(self):
        return [(tag, sorted(attrs)) for tag, attrs in self.tags]


def kept(hostile="plain", **changes):
    """A receipt in which every text from outside is `hostile`."""
    place = {
        "article_id": hostile,
        "title": hostile,
        "source": hostile,
        "published_at": hostile,
        "url": None,
        "start": 0,
        "end": len(hostile),
        "quote": hostile,
    }
    values = {
        "id": "q",
        "question": hostile,
        "standalone_question": hostile,
        "status": Status.ANSWERED,
        "text": f"{hostile} [1]",
        "sentences": (AnswerSentence(text=hostile, citations=(1,), support=Support.PARTLY),),
        "citations": (Citation(n=1, **place),),
        "evidence": (Evidence(**place, score=0.5), Evidence(**place, score=0.5)),
        "model": hostile,
        "note": hostile,
    }
    return receipts.make(
        Answer(**(values | changes)),
        text_of={hostile: hostile}.get,
        settings={"collection": hostile},
        version="1.2",
        made=datetime(2026, 3, 1, 14, 30, tzinfo=UTC),
    )


HOSTILE = ["<script>alert(1)</script>", '"><b onclick="x()">', "</style></main><h1>x", "{0} ${x} {style}", "&lt;b&gt;"]
words = st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)


@given(st.sampled_from(HOSTILE) | words)
def test_nothing_from_outside_becomes_markup(hostile):
    page = Page(receipt.page(kept(hostile), f"{hostile}.json"))
    assert page.shape == Page(receipt.page(kept(), "r.json")).shape


def test_the_page_shows_question_answer_quotes_places_writer_hashes_and_how_to_verify():
    taken = kept("The bridge.", question="Is it <built>?", standalone_question="Is the bridge built?")
    page = Page(receipt.page(taken, "r.json"))
    for part in (
        "Is it <built>?",
        "Read as: Is the bridge built?",
        "1 March 2026, 14:30",
        "characters 0–11",
        "partly supported",
        taken.articles["The bridge."],
        taken.digest,
        "dateline verify r.json",
    ):
        assert part in page.text
    ids = {attrs["id"] for _, attrs in page.tags if "id" in attrs}
    assert {attrs["href"][1:] for tag, attrs in page.tags if tag == "a"} <= ids


def test_a_refusal_shows_why_and_what_was_nearest():
    near = kept("The nearest quote.").answer.evidence[:1]
    refusal = kept(
        "The nearest quote.",
        status=Status.REFUSED,
        text="The articles don't say.",
        sentences=(),
        citations=(),
        near_misses=near,
        note="Nothing found mentions Berlin.",
    )
    text = Page(receipt.page(refusal, "r.json")).text
    for part in (
        "The articles don't say.",
        "Nothing found mentions Berlin.",
        "Nearest in the collection",
        near[0].quote,
    ):
        assert part in text


def test_the_page_asks_nothing_of_the_network_and_runs_nothing():
    html = receipt.page(kept(), "r.json")
    page = Page(html)
    assert not {tag for tag, _ in page.tags} & {"script", "link", "img", "iframe", "object", "form"}
    assert not re.search(r"url\(|@import", html)
    assert any("default-src 'none'" in attrs.get("content", "") for tag, attrs in page.tags if tag == "meta")


def test_only_a_web_address_becomes_a_link():
    for url, linked in (("https://www.example.org/a?b=<c>", True), ("javascript:alert(1)", False)):
        cited = replace(kept().answer.citations[0], url=url)
        page = Page(receipt.page(kept(citations=(cited,)), "r.json"))
        assert [attrs["href"] for tag, attrs in page.tags if tag == "a" and "rel" in attrs] == [url] * linked


@pytest.mark.parametrize("name", ["r", "r.json", "r.html"])
def test_both_files_are_written_whichever_is_named(tmp_path, name):
    files = receipt.write(kept(), tmp_path / name)
    assert [path.name for path in files] == ["r.json", "r.html"]
    assert receipts.read(files[0].read_bytes(), name="r") == kept()
    assert "dateline verify r.json" in files[1].read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "typed"), [("my answer.json", "&#39;my answer.json&#39;"), ("-x.json", "./-x.json"), ("r.json", "r.json")]
)
def test_the_command_it_names_can_be_typed_as_it_stands(file, typed):
    assert f"dateline verify {typed}" in receipt.page(kept("The bridge."), file)


def test_what_turns_the_direction_of_writing_ends_with_its_sentence():
    said = tuple(AnswerSentence(text=text, citations=(), support=Support.SUPPORTED) for text in ("\u202eone", "two"))
    assert "<bdi>\u202eone</bdi> <bdi>two</bdi>" in receipt.page(kept("The bridge.", sentences=said), "r.json")


# The command, over a real collection


@pytest.fixture
def dateline(capsys, tmp_path, monkeypatch):
    """Run a command line in an empty folder and return exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path / "home"))

    def run(*arguments):
        code = main(list(arguments))
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def answered(dateline, tmp_path):
    """Ask, keep the receipt as r.json, and return a function that changes the article."""

    def add(text):
        (tmp_path / "a.jsonl").write_text(json.dumps(ARTICLE | {"text": text}) + "\n", encoding="utf-8")
        assert dateline("add", "a.jsonl")[0] == 0

    add(ARTICLE["text"])
    code, _, told = dateline("ask", QUESTION, "--model", "none", "--receipt", "r")
    assert code == 0
    assert "r.json and r.html" in told
    return add


def test_a_receipt_of_an_untouched_collection_holds_also_after_a_rebuild(dateline, answered, tmp_path):
    code, out, _ = dateline("verify", "r.json")
    assert code == 0
    assert "unchanged since" in out
    assert dateline("verify", "r") == (0, out, "")
    assert (tmp_path / "r.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert dateline("rebuild")[0] == 0
    assert dateline("verify", "r.json")[0] == 0


def test_a_receipt_that_is_not_there_or_a_folder_is_one_line_with_the_next_step(dateline):
    for place, told in (("nosuch.json", "check the path"), (".", "name a file, not a folder")):
        code, out, err = dateline("verify", place)
        assert (code, out) == (1, "")
        assert told in err
        assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("change", "standing"),
    [
        (lambda text, _: f"Corrected. {text}", "moved"),
        (lambda text, _: f"{text} It rained.", "article changed"),
        (lambda text, quote: text.replace(quote, quote.upper()), "quote gone"),
    ],
    ids=["moved", "article changed", "quote gone"],
)
def test_a_changed_article_is_one_line_a_citation_and_exit_code_1(dateline, answered, tmp_path, change, standing):
    cited = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["answer"]["citations"]
    text = change(ARTICLE["text"], cited[0]["quote"])
    answered(text)
    code, out, _ = dateline("verify", "r.json")
    *lines, summary = out.splitlines()
    assert code == 1
    assert len(lines) == len(cited)
    assert lines[0].startswith(f"[{cited[0]['n']}] {standing}: bridge (Council approves bridge): ")
    assert "changed since" in summary

    code, out, _ = dateline("verify", "r.json", "--json")
    (report,) = map(json.loads, out.splitlines())
    first, now = report["citations"][0], report["citations"][0]["now"]
    assert code == 1
    assert report["holds"] is False
    assert first["standing"] == standing
    assert (now and text[now["start"] : now["end"]]) == (None if standing == "quote gone" else cited[0]["quote"])


def test_a_removed_article_is_gone_and_so_is_that_of_another_collection(dateline, answered):
    code, out, told = dateline("verify", "r.json", "--collection", "other")
    assert code == 1
    assert "article gone: bridge" in out
    assert "the receipt is of 'articles'" in told
    assert dateline("remove", "bridge")[0] == 0
    assert dateline("verify", "r.json")[0] == 1


def test_a_receipt_of_another_collection_is_checked_against_that_one_and_says_so(dateline, answered, tmp_path):
    assert dateline("add", "a.jsonl", "--collection", "mine")[0] == 0
    asked = dateline("ask", QUESTION, "--model", "none", "--collection", "mine", "--receipt", "mine-r")
    assert asked[0] == 0
    assert "dateline verify mine-r.json --collection mine<" in (tmp_path / "mine-r.html").read_text(encoding="utf-8")
    assert dateline("remove", "bridge")[0] == 0
    code, out, told = dateline("verify", "mine-r.json")
    assert code == 0
    assert "unchanged since" in out
    assert "looking in the collection 'mine'" in told
    assert dateline("verify", "mine-r.json", "--collection", "mine")[::2] == (0, "")


def test_an_edited_receipt_is_refused_with_one_line(dateline, answered, tmp_path):
    path = tmp_path / "r.json"
    path.write_text(path.read_text(encoding="utf-8").replace("harbour bridge", "airport"), encoding="utf-8")
    code, out, told = dateline("verify", "r.json")
    assert (code, out) == (1, "")
    assert told.count("\n") == 1
    assert "r.json was changed after it was made" in told


@pytest.mark.parametrize("name", ["missing.json", "home", "a.jsonl", "r.html"])
def test_what_is_no_receipt_is_one_line_and_exit_code_1(dateline, answered, name):
    code, out, told = dateline("verify", name)
    assert (code, out) == (1, "")
    assert told.startswith("dateline: ")
    assert told.count("\n") == 1


def test_a_refusal_has_a_receipt_that_cites_nothing(dateline, answered):
    assert dateline("ask", "Who won the chess cup of Berlin?", "--model", "none", "--receipt", "refusal.json")[0] == 0
    code, out, _ = dateline("verify", "refusal.json")
    assert code == 0
    assert "nothing was cited" in out


@pytest.mark.parametrize("arguments", [["x", "--receipt", "home"], ["x", "--receipt", "none/r"]])
def test_a_place_that_holds_no_file_is_bad_usage_before_anything_is_asked(dateline, tmp_path, arguments):
    (tmp_path / "home").mkdir()
    code, _, told = dateline("ask", *arguments)
    assert code == 2
    assert "--receipt" in told
