from hypothesis import given
from hypothesis import strategies as st

from index.reading.edits import Change, differences, stack

TEXTS = st.text("ab cdé", max_size=30)


def applied(text, changes):
    pieces, position = [], 0
    for change in changes:
        assert position <= change.start <= change.end
        pieces += [text[position : change.start], change.after]
        position = change.end
    return "".join([*pieces, text[position:]])


@st.composite
def rounds_of_changes(draw):
    """A text and a few rounds of changes, each to what the round before left."""
    text = original = draw(TEXTS)
    rounds = []
    for _ in range(draw(st.integers(1, 4))):
        cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6, unique=True)))
        changes = [
            Change(start, end, draw(TEXTS), draw(st.sampled_from("xyz")))
            for start, end in zip(cuts[::2], cuts[1::2], strict=False)
        ]
        rounds.append(changes)
        text = applied(text, changes)
    return original, rounds, text


@given(TEXTS, TEXTS)
def test_differences_turn_one_text_into_the_other(before, after):
    assert applied(before, differences(before, after, reason="r")) == after


def test_differences_name_only_what_differs():
    changes = list(differences("la rÃ©gion, d'Ãlysée", "la région, d'Élysée", reason="r", offset=100))
    assert changes == [Change(104, 106, "é", "r"), Change(114, 115, "É", "r")]


@given(rounds_of_changes())
def test_changes_stacked_in_rounds_are_edits_of_the_first_text(drawn):
    original, rounds, expected = drawn
    text, edits = original, ()
    for changes in rounds:
        text, edits = stack(edits, text, changes)
    assert text == expected
    position = 0
    for edit in edits:
        assert edit.original_start >= position
        assert original[edit.original_start : edit.original_end] == edit.before
        assert text[edit.start : edit.end] == edit.after != edit.before
        position = edit.original_end
    as_changes = [Change(e.original_start, e.original_end, e.after, e.reason) for e in edits]
    assert applied(original, as_changes) == text


def test_two_changes_of_one_place_are_one_edit_with_both_reasons():
    text, edits = stack((), "abc", [Change(1, 2, "x", "first")])
    text, (edit,) = stack(edits, text, [Change(1, 2, "yy", "second")])
    assert text == "ayyc"
    assert (edit.before, edit.after, edit.reason) == ("b", "yy", "first; second")


def test_a_change_that_is_taken_back_is_no_edit():
    text, edits = stack((), "abc", [Change(1, 2, "x", "first")])
    assert stack(edits, text, [Change(1, 2, "b", "second")]) == ("abc", ())
