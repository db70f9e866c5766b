"""What a file of each format says: the article's text and what is known of it, before any repair.

A format is a function from an open file to drafts. A later format joins by being one, and by its line in
`index.reading.readers.READERS`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from index.errors import ReadError
from index.reading.encoding import declared_in, decode
from index.reading.fields import front_matter, known

LARGEST_ARTICLE = 20 * 1024 * 1024  # bytes; a long book has two million
_MEGABYTE = 1024 * 1024

_TAG = re.compile(r"<(?:/?[A-Za-z]|[?!](?!--))[^<>]*>")
_BREAK = re.compile(r"<br\b[^<>]*>\n?", re.IGNORECASE)
_HIDING = re.compile(r"<(!--|script\b|style\b)", re.IGNORECASE)  # begins what a browser does not show
_SHOWING = {
    "!--": re.compile("-->"),
    "script": re.compile(r"</script\s*>", re.IGNORECASE),
    "style": re.compile(r"</style\s*>", re.IGNORECASE),
}
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_MIDNIGHT = "T00:00:00"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An article as its file gives it; what is not given is None or empty.

    `published_at` is still in whatever form it was written, `line` counts from 1 where a file holds many articles.
    """

    text: str
    id: str | None = None
    title: str | None = None
    source: str | None = None
    author: str | None = None
    published_at: object = None
    url: str | None = None
    encoding: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line of a file that holds no article, and why not."""

    line: int
    reason: str


def read_text(file: BinaryIO) -> Iterator[Draft | BadLine]:
    """A plain text file is one article; front matter, where there is some, tells title, date and outlet.

    Raises:
        ReadError: It is empty, too large, not text, or its front matter is broken.
    """
    text, encoding = decode(_whole(file))
    told, body = front_matter(text)
    yield Draft(text=body, encoding=encoding, **told)


def read_markdown(file: BinaryIO) -> Iterator[Draft | BadLine]:
    """A Markdown file is one article, without its markup; a heading it opens with is its title if no other is given.

    Raises:
        ReadError: As for `read_text`.
    """
    text, encoding = decode(_whole(file))
    told, body = front_matter(text)
    heading, plain = _without_markup(body)
    if heading and not told.get("title"):
        told["title"] = heading
    elif heading:
        plain = f"{heading}\n\n{plain}"
    yield Draft(text=plain, encoding=encoding, **told)


def read_html(file: BinaryIO, *, url: str | None = None, charset: str | None = None) -> Iterator[Draft | BadLine]:
    """A web page is one article: its main text, a paragraph a line, and what its metadata says.

    Raises:
        ReadError: It is empty, too large, not text, or has no main text that can be told from its menus.
    """
    data = _whole(file)
    text, encoding = decode(data, declared=charset or declared_in(data))
    page = _main_text(text, url)
    if page is None or not page.text:
        raise ReadError("has no article text that can be told from its menus: save the text as .txt or .md")
    yield Draft(
        text=page.text,
        title=page.title,
        source=page.sitename or page.hostname,
        author=page.author,
        # A page that gives only a day is given midnight.
        published_at=page.date.removesuffix("+0000").removesuffix(_MIDNIGHT) if page.date else None,
        url=url or page.url,
        encoding=encoding,
    )


def read_jsonl(file: BinaryIO) -> Iterator[Draft | BadLine]:
    """Each line of a JSON Lines file is one article: `{"id"?, "title", "text" | "body", "source"?, …}`.

    Lines are read one at a time, so the file may be of any size; a line over 20 MB is passed over unread.

    Raises:
        ReadError: The file is empty, or it is UTF-16, in which lines cannot be told apart by their bytes.
    """
    empty = True
    for number, data in enumerate(_lines(file), start=1):
        if data is None:
            empty = False
            yield BadLine(number, f"is longer than {_megabytes(LARGEST_ARTICLE)}: split it into one line per article")
        elif data.strip():
            if empty and data.startswith((b"\xff\xfe", b"\xfe\xff")):
                raise ReadError("is UTF-16, and JSON Lines are UTF-8: save it again as UTF-8")
            empty = False
            try:
                yield _from_json(data, number)
            except ReadError as error:
                yield BadLine(number, str(error))
    if empty:
        raise ReadError("is empty: put one JSON object on each line")


def _whole(file: BinaryIO) -> bytes:
    data = file.read(LARGEST_ARTICLE + 1)
    if len(data) > LARGEST_ARTICLE:
        raise ReadError(f"is larger than {_megabytes(LARGEST_ARTICLE)}: split it into one file per article")
    if not data.strip():
        raise ReadError("is empty: put the article's text in it")
    return data


def _lines(file: BinaryIO) -> Iterator[bytes | None]:
    """Each line; None for one that is too long to keep."""
    while line := file.readline(LARGEST_ARTICLE + 1):
        if len(line) <= LARGEST_ARTICLE:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = file.readline(_MEGABYTE)
        yield None


def _megabytes(size: int) -> str:
    return f"{size // _MEGABYTE} MB"


def _from_json(data: bytes, number: int) -> Draft:
    text, encoding = decode(data)
    try:
        # JSON can spell half of a character, which no encoding can store.
        fields = json.loads(text, object_hook=_storable)
    except (ValueError, RecursionError) as error:
        place = f" (column {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
        raise ReadError(f"is not JSON{place}: write one object on one line") from error
    if not isinstance(fields, dict):
        raise ReadError('is not a JSON object: write {"title": …, "text": …}')
    body = fields.get("text") or fields.get("body")
    if not isinstance(body, str) or not body.strip():
        raise ReadError('has no text: give it as "text" or "body"')
    return Draft(text=body, encoding=encoding, line=number, **known(fields))


def _storable(fields: dict[str, Any]) -> dict[str, Any]:
    return {
        name: _LONE_SURROGATE.sub("\ufffd", value) if isinstance(value, str) else value
        for name, value in fields.items()
    }


def _without_markup(text: str) -> tuple[str | None, str]:
    """The heading that opens a Markdown text, if one does, and the rest as paragraphs of plain text."""
    from markdown_it import MarkdownIt  # noqa: PLC0415  # slow to load, and only this format needs it
    from markdown_it.rules_block import StateBlock, reference  # noqa: PLC0415

    def address(state: StateBlock, first: int, last: int, silent: bool) -> bool:
        """Take lines that give a link's address, which is no text; a footnote of one word looks the same, and is."""
        return not state.src.startswith("[^", state.bMarks[first] + state.tShift[first]) and reference(
            state, first, last, silent
        )

    heading = None
    blocks: list[str] = []
    parser = MarkdownIt("commonmark")
    parser.block.ruler.at("reference", address)
    tokens = parser.parse(text)
    for i, token in enumerate(tokens):
        match token.type:
            case "inline":
                plain = _inline(token.children or [])
                opening = tokens[i - 1]
                if not blocks and heading is None and opening.type == "heading_open" and opening.tag == "h1":
                    heading = plain
                    continue
            case "fence" | "code_block":
                plain = token.content
            case "html_block":
                plain = _TAG.sub("", _BREAK.sub("\n", _shown(token.content)))
            case _:
                continue
        if plain.strip():
            blocks.append(plain.strip("\n"))
    return heading, "\n\n".join(blocks)


