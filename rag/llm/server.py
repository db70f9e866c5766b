"""A writer behind an OpenAI-compatible server: OpenAI, Ollama, vLLM, llama.cpp.

Requests run on an event loop in a thread. A blocking read can't be interrupted, and a model that still reads a long
prompt has sent nothing that a blocking client could close; cancelling a task closes its connection at any moment,
and that is how a server learns that nobody waits for the answer any more.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Generator, Mapping, Sequence
from concurrent.futures import CancelledError, Future
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, TypeVar

from rag.errors import ModelUnavailable
from rag.llm.protocol import HEARTBEAT, Delta, Message

if TYPE_CHECKING:
    from rag.llm.completions import Completions

READ_SECONDS = 60.0  # a server that first loads its model needs most of a minute

_T = TypeVar("_T")


class ServerLLM:
    """Writes through `/chat/completions`, streamed, at temperature 0; safe to use from several threads."""

    def __init__(
        self,
        model: str,
        *,
        api_key: str,
        base_url: str | None = None,
        takes_grammar: bool = False,
        read_seconds: float = READ_SECONDS,
        max_retries: int = 1,
    ) -> None:
        """Nothing is sent, and openai not imported, before the first use.

        Args:
            model: The server's name for the model.
            api_key: Sent as the bearer; any text for a server that asks for none.
            base_url: The address up to and including `/v1`; None: OpenAI itself.
            takes_grammar: Whether the server honours llama.cpp's `grammar` field.
            read_seconds: Longest wait for the next piece of an answer.
            max_retries: Times a request is sent again after a refused connection, a timeout, 429 or 5xx.
        """
        self._model = model
        self._takes_grammar = takes_grammar
        self._lock = threading.Lock()
        self._loop: _Loop | None = None
        self._closed = False

        def connect() -> Completions:
            from rag.llm.completions import Completions  # noqa: PLC0415  # it loads openai

            return Completions(api_key=api_key, base_url=base_url, read_seconds=read_seconds, max_retries=max_retries)

        self._connect = connect

    @property
    def name(self) -> str:
        """The server's name for the model."""
        return self._model

    @property
    def takes_grammar(self) -> bool:
        """Whether the server honours llama.cpp's `grammar` field."""
        return self._takes_grammar

    @property
    def small(self) -> bool:
        """Whether the server is llama.cpp, whose models are small as a rule."""
        return self._takes_grammar

    @property
    def taught(self) -> bool:
        """False: what a server's model has learned is not known."""
        return False

    def warm_up(self) -> None:
        """Load the client; nothing is sent: a server's prompt cache is its own affair."""
        with self._lock:
            self._running()

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        grammar: str | None = None,
        bias: Mapping[str, float] | None = None,
        likely: bool = False,
    ) -> Generator[Delta, None, None]:
        """Yield the model's text; see `LLM.stream`."""
        deltas: SimpleQueue[Delta | None] = SimpleQueue()

        async def read(completions: Completions) -> None:
            async for delta in completions.stream(
                messages,
                model=self._model,
                max_tokens=max_tokens,
                grammar=grammar if self._takes_grammar else None,
                bias=bias if self._takes_grammar else None,
                likely=likely,
                may_be_empty=self._takes_grammar,  # a local model is also had read what it answers nothing to
            ):
                deltas.put(delta)

        reading = self._start(read)
        reading.add_done_callback(lambda _: deltas.put(None))
        try:
            while True:
                try:
                    delta = deltas.get(timeout=HEARTBEAT)
                except Empty:
                    yield Delta("")
                    continue
                if delta is None:
                    break
                yield delta
            reading.result()
        except CancelledError as error:
            raise ModelUnavailable("The writer was closed while it answered; open it again.") from error
        finally:
            reading.cancel()

    def models(self) -> list[tuple[str, str]]:
        """Return the (name, owner) of each model the server offers, in its order.

        Raises:
            ModelUnavailable: The server cannot be reached or refuses our key.
        """
        return self._start(lambda completions: completions.models()).result()

    def close(self) -> None:
        """Close the connections; an answer still being written ends in ModelUnavailable, and so does any later one."""
        with self._lock:
            self._closed = True
            loop, self._loop = self._loop, None
        if loop is not None:
            loop.close()

    def _start(self, work: Callable[[Completions], Coroutine[Any, Any, _T]]) -> Future[_T]:
        """Return the future of work on the loop; cancelling it cancels the work."""
        with self._lock:  # until it is on the loop: `close` ends what is there, and a loop that is gone starts nothing
            loop = self._running()
            return loop.start(work(loop.completions))

    def _running(self) -> _Loop:
        """Return the loop, started now at the first use; whoever calls this holds the lock."""
        if self._closed:
            raise ModelUnavailable(f"The writer {self._model} is closed; open it again.")
        if self._loop is None:
            self._loop = _Loop(self._connect)
        return self._loop


class _Loop:
    """An event loop in a thread, and the connections that live on it."""

    completions: Completions

    def __init__(self, connect: Callable[[], Completions]) -> None:
        ready: Future[None] = Future()
        self._works: set[Coroutine[Any, Any, Any]] = set()
        self._thread = threading.Thread(target=asyncio.run, args=(self._serve(connect, ready),), daemon=True)
        self._thread.start()
        ready.result()

    def start(self, work: Coroutine[Any, Any, _T]) -> Future[_T]:
        """Return the future of work on the loop; cancelling it cancels the work."""
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        self._works.add(work)
        future.add_done_callback(lambda _: self._works.discard(work))
        return future

    def close(self) -> None:
        """Cancel everything under way, then end the loop."""
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    async def _serve(self, connect: Callable[[], Completions], ready: Future[None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        try:
            self.completions = connect()
        except Exception as error:  # noqa: BLE001  # whatever it is, the thread that waits must hear of it
            ready.set_exception(error)
            return
        ready.set_result(None)
        await self._stop.wait()
        # Only what we started: it cancels the tasks of its own, which may not have begun and would complain.
        under_way = {task for task in asyncio.all_tasks() if task.get_coro() in self._works}
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        await self.completions.close()
