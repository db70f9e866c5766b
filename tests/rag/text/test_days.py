"""Dates in a text, each with the days it covers, and those that one text holds of another."""

from datetime import date

import pytest

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
