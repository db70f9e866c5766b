"""What kind of thing a question asks for."""

import pytest

from rag.question.asked import Asked, Kind, asked


@pytest.mark.parametrize(
    ("question", "kind", "unit"),
    [
        ("How many of the people died?", Kind.NUMBER, ""),
        ("How many hectares of seagrass are left?", Kind.NUMBER, "hectare"),
        ("What percentage of the votes did the League win?", Kind.NUMBER, ""),
        ("How high did the river rise?", Kind.NUMBER, ""),
        ("What is the range of the new tram?", Kind.NUMBER, ""),
        ("What's Norbro's valuation?", Kind.NUMBER, ""),
        ("What was the margin between the two?", Kind.NUMBER, ""),
        ("How far apart are the towers?", Kind.NUMBER, ""),
        ("How far did the talks get?", Kind.OTHER, ""),
        ("What is the range of services on offer?", Kind.OTHER, ""),
        ("What was the score of the final?", Kind.NUMBER, ""),
        ("What is the score of the film about?", Kind.OTHER, ""),
        ("How much does a docker earn a month?", Kind.MONEY, ""),
        ("What was the price of a ticket?", Kind.MONEY, ""),
        ("When did she die?", Kind.TIME, ""),
        ("From what date does the rent cap apply?", Kind.TIME, ""),
        ("In which year was the bridge opened?", Kind.TIME, ""),
        ("What is the name of the harbour master?", Kind.NAME, ""),
        ("What was his boat called?", Kind.NAME, ""),
        ("Which bank CEOs did she question?", Kind.NAME, ""),
        ("Which of the two big companies was fined?", Kind.NAME, ""),
        ("Which company is older, Norbro or Marsh?", Kind.OTHER, ""),
        (
            "Which company, known for its bridges and fined by the harbour court, has sold its ferries to a bank, lost "
            "its director and moved its yard from Tarn to Sund?",
            Kind.OTHER,
            "",
        ),
        ("Who sells eels on Fish Quay?", Kind.OTHER, ""),
        ("How much did oil prices rise on Monday?", Kind.OTHER, ""),
        ("How much time did she spend in prison?", Kind.OTHER, ""),
        ("How long will the ceasefire last?", Kind.LENGTH, ""),
        ("How long ago did he die?", Kind.TIME, ""),
        ("For how long was the bridge shut?", Kind.LENGTH, ""),
        ("How many per cent of the cost does the state bear?", Kind.NUMBER, "percent"),
        ("What happened to the budget?", Kind.OTHER, ""),
        ("What caused the price rise?", Kind.OTHER, ""),
        ("Which minister presented the budget?", Kind.OTHER, ""),
        ("Who said nobody knows how many people died?", Kind.OTHER, ""),
        ("Who decides how much nurses are paid?", Kind.OTHER, ""),
        ("Who won the cup, and when was it founded?", Kind.OTHER, ""),
        ("Did five people die when the river rose?", Kind.OTHER, ""),
        ("When rich countries trade with poor ones, whose wages rise?", Kind.OTHER, ""),
    ],
)
def test_the_kind_is_read_off_the_question(question, kind, unit):
    assert asked(question) == Asked(kind, unit)


def test_what_is_counted_is_read_off_the_question_unless_it_is_a_unit():
    assert asked("How many people died in the flood?") == Asked(Kind.NUMBER, counted="people died")
    assert asked("How many flight hours had it reached?") == Asked(Kind.NUMBER, "hour")
