"""The metrics by name: what each is, in which part it is measured, and how cases add up to its figure.

One table, so that the command line, the report and the comparison agree. How a single case is scored stands in
retrieval, answers, refusals, citations and speed; how scores become a figure with its interval, in uncertainty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """What can be measured on its own; only what the chosen parts need is run."""

    RETRIEVAL = "retrieval"
    EVIDENCE = "evidence"
    ANSWERS = "answers"
    CITATIONS = "citations"
    REFUSALS = "refusals"
    SPEED = "speed"


class Unit(StrEnum):
    """What a figure counts in; a share lies in [0, 1]."""

    SHARE = "share"
    MILLISECONDS = "ms"
    TOKENS = "tokens"
    DOLLARS = "USD"


class Total(StrEnum):
    """How the cases' scores make the figure: their mean or a quantile, or an area over their ranking."""

    MEAN = "mean"
    MEDIAN = "median"
    P95 = "95th percentile"
    AURC = "area under the risk-coverage curve"
    AUROC = "area under the ROC curve"


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One metric.

    Attributes:
        name: As gates and results spell it, "hits@10".
        title: As a table's head spells it.
        meaning: One sentence for the reader of a report, naming the trap where a name misleads.
        part: The part it is measured in.
        column: The score of a case that it adds up (a key of `Row.scores`); empty: its own name.
        ranked_by: The score that orders the cases, highest first, for the two areas.
        total: How cases add up.
        higher_is_better: Which way is up.
        headline: Whether it stands in the summary line and the short table.
    """

    name: str
    title: str
    meaning: str
    part: Part
    column: str = ""
    ranked_by: str = ""
    total: Total = Total.MEAN
    unit: Unit = Unit.SHARE
    higher_is_better: bool = True
    headline: bool = False

    @property
    def source(self) -> str:
        """The score of a case that the metric adds up."""
        return self.column or self.name


# By part: name, title, meaning. Every one of them is a share and the mean over the cases.
_SHARES: Mapping[Part, tuple[tuple[str, str, str], ...]] = {
    Part.RETRIEVAL: (
        ("hits@1", "Hits@1",
         "Questions whose first passage holds a gold sentence. Others call hits@k Success@k, or wrongly Recall@k."),
        ("hits@4", "Hits@4", "Questions with a gold sentence in the first 4 passages."),
        ("hits@10", "Hits@10", "Questions with a gold sentence in the first 10 passages."),
        ("mrr@10", "MRR@10", "Mean of 1 / rank of the first passage that holds a gold sentence, 0 beyond rank 10."),
        ("recall@10", "Recall@10",
         "Share of a question's gold sentences in the first 10 passages; each counts once however often it is found."),
        ("all_evidence@10", "All evidence@10", "Questions with every gold sentence in the first 10 passages."),
        ("all_articles@10", "All articles@10",
         "Questions with a passage of every gold article among the first 10, whether or not it is the right passage."),
        ("ndcg@10", "nDCG@10",
         "Gain of the first 10 articles, each at its best passage's rank, against the best possible order."),
    ),
    Part.EVIDENCE: (
        ("evidence_hit", "Gold in evidence", "Questions with a gold sentence among the evidence sentences."),
        ("evidence_recall", "Evidence recall", "Share of a question's gold sentences that are evidence."),
        ("evidence_precision", "Evidence precision",
         "Share of evidence sentences that are gold; low by design, since eight are shown and few are gold."),
        ("answer_in_evidence", "Answer in evidence",
         "Questions with an accepted answer, word for word, in an evidence sentence; yes/no questions are left out."),
    ),
    Part.ANSWERS: (
        ("right", "Right", "Cases handled right: answerable and answered correctly, or unanswerable and refused."),
        ("correct", "Correct (containment)",
         "Answerable questions whose answer holds an accepted answer as a whole phrase; yes and no as its first word."),
        ("correct_of_attempted", "Correct if answered",
         "Answerable questions answered correctly, of those not refused."),
        ("incorrect", "Incorrect",
         "Answerable questions answered without an accepted answer; it, correct and not attempted add up to 1."),
        ("not_attempted", "Not attempted",
         "Answerable questions refused: neither right nor wrong (three-way grading)."),
        ("exact_match", "Exact match",
         "The answer is an accepted answer and nothing more, after SQuAD's normalisation; a full sentence never is."),
        ("token_f1", "Token F1",
         "Overlap of answer and best accepted answer as bags of words; full sentences lose by being longer."),
        ("token_recall", "Token recall",
         "Share of the best accepted answer's words that the answer holds; longer answers gain."),
        ("one_shared_word", "One shared word",
         "MultiHop-RAG's published script: right when answer and gold share ANY word, even 'the'. Only to compare."),
    ),
    Part.REFUSALS: (
        ("refusal_precision", "Refusal precision", "Refused questions that had no answer in the collection."),
        ("refusal_recall", "Refusal recall", "Questions without an answer in the collection that were refused."),
        ("false_refusals", "False refusals",
         "Answerable questions that were refused; recall alone can be bought by refusing everything."),
    ),
    Part.CITATIONS: (
        ("citation_precision", "Citation precision",
         "Share of the cited characters that are gold sentences. What is cited beside gold may still be true."),
        ("citation_recall", "Citation recall", "Share of the gold sentences' characters that are cited."),
        ("quote_exact", "Quotes exact",
         "Citations whose quote is the article's text at its offsets, character for character. Must be 1."),
        ("number_fidelity", "Numbers cited", "Answer sentences whose every number stands in what they cite."),
        ("name_fidelity", "Names cited", "Answer sentences whose every name stands in what they cite."),
        ("alce_recall", "ALCE recall",
         "Answer sentences that their citations together support; judged by the chain's own check, so it flatters."),
        ("alce_precision", "ALCE precision",
         "Citations that support their sentence alone, or without which the others do not."),
        ("decoration", "Unchanged without citations",
         "Answers that stay the same when every sentence they cite is taken away: their citations were decoration."),
        ("support_accuracy", "Support right",
         "Claims that the check calls supported when they are, and not when they are not."),
        ("false_support", "False support", "Claims not (fully) supported that the check calls supported."),
    ),
}  # fmt: skip

_LOWER_IS_BETTER = frozenset("incorrect not_attempted false_refusals decoration false_support".split())
_HEADLINE = frozenset(
    """
    hits@4 hits@10 mrr@10 all_evidence@10 ndcg@10 evidence_hit right correct token_f1 refusal_recall
    false_refusals citation_precision citation_recall quote_exact false_support
    """.split()
)

_SPEEDS: tuple[tuple[str, str, str, bool], ...] = (
    # score of a case, title, meaning, headline
    ("retrieve_ms", "Search", "From the question's arrival to its hits.", False),
    ("evidence_ms", "Evidence", "From the question's arrival to its evidence.", True),
    ("first_token_ms", "First word", "From the question's arrival to the writer's first piece of text.", True),
    ("total_ms", "Whole answer", "From the question's arrival to the finished answer.", False),
)


def _table() -> Mapping[str, Metric]:
    metrics = [
        Metric(
            name=name,
            title=title,
            meaning=meaning,
            part=part,
            higher_is_better=name not in _LOWER_IS_BETTER,
            headline=name in _HEADLINE,
        )
        for part, rows in _SHARES.items()
        for name, title, meaning in rows
    ]
    metrics += [
        Metric(
            name="aurc",
            title="AURC",
            meaning="Mean risk over all coverages, answering the surest first; risk is evidence that lacks the answer.",
            part=Part.REFUSALS,
            column="evidence_loss",
            ranked_by="confidence",
            total=Total.AURC,
            higher_is_better=False,
        ),
        Metric(
            name="answerable_auroc",
            title="Answerable AUROC",
            meaning="Chance that an answerable question gets higher confidence than an unanswerable one; .5 is blind.",
            part=Part.REFUSALS,
            column="answerable",
            ranked_by="confidence",
            total=Total.AUROC,
        ),
        Metric(
            name="support_auroc",
            title="Support AUROC",
            meaning="Chance that a supported claim is checked as better supported than one that is not; .5 is blind.",
            part=Part.CITATIONS,
            column="claim_supported",
            ranked_by="support",
            total=Total.AUROC,
            headline=True,
        ),
    ]
    for score, title, meaning, headline in _SPEEDS:
        for total, short in ((Total.MEDIAN, "p50"), (Total.P95, "p95")):
            metrics.append(
                Metric(
                    name=f"{score}_{short}",
                    title=f"{title} {short}",
                    meaning=meaning,
                    part=Part.SPEED,
                    column=score,
                    total=total,
                    unit=Unit.MILLISECONDS,
                    higher_is_better=False,
                    headline=headline and total is Total.MEDIAN,
                )
            )
    for name, title, meaning, unit in (
        ("prompt_tokens", "Tokens read", "What the writer read for one answer, as it counted.", Unit.TOKENS),
        ("completion_tokens", "Tokens written", "What the writer wrote for one answer, as it counted.", Unit.TOKENS),
        ("cost", "Cost", "Of one answer at the given price.", Unit.DOLLARS),
    ):
        metrics.append(
            Metric(name=name, title=title, meaning=meaning, part=Part.SPEED, unit=unit, higher_is_better=False)
        )
    return {metric.name: metric for metric in metrics}


METRICS: Mapping[str, Metric] = _table()
"""Every metric by its name, in the order that tables and reports show them."""
