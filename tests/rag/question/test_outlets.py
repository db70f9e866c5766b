"""An outlet is found however a question calls it, and a common word is no outlet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.question.outlets import Outlets, short_name

OUTLETS = [
    "BBC News - Entertainment & Arts",
    "BBC News - Technology",
    "Business Line",
    "CBSSports.com",
    "Cnbc | World Business News Leader",
    "FOX News - Health",
    "Fortune",
    "Live Science: The Most Interesting Articles",
    "Sporting News",
    "TechCrunch",
    "The Age",
    "The Guardian",
    "The New York Times",
    "The Sydney Morning Herald",
    "The Verge",
    "Time",
    "Wired",
]
BBC = {"BBC News - Entertainment & Arts", "BBC News - Technology"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What did the BBC say?", BBC),
        ("the BBC's report", BBC),
        ("What did BBC News - Technology say?", {"BBC News - Technology"}),
        ("as CBSSports reported", {"CBSSports.com"}),
        ("as CBS Sports reported", {"CBSSports.com"}),
        ("a CNBC article", {"Cnbc | World Business News Leader"}),
        ("What does Live Science write?", {"Live Science: The Most Interesting Articles"}),
        ("NYT on the strike", {"The New York Times"}),
        ("what the new york times says", {"The New York Times"}),
        ("'Fortune' and TechCrunch", {"Fortune", "TechCrunch"}),
        ("The Verge’s story", {"The Verge"}),
        ("Fox reported that", {"FOX News - Health"}),
        ("Time Magazine on climate", {"Time"}),
        ("The Sydney Morning Herald and The Verge", {"The Sydney Morning Herald", "The Verge"}),
    ],
)
def test_full_and_short_names_and_possessives_are_found(text, expected):
    assert Outlets(OUTLETS).named(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What did Sydney Mornng Herald say?", {"The Sydney Morning Herald"}),
        ("in TechCruhch", {"TechCrunch"}),
        ("in TehcCrunch", {"TechCrunch"}),
        ("Tech Crunch", {"TechCrunch"}),
        ("in Timee", set()),
        ("Guardians of the Galaxy", set()),
    ],
)
def test_one_slip_in_a_long_name_is_forgiven(text, expected):
    assert Outlets(OUTLETS).named(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "on the verge of collapse, for some time",
        "Time is running out. Wired headphones sold well.",
        "Which Fortune 500 firms grew?",
        "Did Megan Fox win?",
        "The Age of Ultron",
        "What does Time Warner own?",
        "What business line was closed?",
        "Sporting Lisbon won",
        "last time reports differed",
        "how wired the country is",
        "When did the herald come, according to the line?",
        "The Argentine Times reports that",
        "a report from the Line",
        "according to the herald",
        "as reported by the times",
    ],
)
def test_a_common_word_or_a_longer_name_is_no_outlet(text):
    assert Outlets(OUTLETS).named(text) == frozenset()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("an article in wired", {"Wired"}),
        ("according to time", {"Time"}),
        ("the verge's article", {"The Verge"}),
        ("a report from business line", {"Business Line"}),
        ("Wired reports that", {"Wired"}),
        ("according to the Herald", {"The Sydney Morning Herald"}),
        ("did the Times report it?", {"The New York Times"}),
    ],
)
def test_words_of_reporting_beside_a_common_word_make_it_an_outlet(text, expected):
    assert Outlets(OUTLETS).named(text) == expected


@given(st.sampled_from(OUTLETS), st.sampled_from(["What did {} say?", "according to {}, it fell", "'{}'"]))
def test_every_outlet_is_found_by_its_own_name(outlet, template):
    assert outlet in Outlets(OUTLETS).named(template.format(outlet))


@given(st.text(max_size=120))
def test_mentions_are_places_in_the_text_in_order(text):
    mentions = Outlets(OUTLETS).mentions(text)
    ends = [0, *(mention.end for mention in mentions)]
    assert all(end <= mention.start < mention.end <= len(text) for end, mention in zip(ends, mentions, strict=False))


def test_an_outlet_is_called_by_what_stands_before_its_section():
    assert short_name("BBC News - Technology") == "BBC News"
    assert short_name("| odd") == "| odd"
