"""Lines that were wrapped at a fixed width, as in old wire copy and mail, joined to paragraphs again.

Sentences are cut at line breaks, since headings and bylines end there; a wrapped text would fall to pieces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from statistics import median

from index.reading.edits import Change

_WIDEST = 100  # no one wraps prose wider, and few paragraphs are shorter
_NARROWEST = 40  # verse, addresses and tables are
_FEWEST_BREAKS = 4
_SLACK = 4  # characters that other repairs may have taken out of a line
_LINE = re.compile(r"[^\n]+")
_SENTENCE_END = re.compile(r"[.!?…:][\"'”’)\]]*\s*\Z")
_BEGINS_ANEW = re.compile(r"\s|[-*•>#|]|\(?\d{1,3}[.)]\s")  # an indent, a bullet, a quoted line, a heading, a number


def unwrapped(text: str) -> Iterator[Change]:
    """The changes that join wrapped lines; none for a text that was not wrapped at a fixed width.

    It was when no line is long, most lines are not short, and most go on in the next one with a small letter.
    A break stays where the next word would still have fitted: it was meant. Where no blank lines part the paragraphs
    it also stays at the end of a sentence, which may be the end of one.
    """
    # Blank ones are left out here: a pattern that wants a visible character takes the square of their length.
    lines = [line for line in _LINE.finditer(text) if not line.group().isspace()]
    breaks = [(one, other) for one, other in pairwise(lines) if other.start() == one.end() + 1]
    if len(breaks) < _FEWEST_BREAKS:
        return
    lengths = [len(one.group().rstrip()) for one, _ in breaks]
    width = max(len(line.group().rstrip()) for line in lines)
    goes_on = sum(_goes_on(other.group()) for _, other in breaks)
    if width > _WIDEST or median(lengths) < _NARROWEST or goes_on * 2 < len(breaks):
        return
    blank_lines = "\n\n" in text
    for (one, other), length in zip(breaks, lengths, strict=True):
        following = other.group()
        if _BEGINS_ANEW.match(following):
            continue
        first_word = following.split(None, 1)[0]
        no_room = length + 1 + len(first_word) > width - _SLACK
        if _goes_on(following) or (no_room and (blank_lines or not _SENTENCE_END.search(one.group()))):
            yield _join(text, other.start())


def _goes_on(line: str) -> bool:
    return line[:1].islower()


def _join(text: str, start: int) -> Change:
    line_break = start - 1
    visible = line_break
    while text[visible - 1] in " \t":
        visible -= 1
    # A word parted by a hyphen stays as it is written: "well-\nknown" and "govern-\nment" look alike.
    parted = text[visible - 1] == "-" and text[visible - 2 : visible - 1].isalpha() and text[start].islower()
    return Change(visible, start, "" if parted else " ", "wrapped line")
