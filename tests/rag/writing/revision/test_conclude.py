"""Which of two has more is told from one number of one unit for each, or not at all."""

import pytest

from rag.answer import Evidence, Support
from rag.writing.revision.conclude import concluded


def evidence(*quotes, source="Sund Times"):
    return tuple(
        Evidence(
            article_id=f"a{i}",
            title="Council",
            source=source if isinstance(source, str) else source[i],
            published_at="2024-05-01",
            url=None,
            start=0,
            end=len(quote),
            quote=quote,
            score=0.5,
        )
        for i, quote in enumerate(quotes)
    )


BUSES, LIDO = "The night buses end in May: 2.4 million florins.", "The lido closes in June: 1.9 million florins."


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Which saves more, ending the night buses or closing the lido?", "Ending the night buses: "),
        ("Which saves less, ending the night buses or closing the lido?", "Closing the lido: "),
    ],
)
def test_the_side_asked_for_is_named_and_both_are_quoted(question, first):
    winner, loser = concluded(question, evidence(LIDO, BUSES))
    assert winner.text.startswith(first)
    assert winner.support is Support.PARTLY
    assert {winner.citations, loser.citations} == {(1,), (2,)}
    assert {winner.text.removeprefix(first), loser.text} == {LIDO, BUSES}


def test_a_side_is_told_by_half_of_its_words_and_not_by_one():
    question = "Which saves more, ending the night buses or closing the lido?"
    gap = "The city has to find 14.6 million florins before the end of the year."
    winner, _ = concluded(question, evidence(gap, LIDO, BUSES))
    assert winner.text == f"Ending the night buses: {BUSES}"
    assert concluded(question, evidence(gap, LIDO)) is None


def test_the_shorter_time_is_the_faster_and_the_higher_speed_too():
    question = "Which is faster, the train or the bus?"
    times = evidence("The train takes 47 minutes.", "The bus takes 95 minutes.")
    speeds = evidence("The train does 90 km/h.", "The bus does 60 km/h.")
    assert concluded(question, times)[0].text.startswith("The train: ")
    assert concluded(question, speeds)[0].text.startswith("The train: ")


@pytest.mark.parametrize(
    ("question", "quotes", "first"),
    [
        (
            "Which is faster, the train or the bus?",
            ("The bus takes an hour and 35 minutes.", "The train takes 97 minutes."),
            "The bus: ",
        ),
        (
            "Which is longer, the tunnel or the bridge?",
            ("The tunnel is 1.2 kilometres long.", "The bridge measures 850 metres."),
            "The tunnel: ",
        ),
        (
            "Which took longer, the strike or the lockout?",
            ("The strike went on for 14 months.", "The lockout ended after one year."),
            "The strike: ",
        ),
    ],
)
def test_units_of_one_kind_are_compared(question, quotes, first):
    assert concluded(question, evidence(*quotes))[0].text.startswith(first)


def test_outlets_are_compared_by_what_they_report():
    question = "Which outlet counted more households without power, Sund Times or Vale Courier?"
    found = evidence(
        "Some 210,000 households in the vale had no power from 6:12 to 6:59.",
        "In all 260,000 households had no power.",
        source=["Sund Times", "Vale Courier"],
    )
    assert concluded(question, found)[0].text.startswith("Vale Courier: ")


TRAIN, BUS = "The train takes 47 minutes.", "The bus takes 95 minutes."


@pytest.mark.parametrize(
    ("question", "quotes", "said"),
    [
        ("Is the train faster than the bus?", (TRAIN, BUS), f"Yes: {TRAIN}"),
        ("Does the bus take much longer than the train?", (TRAIN, BUS), f"Yes: {BUS}"),
        ("Is the train any slower than the bus?", (TRAIN, BUS), f"No: {TRAIN}"),
        ("Does ending the night buses save less than closing the lido?", (BUSES, LIDO), f"No: {BUSES}"),
        (
            "Did more people swim in the lido than in the lake?",
            ("In the lido 4,100 people swam.", "In the lake 900 people swam."),
            "Yes: In the lido 4,100 people swam.",
        ),
    ],
)
def test_whether_one_has_more_than_the_other_is_answered_by_yes_or_no(question, quotes, said):
    first, second = concluded(question, evidence(*quotes))
    assert first.text == said
    assert first.support is Support.PARTLY
    assert {first.citations, second.citations} == {(1,), (2,)}


@pytest.mark.parametrize(
    "question",
    [
        "Is the train faster than last year?",  # which train the bus's minutes are of is not asked
        "Is the train faster than expected?",
        "Does the train take more than 30 minutes?",
        "Is the train nicer than the bus?",
        "Is the train faster than the ferry?",
        "Is it faster than the bus?",
    ],
)
def test_whether_one_has_more_is_left_open_without_two_things_to_compare(question):
    assert concluded(question, evidence(TRAIN, BUS)) is None


@pytest.mark.parametrize(
    ("question", "quotes"),
    [
        ("Which saves more, ending the night buses or closing the lido?", (BUSES,)),
        ("Which saves more, ending the night buses or closing the lido?", (BUSES, "The lido closes in 30 days.")),
        (
            "Which saves more, ending the night buses or closing the lido?",
            (BUSES, LIDO, "The lido cost 9 million florins."),
        ),
        (
            "Which saves more, ending the night buses or closing the lido?",
            (BUSES, "Closing the lido saves 1 to 3 million florins."),
        ),
        (
            "Which is faster, the train or the bus?",
            ("The train takes 47 minutes.", "The bus takes an hour and 35 minutes, of which 20 minutes are waiting."),
        ),
        (
            "Which is faster, the train or the bus?",
            ("The train takes 47 minutes.", "After 9 hours of rain the bus takes an hour and 35 minutes."),
        ),
        (
            "Which is faster, the train or the bus?",
            ("The train takes 47 minutes.", "The bus, which has run for 30 years, takes 95 minutes."),
        ),
        ("Which is heavier, the bell or the clock?", ("The bell weighs 2 tonnes.", "The clock was wound for 9 days.")),
        ("Which is nicer, the train or the bus?", ("The train takes 47 minutes.", "The bus takes 95 minutes.")),
        ("How long does the train take?", ("The train takes 47 minutes.", "The bus takes 95 minutes.")),
    ],
)
def test_what_cannot_be_told_is_left_open(question, quotes):
    assert concluded(question, evidence(*quotes)) is None


def test_one_sentence_that_gives_both_is_read_part_by_part_and_quoted_once():
    both = "Passengers spend 18 minutes a day on the train, compared with 10 minutes on the bus."
    [only] = concluded("Which do people spend longer on, the train or the bus?", evidence(both))
    assert (only.text, only.citations, only.support) == (f"The train: {both}", (1,), Support.PARTLY)
    other = "They spend 18 minutes a day on the train and 10 minutes on the bus."  # which is whose is not told
    assert concluded("Which do people spend longer on, the train or the bus?", evidence(other)) is None
