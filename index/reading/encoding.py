"""Bytes in, text out: the character encoding is found by looking, never assumed, and no byte is dropped.

What is tried, in order: a byte order mark, the zero bytes of unmarked UTF-16, UTF-8, an encoding the page declared,
UTF-8 with a few Windows-1252 bytes pasted in, another legacy encoding where the text speaks for one, Windows-1252.
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from index.errors import ReadError

# UTF-32 stands first: its little-endian mark begins with UTF-16's.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_MAGIC = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or Office document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a media file"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a SQLite database"),
    (b"ID3", "an MP3 file"),
)

_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")  # not white space, not the escape of terminal colours
_MOST_CONTROLS = 0.005
_HIGH = re.compile(rb"[\x80-\xff]")
_UTF8_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)  # looser than UTF-8 itself: it only weighs evidence, the codec decides

# All 256 bytes of Windows-1252; the five it leaves undefined read as Latin-1, as browsers do.
_CP1252 = "".join(
    chr(byte) if byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else bytes([byte]).decode("cp1252") for byte in range(256)
)
_UNDEFINED_IN_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
# Signs inside or before words, and capitals after small letters: rare in Western text, common in text misread as it.
_ODD_IN_WESTERN = re.compile(
    r"(?<=[^\W\d_])[¡-©«-´¶-¿×÷€ƒ„†‡ˆ‰Š‹Œ‘“•˜™š›](?=[^\W\d_])"
    r"|(?<=[a-zß-ÿ])[À-ÖØ-ÞŽŸ]"
    r"|(?<!\S)[¢¤-©¬®-´¶-¹¼-¾](?=[a-zß-ÿ])"
)
_DENSE = 0.25  # share of bytes outside ASCII that no Western language reaches
_DECLARED = re.compile(rb"<(?:meta\b[^>]*\bcharset|\?xml\b[^>]*\bencoding)\s*=\s*[\"']?([A-Za-z0-9._:-]+)")
_DECLARATIONS = 4096  # bytes a page has to declare its encoding in
# What Python decodes and no browser does: spellings of text in ASCII, and what only means something on one system.
_NO_CHARACTER_SET = frozenset(
    {"charmap", "idna", "mbcs", "oem", "punycode", "raw-unicode-escape", "unicode-escape", "utf-7"}
)
_UTF16_SAMPLE = 4096
_PLAIN = re.compile(r"[ -~\n]")
_WHITE = re.compile(r"[\s\ufeff]+")
_DETECTION_SAMPLE = 64 * 1024


class Decoded(NamedTuple):
    """Text and the encoding its bytes were read as; "utf-8+cp1252" is a file that mixes the two."""

    text: str
    encoding: str


def decode(data: bytes, *, declared: str | None = None) -> Decoded:
    """The text of `data`, every byte accounted for, without a byte order mark.

    Args:
        data: The whole file.
        declared: What its protocol or markup says it is; believed where the bytes allow it and are not UTF-8.

    Raises:
        ReadError: The bytes are not text, or break off inside a UTF-16 or UTF-32 character.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decode_marked(data[len(mark) :], encoding)
    if utf16 := _unmarked_utf16(data):
        return _decode_marked(data, utf16)
    _refuse_binary(data)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    name = _character_set(declared or "")
    if name and (text := _decode_strictly(data, name)) is not None:
        return Decoded(text, name)
    return _decode_legacy(data)


def declared_in(page: bytes) -> str | None:
    """The encoding that a page's markup declares, or None.

    One in which the declaration itself would read otherwise, such as UTF-16, cannot be meant.
    """
    found = _DECLARED.search(page, 0, _DECLARATIONS)
    declared = found[1].decode("ascii") if found else ""
    name = _character_set(declared)
    return declared if found and name and _decode_strictly(found[1], name) == declared else None


def _character_set(declared: str) -> str | None:
    """The codec of the character set that a page or server names; None where it names none that is known."""
    try:
        name = codecs.lookup(declared).name
        bytes(4).decode(name)  # which codecs from bytes to bytes, such as base64, refuse
    except (LookupError, ValueError):
        return None
    return None if name in _NO_CHARACTER_SET else name


