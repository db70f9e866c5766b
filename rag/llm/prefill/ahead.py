"""Reads a prompt for a running llama.cpp, and puts what was read into its slot before it is asked."""

from __future__ import annotations

import logging
import platform
import re
import secrets
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Generator, Sequence
from contextlib import suppress
from hashlib import blake2s
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from rag.config import child_environment
from rag.llm.prefill.slot import Read, load, save
from rag.llm.protocol import HEARTBEAT, Delta, Message
from rag.llm.slots import Slot

if TYPE_CHECKING:
    from rag.llm.prefill.read import Reader

log = logging.getLogger(__name__)

_FEWEST = 32  # tokens, which llama.cpp reads as soon as they are handed over
_GRAPH, _BUILDING, _ASKED = ".graph", ".building", ".asked"  # endings; the first two are folders'
_LONGEST = 3600.0  # seconds that anything of the last two is there, unless its process was killed
_DIGEST_BYTES = 8  # in their names


def pays() -> bool:
    """Return whether this machine reads faster so: on others than x86-64 llama.cpp has better kernels, or a GPU."""
    return platform.machine().lower() in {"x86_64", "amd64"}


class Ahead:
    """Reads for one local model. Until its graph is loaded, and after any failure, nothing is read ahead."""

    def __init__(self, model: Path, adapter: Path | None, *, folder: Path, threads: int, context: int) -> None:
        """Nothing is read or made yet.

        Args:
            model: Its GGUF file.
            adapter: What it was taught, or None.
            folder: The slot's, where the graph is kept, a little larger than the model.
            threads: Processor threads.
            context: Tokens of prompt and answer together, as the server has it.
        """
        self._model, self._adapter, self._folder = model, adapter, folder
        self._threads, self._context = threads, context
        self._reader: Reader | None = None
        self._failed = self._closed = False
        self._prefix: Read | None = None
        self._last: Read | None = None
        self._turn = threading.Lock()
        self._loading = threading.Thread(target=self._load, daemon=True)
        self._building: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Begin to load the graph if it has been made; done once, however often."""
        with suppress(OSError):  # without a model there is nothing to read with, as its server will tell
            if self._loading.ident is None and graph_path(self._model, self._adapter, self._folder).exists():
                self._loading.start()

    def get_ready(self) -> None:
        """Load the graph, in seconds, or make it first, in a minute; what fails is logged."""
        if self._loading.ident is not None:
            self._loading.join()
        if self._reader is None and not self._failed:
            self._load()

    def read(self, slot: Slot, kept: Path, messages: Sequence[Message]) -> Generator[Delta, None, None]:
        """Read a prompt but for its last token into the slot, and yield empty pieces meanwhile.

        What fails here is logged, and not tried again. Stopped, it reads no more than a piece further.

        Args:
            slot: The server's.
            kept: Its file with what all prompts share.
            messages: What it will be asked.
        """
        stop = threading.Event()
        reading = threading.Thread(target=self._read, args=(slot, kept, messages, stop), daemon=True)
        reading.start()
        try:
            while reading.is_alive():
                reading.join(HEARTBEAT)
                if reading.is_alive():
                    yield Delta("")
        finally:
            stop.set()

    def close(self) -> None:
        """Let go of the graph, and of making it."""
        self._closed = True
        if self._building is not None:
            self._building.kill()
        with self._turn:
            self._reader = self._last = None

    def _load(self) -> None:
        try:
            graph = graph_path(self._model, self._adapter, self._folder)
            if not graph.exists():
                _remove_leftovers(self._folder)
                self._build(graph)
            from rag.llm.prefill.read import Reader  # noqa: PLC0415  # onnxruntime

            self._reader = Reader(graph, self._model, threads=self._threads)
        except Exception as error:  # noqa: BLE001  # onnxruntime's have no class in common, and this only saves time
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        self._failed, self._reader = True, None
        if not self._closed:
            log.warning("prompts are read by llama.cpp alone, which takes longer: %s", error)

    def _read(self, slot: Slot, kept: Path, messages: Sequence[Message], stop: threading.Event) -> None:
        if self._loading.ident is not None:
            self._loading.join()  # which is over before llama.cpp had read it
        with self._turn:
            if self._reader is None or self._closed:
                return
            try:
                self._prefix = self._prefix or load(kept)
                self._put(self._reader, slot, slot.tokens(messages)[:-1], stop)
            except ConnectionError:
                pass  # whoever asks the server next notices, and starts it again
            except Exception as error:  # noqa: BLE001  # as above
                self._fail(error)

    def _put(self, reader: Reader, slot: Slot, tokens: Sequence[int], stop: threading.Event) -> None:
        """Have the slot hold these tokens, read from where what is known ends."""
        assert self._prefix is not None
        if len(tokens) - self._prefix.shared(tokens) < _FEWEST or len(tokens) > self._context:
            return
        known = max((read for read in (self._last, self._prefix) if read), key=lambda read: read.shared(tokens))
        known = known.first(known.shared(tokens))
        read: Read | None = known
        if len(known.tokens) < len(tokens):
            read = reader.read(tokens, known, lambda: stop.is_set() or self._closed)
        if read is None:
            return
        self._last = read
        file = self._folder / f"{secrets.token_hex(8)}{_ASKED}"
        try:
            file.touch(mode=0o600)  # what somebody asks is nobody else's business
            save(read, file)
            slot.restore(file.name)
        finally:
            file.unlink(missing_ok=True)

    def _build(self, graph: Path) -> None:
        """Make the graph in a process of its own, which gives way to all others.

        Raises:
            OSError: It could not be made.
        """
        made = graph.parent
        with TemporaryDirectory(suffix=_BUILDING, dir=self._folder) as folder:
            new = Path(folder) / made.name
            new.mkdir()
            arguments = [str(path) for path in (self._model, new / graph.name, self._adapter) if path]
            self._building = subprocess.Popen(
                [sys.executable, "-P", "-m", f"{__package__}.graph", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env=child_environment(),
            )
            if self._closed:  # in the moment in which it was started
                self._building.kill()
            _, said = self._building.communicate()
            if self._building.returncode:
                lines = [line for line in said.decode(errors="replace").splitlines() if line.strip()]
                raise OSError(lines[-1] if lines else "making the model's graph was ended")
            _remove_older(made)
            new.rename(made)


def graph_path(model: Path, adapter: Path | None, folder: Path) -> Path:
    """Return where a model's graph lies; another model, adapter or way of making it has another.

    Raises:
        OSError: The model or its adapter is not there.
    """
    files = [(stat.st_size, stat.st_mtime_ns) for stat in (path.stat() for path in (model, adapter) if path)]
    makers = [Path(__file__).with_name(name).read_bytes() for name in ("graph.py", "weights.py")]
    digest = blake2s(repr((files, makers)).encode(), digest_size=_DIGEST_BYTES).hexdigest()
    return folder / f"{model.stem}-{digest}{_GRAPH}" / "model.onnx"


def _remove_leftovers(folder: Path) -> None:
    """Remove what processes that were killed have left: a gigabyte, or what somebody asked."""
    for path in [*folder.glob(f"*{_BUILDING}"), *folder.glob(f"*{_ASKED}")]:
        with suppress(OSError):
            if time.time() - path.stat().st_mtime < _LONGEST:
                continue
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


def _remove_older(made: Path) -> None:
    """Remove what was made of a model before: of another adapter, say, or in another way."""
    stem = made.name.rpartition("-")[0]
    its_own = re.compile(rf"{re.escape(stem)}-[0-9a-f]{{{2 * _DIGEST_BYTES}}}{re.escape(_GRAPH)}")
    for path in made.parent.iterdir():
        if its_own.fullmatch(path.name):
            shutil.rmtree(path, ignore_errors=True)
