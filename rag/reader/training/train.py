"""Teaches four layers of all-MiniLM-L6-v2 to read; needs torch and transformers, and a GPU to be done in minutes.

    python -m rag.reader.training.train EXAMPLES.npz MINILM OUT.safetensors [--mix SHARE]

The loss is that of a reader which may say "none" (Devlin et al. 2019, arXiv 1810.04805, section 4.3): minus the log of
the share that the first tokens of all right answers, and the last tokens, have of all tokens; without an answer, that
of [CLS]. Word vectors stay as they are. With --mix that share of passages is taken apart and mixed with sentences of
others, as pages of evidence are.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import numpy as np
import torch
import typer
from safetensors.torch import load_file, save_file
from torch.utils.data import DataLoader, Dataset
from transformers import BertConfig, BertModel

LAYERS, HIDDEN, HEADS, WIDE = 4, 384, 12, 1536
_CLS, _SEP = 101, 102
_STOPS = np.array([1012, 1029, 999])  # . ? !
_LONGEST = 300  # tokens of a mixed passage
_NO_TITLE = 0.4  # of the passages that have one
_NEVER = -1e4
Example = tuple[np.ndarray, int, list[tuple[int, int]], bool]


class ReaderModel(torch.nn.Module):  # type: ignore[misc]  # torch is not installed where types are checked
    """Logits for being an answer's first and last token, shape (texts, tokens, 2)."""

    def __init__(self, minilm: Path) -> None:
        super().__init__()
        self.bert = BertModel(
            BertConfig(
                vocab_size=30522,
                hidden_size=HIDDEN,
                num_hidden_layers=LAYERS,
                num_attention_heads=HEADS,
                intermediate_size=WIDE,
            ),
            add_pooling_layer=False,
        )
        weights = load_file(minilm / "model.safetensors")
        self.bert.load_state_dict({name.removeprefix("bert."): value for name, value in weights.items()}, strict=False)
        self.bert.embeddings.word_embeddings.weight.requires_grad_(False)
        self.head = torch.nn.Linear(HIDDEN, 2)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, kinds: torch.Tensor) -> torch.Tensor:
        """Return the logits; every argument has shape (texts, tokens)."""
        states = self.bert(input_ids=ids, attention_mask=mask, token_type_ids=kinds).last_hidden_state
        return self.head(states).float()


class Batches(Dataset):  # type: ignore[misc]
    """The batches of one epoch: pairs, each followed by passages that look right and are not."""

    def __init__(self, data: dict[str, np.ndarray], *, epoch: int, size: int, negatives: int, mix: float) -> None:
        self._data, self._mix, self._epoch = data, mix, epoch
        rng = np.random.default_rng(epoch)
        rows = []
        for number, (question, passage, kind) in enumerate(data["pair"]):
            rows.append((question, passage, number))
            near = data["negative"][question]
            near = near[near >= 0]
            if kind != 2 and len(near):
                nearer = 1 / np.arange(1, len(near) + 1)
                chosen = rng.choice(near, min(negatives, len(near)), replace=False, p=nearer / nearer.sum())
                rows += [(question, passage, -1) for passage in chosen]
        lengths = np.array([len(self._of("question", q)) + len(self._of("passage", p)) for q, p, _ in rows])
        order, self.batches = rng.permutation(len(rows)), []
        for start in range(0, len(order), 32 * size):  # of about one length, so that little is padding
            some = order[start : start + 32 * size]
            some = some[np.argsort(lengths[some])]
            self.batches += [[rows[i] for i in some[at : at + size]] for at in range(0, len(some), size)]
        rng.shuffle(self.batches)

    def __len__(self) -> int:
        return len(self.batches)

    def __getitem__(self, number: int) -> list[torch.Tensor]:
        examples = [self._example(*row) for row in self.batches[number]]
        longest = (max(len(ids) for ids, *_ in examples) + 31) // 32 * 32
        ids, mask, kinds = (np.zeros((len(examples), longest), np.int64) for _ in range(3))
        open_, first, last = (np.zeros((len(examples), longest), bool) for _ in range(3))
        for row, (tokens, text, answers, whole) in enumerate(examples):
            length = len(tokens)
            ids[row, :length], mask[row, :length] = tokens, 1
            kinds[row, list(tokens).index(_SEP) + 1 : length] = 1
            open_[row, 0], open_[row, text : length - 1] = True, True
            first[row, 0] = last[row, 0] = not answers
            for start, end in answers:
                first[row, start : end + 1 if whole else start + 1] = True
                last[row, start if whole else end : end + 1] = True
        return [torch.from_numpy(each) for each in (ids, mask, kinds, open_, first, last)]

    def _of(self, name: str, number: int) -> np.ndarray:
        ends = self._data[f"{name}_ends"]
        return self._data[name][ends[number - 1] if number else 0 : ends[number]]

    def _example(self, question: int, passage: int, pair: int) -> Example:
        """The tokens, where the passage begins, and its answers' first and last token."""
        rng = np.random.default_rng(zlib.crc32(f"{question} {passage} {self._epoch}".encode()))
        text, title = self._of("passage", passage), self._of("title", passage)
        answers = [(int(a), int(b)) for a, b in self._of("answer", pair)] if pair >= 0 else []
        if rng.random() < _NO_TITLE:
            title = title[:0]
        if rng.random() < self._mix:
            text, answers, title = *self._mixed(question, passage, text, answers, rng), title[:0]
        ids = np.concatenate([[_CLS], self._of("question", question), [_SEP], title, text, [_SEP]])
        start = len(self._of("question", question)) + 2 + len(title)
        whole = pair >= 0 and self._data["pair"][pair][2] == 1
        return ids, start, [(start + a, start + b) for a, b in answers], whole

    def _mixed(
        self,
        question: int,
        passage: int,
        text: np.ndarray,
        answers: list[tuple[int, int]],
        rng: np.random.Generator,
    ) -> tuple[np.ndarray, list[tuple[int, int]]]:
        """Some of the passage's sentences, with the answers', among some of two others'."""
        sentences = list(_sentences(text))
        kept = [
            (start, end)
            for start, end in sentences
            if any(a < end and b >= start for a, b in answers) or rng.random() < 0.45
        ] or sentences[:1]
        moved, body = [], []
        at = 0
        for start, end in kept:
            moved += [(a - start + at, b - start + at) for a, b in answers if start <= a and b < end]
            body.append(text[start:end])
            at += end - start
        if answers and not moved:
            return text, answers  # an answer over two sentences
        near = [int(other) for other in self._data["negative"][question] if other >= 0 and other != passage]
        others = rng.permutation(near)[:2]
        around = [self._few_sentences(int(other), rng) for other in others]
        split = int(rng.integers(0, len(around) + 1))
        before = sum(len(each) for each in around[:split])
        mixed = np.concatenate([*around[:split], *body, *around[split:]])
        moved = [(a + before, b + before) for a, b in moved]
        if any(b >= _LONGEST for _, b in moved):
            mixed, moved = mixed[before:], [(a - before, b - before) for a, b in moved]
        return mixed[:_LONGEST], [(a, b) for a, b in moved if b < _LONGEST]

    def _few_sentences(self, passage: int, rng: np.random.Generator) -> np.ndarray:
        text = self._of("passage", passage)
        sentences = list(_sentences(text))
        first = int(rng.integers(0, len(sentences)))
        last = min(len(sentences), first + int(rng.integers(1, 4))) - 1
        return text[sentences[first][0] : sentences[last][1]][:90]


