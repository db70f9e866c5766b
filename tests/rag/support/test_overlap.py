"""How much of a sentence its citations hold."""

from rag.answer import Citation
from rag.support.overlap import lacking_numbers, score

QUOTE = "Mayor Ulla Brekke said on Tuesday that 6,000 of the twelve thousand tickets had been sold to Spanish fans."
HELD = Citation(
    n=1, article_id="a", title="Tickets", source="Halmstrand Post", published_at="2023-05-04", url=None,
    start=0, end=len(QUOTE), quote=QUOTE,
)  # fmt: skip


def test_lacking_numbers_are_as_written():
    assert lacking_numbers("On 3 May, 7,000 of 20 came.", ["Of 20, 6,000 came on 2 May."]) == {"7,000", "3 May"}


def test_a_claim_is_scored_by_how_much_of_it_is_held():
    whole, half, none = (
        score(text, [HELD])
        for text in (
            "Ulla Brekke said 6,000 tickets had been sold.",
            "Ulla Brekke said 6,000 boats had left for Oslo.",
            "Snow closed 12 schools in Oslo.",
        )
    )
    assert 1 >= whole > half > none >= 0
