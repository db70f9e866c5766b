"""A denial, a doubt or a claim of a quote is neither lost nor added nor exchanged unnoticed."""

import pytest

from rag.support.shifts import Shift, shifts
from rag.text.stance import Stance

DENIED, OPEN, MEANT, AHEAD, CLAIMED = Stance.DENIED, Stance.OPEN, Stance.MEANT, Stance.AHEAD, Stance.CLAIMED


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Norbro said it had not run out of money.", "Norbro denied that it had run out of money."),
        ("Tarn declined to vote.", "Tarn refused to vote."),
        ("The motion was rejected.", "The motion was rejected."),
        ("The mayor resigned.", "The mayor resigned in May, but Lind has not resigned."),
        ("Lind has not resigned.", "The mayor resigned in May, but Lind has not resigned."),
        ("The ferry could close in May.", "The ferry may close in May."),
        ("Norbro intends to close the ferry.", "Norbro plans to close the ferry."),
        ("Norbro plans to close the ferry.", "Norbro will close the ferry."),
        ("If the bridge opens, the ferry stops.", "The ferry stops if the bridge opens."),
        ("If it does, the ferry stops.", "The ferry stops if the bridge opens."),
        ("Feyer is suspected of having forged nine charts.", "Feyer allegedly forged nine charts."),
        ("Feyer stands accused: he forged nine charts.", "Feyer allegedly forged nine charts."),
        ("Prosecutors say Feyer forged nine charts.", "Feyer allegedly forged nine charts."),
        ("Feyer allegedly forged nine charts.", "Prosecutors say Feyer forged nine charts."),
        ("The bridge opens in autumn.", "The bridge will open in autumn."),
        ("The bridge is opened in autumn.", "The bridge will open in autumn."),
        ("Brekke announced that the lock was safe for lorries.", "Brekke said the lock was safe for lorries."),
        ("According to Brekke, the lock was safe.", "Brekke said the lock was safe for lorries."),
        ("Snow fell on Sund.", "The mayor has not resigned."),
    ],
)
def test_one_stance_in_other_words_is_no_shift(text, quote):
    assert shifts(text, [quote]) == []


@pytest.mark.parametrize(
    ("text", "quote", "stance", "written"),
    [
        ("The mayor resigned.", "The mayor has not resigned.", DENIED, "not"),
        ("Norbro had run out of money.", "Norbro denied that it had run out of money.", DENIED, "denied"),
        ("Tarn voted.", "Tarn refused to vote.", DENIED, "refused to"),
        ("Norbro denied that it had run out of money.", "Norbro had run out of money.", DENIED, "denied"),
        ("The motion was not rejected.", "The motion was rejected.", DENIED, "not"),
        ("No snow fell.", "Snow fell.", DENIED, "No"),
        ("The ferry closes in May.", "The ferry may close in May.", OPEN, "may"),
        ("The ferry will close in May.", "The ferry may close in May.", OPEN, "may"),
        ("Feyer forged nine charts.", "Feyer allegedly forged nine charts.", OPEN, "allegedly"),
        ("The bridge opens.", "The ferry stops if the bridge opens.", OPEN, "if"),
        ("The bridge opened.", "Will the bridge open?", OPEN, "?"),
        ("Norbro closed the ferry.", "Norbro plans to close the ferry.", MEANT, "plans to"),
        ("Halmstrand left.", "Varga asked Halmstrand to leave.", MEANT, "asked Halmstrand to"),
        ("The bridge opened in autumn.", "The bridge will open in autumn.", AHEAD, "will"),
        ("Norbro has given Sund a boat.", "Norbro will give Sund a boat.", AHEAD, "will"),
    ],
)
def test_what_the_quote_does_not_say_is_grave(text, quote, stance, written):
    assert shifts(text, [quote]) == [Shift(stance, written, grave=True)]


@pytest.mark.parametrize(
    ("text", "quote", "stance", "written"),
    [
        ("The council spoke of the levy.", "The council rejected the levy.", DENIED, "rejected"),
        ("Norbro may close the ferry.", "Norbro plans to close the ferry.", MEANT, "plans to"),
        ("Norbro will close the ferry.", "Norbro plans to close the ferry.", MEANT, "plans to"),
        ("Halmstrand has a levy.", "Varga proposed a levy for Halmstrand.", MEANT, "proposed"),
        ("The ferry may close in May.", "The ferry closes in May.", OPEN, "may"),
        ("Norbro plans to close the ferry.", "Norbro closed the ferry.", MEANT, "plans to"),
        ("The bridge will open in autumn.", "The bridge opened in autumn.", AHEAD, "will"),
        ("The lock was safe for lorries.", "Brekke said the lock was safe for lorries.", CLAIMED, "said"),
    ],
)
def test_what_is_put_more_or_less_firmly_is_a_shift_and_not_grave(text, quote, stance, written):
    assert shifts(text, [quote]) == [Shift(stance, written, grave=False)]


@pytest.mark.parametrize(
    ("text", "quote", "written"),
    [
        ("Tarn did not reject the levy.", "Tarn rejected the levy.", {"not", "reject"}),
        ("Tarn rejected the levy.", "Tarn did not reject the levy.", {"not", "rejected"}),
        ("Tarn did not fail to vote.", "Tarn failed to vote.", {"not", "fail to"}),
        ("Tarn did not fail to vote.", "Tarn did not fail to vote.", set()),
    ],
)
def test_what_is_denied_twice_is_not_what_is_denied_once(text, quote, written):
    assert {(shift.stance, shift.written, shift.grave) for shift in shifts(text, [quote])} == {
        (DENIED, word, True) for word in written
    }


def test_what_one_citation_denies_another_may_say():
    assert shifts("The mayor resigned.", ["The mayor has not resigned.", "The mayor resigned on Friday."]) == []
    assert shifts("The mayor resigned.", ["The mayor has not resigned.", "It rained on Friday."]) != []
