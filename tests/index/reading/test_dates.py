from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.reading.dates import iso_date


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2025-07-01", "2025-07-01"),
        ("2025-07-01T10:30:00Z", "2025-07-01T10:30:00+00:00"),
        ("2023-10-13T21:17:17+00:00", "2023-10-13T21:17:17+00:00"),
        (" 2023-10-13 21:17 ", "2023-10-13T21:17:00"),
        ("Oct 7, 2023", "2023-10-07"),
        ("Oct. 7, 2023 5:00 p.m. EST", "2023-10-07T17:00:00-05:00"),
        ("Mon, 07 Oct 2023 21:17:17 GMT", "2023-10-07T21:17:17+00:00"),
        ("Sat Jul 05 2025 10:00:00 GMT+0200 (Central European Summer Time)", "2025-07-05T10:00:00+02:00"),
        ("1st July 2025", "2025-07-01"),
        ("13/04/2025", "2025-04-13"),
        (date(2025, 7, 1), "2025-07-01"),
        (datetime(2025, 7, 1, 10, tzinfo=UTC), "2025-07-01T10:00:00+00:00"),
    ],
)
def test_dates_of_the_press_become_iso(written, iso):
    assert iso_date(written) == iso


@pytest.mark.parametrize(
    "written",
    [
        *("03/04/2025", "03/04/25", "July 2025", "2025", "3 May", "Tuesday", "10:30", "yesterday", "Feb 30, 2024"),
        *("", " ", "soon", None, True, 1695772800, "1695772800", ["2025-07-01"], "9" * 5000, "Oct 7, 2023 " * 500),
    ],
)
def test_what_can_be_read_in_two_ways_or_none_is_no_date(written):
    assert iso_date(written) is None


@given(st.one_of(st.text(), st.datetimes().map(str), st.dates().map(lambda day: day.strftime("%d %b %Y"))))
def test_any_text_gives_a_day_or_none(text):
    found = iso_date(text)
    assert found is None or date.fromisoformat(found[:10])


@given(st.dates(min_value=date(1900, 1, 1)), st.sampled_from(["%B %d, %Y", "%d %b %Y", "%a, %d %B %Y", "%Y/%m/%d"]))
def test_a_written_day_is_that_day(day, form):
    assert iso_date(day.strftime(form)) == day.isoformat()
