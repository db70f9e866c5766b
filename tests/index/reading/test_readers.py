import codecs
import contextlib
import json
import os
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.articles import Article
from index.reading import formats
from index.reading.readers import READERS, Unreadable, read
from index.reading.repair import repair

SEEDS = Path(__file__).parents[3] / "seeds"

PAGE = """<!DOCTYPE html><html><head><title>Spain pulls troops | Example News</title>
<meta charset="utf-8"><meta property="og:site_name" content="Example News"><meta name="author" content="Jane Doe">
<meta property="og:title" content="Spain pulls troops">
<meta property="article:published_time" content="2025-07-01T10:30:00Z">
<link rel="canonical" href="https://news.example/spain"></head><body><nav><a href="/">Home</a> | World</nav>
<article><h1>Spain pulls troops</h1>
<p>The first paragraph has <b>bold</b> text and a <a href="/x">link</a> in it, and is long enough to be kept.</p>
<p>The second paragraph tells of the Defense Ministry&rsquo;s decision, JosÃ© said, and goes on for a while.</p>
<script>alert("no")</script></article><footer>Copyright, cookies and newsletters</footer></body></html>"""


def one(path):
    (article,) = read(path)
    assert isinstance(article, Article), article
    return article


def why_not(path):
    (unreadable,) = read(path)
    assert isinstance(unreadable, Unreadable), unreadable
    assert "\n" not in unreadable.reason
    assert ": " in unreadable.reason  # what is wrong: what to do
    return unreadable


