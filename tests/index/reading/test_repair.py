import json
import re
import textwrap
from pathlib import Path

import pytest
from ftfy.fixes import uncurl_quotes
from hypothesis import given
from hypothesis import strategies as st

from index.reading.repair import repair

ROOT = Path(__file__).parents[3]
SEED = (ROOT / "seeds" / "000_c7c7d7a34d635091.txt").read_text(encoding="utf-8")
FTFY = ROOT.parent / "shared" / "data" / "ftfy"

# What damage is made of, so that random text meets every repair and every pair of them.
PIECES = [
    *"βΓ©‘â€™Ã\x80\x99\xa0\u200b\u200d\xad\ufeff\r\n\t &;<>'\"“”’—–…�?\x1b\x00e\u0301ab sT.A1-=é😀ﬁют\u2028\x85",
    *("\ud83d", "\ude00", "&amp;", "&lt;", "&amp;amp;", "βs ", "donβt", "â€œ", "â€", "Ã©", "\r\n", "JosΓ©", "\x1b[31m"),
    *("donât", "itâs", "Ministryβs", "relocationβsuch", "long line of words that goes on and on and on\nand on"),
    *("\u202b", "\u202c", "\u202e", "\u2067", "\u2069", "ש", "IRM\xc3\u201d", "L\xc3\xa0"),
]
DAMAGED = st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=40).map("".join))


def misread(text, code_page):
    """What is left of a text whose UTF-8 was read through a code page and then lost its control characters."""
    read = text.encode().decode(code_page, errors="ignore")
    return "".join(c for c in read if not "\x80" <= c <= "\x9f")


def test_the_seed_article_reads_as_it_was_written():
    text = repair(SEED).text
    for phrase in (
        "The Defense Ministry's decision",
        "the region's security situation",
        "at the coalition's request",
        "for rapid relocation—such as during",
        "General José de Meer Madrid handed over",
        "Pedro Miguel Sebastián de Erice Llano.",
    ):
        assert phrase in text
    assert {c for c in text if not c.isascii()} == set("—éá")
    assert text == text.strip()


def test_every_repair_of_the_seed_article_is_listed_with_its_reason():
    edits = repair(SEED).edits
    assert [(e.before, e.after) for e in edits[1:-1]] == [
        *[("β", "'")] * 6,
        ("Γ©", "é"),
        ("Γ‘", "á"),
        ("β", "—"),
        ("β", "'"),
    ]
    assert {e.reason for e in edits[1:-1]} == {"UTF-8 read through a code page without a sign for it"}
    assert (edits[0].reason, edits[-1].reason) == ("white space at the start", "white space at the end")


@pytest.mark.parametrize("code_page", ["iso8859_7", "iso8859_1", "iso8859_2", "iso8859_5"])
@pytest.mark.parametrize(
    ("written", "read"),
    [
        (
            "Spain’s “new plan” doesn’t please the soldiers’ families—or the U.S.—in 2019–2020.",
            "Spain's “new plan” doesn't please the soldiers' families—or the U.S.—in 2019–2020.",
        ),
        (
            "The country’s minister: “We’ll win,” he said — and it’s over… at €5 or £3, up 20°C.",
            "The country's minister: “We'll win,” he said — and it's over… at €5 or £3, up 20°C.",
        ),
        (
            "Café owners’ union—called “Les Amis”—didn’t reply. Große Straße, L’Oréal, rock ’n’ roll, the ’90s.",
            "Café owners' union—called “Les Amis”—didn't reply. Große Straße, L'Oréal, rock 'n' roll, the '90s.",
        ),
        (
            "“The first paragraph’s open.\n“The second isn’t.” She said, “He told me ‘no’ twice.”",
            "“The first paragraph's open.\n“The second isn't.” She said, “He told me ‘no’ twice.”",
        ),
    ],
    ids=["dashes", "signs", "letters", "quotations"],
)
def test_lost_marks_come_back_from_every_code_page(written, read, code_page):
    assert repair(misread(written, code_page)).text == read


@pytest.mark.parametrize(
    ("damaged", "read"),
    [
        ("donâ??t say itâ??s over â?? yet", "don't say it's over — yet"),
        ("The ministerâs plan and Spainâs answer", "The minister's plan and Spain's answer"),
        ("He said â€œquotedâ€ text and â€œmoreâ€.", "He said “quoted” text and “more”."),
        ("Spainβ€™s β€planβ€ failed", "Spain’s “plan” failed"),
        ("That isnβt what Γlvaro said", "That isn't what \ufffdlvaro said"),
        ("donβt sell Windowsβ’ for β¬5", "don't sell Windows™ for €5"),
    ],
    ids=["question marks", "possessives", "windows", "greek windows", "letter that cannot be known", "signs"],
)
def test_other_traces_of_lost_bytes_are_known(damaged, read):
    assert repair(damaged).text == read


