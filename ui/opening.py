"""Opens the chain for a command or the page, its writer fetched first, or behind the page, when it is missing."""

from __future__ import annotations

import threading
import time

from index.collection import Collection
from index.errors import DatelineError
from rag.chain import QAChain
from rag.config import RagConfig
from rag.fetch import Fetching
from rag.prompt import PREFIX
from rag.writer import open_writer
from ui.progress import BYTES, duration, progress
from ui.terminal import note

LEAVE_SECONDS = 5.0  # what a fetch may take to end when the page does


def open_chain(config: RagConfig) -> QAChain:
    """Return the open chain; a local writer that is missing is fetched now, and why there is none is said on stderr.

    Raises:
        DatelineError: The collection cannot be opened, or the writer asked for by name cannot be had.
    """
    collection = Collection.open(config)  # first: that it is in use should not take a gigabyte to find out
    try:
        with progress("fetching the writer", BYTES) as bar:
            writer = open_writer(config, fetch=True, progress=lambda now: bar.update(now.done, now.total))
    except BaseException:
        collection.close()
        raise
    if writer.note:
        note(writer.note)
    return QAChain(collection, writer.llm, note=writer.note)


class WriterBehindThePage:
    """Gets a chain its writer in a thread of its own, so that the page never waits for it; quotes answer until then."""

    def __init__(self, config: RagConfig) -> None:
        """Start nothing yet."""
        self._config = config
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        self._fetching: Fetching | None = None
        self._began: tuple[float, int] | None = None  # when, and with how many bytes there

    def get_for(self, chain: QAChain) -> None:
        """Begin: the chain's writer is set once there is one, else its note says why there is none."""
        chain.note = "The writer is on its way; until it is here, answers are quoted evidence."
        self._thread = threading.Thread(target=self._run, args=(chain,), name="dateline-writer", daemon=True)
        self._thread.start()

    def progress(self) -> str:
        """Return how far the fetch is in one line; "" when none is under way."""
        now, began = self._fetching, self._began
        if now is None or began is None:
            return ""
        line = f"Fetching the writer from {now.source}: {now.done / 1e6:,.0f} of {now.total / 1e6:,.0f} MB"
        rate = (now.done - began[1]) / max(time.monotonic() - began[0], 1e-3)
        return f"{line}, {duration((now.total - now.done) / rate)} left" if rate > 0 else line

    def end(self) -> None:
        """Stop fetching; what has arrived is kept for the next time."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join(LEAVE_SECONDS)

    def _run(self, chain: QAChain) -> None:
        try:
            writer = open_writer(self._config, fetch=True, progress=self._report)
        except _Ended:
            return
        except DatelineError as error:
            chain.note = str(error)
            note(f"dateline: {error}")
            return
        finally:
            self._fetching = None
        chain.note = writer.note
        if writer.note:
            note(writer.note)
        if writer.llm is None:
            return
        if self._ended.is_set():
            writer.llm.close()
            return
        chain.writer = writer.llm
        try:
            writer.llm.warm_up(PREFIX)  # so that the first answer does not wait for the model to load
        except DatelineError as error:
            if not self._ended.is_set():
                note(f"dateline: {error}")

    def _report(self, now: Fetching) -> None:
        if self._ended.is_set():
            raise _Ended
        if self._began is None:
            self._began = (time.monotonic(), now.done)
        self._fetching = now


class _Ended(Exception):
    """The page is closed; nobody waits for the writer."""
