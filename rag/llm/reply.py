"""What of a server's reply is the answer, put together from the pieces it comes in. Pure.

A reasoning model may begin with its thoughts, between <think> and </think>: they are not checked, and no answer. And a
server that sends token by token may cut a character outside the basic plane in two, half of which is no text.
"""

from __future__ import annotations

import re

_OPENS, _CLOSES = "<think>", "</think>"
_HALF = re.compile(r"[\ud800-\udfff]")
_FIRST_HALF_LAST = re.compile(r"[\ud800-\udbff]\Z")


class Reply:
    """One reply as it comes."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._held = ""  # what may be the beginning of thoughts, or is within them
        self._half = ""
        self._began = False
        self.is_empty = True
        """Whether no word of the answer came yet."""

    def feed(self, piece: str) -> str:
        """Return what the piece adds to the answer."""
        text = self._half + piece
        half = _FIRST_HALF_LAST.search(text)
        self._half = half.group() if half else ""
        return self._told(_whole(text.removesuffix(self._half)))

    def close(self) -> str:
        """Return what was held back and is answer: all that is not within thoughts."""
        rest, self._half = _whole(self._half), ""
        rest = self._told(rest)
        if not self._began and not self._held.lstrip().startswith(_OPENS):
            rest, self._held = self._held + rest, ""
            self.is_empty = self.is_empty and not rest.strip()
        return rest

    def _told(self, text: str) -> str:
        if not self._began:
            self._held += text
            start = self._held.lstrip()
            if not start or _OPENS.startswith(start):
                return ""
            if start.startswith(_OPENS):
                _, closed, text = start.partition(_CLOSES)
                text = text.lstrip()
                if not closed or not text:
                    return ""
            else:
                text = self._held
            self._began, self._held = True, ""
        self.is_empty = self.is_empty and not text.strip()
        return text


def _whole(text: str) -> str:
    """Return the text with halves of characters joined, or replaced by U+FFFD where the other half is missing."""
    if _HALF.search(text) is None:
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
