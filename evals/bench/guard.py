"""How good the guard is: what it catches of changed sentences, what it lets pass of faithful ones, and on WiCE.

Minimal pairs are made from real sentences (`evals.challenges.minimal_pairs`): of our own articles, and of the articles
and passages in the folders named. The articles fall into two halves by their ids: the guard was made looking at pairs
of the one, and this prints the other, unless told otherwise. Models are not needed.

    python -m evals.bench.guard ../shared/data/multihop_rag ../shared/data/clapnq --wice ../shared/data/wice
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Sequence
from enum import StrEnum
from hashlib import blake2s
from math import sqrt
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from evals.bench.tables import load, machine_line, table
from evals.challenges.minimal_pairs import KINDS_OF_CHANGE, Pair, minimal_pairs
from evals.challenges.paraphrases import PARAPHRASES
from evals.datasets import open_dataset, ours, wice
from evals.measures.areas import auroc
from evals.measures.uncertainty import draws, interval
from index.articles import Article
from rag.answer import Citation, Support
from rag.support.check import Check, check, findings
from rag.support.overlap import score
from rag.text.terms import content_terms


class Half(StrEnum):
    """Which articles pairs are made from."""

    MADE_ON = "made-on"
    KEPT_ASIDE = "kept-aside"


def main(
    folders: Annotated[list[Path] | None, typer.Argument(help="folders of MultiHop-RAG, CLAPNQ or another set")] = None,
    wice_folder: Annotated[Path | None, typer.Option("--wice", help="the folder of WiCE")] = None,
    each: Annotated[int, typer.Option(help="most pairs of a kind")] = 100,
    half: Annotated[Half, typer.Option(help="which half of the articles")] = Half.KEPT_ASIDE,
    show: Annotated[int, typer.Option(help="print this many misses of each kind")] = 0,
) -> None:
    """Print what the guard catches and passes, by kind, and what each check is for."""
    before = load()
    articles = [*ours.load().articles]
    for folder in folders or ():
        articles += open_dataset(str(folder)).articles
    chosen = [article for article in articles if half_of(article) is half]
    pairs = minimal_pairs(chosen, each=each)
    began = time.perf_counter()
    verdicts = [check(pair.text, [pair.citation]) for pair in pairs]
    spent = (time.perf_counter() - began) / len(pairs)
    print(machine_line(before), "", sep="\n")
    print(f"{len(pairs):,} pairs from {len(chosen):,} articles ({half}); {1000 * spent:.2f} ms a check\n")
    print(by_kind(pairs, verdicts), "", sep="\n")
    print(without_each(pairs), sep="\n")
    if wice_folder:
        print("", on_wice(wice_folder), sep="\n")
    if show:
        _show(pairs, verdicts, show)


def half_of(article: Article) -> Half:
    """Return the half an article is in, by its id."""
    even = blake2s(article.id.encode(), digest_size=1).digest()[0] % 2 == 0
    return Half.MADE_ON if even else Half.KEPT_ASIDE


def is_right(pair: Pair, verdict: Support) -> bool:
    """Return whether the verdict is the right one: a faithful sentence is supported, and a changed one is not."""
    return (verdict is Support.SUPPORTED) is pair.faithful


def by_kind(pairs: Sequence[Pair], verdicts: Sequence[Support]) -> str:
    """Return a Markdown table: each kind, how many, what share was right, and what the verdicts were."""
    rows: list[tuple[object, ...]] = []
    for title, faithful, kinds in (
        ("**changes caught**", False, KINDS_OF_CHANGE),
        ("**paraphrases passed**", True, PARAPHRASES),
    ):
        judged = [(pair, verdict) for pair, verdict in zip(pairs, verdicts, strict=True) if pair.faithful is faithful]
        rows.append(_row(title, judged))
        rows += [_row(kind, [one for one in judged if one[0].kind == kind]) for kind in kinds]
    return table(("kind", "pairs", "right", "95 % interval", "supported", "partly", "unsupported"), rows)


def _row(kind: str, judged: Sequence[tuple[Pair, Support]]) -> tuple[object, ...]:
    right = sum(is_right(pair, verdict) for pair, verdict in judged)
    counts = Counter(verdict for _, verdict in judged)
    low, high = wilson(right, len(judged))
    return (
        kind,
        len(judged),
        f"{right / len(judged):.3f}" if judged else "–",
        f"{low:.3f}–{high:.3f}" if judged else "–",
        *(counts[support] for support in (Support.SUPPORTED, Support.PARTLY, Support.UNSUPPORTED)),
    )


def wilson(right: int, n: int) -> tuple[float, float]:
    """Return the 95 % score interval of a share (Wilson, 1927), which has a width even when all of them are right."""
    if not n:
        return 0.0, 1.0
    z, share = 1.96, right / n
    centre = share + z * z / (2 * n)
    width = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return (centre - width) / (1 + z * z / n), min(1.0, (centre + width) / (1 + z * z / n))


def without_each(pairs: Sequence[Pair]) -> str:
    """Return a Markdown table: with each check left out, the share caught of each kind, and of paraphrases passed."""
    rows: list[tuple[object, ...]] = []
    for left_out in (None, *Check):
        checks = frozenset(Check) - {left_out}
        rows.append((f"without {left_out}" if left_out else "all checks", *_shares(pairs, checks)))
    return table(("", *KINDS_OF_CHANGE, "paraphrases"), rows)


def _shares(pairs: Sequence[Pair], checks: Collection[Check]) -> list[str]:
    right: dict[str, list[bool]] = {kind: [] for kind in (*KINDS_OF_CHANGE, "")}
    for pair in pairs:
        right["" if pair.faithful else pair.kind].append(
            is_right(pair, check(pair.text, [pair.citation], checks=checks))
        )
    return [f"{sum(found) / len(found):.2f}" if found else "–" for found in right.values()]


def on_wice(folder: Path) -> str:
    """Return a Markdown table: how well scores tell WiCE's supported claims from the others, against the whole page."""
    claims = wice.load(folder).claims
    supported = np.array([claim.supported for claim in claims], dtype=np.float64)
    cited = [[_quoted(sentence) for sentence in claim.cited] for claim in claims]
    scores = {
        "`rag.support.check.score`": [score(claim.text, page) for claim, page in zip(claims, cited, strict=True)],
        "share of shared content words": [_overlap(claim.text, claim.cited) for claim in claims],
    }
    rows = []
    for name, values in scores.items():
        at_random = auroc(np.array(values), supported, draws(len(claims), seed=0))
        low, high = interval(at_random)
        value = auroc(np.array(values), supported, np.ones((1, len(claims))))[0]
        rows.append((name, f"{value:.3f}", f"{low:.3f}–{high:.3f}"))
    return table((f"WiCE, {len(claims)} claims", "AUROC", "95 % interval"), rows)


def _overlap(text: str, cited: Sequence[str]) -> float:
    said = set(content_terms(text))
    held = {term for part in cited for term in content_terms(part)}
    return len(said & held) / len(said) if said else 1.0


def _quoted(text: str) -> Citation:
    """Return a citation of a sentence of which nothing else is known."""
    return Citation(
        n=1, article_id="", title="", source="", published_at=None, url=None, start=0, end=len(text), quote=text
    )


def _show(pairs: Sequence[Pair], verdicts: Sequence[Support], most: int) -> None:
    shown: Counter[str] = Counter()
    for pair, verdict in zip(pairs, verdicts, strict=True):
        if not is_right(pair, verdict) and shown[pair.kind] < most:
            shown[pair.kind] += 1
            why = "; ".join(f"{f.check}: {', '.join(f.words)}" for f in findings(pair.text, [pair.citation]))
            print(f"\n{pair.kind} ({verdict}; {why})\n  {pair.citation.quote}\n  {pair.text}")


if __name__ == "__main__":
    typer.run(main)
