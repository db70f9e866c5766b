"""A date is held by what is cited when one there lies within it; a weekday is one of those next to the edition."""

import pytest

from rag.text.dates import Dated, blanked, dates, lacking_dates, years

EDITION = "2025-07-03"  # a Thursday


def lacking(text, *quotes, day=EDITION, titles=()):
    return lacking_dates(text, [Dated(quote, day) for quote in quotes], titles=titles)


@pytest.mark.parametrize(
    ("said", "cited"),
    [
        ("in July 2025", "on 1 July 2025"),
        ("in 2025", "on 1 July 2025"),
        ("in July", "on 12 July 2021"),
        ("on 12 July", "on July 12, 2021"),
        ("on 12 July 2025", "on 12 July"),
        ("on 5 July 2025", "from July 3 to 5, 2025"),  # its last day
        ("on Tuesday", "on 1 July 2025"),
        ("on Tuesday", "on 8 July 2025"),
        ("on 1 July 2025", "on Tuesday"),
        ("on 8 July 2025", "on Tuesday"),
        ("on 24 June 2025", "last Tuesday"),
        ("on 2 July 2025", "yesterday"),
        ("in 2024", "last year"),
        ("last week", "on 26 June 2025"),
    ],
)
def test_a_date_is_held_by_one_within_it(said, cited):
    assert lacking(f"The lock opened {said}.", f"Tarn opened its lock {cited}.") == ()


@pytest.mark.parametrize(
    ("said", "cited", "expected"),
    [
        ("on 1 July 2025", "in July 2025", "1 July 2025"),
        ("on 12 July", "in July 2025", "12 July"),
        ("on 12 July 2025", "in July", "12 July 2025"),
        ("on 13 July", "on 12 July 2021", "13 July"),
        ("on 12 July 2021", "on 12 July", "12 July 2021"),
        ("on 4 July 2025", "from July 3 to 5, 2025", "4 July 2025"),
        ("on Wednesday", "on 1 July 2025", "Wednesday"),
        ("on 2 July 2025", "on Tuesday", "2 July 2025"),
        ("on 17 June 2025", "on Tuesday", "17 June 2025"),
        ("on 3 July 2025", "yesterday", "3 July 2025"),
        ("in 2023", "last year", "2023"),
    ],
)
def test_a_date_is_not_held_by_a_wider_or_another_one(said, cited, expected):
    assert lacking(f"The lock opened {said}.", f"Tarn opened its lock {cited}.") == (expected,)


def test_a_month_over_new_year_holds_no_day_outside_it():
    assert lacking("The lock opened on 6 February.", "It opened in the past month.", day="2025-01-20") == (
        "6 February",
    )


@pytest.mark.parametrize(
    ("said", "quote", "titles", "held"),
    [
        ("3 July 2025", "The lock opened.", (), True),
        ("3 July 2025", "The lock opened in July.", (), True),
        ("3 July 2025", "The lock opened on July 2.", (), False),
        ("2 July 2025", "The lock opened.", (), False),
        ("2 July 2025", "The lock opened.", ("Lock to open on 2 July",), True),
        ("2 July 2025", "The lock opened in 2025.", ("Lock to open on 2 July",), True),
        ("2 July 2025", "The lock opened on July 1.", ("Lock to open on 2 July",), False),
    ],
)
def test_title_and_edition_hold_a_date_where_the_quote_has_none_as_exact(said, quote, titles, held):
    assert (lacking(f"The lock opened on {said}.", quote, titles=titles) == ()) is held


def test_each_lacking_date_is_told_as_written_and_any_citation_may_hold_one():
    assert lacking("It shut on 2 Mar. 2021 and on May 5, 2021.", "It rained.") == ("2 Mar. 2021", "May 5, 2021")
    assert lacking("It shut on 2 Mar. 2021 and on May 5, 2021.", "Shut 5 May 2021.", "Shut 2 March 2021.") == ()
    assert lacking_dates("It shut on 5 May.", []) == ("5 May",)


def test_without_an_edition_a_weekday_is_only_itself():
    assert lacking("It shut on Tuesday.", "It shut on Tuesday.", day=None) == ()
    assert lacking("It shut on Wednesday.", "It shut on Tuesday.", day=None) == ("Wednesday",)


def test_the_first_word_may_is_no_month():
    assert lacking("May we ask?", "The lock opened.") == ()
    assert lacking("They asked in May.", "The lock opened.") == ("May",)


@pytest.mark.parametrize("span", ["the past nine years", "the last 3 days", "three weeks ago", "the past 20 months"])
def test_a_number_of_days_or_years_is_no_date(span):
    text = f"Norbro built 40 boats, {span} more than Sund."
    assert dates(Dated(text, EDITION)) == ()
    assert blanked(text) == text


def test_relative_dates_are_counted_from_the_edition():
    found = dates(Dated("It shut on Tuesday and opened yesterday.", EDITION))
    assert [each.first.isoformat() for each in found] == ["2025-07-01", "2025-07-02"]


def test_dates_are_blanked_out_and_offsets_stay():
    text = "On 3 May 2024, 300 boats came to Sund; in 2023, 12."
    plain = blanked(text)
    assert plain.split() == ["On", ",", "300", "boats", "came", "to", "Sund;", "in", ",", "12."]
    assert plain.index("300") == text.index("300")
    assert len(plain) == len(text)


def test_years_are_those_in_digits_and_those_of_editions():
    read = [Dated("Shut in 2019, open since 4 March 2021.", "2024-02-11"), Dated("It rained.")]
    assert years(read) == {2019, 2021, 2024}
    assert years([Dated("It shut last year, on 5 May.", "2024-02-11")]) == {2024}
    assert years([Dated("It shut on 5 May.")]) == frozenset()


@pytest.mark.parametrize(
    ("published", "day"),
    [("2024-02-11", "2024-02-11"), ("2024-02-11T23:10:00Z", "2024-02-11"), ("soon", None), ("", None), (None, None)],
)
def test_the_day_of_an_edition(published, day):
    found = Dated("It rained.", published).day
    assert (found and found.isoformat()) == day