def _decode_marked(data: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(data.decode(encoding), encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-8":  # marked as UTF-8, then edited by a program that writes Windows-1252
            return _decode_legacy(data)
        raise ReadError(
            f"breaks off at byte {error.start} of its {encoding.upper()} text: save it again as UTF-8"
        ) from error


def _unmarked_utf16(data: bytes) -> str | None:
    """UTF-16 without its mark: its spaces and ASCII hold zero bytes, and only one byte order gives plain text."""
    if len(data) % 2 or 0 not in data[:_UTF16_SAMPLE]:
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        sample = _decode_strictly(data[:_UTF16_SAMPLE], encoding)
        # The wrong order turns every space into U+2000 and every ASCII letter into an ideograph.
        if sample and len(_PLAIN.findall(sample)) * 20 >= len(sample) and _WHITE.sub("", sample).isprintable():
            return encoding
    return None


def _refuse_binary(data: bytes) -> None:
    for magic, name in _MAGIC:
        if data.startswith(magic):
            raise ReadError(f"is {name}, not text: save its text as .txt, .md, .html or .jsonl")
    if len(_CONTROLS.findall(data)) > len(data) * _MOST_CONTROLS:
        raise ReadError("is binary, not text: save its text as .txt, .md, .html or .jsonl")


def _decode_strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (LookupError, ValueError):  # some codecs raise what is no UnicodeDecodeError
        return None


def _decode_legacy(data: bytes) -> Decoded:
    sequences = len(_UTF8_SEQUENCE.findall(data))
    strays = len(_HIGH.findall(_UTF8_SEQUENCE.sub(b"", data)))
    # Legacy text holds accidental UTF-8 sequences, East Asian text many: there the stray bytes must be few.
    dense = sequences + strays > len(data) * _DENSE
    if sequences >= (strays * 4 if dense else strays / 4):
        return Decoded(_decode_mixed(data), "utf-8+cp1252")
    western = codecs.charmap_decode(data, "strict", _CP1252)[0]
    if _looks_foreign(data, western) and (found := _detect(data)) is not None:
        return found
    if _UNDEFINED_IN_CP1252.search(data):
        return Decoded(western, "latin-1")
    return Decoded(western, "cp1252")


def _decode_mixed(data: bytes) -> str:
    """UTF-8 where it is UTF-8, each other byte as Windows-1252."""
    pieces: list[str] = []
    position = 0
    while position < len(data):
        text, used = _utf8_prefix(data, position)
        pieces.append(text)
        position += used
        if position < len(data):
            pieces.append(_CP1252[data[position]])
            position += 1
    return "".join(pieces)


def _utf8_prefix(data: bytes, start: int) -> tuple[str, int]:
    """The longest run of valid UTF-8 from `start`, within a window so that many strays stay linear."""
    window = data[start : start + 8192]
    try:
        # Not final: a character cut by the window's edge is left for the next one.
        return codecs.utf_8_decode(window, "strict", start + len(window) == len(data))
    except UnicodeDecodeError as error:
        return window[: error.start].decode("utf-8"), error.start


def _looks_foreign(data: bytes, western: str) -> bool:
    """Whether Windows-1252 makes an odd text of it: mostly accented letters, or signs inside words."""
    high = len(_HIGH.findall(data))
    return high > len(data) * _DENSE or len(_ODD_IN_WESTERN.findall(western)) > high * 0.1


def _detect(data: bytes) -> Decoded | None:
    from charset_normalizer import from_bytes  # noqa: PLC0415  # slow to load, and few files get this far

    best = from_bytes(data[:_DETECTION_SAMPLE]).best()
    if best is None or best.encoding in ("ascii", "cp1252", "latin_1"):
        return None
    text = _decode_strictly(data, best.encoding)
    return None if text is None else Decoded(text, codecs.lookup(best.encoding).name)
