"""The conversation as HTML, from hand-made values: what is shown when, and that nothing from outside is markup."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.collection import Stats
from rag.answer import (
    Answer,
    AnswerSentence,
    Citation,
    Evidence,
    EvidenceFound,
    Finished,
    Milliseconds,
    SentenceChecked,
    Status,
    Support,
    Token,
)
from rag.writing.prompt import REFUSAL
from ui import render
from ui.conversation import Turn

STATS = Stats(
    articles=2,
    passages=3,
    sentences=9,
    sources={"Halmstrand Post": 1, "": 1},
    first_day="2023-05-04",
    last_day="2024-03-02",
    embedder="e",
    bytes=1,
)


def evidence(n, quote="The council approved the bridge.", **changes):
    values = {
        "article_id": f"a{n}",
        "title": f"Title {n}",
        "source": "Halmstrand Post",
        "published_at": "2023-05-04T10:00:00Z",
        "url": None,
        "start": n * 10,
        "end": n * 10 + len(quote),
        "quote": quote,
        "score": 0.5,
    }
    return Evidence(**(values | changes))


def citation(n, found):
    return Citation(
        n=n,
        **{
            name: getattr(found, name)
            for name in ("article_id", "title", "source", "published_at", "url", "start", "end", "quote")
        },
    )


def answer(**changes):
    found = changes.pop("evidence", (evidence(1), evidence(2), evidence(3)))
    values = {
        "id": "q",
        "question": "Was it approved?",
        "standalone_question": "Was it approved?",
        "status": Status.ANSWERED,
        "text": "Yes. [2]",
        "sentences": (AnswerSentence(text="Yes.", citations=(2,), support=Support.SUPPORTED),),
        "citations": (citation(2, found[1]),) if len(found) > 1 else (),
        "evidence": found,
        "model": "a writer",
        "ms": Milliseconds(evidence=80, total=4200),
    }
    return Answer(**(values | changes))


class Page(HTMLParser):
    """The tags, their attributes and the text of a piece of HTML."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(str(html))
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data

    def having(self, kind):
        return [attrs for _, attrs in self.tags if kind in (attrs.get("class") or "").split()]


def shown(turn):
    return Page(render.turn(turn, STATS, number=0))


def test_a_turn_says_at_once_what_is_searched():
    page = shown(Turn(question="Was it approved?"))
    assert "Was it approved?" in page.text
    assert "Searching 2 articles…" in page.text


def test_evidence_comes_before_any_answer_as_numbered_buttons_that_open_the_article():
    page = shown(Turn(question="Q").after(EvidenceFound((evidence(1), evidence(2)), True, 80.0)))
    cards = page.having("card")
    assert [(card["data-article"], card["data-start"], card["data-end"]) for card in cards] == [
        ("a1", "10", "42"),
        ("a2", "20", "52"),
    ]
    assert "Halmstrand Post · 4 May 2023 · Title 1" in page.text
    assert "Reading 2 quotes…" in page.text


def test_a_sentence_being_written_has_working_citations_and_drops_unknown_numbers():
    turn = Turn(question="Q").after(EvidenceFound((evidence(1), evidence(2)), True, 80.0)).after(Token("So [2] [7]"))
    page = shown(turn)
    assert [cite["data-article"] for cite in page.having("cite")] == ["a2"]
    assert "[" not in page.text


def test_what_turns_the_direction_of_writing_ends_with_its_sentence():
    said = tuple(AnswerSentence(text=text, citations=(2,), support=Support.SUPPORTED) for text in ("\u202eOne", "Two."))
    page = shown(Turn(question="Q").after(Finished(answer(sentences=said))))
    assert [tag for tag, attrs in page.tags if attrs.get("class") == "sentence"] == ["bdi", "bdi"]


def test_a_citation_is_a_named_button():
    (cite,) = shown(Turn(question="Q").after(Finished(answer()))).having("cite")
    assert cite["aria-label"] == "Quote 2: Halmstrand Post · 4 May 2023 · Title 2"


