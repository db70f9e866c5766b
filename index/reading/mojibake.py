"""Text that was UTF-8, was read through an 8-bit code page, and then lost the characters that page has no sign for.

ftfy turns such a misreading back while all its bytes are there. In an ISO code page the bytes 80 to 9F are control
characters, which the next program drops. Of the apostrophe E2 80 99 read as ISO-8859-7 only `β` is left, and so it
is of every dash and quotation mark: "Ministryβs decision", "relocationβsuch". What `é` left, `Γ©`, is still whole.

Was the document misread so? Only what no writer means counts as evidence: `Γ©` inside a Latin word, "donβt", `β`
again and again before a possessive s. A letter that stands where it belongs (β-carotene, TGFβ1, "β = 0.5", any
Greek word) is no evidence, and is never touched; nor is a `β` between spaces, so that a document with no other trace is
left as it is. Which mark was lost is then read off its surroundings.

Lost apostrophes come back straight: the byte that told ’ from ‘ is gone, and ' is what people type when they search.
Quotation marks come back curly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from index.reading.edits import Change
from index.reading.marks import find_spots, is_symbol, restore_marks

_NEGATED = "ain|aren|can|couldn|didn|doesn|don|hadn|hasn|haven|isn|mustn|needn|shouldn|wasn|weren|won|wouldn"
_PRONOUN = "he|here|how|i|it|let|she|that|there|they|we|what|where|who|you"
_LOST_MARK = "UTF-8 read through a code page without a sign for it"
_LOST_LETTER = "character of which a byte is lost"


class _CodePage:
    """How UTF-8 looks once it was read through a code page and the bytes without a sign are gone."""

    def __init__(self, codec: str) -> None:
        read = ((byte, bytes([byte]).decode(codec, errors="ignore")) for byte in range(0x80, 0x100))
        self.signs = {byte: sign for byte, sign in read if sign and not "\x80" <= sign <= "\x9f"}
        # Windows pages have signs for 80 to 9F: they lose a mark only where its last byte is undefined.
        self.windows = 0x80 in self.signs
        self.stub = self.signs[0xE2] + self.signs.get(0x80, "")
        # Western text has its own use for `â` and `Ã`: there they prove less.
        self.western = self.signs[0xE2] == "â"
        self.lead = self.signs[0xC3]
        self.leads = "".join(self.signs[byte] for byte in (0xC2, 0xC3, 0xC4, 0xC5))

    @cached_property
    def whole(self) -> dict[str, str]:
        """What can be read back: `Γ©` to é, `Β£` to £, and where only the middle byte is lost, `β¦` to …."""
        readings = {self._reading(c): c for c in map(chr, range(0xA0, 0x180)) if len(self._reading(c)) == 2}
        length = 3 if self.windows else 2
        return readings | {self._reading(c): c for c in "…€‰‹›•–—‘’“”" if len(self._reading(c)) == length}

    def _reading(self, character: str) -> str:
        return "".join(self.signs.get(byte, "") for byte in character.encode())

    @cached_property
    def whole_reading(self) -> re.Pattern[str]:
        """One of the readings of `whole`."""
        return re.compile("|".join(map(re.escape, self.whole)))

    @cached_property
    def whole_run(self) -> re.Pattern[str]:
        """Readings of `whole` in a row."""
        # Written out twice: only a pattern that begins with its alternatives is searched by their first characters.
        return re.compile(f"(?:{self.whole_reading.pattern})(?:{self.whole_reading.pattern})*")

    @cached_property
    def mark(self) -> re.Pattern[str]:
        """A lost mark; some programs put two question marks or replacement characters for the lost bytes."""
        continued = re.escape("".join(sign for byte, sign in self.signs.items() if 0xA0 < byte < 0xC0))
        if self.windows:  # closing quotation marks, and in a page without a sign for them opening ones
            closing = rf"(?<=[A-Za-z\d.,!?…%)]){self.stub}(?=[\s.,;:!)\]—–-]|{self.stub}|\Z)"
            opening = rf"|(?<![^\s(\[]){self.stub}(?=[A-Za-z\d])"
            return re.compile(closing if self.western else closing + opening)
        return re.compile(rf"{self.stub}(?:\?\?|\ufffd\ufffd)?(?![{continued}€\x80-\x9f])")

    @cached_property
    def certain(self) -> re.Pattern[str]:
        """A lost mark in a word that is nothing without its apostrophe: "donβt", "theyβll"."""
        mark = self.mark.pattern
        words = rf"(?:{_NEGATED}){mark}t|(?:{_PRONOUN}){mark}(?:d|ll|m|re|s|ve)"
        return re.compile(rf"(?<![A-Za-z])(?:{words})(?![A-Za-z])", re.IGNORECASE)

    @cached_property
    def likely(self) -> re.Pattern[str]:
        """A lost mark before what ends a contraction or a possessive."""
        ending = "ll|re|s|ve" if self.western else "d|ll|m|re|s|t|ve"  # French verbs end in -ât
        return re.compile(rf"(?<=[a-z]{{2}}){self.mark.pattern}(?:{ending})(?![A-Za-z])")

    @cached_property
    def glued(self) -> re.Pattern[str]:
        """A lost mark between two words, with no space on either side."""
        return re.compile(rf"(?<=[a-z]{{3}}){self.mark.pattern}(?=[a-z]{{3}})")

    @cached_property
    def torn(self) -> re.Pattern[str]:
        """What is left of other characters: the first sign of an accented letter, one or more signs of an emoji."""
        letters = self.leads[0 if self.torn_sign else 1 :]
        continued = re.escape("".join(sign for byte, sign in self.signs.items() if 0xA0 < byte < 0xC0))
        return re.compile(
            rf"(?<=[A-Za-z])[{letters}](?![^\W\d_A-Za-z])|(?<!\w)[{letters}](?=[a-z])"
            rf"|{self.signs[0xF0]}[{continued}]{{0,3}}(?![^\W\d_])|{self.signs[0xE2]}[{continued}]"
        )

    @cached_property
    def torn_sign(self) -> str:
        """The one sign from A0 to BF of which this page loses the second byte, if it is only one."""
        lost = [chr(byte) for byte in range(0xA0, 0xC0) if byte not in self.signs]
        return lost[0] if len(lost) == 1 else ""

    @cached_property
    def alphabet(self) -> frozenset[str]:
        """The letters of the page's own script: beside one of them, a letter stands where it belongs."""
        if self.western:
            return frozenset()
        return frozenset(sign for sign in self.signs.values() if sign.isalpha() and sign != self.stub)


