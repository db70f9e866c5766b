"""The report holds everything it shows, shows everything as text, and asks nothing of the network."""

import json
import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import pytest

from evals.cases import Gold
from evals.measures.metrics import Unit
from evals.reports.casebook import casebook, embedded
from evals.reports.figures import shown
from evals.reports.report import render
from evals.results import (
    Change,
    Comparison,
    Curve,
    DatasetFacts,
    Figure,
    Flip,
    Found,
    Machine,
    Point,
    Result,
    Row,
    Scores,
    Settings,
    Verdict,
)
from index.articles import Article
from rag.answer import Answer, AnswerSentence, Citation, Evidence, Milliseconds, Status, Support

HOSTILE = """</script><script>window.hacked = 1</script><img src=x onerror="window.hacked = 2">'"&\u2028"""
TEXT = f"The 🚢 ferry was late. It carried 212 passengers. {HOSTILE} Nobody was hurt."
QUOTE = "It carried 212 passengers."
ARTICLES = (
    Article(
        id="ferry",
        title=f"Ferry {HOSTILE}",
        text=TEXT,
        original=TEXT,
        source="Amsel Evening Post",
        published_at="2024-07-11",
        url="https://example.org/ferry",
    ),
    Article(id="scheme", title="A bad link", text="One sentence.", original="One sentence.", url="javascript:alert(1)"),
    Article(id="unused", title="Never cited", text="A text nobody needs.", original="A text nobody needs."),
)


def evidence(quote=QUOTE, article_id="ferry"):
    start = next(article.text for article in ARTICLES if article.id == article_id).index(quote)
    return Evidence(
        article_id=article_id,
        title="Ferry",
        source="Amsel Evening Post",
        published_at="2024-07-11",
        url=None,
        start=start,
        end=start + len(quote),
        quote=quote,
        score=0.9,
    )


def answered(case_id, *, text="The ferry carried 212 passengers."):
    seen = evidence()
    cited = Citation(
        n=1,
        article_id="ferry",
        title="Ferry",
        source="Amsel Evening Post",
        published_at="2024-07-11",
        url=None,
        start=seen.start,
        end=seen.end,
        quote=QUOTE,
    )
    return Answer(
        id=case_id,
        question="How many passengers?",
        standalone_question="How many passengers?",
        status=Status.ANSWERED,
        text=f"{text} [1]",
        sentences=(AnswerSentence(text=text, citations=(1,), support=Support.SUPPORTED),),
        citations=(cited,),
        evidence=(seen, evidence("One sentence.", "scheme")),
        ms=Milliseconds(retrieve=5, evidence=12, first_token=900, total=2000),
    )


def refused(case_id):
    return Answer(
        id=case_id,
        question="Who built it?",
        standalone_question="Who built it?",
        status=Status.REFUSED,
        text="The articles don't say.",
        near_misses=(evidence(),),
    )


def row(case_id, *, kind="plain", verdict=Verdict.CORRECT, question="How many passengers did the ferry carry?"):
    gold = evidence()
    return Row(
        id=case_id,
        question=question,
        kind=kind,
        answerable=True,
        answers=("212",),
        gold=(Gold(article_id="ferry", start=gold.start, end=gold.end, quote=QUOTE),),
        hits=(
            Found(
                article_id="ferry",
                title="Ferry",
                source="Amsel Evening Post",
                published_at="2024-07-11",
                start=0,
                end=gold.end,
                score=0.5,
                gold=(0,),
            ),
        ),
        answer=answered(case_id),
        written=True,
        confidence=0.8,
        verdict=verdict,
        scores={"hits@10": 1.0, "right": 1.0, "evidence_ms": 12.0, "total_ms": 2000.0},
    )


def refusal(case_id):
    return Row(
        id=case_id,
        question="Who built the ferry?",
        kind="out_of_collection",
        answerable=False,
        answer=refused(case_id),
        verdict=Verdict.RIGHTLY_REFUSED,
        scores={"right": 1.0},
    )


