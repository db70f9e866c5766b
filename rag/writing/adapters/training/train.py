"""Teaches a local model to answer from numbered sentences; needs torch and transformers, and wants a GPU.

    python -m rag.writing.adapters.training.train MODEL.gguf PAGES.jsonl OUT.safetensors [--minutes 2] [--first 2]

A page's questions are branches of one stem: the page is read once for all of them, each sees the page and itself.
What is learned is the answers' tokens alone. The loss is their cross-entropy, summed over an answer and averaged over
answers: copying a sentence to its end costs nothing, choosing it, or none, does.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
import torch
import typer
from safetensors.torch import load_file, save_file
from sklearn.metrics import roc_auc_score
from torch.nn.functional import cross_entropy
from transformers import AutoTokenizer, PreTrainedTokenizerFast

from rag.writing.adapters.training.page import PageOfQuestions
from rag.writing.adapters.training.qwen import Qwen
from rag.writing.prompt import NO_ANSWER, REFUSES_WITH, prefix

_HELD_OUT = 240  # pages, by which a run is judged
_AT_ONCE = 16384  # tokens, filled up to the longest page
_SORTED = 3000  # pages of which those alike in length are read together
_ROUND = 64  # tokens, to which a page is filled up
_LONGEST_PAGE, _LONGEST_ANSWER = 1150, 140  # tokens
_WARM_UP = 30  # steps
_LAST = 0.03  # of the learning rate, at the end


class Branches:
    """A page and its questions as one sequence of tokens. `targets`: (place, next token, which question)."""

    def __init__(self, page: PageOfQuestions, tokenizer: PreTrainedTokenizerFast) -> None:
        def tokens(text: str) -> list[int]:
            return list(tokenizer.encode(text, add_special_tokens=False))

        rules = prefix(taught=True)[0]["content"]
        stem = tokens(f"<|im_start|>system\n{rules}<|im_end|>\n<|im_start|>user\n{page['page']}\n\n")
        self.ids, self.places, self.branch = [*stem], [*range(len(stem))], [-1] * len(stem)
        self.targets: list[tuple[int, int, int]] = []
        self.refuses: list[bool] = []
        for asked in page["asked"]:
            question = tokens(f"{asked['question']}<|im_end|>\n<|im_start|>assistant\n")
            answer = tokens(f"{asked['answer']}<|im_end|>")
            new, first = len(question) + len(answer), len(self.ids) + len(question)
            if len(self.ids) + new > _LONGEST_PAGE or len(answer) > _LONGEST_ANSWER:
                continue
            number = len(self.refuses)
            self.targets += [(first + i - 1, token, number) for i, token in enumerate(answer)]
            self.ids += question + answer
            self.places += range(len(stem), len(stem) + new)
            self.branch += [number] * new
            self.refuses.append(asked["answer"] == NO_ANSWER)


def losses(model: Qwen, pages: Sequence[Branches], device: str) -> tuple[torch.Tensor, torch.Tensor]:
    """Return each target's cross-entropy, shape (targets,), and the logits, shape (targets, words)."""
    length = _filled(max(len(page.ids) for page in pages))
    ids, places = (np.zeros((len(pages), length), dtype=np.int64) for _ in range(2))
    branch = np.full((len(pages), length), -2)  # what fills up sees only itself
    for row, page in enumerate(pages):
        ids[row, : len(page.ids)], places[row, : len(page.ids)] = page.ids, page.places
        branch[row, : len(page.ids)] = page.branch
    of, at = torch.from_numpy(branch).to(device), torch.arange(length, device=device)
    mask = (at[None] <= at[:, None])[None] & ((of[:, None, :] == -1) | (of[:, None, :] == of[:, :, None]))
    states = model.states(torch.from_numpy(ids).to(device), torch.from_numpy(places).to(device), mask)
    rows = [(row, place, token) for row, page in enumerate(pages) for place, token, _ in page.targets]
    sequence, place, token = torch.tensor(rows, device=device).T
    logits = model.logits(states[sequence, place])
    return cross_entropy(logits, token, reduction="none"), logits


