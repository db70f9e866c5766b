"""From public question sets to what a reader learns from.

    python -m rag.reader.training.examples SETS OUT.npz [--held-out FOLDER]

SETS is a folder as `rag.reader.training.sets` has it.

A question learns from the passage with its answer, and from eight that share its words but not its answer; a tenth are
asked again with a name or a number of another question's, to which the passage has no answer. Questions that also
stand in a `*.jsonl` below --held-out are left out.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from sklearn.feature_extraction.text import TfidfVectorizer
from tokenizers import Encoding, Tokenizer

from index.minilm import TOKENIZER
from rag.reader.training.sets import NAME, Item, Place, plain, qamr, questions_below, selqa, squad

PASSAGE, OVERLAP, QUESTION, TITLE = 256, 48, 64, 24  # tokens
NEGATIVES = 8
_SWAPPED = 0.35  # of the questions that name something their passage names, too


def main(
    sets: Annotated[Path, typer.Argument(exists=True, file_okay=False)],
    out: Annotated[Path, typer.Argument(metavar="OUT.npz")],
    held_out: Annotated[Path | None, typer.Option()] = None,
) -> None:
    """Write the examples."""
    random.seed(7)
    known = questions_below(held_out) if held_out else frozenset()
    items = [*squad(sets / "squad"), *selqa(sets / "selqa"), *qamr(sets / "qamr")]
    kept = [item for item in items if plain(item.question) not in known]
    typer.echo(f"{len(kept):,} questions, {len(items) - len(kept)} left out as held out")
    np.savez_compressed(out, allow_pickle=False, **_arrays(kept))


def _arrays(items: list[Item]) -> dict[str, np.ndarray]:
    """Return the examples as token ids, one array after the other with where each ends.

    `question`, `passage` and `title` with their `…_ends`; `source` of each question; `negative`, shape (questions, 8),
    passages by number or -1; `pair`, shape (pairs, 3): question, passage, and 0 for answers, 1 for whole sentences, 2
    for none; `answer`, shape (answers, 2), first and last token in the passage, with `answer_ends` for each pair.
    """
    tokenizer = Tokenizer.from_file(str(TOKENIZER))
    tokenizer.no_truncation()
    tokenizer.no_padding()

    def ids(text: str) -> list[int]:
        return list(tokenizer.encode(text, add_special_tokens=False).ids)

    passages: list[list[int]] = []
    titles: list[list[int]] = []
    texts: list[str] = []
    sources: list[str] = []
    windows_of: dict[str, list[tuple[int, list[Place]]]] = {}
    questions = [ids(item.question)[:QUESTION] for item in items]
    pairs: list[tuple[int, int, int]] = []
    answers: list[list[Place]] = []
    own: list[set[int]] = [set() for _ in items]
    for number, item in enumerate(items):
        if item.text not in windows_of:
            windows_of[item.text] = []
            encoded = tokenizer.encode(item.text, add_special_tokens=False)
            for window, offsets in _windows(encoded):
                windows_of[item.text].append((len(passages), offsets))
                passages.append(window)
                titles.append(ids(f"{item.title}. ")[:TITLE] if item.title else [])
                texts.append(item.text[offsets[0][0] : offsets[-1][1]])
                sources.append(item.source)
        for passage, offsets in windows_of[item.text]:
            inside = _inside(item.answers, offsets)
            if not inside and any(start < offsets[-1][1] and end > offsets[0][0] for start, end in item.answers):
                continue  # it has half an answer
            pairs.append((number, passage, int(item.whole) if inside else 2))
            answers.append(inside)
            own[number].add(passage)
    negatives = _negatives(items, texts, sources, own)
    names = [*(item.source for item in items)]
    for number, passage, question in _swapped(items, pairs, texts):
        pairs.append((len(questions), passage, 2))
        answers.append([])
        questions.append(ids(question)[:QUESTION])
        names.append(f"{items[number].source}, swapped")
    more = np.full((len(questions) - len(items), NEGATIVES), -1, np.int32)
    return {
        **_flat("question", questions),
        **_flat("passage", passages),
        **_flat("title", titles),
        "source": np.array(names),
        "negative": np.vstack([negatives, more]),
        "pair": np.array(pairs),
        "answer": np.array([place for places in answers for place in places], np.int16),
        "answer_ends": np.cumsum([len(places) for places in answers]),
    }


def _negatives(items: list[Item], texts: list[str], sources: list[str], own: list[set[int]]) -> np.ndarray:
    """Return, for each question, the passages of its set nearest to it by words that do not hold its answer."""
    found = np.full((len(items), NEGATIVES), -1, np.int32)
    for source in sorted(set(sources)):
        asked = [number for number, item in enumerate(items) if item.source == source]
        passages = [number for number, name in enumerate(sources) if name == source]
        words = TfidfVectorizer(sublinear_tf=True, stop_words="english")
        table = words.fit_transform([texts[number] for number in passages])
        lower = [texts[number].lower() for number in passages]
        for start in range(0, len(asked), 512):
            some = asked[start : start + 512]
            likeness = (words.transform([items[number].question for number in some]) @ table.T).toarray()
            for number, row in zip(some, np.argsort(-likeness, axis=1)[:, : 3 * NEGATIVES], strict=True):
                item = items[number]
                said = [item.text[a:b].lower().strip() for a, b in item.answers]
                near = [
                    passages[i]
                    for i in row
                    if passages[i] not in own[number] and not any(each and each in lower[i] for each in said)
                ][:NEGATIVES]
                found[number, : len(near)] = near
    return found


def _swapped(items: list[Item], pairs: list[tuple[int, int, int]], texts: list[str]) -> Iterator[tuple[int, int, str]]:
    """Yield question, passage and the question with a name that the passage has not."""
    names: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for item in items:
        for match in NAME.finditer(item.question):
            names[item.source, match[0][0].isdigit()].append(match[0])
    for number, passage, kind in list(pairs):
        item, text = items[number], texts[passage].lower()
        if kind == 2 or item.source == "qamr" or random.random() > _SWAPPED:
            continue
        shared = [match for match in NAME.finditer(item.question) if match[0].lower() in text]
        if not shared:
            continue
        match = random.choice(shared)
        other = random.choice(names[item.source, match[0][0].isdigit()])
        if other.lower() not in text:
            yield number, passage, item.question[: match.start()] + other + item.question[match.end() :]


def _windows(encoded: Encoding) -> Iterator[tuple[list[int], list[Place]]]:
    at = 0
    while at < len(encoded.ids):
        yield encoded.ids[at : at + PASSAGE], encoded.offsets[at : at + PASSAGE]
        if at + PASSAGE >= len(encoded.ids):
            return
        at += PASSAGE - OVERLAP


def _inside(answers: Iterable[Place], offsets: list[Place]) -> list[Place]:
    """Return the first and last token of each answer that lies in the window as a whole."""
    found = []
    for start, end in answers:
        tokens = [i for i, (first, last) in enumerate(offsets) if last > start and first < end]
        if tokens and offsets[tokens[0]][0] <= start + 1 and offsets[tokens[-1]][1] >= end - 1:
            found.append((tokens[0], tokens[-1]))
    return found


def _flat(name: str, rows: list[list[int]]) -> dict[str, np.ndarray]:
    return {name: np.concatenate(rows).astype(np.uint16), f"{name}_ends": np.cumsum([len(row) for row in rows])}


if __name__ == "__main__":
    typer.run(main)