def _shown(html: str) -> str:
    """HTML without its comments, scripts and style sheets; what has no end stays, so that nothing else goes with it."""
    pieces = []
    position = 0
    endless: set[str] = set()
    for opening in _HIDING.finditer(html):
        name = opening[1].lower()
        if opening.start() < position or name in endless:
            continue
        if end := _SHOWING[name].search(html, opening.end()):
            pieces.append(html[position : opening.start()])
            position = end.end()
        else:
            endless.add(name)  # and so no other one has: looking again would take the square of the time
    return "".join([*pieces, html[position:]])


def _inline(tokens: list[Any]) -> str:
    """The text of a paragraph; lines that were only wrapped become one."""
    pieces = [""]
    tags = [token.content if token.type == "html_inline" else "" for token in tokens]
    closing = {
        name: max((i for i, tag in enumerate(tags) if end.match(tag)), default=0) for name, end in _SHOWING.items()
    }
    hidden = ""
    for i, token in enumerate(tokens):
        if hidden:
            hidden = "" if _SHOWING[hidden].match(tags[i]) else hidden
            continue
        match token.type:
            case "softbreak" if pieces[-1] != "\n":
                pieces.append(" ")
            case "hardbreak":
                pieces.append("\n")
            case "html_inline":
                if _BREAK.match(tags[i]):
                    pieces.append("\n")
                opening = _HIDING.match(tags[i])
                name = opening[1].lower() if opening else ""
                hidden = name if closing.get(name, 0) > i else ""  # without an end it would hide all that follows
            case "text" | "code_inline" | "image":
                pieces.append(token.content)
    return "".join(pieces)


def _main_text(page: str, url: str | None) -> Any:  # noqa: ANN401 - trafilatura's Document, which is loaded late
    import logging  # noqa: PLC0415

    import trafilatura  # noqa: PLC0415  # half a second to load

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it complains of is reported as our own line
    dates = {"original_date": True, "extensive_search": False, "outputformat": "%Y-%m-%dT%H:%M:%S%z"}
    try:
        return trafilatura.bare_extraction(
            page, url=url, with_metadata=True, include_comments=False, date_extraction_params=dates
        )
    except Exception as error:  # any page of the web may come, and one must not stop a folder
        raise ReadError("is a page that cannot be read: save its text as .txt or .md") from error
