"""Lanes: the whole question first, then each claim where it says that it was told."""

import pytest

from rag.question.understand import understand
from rag.retrieval.lanes import Lane, lanes

OUTLETS = ("Halmstrand Post", "Sund Times", "BBC News - World", "BBC News - Sport")


def of(question, **kwargs):
    return lanes(understand(question, outlets=OUTLETS, today="2024-06-01", **kwargs))


def test_a_plain_question_is_one_lane():
    assert of("Who won the chess cup?") == (Lane("Who won the chess cup?"),)


def test_each_outlet_named_has_its_lane():
    found = of("Does the Halmstrand Post say the bridge was approved, while the Sund Times says it was delayed?")
    assert found[0].within is None
    assert [lane.within.sources for lane in found[1:]] == [{"Halmstrand Post"}, {"Sund Times"}]
    assert all(lane.outlet for lane in found[1:])


def test_sections_of_one_outlet_are_one_lane():
    found = of("What did the BBC report on the bridge?")
    assert [lane.within.sources for lane in found[1:]] == [{"BBC News - World", "BBC News - Sport"}]


def test_days_of_publication_limit_and_days_of_events_only_add_a_lane():
    published = of("What did the Sund Times article published on March 2, 2024 say about chess?")[1:]
    assert [(lane.within.since, lane.within.until) for lane in published] == [("2024-03-02", "2024-03-02")]
    happened = of("What happened in Halmstrand on March 2, 2024?")
    assert happened[0].within is None
    assert ("2024-03-02", "2024-03-09") in [(lane.within.since, lane.within.until) for lane in happened if lane.within]


def test_what_a_comparison_asks_is_sought_on_both_sides():
    found = of(
        "Between the Halmstrand Post report published on May 4, 2023 and the Sund Times report published on "
        "February 11, 2024, was there a change in the cost of the bridge?"
    )
    sides = [lane for lane in found if lane.published]
    assert len(sides) == 2
    assert all("cost of the bridge" in lane.text for lane in sides)


@pytest.mark.parametrize(
    "question",
    ["Who won?", "What did the Sund Times report on March 2, 2024?", "Did the Post say A, while the Times said B?"],
)
def test_nothing_after_the_last_day_is_searched_on_any_lane(question):
    assert all(lane.within.until <= "2023-06-01" for lane in of(question, as_of="2023-06-01"))