def write(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_text_file_is_an_article_with_its_stem_for_an_id_and_its_first_sentence_for_a_title():
    article = one(SEEDS)
    assert article.id == "000_c7c7d7a34d635091"
    assert article.id_derived
    assert article.title == "The sudden redeployment of Spanish troops in Iraq has become one of the most…"
    assert article.title_derived
    assert article.encoding == "utf-8"
    assert Path(article.origin).is_absolute()
    assert (article.source, article.author, article.published_at, article.url) == ("", None, None, None)
    assert repair(article.original).text == article.text
    assert article.edits == repair(article.original).edits != ()


@pytest.mark.parametrize(
    ("date", "read_as"),
    [
        ("2025-02-30", None),
        ("yesterday", None),
        ("2025-07-01", "2025-07-01"),
        ("2025-07-01 10:30:00", "2025-07-01T10:30:00"),
        ("2025-07-01t10:30:00.5Z", "2025-07-01T10:30:00.500000+00:00"),
        ("2025-07-01 10:30:00 +02:00", "2025-07-01T10:30:00+02:00"),
        ("2025-07-01 10:30:00 -5", "2025-07-01T10:30:00-05:00"),
    ],
)
def test_a_date_of_front_matter_is_read_and_one_that_is_none_is_told(tmp_path, date, read_as):
    told = []
    path = write(tmp_path / "a.md", f"---\ntitle: T\ndate: {date}\n---\nThe text.")
    [article] = read(path, unread_date=lambda where, given: told.append((where, given)))
    assert (article.title, article.published_at) == ("T", read_as)
    assert told == ([(str(path), date)] if read_as is None else [])


def test_front_matter_tells_what_is_known_of_an_article(tmp_path):
    known = (
        '---\nid: spain-1\ntitle: "Spain: out"\nsource: Example News\nauthor: [Jane Doe, José]\n'
        "date: 2025-07-01\nurl: https://news.example/1\nlayout: post\n---\nThe text.\n"
    )
    for name in ("a.md", "a.txt"):
        article = one(write(tmp_path / name, known))
        assert (article.id, article.title, article.source) == ("spain-1", "Spain: out", "Example News")
        assert (article.author, article.published_at) == ("Jane Doe, José", "2025-07-01")
        assert (article.url, article.text) == ("https://news.example/1", "The text.")
        assert not article.title_derived
        assert not article.id_derived


def test_the_keys_of_front_matter_may_have_capitals(tmp_path):
    article = one(write(tmp_path / "a.md", "---\nTitle: Out\nDate: 2025-07-01\npubDate: 2024-01-01\n---\nThe text.\n"))
    assert (article.title, article.published_at, article.text) == ("Out", "2025-07-01", "The text.")


RULED = "---\n{}\n---\nThe mayor said repairs would take weeks."


@pytest.mark.parametrize(
    "between",
    [
        "THESSEL, Monday: The bridge was closed by engineers.",
        "Tarn: The ferry is late.\nVarga: The ferry is early.",
        "note: The bridge was closed.\nMayor of Thessel: It stays so.",
        "The bridge was closed by engineers.",
        "- The bridge was closed.\n- The ferry is late.",
        "He said: 'it is closed.\n*Sund*: it is not.",
        "2024: The bridge was closed.",
        "title of the day: closed",
    ],
    ids=["dateline", "speakers", "a key among prose", "prose", "list", "broken", "number", "known word in a key"],
)
@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_a_text_between_two_rules_that_describes_nothing_is_text(tmp_path, name, between):
    def letters(text):
        return "".join(filter(str.isalnum, text))

    article = one(write(tmp_path / name, RULED.format(between)))
    assert letters(article.text) == letters(RULED.format(between))
    assert article.published_at is None


@pytest.mark.parametrize("between", ["", "layout: post\npubDateShown: no", "Draft: yes\ntitle: T"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_front_matter_without_a_word_on_the_article_is_no_text_either(tmp_path, between, line_end):
    article = one(write(tmp_path / "a.txt", RULED.format(between).replace("\n", line_end)))
    assert article.text == "The mayor said repairs would take weeks."


def test_a_long_text_between_two_rules_is_text(tmp_path):
    between = "title: T\n" + "note: The bridge is closed.\n" * 5000
    assert one(write(tmp_path / "a.txt", RULED.format(between))).text.count("closed") == 5000


NESTED = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))


@pytest.mark.parametrize(
    ("date", "told"),
    [
        ("*a11", "a value of type list"),
        ("{2025: 7}", "a value of type dict"),
        ("!!binary aGk=", "a value of type bytes"),
        (f"0x{'f' * 5000}", "a value of type int"),
    ],
    ids=["aliases", "mapping", "bytes", "number without end"],
)
def test_what_can_be_no_date_is_told_by_its_kind_without_being_spelled_out(tmp_path, date, told):
    found = []
    path = write(tmp_path / "a.md", f"---\na0: &a0 [x]\n{NESTED}title: T\ndate: {date}\n---\nThe text.")
    [article] = read(path, unread_date=lambda where, given: found.append(given))
    assert (article.title, article.text, article.published_at) == ("T", "The text.", None)
    assert found == [told]


def test_what_json_gives_as_a_date_and_is_none_is_told_too(tmp_path):
    found = []
    dates = [{"year": 2025}, [2025], 2025, True, "", None, [], {}, 0, False]
    path = write(tmp_path / "a.jsonl", "\n".join(json.dumps({"text": "Text.", "date": date}) for date in dates))
    assert len(list(read(path, unread_date=lambda where, given: found.append(given)))) == len(dates)
    assert found == ["a value of type dict", "a value of type list", "2025", "True"]


def test_mappings_merged_into_mappings_and_texts_named_often_take_no_memory(tmp_path):
    merged = "m0: &m0 {x: 1}\n" + "".join(
        f"m{n}: &m{n} {{<<: [{', '.join([f'*m{n - 1}'] * 9)}]}}\n" for n in range(1, 12)
    )
    often = f"name: &name {'Tove ' * 2000}\nauthors: [{', '.join(['*name'] * 5000)}]\n"
    article = one(write(tmp_path / "a.md", f"---\ntitle: T\n{merged}{often}---\nThe text."))
    assert (article.title, article.text) == ("T", "The text.")
    assert article.author.startswith("Tove Tove")


@pytest.mark.parametrize("field", ["id", "title", "source", "author", "url"])
@pytest.mark.parametrize("value", ["*a11", f"0x{'f' * 5000}"], ids=["aliases", "number without end"])
def test_a_field_that_is_no_text_is_named(tmp_path, field, value):
    path = write(tmp_path / "a.md", f"---\na0: &a0 [x]\n{NESTED}{field}: {value}\n---\nThe text.")
    assert why_not(path).reason == f"the {field} is not text: write it as a string"


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        (
            "The first line of a poem<br>second line<BR/>third<br />\nfourth",
            "The first line of a poem\nsecond line\nthird\nfourth",
        ),
        ("<p>A poem<br>second\n<br />\nthird</p>", "A poem\nsecond\n\nthird"),
        ("Before <!-- a > b --> after", "Before  after"),
        ("<!-- a > b\n\n<p>hidden</p> -->\n\nShown.", "Shown."),
        ("<div>Shown<!-- x > y --> too</div>", "Shown too"),
        ("<script>\nif (a > b) { alert('no') }\n\nmore()\n</script>\n\nShown.", "Shown."),
        ("<STYLE type='a'>p > b {}</STYLE>\n\nShown.", "Shown."),
        ("<div><script>alert('no')</script>Shown</div>", "Shown"),
        ("Before <script>alert('no')</script>after", "Before after"),
        ("Before <script> after, without an end", "Before  after, without an end"),
        ("<script>\nafter, without an end", "after, without an end"),
        ("<!-- a > b, without an end", "<!-- a > b, without an end"),
        ("<p>1 < 2 and 3 > 2</p>", "1 < 2 and 3 > 2"),
        ("`<br>` and `<script>x</script>`", "<br> and <script>x</script>"),
    ],
)
def test_markup_in_markdown_parts_lines_or_hides_what_a_browser_hides(tmp_path, written, read_as):
    assert one(write(tmp_path / "a.md", written)).original == read_as


