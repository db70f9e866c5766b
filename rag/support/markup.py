"""Addresses and markup in a text: where it could lead a reader, and what a page could take for its own. Pure."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

_LINKS = re.compile(
    r"""!?\[[^\]\n]*\]\([^)\s]*\)? | </?[A-Za-z!][^>\n]*>? | \b(?:https?|ftp|javascript|data|file|mailto):[^\s"'<>)\]]+
        | (?<![\w/])//[\w.-]+\.\w+[^\s"'<>)\]]* | \bwww\.[^\s"'<>)\]]+ | \bon\w+\s*=\s*["']?[^\s"'>]*
        | &(?:lt|gt|\#\d+|\#x[0-9a-f]+);""",
    re.VERBOSE | re.IGNORECASE,
)


def links(text: str) -> tuple[str, ...]:
    """Return the links, tags, event handlers and escaped brackets of a text, as they stand there."""
    return tuple(match.group() for match in _LINKS.finditer(text))


def foreign_links(text: str, quotes: Iterable[str]) -> tuple[str, ...]:
    """Return those of a text that no quote has, character for character and whole: a part of an address is another."""
    held = {_plain(link) for quote in quotes for link in links(quote)}
    return tuple(link for link in links(text) if _plain(link) not in held)


def _plain(link: str) -> str:
    """Return the link without the marks of the sentence that it ends."""
    return link.rstrip(".,:;!?")


def bare(text: str) -> str:
    """Return the text without them, so that the words of a tag are not taken for words of a sentence."""
    return _LINKS.sub(" ", html.unescape(_LINKS.sub(" ", text)))
