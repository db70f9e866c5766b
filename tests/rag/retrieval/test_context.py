"""Context: the sentence before "She", and the reply to a question."""

import pytest

from index.articles import Article, Span
from rag.answer import Evidence
from rag.retrieval.context import with_context

INTERVIEW = (
    ("The harbour master speaks.", "\n\n"),
    ("Did the yard make you an offer?", "\n\n"),
    ("“Twice.", " "),
    ("It is a warm office.", " "),
    ("I said no.", " "),
    ("I like the wind.”", "\n\n"),
    ("And when you stop?", "\n\n"),
    ("“I won’t.”", "\n"),
    ("It rained.", ""),
)


def article_of(sentences):
    text, spans = "", []
    for sentence, gap in sentences:
        spans.append(Span(len(text), len(text) + len(sentence)))
        text += sentence + gap
    return Article(id="a", title="", source="", published_at=None, text=text, original=text), tuple(spans)


def evidence(article, spans, *wanted):
    """The sentences wanted, by number, the first the best."""
    return [
        Evidence(
            article_id="a",
            title="",
            source="",
            published_at=None,
            url=None,
            start=spans[n].start,
            end=spans[n].end,
            quote=article.text[slice(*spans[n])],
            score=1 - rank / 10,
        )
        for rank, n in enumerate(wanted)
    ]


def test_a_sentence_that_points_back_brings_the_one_before_it():
    told = article_of([("Ulla Brekke left.", " "), ("She had served for nine years.", " "), ("It rained.", "")])
    both = with_context(evidence(*told, 1), {"a": told})
    assert [one.quote for one in both] == ["Ulla Brekke left.", "She had served for nine years."]
    assert with_context(both, {"a": told}) == both


def test_a_question_brings_its_reply_as_far_as_three_sentences():
    told = article_of(INTERVIEW)
    found = with_context(evidence(*told, 1), {"a": told})
    assert [one.quote for one in found] == [
        "Did the yard make you an offer?",
        "“Twice.",
        "It is a warm office.",
        "I said no.",
    ]
    assert all(one.quote == told[0].text[one.start : one.end] for one in found)
    assert [one.quote for one in with_context(evidence(*told, 6), {"a": told})] == ["And when you stop?", "“I won’t.”"]


@pytest.mark.parametrize(
    "sentences",
    [
        [("It rained.", " "), ("Who pays?", "\n"), ("The town does.", "")],
        [("It rained.", "\n"), ("Who pays?", " "), ("The town does.", "")],
        [("It rained.", "\n"), ("A neighbour asked: “Who pays?”", "\n"), ("Nobody knew.", "")],
        [("It rained.", "\n"), ("Who pays?", "")],
        [("Who pays?", "\n"), ("The town does.", "")],
    ],
    ids=["ends a paragraph", "begins a paragraph", "told", "last", "a headline"],
)
def test_other_questions_bring_nothing(sentences):
    told = article_of(sentences)
    asked = next(n for n, (sentence, _) in enumerate(sentences) if "?" in sentence)
    assert len(with_context(evidence(*told, asked), {"a": told})) == 1


def test_only_the_best_two_get_theirs():
    told = article_of([(f"She said {n}.", " ") for n in range(12)])
    found = with_context(evidence(*told, 3, 7, 11), {"a": told})
    assert [one.quote for one in found] == [f"She said {n}." for n in (2, 3, 6, 7, 11)]


def test_what_a_page_says_of_itself_is_not_who_he_is():
    article, spans = article_of((("The harbour master spoke.", "\n"), ("Advertisement", "\n"), ("He said no.", "")))
    [one] = evidence(article, spans, 2)
    first, *_ = with_context([one], {"a": (article, spans)})
    assert first.quote == "The harbour master spoke."
