"""Receipts: an answer as it was given, so that anyone can check later whether the articles still say it. Pure.

A receipt holds the answer, the SHA-256 of every article text it points to, and a digest of its own contents. The
digest shows that a receipt was edited or damaged; it is no signature, for whoever edits one can make a new digest.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from index.articles import Span
from rag.answer import Answer, Citation, Evidence, Status
from rag.errors import ReceiptError

FORMAT = 1
"""Raised when a change makes older receipts unreadable; what is only added does not."""

_NUMBER = re.compile(r"\[(\d+)\]")

TextOf = Callable[[str], str | None]
"""From an article's id to its text, the repaired one; None when there is no such article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One answer with what is needed to check it.

    Attributes:
        dateline: The version of Dateline that answered.
        made: When, ISO 8601 with its offset.
        settings: What the answer was made with, by name.
        answer: As it was given; the writer is its `model`.
        articles: The SHA-256 (hexadecimal) of the text of every article that is cited, evidence or a near miss, by id.
        digest: Of everything else here.
    """

    format: int = FORMAT
    dateline: str
    made: str
    settings: Mapping[str, str | None]
    answer: Answer
    articles: Mapping[str, str]
    digest: str


class Standing(StrEnum):
    """What has become of a citation."""

    UNCHANGED = "unchanged"
    MOVED = "moved"
    """The quote stands elsewhere in the article."""
    ARTICLE_CHANGED = "article changed"
    """The quote stands where it stood, but other words of the article are not the same."""
    ARTICLE_GONE = "article gone"
    QUOTE_GONE = "quote gone"
    """The article is there and does not hold the quote."""


@dataclass(frozen=True, slots=True)
class Check:
    """One citation held against the collection; `now` is where its quote stands, None when nowhere."""

    citation: Citation
    standing: Standing
    now: Span | None


def make(
    answer: Answer, *, text_of: TextOf, settings: Mapping[str, str | None], version: str, made: datetime
) -> Receipt:
    """Return the receipt of an answer that was just given.

    Args:
        answer: Every quote in it must stand in its article, as every answer of the chain promises.
        text_of: The articles that it was made from.
        settings: What it was made with; no secrets.
        version: Dateline's.
        made: When; with an offset.

    Raises:
        ReceiptError: An article has changed since.
    """
    articles: dict[str, str] = {}
    quoted: tuple[Citation | Evidence, ...] = (*answer.citations, *answer.evidence, *answer.near_misses)
    for each in quoted:
        text = text_of(each.article_id)
        if text is None or not _stands(each.quote, text, each.start):
            raise ReceiptError(
                f"there can be no receipt: the article {each.article_id!r} has changed since it was quoted; ask again"
            )
        articles[each.article_id] = _hash(text)
    values = {
        "format": FORMAT,
        "dateline": version,
        "made": made.isoformat(timespec="seconds"),
        "settings": dict(settings),
        "answer": answer.to_dict(),
        "articles": articles,
    }
    # A question or a writer may hold half of a surrogate pair, which no file can: it becomes "?".
    values = json.loads(json.dumps(values, ensure_ascii=False).encode("utf-8", "replace"))
    return _receipt(values | {"digest": _digest(values)})


def to_json(receipt: Receipt) -> str:
    """Return the receipt as indented JSON; `read` gives an equal one back."""
    return json.dumps(asdict(receipt), ensure_ascii=False, indent=1) + "\n"


def read(data: bytes, *, name: str) -> Receipt:
    """Return the receipt in a file's bytes; `name` is what messages call the file.

    Raises:
        ReceiptError: It is no receipt, one of another format, was changed after it was made, or contradicts itself.
    """
    try:
        values = json.loads(data, object_pairs_hook=_without_twins)
    except (ValueError, RecursionError) as error:
        what = "the page of a receipt" if data.lstrip()[:1] == b"<" else "not a receipt, nor other JSON"
        raise ReceiptError(f"{name} is {what}; name the JSON file of a receipt") from error
    if not isinstance(values, dict) or not {"format", "answer", "articles", "digest"} <= values.keys():
        raise ReceiptError(f"{name} is not a receipt; name a file that `dateline ask --receipt` or the chat made")
    if values["format"] != FORMAT:
        raise ReceiptError(
            f"{name} is a receipt of format {values['format']!r}, this version reads {FORMAT}; use the Dateline it "
            f"was made with"
        )
    if values.pop("digest") != (digest := _digest(values)):
        raise ReceiptError(f"{name} was changed after it was made: its digest does not match; ask for the original")
    try:
        receipt = _receipt(values | {"digest": digest})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise ReceiptError(f"{name} is not a receipt: {place}: {first['msg']}; ask for the original") from None
    if wrong := _contradiction(receipt):
        raise ReceiptError(f"{name} is not a receipt: {wrong}; ask for the original")
    return receipt


def verify(receipt: Receipt, text_of: TextOf) -> tuple[Check, ...]:
    """Return what has become of each citation, in their order; a refusal has none."""
    return tuple(_check(citation, receipt.articles, text_of) for citation in receipt.answer.citations)


def _check(citation: Citation, hashes: Mapping[str, str], text_of: TextOf) -> Check:
    text = text_of(citation.article_id)
    if text is None:
        return Check(citation, Standing.ARTICLE_GONE, None)
    if _stands(citation.quote, text, citation.start):
        same = _hash(text) == hashes.get(citation.article_id)
        standing = Standing.UNCHANGED if same else Standing.ARTICLE_CHANGED
        return Check(citation, standing, Span(citation.start, citation.end))
    place = _nearest(citation.quote, text, citation.start)
    return Check(citation, Standing.QUOTE_GONE if place is None else Standing.MOVED, place)


def _contradiction(receipt: Receipt) -> str:
    """Return what in a receipt cannot be, as no answer is so, or ""; whoever made it may have made its digest, too."""
    answer = receipt.answer
    quoted: tuple[Citation | Evidence, ...] = (*answer.citations, *answer.evidence, *answer.near_misses)
    for each in quoted:
        if each.end - each.start != len(each.quote):
            return f"a quote of {len(each.quote)} characters is said to stand at {each.start}-{each.end}"
    if (answer.status is Status.ANSWERED) != bool(answer.citations):
        return f"its answer is {answer.status.value} with {len(answer.citations)} citations"
    if sorted(set(_NUMBER.findall(answer.text))) != sorted(str(citation.n) for citation in answer.citations):
        return "the numbers in its answer are not those of its citations"
    try:
        datetime.fromisoformat(receipt.made)
    except ValueError:
        return f"it was made at {receipt.made!r}, which is no date and time"
    return ""


def _stands(quote: str, text: str, start: int) -> bool:
    return start >= 0 and bool(quote) and text.startswith(quote, start)


def _nearest(quote: str, text: str, start: int) -> Span | None:
    """Return where the quote stands in the text, the place nearest to `start` if there are several."""
    if not quote:
        return None
    start = max(start, 0)
    found = [at for at in (text.rfind(quote, 0, start + len(quote)), text.find(quote, start)) if at >= 0]
    at = min(found, key=lambda at: abs(at - start), default=None)
    return None if at is None else Span(at, at + len(quote))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _digest(values: Mapping[str, Any]) -> str:
    """Return the SHA-256 of values that came from JSON, whatever their order and spacing in the file."""
    canonical = json.dumps(values, sort_keys=True, separators=(",", ":"))
    return f"sha256:{hashlib.sha256(canonical.encode()).hexdigest()}"


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    # Of two equal keys a person would read the first and json would take the last.
    values = dict(pairs)
    if len(values) < len(pairs):
        raise ValueError("a key stands twice in one object")
    return values


def _receipt(values: Mapping[str, Any]) -> Receipt:
    receipt: Receipt = _adapter().validate_python(values)
    return receipt


@cache
def _adapter() -> TypeAdapter[Receipt]:
    return TypeAdapter(Receipt)
