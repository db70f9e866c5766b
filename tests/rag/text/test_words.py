"""Words as two sentences are compared by them: every verb stays, and all its forms are one."""

import pytest

from rag.text.words import fact_stems, is_past, regular, stem, unmasked


@pytest.mark.parametrize(
    "forms",
    [
        "run runs running ran",
        "sell sells sold SOLD",
        "sink sank sunk sunk’s",
        "begin began begun beginning",
        "close closes closed closing",
        "be is are was were been",
        "Varga Varga's Varga’s VARGA",
        "José Jose José’s",
    ],
)
def test_forms_of_one_word_have_one_stem(forms):
    assert len({stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(("one", "other"), [("give", "take"), ("sold", "bought"), ("lay", "lie"), ("leaf", "leave")])
def test_other_words_have_other_stems(one, other):
    assert stem(one) != stem(other)


@pytest.mark.parametrize(
    ("text", "stems"),
    [
        ("Varga gave Lind the boat that he took.", ["varga", "give", "lind", "boat", "take"]),
        ("The mayor didn’t go, and they're not going.", ["mayor", "go", "go"]),
        ("It would have been Norbro's yards’ end.", ["norbro", "yard", "end"]),
        ("It is so.", []),
        ("", []),
    ],
)
def test_words_that_carry_something_stay_in_order_every_verb_among_them(text, stems):
    assert fact_stems(text) == stems


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        *((word, True) for word in ("sank", "Sank", "sunk", "was", "closed", "gave", "led")),
        *((word, False) for word in ("sink", "opens", "is", "has", "given", "done", "taken", "red", "need", "Reed")),
    ],
)
def test_a_form_that_tells_of_the_past(word, expected):
    assert is_past(word) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Two boats sank, and Varga sold them.", "Two boats sink, and Varga sell them."),
        ("It has risen.", "It have rise."),
        ("RAN? No: he paid, she paid.", "run? No: he pay, she pay."),
        ("They closed it.", "They closed it."),
    ],
)
def test_irregular_forms_become_the_verb_and_all_else_stays(text, expected):
    assert regular(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The mayor has n\u043et resigned.", "The mayor has not resigned."),
        ("N\u03bfrbro s\u043eld it.", "Norbro sold it."),
        ("\u0441ost", "cost"),
        # A word of one alphabet is left as it is.
        ("\u041d\u043e\u0440\u0431\u0440\u043e sold it.", "\u041d\u043e\u0440\u0431\u0440\u043e sold it."),
        ("José of Sund", "José of Sund"),
    ],
)
def test_letters_of_another_alphabet_are_read_as_they_look_in_a_word_that_mixes_them(text, expected):
    assert unmasked(text) == expected
