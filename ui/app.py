"""The chat page: Gradio's components, and which event fills which of them. The only file that imports gradio.

What the page shows is made in `render` and `article_pane`, what is known of a turn in `conversation`.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import gradio as gr
from markupsafe import escape

from index.articles import Span
from index.errors import DatelineError
from rag.answer import Status, Token
from rag.chain import QAChain, on_one_line
from rag.errors import QuestionTooLong
from rag.llm.local import LocalLLM
from rag.receipt import Receipt
from ui import article_pane, receipt, render, routes
from ui.asking import Asking
from ui.conversation import Turn, history
from ui.examples import examples

log = logging.getLogger(__name__)

AT_ONCE = 16  # questions under way in all tabs together
_BETWEEN_FRAMES = 0.04  # seconds; a fast writer sends more pieces than an eye can read
_LOOKS_FOR_PROGRESS = 2.0  # seconds
_ARTICLES_FOR_EXAMPLES = 12
_EXAMPLES = 4  # questions, the last of which every collection answers
_ABOUT_ALL = "What are the articles about?"

_ASKED = "() => { document.dispatchEvent(new Event('asked')); return []; }"  # for page.js

Update = dict[Any, Any]


@dataclass(slots=True)
class Session:
    """One tab: its conversation, and the question under way."""

    turns: tuple[Turn, ...] = ()
    asking: Asking | None = None


class Page:
    """The page over one chain. Every method but `blocks` is what one event does; sessions do not see each other."""

    def __init__(self, chain: QAChain, *, collection: str, evaluations: Path, progress: Callable[[], str]) -> None:
        """Build on an open chain.

        Args:
            chain: What answers.
            collection: The name its collection goes by.
            evaluations: The folder of the saved evaluations.
            progress: Tells of a writer on its way; "" when there is nothing to tell.
        """
        self.chain = chain
        self.collection = collection
        self.evaluations = evaluations
        self.progress = progress
        self.sessions: dict[str, Session] = {}
        self.receipts: dict[str, Receipt] = {}

    def blocks(self) -> gr.Blocks:
        """Return the page, ready to launch."""
        page: gr.Blocks
        with gr.Blocks(title="Dateline", analytics_enabled=False, fill_width=True, fill_height=True) as page:
            with gr.Row(elem_id="top"):
                self.header = gr.HTML(elem_id="header", js_on_load=None, apply_default_css=False)
                gr.HTML(render.VIEWS, elem_id="views", js_on_load=None, apply_default_css=False)
            with gr.Row(elem_id="panes"):
                with gr.Column(elem_id="left", min_width=0):
                    with gr.Column(elem_id="conversation"):
                        self.past = gr.HTML(elem_id="past", js_on_load=None, apply_default_css=False)
                        self.live = gr.HTML(elem_id="live", js_on_load=None, apply_default_css=False)
                    with gr.Column(elem_id="composer"):
                        self.status = gr.HTML(
                            html_template=render.STATUS,
                            elem_id="status",
                            js_on_load=None,
                            apply_default_css=False,
                        )
                        with gr.Row(elem_id="ask-row"):
                            gr.Textbox(
                                label="Your question",
                                placeholder="Ask a question",
                                lines=1,
                                max_lines=6,
                                container=False,
                                autofocus=True,
                                elem_id="question",
                                scale=1,
                            )
                            self.ask_button = gr.Button("Ask", variant="primary", elem_id="ask", min_width=0, scale=0)
                            self.stop_button = gr.Button("Stop", visible=False, elem_id="stop", min_width=0, scale=0)
                            self.new_button = gr.Button("New", visible=False, elem_id="new", min_width=0, scale=0)
                with gr.Column(elem_id="right", min_width=0):
                    gr.HTML(
                        render.LEAVE,
                        elem_id="leave",
                        js_on_load=None,
                        apply_default_css=False,
                    )
                    self.reader = gr.HTML(
                        elem_id="reader",
                        js_on_load=_asset("page.js"),
                        apply_default_css=False,
                    )
            with gr.Column(elem_id="evaluation"):
                gr.HTML(render.REPORT, elem_id="report", js_on_load=None, apply_default_css=False)
                self.saved = gr.HTML(elem_id="saved", js_on_load=_asset("evaluations.js"), apply_default_css=False)
            self.timer = gr.Timer(_LOOKS_FOR_PROGRESS, active=False)
            self._wire(page)
        return page

    def _wire(self, page: gr.Blocks) -> None:
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        page.load(self.greet, None, [self.header, self.past, self.reader, self.timer], **quiet)
        page.unload(self.forget)
        self.timer.tick(self.look, None, [self.header, self.timer], **quiet)

        turn = [self.past, self.live, self.status, self.ask_button, self.stop_button, self.new_button]
        # "multiple": Gradio's own "once" holds an answer for unfinished longer than `ask` does, and drops what comes.
        self.reader.ask(
            self.ask, None, turn, concurrency_limit=AT_ONCE, concurrency_id="ask", trigger_mode="multiple", **quiet
        ).then(None, None, None, js=_ASKED)
        self.reader.reread(
            self.reread, None, turn, concurrency_limit=AT_ONCE, concurrency_id="ask", trigger_mode="once", **quiet
        )
        self.stop_button.click(self.stop, None, None, queue=False, **quiet)
        self.new_button.click(self.renew, None, turn, **quiet)
        self.reader.open(self.open, None, self.reader, trigger_mode="always_last", **quiet)
        self.reader.leave(self.leave, None, self.reader, **quiet)
        self.saved.visit(self.list_evaluations, None, self.saved, **quiet)

    def greet(self) -> Update:
        """Fill the page when a tab opens it."""
        return {
            **self.look(),
            self.past: self._welcome(),
            self.reader: self._contents(),
        }

    def look(self) -> Update:
        """Say who writes, and look again while a writer is being fetched."""
        progress = self.progress()
        writer = self.chain.writer
        name = writer.name if writer else ""
        if isinstance(writer, LocalLLM):
            name += ", on this computer"
        return {
            self.header: render.header(self.collection, self.chain.collection.stats(), name, progress),
            self.timer: gr.Timer(active=bool(progress)),
        }

    async def ask(self, event: gr.EventData, request: gr.Request) -> AsyncIterator[Update]:
        """Answer the question in the tab's conversation, showing each step.

        The page has emptied its box already, and puts a question back that gets no turn.
        """
        session = self._session(request)
        if session.asking is not None:
            return
        try:
            question = on_one_line(str(event.question))
        except QuestionTooLong as error:
            yield {self.status: escape(str(error))}
            return
        if not question:
            return

        async with aclosing(self._answer(session, session.turns, Turn(question=question))) as updates:
            async for update in updates:
                yield update

    async def reread(self, event: gr.EventData, request: gr.Request) -> AsyncIterator[Update]:
        """Answer the last question again, in its place, without the reading whose chip was pressed, or with it."""
        session = self._session(request)
        if not session.turns or session.asking is not None:
            return
        *past, last = session.turns
        self.receipts.pop(last.receipt, None)
        async with aclosing(self._answer(session, tuple(past), last.without(str(event.key)))) as updates:
            async for update in updates:
                yield update

    async def _answer(self, session: Session, past: tuple[Turn, ...], turn: Turn) -> AsyncGenerator[Update]:
        """Answer the turn's question after the turns before it; closing this keeps the turn as far as it came."""
        stats, number = self.chain.collection.stats(), len(past)
        ignore = frozenset(reading.key for reading in turn.left_out)
        asked = turn.question
        asking = Asking(lambda: self.chain.stream(asked, history=history(past), ignore=ignore))
        session.asking = asking
        try:
            yield {
                self.past: render.turns(past, stats),
                self.live: render.turn(turn, stats, number=number),
                self.status: escape(render.status(turn, stats)),
                self.ask_button: gr.Button(visible=False),
                self.stop_button: gr.Button(visible=True),
                self.new_button: gr.Button(visible=False),
            }
            shown = 0.0
            try:
                async for event in asking.events():
                    turn = turn.after(event)
                    if isinstance(event, Token) and time.monotonic() - shown < _BETWEEN_FRAMES:
                        continue
                    shown = time.monotonic()
                    yield {
                        self.live: render.turn(turn, stats, number=number),
                        self.status: escape(render.status(turn, stats)),
                    }
            except DatelineError as error:
                turn = turn.failed(str(error))
            except Exception as error:
                log.exception("a question failed")
                turn = turn.failed(
                    f"Dateline failed ({type(error).__name__}): ask again; the terminal it runs in tells more."
                )
            turn = self._with_receipt(turn) if turn.is_over else turn.stopped()
        finally:
            # Also when the tab is closed in the middle: the turn so far is kept, the writer is freed.
            session.asking = None
            session.turns = (*past, turn)
        yield {
            self.live: render.turn(turn, stats, number=number),
            self.status: escape(render.status(turn, stats)),
            self.ask_button: gr.Button(visible=True),
            self.stop_button: gr.Button(visible=False),
            self.new_button: gr.Button(visible=True),
        }

    def stop(self, request: gr.Request) -> None:
        """End the tab's question now."""
        if asking := self._session(request).asking:
            asking.stop()

    def renew(self, request: gr.Request) -> Update:
        """Begin a new conversation in the tab."""
        session = self._session(request)
        if session.asking is None:
            self._drop_turns(session)
        return {
            self.past: self._welcome(),
            self.live: "",
            self.status: "",
            self.new_button: gr.Button(visible=False),
        }

    def open(self, event: gr.EventData) -> str:
        """Return the article, with the quote marked when one was clicked."""
        opened = int(event.opened)
        try:
            article = self.chain.collection.article(str(event.article))
        except DatelineError as error:
            return article_pane.problem(str(error), opened=opened)
        start, end = int(event.start), int(event.end)
        mark = Span(start, end) if 0 <= start < end <= len(article.text) else None
        return article_pane.article(article, mark, opened=opened)

    def leave(self) -> str:
        """Return to the list of articles."""
        return self._contents()

    def list_evaluations(self) -> str:
        """Return the saved evaluations as they are now."""
        from ui import evaluations  # noqa: PLC0415  # brings the metrics, for which the page need not wait

        return evaluations.table(evaluations.read(self.evaluations))

    def forget(self, request: gr.Request) -> None:
        """Free what a closed tab held."""
        session = self.sessions.pop(request.session_hash or "", None)
        if session is None:
            return
        self._drop_turns(session)
        if session.asking is not None:
            session.asking.stop()

    def _session(self, request: gr.Request) -> Session:
        return self.sessions.setdefault(request.session_hash or "", Session())

    def _drop_turns(self, session: Session) -> None:
        for turn in session.turns:
            self.receipts.pop(turn.receipt, None)
        session.turns = ()

    def _with_receipt(self, turn: Turn) -> Turn:
        """Take the answer's receipt now, while its articles are as they were read; the reader may save it later."""
        if turn.answer is None or turn.answer.status is Status.ERROR:
            return turn
        try:
            taken = receipt.take(self.chain, turn.answer, collection=self.collection)
        except DatelineError as error:
            log.warning("no receipt: %s", error)
            return turn
        key = secrets.token_urlsafe(16)  # nobody else's tab can guess it
        self.receipts[key] = taken
        return replace(turn, receipt=key)

    def _welcome(self) -> str:
        collection = self.chain.collection
        newest = [collection.article(each.id) for each in collection.articles()[:_ARTICLES_FOR_EXAMPLES]]
        sentences = [
            [article.text[span.start : span.end] for span in collection.sentences(article.id)] for article in newest
        ]
        asked = [*examples(sentences, most=_EXAMPLES - 1), _ABOUT_ALL] if newest else []
        return render.welcome(collection.stats(), asked)

    def _contents(self) -> str:
        articles = self.chain.collection.articles()
        return article_pane.contents(articles[: article_pane.LISTED], len(articles))


