"""The guard: what has a name, number or denial that its citation lacks is not supported."""

import pytest

from rag.answer import Citation, Support
from rag.support import check, lacking_names


def citation(quote, *, title="Ferry to close", source="Halmstrand Post", day="2023-05-04"):
    return Citation(
        n=1,
        article_id="a",
        title=title,
        source=source,
        published_at=day,
        url=None,
        start=0,
        end=len(quote),
        quote=quote,
    )


QUOTE = "Mayor Ulla Brekke said on Tuesday that 6,000 of the twelve thousand tickets had been sold to Spanish fans."


@pytest.mark.parametrize(
    ("sentence", "support"),
    [
        pytest.param(
            "Ulla Brekke said 6000 tickets had been sold to fans.", Support.SUPPORTED, id="same number, other way"
        ),
        pytest.param(
            "The mayor, Ulla Brekke, said half of the 12 thousand tickets had been sold.",
            Support.SUPPORTED,
            id="number word",
        ),
        pytest.param("Ulla Brekke said 7,000 tickets had been sold.", Support.UNSUPPORTED, id="other number"),
        pytest.param("Mayor Olga Brekke said 6,000 tickets had been sold.", Support.UNSUPPORTED, id="other name"),
        pytest.param("Ulla Brekke said 6,000 tickets had not been sold.", Support.UNSUPPORTED, id="turned round"),
        pytest.param(
            "A hurricane flooded the old town and closed the school.", Support.UNSUPPORTED, id="something else"
        ),
        pytest.param(
            "In the Halmstrand Post of 2023, Ulla Brekke said tickets had been sold.",
            Support.SUPPORTED,
            id="outlet and year",
        ),
    ],
)
def test_check(sentence, support):
    assert check(sentence, [citation(QUOTE)]) is support


@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("Basel", False),  # "based" is no name
        ("Contest", False),  # "Context" is another word
        ("Israeli", True),
        ("Chinese", True),
        ("U.S.", True),
        ("José", True),
    ],
)
def test_a_name_is_found_in_another_form_of_it_but_not_in_any_word_that_begins_alike(name, held):
    cited = "The US force is based in Israel. Context and China. Jose left."
    assert (lacking_names(f"They met {name}.", [cited]) == frozenset()) is held


def test_a_sentence_without_citation_is_unsupported():
    assert check("It rained.", []) is Support.UNSUPPORTED


def test_two_citations_support_together():
    both = [citation("Ulla Brekke is the mayor."), citation("The ferry closes in May.")]
    assert check("Mayor Ulla Brekke sees the ferry close in May.", both) is Support.SUPPORTED