def test_comments_and_scripts_without_end_are_read_in_no_time(tmp_path):
    assert one(write(tmp_path / "a.md", "<!-- x " * 100_000)).text.startswith("<!-- x")
    assert one(write(tmp_path / "b.md", "<div><script> x " * 100_000)).text.startswith("x")


def test_markdown_becomes_plain_paragraphs_and_its_heading_the_title(tmp_path):
    markdown = (
        "# Troops *leave*\n\nA **bold** word and a [link](https://x.example) on a line\nthat was wrapped.\n\n"
        "## Why\n\n- one `item`\n- two\n\n> quoted\n\n<div>in a block</div>\n\n```\ncode & more\n```\n"
    )
    article = one(write(tmp_path / "troops.md", markdown))
    assert article.title == "Troops leave"
    assert not article.title_derived
    assert article.text.split("\n\n") == [
        "A bold word and a link on a line that was wrapped.",
        "Why",
        "one item",
        "two",
        "quoted",
        "in a block",
        "code & more",
    ]


def test_a_footnote_of_markdown_keeps_its_text_and_the_address_of_a_link_goes(tmp_path):
    markdown = "It is [so][ref].[^1] And so.[^2]\n\n[^1]: Minutes.\n\n[^2]: https://x.example\n\n"
    markdown += "[ref]: https://y.example\n"
    article = one(write(tmp_path / "a.md", markdown))
    assert article.text.split("\n\n") == ["It is so.[^1] And so.[^2]", "[^1]: Minutes.", "[^2]: https://x.example"]