@contextmanager
def serving(
    chain: QAChain,
    *,
    collection: str,
    evaluations: Path,
    host: str,
    port: int,
    open_browser: bool = False,
    progress: Callable[[], str] = lambda: "",
) -> Iterator[str]:
    """Serve the page over the chain and give its address; on leaving, stop serving. The chain stays open.

    `ui.chat.launch` tells what the arguments are.
    """
    page = Page(chain, collection=collection, evaluations=evaluations, progress=progress)
    blocks = page.blocks()
    blocks.queue(default_concurrency_limit=AT_ONCE)
    _, url, _ = blocks.launch(
        server_name=host,
        server_port=port,
        inbrowser=open_browser,
        prevent_thread_lock=True,
        quiet=True,
        share=False,
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        favicon_path=str(files("ui").joinpath("favicon.svg")),
        theme=gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]),
        # Not css=: Gradio then puts its container before every selector, which breaks ":root", "body" and "@media".
        head=f"<style>{_asset('page.css')}{_asset('evaluations.css')}</style>",
        app_kwargs={
            "middleware": [routes.HEADERS],
            "routes": [routes.reports(evaluations), routes.receipts(page.receipts)],
            "docs_url": None,
            "redoc_url": None,
            "openapi_url": None,
        },
    )
    try:
        yield url
    finally:
        blocks.close(verbose=False)


def _asset(name: str) -> str:
    return files("ui").joinpath(name).read_text(encoding="utf-8")
