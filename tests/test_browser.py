"""The chat in a real browser: real collection, embedder and chain; only what the model server says is scripted."""

import re
import shutil
import socket
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from openai_server import Reply

from evals.reports.report import render as report
from evals.results import Row, read_result
from index.articles import Article
from index.collection import Collection
from index.config import IndexConfig
from index.reading.readers import read
from rag import receipt
from rag.chain import QAChain
from rag.llm.server import ServerLLM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"),  # Gradio's own statistics of its queue
]

SEEDS = Path(__file__).parents[1] / "seeds"
COMMITTED = max(SEEDS.with_name("evals").glob("results/*-ours.json"))
QUESTION = "Who took over command of the NATO mission in July 2025?"
SENTENCE = (
    "In July 2025, the NATO mission underwent a change of command: General José de Meer Madrid handed over leadership "
    "to Pedro Miguel Sebastián de Erice Llano."
)
ANSWER = "Pedro Miguel Sebastián de Erice Llano took over command of the NATO mission in July 2025."

EVIL_TEXT = (
    "The Zorvath reactor <script>window.pwned = 1</script> of Quillmark <img src=//evil.example/x onerror='pwned=2'> "
    "was shut down on Monday </mark></article><h1>pwned</h1> after ${window.pwned=3} {{pwned}} **failed** $x^2$ "
    "&lt;b&gt; \u202eright to left\u202c zero\u200bwidth. The Zorvath reactor will stay cold."
)
EVIL = Article(
    id='evil"><script>window.pwned=4</script>',
    title="<script>window.pwned = 5</script> Zorvath reactor <b>shut</b>",
    text=EVIL_TEXT,
    original=EVIL_TEXT,
    source="<i onmouseover='pwned=6'>Quillmark Post</i>",
    author='"><iframe src=//evil.example></iframe>',
    published_at="2025-02-03",
    url="javascript:window.pwned=7",
)

# Controls without a name for who cannot see them.
UNNAMED = """() => [...document.querySelectorAll("button, a[href], textarea, input, summary")]
  .filter(e => e.checkVisibility({ visibilityProperty: true }))
  .filter(e => !(e.getAttribute("aria-label") || e.innerText || e.labels?.[0]?.innerText || "").trim())
  .map(e => e.outerHTML.slice(0, 200))"""

# Texts with less than 4.5 to 1 against the nearest opaque background behind them: WCAG 2.2, success criterion 1.4.3.
FAINT = """() => {
  const channels = colour => colour.match(/[\\d.]+/g).map(Number);
  const linear = v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => [r, g, b].map(v => linear(v / 255))
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const behind = e => { for (; e; e = e.parentElement) { const c = channels(getComputedStyle(e).backgroundColor);
    if (c.length < 4 || c[3] === 1) return c; } return [255, 255, 255]; };
  const faint = [];
  for (const e of document.querySelectorAll("gradio-app *")) {
    const text = [...e.childNodes].filter(n => n.nodeType === 3).map(n => n.textContent.trim()).join("");
    if (!text || !e.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const [a, b] = [light(channels(getComputedStyle(e).color)), light(behind(e))].sort((x, y) => y - x);
    if ((a + .05) / (b + .05) < 4.5) faint.push([text.slice(0, 60), getComputedStyle(e).color, behind(e).join()]);
  }
  return faint;
}"""

SIZES = {"wide": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}


@pytest.fixture(scope="module")
def chain(tmp_path_factory):
    config = IndexConfig(home=tmp_path_factory.mktemp("home"))
    with Collection.open(config) as collection:
        collection.add([*read(str(SEEDS)), EVIL])
        yield QAChain(collection, note="No writer in this test.")


@pytest.fixture(scope="module")
def evaluations(tmp_path_factory):
    """The folder of the saved evaluations, which the tests fill."""
    return tmp_path_factory.mktemp("evaluations")


@pytest.fixture(scope="module")
def address(chain, evaluations):
    from ui.app import serving

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with serving(chain, collection="articles", evaluations=evaluations, host="127.0.0.1", port=port) as url:
        yield url