@pytest.mark.parametrize(
    "text",
    [
        "Η Ελλάδα και η Β΄ Εθνική: ο Γιάννης είπε «β» και “γ”. Το iPhone’s price.",
        "Ο πρωθυπουργός δήλωσε ότι οι συνομιλίες θα αρχίσουν την Τρίτη στην Αθήνα.",
        "β-carotene and TGFβ1 rise; β = 0.5; the Γ function Γ(n), IL-1β, IL1β and amyloid β plaques don't.",
        "TGFβs bind; IFN-β’s role; α, β and γ rays; Aβ42; TNFα/β; PPARγ and ERβ signalling.",
        "Die Zahl β1, β2-agonists and β‑blockers don’t help. The β chain isn’t the α chain.",
        "The Greek word λόγος (logos) isn’t β. ΓΣΕΕ and ΦΩΤΟΓ’ too. The Γ© mark.",
        "Le château du théâtre, qu’il aimât et chantât; le bâtiment âgé. Le mâle.",
        "râs, surâs, plâns, câine, mâna; sunt atât de tineri, sâmbătă",
        "John’s château, the prêtre, don’t you know. São Paulo; João’s mâs.",
        "Там, где т и т.п.; Путин’s visit т, Apple’s т.",
        "naïve café, 5 × 3, “quotes”, ‘single’, it’s — en–dash … 20 °C, non\u00a0breaking",
        "मैं क्‍यों जाऊँ, می‌خواهم, 👩‍👩‍👧 ❤️‍🔥, שלום \u200fعالم",
    ],
)
def test_what_is_right_is_left_as_it_is(text):
    assert repair(text).edits == ()


@pytest.mark.parametrize(
    "text",
    [
        "A exposição “IRMÃ” abre sexta-feira.",
        "“AMANHÃ”",
        "A peça “IRMÃ” e o filme «AMANHÃ», “MANHÃ” e “LÃ”, estreiam.",
        "MANHÃ\xa0COMEÇA EM THESSEL",
        "A AMANHÃ\xa0começa em Thessel.",
        "«AMANHÃ»",
        "ĐÃ\xa0THÔNG",
        "IRMÃ” é o título.",
    ],
)
def test_a_word_in_capitals_may_end_in_a_letter_that_other_bytes_begin_with(text):
    assert repair(text).edits == ()


@pytest.mark.parametrize(
    ("damaged", "read"),
    [
        ("LÃ\xa0 bas, un pont.", "Là bas, un pont."),
        ("GÃ\xa0idhlig", "Gàidhlig"),
        ("VoilÃ\xa0tout", "Voilàtout"),
        ("CÃ”TE", "CÔTE"),
        ("Mme LÃ\xa0, JosÃ©", "Mme Là, José"),
        ("CONTRÃ” et JosÃ©", "CONTRÔ et José"),
        ("“IRMÃ” e JosÃ©", "“IRMÃ” e José"),
        ("«IRMÃ» e JosÃ©", "«IRMÃ» e José"),
    ],
    ids=["space", "small letters", "after a small letter", "in a word", "nbsp", "mark", "quotation", "guillemets"],
)
def test_such_a_letter_is_restored_where_something_tells_that_it_was_misread(damaged, read):
    assert repair(damaged).text == read


def ftfy_cases():
    for path in sorted(FTFY.glob("*.json")) if FTFY.is_dir() else ():
        for case in json.loads(path.read_text(encoding="utf-8")):
            if case["expect"] == "pass":
                yield pytest.param(case, path.stem == "negative", id=f"{path.stem}: {case['label']}")


@pytest.mark.skipif(not FTFY.is_dir(), reason="the strings of ftfy's tests are not beside this checkout")
@pytest.mark.parametrize(("case", "negative"), list(ftfy_cases()))
def test_what_ftfy_repairs_is_repaired_and_what_it_leaves_is_left(case, negative):
    def comparable(text):  # we keep curly quotes and ftfy does not; we drop white space and controls around a text
        return re.sub("[\x00-\x1f\x7f-\x9f]", "", uncurl_quotes(text)).strip()

    repaired = repair(case["original"]).text
    expected = case.get("fixed-encoding", case["fixed"])
    assert comparable(repaired) in (comparable(expected), comparable(case["fixed"]))
    if negative:
        assert repaired == expected