def result_of(rows, *, comparison=None, **changed):
    kinds = tuple(dict.fromkeys(row.kind for row in rows))
    figures = [
        Figure(metric=metric, kind=kind, value=value, low=value - 0.05, high=min(value + 0.05, 1.0), n=len(rows))
        for kind in ("", *kinds)
        for metric, value in (("hits@10", 0.9), ("right", 0.75))
    ]
    figures.append(Figure(metric="evidence_ms_p50", kind="", value=1234.5, low=1200.0, high=1300.0, n=len(rows)))
    columns = {name: tuple(row.scores.get(name) for row in rows) for name in ("hits@10", "evidence_ms")}
    made = Result(
        date="2026-11-22T19:31:05+00:00",
        seconds=61.2,
        dataset=DatasetFacts(
            name="ours", licence="Apache-2.0", articles=3, cases=len(rows), articles_hash="abc", cases_hash="def"
        ),
        settings=Settings(parts=("retrieval", "answers"), seed=0, depth=10, writer="a-writer", embedder="an-embedder"),
        machine=Machine(
            cpu="a processor",
            cores=2,
            memory=8.0,
            load=(0.1, 1.5),
            platform="Linux",
            python="3.11",
            versions={"chromadb": "1.5.9"},
            commit="0123456789abcdef",
        ),
        figures=tuple(figures),
        scores=Scores(ids=tuple(row.id for row in rows), kinds=tuple(row.kind for row in rows), values=columns),
        curves=(
            Curve(
                name="hits by k",
                x_label="k, passages looked at",
                y_label="questions with a gold sentence",
                points=tuple(Point(float(k), 1 - 0.5 / k, 0.9 - 0.5 / k, 1.0) for k in range(1, 11)),
            ),
            Curve(name="risk by coverage", x_label="coverage", y_label="risk", points=(Point(0.5, 0.1), Point(1, 0.2))),
        ),
        comparison=comparison,
    )
    return replace(made, **changed)


def comparison_of(rows):
    return Comparison(
        baseline="2026-11-20-ours.json",
        changes=(
            Change(metric="hits@10", kind="", baseline=0.98, value=0.9, difference=-0.08, low=-0.12, high=-0.04,
                   p=0.001, n=10, fell=True),
            Change(metric="right", kind="", baseline=0.74, value=0.75, difference=0.01, low=-0.03, high=0.05,
                   p=0.6, n=10),
        ),
        flips=(
            Flip(id=rows[0].id, question=rows[0].question, kind="plain", metric="right", before=0.0, after=1.0,
                 answer_before=f"Nobody knows. {HOSTILE}", answer_after="212 passengers. [1]"),
        ),
        warnings=("the baseline ran on another machine",),
    )  # fmt: skip


class Links(HTMLParser):
    """What a page would load or link to, and its elements by name."""

    def __init__(self):
        super().__init__()
        self.found, self.tags = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.found += [
            (tag, name, value) for name, value in attrs if name in ("src", "href", "srcset", "data", "action")
        ]


def parsed(page):
    links = Links()
    links.feed(page)
    return links


def book_of(page):
    return json.loads(re.search(r'<script type="application/json" id="casebook">(.*?)</script>', page, re.DOTALL)[1])


# ---- What stands in the file


def test_nothing_is_loaded_from_anywhere():
    rows = [row("a"), refusal("b")]
    page = render(result_of(rows, comparison=comparison_of(rows)), rows, ARTICLES)
    assert parsed(page).found == []  # article links are made by the script, from addresses that are http or https
    without_data = page.replace(embedded(book_of(page)), "")
    assert not re.search(r"https?://|@import|url\(", without_data)


def test_the_policy_forbids_every_request_and_every_other_script():
    page = render(result_of([row("a")]), [row("a")], ARTICLES)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)[1]
    assert "default-src 'none'" in policy
    assert "script-src 'sha256-" in policy
    assert "'unsafe-inline'" not in policy.split("script-src")[1]


def test_the_head_tells_set_date_commit_machine_and_settings():
    rows = [row("a"), refusal("b"), row("c", verdict=Verdict.INCORRECT)]
    page = unescape(render(result_of(rows, notes=("times are upper bounds",)), rows, ARTICLES))
    for told in ("ours: 3 questions on 3 articles", "22 November 2026", "0123456789", "a processor", "an-embedder"):
        assert told in page
    assert "2 of 3 questions were handled right: 1 answered, 1 refused because the articles don't say." in page
    assert "times are upper bounds" in page


def test_every_figure_stands_with_its_interval_and_number_of_cases():
    rows = [row(str(i)) for i in range(7)]
    page = render(result_of(rows), rows, ARTICLES)
    assert re.search(r'Hits@10</td><td class="num">0\.900</td>.*?0\.850 to 0\.950.*?<td class="num">7</td>', page)
    assert 'aria-label="0.900 (0.850 to 0.950)"' in page
    assert "1.23 s" in page


def test_the_pictures_are_drawn_and_described():
    rows = [row(str(i), kind=kind) for i, kind in enumerate(["plain", "comparison"] * 4)]
    page = render(result_of(rows), rows, ARTICLES)
    assert page.count('<svg class="plot"') == 5  # hits by k, risk, two metrics by kind, times
    assert page.count("<desc>") == 5