def loss(logits: torch.Tensor, open_: torch.Tensor, first: torch.Tensor, last: torch.Tensor) -> torch.Tensor:
    """The mean over texts; all but the logits are masks of shape (texts, tokens)."""
    shares = logits.masked_fill(~open_[..., None], _NEVER).log_softmax(1)
    right = [torch.logsumexp(shares[..., i].masked_fill(~where, _NEVER), 1) for i, where in enumerate((first, last))]
    return -torch.stack(right).mean()


def main(
    examples: Annotated[Path, typer.Argument(exists=True)],
    minilm: Annotated[Path, typer.Argument(exists=True)],
    out: Annotated[Path, typer.Argument(metavar="OUT.safetensors")],
    *,
    mix: Annotated[float, typer.Option(min=0, max=1)] = 0.0,
    steps: Annotated[int, typer.Option(min=1)] = 4000,
    rate: Annotated[float, typer.Option(help="Learning rate at its highest.")] = 2.5e-4,
    batch: Annotated[int, typer.Option(min=1)] = 256,
    negatives: Annotated[int, typer.Option(min=0, max=8, help="Wrong passages for each right one.")] = 3,
) -> None:
    """Train, and write the weights but for the word vectors, as 16-bit floats."""
    torch.manual_seed(1)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model = ReaderModel(minilm).to(device).train()
    learned = [each for each in model.parameters() if each.requires_grad]
    groups = [
        {"params": [each for each in learned if each.ndim > 1], "weight_decay": 0.01},
        {"params": [each for each in learned if each.ndim <= 1], "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW(groups, lr=rate)
    with np.load(examples) as stored:
        data = dict(stored)
    for step, tensors in enumerate(_endless(data, size=batch, negatives=negatives, mix=mix)):
        if step == steps:
            break
        for group in optimizer.param_groups:
            group["lr"] = rate * min(1.0, step / (0.06 * steps)) * max(0.02, 1 - step / steps)
        ids, mask, kinds, open_, first, last = (each.to(device, non_blocking=True) for each in tensors)
        with torch.autocast(device, torch.bfloat16, enabled=device == "cuda"):
            logits = model(ids, mask, kinds)
        found = loss(logits, open_, first, last)
        optimizer.zero_grad()
        found.backward()
        torch.nn.utils.clip_grad_norm_(learned, 1.0)
        optimizer.step()
        if step % 200 == 0:
            typer.echo(f"step {step:,} of {steps:,}: loss {float(found.detach()):.3f}")
    weights = model.state_dict()
    save_file({name: value.half().contiguous().cpu() for name, value in weights.items() if "word_emb" not in name}, out)


def _endless(data: dict[str, np.ndarray], *, size: int, negatives: int, mix: float) -> Iterator[list[torch.Tensor]]:
    epoch = 0
    while True:
        epoch += 1
        batches = Batches(data, epoch=epoch, size=size, negatives=negatives, mix=mix)
        yield from DataLoader(batches, batch_size=None, num_workers=4, prefetch_factor=6)


def _sentences(tokens: np.ndarray) -> Iterator[tuple[int, int]]:
    start = 0
    for end in [*(np.flatnonzero(np.isin(tokens, _STOPS)) + 1), len(tokens)]:
        if end > start:
            yield start, int(end)
            start = int(end)


if __name__ == "__main__":
    typer.run(main)
