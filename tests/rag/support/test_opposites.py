"""A word that stands where the quote has its opposite turns the sentence round; one of the same side does not."""

import pytest

from rag.support.opposites import beside, turned
from rag.text.words import stem


@pytest.mark.parametrize(
    ("text", "quotes", "words"),
    [
        ("Sales fell by 4 percent.", ["Sales rose by 4 percent."], ("fell",)),
        ("Profits Rose.", ["Profits shrank, that is: they declined."], ("Rose",)),
        ("Lind lost to Tesk.", ["Lind beat Tesk."], ("lost",)),
        ("The lock opened.", ["The lock of Tarn was shut."], ("opened",)),
        ("Feyer is innocent.", ["Feyer was found guilty."], ("innocent",)),
        ("Sund bought the northern yard.", ["Sund sold the southern yard."], ("bought", "northern")),
        ("Sales rose and fell.", ["Sales fell and fell."], ("rose",)),
        ("Norbro left.", ["It rained.", "Norbro arrived."], ("left",)),
    ],
)
def test_an_opposite_is_found_and_told_as_written(text, quotes, words):
    assert turned(text, quotes) == words


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Sales climbed by 4 percent.", "Sales rose by 4 percent."),
        ("Sales rose.", "Sales climbed after a fall."),
        ("Lind won.", "Lind beat Tesk, who lost the cup."),
        ("Sales rose.", "Sales fell and rose."),
        ("Sales fell and rose.", "Sales fell in May and rose in June."),
        ("Sales rose and fell.", "Sales rose, it is said."),  # nothing is in its place
        ("Snow closed the lock.", "Rain closed the lock."),
    ],
)
def test_a_word_that_the_quote_has_or_has_another_of_its_side_for_is_none(text, quote):
    assert turned(text, [quote]) == ()


def test_words_that_point_the_same_way():
    assert {stem("rise"), stem("climb"), stem("gain")} <= beside(stem("rose"))
    assert not beside(stem("rise")) & beside(stem("fall"))
    assert {stem("sack"), stem("reject")} <= beside(stem("dismissed"))  # of both of its pairs
    assert beside(stem("quay")) == frozenset()