def test_a_result_of_one_kind_without_curves_or_rows_renders():
    rows = [row("a")]
    page = render(result_of(rows, curves=()), [], [])
    assert 'class="plot"' not in page
    assert 'id="case-rows"' not in page


def test_the_comparison_marks_what_fell_and_says_what_is_not_comparable():
    rows = [row("a")]
    page = render(result_of(rows, comparison=comparison_of(rows)), rows, ARTICLES)
    assert "Hits@10 got worse, by more than chance would explain." in page
    assert "▼ worse" in page
    assert "−0.080 (−0.120 to −0.040)" in page
    assert "the baseline ran on another machine" in page


def test_hostile_words_stay_inside_the_data():
    hostile = replace(row("a", kind=HOSTILE, question=HOSTILE), id=HOSTILE, answers=(HOSTILE,), error=HOSTILE)
    result = result_of([hostile, row("b")], notes=(HOSTILE,), comparison=comparison_of([hostile]))
    page = render(result, [hostile, row("b")], ARTICLES)
    tags = parsed(page).tags
    assert tags.count("script") == 2
    assert "img" not in tags
    assert book_of(page)["rows"][0]["question"] == HOSTILE


def test_rendering_twice_gives_the_same_file():
    rows = [row("a"), refusal("b")]
    assert render(result_of(rows), rows, ARTICLES) == render(result_of(rows), rows, ARTICLES)


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [
        (0.8315, Unit.SHARE, "0.832"),
        (3.14, Unit.MILLISECONDS, "3.1 ms"),
        (243.2, Unit.MILLISECONDS, "243 ms"),
        (3412.0, Unit.MILLISECONDS, "3.41 s"),
        (245.4, Unit.TOKENS, "245"),
        (0.00123, Unit.DOLLARS, "$0.00123"),
        (None, Unit.SHARE, "–"),
    ],
)
def test_figures_are_written_as_people_read_them(value, unit, told):
    assert shown(value, unit) == told


# ---- The cases as data


def utf16(text):
    return text.encode("utf-16-le", "surrogatepass")


def test_places_count_utf16_units_as_a_browser_does():
    book = casebook([row("a")], ARTICLES)
    number, start, end = book["rows"][0]["answer"]["citations"]["1"]
    text = utf16(book["articles"][number]["text"])
    assert text[2 * start : 2 * end].decode("utf-16-le") == QUOTE


def test_only_articles_that_a_case_touches_are_embedded_each_once():
    book = casebook([row("a"), row("b"), refusal("c")], ARTICLES)
    assert [article["id"] for article in book["articles"]] == ["ferry", "scheme"]
    assert book["metrics"]["evidence_ms"] == "Evidence"
    assert embedded(book).count("Nobody was hurt.") == 1


def test_an_article_that_is_not_given_is_shown_by_its_quote():
    book = casebook([row("a")], [])
    assert book["articles"][0]["text"] is None
    assert book["rows"][0]["answer"]["citations"]["1"] == [0, None, None, QUOTE]


def test_only_web_addresses_become_links():
    urls = {article["id"]: article["url"] for article in casebook([row("a")], ARTICLES)["articles"]}
    assert urls == {"ferry": "https://example.org/ferry", "scheme": None}


def test_embedded_data_closes_no_script_and_survives_broken_characters():
    value = ["</script><!--", "\u2028", "\ud83d", "é"]
    text = embedded(value)
    assert not re.search("[<>&\u2028\u2029]", text)
    assert json.loads(text.encode("utf-8")) == value


def test_an_answer_of_several_parts_shows_the_forms_of_each():
    several = replace(row("a"), answers=(), parts=(("210,000",), ("260,000", "260 thousand")))
    shown_rows = casebook([several, row("b"), refusal("c")], ARTICLES)["rows"]
    assert [each["accepted"] for each in shown_rows] == [[["210,000"], ["260,000", "260 thousand"]], [["212"]], []]


# ---- In a browser


