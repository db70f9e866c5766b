from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.bench.segmenters import HARD, cut_case
from index.reading.repair import repair
from index.sentences import LONGEST_SENTENCE, split

SEED = repair((Path(__file__).parents[2] / "seeds" / "000_c7c7d7a34d635091.txt").read_text(encoding="utf-8")).text

MARKS = "“”‘’\"'«»()[].!?…;:,-—–•*1 \n\t\xa0\r\u2028\x85\x00"
NEWS = st.lists(
    st.sampled_from(
        [
            *MARKS,
            "U.S.",
            "Gen. ",
            "Ms. ",
            "a.m. ",
            "ET",
            "He ",
            "said",
            "iPhone ",
            "D-N.Y.",
            "É",
            "日本。",
            "😀",
            "[12]",
            "[^1]",
        ]
    ),
    max_size=60,
).map("".join)


def sentences(text):
    return [text[start:end] for start, end in split(text)]


@pytest.mark.parametrize("case", HARD.splitlines())
def test_hard_cases_of_news_are_cut_where_a_reader_would(case):
    text, expected = cut_case(case)
    assert sentences(text) == expected


@pytest.mark.parametrize(
    "cut",
    [
        ["Müller ist am 3. Juli 2025 zurückgetreten.", "Er ging."],
        ["Es war der 21. August 2025 und es regnete.", "Dann nicht."],
        ["Vom 1. bis 3. März tagt der Rat.", "Am 31. Dezember endet das Jahr."],
        ["He was 21.", "August came.", "It rained."],
        ["Der 5. Mai war kalt.", "Es regnete."],
        ["She is 21.", "Mai Thi studies law."],
        ["They won by 12.", "April Smith scored."],
        ["Der Rat hat 21.", "Die Stadt zahlt."],
    ],
    ids=lambda cut: cut[0],
)
def test_the_day_of_a_german_date_ends_no_sentence(cut):
    assert sentences(" ".join(cut)) == cut


@pytest.mark.parametrize(
    "cut",
    [
        ["Thessel has 4,312 inhabitants.[12]", "Its mayor is Tove Aalborg [3] since 2021.[4]"],
        ["“It is closed.”[1][22]", "The ferry runs.[b]", "So he said.[^7]", "He left."],
        ["The bridge opened (in Sund).[3]", "[Tarn] was closed.", "It rained."],
        ["Norbro pays.[1]", "12 members voted.[2]", "[12] It is not known why."],
        ["It is shut.[1] so it says.", "It rained."],
    ],
    ids=lambda cut: cut[0],
)
def test_the_mark_of_a_footnote_belongs_to_the_sentence_before_it(cut):
    assert sentences(" ".join(cut)) == cut


def test_the_mark_of_a_footnote_parts_sentences_without_a_space_between_them():
    assert sentences("It is shut.[1]The ferry runs.[2]") == ["It is shut.[1]", "The ferry runs.[2]"]


def test_the_seed_article_is_cut_at_its_periods_and_headings():
    cut = sentences(SEED)
    assert cut[0].startswith("The sudden redeployment")
    assert "International missions" in cut
    assert (
        "In July 2025, the NATO mission underwent a change of command: General José de Meer Madrid handed over "
        "leadership to Pedro Miguel Sebastián de Erice Llano."
    ) in cut
    assert len(cut) == 34


@given(st.one_of(st.text(), NEWS))
def test_sentences_are_trimmed_in_order_and_hold_every_visible_character(text):
    end = 0
    for span in split(text):
        assert end <= span.start < span.end
        assert not text[end : span.start].strip()
        sentence = text[span.start : span.end]
        assert sentence == sentence.strip()
        assert "\n" not in sentence
        assert len(sentence) <= LONGEST_SENTENCE
        end = span.end
    assert not text[end:].strip()


def test_a_text_without_words_has_no_sentences():
    assert split("") == split(" \n\t ") == ()


@pytest.mark.parametrize(
    ("text", "cut_after"),
    [
        ("; ".join(f"item {n} of the long list" for n in range(90)), ";"),
        (", ".join(f"item {n} of the long list" for n in range(90)), ","),
        (" ".join(f"item {n} of the long list" for n in range(90)), ""),
    ],
    ids=["semicolons", "commas", "words"],
)
def test_a_run_too_long_to_quote_is_cut_at_its_best_inner_boundary(text, cut_after):
    parts = sentences(text)
    assert len(parts) > 1
    assert all(LONGEST_SENTENCE // 2 - 2 <= len(part) <= LONGEST_SENTENCE for part in parts[:-1])
    assert all(part.endswith(cut_after) for part in parts[:-1])
    assert " ".join(parts) == text


def test_a_run_without_any_boundary_is_cut_by_length():
    assert [len(part) for part in sentences("x" * 2500)] == [1000, 1000, 500]


@pytest.mark.parametrize("piece", ["“a. ", "(", "‘", "a's. ", "Mr. ", "x", "He said no. ", "“Well? ", "a\n"])
def test_unpaired_marks_in_a_long_text_neither_hang_nor_swallow_it(piece):
    text = piece * (200_000 // len(piece))
    spans = split(text)
    assert all(end - start <= LONGEST_SENTENCE for start, end in spans)
    assert sum(end - start for start, end in spans) >= len(text.replace(" ", "").replace("\n", ""))
