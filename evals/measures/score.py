"""From outcomes to rows: every score of every case, and its verdict. Pure but for looking up articles' texts.

A case that failed gets the worst value of every metric that asks how good the search, the evidence, the answer or the
refusal was. What describes something said (exact quotes, fidelity, time, tokens) has nothing to describe there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from evals.ablation import words
from evals.cases import Case, Claim
from evals.measures import answers, citations, evidence, retrieval
from evals.measures.metrics import Part
from evals.measures.refusals import confidence, refusal_scores
from evals.measures.speed import Price, speed_scores
from evals.results import Row, Verdict
from evals.run import Outcome
from rag.answer import Answer, Citation, Evidence, Status, Support
from rag.support.check import check

Scored = dict[str, float]


def score_cases(
    cases: Sequence[Case],
    outcomes: Sequence[Outcome],
    *,
    parts: Collection[Part],
    text_of: Callable[[str], str],
    price: Price | None = None,
) -> list[Row]:
    """Return a row for each case.

    Args:
        cases: What was asked.
        outcomes: What came of each, in the same order.
        parts: What to score.
        text_of: The text of the collection's article with an id, which quotes are held against.
        price: What the writer charges; None: no cost is scored.
    """
    ndcg: Sequence[float | None] = [None] * len(cases)
    if Part.RETRIEVAL in parts:
        ndcg = _ndcg(cases, outcomes)
    return [
        _row(case, outcome, parts=parts, text_of=text_of, price=price, ndcg=gain)
        for case, outcome, gain in zip(cases, outcomes, ndcg, strict=True)
    ]


def _ndcg(cases: Sequence[Case], outcomes: Sequence[Outcome]) -> list[float | None]:
    judged = [i for i, case in enumerate(cases) if retrieval.grades(case.gold)]
    rankings = [retrieval.best_articles([hit.article_id for hit in outcomes[i].hits]) for i in judged]
    gains = retrieval.ndcg(rankings, [retrieval.grades(cases[i].gold) for i in judged], 10)
    found: list[float | None] = [None] * len(cases)
    for i, gain in zip(judged, gains, strict=True):
        found[i] = gain
    return found


def _row(
    case: Case,
    outcome: Outcome,
    *,
    parts: Collection[Part],
    text_of: Callable[[str], str],
    price: Price | None,
    ndcg: float | None,
) -> Row:
    answer = outcome.answer
    scores: Scored = {}
    verdict = Verdict.ERROR if outcome.error else Verdict.UNGRADED
    if Part.RETRIEVAL in parts and case.gold:
        scores |= retrieval_scores(case, outcome)
        if ndcg is not None:
            scores["ndcg@10"] = ndcg
    if Part.EVIDENCE in parts:
        scores |= evidence_scores(case, answer)
    if Part.REFUSALS in parts:
        scores |= _refusal_scores(case, answer)
    if Part.ANSWERS in parts:
        verdict, graded = answer_scores(case, answer)
        scores |= graded
    if Part.CITATIONS in parts:
        scores |= citation_scores(case, answer, text_of=text_of)
        if outcome.unchanged is not None:
            scores["decoration"] = float(outcome.unchanged)
    if Part.SPEED in parts and answer is not None:
        scores |= speed_scores(answer, written=outcome.written, price=price)
    return Row(
        id=case.id,
        question=case.question,
        kind=case.kind,
        answerable=case.answerable,
        history=case.history,
        answers=case.answers,
        parts=case.parts,
        gold=case.gold,
        hits=outcome.hits,
        answer=answer,
        written=outcome.written,
        confidence=None if answer is None else round(confidence(answer), 4),
        verdict=verdict,
        scores={name: round(value, 6) for name, value in scores.items()},
        error=outcome.error,
    )


def retrieval_scores(case: Case, outcome: Outcome) -> Scored:
    """Return the scores of one search; all 0 when it failed."""
    held = [hit.gold for hit in outcome.hits]
    scores = {f"hits@{k}": retrieval.hits_at(held, k) for k in retrieval.CUTOFFS}
    scores["mrr@10"] = retrieval.reciprocal_rank(held, 10)
    scores["recall@10"] = retrieval.recall_at(held, len(case.gold), 10)
    if case.needs_all:
        scores["all_evidence@10"] = retrieval.all_evidence_at(held, len(case.gold), 10)
        articles = [hit.article_id for hit in outcome.hits]
        scores["all_articles@10"] = retrieval.all_articles_at(articles, frozenset(retrieval.grades(case.gold)), 10)
    return scores


def evidence_scores(case: Case, answer: Answer | None) -> Scored:
    """Return the scores of one question's evidence; all 0 when it failed, none when there is nothing to look for."""
    found = () if answer is None else answer.evidence
    scores: Scored = {}
    if case.gold:
        scores["evidence_hit"] = evidence.evidence_hit(found, case.gold)
        scores["evidence_precision"] = evidence.evidence_precision(found, case.gold)
        if case.needs_all:
            scores["evidence_recall"] = evidence.evidence_recall(found, case.gold)
    in_evidence = evidence.answer_in_evidence(found, case.answers)
    if in_evidence is not None:
        scores["answer_in_evidence"] = in_evidence
    return scores


