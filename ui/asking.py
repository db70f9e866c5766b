"""A question under way in a thread of its own, so that Stop answers at once even while the model is busy."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator

from rag.answer import Event


class Asking:
    """Runs one stream of events and can be stopped from anywhere.

    Stopping ends `events` at once. The stream itself is closed by its own thread, as soon as it yields: a generator
    cannot be closed while it runs, and closing it is what stops the writer.
    """

    def __init__(self, start: Callable[[], Iterator[Event]]) -> None:
        """Remember how to start the stream; nothing runs until `events` is iterated."""
        self._start = start
        self._stopped = threading.Event()
        self._queue: asyncio.Queue[Event | Exception | None] = asyncio.Queue()
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def is_stopped(self) -> bool:
        """Whether it was stopped before its end."""
        return self._stopped.is_set()

    def stop(self) -> None:
        """End `events` now and close the stream; safe from any thread, more than once."""
        self._stopped.set()
        self._put(None)

    async def events(self) -> AsyncIterator[Event]:
        """Yield the stream's events until it ends or is stopped; leaving early stops it too.

        Raises:
            Exception: Whatever the stream raised.
        """
        self._loop = asyncio.get_running_loop()
        threading.Thread(target=self._run, name="dateline-question", daemon=True).start()
        try:
            while not self.is_stopped and (event := await self._queue.get()) is not None:
                if isinstance(event, Exception):
                    raise event
                yield event
        finally:
            self._stopped.set()

    def _run(self) -> None:
        try:
            stream = self._start()
            try:
                for event in stream:
                    if self.is_stopped:
                        break
                    self._put(event)
            finally:
                close = getattr(stream, "close", None)
                if close is not None:
                    close()
        except Exception as error:  # noqa: BLE001  # handed to the reader of `events`, who tells the person
            self._put(error)
        else:
            self._put(None)

    def _put(self, event: Event | Exception | None) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._queue.put_nowait, event)