@pytest.fixture
def writer(chain, openai_server):
    """The scripted server, as the chain's writer for one test."""
    note, scripted = chain.note, ServerLLM("scripted", api_key="none", base_url=openai_server.base_url)
    chain.use(scripted)
    yield openai_server
    scripted.close()
    chain.use(None, note)


@pytest.fixture
def open_page(address, browser):  # the server first: Gradio reads its own source as it is imported, alone
    """Return a function that opens the chat; at the end, no request has left this machine and no script has failed."""
    contexts, requested, broken = [], [], []

    def opened(size="wide", scheme="light"):
        context = browser.new_context(viewport=SIZES[size], color_scheme=scheme, has_touch=size == "phone")
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("request", lambda request: requested.append(request.url))
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.on("console", lambda message: broken.append(message.text) if message.type == "error" else None)
        page.goto(address)
        page.wait_for_selector(".example")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert requested
    outside = [
        url for url in requested if urlsplit(url).scheme in ("http", "https") and urlsplit(url).hostname != "127.0.0.1"
    ]
    assert outside == []
    assert broken == []


def ask(page, question):
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")


def number_of(chain, question, part):
    """The number under which the chain gives the writer the sentence that has `part`."""
    evidence = chain.ask(question, evidence_only=True).evidence
    return next(n for n, each in enumerate(evidence, start=1) if part in each.quote)


def is_in_view(page, selector):
    return page.eval_on_selector(
        selector,
        """mark => [...mark.getClientRects()].every(line =>
                     document.elementFromPoint(line.left + 3, line.top + line.height / 2) === mark)""",
    )


def wait_until(true, seconds=10):
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "did not happen"
        time.sleep(0.02)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["wide", "phone"])
def test_a_question_shows_evidence_then_an_answer_whose_citation_opens_the_marked_sentence(
    open_page, chain, writer, size, scheme
):
    n = number_of(chain, QUESTION, "change of command")
    held = Reply(pieces=(*re.findall(r"\S+\s*", ANSWER), f" [{n}]"), pause=0.05)
    writer.says(held)
    page = open_page(size, scheme)
    ask(page, QUESTION)

    page.wait_for_selector(".turn.writing .card")
    assert SENTENCE in page.locator(".card q").all_inner_texts()
    assert page.locator(".turn.done").count() == 0

    page.wait_for_selector(".turn.done")
    assert ANSWER in page.inner_text(".written")
    cite = page.locator(".written .cite")
    assert cite.inner_text() == str(n)
    assert page.inner_text("#status [role=status][aria-live=polite]") == "Answered with 1 citation."
    assert page.evaluate(UNNAMED) == []
    assert page.evaluate(FAINT) == []
    cite.click()

    page.wait_for_selector("mark")
    page.wait_for_timeout(600)  # smooth scrolling
    assert page.text_content("mark") == SENTENCE
    assert is_in_view(page, "mark")
    assert "Title derived from the first sentence" in page.inner_text("#reader header")
    assert "Repaired: " in page.inner_text("#reader header")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(UNNAMED) == []
    assert page.evaluate(FAINT) == []

    if size == "phone":
        assert not page.is_visible("#question")
        page.get_by_role("button", name="Back").click()
        page.wait_for_selector("#question", state="visible")
        cite.click()
        page.wait_for_selector("mark")
        page.go_back()
        page.wait_for_selector("#question", state="visible")


