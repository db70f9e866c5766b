"""Names are told apart word by word, and the names of one country are one."""

import pytest

from rag.text.names import Held, lacking_names, may_be_one


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("He left for America.", "He left the United States."),
        ("He left the United States.", "He left America."),
        ("He left the United States.", "He left the U.S. at once."),
        ("He left the U.S. at once.", "He left America."),
        ("A vote of the United Nations failed.", "A vote of the UN failed."),
        ("It went to Britain.", "It went to the United Kingdom."),
        ("He met the Spanish king.", "He met the king of Spain."),
    ],
)
def test_the_names_of_one_country_are_one(text, quote):
    assert not lacking_names(text, [quote])


@pytest.mark.parametrize(
    ("text", "quote", "lacking"),
    [
        ("The cup went to Britain.", "Leeds United won the cup.", {"britain"}),
        ("He left for America.", "He left United Airlines.", {"america"}),
        ("It is a rule of the EU.", "It is a rule of Western Union.", {"eu"}),
        ("A vote of the United Nations failed.", "A vote of America failed.", {"nations"}),
    ],
)
def test_a_word_of_a_countrys_name_is_not_the_country(text, quote, lacking):
    assert lacking_names(text, [quote]) == lacking
    assert all(name not in Held([quote]) for name in lacking)


def test_two_names_may_be_one_by_a_word_by_initials_or_as_names_of_one_country():
    assert may_be_one(("ulla", "brekke"), ("brekke",))
    assert may_be_one(("world", "food", "programme"), ("wfp",))
    assert may_be_one(("united", "states"), ("america",))
    assert not may_be_one(("united", "airlines"), ("america",))