def test_a_heading_stays_in_the_text_where_another_title_is_given(tmp_path):
    article = one(write(tmp_path / "a.md", "---\ntitle: Given\n---\n# Heading\n\nText."))
    assert (article.title, article.text) == ("Given", "Heading\n\nText.")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_a_page_gives_its_main_text_and_its_metadata(tmp_path, encoding):
    page = PAGE.replace("JosÃ©", "José").replace('<meta charset="utf-8">', "")
    article = one(write(tmp_path / "page.html", page.encode(encoding)))
    assert (article.title, article.source, article.author) == ("Spain pulls troops", "Example News", "Jane Doe")
    assert article.published_at == "2025-07-01T10:30:00"
    assert article.url == "https://news.example/spain"
    paragraphs = article.text.split("\n")
    assert paragraphs[-1].startswith("The second paragraph tells of the Defense Ministry’s decision, José said")
    assert not any(word in article.text for word in ("Home", "alert", "Copyright", "<"))


def test_the_text_of_a_page_is_repaired_and_its_original_is_the_text_before(tmp_path):
    article = one(write(tmp_path / "page.htm", PAGE))
    assert "JosÃ© said" in article.original
    assert "José said" in article.text
    assert [edit.after for edit in article.edits] == ["é"]


def test_a_page_in_a_declared_encoding_is_read_in_it(tmp_path):
    page = PAGE.replace("JosÃ©", "Předseda řekl").replace('charset="utf-8"', 'charset="iso-8859-2"')
    article = one(write(tmp_path / "page.html", page.encode("iso-8859-2")))
    assert "Předseda řekl" in article.text
    assert article.encoding == "iso8859-2"


@pytest.mark.parametrize(
    "declared", ["undefined", "unicode_escape", "raw-unicode-escape", "utf-7", "idna", "base64", "rot13", "no-such"]
)
def test_a_page_that_declares_what_is_no_character_set_is_read_as_if_it_declared_none(tmp_path, declared):
    page = PAGE.replace("JosÃ©", r"José \u0041 +AGE-").replace('charset="utf-8"', f'charset="{declared}"')
    assert r"José \u0041 +AGE- said" in one(write(tmp_path / "page.html", page.encode("cp1252"))).text


@pytest.mark.parametrize("declared", ["utf-16", "UTF-16LE", "utf-32", "cp037"])
def test_a_page_whose_declaration_can_be_read_is_not_in_an_encoding_that_spells_it_otherwise(tmp_path, declared):
    page = PAGE.replace("JosÃ©", "José").replace('charset="utf-8"', f'charset="{declared}"').encode("cp1252")
    article = one(write(tmp_path / "page.html", page + b" " * (len(page) % 4)))
    assert "José said" in article.text
    assert article.encoding == "cp1252"


def test_json_lines_give_one_article_each(tmp_path):
    lines = [
        {
            "id": "one",
            "title": "Title",
            "text": "Text one.",
            "source": "S",
            "author": "A",
            "published_at": "2025-07-01",
        },
        {"title": "No id", "body": "Text two.", "url": "https://news.example/2"},
        {"id": 3, "text": "Text three is the title too. And more."},
    ]
    path = write(tmp_path / "three.jsonl", "\n\n".join(map(json.dumps, lines)) + "\n")
    first, second, third = read(path)
    assert (first.id, first.title, first.text, first.source, first.author) == ("one", "Title", "Text one.", "S", "A")
    assert first.published_at == "2025-07-01"
    assert (second.text, second.url, second.id_derived) == ("Text two.", "https://news.example/2", True)
    assert len(second.id) == 12
    assert (third.id, third.title, third.title_derived) == ("3", "Text three is the title too.", True)
    assert [article.origin for article in (first, second, third)] == [f"{path}:{line}" for line in (1, 3, 5)]