def test_everything_works_by_keyboard(open_page, chain, writer):
    n = number_of(chain, QUESTION, "change of command")
    writer.says(f"{ANSWER} [{n}]")
    page = open_page()
    page.keyboard.press("Tab")  # from the question box, which has the focus at the start
    assert page.evaluate("document.activeElement.innerText") == "Ask"
    page.focus("#question textarea")
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    page.wait_for_selector(".turn.done")

    for key in ("Enter", "Space"):
        page.focus(".written .cite")
        assert page.eval_on_selector(".written .cite", "e => getComputedStyle(e).outlineStyle") == "solid"
        page.keyboard.press(key)
        page.wait_for_selector("mark:focus")
        assert page.text_content("mark") == SENTENCE
        page.keyboard.press("Escape")
        page.wait_for_selector("mark", state="detached")
        assert page.evaluate("document.activeElement.className").startswith("cite")

    page.focus(".card")
    page.keyboard.press("Enter")
    page.wait_for_selector("mark:focus")
    assert page.text_content("mark") == page.inner_text(".card q")

    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.focus(".copy")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"{ANSWER} [{n}]\n\n[{n}] ")
    assert copied.endswith(f": “{SENTENCE}”")
    marked = "e => (getSelection().selectAllChildren(e), getSelection().toString().trim())"
    assert page.eval_on_selector(".written", marked) == ANSWER


def test_stop_frees_the_writer_at_once_and_the_next_question_works(open_page, chain, writer):
    n = number_of(chain, QUESTION, "change of command")
    writer.says(Reply(pieces=("Pedro ", "Miguel "), pause=0.05, endless=True), f"{ANSWER} [{n}]")
    page = open_page()
    ask(page, QUESTION)
    page.wait_for_selector(".pending")
    page.get_by_role("button", name="Stop").click()

    page.wait_for_selector(".turn.stopped")
    assert "Stopped." in page.inner_text(".turn.stopped")
    assert SENTENCE in page.locator(".turn.stopped .card q").all_inner_texts()
    assert writer.client_went.wait(10)
    page.wait_for_selector("#stop", state="hidden")

    ask(page, QUESTION)
    page.wait_for_selector(".turn.done")
    assert ANSWER in page.inner_text("#live .written")
    page.locator("#live .cite").first.click()
    page.wait_for_selector("mark")


def test_stop_works_while_the_writer_is_still_reading(open_page, writer):
    from openai_server import Hang

    writer.says(Hang())
    page = open_page()
    ask(page, QUESTION)
    page.wait_for_selector(".turn.writing .card")
    page.get_by_role("button", name="Stop").click()
    page.wait_for_selector(".turn.stopped")
    assert writer.client_went.wait(10)


def test_closing_the_tab_frees_the_writer(open_page, writer):
    writer.says(Reply(pieces=("Pedro ", "Miguel "), pause=0.05, endless=True))
    page = open_page()
    ask(page, QUESTION)
    page.wait_for_selector(".pending")
    page.close()
    assert writer.client_went.wait(30)


def test_two_tabs_are_answered_side_by_side_and_do_not_mix(open_page, chain, writer):
    n = number_of(chain, QUESTION, "change of command")
    writer.says(Reply(pieces=("Pedro ", "Miguel "), pause=0.05, endless=True), f"{ANSWER} [{n}]")
    first, second = open_page(), open_page()
    ask(first, QUESTION)
    first.wait_for_selector(".pending")
    ask(second, QUESTION)
    second.wait_for_selector(".turn.done")
    assert first.locator(".turn.done").count() == 0
    first.get_by_role("button", name="Stop").click()
    first.wait_for_selector(".turn.stopped")
    assert second.locator(".turn.done").count() == 1


def test_without_a_writer_the_quotes_are_the_answer_and_one_line_says_why(open_page):
    page = open_page("phone")
    ask(page, QUESTION)
    page.wait_for_selector(".turn.done .as-answer")
    assert SENTENCE in page.locator(".as-answer > .quotes q").all_inner_texts()
    assert "No writer in this test." in page.inner_text(".turn.done")
    page.locator(".as-answer .card", has_text="change of command").click()
    page.wait_for_selector("mark")
    assert page.text_content("mark") == SENTENCE


def test_a_refusal_says_what_the_collection_covers_and_what_is_nearest(open_page):
    page = open_page()
    ask(page, "What does Berlin pay for Rheinmetall shells?")
    page.wait_for_selector(".turn.done .refusal")
    assert "The articles don't say." in page.inner_text(".refusal")
    assert "The collection holds 2 articles" in page.inner_text(".refusal")
    page.get_by_text("Nearest in the collection").wait_for()


