"""What a question asks for, and whether a sentence gives it."""

import pytest

from rag.asked import Asked, Kind, asked, gives


@pytest.mark.parametrize(
    ("question", "kind", "unit"),
    [
        ("How many people died in the flood?", Kind.NUMBER, ""),
        ("How many hectares of seagrass are left?", Kind.NUMBER, "hectare"),
        ("What percentage of the votes did the League win?", Kind.NUMBER, ""),
        ("How high did the river rise?", Kind.NUMBER, ""),
        ("How much does a docker earn a month?", Kind.MONEY, ""),
        ("What was the price of a ticket?", Kind.MONEY, ""),
        ("When did she die?", Kind.TIME, ""),
        ("From what date does the rent cap apply?", Kind.TIME, ""),
        ("In which year was the bridge opened?", Kind.TIME, ""),
        ("What is the name of the harbour master?", Kind.NAME, ""),
        ("What was his boat called?", Kind.NAME, ""),
        ("Who sells eels on Fish Quay?", Kind.OTHER, ""),
        ("Did five people die when the river rose?", Kind.OTHER, ""),
        ("When rich countries trade with poor ones, whose wages rise?", Kind.OTHER, ""),
    ],
)
def test_the_kind_is_read_off_the_question(question, kind, unit):
    assert asked(question) == Asked(kind, unit)


@pytest.mark.parametrize(
    ("question", "gives_it", "does_not"),
    [
        (
            "How many hectares of seagrass were left in 2022?",
            "Some 3,100 hectares were left.",
            "The figure in use until 2022 was 98.",
        ),
        (
            "How many people watched?",
            "A crowd of 41,206 saw it.",
            "The crowd sat down.",
        ),
        ("How old was she?", "She died at the age of ninety-one.", "She was older than the bridge."),
        ("How much does a docker earn?", "He is paid 2,400 florins.", "Wages rise by 2 percent in January."),
        ("When did she die?", "She died on 11 February.", "She died at the age of 91."),
        ("When does the first shift start?", "The first shift starts at 6 a.m.", "The shift starts with the siren."),
        ("What was the boat called?", "Mr Dunnock runs the Fulmar.", "The boat was small."),
        ("What is the title of the book?", "It was called “Small Loads”.", "It sold badly."),
        ("How many of the 318 houses are empty?", "Of the 318 houses, 52 are empty.", "The 318 houses were flooded."),
    ],
)
def test_a_sentence_gives_what_is_asked_for_or_does_not(question, gives_it, does_not):
    assert gives(asked(question), gives_it, question=question)
    assert not gives(asked(question), does_not, question=question)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("When was the station at Slate Wharf reopened?", "Slate Wharf was not reopened."),
        ("How many were hurt?", "Nobody was hurt."),
        ("What was the name of her husband?", "She never married."),
    ],
)
def test_a_denial_gives_what_can_be_given(question, answer):
    assert gives(asked(question), answer, question=question)


def test_every_sentence_gives_what_cannot_be_told():
    assert gives(Asked(Kind.OTHER), "It rained.", question="Why?")
