"""Where articles come from: files, folders and web addresses become finished articles, or one line saying why not."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from index.articles import Article, shortened
from index.errors import ReadError
from index.reading.dates import iso_date
from index.reading.fetch import Page, fetch
from index.reading.formats import LARGEST_ARTICLE, BadLine, Draft, read_html, read_jsonl, read_markdown, read_text
from index.sentences import split

LONGEST_DERIVED_TITLE = 80
_LONGEST_LINE = 300  # characters of a title, outlet or author: each is shown and read whole wherever its article is
_TITLE_SOURCE = 2000  # characters of the text in which its first sentence is looked for
_LONGEST_ID = 120
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_NOT_IN_A_NAME = re.compile(r"[^\w.-]+")

UnreadDate = Callable[[str, str], None]
"""Takes where an article is, and the date it was given; of what cannot be a date, only what it is."""

Reader = Callable[[BinaryIO], Iterator[Draft | BadLine]]

# A format joins by its suffix here; `index.reading.formats` says what a reader gives and raises.
READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".jsonl": read_jsonl,
}


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something that could not be taken: where it is (a file, file:line or address), and why, with what to do."""

    where: str
    reason: str


def _ignore(where: str, given: str) -> None:
    """What is told to somebody who does not want to know."""


def read(path_or_url: str | Path, *, unread_date: UnreadDate = _ignore) -> Iterator[Article | Unreadable]:
    """The articles of a file, a folder or a web address, finished: decoded, repaired, titled.

    A folder is read with all folders in it, in the order of its names; hidden files and those of a format not in
    `READERS` are passed over. Nothing is raised for what cannot be read: it is named, and the rest is read.

    Args:
        path_or_url: Where to read.
        unread_date: Told of each article that was given a date which could not be read, and so has none.
    """
    where = str(path_or_url)
    try:
        if _URL.match(where):
            yield from _read_url(where, unread_date)
            return
        path = Path(path_or_url).expanduser()
        if path.is_dir():
            yield from _read_folder(path, unread_date)
        else:
            yield from _read_file(path, unread_date)
    except OSError as error:
        yield Unreadable(where, _why_not(error))


def count(path_or_url: str | Path) -> int:
    """About how many articles `read` will give: a file or address is one, a `.jsonl` file has one a line.

    For showing progress: nothing is decoded, and what cannot be read counts as one.
    """
    path = Path(path_or_url).expanduser()
    with suppress(OSError):
        if path.is_dir():
            return sum(count(file) for file in _files(path, lambda _: None))
        if path.suffix.lower() == ".jsonl" and path.is_file():
            with path.open("rb") as file:
                # A last line may lack its end.
                return max(1, sum(block.count(b"\n") for block in iter(partial(file.read, 1 << 20), b"")))
    return 1


def _files(folder: Path, failed: Callable[[OSError], None]) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder, onerror=failed):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith(".") and Path(name).suffix.lower() in READERS:
                yield Path(parent, name)


def _read_folder(folder: Path, unread_date: UnreadDate) -> Iterator[Article | Unreadable]:
    failures: list[OSError] = []
    for path in _files(folder, failures.append):
        yield from _read_file(path, unread_date)
    for failure in failures:
        yield Unreadable(str(failure.filename), _why_not(failure))


def _read_file(path: Path, unread_date: UnreadDate) -> Iterator[Article | Unreadable]:
    reader = READERS.get(path.suffix.lower())
    try:
        if path.exists() and not path.is_file():  # opening it could wait for ever
            yield Unreadable(str(path), "is not a plain file: copy what it gives into one")
            return
        if path.exists() and reader is None:
            yield Unreadable(str(path), f"is not a file of a known format: give it as {', '.join(READERS)}")
            return
        with path.open("rb") as file:
            drafts = (reader or read_text)(file)
            origin = str(path.absolute())
            yield from _finished(drafts, unread_date, where=str(path), origin=origin, name=path.stem)
    except OSError as error:
        yield Unreadable(str(path), _why_not(error))


def _read_url(url: str, unread_date: UnreadDate) -> Iterator[Article | Unreadable]:
    try:
        page = fetch(url, largest=LARGEST_ARTICLE)
        drafts = _reader_of(page)(BytesIO(page.body))
    except ReadError as error:
        yield Unreadable(url, str(error))
        return
    # The address and not the text: an article that was updated stays the same article.
    name = f"{Path(urlsplit(url).path).stem or urlsplit(url).hostname}-{_digest(page.url)[:8]}"
    yield from _finished(drafts, unread_date, where=url, origin=page.url, name=name, url=page.url)


def _reader_of(page: Page) -> Reader:
    reader = READERS.get(Path(urlsplit(page.url).path).suffix.lower())
    match page.content_type:
        case "text/html" | "application/xhtml+xml":
            return partial(read_html, url=page.url, charset=page.charset)
        case "text/markdown":
            return read_markdown
        case "application/jsonl" | "application/x-ndjson":
            return read_jsonl
        case "" | "text/plain" | "application/octet-stream" if reader:
            return reader
        case "text/plain":
            return read_text
    raise ReadError(f"is {page.content_type or 'of no stated kind'}, not a page or text: save its text as .txt or .md")