def test_each_finished_answer_can_be_saved_as_a_receipt_that_verifies(open_page, chain, tmp_path):
    page = open_page("phone")
    ask(page, QUESTION)
    page.wait_for_selector("#live .turn.done")
    ask(page, "What does Berlin pay for Rheinmetall shells?")
    page.wait_for_selector("#live .turn.done .refusal")
    questions = []
    for link in page.get_by_role("link", name="Save receipt as JSON").all():
        with page.expect_download() as started:
            link.click()
        kept = receipt.read(Path(started.value.path()).read_bytes(), name=started.value.suggested_filename)
        checks = receipt.verify(kept, lambda article_id: chain.collection.article(article_id).text)
        assert all(check.standing is receipt.Standing.UNCHANGED for check in checks)
        questions.append(kept.answer.question)
    assert questions == [QUESTION, "What does Berlin pay for Rheinmetall shells?"]

    with page.expect_download() as started:
        page.get_by_role("link", name="Save receipt", exact=True).first.click()
    assert started.value.suggested_filename.endswith(".html")
    assert SENTENCE in Path(started.value.path()).read_text(encoding="utf-8")
    assert page.locator(".turn.done").count() == 2  # the page is still there


def test_a_hostile_article_is_shown_as_text_and_does_nothing(open_page, writer):
    quote = EVIL_TEXT
    writer.says("The Zorvath reactor was shut down on Monday <img src=x onerror=pwned=8> [1][2][3]")
    page = open_page()
    ask(page, "Was the Zorvath reactor <script>pwned=9</script> shut down on Monday?")
    page.wait_for_selector(".turn.done")
    assert "<script>pwned=9</script>" in page.inner_text("h2.question")
    shown = page.locator(".card q").all_text_contents()
    assert any("<script>window.pwned = 1</script>" in text for text in shown)
    page.locator(".card", has_text="window.pwned = 1").first.click()

    page.wait_for_selector("mark")
    assert page.text_content("mark") in quote
    assert "</mark></article><h1>pwned</h1>" in page.text_content("#reader .text")
    assert "${window.pwned=3} {{pwned}} **failed** $x^2$ &lt;b&gt;" in page.text_content("#reader .text")
    assert page.text_content("#reader .headline") == EVIL.title
    assert page.locator("#reader a").count() == 0
    assert page.locator("#panes :is(script, img, iframe, i, b)").count() == 0
    page.wait_for_timeout(300)
    assert page.evaluate("window.pwned") is None


def test_an_example_question_is_asked_by_a_click_and_answered(open_page):
    page = open_page("phone")
    question = page.locator(".example").first.inner_text()
    page.locator(".example").first.click()
    page.wait_for_selector(".turn.done .card")
    assert page.inner_text("h2.question") == question


def test_on_a_phone_the_articles_can_be_browsed_too(open_page):
    page = open_page("phone")
    page.get_by_role("button", name="Browse").click()
    page.locator(".item", has_text="Spanish troops").click()
    page.wait_for_selector(".headline:focus")
    assert "Spanish troops" in page.inner_text(".headline")
    page.get_by_role("button", name="Back").click()
    page.wait_for_selector(".item:focus", state="visible")
    assert "Spanish troops" in page.inner_text(".item:focus")
    page.get_by_role("button", name="Back").click()
    page.wait_for_selector("#question", state="visible")


def test_the_article_before_is_gone_as_soon_as_another_quote_is_clicked(open_page):
    page = open_page()
    ask(page, QUESTION)
    page.wait_for_selector(".turn.done .card")
    page.locator(".card").first.click()
    page.wait_for_selector("mark:focus")
    hidden = """() => { document.querySelectorAll(".card")[1].click();
                        return getComputedStyle(document.querySelector("mark")).visibility; }"""
    assert page.evaluate(hidden) == "hidden"
    page.wait_for_selector("mark:focus")
    assert page.text_content("mark") == page.locator(".card q").nth(1).text_content()


