"""Who somebody is, and sentences that tell it."""

import pytest

from rag.question.introduced import introduces, introduction_asked


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Who is Ulla Brekke?", "Ulla Brekke"),
        ("who's Ulla Brekke", "Ulla Brekke"),
        ("What is Norbro?", "Norbro"),
        ("Who is the mayor of Tarn?", ""),  # asks for a name
        ("What is the weather like in Tarn?", ""),
        ("Who is leaving?", ""),
        ("Where is Norbro?", ""),
    ],
)
def test_the_name_is_all_that_is_asked_with(question, name):
    assert introduction_asked(question) == name


@pytest.mark.parametrize(
    ("sentence", "does"),
    [
        ("Ulla Brekke, the mayor of Halmstrand, stayed away.", True),
        ("Mayor Ulla Brekke stayed away.", True),
        ("The vote was lost by former minister Ulla Brekke.", True),
        ("Brekke is a lawyer by training.", True),
        ("Brekke is Norbro’s largest owner.", True),
        ("Ulla Brekke stayed away.", False),
        ("I think Ulla Brekke is a hero of mine.", False),
        ("Nobody wrote to Ulla Brekke.", False),
    ],
)
def test_an_introduction_stands_beside_the_name(sentence, does):
    assert introduces("Ulla Brekke", sentence) is does
