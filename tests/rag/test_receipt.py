"""Receipts: made, written, read and held against articles that have stayed, moved, changed or gone."""

import hashlib
import json
from dataclasses import asdict, replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag import receipt
from rag.answer import Answer, AnswerSentence, Citation, Evidence, Status, Support
from rag.errors import ReceiptError
from rag.receipt import Standing

TEXT = "The council met on Tuesday. It approved the harbour bridge. Rain fell on Skerrin."
QUOTE = "It approved the harbour bridge."
START = TEXT.index(QUOTE)
MADE = datetime(2026, 3, 1, 14, 30, tzinfo=UTC)
SETTINGS = {"collection": "articles", "as_of": None}


def answer(quote=QUOTE, start=START, **changes):
    place = {
        "article_id": "a",
        "title": "Bridge approved",
        "source": "The Ledger",
        "published_at": "2024-05-04",
        "url": None,
        "start": start,
        "end": start + len(quote),
        "quote": quote,
    }
    values = {
        "id": "q",
        "question": "Was the bridge approved?",
        "standalone_question": "Was the bridge approved?",
        "status": Status.ANSWERED,
        "text": "Yes. [1]",
        "sentences": (AnswerSentence(text="Yes.", citations=(1,), support=Support.SUPPORTED),),
        "citations": (Citation(n=1, **place),),
        "evidence": (Evidence(**place, score=0.25),),
    }
    return Answer(**(values | changes))


def made(given=None, *, texts=None):
    texts = {"a": TEXT} if texts is None else texts
    return receipt.make(given or answer(), text_of=texts.get, settings=SETTINGS, version="1.2", made=MADE)


def written(kept):
    return receipt.to_json(kept).encode()


def standing(kept, texts):
    (check,) = receipt.verify(kept, texts.get)
    return check.standing, check.now and tuple(check.now)


def test_a_receipt_holds_answer_hashes_settings_version_and_time():
    kept = made()
    assert kept.answer == answer()
    assert kept.articles == {"a": hashlib.sha256(TEXT.encode()).hexdigest()}
    assert kept.settings == SETTINGS
    assert (kept.dateline, kept.made) == ("1.2", "2026-03-01T14:30:00+00:00")


words = st.text(alphabet=st.characters(exclude_categories=["Cs"]))


@given(before=words, quote=words.filter(bool), after=words, question=words, score=st.floats(0, 1))
def test_a_receipt_survives_being_written_and_read(*, before, quote, after, question, score):
    cited = answer(quote, len(before), question=question)
    cited = replace(cited, evidence=tuple(replace(each, score=score) for each in cited.evidence))
    text = before + quote + after
    kept = made(cited, texts={"a": text})
    assert receipt.read(written(kept), name="r") == kept
    assert kept.answer == cited
    assert standing(kept, {"a": text}) == (Standing.UNCHANGED, (len(before), len(before) + len(quote)))


def test_half_a_character_in_a_question_does_not_keep_the_receipt_from_being_written():
    kept = made(answer(question="Was it \udcff?"))
    assert kept.answer.question == "Was it ??"
    assert receipt.read(written(kept), name="r") == kept


def test_no_receipt_is_made_of_a_quote_that_does_not_stand_in_its_article():
    for texts in ({}, {"a": "x" + TEXT}):
        with pytest.raises(ReceiptError, match="'a' has changed since"):
            made(texts=texts)


def test_a_quote_that_stands_as_it_did_is_unchanged():
    assert standing(made(), {"a": TEXT, "b": "another"}) == (Standing.UNCHANGED, (START, START + len(QUOTE)))


def test_a_quote_elsewhere_in_its_article_has_moved_to_the_nearest_place():
    later = f"Corrected. {TEXT} {QUOTE}"
    at = later.index(QUOTE)
    assert standing(made(), {"a": later}) == (Standing.MOVED, (at, at + len(QUOTE)))
    both = f"{QUOTE} {' ' * 100} {later}"
    assert standing(made(), {"a": both}) == (Standing.MOVED, (0, len(QUOTE)))
    assert standing(made(), {"a": QUOTE}) == (Standing.MOVED, (0, len(QUOTE)))


def test_other_words_that_changed_are_told_though_the_quote_stands():
    assert standing(made(), {"a": TEXT + " Updated."})[0] is Standing.ARTICLE_CHANGED


@pytest.mark.parametrize("text", ["", TEXT.replace("approved", "rejected"), TEXT[: START + len(QUOTE) - 1]])
def test_a_quote_that_its_article_no_longer_says_is_gone(text):
    assert standing(made(), {"a": text}) == (Standing.QUOTE_GONE, None)


