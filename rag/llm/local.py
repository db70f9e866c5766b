"""The local writer: llama.cpp's server in a child process, asked through the same client as any other server.

In a process of its own a crash of the model takes no chat down, and its two gigabytes go when it goes.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing, suppress
from hashlib import blake2s
from importlib import metadata
from pathlib import Path

from rag.config import child_environment
from rag.errors import ModelUnavailable
from rag.llm.protocol import HEARTBEAT, Delta, Message
from rag.llm.server import ServerLLM

log = logging.getLogger(__name__)

CONTEXT = 8192  # tokens of prompt and answer together; ours need about 2,000, twice that in a tokenizer made for code
KEPT = ".read"  # files of what a model has read
_DIGEST_BYTES = 8  # in their names
LOAD_SECONDS = 300.0
READ_SECONDS = 600.0  # a busy machine reads a prompt slowly; a dead model is noticed by its closed connection
EXIT_SECONDS = 2.0
_MOST_LINES = 200  # of its stderr
_MOST_SHOWN = 80  # bytes of a line that is no address

# Two threads that wait for each other by spinning, as OpenMP has them, take the cores from the one they wait for as
# soon as anything else runs: on two cores with a load of 5 to 12 the 0.5B wrote 0.4 to 3 tokens/s. Spinning briefly
# and then sleeping it wrote 5 to 6, from the same cores.
_BRIEF_SPINNING = {"GOMP_SPINCOUNT": "1000"}

_PROGRAM = Path(__file__).with_name("llama_server.py")
_ERROR = re.compile(r"^[\d.]+ E (?:\w+\s+)?\S+: (?P<reason>.+)$")


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
        """
        self._path = path
        self._name = name or path.stem
        self._adapter = adapter
        self._threads = threads
        self._context = context
        self._prefix = list(prefix)
        self._keep = keep
        self._lock = threading.Lock()
        self._child: _Child | None = None
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
        """Load the model and have it read the prefix, or load what is kept of that; takes seconds."""
        for _ in self._run(None):
            pass

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

        return self._run(write)

    def close(self) -> None:
        """End the model's process and wait until it is gone."""
        with self._lock:
            self._closed = True
            child, self._child = self._child, None
        if child is not None:
            child.kill()

    def _run(self, write: Callable[[ServerLLM], Generator[Delta, None, None]] | None) -> Generator[Delta, None, None]:
        """Yield what the model writes, once it is loaded and knows the prefix; None: nothing is written."""
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

    def _loaded(self, child: _Child) -> Generator[Delta, None, ServerLLM]:
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

    def _running(self) -> _Child:
        with self._lock:
            if self._closed:
                raise ModelUnavailable(f"The local model {self._name} is closed; open it again.")
            if self._child is not None and not self._child.alive:
                self._child.kill()
                self._child = None
            if self._child is None:
                self._child = _Child(
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


def kept_prefix(model: Path, prefix: Sequence[Message], folder: Path, *, adapter: Path | None = None) -> Path:
    """Return the file for what a model made of a prefix; another model, adapter, prefix or llama.cpp has another.

    Raises:
        OSError: The model or its adapter is not there.
    """
    files = [(stat.st_size, stat.st_mtime_ns) for stat in (path.stat() for path in (model, adapter) if path)]
    of = (files, list(prefix), metadata.version("xllamacpp"))
    return folder / f"{model.stem}-{blake2s(repr(of).encode(), digest_size=_DIGEST_BYTES).hexdigest()}{KEPT}"


def _remove_kept_of_the_model(kept: Path) -> None:
    """Remove the file and those of other prefixes, adapters or versions of its model: nothing reads them any more.

    Raises:
        OSError: The folder cannot be read, or one of them not be removed.
    """
    stem = kept.name.rpartition("-")[0]  # of the model, whose name may begin another's or hold what a pattern means
    its_own = re.compile(rf"{re.escape(stem)}-[0-9a-f]{{{2 * _DIGEST_BYTES}}}{re.escape(KEPT)}")
    for path in kept.parent.iterdir():
        if its_own.fullmatch(path.name):
            path.unlink(missing_ok=True)


class _Child:
    """One run of the model's process. `ready` is set when it serves or has failed; `server` is None if it failed."""

    def __init__(
        self, path: Path, *, adapter: Path | None, threads: int, context: int, kept: Path | None = None
    ) -> None:
        self.ready = threading.Event()
        self.server: ServerLLM | None = None
        self.knows_prefix = False
        self._kept = kept
        self._url = ""
        self._key = secrets.token_urlsafe(32)
        self._said: deque[str] = deque(maxlen=_MOST_LINES)
        self._problem = ""  # why we cannot use a process that runs
        self.process = subprocess.Popen(
            [sys.executable, "-P", str(_PROGRAM)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=child_environment(_BRIEF_SPINNING),
        )
        settings = {
            "model": str(path),
            "adapter": str(adapter or ""),
            "threads": threads,
            "context": context,
            "key": self._key,
            "kept": f"{kept.parent}/" if kept else "",
        }
        self._listener = threading.Thread(target=self._listen, args=(settings,), daemon=True)
        self._listener.start()
        self._recorder = threading.Thread(target=self._record, daemon=True)
        self._recorder.start()

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self.process.poll() is None

    def keep_prefix(self) -> None:
        """Write down what was just read, so that no later process has to read it."""
        self.knows_prefix = True
        if self._kept is not None:
            try:
                _remove_kept_of_the_model(self._kept)
                saved = self._slot("save")
            except OSError:
                saved = False
            if not saved:
                log.warning("what the model has read could not be kept in %s; it is read anew next time", self._kept)

    def _slot(self, action: str) -> bool:
        """Have the model save or restore all it has read; return whether it could."""
        import httpx  # noqa: PLC0415  # openai's, loaded with it

        assert self._kept is not None
        try:
            answer = httpx.post(
                f"{self._url}/slots/0",
                params={"action": action},
                json={"filename": self._kept.name},
                headers={"Authorization": f"Bearer {self._key}"},
                timeout=LOAD_SECONDS,
                trust_env=False,
            )
        except httpx.HTTPError:
            return False
        return answer.status_code == httpx.codes.OK

    def exited(self) -> bool:
        """Return whether the process is gone, or goes in the moment after its connection broke."""
        try:
            self.process.wait(EXIT_SECONDS)
        except subprocess.TimeoutExpired:
            return False
        return True

    def complaint(self) -> str:
        """Return why it ended: the first error llama.cpp told, else our own, else its last line or exit status."""
        status = self.process.wait()
        self._recorder.join()
        reasons = [match["reason"] for line in self._said if (match := _ERROR.match(line))]
        if reasons:
            return reasons[0]
        if self._problem:
            return self._problem
        if status < 0:
            return f"its process was ended by signal {-status}" + (", as when memory is short" if status == -9 else "")
        return self._said[-1] if self._said else f"its process ended with status {status}"

    def kill(self) -> None:
        """End the process at once: it holds nothing that could be lost."""
        self.process.kill()
        self.process.wait()
        self._listener.join()
        self._recorder.join()
        if self.server is not None:
            self.server.close()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            if pipe is not None:
                with suppress(BrokenPipeError):  # of settings that it ended too soon to read
                    pipe.close()

    def _record(self) -> None:
        """Keep what it says on stderr until it ends."""
        assert self.process.stderr is not None
        for raw in self.process.stderr:
            line = raw.decode(errors="replace").strip()
            if line:
                self._said.append(line)

    def _listen(self, settings: dict[str, object]) -> None:
        """Send the settings and wait for the address; the end of the output means that there will be none."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        try:
            self.process.stdin.write(json.dumps(settings).encode() + b"\n")
            self.process.stdin.flush()
            import rag.llm.completions  # noqa: F401, PLC0415  # loads openai while the model loads

            line = self.process.stdout.readline()
            if line:
                self._url = _address(line)
                with suppress(OSError):  # what cannot be looked up is read anew
                    self.knows_prefix = self._kept is not None and self._kept.exists() and self._slot("restore")
                self.server = ServerLLM(
                    "local",
                    api_key=self._key,
                    base_url=f"{self._url}/v1",
                    takes_grammar=True,
                    read_seconds=READ_SECONDS,
                    max_retries=0,
                )
        except BrokenPipeError:
            pass  # it ended before it read them; what it said then tells why
        except Exception as error:  # noqa: BLE001  # whatever it is, the question that waits must hear of it
            self._problem = " ".join(str(error).split()) or type(error).__name__
        finally:
            if self.server is None:
                if not self._problem and not self.exited():  # one that ends by itself has a status that tells why
                    self._problem = "its process gave no address and did not end"
                self.process.kill()
                self.process.wait()
            self.ready.set()


def _address(line: bytes) -> str:
    """Return the address in the line that a process gives.

    Raises:
        ValueError: There is none in it.
    """
    try:
        return str(json.loads(line)["url"])
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"its process gave {line[:_MOST_SHOWN]!r} for its address") from error
