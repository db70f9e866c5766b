"""Stop: at once for the page, and the stream is closed as soon as it yields."""

import asyncio
import threading

import pytest

from rag.answer import Token
from ui.asking import Asking


class Stream:
    """Events that come when the test lets them; knows whether it was closed."""

    def __init__(self, *, error=None):
        self.go = threading.Semaphore(0)
        self.closed = threading.Event()
        self.error = error

    def __call__(self):
        try:
            for n in range(3):
                assert self.go.acquire(timeout=10)
                yield Token(str(n))
            if self.error:
                raise self.error
        finally:
            self.closed.set()

    def give(self, n):
        for _ in range(n):
            self.go.release()


async def collected(asking, *, then=None):
    found = []
    async for event in asking.events():
        found.append(event.text)
        if then:
            then()
    return found


def test_all_events_come_in_order():
    stream = Stream()
    stream.give(3)
    assert asyncio.run(collected(Asking(stream))) == ["0", "1", "2"]
    assert stream.closed.is_set()


def test_stop_ends_the_events_while_the_stream_is_still_busy():
    stream = Stream()
    stream.give(1)
    asking = Asking(stream)
    assert asyncio.run(collected(asking, then=asking.stop)) == ["0"]
    assert not stream.closed.is_set()  # it is waiting for its next event, as for a model that reads
    stream.give(1)
    assert stream.closed.wait(10)


def test_stop_before_the_start_gives_nothing():
    asking = Asking(Stream())
    asking.stop()
    assert asyncio.run(collected(asking)) == []


def test_leaving_the_events_closes_the_stream():
    stream = Stream()
    stream.give(1)

    async def first_only():
        events = Asking(stream).events()
        await anext(events)
        await events.aclose()

    asyncio.run(first_only())
    stream.give(1)
    assert stream.closed.wait(10)


def test_what_the_stream_raises_reaches_the_reader():
    stream = Stream(error=ValueError("no"))
    stream.give(3)
    with pytest.raises(ValueError, match="no"):
        asyncio.run(collected(Asking(stream)))
