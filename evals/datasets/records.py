"""Reads the records of a data file, each checked against the shape that its format promises."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from evals.errors import DatasetError

_Shape = TypeVar("_Shape")


def records(path: Path, shape: type[_Shape]) -> Iterator[tuple[str, _Shape]]:
    """Yield where each record stands ("questions.jsonl:12") and the record.

    The file holds one JSON object a line (blank lines are skipped), or one JSON array of objects, whatever its name
    ends in: public sets call either `.json`.

    Raises:
        DatasetError: The file cannot be read, a line is not JSON, or a record is not of the shape.
    """
    adapter = TypeAdapter(shape)
    for where, text in _pieces(path):
        try:
            yield where, adapter.validate_json(text)
        except ValidationError as error:
            raise DatasetError(f"{where}: {_first(error)}") from None


def _pieces(path: Path) -> Iterator[tuple[str, str | bytes]]:
    try:
        data = _bytes(path)
    except OSError as error:
        raise DatasetError(f"cannot read {path}: {error.strerror}") from error
    if data.lstrip()[:1] != b"[":
        for number, line in enumerate(data.split(b"\n"), start=1):
            if line.strip():
                yield f"{path}:{number}", line
        return
    try:
        items = json.loads(data)
    except ValueError as error:
        raise DatasetError(f"{path} is not JSON: {error}") from None
    for number, item in enumerate(items, start=1):
        yield f"{path}, item {number}", json.dumps(item)


def _bytes(path: Path) -> bytes:
    """Return what a file holds, without the byte order mark that some programs put before UTF-8."""
    return path.read_bytes().removeprefix(codecs.BOM_UTF8)


def whole(path: Path, shape: type[_Shape]) -> _Shape:
    """Return a file that is one JSON value, checked against a shape.

    Raises:
        DatasetError: The file cannot be read or is not of the shape.
    """
    try:
        return TypeAdapter(shape).validate_json(_bytes(path))
    except OSError as error:
        raise DatasetError(f"cannot read {path}: {error.strerror}") from error
    except ValidationError as error:
        raise DatasetError(f"{path}: {_first(error)}") from None


def columns(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield where each line of a file stands and its fields, parted by tabs or, without any, by blanks.

    Raises:
        DatasetError: The file cannot be read.
    """
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield f"{path}:{number}", line.rstrip("\r\n").split("\t") if "\t" in line else line.split()
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"cannot read {path}: {error}") from error


def _first(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
    return f"{f'{place}: ' if place else ''}{first['msg']}{more}"
