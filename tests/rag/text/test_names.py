"""Names are told apart word by word, and the names of one country are one."""

import pytest

from rag.text.names import Held, lacking_names, may_be_one, replaced


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


@pytest.mark.parametrize(
    ("text", "quote", "wrong"),
    [
        ("Ivo Tesk won the cup.", "Ivo Lind won the cup.", ("ivo tesk",)),
        ("The cup went to Ivo Tesk.", "Ivo Lind won the cup.", ("ivo tesk",)),
        ("The cup went to Ivo Karl Tesk.", "Ivo Karl Lind won the cup.", ("ivo karl tesk",)),
        ("Mara Lind won the cup.", "Ivo Lind won the cup.", ("mara lind",)),
        ("The cup went to Mara Lind.", "Ivo Lind won the cup.", ("mara lind",)),
        ("President Lind won the cup.", "Ivo Lind won the cup.", ()),
        ("Yesterday Lind won the cup.", "Ivo Lind won the cup.", ()),
        ("Ivo Lind won the cup.", "President Lind won the cup.", ()),
        ("Tesk said it rained.", "Lind said it rained.", ("tesk",)),
        ("The cup went to Tesk.", "They went to Lind.", ("tesk",)),
        ("The cup went to Ivo Tesk.", "Ivo Lind beat Mara Tesk.", ()),  # both its words are there
        ("The cup went to Ivo.", "Ivo Lind won the cup.", ()),
        ("The cup went to Lind.", "Ivo Lind won the cup.", ()),
        ("The cup went to Mara Tesk.", "Ivo Lind won the cup.", ()),  # a new name, but in nobody's place
        ("Tesk said it rained, and Lind slept.", "Lind said it rained.", ()),
        ("Tesk said it rained.", "Lind said it rained. Tesk slept.", ()),
    ],
)
def test_a_name_that_stands_where_a_quote_has_another_is_noticed(text, quote, wrong):
    assert replaced(text, [quote]) == wrong
