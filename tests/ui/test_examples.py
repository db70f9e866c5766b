"""Example questions: natural, answerable from the articles, never broken grammar."""

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from index.reading.readers import read
from index.sentences import split
from ui.examples import examples

SEEDS = Path(__file__).parents[2] / "seeds"


def sentences(text):
    return [text[span.start : span.end] for span in split(text)]


def test_the_seed_article_gives_a_date_a_person_a_name_and_a_figure():
    (article,) = read(str(SEEDS))
    assert examples([sentences(article.text)]) == [
        "What happened in July 2025?",
        "Who is General José de Meer Madrid?",
        "What is said about the Special Operations Group?",
        "What is said about the 300 soldiers?",
    ]


def test_different_articles_come_first():
    first = ["In May 2023, the council met Mayor Ulla Brekke."]
    second = ["The prize went to the Sund Chess Club."]
    assert examples([first, second], most=2) == [
        "What happened in May 2023?",
        "What is said about the Sund Chess Club?",
    ]


def test_what_is_planned_has_not_happened():
    assert examples([["The bridge will open in May 2031."]]) == []


def test_the_first_word_of_a_sentence_headlines_and_possessives_are_no_names():
    assert examples([["However Spain agreed."]]) == []
    assert examples([["Council Approves Bridge In Vote"]]) == []
    assert examples([["They praised the Norbro Company's work."]]) == []


def test_the_is_kept_only_where_it_belongs_to_the_name():
    assert examples([["They live at the Union III base."]]) == []
    assert examples([["They joined the Kurdish Forces in spring."]]) == ["What is said about the Kurdish Forces?"]


def test_durations_and_shares_make_no_question():
    assert examples([["It took 30 years and 12 months, or 40 percents."]]) == []


def test_no_article_gives_no_example():
    assert examples([]) == []
    assert examples([[]]) == []


@given(st.lists(st.lists(st.text(max_size=80), max_size=4), max_size=3))
def test_each_is_one_line_of_a_fixed_form_and_all_differ(articles):
    found = examples(articles)
    assert len(found) == len(set(found)) <= 4
    for question in found:
        assert re.fullmatch(r"(What happened in|Who is|What is said about) \S.*\?", question)
