"""What a file of each format says: the article's text and what is known of it, before any repair.

A format is a function from an open file to drafts. A later format joins by being one, and by its line in
`index.reading.readers.READERS`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from index.errors import ReadError
from index.reading.encoding import decode

LARGEST_ARTICLE = 20 * 1024 * 1024  # bytes; a long book has two million
_MEGABYTE = 1024 * 1024

_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n.*?^---[ \t]*$", re.MULTILINE | re.DOTALL)
_DECLARED = re.compile(rb"<(?:meta\b[^>]*\bcharset|\?xml\b[^>]*\bencoding)\s*=\s*[\"']?([A-Za-z0-9._:-]+)")
_DECLARATIONS = 4096  # bytes a page has to declare its encoding in
_TAG = re.compile(r"<[^<>]*>")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_YAML_DATE = "tag:yaml.org,2002:timestamp"
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
    known, body = _front_matter(text)
    yield Draft(text=body, encoding=encoding, **known)


def read_markdown(file: BinaryIO) -> Iterator[Draft | BadLine]:
    """A Markdown file is one article, without its markup; a heading it opens with is its title if no other is given.

    Raises:
        ReadError: As for `read_text`.
    """
    text, encoding = decode(_whole(file))
    known, body = _front_matter(text)
    heading, plain = _without_markup(body)
    if heading and not known.get("title"):
        known["title"] = heading
    elif heading:
        plain = f"{heading}\n\n{plain}"
    yield Draft(text=plain, encoding=encoding, **known)


def read_html(file: BinaryIO, *, url: str | None = None, charset: str | None = None) -> Iterator[Draft | BadLine]:
    """A web page is one article: its main text, a paragraph a line, and what its metadata says.

    Raises:
        ReadError: It is empty, too large, not text, or has no main text that can be told from its menus.
    """
    data = _whole(file)
    declared = _DECLARED.search(data, 0, _DECLARATIONS)
    text, encoding = decode(data, declared=charset or (declared[1].decode("ascii") if declared else None))
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


def _front_matter(text: str) -> tuple[dict[str, Any], str]:
    """What the front matter tells of the article, under the names of `Draft`, and the text after it."""
    if not _FRONT_MATTER.match(text):
        return {}, text
    import frontmatter  # noqa: PLC0415  # brings a YAML parser along
    import yaml  # noqa: PLC0415
    from frontmatter.default_handlers import YAMLHandler  # noqa: PLC0415

    class Loader(yaml.SafeLoader):
        """Leaves dates as they are written: YAML takes one that is none (30 February) for an error of the whole."""

        yaml_implicit_resolvers = {  # noqa: RUF012  # as PyYAML has it
            first: [(tag, pattern) for tag, pattern in resolvers if tag != _YAML_DATE]
            for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
        }

    class Handler(YAMLHandler):
        """Reads with that loader."""

        def load(self, fm: str, **_: object) -> Any:  # noqa: ANN401 - whatever the front matter holds
            """What the front matter holds."""
            return yaml.load(fm, Loader)  # noqa: S506  # it derives from the safe one

    try:
        metadata, body = frontmatter.parse(text.removeprefix("\ufeff"), handler=Handler())
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f" in line {mark.line + 1}" if mark else ""
        raise ReadError(
            f"has front matter that is not YAML{place}: put values with a colon or quotes in quotation marks"
        ) from error
    return _known(metadata), body


def _known(fields: Mapping[str, object]) -> dict[str, Any]:
    """The fields of an article under the names people give them, as `Draft` calls them."""

    def first(*names: str) -> object:
        return next((fields[name] for name in names if fields.get(name) not in (None, "")), None)

    return {
        "id": _as_text(first("id"), "id"),
        "title": _as_text(first("title", "headline"), "title"),
        "source": _as_text(first("source", "outlet", "publisher"), "source"),
        "author": _as_text(first("author", "authors", "byline"), "author"),
        "published_at": first("published_at", "date", "published", "pubDate"),
        "url": _as_text(first("url", "link"), "url"),
    }


def _as_text(value: object, name: str) -> str | None:
    match value:
        case None:
            return None
        case str():
            return value
        case bool():
            pass
        case int() | float():
            return str(value)
        case list() if all(isinstance(item, str) for item in value):
            return ", ".join(value)
    raise ReadError(f"the {name} is not text: write it as a string")


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
    return Draft(text=body, encoding=encoding, line=number, **_known(fields))


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
                plain = _TAG.sub("", token.content)
            case _:
                continue
        if plain.strip():
            blocks.append(plain.strip("\n"))
    return heading, "\n\n".join(blocks)


def _inline(tokens: list[Any]) -> str:
    """The text of a paragraph; lines that were only wrapped become one."""
    pieces = []
    for token in tokens:
        match token.type:
            case "softbreak":
                pieces.append(" ")
            case "hardbreak":
                pieces.append("\n")
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
