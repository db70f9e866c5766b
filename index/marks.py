"""Which dash, apostrophe or quotation mark was lost at a place, read off the text around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_CONTRACTED = re.compile(r"(?:d|ll|m|n|re|s|t|ve)(?![A-Za-z])", re.IGNORECASE)
_ELIDED = re.compile(r"(?<![A-Za-z])(?:[cdjlmnost]|qu|jusqu|lorsqu|puisqu|un|al|dall|dell|nell|sull)\Z", re.IGNORECASE)
_CLIPPED = re.compile(r"(?:\d0s|em|til|tis|twas|cause|bout|n)(?![A-Za-z])", re.IGNORECASE)
_CLIPPED_N = re.compile(r"n[^A-Za-z\s]\s")  # rock 'n' roll
_CLIPPED_N_BEFORE = re.compile(r"(?<![A-Za-z])n\Z")
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
    """Whether a letter may stand here as itself: β-carotene, TGFβ1, IL-1β, β = 0.5."""
    before, after = line[max(0, spot.start - 3) : spot.start], line[spot.end : spot.end + 2]
    if _OPERATOR_BEFORE.search(before) or _OPERATOR_AFTER.match(after):
        return True
    if spot.stands_alone:
        return after.startswith("-")
    return not spot.opens and bool(_ACRONYM_BEFORE.search(before)) and (spot.closes or spot.after.isdigit())


def restore_marks(line: str, spots: Sequence[Spot], *, symbols_about: bool = False) -> Iterator[tuple[Spot, str]]:
    """The mark for each of the `spots` of a line; a spot that may be a symbol is passed over.

    With `symbols_about`, the document has symbols elsewhere, so a spot that stands alone or before a digit may be one.
    """
    still_open = 0
    mark = ""
    for i, spot in enumerate(spots):
        closer_follows = _closer_follows(spots[i + 1 :])
        before, after = line[: spot.start][-12:], line[spot.end : spot.end + 12]
        first_of_two = i + 1 < len(spots) and spots[i + 1].start == spot.end
        second_of_two = i > 0 and spots[i - 1].end == spot.start
        if still_open and (
            (spot.closes and not (_is_plural_possessive(spot, after) and closer_follows))
            or (spot.is_between and first_of_two)
        ):
            still_open -= 1
            mark = "’" if still_open else "”"
        elif is_symbol(spot, line) or (symbols_about and (spot.stands_alone or spot.after.isdigit())):
            continue
        elif spot.stands_alone:
            mark = "—"
        elif spot.opens or (spot.is_between and second_of_two and mark == "—" and closer_follows):
            if _CLIPPED_N.match(after) or (_CLIPPED.match(after) and not closer_follows):
                mark = "'"
            elif closer_follows or spot.start == 0 or not spot.after.isdigit():
                # Without a closing mark it opens a quotation that goes on in the next paragraph.
                mark = "‘" if still_open else "“"
                still_open += 1
            else:
                mark = "–"
        elif spot.closes:
            mark = _unpaired(spot, before)
        elif _CONTRACTED.match(after) or _ELIDED.search(before):
            mark = "'"
        elif spot.before.isdigit() and spot.after.isdigit():
            mark = "–"
        else:
            mark = "—"
        yield spot, mark


def _closer_follows(later: Sequence[Spot]) -> bool:
    return next((spot.closes for spot in later if spot.opens or spot.closes), False)


def _is_plural_possessive(spot: Spot, after: str) -> bool:
    """`s` before, a small letter in the next word: "the soldiers' families"."""
    return spot.before in "sS" and after[:1] == " " and after[1:2].islower()


def _unpaired(spot: Spot, before: str) -> str:
    if spot.before in ".,!?…" or spot.after in ".,;:!?":
        return "”"
    if spot.before in "sS" or before.endswith("in") or _CLIPPED_N_BEFORE.search(before):
        return "'"
    return "—"
