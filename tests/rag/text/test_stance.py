"""A cue of stance speaks of the words of its clause, and of no others."""

import pytest

from rag.text.stance import WHOLE, Cue, Stance, asks, cues, without_yes_or_no, yes_or_no

DENIED, OPEN, MEANT, AHEAD, CLAIMED = Stance.DENIED, Stance.OPEN, Stance.MEANT, Stance.AHEAD, Stance.CLAIMED


def read(text):
    return [(cue.stance, cue.written, set(cue.scope)) for cue in cues(text)]


@pytest.mark.parametrize(
    ("text", "stance", "written", "scope"),
    [
        ("The mayor has not resigned.", DENIED, "not", "resign"),
        ("Tarn didn't vote.", DENIED, "n't", "vote"),
        ("Norbro denied that the yard was sold.", DENIED, "denied", "yard sell"),
        ("The council has yet to vote.", DENIED, "has yet to", "vote"),
        ("A pardon for Feyer was ruled out.", DENIED, "ruled out", "pardon feyer"),
        ("A pardon was ruled out on Friday.", DENIED, "ruled out", "pardon friday"),
        ("A pardon is unlikely.", DENIED, "unlikely", "pardon"),
        ("The boat could not be raised.", DENIED, "not", "rais"),
        ("The ferry may close in May.", OPEN, "may", "close"),
        ("May closed with rain.", OPEN, "May", "close rain"),
        ("Feyer allegedly forged nine charts.", OPEN, "allegedly", "forg nine chart"),
        ("The ferry stops if the bridge opens.", OPEN, "if", "bridg open"),
        ("Norbro plans to sell the yard.", MEANT, "plans to", "sell yard"),
        ("Halmstrand asked Norbro to leave.", MEANT, "asked Norbro to", "leav"),
        ("The bridge will open.", AHEAD, "will", "open"),
        ("Varga is about to resign.", AHEAD, "is about to", "resign"),
        ("Norbro said the yard was sold to Tarn.", CLAIMED, "said", "yard sell tarn"),
        ("The yard was sold, Norbro said.", CLAIMED, "said", "yard sell"),
        ("According to Varga, the yard was sold.", CLAIMED, "According to", "varga yard sell"),
        ("The yard was sold, according to Mayor Ulla Varga.", CLAIMED, "according to", "yard sell mayor ulla varga"),
    ],
)
def test_a_cue_and_the_words_it_speaks_of(text, stance, written, scope):
    assert read(text) == [(stance, written, set(scope.split()))]


@pytest.mark.parametrize(
    "text",
    [
        "The mayor not only sang and danced.",
        "It isn't just rain.",
        "No fewer than nine boats sank.",
        "No. 3 buoy was moved.",
        "No doubt the lock leaks.",
        "In May, it rained.",
        "Will Sund left.",
        "The yard will have closed.",
    ],
)
def test_what_looks_like_a_cue_and_is_none(text):
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Norbro plans to sell the yard, but the crew will stay.", {"sell": {MEANT}, "stay": {AHEAD}}),
        ("Norbro plans to sell the yard and they will move.", {"sell": {MEANT}, "move": {AHEAD}}),
        ("Varga did not sign; the levy was paid.", {"sign": {DENIED}, "paid": set()}),
        ("Varga did not sign because Tarn paid.", {"sign": {DENIED}, "paid": set()}),
        ("It did not cost 3,000 crowns.", {"crowns": {DENIED}}),  # no clause ends at that comma
        ("The yard cannot and will not close.", {"close": {DENIED}}),
        ("Lind said he may sell the yard.", {"sell": {CLAIMED, OPEN}}),
    ],
)
def test_a_scope_ends_with_its_clause(text, expected):
    stems = {"paid": "pay", "crowns": "crown"}
    assert {
        word: {cue.stance for cue in cues(text) if stems.get(word, word) in cue.scope} for word in expected
    } == expected


def test_what_stands_next_to_a_cue_comes_first():
    assert cues("A pardon for Feyer was ruled out.") == (Cue(DENIED, "ruled out", ("feyer", "pardon")),)
    assert cues("Denz ruled out a pardon for Feyer.") == (Cue(DENIED, "ruled out", ("pardon", "feyer")),)


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("Will the bridge open?", "bridg open"),
        ("“Will the bridge open?”", "bridg open"),
        ("If the bridge opens, the ferry stops.", "bridg open ferri stop"),
        ("The dam held. If it breaks, Tarn floods.", "break tarn flood"),
        ("Suppose the dam breaks. Then Tarn floods.", "suppos dam break"),
    ],
)
def test_a_question_or_a_condition_leaves_all_of_it_open(text, scope):
    assert read(text) == [(OPEN, WHOLE, set(scope.split()))]


@pytest.mark.parametrize(
    ("text", "opening", "rest"),
    [
        ("Yes, it did.", "Yes: ", "it did."),
        ("No: it did not.", "No: ", "it did not."),
        ("No – it did not.", "No: ", "it did not."),
        (" Yes. It did.", "Yes: ", "It did."),
        ("No one came.", "", "No one came."),
        ("Nobody came.", "", "Nobody came."),
        ("It said yes, twice.", "", "It said yes, twice."),
    ],
)
def test_the_yes_or_no_that_an_answer_opens_with(text, opening, rest):
    assert yes_or_no(text) == opening
    assert without_yes_or_no(text) == rest


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Who pays?", True),
        (" “Who pays?” ", True),
        ('He asked: "Who pays?"', False),
        ("“Who pays?” asked Varga.", False),
        ("Who pays? Nobody.", False),
        ("Norbro pays.", False),
    ],
)
def test_a_sentence_that_is_a_question_and_nothing_else(text, expected):
    assert asks(text) is expected
