"""The chips say how a question was read, and pressing one asks again without that reading."""

import pytest

from rag.answer import Retrieved
from rag.question.understand import understand
from rag.question.understood import Reading
from ui.chips import chips, label
from ui.conversation import Turn

BBC = Reading(kind="outlet", text="BBC News")
NEWEST = Reading(kind="newest")


@pytest.mark.parametrize(
    ("reading", "said"),
    [
        (BBC, "BBC News"),
        (NEWEST, "Newest first"),
        (Reading(kind="standalone", text="Who replaced José?"), "Read as: Who replaced José?"),
        (
            Reading(kind="days", text="x", since="2023-10-07", until="2023-10-07", published=True),
            "Published 7 October 2023",
        ),
        (
            Reading(kind="days", text="x", since="2023-10-01", until="2023-11-30"),
            "About 1 October 2023 – 30 November 2023",
        ),
        (Reading(kind="days", text="x", since="2024-02-01", until="2024-02-29"), "About February 2024"),
        (Reading(kind="days", text="x", since="2023-01-01", until="2023-12-31"), "About 2023"),
        (Reading(kind="days", text="x", since="2023-10-01"), "About 1 October 2023 or later"),
        (Reading(kind="days", text="x", until="2023-10-31"), "About 31 October 2023 or earlier"),
    ],
)
def test_a_chip_says_its_reading_in_words(reading, said):
    assert label(reading) == said


def test_nothing_read_shows_nothing():
    assert chips((), live=True) == ""


def test_chips_are_buttons_only_where_the_question_can_be_asked_again():
    assert chips([BBC], live=True).count("<button") == 1
    assert "<button" not in chips([BBC], live=False)
    assert "BBC News" in chips([BBC], live=False)


def test_what_was_left_out_stays_as_a_chip_that_puts_it_back():
    page = chips([BBC], [NEWEST], live=True)
    assert 'aria-label="Ask again without this: BBC News"' in page
    assert 'aria-label="Ask again with this: Newest first"' in page


def test_a_name_from_outside_is_no_markup():
    page = chips([Reading(kind="outlet", text='<img src=x onerror="alert(1)">')], live=True)
    assert "<img" not in page
    assert 'onerror="' not in page


def test_a_turn_asked_again_leaves_out_what_was_pressed_and_takes_it_back():
    turn = Turn(question="What is the latest the BBC News said?").after(
        Retrieved(
            "Q", (), 1.0, understand("What is the latest the BBC News said?", outlets=["BBC News"], today="2026-01-01")
        )
    )
    assert {reading.key for reading in turn.readings} == {BBC.key, NEWEST.key}
    again = turn.without(NEWEST.key)
    assert (again.question, again.left_out) == (turn.question, (NEWEST,))
    assert again.without(NEWEST.key).left_out == ()
    assert turn.without("outlet:nobody").left_out == ()
