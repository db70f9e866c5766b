"""What is said of a subject, told apart from the subject."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.support.markup import bare, foreign_links, links
from rag.support.predicates import cause, doers, predicate


@pytest.mark.parametrize(
    ("sentence", "verb", "words"),
    [
        ("The stone bridge of Quist was blown up.", "blow", {"blow"}),
        ("The council of Vey approved the new budget.", "approv", {"approv", "new", "budget"}),
        ("The teacher, who beat his pupils, was honoured.", "beat", {"beat", "pupil", "honour"}),
        ("A wounded man of Tarn escaped.", "escap", {"escap"}),
        ("The register is located in Hov.", "", set()),
        ("Nine cows.", "", {"cow"}),
    ],
)
def test_the_verb_and_what_goes_with_it(sentence, verb, words):
    found = predicate(sentence)
    assert found.words == words
    assert found.verb == verb


def test_the_name_before_a_verb():
    assert doers("Eva Nord was fined, and Jon Aas resigned.") == {
        ("fine", True): ("eva", "nord"),
        ("resign", False): ("jon", "aas"),
    }


def test_a_cause_parts_a_sentence():
    assert cause("The fish died because of the heat.") == ("The fish died ", " the heat.")
    assert cause("The fish died.") is None


@pytest.mark.parametrize(
    "text",
    [
        "[click](https://evil.example)",
        "![x](https://evil.example/p.png)",
        "<script>",
        "<img src=x onerror=alert(1)>",
        "javascript:alert(1)",
        "//evil.example/x",
        "www.evil.example",
        "&lt;",
        'onmouseover="alert(1)',
    ],
)
def test_what_leads_somewhere_is_seen_and_must_be_quoted(text):
    assert links(f"See {text} now")
    assert foreign_links(f"See {text} now", ["See it now."])
    assert not foreign_links(f"See {text} now", [f"Look: {text} now"])


def test_plain_news_leads_nowhere():
    assert links("5 < 6 and/or “quoted” [sic] (see p. 4) at 3/4 of the price: yes.") == ()


def test_words_of_a_tag_are_no_words_of_the_sentence():
    assert bare("The <b class=mined>quay</b> &lt;i&gt;holds").split() == ["The", "quay", "i", "holds"]


@given(st.text(max_size=120))
def test_any_text_has_a_predicate(text):
    assert isinstance(predicate(text).verb, str)
    assert isinstance(bare(text), str)
    doers(text)
