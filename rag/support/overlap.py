"""How much of a sentence its citations hold: a number to rank by; `rag.support.check` tells but yes or no. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from index.articles import header
from rag.answer import Citation
from rag.text import names
from rag.text.dates import Dated, blanked, dates, lacking_dates
from rag.text.names import lacking_names
from rag.text.quantities import quantities
from rag.text.terms import content_terms
from rag.text.words import regular

_NEARBY = 3  # citations in a row: a fact is seldom spread wider


def lacking_numbers(text: str, cited: Iterable[str]) -> frozenset[str]:
    """Return the numbers and dates of `text`, as written, that stand nowhere in `cited`."""
    parts = [Dated(part) for part in cited]
    held = {found.value for part in parts for found in (*quantities(blanked(part.text)), *quantities(part.text))}
    lacking = [found.written for found in quantities(blanked(text)) if found.value not in held and not found.loose]
    days = [day for day in lacking_dates(text, parts) if not (day.isdigit() and int(day) in held)]
    return frozenset((*lacking, *days))


def score(text: str, citations: Sequence[Citation]) -> float:
    """Return how much of a sentence its citations hold, in [0, 1], higher is better: a number to rank claims by.

    The mean of four shares: of the content terms that all citations hold together, of those that some three citations
    next to each other hold, of the numbers and dates, and of the names. Each alone tells less (`evals.bench.guard`
    measures it on WiCE); with equal weights, as nothing here was fitted. Unlike `check`, it does not read denials.
    """
    quotes = [citation.quote for citation in citations]
    said = set(content_terms(regular(text)))
    if not quotes or not said:
        return 0.0
    terms = [said.intersection(content_terms(regular(quote))) for quote in quotes]
    together = len(set().union(*terms)) / len(said)
    nearby = max(len(set().union(*terms[i : i + _NEARBY])) for i in range(len(terms))) / len(said)
    headers = [header(c.title, c.source, c.published_at) for c in citations]
    cited = list(dict.fromkeys((*quotes, *headers)))
    counted = len(quantities(blanked(text))) + len(dates(Dated(text)))
    named = len({word for run in names.runs(text) for word in run.words})
    numbers_held = 1 - len(lacking_numbers(text, cited)) / counted if counted else 1.0
    names_held = 1 - len(lacking_names(text, cited)) / named if named else 1.0
    return (together + nearby + max(0.0, numbers_held) + max(0.0, names_held)) / 4
