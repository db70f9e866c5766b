"""Which two things a question compares, and whether a text tells of both."""

import pytest

from rag.question.compared import Compared, compared, offered, tells_of_both


@pytest.mark.parametrize(
    ("question", "options"),
    [
        ("Which is faster from Hollin to Tarn, the train or the old bus?", ("the train", "the old bus")),
        ("Who got the longer sentence, Lucan Feyer, or Osk Tammel?", ("Lucan Feyer", "Osk Tammel")),
        ("Did the train or the bus come first?", ()),
        ("Which ship sank?", ()),
        ("which " * 400 + "," + " " * 4000 + "x", ()),
    ],
    ids=["two", "comma", "yes or no", "none", "hostile"],
)
def test_what_a_question_offers_to_choose_from(question, options):
    assert offered(question) == options


@pytest.mark.parametrize(
    ("question", "two"),
    [
        ("Is the train much faster than the old bus?", ("the train", "the old bus", False, True, "faster")),
        ("Does Sund's tram cost more than Tarn's?", ("Sund's tram", "Tarn's", True, False, "more")),
        ("Did more people swim in the lido than in the lake?", ("the lido", "the lake", True, False, "more")),
        ("Is Norbro more expensive than Sund this year?", ("Norbro", "Sund", True, False, "expensive")),
        ("Did Norbro earn less than Sund in May 2024?", ("Norbro", "Sund", False, False, "less")),
        ("Which is longer, the tunnel or the bridge?", ("the tunnel", "the bridge", True, False, "")),
        ("Which is nicer, the tunnel or the bridge?", ("the tunnel", "the bridge", None, False, "")),
    ],
)
def test_two_things_and_what_is_asked_of_them(question, two):
    one, other, more, speed, word = two
    assert compared(question) == Compared(one, other, more=more, speed=speed, whether=bool(word), word=word)


@pytest.mark.parametrize(
    "question",
    [
        "Is the train faster than last year?",
        "Is the train faster than planned?",
        "Is the new tram bigger than the old one?",
        "Is the rent above 3 % rather than 4 %?",
        "Is the train more than 30 % faster?",
        "Is it longer than the bridge?",
        "Is there more to it than that?",
        "How much longer is the tunnel than the bridge?",
        "is " * 400 + "more " * 400 + "than",
    ],
)
def test_nothing_is_compared_without_two_things_that_are_named(question):
    assert compared(question) is None


@pytest.mark.parametrize(
    ("text", "both"),
    [
        ("The tunnel is longer than the bridge.", True),
        ("The Varga tunnel took nine years.\nThe Tarn bridge took two.", True),
        ("The Varga tunnel is 3 kilometres long.", False),
        ("The longest in the country.", False),
    ],
)
def test_a_text_tells_of_both(text, both):
    two = compared("Is the Varga tunnel longer than the Tarn bridge?")
    assert tells_of_both(two, text) is both
