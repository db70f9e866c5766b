"""What is wrong with a text's characters is put right, and every change keeps the way back.

ftfy mends what can be known from a line: text decoded with the wrong encoding, HTML entities, terminal colours,
halves of surrogate pairs. `index.reading.mojibake` mends what needs the whole document. The rest is what hurts reading
or counting characters: invisible characters, line ends, lines wrapped at a fixed width, white space around the text.

Left as written: curly quotes, dashes, non-breaking spaces, full-width letters. They are the author's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import ftfy
from ftfy import fixes

from index.articles import Edit
from index.reading.edits import Change, differences, stack
from index.reading.mojibake import restored
from index.reading.wrapping import unwrapped

_MOST_ROUNDS = 8

_LONGEST_SEGMENT = 4000
_SEGMENT = re.compile(rf"[^\n]{{1,{_LONGEST_SEGMENT}}}(?:(?<=\s)|(?=\n)|\Z)|[^\n]{{{_LONGEST_SEGMENT}}}")
_MARKUP = re.compile(r"</?[A-Za-z][^<>\n]*>")
_TYPOGRAPHY = re.compile("[\x00-\x7f\xa0‘’“”–—…•]*")  # ftfy finds no wrong decoding in these alone
# Ô, û and à of which each byte became a sign, or the end of a word in capitals: Portuguese “IRMÃ”, Vietnamese ĐÃ.
_LETTER_OR_END_OF_WORD = re.compile("(?<=[^\\W\\d_a-z])Ã(?:[”»](?!\\w)|\xa0(?! ))")
_OPENING_OF = {"”": "“", "»": "«"}
_C1_CONTROL = re.compile("[\x80-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LIGATURE = re.compile("[ĲĳŉǄ-ǌǱ-ǳﬀ-ﬆ]")

_LINE_END = re.compile("\r\n?|[\v\f\u2028\u2029]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u180e\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffc]+|\u200b+|[\u200c\u200d]+"
)
# After these scripts the zero-width space parts words, and after those joiners shape letters or make one emoji of two.
_PARTED_BY_ZERO_WIDTH_SPACE = re.compile("[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff]")
_JOINED = re.compile("[\u0530-\u1dff\u20d0-\U0010ffff]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_DIRECTION_MARK = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_EMBEDDING_OR_LINE_END = re.compile("[\u202a-\u202e\u2066-\u2069\n]")
_OVERRIDES = "\u202d\u202e"
_END_OF_EMBEDDING, _END_OF_ISOLATE = "\u202c", "\u2069"
_ISOLATES = "\u2066\u2067\u2068"


@dataclass(frozen=True)
class Repaired:
    """A repaired text; `edits`, in order and not overlapping, turn the original into exactly this text."""

    text: str
    edits: tuple[Edit, ...] = ()


def repair(text: str) -> Repaired:
    """The text as it was meant, with the edits that lead there.

    Pure, and idempotent: a repaired text needs no repair.
    """
    repaired = Repaired(text)
    for _ in range(_MOST_ROUNDS):
        before = repaired.text
        for step in _STEPS:
            changes = list(step(repaired.text))
            if changes:
                repaired = Repaired(*stack(repaired.edits, repaired.text, changes))
        if repaired.text == before:
            break
    return repaired


def _line_ends(text: str) -> Iterator[Change]:
    for match in _LINE_END.finditer(text):
        yield Change(match.start(), match.end(), "\n", "line end")


def _entities(text: str) -> Iterator[Change]:
    if "&" in text and not _MARKUP.search(text):  # a text that shows markup shows its entities too
        yield from _line_by_line(text, fixes.unescape_html, "HTML entity")


def _wrong_decodings(text: str) -> Iterator[Change]:
    def fix(line: str) -> str:
        return line if _TYPOGRAPHY.fullmatch(line) else ftfy.fix_encoding(line)

    if _TYPOGRAPHY.fullmatch(text):
        return
    changes = list(_line_by_line(text, fix, "decoded with the wrong encoding"))
    written = {match.span(): match for match in _LETTER_OR_END_OF_WORD.finditer(text) if _may_be_written(match)}
    if all((change.start, change.end) in written for change in changes):
        return  # a document that was misread would hardly show it in these alone
    for change in changes:
        doubtful = written.get((change.start, change.end))
        if doubtful is None or not _closes_a_quotation(doubtful):
            yield change


def _may_be_written(found: re.Match[str]) -> bool:
    """Whether it may end a word in capitals: not in "GÃ idhlig", which goes on in small letters."""
    text, start, end = found.string, found.start(), found.end()
    goes_on = (
        found.group().endswith("\xa0")
        and text[end : end + 1].islower()
        and not text[max(0, start - 2) : start - 1].isupper()
    )
    return text[start - 1].isupper() and not goes_on


def _closes_a_quotation(found: re.Match[str]) -> bool:
    """Whether its mark closes what was opened before it in the line, and not too far away."""
    text, start, closing = found.string, found.start(), found.group()[-1]
    if closing not in _OPENING_OF:
        return False
    before = text[max(0, start - _LONGEST_SEGMENT) : start].rpartition("\n")[2]
    return before.rfind(_OPENING_OF[closing]) > before.rfind(closing)


def _windows_controls(text: str) -> Iterator[Change]:
    if _C1_CONTROL.search(text):
        yield from _line_by_line(text, fixes.fix_c1_controls, "Windows-1252 read as Latin-1")


def _terminal_escapes(text: str) -> Iterator[Change]:
    if "\x1b" in text:
        yield from _line_by_line(text, fixes.remove_terminal_escapes, "terminal escape")


def _surrogates(text: str) -> Iterator[Change]:
    if _SURROGATE.search(text):
        yield from _line_by_line(text, fixes.fix_surrogates, "half of a character")


def _ligatures(text: str) -> Iterator[Change]:
    if _LIGATURE.search(text):
        yield from _line_by_line(text, fixes.fix_latin_ligatures, "ligature")


def _combining_accents(text: str) -> Iterator[Change]:
    if not unicodedata.is_normalized("NFC", text):
        yield from _line_by_line(text, partial(unicodedata.normalize, "NFC"), "combining accent")


def _line_by_line(text: str, fix: Callable[[str], str], reason: str) -> Iterator[Change]:
    """What `fix` changes in each line; a line over 4,000 characters is taken in pieces, so that time stays linear."""
    for segment in _SEGMENT.finditer(text):
        line = segment.group()
        if line.isascii() and "&" not in line and "\x1b" not in line:
            continue
        fixed = fix(line)
        if fixed != line:
            yield from differences(line, fixed, reason=reason, offset=segment.start())


def _invisible(text: str) -> Iterator[Change]:
    for match in _INVISIBLE.finditer(text):
        start, before = match.start(), text[max(0, match.start() - 1) : match.start()]
        needed = {"\u200b": _PARTED_BY_ZERO_WIDTH_SPACE, "\u200c": _JOINED, "\u200d": _JOINED}.get(text[start])
        if not (needed and needed.match(before)):
            yield Change(start, match.end(), "", "invisible character")


def _direction_marks(text: str) -> Iterator[Change]:
    """Every mark of a text that has no use for them; elsewhere overrides, and what is left open or closes nothing.

    Either would turn round what stands beside the article on a page.
    """
    if text.isascii():
        return
    if not _RIGHT_TO_LEFT.search(text):
        for match in _DIRECTION_MARK.finditer(text):
            yield Change(match.start(), match.end(), "", "invisible character")
        return
    paired = set(_paired(text))
    for match in _EMBEDDING_OR_LINE_END.finditer(text):
        if match.group() != "\n" and match.start() not in paired:
            yield Change(match.start(), match.end(), "", "invisible character")


def _paired(text: str) -> Iterator[int]:
    """Where an embedding or isolate begins that ends in its line, and where it ends."""
    opened: list[int] = []
    isolates = 0
    for match in _EMBEDDING_OR_LINE_END.finditer(text):
        mark, at = match.group(), match.start()
        if mark == "\n":
            opened, isolates = [], 0
        elif mark == _END_OF_ISOLATE:
            while isolates:  # it ends what was opened within the isolate, too
                start = opened.pop()
                if text[start] in _ISOLATES:
                    isolates -= 1
                    yield from (start, at)
                    break
        elif mark != _END_OF_EMBEDDING:
            opened.append(at)
            isolates += mark in _ISOLATES
        elif opened and text[opened[-1]] not in _ISOLATES:
            start = opened.pop()
            if text[start] not in _OVERRIDES:
                yield from (start, at)


def _surrounding_space(text: str) -> Iterator[Change]:
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    if start:
        yield Change(0, start, "", "white space at the start")
    if start < len(text) and end < len(text):
        yield Change(end, len(text), "", "white space at the end")


_STEPS: tuple[Callable[[str], Iterator[Change]], ...] = (
    _line_ends,
    restored,  # before ftfy, to which half a misread quotation mark looks like another whole sign
    _entities,
    _wrong_decodings,
    _windows_controls,
    _terminal_escapes,
    _surrogates,
    _ligatures,
    _combining_accents,
    _invisible,
    _direction_marks,
    unwrapped,
    _surrounding_space,
)
