"""Whether a sentence gives the kind of thing that a question asks for."""

import pytest

from rag.question.asked import Asked, Kind, asked
from rag.question.gives import gives


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
        ("How much is Corvin offering for a share?", "It offers 32 crowns.", "The offer ends on Monday."),
        ("How much did the old pier sell for?", "It went for 3 million.", "The old pier was sold on Friday."),
        ("When did she die?", "She died on 11 February.", "She died in her sleep."),
        ("When did she die?", "She died in the spring.", "She died at ninety."),
        ("When does Lind get up?", "Lind gets up at half past one.", "Lind gets up and bakes."),
        ("When did she find out?", "She learnt of it only at seventeen.", "She learnt of it from a cousin."),
        ("When was it hidden?", "He hid it on the eve of the show.", "He hid it in a leek."),
        ("Until when did they live so?", "Until the railway came they lived so.", "They lived so in peace."),
        ("When did the season end?", "It ended when the first drop fell.", "It ended in rain."),
        ("How long did he work on it?", "He worked on it for two winters.", "He gave up after the fourth canto."),
        ("How long is the tunnel?", "It measures 1,340 metres.", "It is a longer tunnel than the old one."),
        ("When did prices fall?", "Prices fell in May.", "Prices dropped by 4 percent."),
        ("How much does the ferry cost?", "The ferry costs 4 euros.", "Half of those on the ferry left."),
        ("How much does the seed cost?", "The seed is free.", "The seed is red."),
        ("How many calls came in?", "Calls came in by the hundred.", "Calls came in from abroad."),
        ("When did she die?", "She died in her sleep on 11 February at the age of 91.", "She died at the age of 91."),
        ("When does the first shift start?", "The first shift starts at 6 a.m.", "The shift starts with the siren."),
        (
            "When does Quinn walk again?",
            "By “Prom-asaurus” Quinn walks again.",
            "“Prom-asaurus” is about Quinn’s walk.",
        ),
        (
            "When do they kiss?",
            "They kiss in the first season’s finale.",
            "The first season’s finale was watched by many.",
        ),
        ("When does Quinn dance?", "She dances in the “Nationals” episode.", "She dances in the “Nationals” of old."),
        ("When did they kiss?", "They kissed in 1998.", "They kissed in the finale."),
        ("What was the boat called?", "Mr Dunnock runs the Fulmar.", "The boat was small."),
        ("What is the title of the book?", "It was called “Small Loads”.", "It sold badly."),
        (
            "How many flight hours did the squadron reach?",
            "The squadron reached 6,000 flight hours in March 2021.",
            "The squadron flew in March 2021.",
        ),
        ("What is the range of the tram?", "It runs 90 kilometres.", "The tram is a low-floor vehicle by Norbro."),
        (
            "When did Ines Lind get hurt?",
            "She was hurt in May.",
            "Ines Lind is no longer with Tarn, and another name stands on the door.",
        ),
        ("How many helicopters are there?", "There are six.", "In 2021 they reached 6,000 flight hours."),
        ("How many people work abroad?", "About 900 do.", "Half of the orders now come from abroad."),
        (
            "What is the name of Spain's defence minister?",
            "Margarita Robles visited Madrid.",
            "The Defense Ministry decided it.",
        ),
        (
            "How much does a docker in Port Amsel earn a month?",
            "A docker earns 3,400 florins.",
            "A docker earns 5.5 percent from April and a promise that no crane will run without a driver.",
        ),
        (
            "How much has it set aside?",
            "It set aside 61 million florins.",
            "It earned a fifth less than the year before.",
        ),
        ("How many hectares burnt?", "Fire took 20 acres.", "The fire burnt for nine days."),
    ],
)
def test_a_sentence_gives_what_is_asked_for_or_does_not(question, gives_it, does_not):
    assert gives(asked(question), gives_it, question=question)
    assert not gives(asked(question), does_not, question=question)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("When was the station at Slate Wharf reopened?", "Slate Wharf was not reopened."),
        (
            "When was the station at Slate Wharf reopened?",
            "Slate Wharf, Upper Mill and Halt No. 2 were not: nobody is left.",
        ),
        ("In which year did the Tarn mill close?", "The mill in Tarn didn’t; others did."),
        ("How many were hurt?", "Nobody was hurt."),
        ("How high was the fine that the founder paid?", "The regulator dropped the fine against the founder."),
        ("What was the name of her husband?", "She never married."),
        ("How high is the toll that parliament set?", "Freight pays a toll that parliament has yet to set."),
    ],
)
def test_a_denial_gives_what_can_be_given(question, answer):
    assert gives(asked(question), answer, question=question)


def test_a_denial_of_something_else_gives_nothing():
    question = "When was the station at Slate Wharf reopened?"
    assert not gives(asked(question), "The tracks were cleared by hand, the two tunnels were not.", question=question)


def test_every_sentence_gives_what_cannot_be_told():
    assert gives(Asked(Kind.OTHER), "It rained.", question="Why?")


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How many people were killed in the crash?", "One person was killed."),
        ("How many people were killed in the crash?", "A woman was killed."),
        ("How many people died in the two attacks?", "Two people died in the attacks."),
        ("How many of the 33 miners were rescued?", "All 33 miners were rescued."),
        ("How many days did the strike last?", "The strike lasted two weeks."),
        ("How many years old is she?", "Maria Lind, 54, is the oldest."),
        ("How much does a ticket cost?", "A ticket costs 45 pesos."),
        ("On what date in October 2023 did the war begin?", "It began on 7 October 2023."),
        ("When did she start playing tennis?", "She started at the age of four."),
        ("What is the title of Prince Harry's book?", "Spare is the title of the book."),
    ],
)
def test_right_answers_are_not_taken_for_wrong_ones(question, answer):
    assert gives(asked(question), answer, question=question)


@pytest.mark.parametrize(
    ("answer", "does"),
    [("Varga, 49, rows.", False), ("The 49-year-old rows.", False), ("Varga, 49, rows for two hours.", True)],
)
def test_somebodys_age_is_no_length(answer, does):
    question = "How long does Varga row every day?"
    assert gives(asked(question), answer, question=question) is does
