import codecs
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import ReadError
from index.reading.encoding import decode

FRENCH = "Le président a déclaré que l’été serait « très chaud ». À l’Élysée, on s’inquiète de la sécheresse."
LEGACY = {
    "cp1252": FRENCH,
    "cp1251": "Президент заявил, что переговоры начнутся во вторник. Министр подтвердил это в Москве.",
    "koi8-r": "Президент заявил, что переговоры начнутся во вторник. Министр подтвердил это в Москве.",
    "cp1253": "Ο πρωθυπουργός δήλωσε ότι οι συνομιλίες θα αρχίσουν την Τρίτη στην Αθήνα.",
    "cp1250": "Premier zapowiedział, że rząd przedstawi budżet we wtorek, żądając wyjaśnień od świadków.",
    "shift_jis": "日本の首相は火曜日に辞任を発表した。後任は来月の選挙で決まる見通しだ。",
    "gbk": "中国外交部发言人周二表示，双方将继续保持沟通。会谈预计在下周举行。",
    "euc_kr": "대통령은 화요일에 사임을 발표했다. 후임자는 다음 달 선거에서 결정될 전망이다.",
}


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1))
def test_utf8_comes_back_as_it_was(text):
    assert decode(b"\n" + text.encode()) == ("\n" + text, "utf-8")


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
    ],
)
def test_a_byte_order_mark_tells_the_encoding_and_is_not_text(mark, encoding):
    assert decode(mark + FRENCH.encode(encoding)) == (FRENCH, encoding)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [FRENCH, LEGACY["cp1251"], "Short."], ids=["french", "russian", "short"])
def test_utf16_is_known_without_its_mark(encoding, text):
    assert decode(text.encode(encoding)) == (text, encoding)


@pytest.mark.parametrize(("encoding", "text"), LEGACY.items(), ids=LEGACY)
def test_legacy_encodings_are_told_apart(encoding, text):
    assert decode(text.encode(encoding)).text == text


def test_a_declared_encoding_is_believed_where_utf8_is_impossible():
    czech = "Předseda vlády řekl, že příští týden se uskuteční jednání."
    assert decode(czech.encode("iso8859-2"), declared="ISO-8859-2") == (czech, "iso8859-2")
    assert decode(czech.encode(), declared="iso-8859-2") == (czech, "utf-8")
    assert decode(FRENCH.encode("cp1252"), declared="no-such-encoding").text == FRENCH


@pytest.mark.parametrize("declared", ["undefined", "unicode_escape", "a\x00b", "base64", "rot13", ""])
def test_what_is_declared_and_is_no_character_set_counts_for_nothing(declared):
    text = r"Der Bürgermeister von Thessel sagte \u0041."
    assert decode(text.encode("cp1252"), declared=declared) == (text, "cp1252")


def test_the_stray_windows_bytes_of_a_mixed_file_become_the_signs_they_were():
    data = "Spain’s Defense Ministry — ".encode() + b"it isn\x92t \x93new\x94 \x96 Jos\xe9"
    assert decode(data) == ("Spain’s Defense Ministry — it isn’t “new” – José", "utf-8+cp1252")


def test_bytes_that_windows_1252_leaves_undefined_are_kept_as_latin_1():
    assert decode(b"caf\xe9 \x81 cr\xe8me") == ("café \x81 crème", "latin-1")


@given(st.lists(st.tuples(st.text("abc déñ’“—ß…𝒜", max_size=10), st.integers(0x80, 0xFF)), min_size=1, max_size=20))
def test_no_byte_of_a_mixed_file_is_lost(pieces):
    undefined = {0x81, 0x8D, 0x8F, 0x90, 0x9D}
    signs = [chr(byte) if byte in undefined else bytes([byte]).decode("cp1252") for _, byte in pieces]
    mostly_utf8 = "é" * 4 * len(pieces)
    data = mostly_utf8.encode() + b"".join(text.encode() + bytes([byte, 0x20]) for text, byte in pieces)
    expected = mostly_utf8 + "".join(f"{text}{sign} " for (text, _), sign in zip(pieces, signs, strict=True))
    assert decode(data) == (expected, "utf-8+cp1252")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "a PDF"),
        (b"PK\x03\x04" + b"\x14\x00" * 40, "a ZIP archive"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a PNG image"),
        (random.Random(1).randbytes(4000), "binary"),
        (b"text \x00\x01\x02 text", "binary"),
        (bytes(4096), "binary"),
    ],
    ids=["pdf", "zip", "png", "random", "control bytes", "zeros"],
)
def test_what_is_not_text_is_refused_in_one_line_that_says_what_to_do(data, what):
    with pytest.raises(ReadError, match=what) as refused:
        decode(data)
    assert "save" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_utf16_that_breaks_off_is_refused_and_not_shortened():
    with pytest.raises(ReadError, match="breaks off at byte"):
        decode(codecs.BOM_UTF16_LE + FRENCH.encode("utf-16-le")[:-1])


def test_a_stray_zero_in_a_long_text_does_not_make_it_binary():
    assert "\x00" in decode(b"A long article. " * 100 + b"\x00").text