@pytest.mark.parametrize(
    ("damaged", "read", "reason"),
    [
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour", "line end"),
        ("nul\x00l and inter\xadnational zero\u200bwidth", "null and international zerowidth", "invisible character"),
        ("left\u200e to \u2066right\u2069", "left to right", "invisible character"),
        ("AT&amp;T and &pound;5 &#8212; yes", "AT&T and £5 — yes", "HTML entity"),
        ("\x1b[31mred\x1b[0m", "red", "terminal escape"),
        ("\ud83d\ude00", "😀", "half of a character"),
        ("signiﬁcant", "significant", "ligature"),
        ("Jose\u0301", "José", "combining accent"),
        ("it isn\x92t", "it isn’t", "decoded with the wrong encoding"),
        ("text \n \n\t", "text", "white space at the end"),
    ],
)
def test_each_kind_of_damage_has_its_reason(damaged, read, reason):
    repaired = repair(damaged)
    assert repaired.text == read
    assert {edit.reason for edit in repaired.edits} == {reason}


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("שלום \u202eabc עולם", "שלום abc עולם"),
        ("שלום \u202dabc\u202c עולם", "שלום abc עולם"),
        ("שלום \u202babc עולם", "שלום abc עולם"),
        ("שלום abc\u202c\u2069 עולם", "שלום abc עולם"),
        ("שלום \u2067abc\nעולם\u2069.", "שלום abc\nעולם."),
        ("שלום \u2067a\u202bbc\u2069d\u202c עולם", "שלום \u2067abc\u2069d עולם"),
        ("שלום \u2067a\u202cb\u2069 עולם", "שלום \u2067ab\u2069 עולם"),
        ("שלום \u202ba\u202eb\u202cc\u202c עולם", "שלום \u202babc\u202c עולם"),
    ],
    ids=["override", "closed override", "open", "closing", "two lines", "in an isolate", "crossing", "nested"],
)
def test_direction_marks_that_would_turn_round_what_follows_the_article_go(written, kept):
    repaired = repair(written)
    assert repaired.text == kept
    assert {edit.reason for edit in repaired.edits} == {"invisible character"}


@pytest.mark.parametrize(
    "text",
    [
        "שלום \u202babc \u202ade\u202c\u202c \u2067x \u2066y\u2069\u2069 עולם",
        "\u200fשלום\u200e \u061c.",
        "\u2067שלום\u2069\n\u202bעולם\u202c",
    ],
)
def test_direction_marks_that_are_closed_in_their_line_stay_in_a_text_written_from_right_to_left(text):
    assert repair(text).edits == ()


def test_entities_stay_where_the_text_shows_markup():
    assert repair("Write <b>AT&amp;T</b> for bold.").edits == ()
    assert repair("p < 0.05 at AT&amp;T").text == "p < 0.05 at AT&T"


@pytest.mark.parametrize("width", [60, 72, 80])
def test_lines_wrapped_at_a_width_become_paragraphs_again(width):
    paragraphs = [line for line in repair(SEED).text.split("\n") if line]
    wrapped = "\n\n".join(textwrap.fill(paragraph, width) for paragraph in paragraphs)
    assert repair(wrapped).text == "\n\n".join(paragraphs)


def test_a_long_blank_line_parts_paragraphs_as_a_short_one_does():
    paragraphs = [textwrap.fill(line, 72) for line in repair(SEED).text.split("\n") if line]
    short, long = "\n \t\n", "\n" + " " * 200_000 + "\n"
    mended = repair(short.join(paragraphs)).text
    assert mended != short.join(paragraphs)
    assert repair(long.join(paragraphs)).text == mended.replace(short, long)


@pytest.mark.parametrize(
    "text",
    [
        "Two roads diverged in a wood,\nand sorry I could not\nbe one traveler, long I stood\nand looked down one",
        "Monday's prices for the day\n- apples and pears at the usual price\n- bread\n- milk\n- tea\n- eggs",
        "\n".join(f"Echo Show {n} with a case and a charger at half its price" for n in range(9)),
    ],
    ids=["verse", "list", "deals"],
)
def test_lines_that_were_meant_stay(text):
    assert repair(text).edits == ()


@given(DAMAGED)
def test_the_edits_make_the_repaired_text_from_the_original(text):
    repaired = repair(text)
    rebuilt, position = [], 0
    for edit in repaired.edits:
        assert edit.original_start >= position
        assert text[edit.original_start : edit.original_end] == edit.before != edit.after
        assert repaired.text[edit.start : edit.end] == edit.after
        assert edit.reason
        rebuilt += [text[position : edit.original_start], edit.after]
        assert sum(map(len, rebuilt)) == edit.end
        position = edit.original_end
    assert "".join([*rebuilt, text[position:]]) == repaired.text


@given(DAMAGED)
def test_a_repaired_text_needs_no_repair(text):
    assert repair(repair(text).text).edits == ()


@given(DAMAGED)
def test_a_repaired_text_can_be_stored_and_shown(text):
    repaired = repair(text).text
    repaired.encode()
    assert "\r" not in repaired
    assert "\x00" not in repaired
    assert repaired == repaired.strip()