def test_an_article_without_an_id_keeps_the_one_it_gets(tmp_path):
    line = json.dumps({"title": "T", "text": "Some text."})
    (one_id,) = (a.id for a in read(write(tmp_path / "a.jsonl", line)))
    (same_id,) = (a.id for a in read(write(tmp_path / "b.jsonl", f"\n\n{line}")))
    assert one_id == same_id


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("not json", "is not JSON"),
        ('{"text": "cut off', "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ('["text"]', "is not a JSON object"),
        ('{"title": "only"}', "has no text"),
        ('{"text": "  "}', "has no text"),
        ('{"text": 5}', "has no text"),
        ('{"text": "a", "id": [1]}', "the id is not text: write it as a string"),
        ('{"text": "a", "title": {"en": "b"}}', "the title is not text: write it as a string"),
        ('{"text": "...!"}', "holds no words"),
        ('{"text": "a\\u0000b", "n": ' + "9" * 5000 + "}", "is not JSON"),
        (b"\x00\x01\x02\x03 binary", "is binary"),
    ],
)
def test_a_bad_line_is_named_and_the_others_are_read(tmp_path, line, reason):
    line = line.encode() if isinstance(line, str) else line
    path = write(tmp_path / "a.jsonl", b'{"text": "Good one."}\n' + line + b'\n{"text": "Good two."}')
    first, bad, last = read(path)
    assert (first.text, last.text) == ("Good one.", "Good two.")
    assert bad.where == f"{path}:2"
    assert bad.reason.startswith(reason)
    assert "\n" not in bad.reason


def test_a_line_of_50_megabytes_is_passed_over_without_being_kept(tmp_path):
    path = tmp_path / "huge.jsonl"
    with path.open("wb") as file:
        file.write(b'{"text": "Good one."}\n{"text": "')
        for _ in range(50):
            file.write(b"word " * (1024 * 1024 // 5))
        file.write(b'"}\n{"text": "Good two."}\n')
    first, huge, last = read(path)
    assert (first.text, last.text) == ("Good one.", "Good two.")
    assert huge == Unreadable(f"{path}:2", "is longer than 20 MB: split it into one line per article")


def test_a_folder_is_read_in_the_order_of_its_names_without_hidden_and_unknown_files(tmp_path):
    for name in (
        "b/2.txt",
        "a.md",
        "b/1.html",
        "c.TXT",
        "d.pdf",
        ".hidden.txt",
        ".git/x.txt",
        "b/notes.docx",
        "z.jsonl",
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        write(path, PAGE if name.endswith("html") else '{"text": "Some text."}')
    assert [Path(article.origin).name for article in read(tmp_path)] == [
        "a.md",
        "c.TXT",
        "z.jsonl:1",
        "1.html",
        "2.txt",
    ]


def test_what_cannot_be_read_in_a_folder_does_not_stop_it(tmp_path):
    write(tmp_path / "1.txt", "")
    write(tmp_path / "2.txt", "Text.")
    bad, good = read(tmp_path)
    assert (bad.where, good.id) == (str(tmp_path / "1.txt"), "2")


def test_an_empty_folder_gives_nothing(tmp_path):
    assert list(read(tmp_path)) == []


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \n\t\n", "is empty"),
        ("a.md", b"---\ntitle: x\n---\n", "holds no words"),
        ("a.jsonl", b"\n\n", "is empty"),
        ("a.txt", b"%PDF-1.7 \x00\x01", "is a PDF, not text"),
        ("a.txt", bytes(range(256)) * 10, "is binary"),
        ("a.html", b"<html><body></body></html>", "has no article text"),
        ("a.html", b"\x89PNG\r\n\x1a\n", "is a PNG image"),
        ("a.docx", b"PK", "is not a file of a known format"),
        ("a", b"text", "is not a file of a known format"),
        ("a.md", b"---\ntitle: a: b: c\n---\nText.", "has front matter that is not YAML in line 2"),
        ("a.md", b"---\ntitle: {a: b}\n---\nText.", "the title is not text: write it as a string"),
        ("a.txt", b"word " * (formats.LARGEST_ARTICLE // 5 + 1), "is larger than 20 MB"),
        ("a.jsonl", codecs.BOM_UTF16_LE + '{"text": "x"}'.encode("utf-16-le"), "is UTF-16"),
        ("a.txt", codecs.BOM_UTF16_LE + b"a", "breaks off"),
    ],
)  # fmt: skip
def test_a_bad_file_is_one_line_that_says_what_to_do(tmp_path, name, content, reason):
    bad = why_not(write(tmp_path / name, content))
    assert bad.where == str(tmp_path / name)
    assert bad.reason.startswith(reason)


def test_a_missing_file_is_named(tmp_path):
    assert why_not(tmp_path / "gone.txt") == Unreadable(str(tmp_path / "gone.txt"), "is not there: check the path")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_named(tmp_path):
    path = write(tmp_path / "secret.txt", "Text.")
    path.chmod(0)
    assert why_not(path).reason == "may not be read by this user: change its permissions"


def test_links_that_lead_in_a_circle_and_pipes_are_named_and_do_not_hang(tmp_path):
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    assert why_not(tmp_path / "loop.txt").reason.startswith("cannot be read")
    assert why_not(tmp_path / "pipe.txt").reason.startswith("is not a plain file")
    assert len(list(read(tmp_path))) == 2


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("plain-1.a_B", "plain-1.a_B"),
        (" two words\n", "two-words"),
        ("--help", "help"),
        ("a\x00b\x1b[31m\u202e", "ab[31m"),
        ("2023/10/ärger", "2023/10/ärger"),
    ],
)
def test_a_given_id_stays_but_for_what_nobody_can_type(tmp_path, given, kept):
    assert one(write(tmp_path / "a.jsonl", json.dumps({"id": given, "text": "Text."}))).id == kept


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.text(max_size=30))
def test_every_id_can_be_typed_and_every_title_is_one_line(tmp_path_factory, given_id, title):
    line = json.dumps({"id": given_id, "title": title, "text": "Some text. And more."})
    article = one(write(tmp_path_factory.mktemp("ids") / "a.jsonl", line))
    assert 0 < len(article.id) <= 120
    assert article.id.isprintable()
    assert not article.id.startswith("-")
    assert " " not in article.id
    assert article.title
    assert "\n" not in article.title
    assert article.title == " ".join(article.title.split())


