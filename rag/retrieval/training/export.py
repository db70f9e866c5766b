"""Makes `index/minilm/model.onnx` from what `train` wrote: averaged with the official weights, in 8-bit integers.

    python -m rag.retrieval.training.export MINILM WEIGHTS.safetensors

Half way between where training began and where it ended ("WiSE-FT", Wortsman et al. 2022, arXiv 2109.01903) most of
what was learned is kept, and of what was known before little is lost. Needs onnx and safetensors (`uv sync --group
models`), no torch.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from index.minilm import MODEL
from index.minilm.bert import write_in_8_bits

_SHARE = 0.5  # of the trained weights in the shipped ones
_FROZEN = "embeddings.word_embeddings.weight"
Weights = dict[str, np.ndarray[Any, Any]]


def export(minilm: Path, trained: Path, target: Path = MODEL) -> None:
    """Write the model from the folder with the official weights and their `config.json`, and the trained weights.

    Raises:
        ValueError: The weights in `minilm` are not the official ones, or the trained ones do not fit them.
    """
    from safetensors.numpy import load, load_file  # noqa: PLC0415  # not installed where tests run

    from index.minilm.build import WEIGHTS_SHA256, encoder  # noqa: PLC0415  # needs it, too

    data = (minilm / "model.safetensors").read_bytes()
    if (found := hashlib.sha256(data).hexdigest()) != WEIGHTS_SHA256:
        raise ValueError(f"{minilm / 'model.safetensors'} is not the official file: its sha256 is {found}")
    config = json.loads((minilm / "config.json").read_text(encoding="utf-8"))
    write_in_8_bits(encoder(averaged(load(data), load_file(trained)), config), target)


def averaged(official: Weights, trained: Weights) -> Weights:
    """Return the official weights, those of embeddings and layers half way to the trained ones, in 32 bits.

    Word vectors were not trained: they, and what is no part of the encoder, stay as they are.

    Raises:
        ValueError: The trained weights have not just the names, or not the shapes, of the official ones.
    """
    learned = {
        name: value
        for name, value in official.items()
        if name.startswith(("embeddings.", "encoder.")) and name != _FROZEN and np.issubdtype(value.dtype, np.floating)
    }
    if wrong := sorted(learned.keys() ^ trained.keys()):
        raise ValueError(f"the trained weights do not fit the official ones: {wrong[0]} is in one of them only")
    if wrong := [name for name in learned if learned[name].shape != trained[name].shape]:
        shapes = f"{trained[wrong[0]].shape}, wanted {learned[wrong[0]].shape}"
        raise ValueError(f"the trained weights do not fit the official ones: {wrong[0]} has shape {shapes}")
    return official | {
        name: _SHARE * trained[name].astype(np.float32) + (1 - _SHARE) * value.astype(np.float32)
        for name, value in learned.items()
    }


if __name__ == "__main__":
    export(Path(sys.argv[1]), Path(sys.argv[2]))
