"""The stream parser: whatever is written, only given numbers leave, whole, on whole sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer import AnswerSentence, Evidence, Support
from rag.writing.cite import CitationStream, CitedSentence, cited_sentences, compose, on_one_line, quoted, resolve


def run(pieces, given_numbers=3):
    stream = CitationStream(range(1, given_numbers + 1))
    out = [item for piece in pieces for item in stream.feed(piece)]
    return [*out, *stream.close()]


def sentences(pieces, given_numbers=3):
    return [item for item in run(pieces, given_numbers) if isinstance(item, CitedSentence)]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param("It rained. [1]", [("It rained.", (1,))], id="after the full stop"),
        pytest.param("It rained [1].", [("It rained.", (1,))], id="before the full stop"),
        pytest.param(
            "It rained. [1][3] It froze. [2]", [("It rained.", (1, 3)), ("It froze.", (2,))], id="two sentences"
        ),
        pytest.param("It rained [1] and froze [2].", [("It rained and froze.", (1, 2))], id="inside the sentence"),
        pytest.param("It rained. [1, 3]", [("It rained.", (1, 3))], id="a list"),
        pytest.param("It rained. [1-3]", [("It rained.", (1, 2, 3))], id="a range"),
        pytest.param("It rained. 【2】", [("It rained.", (2,))], id="other brackets"),
        pytest.param("It rained. [7]", [("It rained.", ())], id="a number never given"),
        pytest.param("It rained. [2] [99]", [("It rained.", (2,))], id="one given, one not"),
        pytest.param("It rained. [2", [("It rained.", ())], id="half a citation at the end"),
        pytest.param("It cost $3.5 million. [1]", [("It cost $3.5 million.", (1,))], id="a decimal"),
    ],
)
def test_numbers_stay_with_their_sentence(written, expected):
    assert [(s.text, s.numbers) for s in sentences([written])] == expected
    assert [(s.text, s.numbers) for s in sentences(list(written))] == expected


def test_an_uncited_sentence_borrows_from_the_next_and_says_so():
    assert sentences(["It rained. It froze. [2]"]) == [
        CitedSentence("It rained.", (2,), own=False),
        CitedSentence("It froze.", (2,), own=True),
    ]


def test_a_sentence_is_finished_as_soon_as_the_next_begins():
    stream = CitationStream(range(1, 4))
    assert not [x for x in stream.feed("It rained. [1]") if isinstance(x, CitedSentence)]
    assert CitedSentence("It rained.", (1,)) in list(stream.feed(" It f"))


def test_half_a_citation_is_never_shown():
    shown = ""
    stream = CitationStream(range(1, 4))
    for piece in ["It rained.", " ", "[", "1", "]", " It"]:
        for item in stream.feed(piece):
            if isinstance(item, str):
                shown += item
                assert shown.count("[") == shown.count("]")
    assert shown == "It rained. [1] It"


def test_an_unknown_number_is_never_shown():
    assert "".join(x for x in run(["It rained. [9] It froze. [2]"]) if isinstance(x, str)) == "It rained. It froze. [2]"


def test_brackets_of_a_quotation_do_not_read_as_citations():
    evidence = Evidence(
        article_id="a",
        title="",
        source="",
        published_at=None,
        url=None,
        start=0,
        end=19,
        quote="He won\nin 2020. [5]",
        score=1,
    )
    assert quoted(evidence) == "He won in 2020. (5)"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("**The mill** was sold on *9 May*. [1]", "The mill was sold on 9 May."),
        ("- The mill was sold. [1]", "The mill was sold."),
        ("## The mill was sold. [1]", "The mill was sold."),
        ("__Tarn__ sold it. [1]", "Tarn sold it."),
        ("It grew 3 * 4 * 5 times. [1]", "It grew 3 * 4 * 5 times."),
        ("The mill, 4* at best, was sold. [1]", "The mill, 4* at best, was sold."),
    ],
)
def test_a_sentence_is_said_without_the_marks_of_markdown(written, said):
    assert [sentence.text for sentence in cited_sentences(written, (1,))] == [said]


def test_an_item_is_said_after_the_name_that_it_stands_under():
    assert on_one_line("Norbro\nLaid off a fifth  of its staff.") == "Norbro: Laid off a fifth of its staff."
    assert on_one_line("It rained\nall day.") == "It rained all day."


def test_citations_are_resolved_from_the_evidence_without_searching():
    first, second = (
        Evidence(article_id=i, title=i, source="", published_at=None, url=None, start=3, end=8, quote="twice", score=1)
        for i in "ab"
    )
    (citation,) = resolve((2,), (first, second))
    assert (citation.n, citation.article_id, citation.start, citation.end, citation.quote) == (2, "b", 3, 8, "twice")


def test_compose_puts_each_number_behind_its_sentence():
    said = [AnswerSentence(text="It rained.", citations=(1, 3), support=Support.SUPPORTED)]
    assert compose(said) == "It rained. [1] [3]"


WRITTEN = st.text(st.sampled_from(list("ab A.!?[]【】0123456789,-\n \u2019\u0393")), max_size=120)


@given(WRITTEN, st.lists(st.integers(1, 9), max_size=40), st.integers(0, 9))
def test_any_text_in_any_pieces_gives_only_given_numbers_and_no_brackets(text, sizes, given_numbers):
    pieces, rest = [], text
    for size in sizes:
        pieces.append(rest[:size])
        rest = rest[size:]
    for sentence in sentences([*pieces, rest], given_numbers):
        assert all(1 <= n <= given_numbers for n in sentence.numbers)
        assert not cited_sentences(sentence.text, range(1, 10000)) or all(
            s.numbers == () for s in cited_sentences(sentence.text, range(1, 10000))
        )


@given(
    st.lists(
        st.tuples(st.sampled_from(["It rained.", "They won!", "Who left?"]), st.integers(1, 5)), min_size=1, max_size=5
    )
)
def test_well_formed_answers_come_back_whole_however_they_are_cut(parts):
    text = " ".join(f"{sentence} [{n}]" for sentence, n in parts)
    expected = [(sentence, (n,)) for sentence, n in parts]
    assert [(s.text, s.numbers) for s in sentences(list(text), 5)] == expected
    assert [(s.text, s.numbers) for s in sentences([text], 5)] == expected
