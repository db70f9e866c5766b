"""The local writer: llama.cpp's server in a child process, asked through the same client as any other server.

In a process of its own a crash of the model takes no chat down, and its two gigabytes go when it goes.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from rag.errors import ModelUnavailable
from rag.llm.child import Child, kept_prefix
from rag.llm.prefill.ahead import Ahead
from rag.llm.protocol import HEARTBEAT, Delta, Message
from rag.llm.server import ServerLLM

log = logging.getLogger(__name__)

CONTEXT = 8192  # tokens of prompt and answer together; ours need about 2,000, twice that in a tokenizer made for code
LOAD_SECONDS = 300.0


class LocalLLM:
    """Writes with a GGUF model on this machine; safe to use from several threads, which take turns.

    The model loads at the first use. If its process dies it is started again, once for a question: a question that
    had part of its answer fails, and the next one starts it.
    """

    def __init__(
        self,
        path: Path,
        *,
        name: str = "",
        adapter: Path | None = None,
        threads: int = 1,
        context: int = CONTEXT,
        prefix: Sequence[Message] = (),
        keep: Path | None = None,
        ahead: bool = False,
    ) -> None:
        """Nothing is started before the first use.

        Args:
            path: The GGUF file.
            name: What answers say wrote them; else the file's name without its suffix.
            adapter: A GGUF file with what this very model was taught on top of its weights (LoRA).
            threads: Processor threads; more than the cores that are free makes it slower.
            context: Tokens of prompt and answer together.
            prefix: The messages that all prompts share, read once for all times where `keep` is given.
            keep: A folder for what the model made of `prefix`, tens of MB; reading it takes most of a minute on a
                laptop, loading it milliseconds.
            ahead: Whether prompts are read by `rag.llm.prefill`, in less than half the time, once `warm_up` has made
                what that takes, which is kept beside the rest and a little larger than the model; needs `prefix` and
                `keep`.
        """
        self._path = path
        self._name = name or path.stem
        self._adapter = adapter
        self._threads = threads
        self._context = context
        self._prefix = list(prefix)
        self._keep = keep
        self._ahead = Ahead(path, adapter, folder=keep, threads=threads, context=context) if ahead and keep else None
        self._lock = threading.Lock()
        self._child: Child | None = None
        self._closed = False

    @property
    def name(self) -> str:
        """What answers say wrote them."""
        return self._name

    @property
    def takes_grammar(self) -> bool:
        """True: llama.cpp holds the model to a grammar."""
        return True

    @property
    def small(self) -> bool:
        """True: a large one does not run on the machines that Dateline is made for."""
        return True

    @property
    def taught(self) -> bool:
        """Whether it has an adapter."""
        return self._adapter is not None

    @property
    def pid(self) -> int | None:
        """The process the model runs in; None while there is none."""
        child = self._child
        return child.process.pid if child is not None and child.alive else None

    def warm_up(self) -> None:
        """Load the model and have it read the prefix, or load what is kept of that; takes seconds.

        Where prompts are read ahead, that is made ready, too: a minute the first time, in which it can be asked.
        """
        for _ in self._run(None):
            pass
        if self._ahead is not None:
            self._ahead.get_ready()

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        grammar: str | None = None,
        bias: Mapping[str, float] | None = None,
        likely: bool = False,
    ) -> Generator[Delta, None, None]:
        """Yield the model's text; see `LLM.stream`. Stopped while it loads, the model loads on for the next one."""

        def write(server: ServerLLM) -> Generator[Delta, None, None]:
            return server.stream(messages, max_tokens=max_tokens, grammar=grammar, bias=bias, likely=likely)

        return self._run(write, messages)

    def close(self) -> None:
        """End the model's process and wait until it is gone."""
        with self._lock:
            self._closed = True
            child, self._child = self._child, None
        if child is not None:
            child.kill()
        if self._ahead is not None:
            self._ahead.close()

    def _run(
        self,
        write: Callable[[ServerLLM], Generator[Delta, None, None]] | None,
        messages: Sequence[Message] = (),
    ) -> Generator[Delta, None, None]:
        """Yield what the model writes to messages, once it is loaded and knows the prefix; None: nothing is written."""
        asked_again = False
        while True:
            child = self._running()
            server = yield from self._loaded(child)
            wrote = False
            try:
                if self._prefix and not child.knows_prefix:
                    with closing(server.stream(self._prefix, max_tokens=1)) as reading:
                        for _ in reading:
                            yield Delta("")
                    child.keep_prefix()
                if write is None:
                    return
                if self._ahead is not None and child.slot is not None and child.kept is not None:
                    yield from self._ahead.read(child.slot, child.kept, messages)
                with closing(write(server)) as deltas:
                    for delta in deltas:
                        wrote = wrote or bool(delta.text)
                        yield delta
            except ModelUnavailable as error:
                if not child.exited():
                    raise
                if wrote or asked_again:
                    raise ModelUnavailable(
                        f"The local model {self._name} stopped in the middle of its answer: {child.complaint()}; "
                        "ask again."
                    ) from error
                asked_again = True  # it may have died while nobody asked
            else:
                return

    def _loaded(self, child: Child) -> Generator[Delta, None, ServerLLM]:
        """Yield empty pieces until the model serves; return where."""
        give_up = time.monotonic() + LOAD_SECONDS
        while not child.ready.wait(HEARTBEAT):
            if time.monotonic() > give_up:
                child.process.kill()  # which makes it ready, without a server
            yield Delta("")
        if child.server is None:
            raise ModelUnavailable(
                f"The local model {self._name} did not start: {child.complaint()}; check the file with "
                "`dateline models`, or set DATELINE_MODEL to another."
            )
        return child.server

    def _running(self) -> Child:
        with self._lock:
            if self._closed:
                raise ModelUnavailable(f"The local model {self._name} is closed; open it again.")
            if self._child is not None and not self._child.alive:
                self._child.kill()
                self._child = None
            if self._child is None:
                if self._ahead is not None:
                    self._ahead.begin()  # beside the model
                self._child = Child(
                    self._path,
                    adapter=self._adapter,
                    threads=self._threads,
                    context=self._context,
                    kept=self._kept(),
                )
            return self._child

    def _kept(self) -> Path | None:
        """Return the file for what the model makes of the prefix, in a folder that is there; None: it is not kept."""
        if not self._prefix or self._keep is None:
            return None
        try:
            self._keep.mkdir(parents=True, exist_ok=True)
            return kept_prefix(self._path, self._prefix, self._keep, adapter=self._adapter)
        except OSError as error:  # it only saves time
            log.warning("what the model reads is not kept, so it is read anew next time: %s", error)
            return None
