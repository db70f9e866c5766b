"""Days that a question speaks of become windows; days of events and of publication are told apart."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.question.when import asks_for_newest, windows

TODAY = date(2026, 10, 14)  # a Wednesday


def read(text, **known):
    return [(window.since, window.until) for window in windows(text, today=TODAY, **known)]


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("on October 7, 2023", "2023-10-07", "2023-10-07"),
        ("7 October 2023", "2023-10-07", "2023-10-07"),
        ("the 7th of October, 2023", "2023-10-07", "2023-10-07"),
        ("Oct. 7 2023", "2023-10-07", "2023-10-07"),
        ("2023-10-07", "2023-10-07", "2023-10-07"),
        ("at '2023-10-07T22:42:00+00:00'", "2023-10-07", "2023-10-07"),
        ("30/04/2023", "2023-04-30", "2023-04-30"),
        ("in October 2023", "2023-10-01", "2023-10-31"),
        ("in early October 2023", "2023-10-01", "2023-10-31"),
        ("in February 2024", "2024-02-01", "2024-02-29"),
        ("in 2023", "2023-01-01", "2023-12-31"),
        ("in the year 2023", "2023-01-01", "2023-12-31"),
        ("in May", "2026-05-01", "2026-05-31"),
        ("in November", "2025-11-01", "2025-11-30"),
        ("last October", "2025-10-01", "2025-10-31"),
        ("last December", "2025-12-01", "2025-12-31"),
        ("on 29 February", "2024-02-29", "2024-02-29"),
        ("today", "2026-10-14", "2026-10-14"),
        ("yesterday", "2026-10-13", "2026-10-13"),
        ("the day before yesterday", "2026-10-12", "2026-10-12"),
        ("last night", "2026-10-13", "2026-10-14"),
        ("on Monday", "2026-10-12", "2026-10-12"),
        ("last Wednesday", "2026-10-07", "2026-10-07"),
        ("this week", "2026-10-12", "2026-10-18"),
        ("last week", "2026-10-05", "2026-10-11"),
        ("last month", "2026-09-01", "2026-09-30"),
        ("last year", "2025-01-01", "2025-12-31"),
        ("over the past two weeks", "2026-09-30", "2026-10-14"),
        ("three days ago", "2026-10-11", "2026-10-11"),
        ("two months ago", "2026-08-01", "2026-08-31"),
        ("since March", "2026-03-01", None),
        ("from March 2026 onwards", "2026-03-01", None),
        ("after October 7, 2023", "2023-10-08", None),
        ("before October 7, 2023", None, "2023-10-06"),
        ("until 7 October 2023", None, "2023-10-07"),
        ("by 2030", None, "2030-12-31"),
        ("between October 2 and October 5, 2023", "2023-10-02", "2023-10-05"),
        ("between October 2 and 5, 2023", "2023-10-02", "2023-10-05"),
        ("from 28 December 2023 to 3 January 2024", "2023-12-28", "2024-01-03"),
        ("October 7–9, 2023", "2023-10-07", "2023-10-09"),
    ],
)
def test_one_window_is_read(text, since, until):
    assert read(text) == [(since, until)]


@pytest.mark.parametrize(
    "text",
    [
        "03/04/2023",
        "February 30, 2023",
        "it may rain in march",
        "Who won 2023 seats?",
        "a drop of 20.23 percent",
        "May I ask?",
        "in 1,999 cases",
        "after 99999",
        "Boeing 2000-2",
    ],
)
def test_what_is_no_date_or_can_be_read_two_ways_is_left_alone(text):
    assert read(text) == []


def test_a_date_without_a_year_is_the_last_such_day_the_articles_can_tell_of():
    assert read("on October 7", newest_day=date(2023, 12, 25)) == [("2023-10-07", "2023-10-07")]
    assert read("on October 7", newest_day=date(2023, 9, 1)) == [("2022-10-07", "2022-10-07")]


def test_a_date_without_a_year_takes_that_of_its_neighbour():
    assert read("the October 2 article and the one of October 5, 2021") == [
        ("2021-10-02", "2021-10-02"),
        ("2021-10-05", "2021-10-05"),
    ]


def test_a_report_after_a_day_may_be_of_that_day_and_so_may_one_before():
    assert read("the report published after October 7, 2023") == [("2023-10-07", None)]
    assert read("the article published before October 7, 2023") == [(None, "2023-10-07")]
    assert read("what happened after October 7, 2023") == [("2023-10-08", None)]


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("the article published on October 7, 2023", True),
        ("(published at '2023-10-04T22:42:00+00:00')", True),
        ("reported on October 7, 2023", True),
        ("articles from last week", True),
        ("after the October 2 article", True),
        ("Between the article of 2023-10-02 and nothing", True),
        ("and again on October 7, 2023", True),
        ("the attack of October 7, 2023", False),
        ("the report on the attack of October 7, 2023", False),
        ("What happened on October 7, 2023?", False),
        ("sold in 2023", False),
    ],
)
def test_words_about_articles_make_it_a_day_of_publication(text, published):
    assert [window.published for window in windows(text, today=TODAY)] == [published]


def test_a_day_right_after_an_outlet_is_a_day_of_publication():
    text = "the report by The Verge on November 7, 2023, about Google"
    assert windows(text, today=TODAY)[0].published is False
    assert windows(text, today=TODAY, outlets=[(14, 23)])[0].published is True


def test_an_article_named_by_its_day_is_of_that_very_day():
    assert read("What changed after the October 2, 2023 report?") == [("2023-10-02", "2023-10-02")]


@pytest.mark.parametrize(
    ("text", "newest"),
    [
        ("What is the latest on the strike?", True),
        ("Who currently leads the mission?", True),
        ("How many have been found so far?", True),
        ("Who leads the mission now?", True),
        ("Who now faces charges of fraud?", False),
        ("What is a currency?", False),
    ],
)
def test_asking_for_the_latest_state_is_noticed(text, newest):
    assert asks_for_newest(text) is newest


@given(
    st.text(max_size=80) | st.from_regex(r"(since|on|before) \d{1,4}[-/. ](May|1[0-2])[-/. ]\d{1,4}", fullmatch=True)
)
def test_windows_never_overlap_nor_end_before_they_begin(text):
    end = 0
    for window in windows(text, today=TODAY):
        assert end <= window.start < window.end <= len(text)
        assert window.since or window.until
        assert not (window.since and window.until) or window.since <= window.until
        end = window.end


def test_a_name_with_a_weekday_in_it_is_no_day():
    assert read("deals on Black Friday and Cyber Monday") == []
    assert len(read("deals on Friday")) == 1