def test_an_article_that_is_not_there_is_gone_even_if_another_says_the_same():
    assert standing(made(), {"b": TEXT}) == (Standing.ARTICLE_GONE, None)


@given(before=words, after=words)
def test_wherever_a_quote_is_said_to_stand_it_stands(before, after):
    text = before + QUOTE + after
    (check,) = receipt.verify(made(), {"a": text}.get)
    assert text[check.now.start : check.now.end] == QUOTE


def test_a_refusal_has_nothing_to_verify():
    refusal = answer(status=Status.REFUSED, text="The articles don't say.", sentences=(), citations=())
    assert receipt.verify(made(refusal), {}.get) == ()


def leaves(value, path=()):
    """Every place of a JSON value that holds no further value."""
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(inner, (*path, key))
    else:
        yield path


@pytest.mark.parametrize("path", [path for path in leaves(asdict(made())) if path != ("format",)], ids=str)
def test_an_edit_anywhere_is_noticed(path):
    values = json.loads(written(made()))
    inner = values
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = f"{inner[path[-1]]}1"
    with pytest.raises(ReceiptError, match="was changed after it was made"):
        receipt.read(json.dumps(values).encode(), name="r.json")


def test_what_is_added_taken_out_or_said_twice_is_noticed():
    values = json.loads(written(made()))
    for changed in ({**values, "extra": 1}, {**values, "answer": {**values["answer"], "citations": []}}):
        with pytest.raises(ReceiptError, match="was changed after it was made"):
            receipt.read(json.dumps(changed).encode(), name="r.json")
    twice = written(made()).replace(b'"question":', b'"question": "Was it rejected?", "question":', 1)
    with pytest.raises(ReceiptError):
        receipt.read(twice, name="r.json")


def test_order_and_spacing_in_the_file_do_not_matter():
    values = json.loads(written(made()))
    turned = json.dumps(dict(reversed(values.items())), indent=7)
    assert receipt.read(turned.encode(), name="r") == made()


def test_a_later_version_may_add_to_a_receipt():
    values = json.loads(written(made()))
    del values["digest"]
    values["answer"]["mood"] = "sure"
    values["digest"] = receipt._digest(values)
    assert receipt.read(json.dumps(values).encode(), name="r").answer == made().answer


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "not a receipt"),
        (b"{", "not a receipt"),
        (b"[1]", "not a receipt"),
        (b"null", "not a receipt"),
        (b'{"question": "?"}', "not a receipt"),
        (b"\xff\xfe\x00\x01", "not a receipt"),
        (b"[" * 100_000, "not a receipt"),
        (b"<!doctype html>", "the page of a receipt; name the JSON file"),
        (b'{"format": 2, "answer": 1, "articles": 1, "digest": 1}', "format 2"),
        (b'{"format": 1, "answer": 1, "articles": 1, "digest": 1}', "its digest does not match"),
    ],
)
def test_what_is_no_receipt_is_one_line_that_names_the_file(content, told):
    with pytest.raises(ReceiptError) as caught:
        receipt.read(content, name="some.json")
    assert str(caught.value).startswith("some.json")
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_values_of_the_wrong_kind_are_one_line_even_with_a_right_digest():
    values = json.loads(written(made()))
    del values["digest"]
    values["answer"]["citations"][0]["start"] = "here"
    values["digest"] = receipt._digest(values)
    with pytest.raises(ReceiptError, match=r"r\.json is not a receipt: answer\.citations\.0\.start") as caught:
        receipt.read(json.dumps(values).encode(), name="r.json")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        (("answer", "citations", 0, "end"), START, f"a quote of {len(QUOTE)} characters is said to stand at"),
        (("answer", "evidence", 0, "start"), 0, "is said to stand at 0-"),
        (("answer", "status"), "refused", "its answer is refused with 1 citations"),
        (("answer", "citations"), [], "its answer is answered with 0 citations"),
        (("answer", "text"), "Yes. [1] [2]", "the numbers in its answer are not those of its citations"),
        (("answer", "text"), "Yes.", "the numbers in its answer are not those of its citations"),
        (("made",), "yesterday", "it was made at 'yesterday', which is no date and time"),
    ],
)
def test_what_contradicts_itself_is_one_line_even_with_a_right_digest(place, value, told):
    values = json.loads(written(made()))
    del values["digest"]
    inner = values
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    values["digest"] = receipt._digest(values)
    with pytest.raises(ReceiptError, match=r"^r\.json is not a receipt: .*; ask for the original$") as caught:
        receipt.read(json.dumps(values).encode(), name="r.json")
    assert told in str(caught.value)
