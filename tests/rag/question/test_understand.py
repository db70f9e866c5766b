"""Understanding a question adds to it and never takes a word away."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.question.understand import understand
from rag.text.terms import content_terms

OUTLETS = ["BBC News - Technology", "CBSSports.com", "The Sydney Morning Herald", "Time", "The Verge", "TechCrunch"]
TODAY = "2026-10-14"


def ask(question, **known):
    return understand(question, **{"outlets": OUTLETS, "today": TODAY, **known})


def test_each_clause_is_searched_in_the_outlets_and_days_it_names():
    understood = ask(
        "Was the portrayal consistent between the report from The Verge on October 2, 2023, about the shape of the web "
        "and the TechCrunch article published on October 5, 2023, about a lawsuit of publishers?"
    )
    assert [(sorted(each.sources), each.since, each.until, each.published) for each in understood.clauses] == [
        (["The Verge"], "2023-10-02", "2023-10-02", True),
        (["TechCrunch"], "2023-10-05", "2023-10-05", True),
    ]
    assert understood.compared == understood.clauses
    assert understood.sources == {"The Verge", "TechCrunch"}


def test_two_articles_of_one_outlet_are_told_apart_by_their_days():
    understood = ask(
        "Between the article published by TechCrunch on 2023-10-02 about betting and the one on 2023-11-06 about props"
        ", did the explanation remain consistent?"
    )
    first, second, _ = understood.clauses
    assert (first.since, second.since, first.published, second.published) == ("2023-10-02", "2023-11-06", True, True)
    assert first.sources == second.sources == {"TechCrunch"}
    assert understood.compared == (first, second)


def test_two_outlets_said_to_agree_are_two_sides():
    understood = ask("Do The Verge and TechCrunch agree on the cause of the outage?")
    assert [side.sources for side in understood.compared] == [{"The Verge"}, {"TechCrunch"}]
    assert len({side.text for side in understood.compared}) == 1


def test_the_day_of_an_event_is_no_day_of_publication():
    (clause,) = ask("Who was blamed for the attack of October 7, 2023?").clauses
    assert (clause.since, clause.until, clause.published) == ("2023-10-07", "2023-10-07", False)


def test_a_day_may_be_in_any_form_of_iso_8601():
    assert ask("Who won?", as_of="20240301").until == "2024-03-01"


def test_relative_days_count_from_as_of_when_that_has_passed():
    understood = ask("What was reported yesterday?", as_of="2024-03-01")
    assert understood.clauses[0].since == "2024-02-29"
    assert understood.until == "2024-03-01"
    assert ask("What was reported yesterday?", as_of="2030-01-01").clauses[0].since == "2026-10-13"


def test_titles_and_names_are_kept_apart_from_outlets():
    understood = ask("Did 'The Verge' cite the article “Small Loads and large ones” by Oda Kessmer’s pupil in Castrin?")
    assert understood.quoted == ("Small Loads and large ones",)
    assert {"Oda", "Kessmer", "Castrin"} <= set(understood.names)
    assert "Verge" not in understood.names


def test_what_stands_in_quotation_marks_is_no_day_and_no_wish_for_news():
    understood = ask('Who wrote "The latest of March 2021, a diary" for the stage?')
    assert (understood.newest, understood.clauses[0].since) == (False, None)


@pytest.mark.parametrize(
    ("key", "changed"),
    [
        ("outlet:BBC News", lambda u: not u.sources),
        ("days:2023-10-01..2023-10-31", lambda u: u.clauses[0].since is None),
        ("newest", lambda u: not u.newest),
    ],
)
def test_a_reading_can_be_taken_out_again(key, changed):
    question = "What is the latest that the BBC reported in October 2023 on chips?"
    assert key in {reading.key for reading in ask(question).readings}
    without = ask(question, ignore={key})
    assert changed(without)
    assert {reading.key for reading in without.readings} == {each.key for each in ask(question).readings} - {key}


def test_a_follow_up_can_be_taken_at_its_word():
    history = [
        {"role": "user", "content": "Who led the mission?"},
        {"role": "assistant", "content": "José Madrid. [1]"},
    ]
    assert ask("Who replaced him?", history=history).readings[0].key == "standalone"
    assert ask("Who replaced him?", history=history, ignore={"standalone"}).standalone == "Who replaced him?"


def test_a_plain_question_has_no_readings():
    understood = ask("Who replaced General José de Meer?")
    assert (understood.readings, understood.compared, understood.newest) == ((), (), False)
    assert [clause.text for clause in understood.clauses] == [understood.question]


WORDS = st.sampled_from(
    """Who What which Does while and , but ; ? and, also accused of by for The Verge TechCrunch report published on
    October 7, 2023 between before after the article changed same Kessmer rent cap "Small Loads" harbour law in
    minister dockers since March""".split()
)


@given(st.lists(WORDS, max_size=40).map(" ".join) | st.text(max_size=200))
def test_no_content_word_is_lost(question):
    understood = ask(question)
    said = " ".join(f"{clause.shared} {clause.text}" for clause in understood.clauses)
    assert set(content_terms(question)) <= set(content_terms(said))
    assert understood.standalone == question
    assert set(understood.compared) <= set(understood.clauses)


@given(st.lists(WORDS, max_size=40).map(" ".join))
def test_what_was_understood_can_be_written_as_json(question):
    written = json.loads(json.dumps(ask(question).to_dict()))
    assert all(0 <= side < len(written["clauses"]) for side in written["compared"])


@pytest.mark.parametrize(
    ("question", "since", "until", "published"),
    [
        ("What did TechCrunch report on Monday, June 29?", "2026-06-29", "2026-06-29", True),
        ("Summarise the TechCrunch articles of Monday, 29 June 2026", "2026-06-29", "2026-06-29", True),
        ("Summarise TechCrunch in January and February 2026", "2026-01-01", "2026-02-28", True),
        ("What did TechCrunch report after 5 May 2026 and before 10 May 2026?", "2026-05-05", "2026-05-10", True),
        ("What opened after 5 May but before 10 May 2026?", "2026-05-06", "2026-05-09", False),
        ("What opened before 10 May 2026 and since 5 May 2026?", "2026-05-05", "2026-05-09", False),
        ("Who led Norbro before 2001 and after 2010?", None, None, False),  # no day is both
        ("What opened on 5 May 2026, and after 10 May 2026?", "2026-05-05", None, False),
        ("What opened on 5 May 2026 and on 7 May 2026?", "2026-05-05", "2026-05-07", False),
    ],
)
def test_the_days_of_a_claim_are_all_its_windows_together(question, since, until, published):
    (clause,) = ask(question).clauses
    assert (clause.since, clause.until, clause.published) == (since, until, published)


@pytest.mark.parametrize("ignore", [(), ("outlet:The Mail on Sunday",)])
def test_the_weekday_in_the_name_of_an_outlet_bounds_nothing(ignore):
    outlets = [*OUTLETS, "The Mail on Sunday"]
    understood = ask("Summarise The Mail on Sunday's coverage of the bridge", outlets=outlets, ignore=ignore)
    assert understood.clauses[0].since is None
    assert not [reading for reading in understood.readings if reading.kind == "days"]
