"""Which sentences of an article may stand in an answer by themselves."""

import pytest

from rag.support.quotable import quotable


@pytest.mark.parametrize(
    ("quote", "may"),
    [
        ("The bridge was opened in May.", True),
        ("She asked him: “Who pays for it?”", True),
        ("Who pays for it?", False),
        ("“And when was that?”", False),
        ("Please sign up for the letter.", False),
        ("Your votes count.", False),
        ("Read [this](https://example.org) now.", False),
    ],
)
def test_only_plain_statements_are_quoted_in_the_writers_place(quote, may):
    assert quotable(quote) is may
