"""Dates in a text, each with the days it covers, and those that one text holds of another."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.dates import Dated, blanked, lacking_dates, years
from rag.text.days import days, with_weekdays

TODAY = date(2026, 10, 14)  # a Wednesday


def spans(text):
    return [(text[one.start : one.end], one.first, one.last) for one in days(text, today=TODAY, newest=TODAY)]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("5 to 10 May 2025", date(2025, 5, 5), date(2025, 5, 10)),
        ("5 and 10 May 2025", date(2025, 5, 5), date(2025, 5, 10)),
        ("5th–10th of May", date(2026, 5, 5), date(2026, 5, 10)),
        ("5-10 May 2025", date(2025, 5, 5), date(2025, 5, 10)),
        ("5 to Friday 9 May 2025", date(2025, 5, 5), date(2025, 5, 9)),
    ],
)
def test_a_range_of_days_may_stand_before_its_month(text, first, last):
    assert spans(text) == [(text, first, last)]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("28 to 3 May 2025", ["3 May 2025"]),
        ("40 to 3 May 2025", ["3 May 2025"]),
        ("5% to 10 May 2025", ["10 May 2025"]),
        ("2024-2025", ["2024", "2025"]),
        ("Boeing 2024-2", []),
        ("2024-2025-2026", []),
        ("Sheffield Wednesday met Tarn on Super Sunday", []),
    ],
)
def test_what_is_no_range_is_read_apart(text, written):
    assert [said for said, _, _ in spans(text)] == written


def test_a_weekday_and_its_date_are_two_dates_until_they_are_made_one():
    text = "on Friday, 2 October 2026"
    found = days(text, today=TODAY, newest=TODAY)
    assert [one.first for one in found] == [date(2026, 10, 9), date(2026, 10, 2)]
    (one,) = with_weekdays(text, found)
    assert (text[one.start : one.end], one.first) == ("Friday, 2 October 2026", date(2026, 10, 2))


@pytest.mark.parametrize(
    ("answer", "cited", "lacking"),
    [
        ("It closed on 10 May.", "Shut between 5 and 10 May.", ()),
        ("It closed on 5 May.", "Shut from 5 to 10 May.", ()),
        ("It closed on 7 May.", "Shut from 5 to 10 May.", ("7 May",)),
        ("It is shut from 5 to 10 May.", "Shut from 5 May to 10 May.", ()),
        ("It closed on 9 May 2025.", "Shut from Monday 5 to Friday 9 May 2025.", ()),
        ("It ran in 2024.", "It ran 2024-2025.", ()),
    ],
)
def test_a_range_holds_its_first_and_last_day(answer, cited, lacking):
    assert lacking_dates(answer, [Dated(cited, "2025-06-01")]) == lacking


def test_the_digits_of_a_range_are_no_numbers():
    assert not any(map(str.isdigit, blanked("from 5 to 10 May 2025")))
    assert years([Dated("in 2024-2025")]) == {2024, 2025}


def read(text, today=TODAY, newest=TODAY):
    return [
        (text[each.start : each.end], each.first.isoformat(), each.last.isoformat())
        for each in days(text, today=today, newest=newest)
    ]


@pytest.mark.parametrize(
    ("text", "written", "first", "last"),
    [
        ("on the 3rd of May, 2023, at noon", "3rd of May, 2023", "2023-05-03", "2023-05-03"),
        ("(2023-10-07T22:42:00Z)", "2023-10-07T22:42:00Z", "2023-10-07", "2023-10-07"),
        ("by 30.4.2023.", "30.4.2023", "2023-04-30", "2023-04-30"),
        ("since Sept. 7, 2021", "Sept. 7, 2021", "2021-09-07", "2021-09-07"),
        ("May 3 and 5, 2023", "May 3 and 5, 2023", "2023-05-03", "2023-05-05"),
        ("on May 3 and 5 boats", "May 3", "2026-05-03", "2026-05-03"),
        ("in mid-May 2023", "mid-May 2023", "2023-05-01", "2023-05-31"),
        ("late 2023", "late 2023", "2023-01-01", "2023-12-31"),
        ("this October", "this October", "2026-10-01", "2026-10-31"),
        ("last October", "last October", "2025-10-01", "2025-10-31"),
        ("on Wednesday", "Wednesday", "2026-10-14", "2026-10-14"),
        ("last Wednesday", "last Wednesday", "2026-10-07", "2026-10-07"),
        ("last Thursday", "last Thursday", "2026-10-08", "2026-10-08"),
        ("the day before yesterday", "the day before yesterday", "2026-10-12", "2026-10-12"),
        ("in the past week", "past week", "2026-10-07", "2026-10-14"),
        ("in the past month", "past month", "2026-09-13", "2026-10-14"),
        ("the last 3 days", "last 3 days", "2026-10-11", "2026-10-14"),
        ("one week ago", "one week ago", "2026-10-05", "2026-10-11"),
        ("a year ago", "a year ago", "2025-01-01", "2025-12-31"),
    ],
)
def test_a_date_and_the_days_it_covers(text, written, first, last):
    assert read(text) == [(written, first, last)]


@pytest.mark.parametrize(
    ("today", "text", "first", "last"),
    [
        (date(2026, 1, 1), "yesterday", "2025-12-31", "2025-12-31"),
        (date(2026, 3, 1), "last night", "2026-02-28", "2026-03-01"),
        (date(2026, 1, 15), "last month", "2025-12-01", "2025-12-31"),
        (date(2026, 1, 15), "two months ago", "2025-11-01", "2025-11-30"),
        (date(2026, 1, 2), "this week", "2025-12-29", "2026-01-04"),
        (date(2026, 1, 15), "last December", "2025-12-01", "2025-12-31"),
    ],
)
def test_what_is_counted_from_today_crosses_months_and_years(today, text, first, last):
    assert read(text, today=today, newest=today) == [(text, first, last)]


@pytest.mark.parametrize(
    "text",
    [
        *("03/04/2023", "3.4.2023", "2023-13-07", "it may rain, they march on", "Mayor 3", "the MX-2023", "in 2023.5"),
        *("in 1899", "an hour ago", "every monday", "on Good Friday", "on Easter Monday", "2000-2", "9999 years ago"),
    ],
)
def test_what_is_no_date_or_can_be_read_two_ways_is_left_alone(text):
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "newest", "firsts"),
    [
        ("on 10 July and on 3 December", date(2023, 9, 1), ["2023-07-10", "2022-12-03"]),
        ("on 29 February", date(2024, 2, 28), ["2020-02-29"]),
        ("on 29 February", date(2024, 2, 29), ["2024-02-29"]),
        ("on 2 July and on 5 August 2021", TODAY, ["2021-07-02", "2021-08-05"]),
        ("on 5 August 2021 and on 2 July", TODAY, ["2021-08-05", "2021-07-02"]),
        ("on 5 August 2021, on 2 July and on 3 March 2022", TODAY, ["2021-08-05", "2022-07-02", "2022-03-03"]),
        ("last May and on 5 August 2021", TODAY, ["2026-05-01", "2021-08-05"]),
    ],
)
def test_a_date_without_a_year_takes_that_of_the_next_or_is_the_last_such_day(text, newest, firsts):
    assert [first for _, first, _ in read(text, newest=newest)] == firsts


@pytest.mark.parametrize(
    ("text", "bare", "yearless"),
    [
        ("May", True, True),
        ("2023", True, False),
        ("early 2023", True, False),
        ("May 2023", False, False),
        ("May 3", False, True),
        ("last May", False, False),
        ("3 May 2023", False, False),
        ("Thursday", False, False),
        ("yesterday", False, False),
    ],
)
def test_a_month_or_a_year_alone_is_bare_and_a_year_not_written_is_noted(text, bare, yearless):
    (found,) = days(text, today=TODAY, newest=TODAY)
    assert (found.bare, found.yearless) == (bare, yearless)


PARTS = st.lists(
    st.sampled_from("3 31 2023 May February last this week Tuesday to - , of 2024-02-29 two years ago".split()),
    max_size=12,
)


@given(st.text(max_size=60) | PARTS.map(" ".join))
def test_dates_come_in_order_and_no_two_overlap(text):
    end = 0
    for each in days(text, today=TODAY, newest=TODAY):
        assert end <= each.start < each.end <= len(text)
        assert each.first <= each.last
        end = each.end
