"""How good the citations of one answer are, in [0, 1], higher is better. None: nothing to judge.

Against gold sentences by characters, not by sentence numbers: a citation that runs over the gold sentence loses
precision by just what is too much.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from evals.cases import Gold
from evals.measures.overlap import covered, holds, shared_characters
from index.articles import Span, header
from rag.answer import Answer, Citation, Evidence, Support
from rag.support.check import check
from rag.support.overlap import lacking_numbers
from rag.text.names import lacking_names

Checker = Callable[[str, Sequence[Citation]], Support]
"""What says how far cited sentences support a text; `rag.support.check.check` unless told otherwise."""


def citation_precision(citations: Sequence[Citation], gold: Sequence[Gold]) -> float | None:
    """Return the share of the cited characters that lie in gold sentences; None without citations.

    A cited sentence that is not gold may still be true and support the answer: annotators mark enough, not all.
    """
    cited = sum(citation.end - citation.start for citation in citations)
    return sum(_gold_characters(citation, gold) for citation in citations) / cited if cited else None


def _gold_characters(citation: Citation, gold: Sequence[Gold]) -> int:
    span = Span(citation.start, citation.end)
    own = [one.span for one in gold if one.article_id == citation.article_id and one.span is not None]
    shared = shared_characters([span], own)
    # The same sentence in another outlet's copy is gold too.
    twins = [len(one.quote) for one in gold if _holds(one, citation)]
    return min(span.end - span.start, max([shared, *twins]))


def _holds(gold: Gold, citation: Citation) -> bool:
    return bool(gold.quote) and holds(gold, article_id=citation.article_id, text=citation.quote)


def citation_recall(citations: Sequence[Citation], gold: Sequence[Gold]) -> float | None:
    """Return the share of the gold sentences' characters that are cited; None when the set has no gold sentences."""
    sentences = [one for one in gold if one.quote]
    wanted = sum(len(one.quote) for one in sentences)
    return sum(covered(one, citations) * len(one.quote) for one in sentences) / wanted if wanted else None


def quote_exact(quotes: Sequence[Citation | Evidence], text_of: Callable[[str], str]) -> float | None:
    """Return the share of quotes that are their article's text at their offsets, character for character.

    Anything below 1 is a fault of the program, never of a model.

    Args:
        quotes: Citations, evidence and near misses of one answer.
        text_of: The text of the article with an id.
    """
    if not quotes:
        return None
    exact = sum(text_of(quote.article_id)[quote.start : quote.end] == quote.quote for quote in quotes)
    return exact / len(quotes)


def number_fidelity(answer: Answer) -> float | None:
    """Return the share of the answer's sentences whose every number stands in what they cite."""
    return _fidelity(answer, lacking_numbers)


def name_fidelity(answer: Answer) -> float | None:
    """Return the share of the answer's sentences whose every name stands in what they cite (outlet and title too)."""
    return _fidelity(answer, lacking_names)


def _fidelity(answer: Answer, lacking: Callable[[str, Sequence[str]], frozenset[str]]) -> float | None:
    if not answer.sentences:
        return None
    faithful = 0
    for text, citations in cited_sentences(answer):
        cited = [part for c in citations for part in (c.quote, header(c.title, c.source, c.published_at))]
        faithful += not lacking(text, cited)
    return faithful / len(answer.sentences)


def alce_recall(answer: Answer, *, checker: Checker = check) -> float | None:
    """Return the share of the answer's sentences that all their citations together fully support.

    The formula of ALCE (Gao et al., arXiv 2305.14627, section 3), but with another judge: ALCE asks the TRUE model
    (T5-11B), this asks `checker`. With the chain's own check it flatters, for the chain has already taken out what
    that check calls unsupported. Compare only runs with the same checker.
    """
    if not answer.sentences:
        return None
    supported = sum(_supports(checker, text, citations) for text, citations in cited_sentences(answer))
    return supported / len(answer.sentences)


def alce_precision(answer: Answer, *, checker: Checker = check) -> float | None:
    """Return the share of citations that are relevant; None without citations.

    ALCE: a citation is irrelevant when it does not support its sentence alone and the others support it without
    it; in a sentence that is not supported none is relevant.
    """
    relevant = total = 0
    for text, citations in cited_sentences(answer):
        total += len(citations)
        if not _supports(checker, text, citations):
            continue
        for i, citation in enumerate(citations):
            others = [*citations[:i], *citations[i + 1 :]]
            relevant += _supports(checker, text, [citation]) or not _supports(checker, text, others)
    return relevant / total if total else None


def _supports(checker: Checker, text: str, citations: Sequence[Citation]) -> bool:
    return bool(citations) and checker(text, citations) is Support.SUPPORTED


def cited_sentences(answer: Answer) -> list[tuple[str, list[Citation]]]:
    """Return each sentence of the answer with the citations it carries."""
    by_number = {citation.n: citation for citation in answer.citations}
    return [(sentence.text, [by_number[n] for n in sentence.citations]) for sentence in answer.sentences]