def test_a_file_name_becomes_an_id_that_can_be_typed(tmp_path):
    assert one(write(tmp_path / "-Spain’s troops (1) é.txt", "Text.")).id == "Spain-s-troops-1-é"
    assert len(one(write(tmp_path / "….txt", "Text.")).id) == 12


def test_a_title_is_repaired_in_the_light_of_its_text(tmp_path):
    line = {"title": "Spainβs  new\nplan", "source": "Le Monde &amp; Co", "text": "It isnβt JosΓ©βs plan."}
    article = one(write(tmp_path / "a.jsonl", json.dumps(line)))
    assert (article.title, article.source) == ("Spain's new plan", "Le Monde & Co")
    alone = {"title": "TGFβs new role", "text": "Nothing is wrong here."}
    assert one(write(tmp_path / "b.jsonl", json.dumps(alone))).title == "TGFβs new role"


def test_a_title_outlet_or_author_without_end_is_shortened(tmp_path):
    endless = "Spain’s plan " * 30_000
    line = {"title": endless, "source": endless, "author": endless, "text": "Some text."}
    article = one(write(tmp_path / "a.jsonl", json.dumps(line)))
    for kept in (article.title, article.source, article.author):
        assert 280 < len(kept) <= 300
        assert kept.startswith("Spain’s plan Spain’s plan")
        assert kept.endswith("…")
    assert not article.title_derived
    assert article.text == "Some text."


def test_a_title_of_300_characters_stays_whole(tmp_path):
    title = ("plan " * 60)[:-1] + "s"
    assert one(write(tmp_path / "a.jsonl", json.dumps({"title": title, "text": "Some text."}))).title == title


def test_articles_whose_long_titles_begin_alike_have_ids_of_their_own(tmp_path):
    lines = [json.dumps({"title": f"{'plan ' * 100}{n}", "text": "Some text."}) for n in range(2)]
    first, second = read(write(tmp_path / "a.jsonl", "\n".join(lines)))
    assert first.title == second.title
    assert first.id != second.id