def _finished(
    drafts: Iterator[Draft | BadLine],
    unread_date: UnreadDate,
    *,
    where: str,
    origin: str,
    name: str,
    url: str | None = None,
) -> Iterator[Article | Unreadable]:
    try:
        for draft in drafts:
            line = f":{draft.line}" if draft.line else ""
            if isinstance(draft, BadLine):
                yield Unreadable(f"{where}{line}", draft.reason)
                continue
            try:
                article = finish(draft, origin=f"{origin}{line}", name="" if draft.line else name, url=url)
            except ReadError as error:
                yield Unreadable(f"{where}{line}", str(error))
                continue
            if article.published_at is None and (given := _as_given(draft.published_at)).strip():
                unread_date(f"{where}{line}", given)
            yield article
    except ReadError as error:
        yield Unreadable(where, str(error))


def _as_given(published_at: object) -> str:
    """What was given as a date, as text; "" where nothing was.

    Of what has parts, only its kind: a few lines of YAML can nest into more text than memory holds.
    """
    match published_at:
        case str():
            return published_at
        case int() | float() | date() if published_at:
            with suppress(ValueError):  # over 4,300 digits
                return str(published_at)
    return f"a value of type {type(published_at).__name__}" if published_at else ""


def finish(draft: Draft, *, origin: str, name: str = "", url: str | None = None) -> Article:
    """The article of a draft: repaired, titled, with an id; the one way every article comes to be.

    A title, outlet or author of more than 300 characters is shortened, which its last one, "…", tells.

    Args:
        draft: As its file gives it.
        origin: The file, file and line, or address it was read from.
        name: What its id is made from when it has none; empty: from its text.
        url: Its address when the draft gives none.

    Raises:
        ReadError: It holds no words.
    """
    from index.reading.repair import repair  # noqa: PLC0415  # ftfy is slow to load, and a search needs none of it

    repaired = repair(draft.text)
    if not any(character.isalnum() for character in repaired.text):
        raise ReadError("holds no words: put the article's text in it")

    def one_line(value: str | None) -> str:
        """A title, outlet or author, repaired in the light of the text: by itself it is too short to tell."""
        line = " ".join((value or "").split())
        if line.isascii() and line.isprintable() and "&" not in line:
            return line
        context = draft.text if repaired.edits else ""
        return " ".join(repair(f"{line}\n{context}").text.partition("\n")[0].split())

    title = one_line(draft.title)
    given_id = _printable(draft.id or "")
    return Article(
        # From the whole title: those of two articles may begin alike.
        id=given_id or _name_id(name) or _digest(f"{title}\n{repaired.text}")[:12],
        id_derived=not given_id,
        title=shortened(title, _LONGEST_LINE) or _first_sentence(repaired.text),
        title_derived=not title,
        text=repaired.text,
        original=draft.text,
        edits=repaired.edits,
        source=shortened(one_line(draft.source), _LONGEST_LINE),
        author=shortened(one_line(draft.author), _LONGEST_LINE) or None,
        published_at=iso_date(draft.published_at),
        url=_web_address(draft.url) or url,
        origin=origin,
        encoding=draft.encoding,
    )


def _first_sentence(text: str) -> str:
    start, end = split(text[:_TITLE_SOURCE])[0]
    return shortened(" ".join(text[start:end].split()), LONGEST_DERIVED_TITLE)


def _printable(given: str) -> str:
    """An id as it was given, but for what nobody can type: control characters, white space, a leading dash."""
    visible = "".join(" " if c.isspace() else c for c in given if c.isspace() or c.isprintable())
    return _of_handy_length("-".join(visible.split()).lstrip("-"))


def _name_id(name: str) -> str:
    return _of_handy_length(_NOT_IN_A_NAME.sub("-", unicodedata.normalize("NFC", name)).strip("-._"))


def _of_handy_length(id_: str) -> str:
    return id_ if len(id_) <= _LONGEST_ID else f"{id_[: _LONGEST_ID - 13]}-{_digest(id_)[:12]}"


def _web_address(url: str | None) -> str | None:
    """The URL if it can be followed safely from a page: http or https, one line, and nothing in it that is not seen."""
    address = (url or "").strip()
    safe = address.isprintable() and re.fullmatch(r"https?://[^\s<>\"]+", address, re.IGNORECASE)
    return address if safe else None


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _why_not(error: OSError) -> str:
    match error:
        case FileNotFoundError():
            return "is not there: check the path"
        case PermissionError():
            return "may not be read by this user: change its permissions"
        case _:
            return f"cannot be read ({error.strerror or error}): copy it elsewhere and try again"