_PAGES = tuple(map(_CodePage, ("iso8859_7", "iso8859_1", "iso8859_2", "iso8859_5", "cp1252", "cp1253")))


class _Reading:
    """A text taken for one misread through `page`."""

    def __init__(self, text: str, page: _CodePage) -> None:
        self.page = page
        self.runs = [run for run in page.whole_run.finditer(text) if not self._in_own_script(run)]
        # The text with each whole reading filled with its letter: neighbours show, offsets stay.
        self.view = self._filled(text, self.runs)
        self.whole = [match for run in self.runs for match in page.whole_reading.finditer(text, *run.span())]

    def _in_own_script(self, run: re.Match[str]) -> bool:
        return any(neighbour in self.page.alphabet for neighbour in _neighbours(run))

    def _filled(self, text: str, runs: list[re.Match[str]]) -> str:
        pieces: list[str] = []
        position = 0
        for run in runs:
            pieces.append(text[position : run.start()])
            pieces.append(
                self.page.whole_reading.sub(lambda m: self.page.whole[m.group()] * len(m.group()), run.group())
            )
            position = run.end()
        return "".join([*pieces, text[position:]])

    @cached_property
    def has_other_accents(self) -> bool:
        """Whether accented letters came through whole, so that `â` may be one of them."""
        explained = set(self.page.stub + self.page.leads).union(*(self.page.whole[m.group()] for m in self.whole))
        return any(c.isalpha() and not c.isascii() and c not in explained for c in set(self.view))

    @cached_property
    def is_certain(self) -> bool:
        page = self.page
        if page.windows:  # two signs that never stand together, and not what they begin: one is enough
            return bool(page.mark.search(self.view))
        if page.certain.search(self.view):
            return True
        likely = len(page.likely.findall(self.view))
        if page.western:
            return likely > 1 and not self.has_other_accents
        in_words = any(_is_letter_in_latin_word(match, page.whole[match.group()]) for match in self.whole)
        return in_words or likely > 1 or (likely == 1 and bool(page.glued.search(self.view)))

    def changes(self) -> Iterator[Change]:
        """What undoes the misreading, not in order."""
        page = self.page
        if page.western and (page.windows or self.has_other_accents):
            # What is whole is left to ftfy, and each mark has to be certain by itself.
            certain = page.mark if page.windows else page.certain
            allowed = {match.start() + match.group().index(page.stub) for match in certain.finditer(self.view)}
            yield from (change for change in self._marks() if change.start in allowed)
            return
        yield from self._whole()
        yield from self._torn()
        yield from self._marks()

    def _whole(self) -> Iterator[Change]:
        for match in self.whole:
            character = self.page.whole[match.group()]
            if character == "•" and match.string[match.start() - 1 : match.start()].isalnum():
                character = "™"  # E2 84 A2, which leaves the same as E2 80 A2
            elif character == "‹" and match.string[match.end() : match.end() + 1].isdigit():
                character = "₹"  # E2 82 B9, and E2 80 B9
            yield Change(match.start(), match.end(), character, _LOST_MARK)

    def _torn(self) -> Iterator[Change]:
        if self.page.windows:
            return
        inside = {at for run in self.runs for at in range(*run.span())}
        for match in self.page.torn.finditer(self.view):
            if match.start() not in inside:
                yield Change(match.start(), match.end(), self._torn_character(match), _LOST_LETTER)

    def _torn_character(self, torn: re.Match[str]) -> str:
        """U+FFFD, unless only one character leaves this here."""
        before, after = _neighbours(torn)
        if torn.group() == self.page.leads[0]:
            return self.page.torn_sign
        if torn.group() == self.page.lead and before.islower():
            # Of all that C3 and a control byte stand for only ß is small; à loses its byte as a space does.
            return "à" if after.isspace() and before not in "aeiou" else "ß"
        return "\ufffd"

    def _marks(self) -> Iterator[Change]:
        page = self.page
        lines = [(match.start(), match.group()) for match in re.finditer(r"[^\n]+", self.view)]
        spots = [find_spots(line, page.mark) for _, line in lines]
        symbols = sum(is_symbol(spot, line) for (_, line), found in zip(lines, spots, strict=True) for spot in found)
        symbols_about = symbols > len(page.likely.findall(self.view)) + len(page.certain.findall(self.view))
        for (start, line), found in zip(lines, spots, strict=True):
            for spot, mark in restore_marks(line, found, symbols_about=symbols_about):
                if spot.before in page.alphabet or spot.after in page.alphabet:
                    continue
                quotation = "“" if spot.opens else "”"
                after = quotation if page.windows else mark  # a Windows page loses no other mark
                yield Change(start + spot.start, start + spot.end, after, _LOST_MARK)


def restored(text: str) -> Iterator[Change]:
    """The changes that undo a misreading with losses, in order; none where there is no evidence of one.

    One code page at a time: what was pasted in from a second misreading shows when the result is read again.
    """
    if text.isascii():
        return
    readings = [_Reading(text, page) for page in _PAGES if page.stub in text or page.lead in text]
    certain = [reading for reading in readings if reading.is_certain]
    if certain:
        # Pages that share their signs for E2 80 differ in how much of the rest they explain.
        best = max(certain, key=lambda reading: len(reading.whole))
        yield from sorted(best.changes())


def _neighbours(match: re.Match[str]) -> tuple[str, str]:
    text, start, end = match.string, match.start(), match.end()
    return text[max(0, start - 1) : start], text[end : end + 1]


def _is_letter_in_latin_word(match: re.Match[str], character: str) -> bool:
    return character.isalpha() and any(n.isascii() and n.isalpha() for n in _neighbours(match))
