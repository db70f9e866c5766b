"""Numbers with what they count: one value and one unit, however they are written."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.quantities import quantities


def values(text):
    return [(found.value, found.unit) for found in quantities(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("6,000", "6000"),
        ("6 million", "6,000,000"),
        ("6.5 million", "6,500,000"),
        ("six million", "6000000"),
        ("half a million", "500,000"),
        ("two hundred and ten", "210"),
        ("twenty-five", "25"),
        ("a dozen", "12"),
        ("3.50", "3.5"),
        ("1.000.000", "1,000,000"),
        ("6,2 metres", "6.2 meters"),
        ("20%", "20 per cent"),
        ("CHF 20 million", "20 million francs"),
        ("₽500", "500 rubles"),
        ("NOK 20", "20 kroner"),
        ("20 percent", "20 pct"),
        ("$6m", "6 million dollars"),
        ("US$3.5bn", "$3.5 billion"),
        ("€18,000", "18,000 euros"),
        ("20km", "20 kilometres"),
        ("100 kilometers per hour", "100 km/h"),
        ("third", "3rd"),
        ("twenty-first", "21st"),
        ("2:15 a.m.", "2:15 am"),
    ],
)
def test_two_ways_to_write_one_quantity_are_equal(one, other):
    assert values(one) == values(other)
    assert len(values(one)) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("20 km", "20 miles"),
        ("$20", "€20"),
        ("₩20", "20 pesos"),
        ("20 percent", "20 percentage points"),
        ("6 million", "6 billion"),
        ("3 days", "3 weeks"),
        ("6 metres", "$6m"),
        ("20 square metres", "20 metres"),
        ("4 a.m.", "4 p.m."),
        ("a 23-year-old", "23 years"),
    ],
)
def test_another_unit_or_magnitude_is_another_quantity(one, other):
    assert values(one) != values(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nine votes to four", [9, 4]),
        ("a score of 2-1", [2, 1]),
        ("nine, four", [9, 4]),
        ("one of them", []),
        ("one year", [1]),
        ("the MX-30 and the F16", []),
        ("no number", []),
    ],
)
def test_the_numbers_of_a_text_in_order(text, expected):
    assert [found.value for found in quantities(text)] == [Decimal(n) for n in expected]


def test_what_is_counted_is_kept():
    assert [found.noun for found in quantities("nine votes to four, and 3 of 12 boats")] == ["votes", "", "", "boats"]


@given(st.integers(0, 10**12))
def test_a_whole_number_is_read_with_and_without_commas(number):
    assert values(f"{number:,} boats") == values(f"{number} boats") == [(Decimal(number), "")]


@given(st.text(max_size=80))
def test_any_text_can_be_read(text):
    assert all(found.value >= 0 and found.written for found in quantities(text))