def test_half_a_character_in_json_can_still_be_stored(tmp_path):
    article = one(write(tmp_path / "a.jsonl", '{"title": "A \\ud83d title", "text": "Broken \\ud83d emoji. 😀"}'))
    for text in (article.title, article.text, article.original):
        assert "\ufffd" in text
        text.encode()


@pytest.mark.parametrize(
    "url",
    [
        *("javascript:alert(1)", "file:///etc/passwd", 'https://x.example/"onclick=', "no"),
        *("https://x.example/\u202egpj.exe", "https://x.example/\x9b31m", "https://x.example/\u200bx"),
    ],
)
def test_only_a_web_address_is_kept_as_url(tmp_path, url):
    assert one(write(tmp_path / "a.jsonl", json.dumps({"text": "Text.", "url": url}))).url is None


@pytest.fixture(scope="module")
def site():
    """A web server on this machine that answers as told by the path."""
    long = b"<p>" + b"word " * (formats.LARGEST_ARTICLE // 5 + 1)
    answers = {
        "/news/spain.html": (200, "text/html; charset=utf-8", PAGE.encode()),
        "/latin": (200, "text/html; charset=iso-8859-2", PAGE.replace("JosÃ©", "Předseda").encode("iso-8859-2")),
        "/plain.txt": (200, "text/plain", "It isn’t much.".encode()),
        "/many.jsonl": (200, "application/octet-stream", b'{"text": "One."}\n{"text": "Two."}'),
        "/picture": (200, "image/png", b"\x89PNG"),
        "/long": (200, "text/html", long),
        "/broken": (500, "text/html", b"oops"),
        "/empty": (200, "text/html", b""),
    }

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            if self.path == "/moved":
                self.send_response(301)
                self.send_header("Location", "/news/spain.html")
                self.end_headers()
                return
            if self.path in ("/circle", "/away"):
                self.send_response(302)
                self.send_header("Location", "/circle" if self.path == "/circle" else "file:///etc/passwd")
                self.end_headers()
                return
            status, content_type, body = answers.get(self.path, (404, "text/html", b"gone"))
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with contextlib.suppress(ConnectionError):  # the reader had enough
                self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_page_is_fetched_by_its_address(site):
    article = one(f"{site}/news/spain.html")
    assert (article.title, article.source) == ("Spain pulls troops", "Example News")
    assert article.id.startswith("spain-")
    assert article.url == article.origin == f"{site}/news/spain.html"


def test_a_moved_page_is_the_article_it_moved_to(site):
    moved, there = one(f"{site}/moved"), one(f"{site}/news/spain.html")
    assert moved.url == there.url
    assert moved.text == there.text


def test_the_server_tells_the_encoding_and_the_format(site):
    assert "Předseda" in one(f"{site}/latin").text
    assert one(f"{site}/plain.txt").text == "It isn’t much."
    assert [article.text for article in read(f"{site}/many.jsonl")] == ["One.", "Two."]


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/gone", r"is refused by its server \(404 Not Found\)"),
        ("/broken", r"is refused by its server \(500 Internal Server Error\)"),
        ("/picture", "is image/png, not a page or text"),
        ("/long", "is larger than 20 MB"),
        ("/circle", "cannot be reached"),
        ("/away", "cannot be reached"),
        ("/empty", "is empty"),
    ],
)
def test_a_page_that_cannot_be_taken_is_one_line(site, path, reason):
    bad = why_not(f"{site}{path}")
    assert bad.where == f"{site}{path}"
    assert re.match(reason, bad.reason)


@pytest.mark.parametrize(
    "url", ["ftp://x.example/a", "file:///etc/passwd", "http://127.0.0.1:9/a", "http://[", "https://"]
)
def test_an_address_that_cannot_be_reached_is_one_line(url):
    assert why_not(url).where == url


def test_every_format_says_how_it_is_called():
    assert set(READERS) == {".txt", ".md", ".markdown", ".html", ".htm", ".jsonl"}