def test_a_reload_asks_first_once_a_conversation_has_begun(open_page):
    page = open_page()
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.reload()
    page.wait_for_selector(".example")
    assert asked == []
    ask(page, QUESTION)
    page.wait_for_selector(".turn.done")
    page.reload()
    page.wait_for_selector(".example")
    assert asked == ["beforeunload"]


def test_an_empty_question_is_ignored_and_a_very_long_one_is_refused_with_a_line(open_page):
    page = open_page()
    ask(page, "   ")
    page.wait_for_timeout(500)
    ask(page, "why " * 600)
    page.get_by_text("at most 2,000 are read").wait_for()
    assert page.locator(".turn").count() == 0
    page.wait_for_function("document.querySelector('#question textarea').value.startsWith('why')")
    ask(page, QUESTION)
    page.wait_for_selector(".turn.done")


def test_a_question_that_nobody_takes_stands_in_the_box_again(open_page):
    page = open_page()
    page.clock.install()
    page.route("**/queue/join*", lambda route: None)  # as on a connection that has just gone
    ask(page, "Is anybody there?")
    box = page.locator("#question textarea")
    assert box.input_value() == ""
    page.clock.fast_forward(11_000)
    wait_until(lambda: box.input_value() == "Is anybody there?")


def test_a_lone_half_of_a_character_breaks_no_turn(open_page, chain, writer):
    page = open_page()
    n = number_of(chain, QUESTION, "handed over leadership")
    writer.says(Reply(pieces=(f"Pedro \ud83d Miguel Sebastián de Erice Llano took over. [{n}]",)))
    ask(page, QUESTION)
    page.wait_for_selector("#live .turn[aria-busy=false]")
    assert "Miguel Sebastián de Erice Llano" in page.inner_text("#live")


def test_what_is_typed_after_enter_stays_and_waits_until_the_answer_is_there(open_page, writer):
    writer.says(Reply(pieces=("Pedro ", "Miguel "), pause=0.05, endless=True))
    page = open_page()
    page.focus("#question textarea")
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    page.keyboard.type("And who", delay=40)
    page.wait_for_selector(".pending")
    page.keyboard.type(" left?")
    page.keyboard.press("Enter")
    assert page.inner_text("#status [role=status]") == "Still answering; Stop ends it."
    assert page.input_value("#question textarea") == "And who left?"
    assert page.inner_text("h2.question") == QUESTION

    page.get_by_role("button", name="Stop").click()
    page.wait_for_selector(".turn.stopped")
    assert page.inner_text("#status [role=status]") == "Stopped."
    page.keyboard.press("Enter")
    page.locator("#live h2.question", has_text="And who left?").wait_for()
    assert page.input_value("#question textarea") == ""
    page.get_by_role("button", name="Stop").click()
    page.wait_for_selector("#live .turn.stopped")


def test_new_begins_a_conversation_without_the_old_turns(open_page):
    page = open_page()
    ask(page, QUESTION)
    page.wait_for_selector(".turn.done")
    page.get_by_role("button", name="New").click()
    page.wait_for_selector(".example")
    assert page.locator(".turn").count() == 0


def test_a_reading_is_taken_out_by_its_chip_and_put_back_without_a_new_turn(open_page):
    page = open_page()
    ask(page, QUESTION)
    page.wait_for_selector("#live .turn.done")
    ask(page, "And who did he replace?")
    page.get_by_role("button", name="Ask again without this: Read as").click()
    page.get_by_role("button", name="Ask again with this: Read as").wait_for()
    page.wait_for_selector("#live .turn.done")
    assert page.locator(".turn").count() == 2
    assert page.locator("#past .chip").count() == page.locator("#past span.chip").count() == 1
    page.get_by_role("button", name="Ask again with this: Read as").click()
    page.get_by_role("button", name="Ask again without this: Read as").wait_for()
    assert page.locator(".turn").count() == 2