def batches(pages: Sequence[Branches], most: int = _AT_ONCE) -> Iterator[list[Branches]]:
    """Yield pages that are read together, in order, of no more than `most` tokens when filled up."""
    batch: list[Branches] = []
    for page in pages:
        longest = max(len(each.ids) for each in [*batch, page])
        if batch and _filled(longest) * (len(batch) + 1) > most:
            yield batch
            batch = []
        batch.append(page)
    if batch:
        yield batch


def _filled(length: int) -> int:
    return -(-length // _ROUND) * _ROUND


def judged(model: Qwen, pages: Sequence[Branches], refusal: int, device: str) -> str:
    """Return how well held-out pages are answered: the loss, and how well the first word's odds tell a refusal."""
    total, odds, refuses = 0.0, [], []
    with torch.no_grad():
        for batch in batches(sorted(pages, key=lambda page: len(page.ids))):
            each, logits = losses(model, batch, device)
            total += float(each.sum())
            owners = [(row, number) for row, page in enumerate(batch) for _, _, number in page.targets]
            first = [i for i, owner in enumerate(owners) if i == 0 or owner != owners[i - 1]]
            odds += logits[first].log_softmax(-1)[:, refusal].tolist()
            refuses += [refused for page in batch for refused in page.refuses]
    return f"loss {total / len(refuses):.3f}, AUROC of a refusal {roc_auc_score(refuses, odds):.3f} of {len(refuses)}"


def main(
    model_path: Annotated[Path, typer.Argument(metavar="MODEL.gguf", exists=True)],
    pages_path: Annotated[Path, typer.Argument(metavar="PAGES.jsonl", exists=True)],
    out: Annotated[Path, typer.Argument(metavar="OUT.safetensors")],
    *,
    minutes: Annotated[float, typer.Option(min=0.1)] = 2.0,
    begin: Annotated[Path | None, typer.Option(exists=True, help="What it wrote before, to go on from.")] = None,
    first: Annotated[int, typer.Option(min=0, help="Layers before it learn nothing.")] = 2,
    rate: Annotated[float, typer.Option(help="Learning rate at its highest.")] = 4e-4,
) -> None:
    """Learn for so many minutes and write the adapter."""
    torch.manual_seed(0)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    tokenizer = AutoTokenizer.from_pretrained(model_path.parent, gguf_file=model_path.name)
    lines = pages_path.read_text(encoding="utf-8").splitlines()
    pages = [page for line in lines if (page := Branches(json.loads(line), tokenizer)).refuses]
    held_out, pages = pages[:_HELD_OUT], pages[_HELD_OUT:]
    refusal = tokenizer.encode(REFUSES_WITH, add_special_tokens=False)[0]
    model = Qwen(model_path, first=first, device=device)
    if begin:
        model.begin_with(load_file(begin))
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=0.0, betas=(0.9, 0.98))
    typer.echo(f"before: {judged(model, held_out, refusal, device)}")
    began = time.monotonic()
    for step, batch in enumerate(_endless(pages), start=1):
        done = (time.monotonic() - began) / 60 / minutes
        if done >= 1:
            break
        for group in optimizer.param_groups:
            cosine = 0.5 * (1 + math.cos(math.pi * done))
            group["lr"] = rate * min(1.0, step / _WARM_UP) * (_LAST + (1 - _LAST) * cosine)
        optimizer.zero_grad()
        loss = losses(model, batch, device)[0].sum() / sum(len(page.refuses) for page in batch)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if step % 25 == 0:
            typer.echo(f"step {step}, {done:.0%} of the time: loss {float(loss.detach()):.3f}")
    typer.echo(f"after: {judged(model, held_out, refusal, device)}")
    save_file(model.adapter(), out)


def _endless(pages: Sequence[Branches]) -> Iterator[list[Branches]]:
    """Yield batches of all pages in another order each time round."""
    chance = np.random.default_rng(1)
    while True:
        order = chance.permutation(len(pages))
        made = []
        for first in range(0, len(order), _SORTED):
            alike = sorted((pages[i] for i in order[first : first + _SORTED]), key=lambda page: len(page.ids))
            made += [*batches(alike)]
        for i in chance.permutation(len(made)):
            yield made[i]


if __name__ == "__main__":
    typer.run(main)
