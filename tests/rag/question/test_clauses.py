"""A long question is cut where a new claim begins, and nothing falls out between the cuts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.question.clauses import asks_yes_or_no, is_comparison, piece_text, pieces


def texts(question, outlets=()):
    spans = [(question.index(name), question.index(name) + len(name)) for name in outlets]
    return [piece_text(question, piece) for piece in pieces(question, outlets=spans)]


@pytest.mark.parametrize(
    ("question", "outlets", "expected"),
    [
        ("Who replaced General José de Meer?", (), ["Who replaced General José de Meer?"]),
        (
            "Who is the minister associated with the new harbour law, criticised by dockers for cutting Sunday pay, "
            "and reported by the Courier to plan a second tax?",
            (),
            [
                "Who is the minister associated with the new harbour law",
                "criticised by dockers for cutting Sunday pay",
                "reported by the Courier to plan a second tax?",
            ],
        ),
        (
            "Does the Courier say that rents fell in May, while the Post reports that rents in Castrin rose?",
            (),
            ["Does the Courier say that rents fell in May", "the Post reports that rents in Castrin rose?"],
        ),
        (
            "Has the number of flooded houses changed between the first report on the Thessel river and the report on "
            "the repaired gauge at Hollin?",
            (),
            [
                "Has the number of flooded houses changed between the first report on the Thessel river",
                "the report on the repaired gauge at Hollin?",
            ],
        ),
        (
            "Which company, according to the Courier, the Post, and the Herald, built the faulty rotor blades?",
            ("Courier", "Post", "Herald"),
            ["Which company, according to the Courier, the Post, and the Herald, built the faulty rotor blades?"],
        ),
        (
            "Did the Post count the visitors of the fair before the Herald wrote about the burnt ferris wheel?",
            ("Post", "Herald"),
            ["Did the Post count the visitors of the fair", "before the Herald wrote about the burnt ferris wheel?"],
        ),
        (
            "Does the Courier say that the Harriers vs. Rovers game was free, in contrast to the Post on cup tickets?",
            ("Courier", "Post"),
            [
                "Does the Courier say that the Harriers vs. Rovers game was free",
                "in contrast to the Post on cup tickets?",
            ],
        ),
        (
            "Has the Harriers ground in old Castrin sold more cheap tickets in 2023 vs. 2022 cup games of the Rovers?",
            (),
            [
                "Has the Harriers ground in old Castrin sold more cheap tickets in 2023",
                "vs. 2022 cup games of the Rovers?",
            ],
        ),
        (
            "How high does the flood of Hollin stand in the Courier vs. the Post and its later flood report?",
            ("the Courier", "the Post"),
            [
                "How high does the flood of Hollin stand in the Courier",
                "vs. the Post and its later flood report?",
            ],
        ),
        (
            "Did rents of flats in Castrin rise by a tenth in May vs. the prices of old houses on the coast?",
            (),
            ["Did rents of flats in Castrin rise by a tenth in May", "vs. the prices of old houses on the coast?"],
        ),
        (
            'Who wrote "Small Loads, and other large burdens of engineering" in the old capital?',
            (),
            ['Who wrote "Small Loads, and other large burdens of engineering" in the old capital?'],
        ),
    ],
)
def test_each_claim_is_a_piece(question, outlets, expected):
    assert texts(question, outlets) == expected


def test_a_claim_knows_what_it_is_said_of():
    question = "Which company is known for faulty rotor blades, and is sued by the town of Port Amsel?"
    assert [piece.shared for piece in pieces(question)] == ["", "Which company"]


@pytest.mark.parametrize(
    ("question", "compares"),
    [
        ("Does the Post agree with the Courier on the rent cap?", True),
        ("Between the report of May and the report of June, was there a change in the toll?", True),
        ("How do the two accounts of the flood differ?", True),
        ("What is the difference between the two plans?", True),
        ("Which company, while sued by both towns, kept building?", False),
        ("Considering both reports, which single letter is meant?", False),
        ("Who changed the law?", False),
    ],
)
def test_a_comparison_is_told_from_a_search_for_one_thing(question, compares):
    assert is_comparison(question) is compares


PARTS = st.sampled_from([*"abz ,;?.\"'“”AB", "and ", ", which ", " while ", "before ", " article "])


@given(st.lists(PARTS, max_size=60).map("".join))
def test_pieces_are_the_whole_question(question):
    cut = pieces(question)
    assert "".join(question[piece.start : piece.end] for piece in cut) == question
    assert all(piece.start < piece.end for piece in cut) or not question


@pytest.mark.parametrize(
    ("question", "by_yes_or_no"),
    [
        ("Who, accused of forgery, is said to be in hiding?", False),
        ("Was the rent lower in May?", True),
        ("Is he more or less retired?", True),
        ("Was the rent higher or lower than in May?", False),
        ("Did the price rise or fall?", False),
        ("Did the senator vote for or against the cap?", False),
        ("Did more or less than twenty come?", False),
        ("Which was cheaper?", False),
    ],
)
def test_yes_or_no_is_no_answer_where_one_of_two_is_asked_for(question, by_yes_or_no):
    assert asks_yes_or_no(question) == by_yes_or_no