def test_the_second_tab_lists_the_saved_evaluations_as_they_are_now(open_page, evaluations):
    page = open_page()
    tab = page.get_by_role("tab", name="Evaluation")
    tab.click()
    page.get_by_text("No evaluation is saved yet: run dateline eval in a terminal").wait_for()

    page.get_by_role("tab", name="Chat").click()
    (evaluations / "damaged.json").write_text('{"date": 1', encoding="utf-8")
    shutil.copy(COMMITTED, evaluations / "kept.json")
    tab.click()
    page.wait_for_selector(".evaluations tbody tr")
    assert "ours" in page.inner_text(".evaluations tbody tr")
    assert "damaged.json is not a result" in page.inner_text(".evaluations .problem")
    for path in evaluations.iterdir():
        path.unlink()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["wide", "phone"])
def test_a_saved_report_opens_inside_the_page_by_keyboard_works_there_and_cannot_reach_the_page(
    open_page, chain, evaluations, size, scheme
):
    rows = [
        Row(id=f"q{n}", question=question, kind="plain", answerable=True, answer=chain.ask(question))
        for n, question in enumerate((QUESTION, "Was the Zorvath reactor shut down on Monday?"))
    ]
    html = report(read_result(COMMITTED), rows, [*read(str(SEEDS)), EVIL])
    (evaluations / "kept.html").write_text(html, encoding="utf-8")
    shutil.copy(COMMITTED, evaluations / "kept.json")

    page = open_page(size, scheme)
    page.focus("[role=tab][aria-selected=true]")
    page.keyboard.press("ArrowRight")
    page.wait_for_selector(".evaluations tbody tr")
    assert page.get_by_role("tab", name="Evaluation").get_attribute("aria-selected") == "true"
    assert not page.is_visible("#question")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(UNNAMED) == []
    assert page.evaluate(FAINT) == []

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.report") == "kept.html"
    page.keyboard.press("Enter")
    inside = page.frame_locator("#report iframe")
    inside.locator("#case-rows tr").nth(1).wait_for()
    inside.locator("#case-search").fill("Zorvath")
    inside.get_by_text("1 of 2", exact=False).wait_for()
    assert inside.locator("figure svg").count() > 0
    frame = page.frames[1]
    assert frame.evaluate("window.origin") == "null"
    assert frame.evaluate("try { parent.document.title } catch (refused) { refused.name }") == "SecurityError"
    assert page.evaluate(UNNAMED) == []
    assert page.evaluate(FAINT) == []

    if size == "phone":
        page.go_back()
    else:
        page.get_by_role("button", name="All evaluations").click()
    page.wait_for_selector("#report iframe", state="detached")
    assert page.evaluate("document.activeElement.dataset.report") == "kept.html"
    page.get_by_role("tab", name="Chat").click()
    page.wait_for_selector("#question", state="visible")


def test_the_page_forbids_itself_any_other_host_and_offers_no_interface_to_programs(address):
    import httpx

    with httpx.Client(base_url=address) as client:
        policy = client.get("/").headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "connect-src 'self'" in policy
        named = client.get("/gradio_api/info").json()
        assert named["named_endpoints"] == {}
        assert client.get("/docs").status_code == 404
        assert client.get("/openapi.json").status_code == 404


def test_launch_serves_until_told_to_end_and_then_closes_the_chain(tmp_path):
    import httpx

    from ui.chat import launch

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config, end, seen = IndexConfig(home=tmp_path), threading.Event(), []

    def open_chain():
        return QAChain(Collection.open(config))

    def ready(url):
        seen.append(httpx.get(url).status_code)
        end.set()

    launch(
        open_chain,
        collection="articles",
        evaluations=tmp_path / "evaluations",
        port=port,
        open_browser=False,
        ready=ready,
        until=end,
    )
    assert seen == [200]
    with Collection.open(config):  # would be busy, had the chain been left open
        pass