@pytest.fixture
def opened(browser, tmp_path):
    """Open a report in a page of a given width; every request but for the file itself is a failure."""
    pages = []

    def open_report(result, rows, *, width=1280, fragment=""):
        file = tmp_path / "report.html"
        file.write_text(render(result, rows, ARTICLES), encoding="utf-8")
        page = browser.new_page(viewport={"width": width, "height": 900})
        page.requested, page.problems = [], []
        page.on("request", lambda request: page.requested.append(request.url))
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.on("console", lambda message: page.problems.append(message.text) if message.type == "error" else None)
        page.goto(file.as_uri() + fragment)
        page.set_default_timeout(5000)
        pages.append(page)
        return page

    yield open_report
    for page in pages:
        assert page.problems == []
        assert all(url.startswith("file:") for url in page.requested)
        page.close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_a_citation_opens_the_article_at_the_sentence(opened, width):
    rows = [row("a"), refusal("b")]
    page = opened(result_of(rows), rows, width=width)
    page.get_by_role("button", name="How many passengers").click()
    page.get_by_role("button", name="Citation 1: open the article").click()
    mark = page.locator("#reader-text mark")
    assert mark.all_inner_texts() == [QUOTE]
    assert mark.is_visible()
    assert mark.locator(".gold-text").count() == 1
    assert page.get_by_role("link", name="original").get_attribute("href") == "https://example.org/ferry"
    page.keyboard.press("Escape")
    assert not page.locator("#reader").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.browser
def test_cases_are_filtered_searched_and_sorted(opened):
    rows = [row("a"), refusal("b"), row("c", kind="comparison", verdict=Verdict.INCORRECT, question="Is it late?")]
    page = opened(result_of(rows), rows)
    questions = page.locator(".case button")
    assert questions.count() == 3
    page.locator("#case-search").fill("WHO built")
    page.get_by_text("1 of 3 cases").wait_for()
    assert questions.all_inner_texts() == ["Who built the ferry?"]
    page.locator("#case-search").fill("")
    page.get_by_text("3 cases", exact=True).wait_for()
    page.locator("#case-kind").select_option("comparison")
    assert questions.all_inner_texts() == ["Is it late?"]
    page.locator("#case-kind").select_option("")
    page.locator("#case-status").select_option("refused")
    assert questions.all_inner_texts() == ["Who built the ferry?"]
    page.locator("#case-status").select_option("")
    page.get_by_role("button", name="incorrect").click()
    assert questions.all_inner_texts() == ["Is it late?"]
    page.get_by_role("button", name="incorrect").click()
    page.get_by_role("button", name="Question", exact=True).click()
    assert questions.all_inner_texts() == [
        "How many passengers did the ferry carry?",
        "Is it late?",
        "Who built the ferry?",
    ]
    page.get_by_role("button", name="Question", exact=True).click()
    assert questions.first.inner_text() == "Who built the ferry?"


@pytest.mark.browser
def test_hostile_words_are_shown_and_do_nothing(opened):
    hostile = replace(row("a", question=HOSTILE), error=HOSTILE, answer=answered("a", text=HOSTILE))
    page = opened(result_of([hostile], comparison=comparison_of([hostile])), [hostile])
    page.locator(".case button").click()
    page.locator("button.cite").click()
    assert "onerror" in page.locator("#reader-text").inner_text()
    assert page.evaluate("window.hacked") is None
    assert page.locator("main img").count() == 0


@pytest.mark.browser
def test_thousands_of_cases_open_with_few_rows_drawn_and_all_within_reach(opened):
    rows = [row(f"case {i}", question=f"Question number {i}?") for i in range(2500)]
    page = opened(result_of(rows), rows)
    page.get_by_text("2500 cases").wait_for()
    assert page.locator(".case").count() < 500
    page.locator("#case-search").fill("number 2499")
    page.get_by_text("1 of 2500 cases").wait_for()
    page.locator(".case button").click()
    assert page.locator(".detail").count() == 1


@pytest.mark.browser
def test_a_link_to_a_case_opens_it(opened):
    rows = [row(f"case {i}", question=f"Question number {i}?") for i in range(200)]
    page = opened(result_of(rows), rows, fragment="#case=case%20150")
    page.locator(".detail").wait_for()
    assert page.locator(".case button[aria-expanded=true]").inner_text() == "Question number 150?"


@pytest.mark.browser
def test_flipped_cases_show_both_answers_side_by_side(opened):
    rows = [row("a")]
    page = opened(result_of(rows, comparison=comparison_of(rows)), rows)
    flip = page.locator(".flip")
    assert "Nobody knows." in flip.inner_text()
    assert "212 passengers." in flip.inner_text()
    page.locator("#flip-which").select_option("worse|")
    assert flip.count() == 0


@pytest.mark.browser
def test_another_metric_by_kind_can_be_chosen(opened):
    rows = [row(str(i), kind=kind) for i, kind in enumerate(["plain", "comparison"] * 4)]
    page = opened(result_of(rows), rows)
    assert page.locator("[data-metric=right]").is_visible()
    page.locator("#by-kind").select_option("hits@10")
    assert not page.locator("[data-metric=right]").is_visible()
    assert page.locator("[data-metric='hits@10']").is_visible()
