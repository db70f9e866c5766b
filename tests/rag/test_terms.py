"""Terms, names and numbers: one way to write each, so that texts can be compared."""

import pytest

from rag.terms import content_terms, folded_words, names, numbers


def test_content_terms_are_stemmed_accent_free_and_without_function_words():
    assert content_terms("What did General José's soldiers say about the relocations?") == [
        "general",
        "jose",
        "soldier",
        "reloc",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("6,000 flight hours", {"6000"}),
        ("6000 hours", {"6000"}),
        ("$3.50 and 3.5 %", {"3.5"}),
        ("twelve boats, 12 crews", {"12"}),
        ("1.000.000 crowns", {"1000000"}),
        ("one of them", set()),
        ("1 of 20", {"1", "20"}),
        ("on 2025-07-01", {"2025", "7", "1"}),
        ("no number", set()),
    ],
)
def test_a_number_is_written_one_way(text, expected):
    assert numbers(text) == expected


@pytest.mark.parametrize(
    ("text", "certain", "opening"),
    [
        ("The general, José de Meer, met NATO's chief.", {"jose", "meer", "nato"}, set()),
        ("Training takes place in Baghdad.", {"baghdad"}, {"training"}),
        ("NATO moved.", {"nato"}, set()),
        ("“Nobody knows,” said Ulla. Work began.", {"ulla"}, {"nobody", "work"}),
        ("Who won?", set(), set()),
    ],
)
def test_a_capital_is_a_name_unless_it_opens_a_sentence(text, certain, opening):
    assert names(text) == (certain, opening)


def test_folded_words_hold_each_part_of_a_joined_name():
    assert {"jose", "u.s.-led", "u", "s", "led"} <= folded_words(["José’s U.S.-led force"])
