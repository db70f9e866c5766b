"""The article pane as HTML: the marked quote is exact, and nothing of an article is markup."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.articles import Article, Edit, Span
from index.collection import ArticleSummary
from ui import article_pane

TEXT = "The council met.\n\nA vote\nIt approved the bridge. Work starts in May.\nThe end."


def article(text=TEXT, **changes):
    return Article(**({"id": "a", "title": "Council approves bridge", "text": text, "original": text} | changes))


def marked(html):
    return [unescape(text) for text in re.findall(r"<mark[^>]*>(.*?)</mark>", str(html), re.DOTALL)]


def test_the_marked_text_is_the_quote():
    start = TEXT.index("It approved")
    quote = "It approved the bridge."
    assert marked(article_pane.article(article(), Span(start, start + len(quote)))) == [quote]


def test_without_a_quote_nothing_is_marked():
    assert marked(article_pane.article(article())) == []


# "\r" is left out: a parser of HTML reads it as a line break, and repair has taken it out of every stored text.
@given(st.data(), st.text(alphabet=st.characters(exclude_characters="\r"), min_size=1, max_size=120))
def test_whatever_the_text_the_marks_are_the_quote_line_by_line(data, text):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    lines = [line for line in re.split(r"\n+", text) if line.strip()]
    html = article_pane.article(article(text), Span(start, end))
    assert re.sub(r"\s", "", "".join(marked(html))) == re.sub(r"\s", "", text[start:end])
    assert len(marked(html)) <= len(lines)


@given(st.text(max_size=200))
def test_an_article_never_becomes_markup(text):
    html = str(
        article_pane.article(article(text, title=text or "t", source=text, author=text, published_at=text, url=text))
    )
    allowed = {"article", "header", "p", "bdi", "h2", "div", "h3", "mark", "a"}
    assert set(re.findall(r"<\s*([a-zA-Z][\w-]*)", html)) <= allowed


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//evil.example",
        "http://",
        "http://[",
        "",
        None,
    ],
)
def test_what_is_no_web_address_is_no_link(url):
    assert "<a " not in str(article_pane.article(article(url=url)))


def test_a_web_address_opens_in_its_own_tab_and_learns_nothing():
    html = str(article_pane.article(article(url='https://www.example.org/a?b="c"&d')))
    assert 'href="https://www.example.org/a?b=&#34;c&#34;&amp;d" target="_blank" rel="noopener noreferrer"' in html
    assert "<bdi>example.org</bdi>" in html


def test_outlet_date_and_author_stand_above_the_title():
    html = str(article_pane.article(article(source="Halmstrand Post", published_at="2023-05-04", author="Mia Lund")))
    assert "Halmstrand Post · 4 May 2023 · Mia Lund" in html


def test_what_was_derived_or_repaired_is_said():
    edit = Edit(start=0, end=1, original_start=0, original_end=1, before="β", after="’", reason="apostrophe")
    html = str(article_pane.article(article(title_derived=True, edits=(edit, edit))))
    assert "Title derived from the first sentence" in html
    assert "Repaired: 2 places" in html
    assert "<del>β</del> became <ins>’</ins>, 2 times" in html
    gone = Edit(start=0, end=0, original_start=0, original_end=3, before="\n \n", after="", reason="blank lines")
    assert "<del>white space</del> became <ins>nothing</ins>" in str(article_pane.article(article(edits=(gone,))))
    plain = str(article_pane.article(article()))
    assert "derived" not in plain
    assert "Repaired" not in plain


def test_a_short_line_without_a_full_stop_is_a_heading():
    html = str(article_pane.article(article()))
    assert '<h3 dir="auto">A vote</h3>' in html
    assert '<p dir="auto">The end.</p>' in html


@pytest.mark.parametrize(
    "lines",
    [
        "Freeze on hiring in all departments: 4.2 million florins",
        "Ticket prices: €3 a ride",
        "Fewer trams\nFewer buses",
    ],
)
def test_an_item_of_a_list_is_no_heading(lines):
    assert "<h3" not in str(article_pane.article(article(f"The council met.\n{lines}\nThe mayor left.")))


def summary(n):
    return ArticleSummary(
        id=f"a{n}",
        title=f"Title {n}",
        source="",
        author=None,
        published_at=None,
        url=None,
        characters=9,
        sentences=n,
        passages=1,
        repairs=0,
    )


def test_the_list_opens_articles_and_says_how_many_more_there_are():
    html = str(article_pane.contents([summary(1), summary(2)], 1002))
    assert re.findall(r'data-article="(\w+)"', html) == ["a1", "a2"]
    assert "And 1,000 more." in html
    assert "1 sentence<" in html
    assert "more." not in str(article_pane.contents([summary(1)], 1))