def _refusal_scores(case: Case, answer: Answer | None) -> Scored:
    """Return the refusal figures a case counts in, and what the risk-coverage curve needs; a failure is the worst."""
    scores: Scored = {"answerable": float(case.answerable), "confidence": -1.0}
    if answer is None:
        scores["false_refusals" if case.answerable else "refusal_recall"] = float(case.answerable)
    else:
        scores |= refusal_scores(answerable=case.answerable, refused=answer.status is Status.REFUSED)
        scores["confidence"] = confidence(answer)
    found = evidence_scores(case, answer)
    held = 0.0 if not case.answerable else found.get("evidence_hit", found.get("answer_in_evidence"))
    if held is not None:
        scores["evidence_loss"] = 1.0 - held
    return scores


def answer_scores(case: Case, answer: Answer | None) -> tuple[Verdict, Scored]:
    """Return the verdict on one answer and its scores; a failure is the worst of each, and a refusal holds no words.

    An answer made of quotes, without a writer, is graded the same: it is what a person without one gets.
    """
    refused = answer is not None and answer.status is Status.REFUSED
    text = "" if answer is None or refused else words(answer)
    verdict = answers.grade(text, answers=case.answers, parts=case.parts, answerable=case.answerable, refused=refused)
    if answer is None:
        verdict = Verdict.ERROR
    scores: Scored = {}
    if not case.answerable:
        return verdict, {"right": float(verdict is Verdict.RIGHTLY_REFUSED)}
    if any(map(answers.is_phrase, case.answers)) or case.parts:
        correct = float(verdict is Verdict.CORRECT)
        scores |= {"right": correct, "correct": correct}
        scores["incorrect"] = float(verdict in (Verdict.INCORRECT, Verdict.ERROR))
        scores["exact_match"] = answers.exact_match(text, case.answers)
        if not refused:
            scores["correct_of_attempted"] = correct
    scores["not_attempted"] = float(refused)
    if case.answers:
        scores["token_f1"] = answers.token_f1(text, case.answers)
        scores["token_recall"] = answers.token_recall(text, case.answers)
        scores["one_shared_word"] = answers.one_shared_word(text, case.answers)
    return verdict, scores


def citation_scores(case: Case, answer: Answer | None, *, text_of: Callable[[str], str]) -> Scored:
    """Return the citation scores of one answer; a refusal cites nothing and has only exact quotes to score."""
    if answer is None:
        sentences = case.answerable and any(one.quote for one in case.gold)
        return {"citation_precision": 0.0, "citation_recall": 0.0} if sentences else {}
    quotes: list[Citation | Evidence] = [*answer.citations, *answer.evidence, *answer.near_misses]
    found: dict[str, float | None] = {"quote_exact": citations.quote_exact(quotes, text_of)}
    if answer.status is Status.ANSWERED:
        found["number_fidelity"] = citations.number_fidelity(answer)
        found["name_fidelity"] = citations.name_fidelity(answer)
        found["alce_recall"] = citations.alce_recall(answer)
        found["alce_precision"] = citations.alce_precision(answer)
        if any(one.quote for one in case.gold):
            found["citation_precision"] = citations.citation_precision(answer.citations, case.gold)
            if case.needs_all:
                found["citation_recall"] = citations.citation_recall(answer.citations, case.gold)
    return {name: value for name, value in found.items() if value is not None}


_SUPPORT = {Support.SUPPORTED: 1.0, Support.PARTLY: 0.5, Support.UNSUPPORTED: 0.0, Support.UNCHECKED: 0.0}


def score_claims(
    claims: Sequence[Claim],
    *,
    checker: Callable[[str, Sequence[Citation]], Support] = check,
    progress: Callable[[int], None] = lambda _: None,
) -> list[Row]:
    """Return a row for each claim: what the support check says of it, and whether that is right."""
    rows: list[Row] = []
    for claim in claims:
        progress(len(rows))
        support = checker(claim.text, _cited(claim))
        called = support is Support.SUPPORTED
        scores: Scored = {
            "claim_supported": float(claim.supported),
            "support": _SUPPORT[support],
            "support_accuracy": float(called == claim.supported),
        }
        if not claim.supported:
            scores["false_support"] = float(called)
        rows.append(
            Row(
                id=claim.id,
                question=claim.text,
                kind=claim.kind,
                answerable=claim.supported,
                verdict=Verdict.CORRECT if called == claim.supported else Verdict.INCORRECT,
                scores=scores,
            )
        )
    progress(len(claims))
    return rows


def _cited(claim: Claim) -> list[Citation]:
    """Return the claim's sentences as citations of one nameless article."""
    found: list[Citation] = []
    start = 0
    for n, quote in enumerate(claim.cited, start=1):
        found.append(
            Citation(
                n=n,
                article_id=claim.id,
                title="",
                source="",
                published_at=None,
                url=None,
                start=start,
                end=start + len(quote),
                quote=quote,
            )
        )
        start += len(quote) + 1
    return found
