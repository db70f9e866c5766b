"""An answer, its evidence and its citations as plain text, for a terminal or to paste somewhere. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from index.articles import Article
from rag.answer import Answer, AnswerSentence, Citation, Evidence, Hit
from ui import words


def evidence(found: Sequence[Evidence]) -> str:
    """Return the quoted sentences, numbered as citations number them; "" when there are none."""
    quotes = [f"[{n}] {_quoted(each)}" for n, each in enumerate(found, start=1)]
    return "\n".join(["Evidence", *quotes, ""]) if quotes else ""


def sentence(said: AnswerSentence) -> str:
    """Return a sentence of the answer with its citation numbers, and what checking found when it is not all well."""
    numbers = "".join(f" [{n}]" for n in said.citations)
    doubt = "" if said.support == "supported" else f" ({said.support})"
    return f"{said.text}{numbers}{doubt}"


def citations(cited: Sequence[Citation], heading: str = "Cited") -> str:
    """Return each citation with outlet, date, title and the sentence it quotes; "" when there are none."""
    quotes = [f"[{each.n}] {_quoted(each)}" for each in cited]
    return "\n".join([heading, *quotes, ""]) if quotes else ""


def copied(answer: Answer) -> str:
    """Return what is copied of an answer: its text, then each citation in a line; just these when nothing wrote it."""
    lines = []
    for each in answer.citations:
        where = ", ".join(_lines_joined(each.source, words.day(each.published_at), each.title))
        lines.append(f"[{each.n}] {where}: “{' '.join(each.quote.split())}”")
    return "\n".join([answer.text, "", *lines] if answer.model else lines)


def refusal(answer: Answer) -> str:
    """Return why there is no answer, and the nearest sentences."""
    reason = f"{answer.text} {answer.note}".strip()
    near = [f"  -  {_quoted(each)}" for each in answer.near_misses]
    return "\n".join([reason, "", *(["Nearest", *near, ""] if near else [])])


def timing(answer: Answer) -> str:
    """Return who wrote the answer and how long each stage took, in one line."""
    ms = answer.ms
    parts = [f"evidence {_seconds(ms.evidence)}"]
    if ms.first_token is not None:
        parts.append(f"first word {_seconds(ms.first_token)}")
    return words.byline(answer.model or "quotes only, nothing written", *parts, f"in all {_seconds(ms.total)}")


def hit(n: int, found: Hit) -> str:
    """Return one passage found, with its score and where it stands in its article."""
    passage = found.passage
    where = _origin(passage.source, words.day(passage.published_at), passage.title)
    place = f"{passage.article_id}, characters {passage.start}-{passage.end}"
    copies = "; ".join(_origin(copy.source, words.day(copy.published_at), copy.title) for copy in found.copies)
    also = f"\n    also in: {copies}" if copies else ""
    return f"{n:>2}. {where}\n    {place}, score {found.score:.3f}{also}\n    {' '.join(passage.text.split())}\n"


def article(whole: Article) -> str:
    """Return an article's title, where it comes from, and its text, untouched."""
    where = _origin(whole.source, whole.author, words.day(whole.published_at), whole.url)
    return "\n".join([_origin(whole.title), *([where] if where else []), "", whole.text])


def _quoted(each: Evidence | Citation) -> str:
    where = _origin(each.source, words.day(each.published_at), each.title)
    return f"“{' '.join(each.quote.split())}”\n    {where}"


def _origin(*parts: str | None) -> str:
    """Return the parts that are not empty in one line, whatever line ends are in them."""
    return words.byline(*_lines_joined(*parts))


def _lines_joined(*parts: str | None) -> list[str]:
    return [" ".join(part.split()) for part in parts if part]


def _seconds(ms: float) -> str:
    return f"{ms:.0f} ms" if ms < 1000 else f"{ms / 1000:.1f} s"
