"""One run of the process in which a local model lives: started, listened to, and ended."""

from __future__ import annotations

import json
import logging
import re
import secrets
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from hashlib import blake2s
from importlib import metadata
from pathlib import Path

from rag.config import child_environment
from rag.llm.protocol import Message
from rag.llm.server import ServerLLM
from rag.llm.slots import Slot

log = logging.getLogger(__name__)

KEPT = ".read"  # files of what a model has read
_DIGEST_BYTES = 8  # in their names
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


class Child:
    """One run of the model's process. `ready` is set when it serves or has failed; `server` is None if it failed."""

    def __init__(
        self, path: Path, *, adapter: Path | None, threads: int, context: int, kept: Path | None = None
    ) -> None:
        self.ready = threading.Event()
        self.server: ServerLLM | None = None
        self.knows_prefix = False
        self.kept = kept
        self.slot: Slot | None = None
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
        if self.kept is not None and self.slot is not None:
            try:
                _remove_kept_of_the_model(self.kept)
                self.slot.save(self.kept.name)
            except OSError:
                log.warning("what the model has read could not be kept in %s; it is read anew next time", self.kept)

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
        for client in (self.server, self.slot):
            if client is not None:
                client.close()
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
                url = _address(line)
                self.slot = Slot(url, self._key)
                with suppress(OSError):  # what cannot be loaded is read anew
                    if self.kept is not None and self.kept.exists():
                        self.slot.restore(self.kept.name)
                        self.knows_prefix = True
                self.server = ServerLLM(
                    "local",
                    api_key=self._key,
                    base_url=f"{url}/v1",
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