def test_an_answer_shows_its_cited_quotes_and_folds_the_others_away():
    html = str(render.turn(Turn(question="Q").after(Finished(answer())), STATS, number=0))
    before, folded = html.split("<details", 1)
    assert 'data-article="a2"' in before.split("cards", 1)[1]
    assert "2 more quotes found" in folded
    assert 'data-article="a1"' in folded
    assert "a writer · evidence in 0.08 s · 4.2 s in all" in html


def test_a_sentence_taken_out_is_never_shown():
    taken = AnswerSentence(text="The moon paid for it.", citations=(1,), support=Support.UNSUPPORTED)
    turn = Turn(question="Q").after(EvidenceFound((evidence(1), evidence(2)), True, 1.0))
    turn = turn.after(Token("The moon paid for it. [1]")).after(SentenceChecked(taken, (), False))
    assert "moon" not in shown(turn).text
    page = shown(turn.after(Finished(answer())))
    assert "moon" not in page.text
    assert "1 sentence taken out: the quotes do not say it." in page.text


@pytest.mark.parametrize(
    ("support", "label"),
    [(Support.SUPPORTED, "supported"), (Support.PARTLY, "partly supported"), (Support.UNCHECKED, "not checked")],
)
def test_each_sentence_says_what_checking_found(support, label):
    said = AnswerSentence(text="Yes.", citations=(2,), support=support)
    page = shown(Turn(question="Q").after(Finished(answer(sentences=(said,)))))
    assert label in page.text
    assert page.having("support")[0]["class"] == f"support {support}"


def test_a_refusal_tells_why_what_is_nearest_and_what_the_collection_covers():
    refused = answer(
        status=Status.REFUSED,
        text=REFUSAL,
        sentences=(),
        citations=(),
        near_misses=(evidence(3),),
        note="Nothing found mentions Berlin.",
    )
    page = shown(Turn(question="Q").after(Finished(refused)))
    assert REFUSAL in page.text
    assert "Nothing found mentions Berlin." in page.text
    assert "The collection holds 2 articles from Halmstrand Post, 4 May 2023 – 2 March 2024." in page.text
    assert "Nearest in the collection" in page.text
    assert [card["data-article"] for card in page.having("card")] == ["a3"]
    assert page.having("cite") == []


def test_without_a_writer_the_quotes_are_the_answer_and_one_line_says_why():
    page = shown(Turn(question="Q").after(Finished(answer(model="", note="The model is not fetched yet."))))
    assert "The articles say" in page.text
    assert "The model is not fetched yet." in page.text
    assert page.having("written") == []


@pytest.mark.parametrize(
    ("support", "said"), [(Support.PARTLY, "Partly supported: the cited quote"), (Support.UNCHECKED, "Not checked: ")]
)
def test_a_label_that_asks_for_care_is_explained_once_under_the_answer(support, said):
    doubted = AnswerSentence(text="Yes.", citations=(2,), support=support)
    turn = Turn(question="Q").after(Finished(answer(sentences=(doubted, doubted))))
    assert shown(turn).text.count(said) == 1
    assert said not in shown(Turn(question="Q").after(Finished(answer()))).text


def test_the_line_over_the_question_box_says_what_the_turn_says():
    turn = Turn(question="Q").after(EvidenceFound((evidence(1), evidence(2)), True, 1.0))
    assert render.status(turn, STATS) == "Reading 2 quotes…"
    assert render.status(turn, STATS) in shown(turn).text
    turn = turn.after(Token("So "))
    assert render.status(turn, STATS) == "Writing…"
    assert "Reading" not in shown(turn).text


def test_what_is_copied_is_the_answer_then_its_citations_a_line_each():
    (copy,) = shown(Turn(question="Q").after(Finished(answer()))).having("copy")
    line = "[2] Halmstrand Post, 4 May 2023, Title 2: “The council approved the bridge.”"
    assert copy["data-copy"] == f"Yes. [2]\n\n{line}"
    (copy,) = shown(Turn(question="Q").after(Finished(answer(model="")))).having("copy")
    assert copy["data-copy"] == line


def test_only_a_very_long_question_is_cut_until_it_is_opened():
    assert shown(Turn(question="Why? " * 100)).having("long")
    assert not shown(Turn(question="Why? " * 40)).having("long")


