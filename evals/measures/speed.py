"""How long one answer took, what it read and wrote, and what that cost."""

from __future__ import annotations

from dataclasses import dataclass

from rag.answer import Answer


@dataclass(frozen=True, slots=True)
class Price:
    """What a hosted writer charges, in US dollars for a million tokens."""

    prompt: float
    completion: float


def speed_scores(answer: Answer, *, written: bool, price: Price | None = None) -> dict[str, float]:
    """Return milliseconds from the question's arrival to each stage's end, tokens, and cost where a price is given.

    A refusal before writing has no first token, so that stage's quantiles are over written answers only. Indexing and
    model loading are not in it; the first question of a run is, and is slower than the others.
    """
    scores = {"retrieve_ms": answer.ms.retrieve, "evidence_ms": answer.ms.evidence, "total_ms": answer.ms.total}
    if answer.ms.first_token is not None:
        scores["first_token_ms"] = answer.ms.first_token
    if written:
        scores["prompt_tokens"] = float(answer.tokens.prompt)
        scores["completion_tokens"] = float(answer.tokens.completion)
        if price is not None:
            scores["cost"] = cost(answer, price)
    return scores


def cost(answer: Answer, price: Price) -> float:
    """Return the dollars of one answer: tokens as the writer counted them, so without any it seems free."""
    return (answer.tokens.prompt * price.prompt + answer.tokens.completion * price.completion) / 1_000_000
