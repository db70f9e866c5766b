"""Opens the chain for a command or the page, its writer fetched first, or behind the page, when it is missing."""

from __future__ import annotations

import logging
import threading
import time

from index.errors import DatelineError
from rag.chain import QAChain, open_chain
from rag.config import RagConfig
from rag.llm.fetch import Fetching
from rag.llm.protocol import LLM
from rag.writer import open_writer
from ui.progress import BYTES, duration, progress
from ui.terminal import note

log = logging.getLogger(__name__)

LEAVE_SECONDS = 5.0  # what a fetch may take to end when the page does


def open_telling(config: RagConfig) -> QAChain:
    """Return the open chain, telling on stderr how far a fetch of its writer is, or why it has none.

    Raises:
        DatelineError: The collection cannot be opened, or the writer asked for by name cannot be had.
    """
    with progress("fetching the writer", BYTES) as bar:
        chain = open_chain(config, progress=lambda now: bar.update(now.done, now.total))
    if chain.note:
        note(chain.note)
    return chain


class WriterBehindThePage:
    """Gets a chain its writer in a thread of its own, so that the page never waits for it; quotes answer until then."""

    def __init__(self, config: RagConfig) -> None:
        """Start nothing yet."""
        self._config = config
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        self._line = ""
        self._began: tuple[float, int] | None = None  # when the fetch did, and with how many bytes there

    def get_for(self, chain: QAChain) -> None:
        """Begin: the chain's writer is set once there is one, else its note says why there is none."""
        if self._config.model == "none":
            return
        self._line = "The writer is getting ready."
        chain.use(None, "The writer is on its way; until it is here, answers are quoted evidence.")
        self._thread = threading.Thread(target=self._run, args=(chain,), name="dateline-writer", daemon=True)
        self._thread.start()

    def progress(self) -> str:
        """Return in one line how far the writer is; "" once it is here, or there will be none."""
        return self._line

    def end(self) -> None:
        """Stop fetching; what has arrived is kept for the next time."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join(LEAVE_SECONDS)

    def _run(self, chain: QAChain) -> None:
        try:
            writer = open_writer(self._config, fetch=True, progress=self._report)
            if writer.note:
                note(writer.note)
            if writer.llm is not None:
                self._hand_over(writer.llm, chain)
            else:
                chain.use(None, writer.note)
        except _Ended:
            pass
        except DatelineError as error:
            chain.use(chain.writer, str(error))
            if not self._ended.is_set():
                note(f"dateline: {error}")
        except Exception as error:  # or the page would say for ever that the writer is on its way
            log.exception("the writer could not be had")
            chain.use(chain.writer, f"No writer: Dateline failed ({type(error).__name__}); the terminal tells more.")
        finally:
            self._line = ""

    def _hand_over(self, llm: LLM, chain: QAChain) -> None:
        if self._ended.is_set():
            llm.close()
            return
        chain.use(llm)  # questions asked from now on wait for it to load, which is shorter than asking again
        self._line = "The writer is loading; the first time, it takes a minute to get up to speed."
        llm.warm_up()

    def _report(self, now: Fetching) -> None:
        if self._ended.is_set():
            raise _Ended
        if self._began is None:
            self._began = (time.monotonic(), now.done)
        rate = (now.done - self._began[1]) / max(time.monotonic() - self._began[0], 1e-3)
        left = f", {duration((now.total - now.done) / rate)} left" if rate > 0 else ""
        self._line = f"Fetching the writer from {now.source}: {now.done / 1e6:,.0f} of {now.total / 1e6:,.0f} MB{left}"


class _Ended(Exception):
    """The page is closed; nobody waits for the writer."""
