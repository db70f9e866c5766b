"""Terms and names: one way to write each, so that texts can be compared."""

import pytest

from rag.text.terms import content_terms, fold, folded_words, names, unaccented


def test_content_terms_are_stemmed_accent_free_and_without_function_words():
    assert content_terms("What did General José's soldiers say about the relocations?") == (
        "general",
        "jose",
        "soldier",
        "reloc",
    )


@pytest.mark.parametrize(
    ("text", "certain", "opening"),
    [
        ("The general, José de Meer, met NATO's chief.", {"jose", "meer", "nato"}, set()),
        ("Training takes place in Baghdad.", {"baghdad"}, {"training"}),
        ("NATO moved.", {"nato"}, set()),
        ("They met Ulla on Tuesday, in July.", {"ulla"}, set()),
        ("“Nobody knows,” said Ulla. Work began.", {"ulla"}, {"nobody", "work"}),
        ("Who won?", set(), set()),
        ("OK, who won in Tarn?", {"tarn"}, set()),
        ("¿Nadie lo sabe?", set(), {"nadie"}),
        ("« Rien ne va plus »", set(), {"rien"}),
        ("> Explain Norbro's fall", {"norbro"}, {"explain"}),
        ("Was it said at 2023-10-04T22:42:00+00:00 in Rome?", {"rome"}, set()),
    ],
)
def test_a_capital_is_a_name_unless_it_opens_a_sentence(text, certain, opening):
    assert names(text) == (certain, opening)


def test_folded_words_hold_each_part_of_a_joined_name():
    assert {"jose", "u.s.-led", "u", "s", "led"} <= folded_words(["José’s U.S.-led force"])


def test_a_text_is_folded_as_its_words_are():
    words = ["Ångström", "MÜNCHEN", "İzmir", "José’s", "ﬁnance", "Łódź"]
    assert unaccented("Ångström MÜNCHEN İzmir") == "angstrom munchen izmir"
    assert all(fold(word) in unaccented(" ".join(words)) for word in words)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("the US and us", ("us",)),
        ("the U.S. Senate", ("us", "senat")),
        ("Who leads the WHO?", ("lead", "who")),
        ("IT firms and it", ("it", "firm")),
        ("I and A", ()),
        ("WHO IS IT", ()),  # all in capitals tells nothing
    ],
)
def test_a_function_word_in_capitals_is_a_word_of_its_own(text, terms):
    assert content_terms(text) == terms
