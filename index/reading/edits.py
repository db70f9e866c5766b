"""Changes to a text that keep the way back: found, and stacked on earlier ones as edits of the original."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

from index.articles import Edit

_ALIKE = 3  # characters that must agree again before a difference counts as over
_FARTHEST_RESUME = 24
_WHITE_SPACE = re.compile(r"\s|\Z")


class Change(NamedTuple):
    """`text[start:end]` of the text at hand becomes `after`."""

    start: int
    end: int
    after: str
    reason: str


def differences(before: str, after: str, *, reason: str, offset: int = 0) -> Iterator[Change]:
    """The changes that turn `before`, which starts at `offset` of a larger text, into `after`.

    Exact whatever the texts, and in linear time. Tight where repairs are a few characters long; where the two
    differ for longer, one change reaches to the end of the word.
    """
    i = j = 0
    while i < len(before) or j < len(after):
        same = _common_prefix(before, i, after, j)
        i, j = i + same, j + same
        if i == len(before) and j == len(after):
            return
        skip_before, skip_after = _resume(before, i, after, j)
        yield Change(offset + i, offset + i + skip_before, after[j : j + skip_after], reason)
        i, j = i + skip_before, j + skip_after


def _resume(before: str, i: int, after: str, j: int) -> tuple[int, int]:
    """How much of each to skip from a difference until both go on alike: as little as possible."""
    for skipped in range(1, _FARTHEST_RESUME):
        for skip in range(skipped, -1, -1):
            one = before[i + skip : i + skip + _ALIKE]
            if one == after[j + skipped - skip : j + skipped - skip + _ALIKE] and (
                len(one) == _ALIKE or (i + skip <= len(before) and j + skipped - skip <= len(after))
            ):
                return skip, skipped - skip
    return _to_white_space(before, i), _to_white_space(after, j)


def _to_white_space(text: str, start: int) -> int:
    found = _WHITE_SPACE.search(text, start + 1)
    return (found.start() if found else len(text)) - start


def stack(edits: Sequence[Edit], text: str, changes: Iterable[Change]) -> tuple[str, tuple[Edit, ...]]:
    """`text` after `changes`, and the edits that lead to it from the original that `edits` lead from to `text`.

    Both `edits` and `changes` are in order and do not overlap within themselves; where one of the changes touches
    an earlier edit, the two become one edit that names both reasons.
    """
    pieces: list[str] = []
    stacked: list[Edit] = []
    position = 0  # in `text`
    length = 0  # of the new text
    shift = 0  # original offset minus offset in `text`, past the last group
    for group in _touching(edits, changes):
        start = min(piece.start for piece in group)
        end = max(piece.end for piece in group)
        pieces.append(text[position:start])
        length += start - position
        earlier = [piece for piece in group if isinstance(piece, Edit)]
        original_start = start + shift
        shift += sum((e.original_end - e.original_start) - (e.end - e.start) for e in earlier)
        after = _apply(text, [piece for piece in group if isinstance(piece, Change)], start, end)
        before = _undo(text, earlier, start, end)
        if before != after:
            reasons = dict.fromkeys(piece.reason for piece in group)
            stacked.append(
                Edit(
                    start=length,
                    end=length + len(after),
                    original_start=original_start,
                    original_end=end + shift,
                    before=before,
                    after=after,
                    reason="; ".join(reasons),
                )
            )
        pieces.append(after)
        length += len(after)
        position = end
    pieces.append(text[position:])
    return "".join(pieces), tuple(stacked)


def _touching(edits: Sequence[Edit], changes: Iterable[Change]) -> Iterator[list[Edit | Change]]:
    """Edits and changes in reading order, in one group where a change touches an edit."""
    group: list[Edit | Change] = []
    kinds: set[type] = set()
    end = 0
    pieces: list[Edit | Change] = [*edits, *changes]
    pieces.sort(key=attrgetter("start", "end"))
    for piece in pieces:
        touches = piece.start < end or (piece.start == end and kinds != {type(piece)})
        if group and not touches:
            yield group
            group, kinds = [], set()
        group.append(piece)
        kinds.add(type(piece))
        end = max(end, piece.end)
    if group:
        yield group


def _apply(text: str, changes: Sequence[Change], start: int, end: int) -> str:
    pieces = []
    for change in changes:
        pieces += [text[start : change.start], change.after]
        start = change.end
    return "".join([*pieces, text[start:end]])


def _undo(text: str, edits: Sequence[Edit], start: int, end: int) -> str:
    pieces = []
    for edit in edits:
        pieces += [text[start : edit.start], edit.before]
        start = edit.end
    return "".join([*pieces, text[start:end]])


def _common_prefix(one: str, i: int, other: str, j: int) -> int:
    """How many characters from `one[i]` and from `other[j]` on are the same."""
    limit = min(len(one) - i, len(other) - j)
    for length in range(limit):
        if one[i + length] != other[j + length]:
            return length
    return limit