def test_a_stopped_turn_keeps_its_evidence_and_checked_sentences_and_drops_the_half_one():
    turn = Turn(question="Q").after(EvidenceFound((evidence(1), evidence(2)), True, 1.0))
    said = AnswerSentence(text="It was approved.", citations=(1,), support=Support.SUPPORTED)
    turn = turn.after(SentenceChecked(said, (), True)).after(Token("And then th")).stopped()
    page = shown(turn)
    assert "It was approved." in page.text
    assert "And then" not in page.text
    assert "Stopped." in page.text
    assert len(page.having("card")) == 2


def test_a_failure_is_one_line_beside_what_was_found():
    turn = Turn(question="Q").after(EvidenceFound((evidence(1),), True, 1.0)).failed("The server is away: start it.")
    page = shown(turn)
    assert "The server is away: start it." in page.text
    assert page.having("problem")[0]["role"] == "alert"
    assert len(page.having("card")) == 1


def test_an_error_answer_is_shown_as_a_problem():
    wrong = answer(
        status=Status.ERROR, text="", note="The model refused the key.", sentences=(), citations=(), model=""
    )
    assert "The model refused the key." in shown(Turn(question="Q").after(Finished(wrong))).text


def test_a_sentence_said_before_goes_without_a_word():
    said = AnswerSentence(text="It was approved.", citations=(1,), support=Support.SUPPORTED)
    turn = Turn(question="Q").after(EvidenceFound((evidence(1),), True, 1.0))
    turn = turn.after(SentenceChecked(said, (), True)).after(SentenceChecked(said, (), False))
    assert "taken out" not in shown(turn).text
    assert shown(turn).text.count("It was approved.") == 1


def test_what_a_written_answer_leaves_open_is_said_under_it():
    open_part = answer(note="Nothing found answers: What did it cost?", model="writer")
    assert "Nothing found answers: What did it cost?" in shown(Turn(question="Q").after(Finished(open_part))).text


def test_the_header_says_how_much_there_is_from_when_and_who_writes():
    page = Page(render.header("articles", STATS, "Qwen, on this computer"))
    assert "2 articles · Halmstrand Post · 4 May 2023 – 2 March 2024" in page.text
    assert "Writer: Qwen, on this computer" in page.text
    assert "Quotes only" in Page(render.header("articles", STATS, "")).text
    assert "412 of 1,117 MB" in Page(render.header("articles", STATS, "", "Fetching: 412 of 1,117 MB")).text


def test_the_welcome_offers_the_examples_as_buttons():
    page = Page(render.welcome(STATS, ["Who is Mayor Ulla Brekke?"]))
    assert [attrs["data-ask"] for attrs in page.having("example")] == ["Who is Mayor Ulla Brekke?"]


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><b onclick="x()">',
    "' onmouseover='x()",
    "</mark></button></section>",
    "&lt;b&gt; &amp;amp;",
    "**bold** $x^2$ ${x} {{x}} {0} {quote} %s",
    "\u202eevil\u202c \u200b \x00",
]


@given(st.sampled_from(HOSTILE) | st.text(max_size=60), st.sampled_from(HOSTILE) | st.text(max_size=60))
def test_nothing_from_outside_becomes_markup(hostile, other):
    plain = answer(evidence=(evidence(1), evidence(2)))
    found = (evidence(1, hostile, title=other, source=hostile, article_id=other, published_at=hostile), evidence(2))
    said = AnswerSentence(text=hostile, citations=(2,), support=Support.SUPPORTED)
    attacked = answer(evidence=found, sentences=(said,), model=f"m{other}", question=hostile)
    safe = [(tag, set(attrs)) for tag, attrs in shown(Turn(question="Q").after(Finished(plain))).tags]
    page = shown(Turn(question=hostile).after(Finished(attacked)))
    assert [(tag, set(attrs)) for tag, attrs in page.tags] == safe


@given(st.text(max_size=60))
def test_streamed_text_never_becomes_markup(text):
    turn = Turn(question="Q").after(EvidenceFound((evidence(1),), True, 1.0)).after(Token(text))
    allowed = {"section", "h2", "div", "p", "span", "button", "h3", "ol", "li", "q", "bdi"}
    assert {tag for tag, _ in shown(turn).tags} <= allowed
