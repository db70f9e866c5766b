"""What is known of an article beside its text: front matter, and what people call the fields of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from index.errors import ReadError

# Between two lines of dashes; more than 64 KiB are the text of an article that opens with a rule.
_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.{0,65536}?)^---[ \t]*\r?$", re.MULTILINE | re.DOTALL)
_FIELDS = {
    "id": ("id",),
    "title": ("title", "headline"),
    "source": ("source", "outlet", "publisher"),
    "author": ("author", "authors", "byline"),
    "published_at": ("published_at", "date", "published", "pubdate"),
    "url": ("url", "link"),
}
"""What people call the fields of `Draft`, in small letters."""
_KNOWN = frozenset(name for names in _FIELDS.values() for name in names)
_KNOWN_LINE = re.compile(rf"^(?:{'|'.join(sorted(_KNOWN))})[ \t]*:", re.MULTILINE | re.IGNORECASE)
_KEY = re.compile(r"[a-z][A-Za-z0-9_-]*")
# Left as written: YAML takes a date that is none (30 February) for an error of the whole, and merging mappings into
# mappings (`<<: *other`) makes of a few lines more than memory holds.
_UNRESOLVED = frozenset({"tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:merge"})


def front_matter(text: str) -> tuple[dict[str, Any], str]:
    """What the front matter tells of the article, under the names of `Draft`, and the text after it.

    A text may open with a rule, and have another further on: then all of it is text.
    """
    block = _FRONT_MATTER.match(text)
    if not block:
        return {}, text
    import frontmatter  # noqa: PLC0415  # brings a YAML parser along
    import yaml  # noqa: PLC0415
    from frontmatter.default_handlers import YAMLHandler  # noqa: PLC0415

    class Loader(yaml.SafeLoader):
        """Leaves dates and merges as they are written."""

        yaml_implicit_resolvers = {  # noqa: RUF012  # as PyYAML has it
            first: [(tag, pattern) for tag, pattern in resolvers if tag not in _UNRESOLVED]
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
        if not _KNOWN_LINE.search(block[1]):
            return {}, text
        mark = getattr(error, "problem_mark", None)
        place = f" in line {mark.line + 1}" if mark else ""
        raise ReadError(
            f"has front matter that is not YAML{place}: put values with a colon or quotes in quotation marks"
        ) from error
    if block[1].strip() and not _describes(metadata):
        return {}, text
    return known(metadata), body


def _describes(metadata: Mapping[Any, object]) -> bool:
    """Whether its keys are those of front matter: one that is known, or nothing but words such as "layout".

    "THESSEL, Monday: The bridge was closed" is a mapping to YAML, too.
    """
    keys = [key if isinstance(key, str) else "" for key in metadata]
    return not _KNOWN.isdisjoint(map(str.lower, keys)) or (bool(keys) and all(map(_KEY.fullmatch, keys)))


def known(fields: Mapping[str, object]) -> dict[str, Any]:
    """The fields of an article under the names people give them, in capitals or not, as `Draft` calls them."""
    fields = {name.lower() if isinstance(name, str) else name: value for name, value in fields.items()}
    found = {
        field: next((fields[name] for name in names if fields.get(name) not in (None, "")), None)
        for field, names in _FIELDS.items()
    }
    return {field: value if field == "published_at" else _as_text(value, field) for field, value in found.items()}


def _as_text(value: object, name: str) -> str | None:
    match value:
        case None:
            return None
        case str():
            return value
        case bool():
            pass
        case int() | float():
            with suppress(ValueError):  # over 4,300 digits, which hexadecimal can spell
                return str(value)
        case list() if all(isinstance(item, str) for item in value):
            return ", ".join(dict.fromkeys(value))  # YAML can name one long text again and again
    raise ReadError(f"the {name} is not text: write it as a string")
