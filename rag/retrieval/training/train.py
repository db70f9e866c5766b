"""Teaches all-MiniLM-L6-v2 to find passages and sentences; needs torch and transformers, and a GPU for speed.

    python -m rag.retrieval.training.train MINILM GROUPS.jsonl OUT.safetensors

A question's vector is drawn to those of the passages and of the sentences that answer it, and away from all others of
its batch (InfoNCE, van den Oord et al. 2018, arXiv 1807.03748). A sentence's vector is the mean of its tokens' states
within its passage, as the search has it (late chunking, Günther et al. 2024, arXiv 2409.04701). So that what else the
model knows is kept, every vector is held near the one that the official weights give. Word vectors stay as they are.
MINILM is a folder with all-MiniLM-L6-v2's `model.safetensors`.
"""

from __future__ import annotations

import copy
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import numpy as np
import torch
import typer
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch.nn.functional import normalize, pad, softplus
from transformers import BertConfig, BertModel

from index.minilm import TOKENIZER

if TYPE_CHECKING:
    from rag.retrieval.training.groups import Group

_SCALE = 20.0  # of cosines before the softmax: a temperature of 0.05
_OF_STORIES = 0.75  # of a batch's groups
_ASKED = 5  # questions of a group in a batch, at most
_WARM_UP = 0.1  # of the steps
_ROUND = 32  # tokens, to which a text is filled up
_NEVER = -1e4


@dataclass(frozen=True, slots=True)
class Text:
    """A text's tokens, and for each of its sentences the first token and the one after the last."""

    ids: list[int]
    sentences: list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Texts:
    """A group as tokens; a question is followed by the passages and sentences that answer it, by number."""

    passages: list[Text]
    questions: list[tuple[Text, list[tuple[int, int]]]]


@dataclass(frozen=True, slots=True)
class Batch:
    """What is read together.

    Attributes:
        passages: Of all groups.
        questions: Of all groups, no two alike.
        passage_answers: Whether it does, shape (questions, passages).
        sentence_answers: Whether it does, shape (questions, sentences of all passages).
    """

    passages: list[Text]
    questions: list[Text]
    passage_answers: np.ndarray
    sentence_answers: np.ndarray


def texts_of(group: Group, tokenizer: Tokenizer) -> Texts:
    """Return a group as tokens."""
    passages = []
    for passage in group["passages"]:
        encoded = tokenizer.encode(passage["text"])
        sentences = []
        for start, end in passage["sentences"]:
            tokens = [i for i, (first, last) in enumerate(encoded.offsets) if start <= first < last <= end]
            sentences.append((tokens[0], tokens[-1] + 1))
        passages.append(Text(encoded.ids, sentences))
    questions = [(Text(tokenizer.encode(each["question"]).ids, []), each["gold"]) for each in group["questions"]]
    return Texts(passages, questions)


def batches(
    stories: Sequence[Sequence[Texts]], others: Sequence[Texts], *, size: int, chance: np.random.Generator
) -> Iterator[Batch]:
    """Yield batches of so many groups without end.

    Of `stories`, the tellings of each, one is drawn at most: another has the same answers, which would count as wrong.
    Each is drawn once before any comes again, in its tellings by turns.
    """
    of_stories = number_of_stories(size, len(stories))
    rounds = _rounds(len(stories), of_stories, chance), _rounds(len(others), size - of_stories, chance)
    turns = chance.integers(0, 3, len(stories))
    for some, more in zip(*rounds, strict=True):
        told = [stories[i][turns[i] % len(stories[i])] for i in some]
        turns[some] += 1
        yield _batch([*told, *(others[i] for i in more)], chance)


def number_of_stories(size: int, stories: int) -> int:
    """Return how many of a batch's groups are stories, of which there are so many."""
    return min(round(_OF_STORIES * size), stories)


def _rounds(count: int, size: int, chance: np.random.Generator) -> Iterator[np.ndarray]:
    """Yield numbers below `count`, so many at a time, none again before no others are left."""
    size = min(size, count)
    while True:
        order = chance.permutation(count)
        yield from (order[first : first + size] for first in range(0, count - size + 1, size))


def _batch(groups: Sequence[Texts], chance: np.random.Generator) -> Batch:
    passages: list[Text] = []
    questions: list[Text] = []
    answers: list[list[tuple[int, int]]] = []
    seen = set()  # asked of two groups, a question would have an answer that counts as wrong
    for group in groups:
        for i in chance.permutation(len(group.questions))[:_ASKED]:
            question, gold = group.questions[i]
            if tuple(question.ids) not in seen:
                seen.add(tuple(question.ids))
                questions.append(question)
                answers.append([(len(passages) + passage, sentence) for passage, sentence in gold])
        passages += group.passages
    ends = np.cumsum([0, *(len(passage.sentences) for passage in passages)])
    passage_answers = np.zeros((len(questions), len(passages)), bool)
    sentence_answers = np.zeros((len(questions), ends[-1]), bool)
    for row, places in enumerate(answers):
        for passage, sentence in places:
            passage_answers[row, passage] = sentence_answers[row, ends[passage] + sentence] = True
    return Batch(passages, questions, passage_answers, sentence_answers)


