"""Whether two outlets agree is told from one number of each, or not at all."""

from dataclasses import replace

import pytest

from rag.answer import Evidence, Support
from rag.writing.revision.agreement import agreed

LONG = "Do the Sund Times and the Vale Courier agree on how long the power was off in Tarn?"


def evidence(*told):
    return tuple(
        Evidence(
            article_id=f"a{i}", title=title, source=source, published_at="2024-05-01", url=None,
            start=0, end=len(quote), quote=quote, score=0.5,
        )
        for i, (source, title, quote) in enumerate(told)
    )  # fmt: skip


def told(times, courier, *, title="Power fails in Tarn"):
    return evidence(("Sund Times", title, times), ("Vale Courier", title, courier))


@pytest.mark.parametrize(
    ("question", "times", "courier", "word"),
    [
        (LONG, "It was dark for 90 minutes.", "Power was back after an hour and 30 minutes.", "Yes"),
        (LONG, "The power was off for 90 minutes in Tarn.", "In Tarn the power was off for two hours.", "No"),
        (LONG.replace("agree", "differ"), "It was dark for 90 minutes.", "It lasted 90 minutes.", "No"),
        (
            "Did the Vale Courier and the Sund Times disagree about how many households lost power?",
            "In Tarn 900 households lost power.",
            "Power was lost by 1,200 households.",
            "Yes",
        ),
    ],
)
def test_yes_or_no_stands_before_one_side_and_the_other_follows(question, times, courier, word):
    found = agreed(question, told(times, courier))
    assert found is not None
    one, other = found
    assert one.text.startswith(f"{word}: ")
    told_by = {f"Sund Times: {times}", f"Vale Courier: {courier}"}
    assert {one.text.removeprefix(f"{word}: "), other.text} == told_by
    assert {one.citations, other.citations} == {(1,), (2,)}
    assert (one.support, other.support) == (Support.PARTLY, Support.SUPPORTED)


@pytest.mark.parametrize(
    ("question", "times", "courier"),
    [
        (LONG, "It was dark for 90 minutes.", "It was dark."),
        (LONG, "It was dark for 90 minutes.", "It was dark for 90 minutes or two hours."),
        (LONG, "It was dark for 90 minutes.", "The repair took two hours."),  # two things, perhaps
        (LONG, "It was dark for 90 minutes.", "The repair took 90 minutes."),  # these, too
        (
            LONG.replace("the power was off in Tarn", "the bridge is"),
            "The bridge is 800 metres long and took 2 years.",
            "The bridge took 2 years.",
        ),
        (LONG, "It was dark for 90 minutes.", "It was dark in 90 streets."),
        (LONG.replace("how long", "why"), "It was dark for 90 minutes.", "It was dark for 90 minutes."),
        ("How long was the power off?", "It was dark for 90 minutes.", "It was dark for 90 minutes."),
        (LONG.replace(" and the Vale Courier", ""), "It was dark for 90 minutes.", "It was dark for 90 minutes."),
    ],
)
def test_what_cannot_be_told_is_left_to_the_writer(question, times, courier):
    assert agreed(question, told(times, courier, title="News")) is None


def test_one_number_that_both_give_first_is_enough_beside_others():
    times, courier, rules = "It was dark for 90 minutes.", "It lasted 90 minutes.", "Nobody is paid before two hours."
    both = told(times, courier)
    weaker = replace(both[0], article_id="a2", quote=rules, score=0.4)
    one, other = agreed(LONG, (*both, weaker)) or pytest.fail("not told")
    assert (one.text, other.text) == (f"Yes: Sund Times: {times}", f"Vale Courier: {courier}")
    stronger = replace(weaker, score=0.6)
    assert agreed(LONG, (*both, stronger)) is None  # of which two may differ
