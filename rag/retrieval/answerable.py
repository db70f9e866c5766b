"""Do the articles hold the answer? What can be told before anything is written. Pure.

Two signs, both on the question's side: how well the best passage fits it, and whether what it names stands in the
articles found. A writer that cites a real sentence for a question about something else passes every check on the
answer; it fails here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rag.answer import Hit
from rag.caution import Thresholds
from rag.question.understood import Understood
from rag.retrieval.found import Found
from rag.retrieval.lanes import limits
from rag.text.names import Held
from rag.text.terms import as_written, names, unaccented

# An article on Mali need not say that it is African: what names a part of the world is no sign of another subject.
_WIDE = frozenset("african asian european nordic scandinavian mediterranean western eastern northern southern".split())
# "Canadian researchers" may be told of by their university alone; a gap it is none the less.
_OF_A_PEOPLE = re.compile(r"\b([A-Z]\w+(?:ian|ican|ese|ish))(?=\s+[a-z])")


def why_not(understood: Understood, hits: Sequence[Hit], found: Found, thresholds: Thresholds, *, doubted: bool) -> str:
    """Return in one line why a question cannot be answered from what was found, or nothing.

    `doubted` is as for `is_close`.
    """
    close = "Nothing in the collection is close to the question."
    if not found.evidence:
        limited = understood.overview_of is not None and limits(understood) is not None
        return "No article of these outlets and days tells of it." if limited else close
    if understood.overview_of == "":
        return ""
    nowhere = missing_names(understood.standalone, found.searchable.values())
    of_a_people = set(_OF_A_PEOPLE.findall(understood.standalone))
    if strange := [name for name in nowhere if name not in of_a_people]:
        return f"Nothing found mentions {', '.join(strange)}."
    own = found.said_in(one.article_id for one in found.evidence)
    gaps = bool(missing_names(understood.standalone, own))
    several = len(understood.clauses) > 1
    return "" if is_close(hits, thresholds, gaps=gaps, several=several, doubted=doubted) else close


def is_close(
    hits: Sequence[Hit], thresholds: Thresholds, *, gaps: bool = False, several: bool = False, doubted: bool = False
) -> bool:
    """Return whether the best hit fits the question well enough.

    Args:
        hits: What was found.
        thresholds: How well is well enough.
        gaps: Whether the evidence's articles lack a name of the question.
        several: Whether the question makes several claims.
        doubted: Whether a writer will tell how much it doubts its answer.
    """
    alone = thresholds.fit_to_ask if doubted else thresholds.fit
    least = max(thresholds.fit_with_gaps if gaps else alone, thresholds.fit_of_several if several else 0.0)
    return fit(hits) >= least


def fit(hits: Iterable[Hit]) -> float:
    """Return how well the hit that fits best fits the question, in [0, 1]; 0 of none."""
    return max((hit.fit for hit in hits), default=0.0)


def missing_names(question: str, articles: Iterable[str]) -> tuple[str, ...]:
    """Return the name words of the question, as written, that stand nowhere in what the articles say of themselves."""
    articles = list(articles)
    asked = names(question).certain - _WIDE
    # Whole articles take long to fold word by word: only what a plain look does not find is looked up with care.
    lowered = [unaccented(text) for text in articles] if asked else []
    unseen = {name for name in asked if not any(_stands(name, text) for text in lowered)}
    if not unseen:
        return ()
    held = Held(articles)
    return as_written(question, frozenset(name for name in unseen if name not in held))


def _stands(name: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None