def vectors(model: BertModel, texts: Sequence[Text]) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the vectors, of length 1, of texts and of their sentences in order: (texts, d) and (sentences, d)."""
    device = model.device
    longest = -(-max(len(text.ids) for text in texts) // _ROUND) * _ROUND
    ids, mask = np.zeros((len(texts), longest), np.int64), np.zeros((len(texts), longest), np.int64)
    for row, text in enumerate(texts):
        ids[row, : len(text.ids)], mask[row, : len(text.ids)] = text.ids, 1
    read = torch.from_numpy(mask).to(device)
    with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda"):
        states = model(input_ids=torch.from_numpy(ids).to(device), attention_mask=read).last_hidden_state
    states = states.float() * read[..., None]
    places = [(row, first, end) for row, text in enumerate(texts) for first, end in text.sentences]
    rows, firsts, ends = torch.tensor(places, dtype=torch.int64, device=device).reshape(-1, 3).T
    sums = pad(states.cumsum(1), (0, 0, 1, 0))
    # A sum has the direction of the mean.
    return normalize(states.sum(1), dim=-1), normalize(sums[rows, ends] - sums[rows, firsts], dim=-1)


def info_nce(questions: torch.Tensor, found: torch.Tensor, answers: torch.Tensor) -> torch.Tensor:
    """Return minus the log of the share that what answers has beside all that does not, the mean over questions.

    Of several that answer, each is held against what does not, and the question counts once.

    Args:
        questions: Their vectors, shape (questions, d).
        found: The vectors of what may answer, shape (found, d).
        answers: Whether it does, shape (questions, found); at least one for each question.
    """
    scores = questions @ found.T * _SCALE
    wrong = scores.masked_fill(answers, _NEVER).logsumexp(1, keepdim=True)
    return (softplus(wrong - scores) * answers / answers.sum(1, keepdim=True)).sum() / len(questions)


def losses(model: BertModel, official: BertModel, batch: Batch) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return the loss of passages, that of sentences, and how far all vectors went: the means of 1 - cosine, summed."""
    passages, sentences = vectors(model, batch.passages)
    questions, _ = vectors(model, batch.questions)
    with torch.no_grad():
        before = *vectors(official, batch.passages), vectors(official, batch.questions)[0]
    far = [(1 - (now * then).sum(1)).mean() for now, then in zip((passages, sentences, questions), before, strict=True)]
    return (
        info_nce(questions, passages, torch.from_numpy(batch.passage_answers).to(model.device)),
        info_nce(questions, sentences, torch.from_numpy(batch.sentence_answers).to(model.device)),
        torch.stack(far).sum(),
    )


def main(
    minilm: Annotated[Path, typer.Argument(exists=True, file_okay=False)],
    groups_path: Annotated[Path, typer.Argument(metavar="GROUPS.jsonl", exists=True)],
    out: Annotated[Path, typer.Argument(metavar="OUT.safetensors")],
    *,
    passes: Annotated[float, typer.Option(help="Times each story is seen.")] = 24,
    rate: Annotated[float, typer.Option(help="Learning rate at its highest.")] = 2e-5,
    anchor: Annotated[float, typer.Option(min=0, help="Weight of the distance from the official vectors.")] = 1.0,
    size: Annotated[int, typer.Option("--groups", min=3, help="Groups in a batch.")] = 160,
) -> None:
    """Train, and write the weights but for the word vectors, as 16-bit floats."""
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.backends.cuda.enable_cudnn_sdp(False)  # it plans anew for each shape
    official = BertModel(_config(), add_pooling_layer=False).eval().requires_grad_(False)
    known = official.state_dict()
    weights = load_file(minilm / "model.safetensors")
    official.load_state_dict({name: value for name, value in weights.items() if name in known})  # not the pooler's
    model = copy.deepcopy(official.to(device)).requires_grad_(True)
    model.embeddings.word_embeddings.weight.requires_grad_(False)
    learned = {name: value for name, value in model.named_parameters() if value.requires_grad}
    stories, others = _read(groups_path)
    if not stories or not others:
        raise typer.BadParameter(f"{groups_path} must have groups of stories and of sets, as `groups` writes them")
    steps = int(passes * len(stories) / number_of_stories(size, len(stories)))
    optimizer = torch.optim.AdamW(learned.values(), lr=rate, weight_decay=0.01)
    drawn = batches(stories, others, size=size, chance=np.random.default_rng(1))
    for step, batch in zip(range(steps), drawn, strict=False):
        for group in optimizer.param_groups:
            group["lr"] = rate * min(1.0, (step + 1) / (_WARM_UP * steps)) * (1 - step / steps)
        of_passages, of_sentences, far = losses(model, official, batch)
        optimizer.zero_grad()
        (of_passages + of_sentences + anchor * far).backward()
        torch.nn.utils.clip_grad_norm_(learned.values(), 1.0)
        optimizer.step()
        if step % 25 == 0 or step == steps - 1:
            loss = f"passages {of_passages.item():.3f}, sentences {of_sentences.item():.3f}, anchor {far.item():.4f}"
            typer.echo(f"step {step + 1:,} of {steps:,}: {loss}")
    save_file({name: value.detach().half().contiguous().cpu() for name, value in learned.items()}, out)


def _config() -> BertConfig:
    return BertConfig(
        vocab_size=30522, hidden_size=384, num_hidden_layers=6, num_attention_heads=12, intermediate_size=1536
    )


def _read(path: Path) -> tuple[list[list[Texts]], list[Texts]]:
    """Return the tellings of each story, and the groups of the sets."""
    tokenizer = Tokenizer.from_file(str(TOKENIZER))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    stories: dict[int, list[Texts]] = defaultdict(list)
    others: list[Texts] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        group: Group = json.loads(line)
        to = others if group["story"] is None else stories[group["story"]]
        to.append(texts_of(group, tokenizer))
    return [*stories.values()], others


if __name__ == "__main__":
    typer.run(main)
