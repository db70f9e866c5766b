"""Which dash, apostrophe or quotation mark was lost at a place, read off the text around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_CONTRACTED = re.compile(r"(?:d|ll|m|n|re|s|t|ve)(?![A-Za-z])", re.IGNORECASE)
_ELIDED = re.compile(r"(?<![A-Za-z])(?:[cdjlmnost]|qu|jusqu|lorsqu|puisqu|un|al|dall|dell|nell|sull)\Z", re.IGNORECASE)
_CLIPPED = re.compile(r"(?:\d\ds?|em|til|tis|twas|cause|bout)(?![\w%°]|[.,]\d)", re.IGNORECASE)
_CLIPPED_N = re.compile(r"n[^\x00-\x7f]+\s")  # rock 'n' roll
_NAME = re.compile(r"(?<![A-Za-z])[A-Z][a-z]?\Z")  # D'Angelo, De'Von
_SIGNED = 40  # characters that a dash and a writer's name take at most at the end of a line
_CLIPPED_BEFORE = re.compile(r"(?:in|(?<![A-Za-z])n)\Z")  # workin'
_REACH = 12  # characters around a mark that are looked at
_ACRONYM_BEFORE = re.compile(r"(?:[A-Z]{2}|[A-Z]-?\d|[A-Za-z\d]-)\Z")
_OPERATOR_BEFORE = re.compile(r"[=<>≤≥≈+×*^]\s?\Z")
_OPERATOR_AFTER = re.compile(r"\s?[=<>≤≥≈±+×*^_]")
_OPENERS = "([{/—–-"
_CLOSERS = ".,;:!?…)]}/—–-"


class Spot(NamedTuple):
    """A lost mark, `line[start:end]`, and the characters before and after it, "" at the ends of the line.

    Where lost marks stand in a row, all of them look past the row.
    """

    start: int
    end: int
    before: str
    after: str

    @property
    def opens(self) -> bool:
        """White space or an opening sign before, text after."""
        return self._gap_before and not self._gap_after

    @property
    def closes(self) -> bool:
        """Text before, white space or a closing sign after."""
        return self._gap_after and not self._gap_before

    @property
    def is_between(self) -> bool:
        """Text on both sides."""
        return not self._gap_before and not self._gap_after

    @property
    def stands_alone(self) -> bool:
        """Text on neither side."""
        return self._gap_before and self._gap_after

    @property
    def _gap_before(self) -> bool:
        return not self.before or self.before.isspace() or self.before in _OPENERS

    @property
    def _gap_after(self) -> bool:
        return not self.after or self.after.isspace() or self.after in _CLOSERS


def find_spots(line: str, lost: re.Pattern[str]) -> list[Spot]:
    """Where `lost` matches in `line`, in order."""
    found = [match.span() for match in lost.finditer(line)]
    spots: list[Spot] = []
    first = 0
    for i, (_, end) in enumerate(found):
        if i + 1 < len(found) and found[i + 1][0] == end:
            continue
        start = found[first][0]
        spots += [Spot(*span, line[max(0, start - 1) : start], line[end : end + 1]) for span in found[first : i + 1]]
        first = i + 1
    return spots


def is_symbol(spot: Spot, line: str) -> bool:
    """Whether a letter stands here as itself: β-carotene, TGFβ1, β = 0.5."""
    before, after = line[max(0, spot.start - 3) : spot.start], line[spot.end : spot.end + 2]
    if _OPERATOR_BEFORE.search(before) or _OPERATOR_AFTER.match(after):
        return True
    if spot.stands_alone:
        return after.startswith("-")
    return spot.after.isdigit() and bool(_ACRONYM_BEFORE.search(before))


def _may_be_symbol(spot: Spot, line: str) -> bool:
    """Whether one might: β1, a β between spaces, TGFβ, IL-1β."""
    before = line[max(0, spot.start - 3) : spot.start]
    return spot.stands_alone or spot.after.isdigit() or (spot.closes and bool(_ACRONYM_BEFORE.search(before)))


def restore_marks(line: str, spots: Sequence[Spot], *, symbols_about: bool = False) -> Iterator[tuple[Spot, str]]:
    """The mark for each of the `spots` of a line; a spot that is a symbol is passed over.

    With `symbols_about`, the document has more symbols than marks, and a spot that may be one is passed over too.
    """
    still_open = 0
    mark = ""
    ahead = _ahead(spots, line)
    for i, spot in enumerate(spots):
        follows_on = i > 0 and spots[i - 1].end == spot.start
        leads_on = i + 1 < len(spots) and spots[i + 1].start == spot.end
        if still_open and (
            (spot.closes and not (_may_be_possessive(spot, line) and ahead[i].surely_closes))
            or (spot.is_between and leads_on)  # a dash may follow the closing mark at once
        ):
            still_open -= 1
            mark = "’" if still_open else "”"
        elif is_symbol(spot, line) or (symbols_about and _may_be_symbol(spot, line)):
            continue
        elif spot.stands_alone:
            mark = "—"
        elif spot.opens or (spot.is_between and follows_on and mark == "—" and ahead[i].closes):
            mark = _opening(spot, line, closed=ahead[i].closes)
            if mark == "“":
                # After the end of a sentence an open quotation is one whose closing mark was not made out.
                still_open = 1 if _sentence_ended(spot, line) else still_open + 1
                mark = "“" if still_open == 1 else "‘"
        elif spot.closes:
            mark = _unpaired(spot, line)
        else:
            mark = _joining(spot, line)
        yield spot, mark


class _Ahead(NamedTuple):
    """What comes after a spot, before the next one that opens: one that may close, one that can do nothing else."""

    closes: bool = False
    surely_closes: bool = False


def _ahead(spots: Sequence[Spot], line: str) -> list[_Ahead]:
    found: list[_Ahead] = []
    ahead = _Ahead()
    for spot in reversed(spots):
        found.append(ahead)
        if spot.opens:
            ahead = _Ahead()
        elif spot.closes:
            ahead = _Ahead(closes=True, surely_closes=ahead.surely_closes or not _may_be_possessive(spot, line))
    found.reverse()
    return found


def _may_be_possessive(spot: Spot, line: str) -> bool:
    """`s` before, a small letter in the next word: "the soldiers' families"."""
    return spot.before in "sS" and line[spot.end : spot.end + 1] == " " and line[spot.end + 1 : spot.end + 2].islower()


def _sentence_ended(spot: Spot, line: str) -> bool:
    return line[max(0, spot.start - _REACH) : spot.start].rstrip().endswith((".", "!", "?"))


def _opening(spot: Spot, line: str, *, closed: bool) -> str:
    """The mark before a word: an apostrophe for what was clipped, a dash, or a quotation mark.

    One that is not closed opens a quotation that goes on in the next paragraph.
    """
    after = line[spot.end : spot.end + _REACH]
    if _CLIPPED_N.match(after) or (_CLIPPED.match(after) and not closed):
        return "'"
    if not closed and spot.after.isdigit():
        return "–"
    if not closed and _sentence_ended(spot, line) and len(line) - spot.end <= _SIGNED:
        return "—"
    return "“"


def _joining(spot: Spot, line: str) -> str:
    """The mark between two letters or digits."""
    before, after = line[max(0, spot.start - _REACH) : spot.start], line[spot.end : spot.end + _REACH]
    if _CONTRACTED.match(after) or _ELIDED.search(before) or (_NAME.search(before) and spot.after.isupper()):
        return "'"
    return "–" if spot.before.isdigit() and spot.after.isdigit() else "—"


def _unpaired(spot: Spot, line: str) -> str:
    """The mark after a word, where no quotation is open."""
    before = line[max(0, spot.start - _REACH) : spot.start]
    if spot.before in ".,!?…" or spot.after in ".,;:!?":
        return "”"
    return "'" if spot.before in "sS" or _CLIPPED_BEFORE.search(before) else "—"
