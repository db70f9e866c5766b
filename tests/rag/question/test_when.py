"""Days that a question speaks of become windows; days of events and of publication are told apart."""

from datetime import date
from time import perf_counter

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
        ("between 5 and 10 May 2025", "2025-05-05", "2025-05-10"),
        ("from the 5th to the 10th of May 2025", "2025-05-05", "2025-05-10"),
        ("1–3 June", "2026-06-01", "2026-06-03"),
        ("5-10 May 2025", "2025-05-05", "2025-05-10"),
        ("between Monday 5 and Friday 9 May 2025", "2025-05-05", "2025-05-09"),
        ("lost 3-1 on 1 May 2025", "2025-05-01", "2025-05-01"),
        ("in 2024–2025", "2024-01-01", "2025-12-31"),
        ("in 2024-2025", "2024-01-01", "2025-12-31"),
        ("in January–March 2025", "2025-01-01", "2025-03-31"),
        ("since 5 May until 10 May 2025", "2025-05-05", "2025-05-10"),
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


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("on Friday, 2 October 2026", "2026-10-02"),
        ("on Friday, October 2", "2026-10-02"),
        ("on Friday the 2nd of October", "2026-10-02"),
        ("last Friday, 2026-10-02", "2026-10-02"),
        ("on 2 October 2026, a Friday", "2026-10-02"),
        ("on 2 October 2026 (Friday)", "2026-10-02"),
        ("on October 2, Friday?", "2026-10-02"),
        ("on Thursday, 2 October 2026", "2026-10-02"),  # the weekday is the slip
        ("on Monday last week", "2026-10-05"),
        ("on Monday of last week", "2026-10-05"),
        ("on last week's Monday", "2026-10-05"),
        ("last week, on Monday", "2026-10-05"),
        ("on Tuesday two weeks ago", "2026-09-29"),
        ("on Tuesday this week", "2026-10-13"),
    ],
)
def test_a_weekday_and_what_it_stands_beside_are_one_date(text, day):
    assert read(text) == [(day, day)]


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("on Monday and Tuesday last week", [("2026-10-05",) * 2, ("2026-10-06",) * 2]),
        ("on 9 October, Monday and Tuesday", [("2026-10-09",) * 2, ("2026-10-12",) * 2, ("2026-10-13",) * 2]),
        ("on Friday and 2 October", [("2026-10-09",) * 2, ("2026-10-02",) * 2]),
    ],
)
def test_dates_that_only_stand_in_a_row_stay_apart(text, spans):
    assert read(text) == spans


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("between November and February 2026", "2025-11-01", "2026-02-28"),
        ("between November 2023 and February", "2023-11-01", "2024-02-29"),
        ("28 December – 3 January 2026", "2025-12-28", "2026-01-03"),
        ("from Monday to Friday", "2026-10-05", "2026-10-09"),
        ("from Monday to Wednesday", "2026-10-12", "2026-10-14"),
        ("from Tuesday to Friday last week", "2026-10-06", "2026-10-09"),
        ("from Friday to Monday, 28 September 2026", "2026-09-25", "2026-09-28"),
        ("between 29 February and 5 January 2024", "2024-01-05", "2024-02-29"),
        ("between 2025 and 2024", "2024-01-01", "2025-12-31"),
        ("from Tuesday to 0001-01-01", "0001-01-01", "2026-10-13"),
    ],
)
def test_a_range_begins_before_it_ends(text, since, until):
    assert read(text) == [(since, until)]


def test_a_range_stays_in_order_where_a_far_date_lends_its_year():
    assert read("between 28 December 2024 and 3 January, not in May 2010")[0] == ("2010-01-03", "2024-12-28")
    assert read("between November and 2010, not on 5 May 2025")[0] == ("2010-01-01", "2025-11-30")


@pytest.mark.parametrize(
    "text",
    [
        "Who owns Sheffield Wednesday?",
        "Who won on Super Tuesday?",
        "Bloody Sunday: who was blamed?",
        "Did Norbro Wednesday win the cup?",
        "What will open next Monday?",
        "What will open on Monday next week?",
        "Which shop is shut every Monday?",
        "What did the Sunday Times say?",
    ],
)
def test_a_weekday_in_a_name_or_of_no_past_day_is_no_date(text):
    assert read(text) == []


@pytest.mark.parametrize(
    "text", ["Summarise Monday's vote.", "Who met Brekke on Monday?", "What Did Varga Say On Monday?"]
)
def test_a_capital_before_a_weekday_does_not_make_every_one_a_name(text):
    assert read(text) == [("2026-10-12", "2026-10-12")]


def test_a_weekday_in_the_name_of_an_outlet_is_no_date():
    text = "What did the Mail on Sunday report on Monday?"
    assert read(text, outlets=[(13, 27)]) == [("2026-10-12", "2026-10-12")]
    assert read("The Mail on Sunday, 27 September 2026", outlets=[(0, 18)]) == [("2026-09-27", "2026-09-27")]


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("reported on 5 May and 7 May 2026", [True, True]),
        ("articles from January, February and March 2026", [True, True, True]),
        ("reported after 5 May 2026 and before 10 May 2026", [True, True]),
        ("reported on 5 May 2026 about the fire of 7 May 2026", [True, False]),
    ],
)
def test_what_goes_on_from_a_day_of_publication_is_one_too(text, published):
    assert [window.published for window in windows(text, today=TODAY)] == published


@pytest.mark.parametrize(
    "piece",
    ["5 to ", "5-", "2024-", "Monday, ", "Monday(", "from Monday to ", "May 5, ", "30 June (", "last week's ", "next "],
)
def test_a_hostile_text_of_dates_takes_no_time(piece):
    started = perf_counter()
    windows(piece * (20_000 // len(piece)), today=TODAY)
    assert perf_counter() - started < 2
