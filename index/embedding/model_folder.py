"""A folder with an ONNX model of sentence embeddings, as sentence-transformers and optimum lay them out.

`model.onnx` (or `onnx/model.onnx`) and `tokenizer.json` must be there. What else is there tells the rest:

- `modules.json`: whether a layer after pooling changes the vectors
- `1_Pooling/config.json`: how token vectors become the text's; without it, the graph's own pooled output or the mean
- `sentence_bert_config.json`, `tokenizer_config.json`, `config.json`: the most tokens the model takes
- `config_sentence_transformers.json`: its `prompts` are put before questions ("query") and passages ("passage" or
  "document"), such as E5's "query: " and "passage: "
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from index.errors import EmbedderUnavailable

LONGEST_WINDOW = 256
"""Tokens; most models take more, but a passage is what a search finds, and a page answers no question well."""


class Pooling(StrEnum):
    """How the vectors of a text's tokens become its own, by sentence-transformers' names."""

    MEAN = "mean"
    CLS = "cls"
    MAX = "max"
    LAST = "lasttoken"


@dataclass(frozen=True, slots=True, kw_only=True)
class OnnxModel:
    """What there is to know of a model before it is loaded.

    Attributes:
        name: What people call it.
        version: Changes with anything that its vectors hang on.
        weights: The ONNX graph.
        tokenizer: Its `tokenizer.json`.
        window: Most tokens that are read of a text, prefix and special tokens counted.
        pooling: None: the folder doesn't say.
        projected: A layer after pooling changes the vector; only the graph itself can do that.
        query_prefix: Put before each question.
        passage_prefix: Put before each passage and each sentence.
        mend: What to do when its files cannot be loaded.
    """

    name: str
    version: str
    weights: Path
    tokenizer: Path
    window: int
    pooling: Pooling | None = None
    projected: bool = False
    query_prefix: str = ""
    passage_prefix: str = ""
    mend: str = "copy the model's folder again"


def read_folder(folder: Path) -> OnnxModel:
    """Return the model in a folder; its name is the folder's.

    Raises:
        EmbedderUnavailable: A file is missing or cannot be read, or the model works in a way that we don't.
    """
    weights = next((path for path in (folder / "model.onnx", folder / "onnx" / "model.onnx") if path.is_file()), None)
    if weights is None:
        raise EmbedderUnavailable(f"{folder} holds no model.onnx; export the model to ONNX, or set DATELINE_EMBEDDER")
    tokenizer = folder / "tokenizer.json"
    if not tokenizer.is_file():
        raise EmbedderUnavailable(f"{folder} holds no tokenizer.json; copy it from where the model is published")
    pooling = _pooling(folder)
    prompts = _object(folder / "config_sentence_transformers.json").get("prompts") or {}
    query, passage = str(prompts.get("query") or ""), str(prompts.get("passage") or prompts.get("document") or "")
    window = _window(folder)
    return OnnxModel(
        name=folder.name,
        version=_version([*sorted(weights.parent.glob("*.onnx*")), tokenizer], (pooling, query, passage, window)),
        weights=weights,
        tokenizer=tokenizer,
        window=window,
        pooling=pooling,
        projected=_projected(folder),
        query_prefix=query,
        passage_prefix=passage,
    )


def _pooling(folder: Path) -> Pooling | None:
    settings = _object(folder / "1_Pooling" / "config.json")
    chosen = settings.get("pooling_mode") or [
        name.removeprefix("pooling_mode_").removesuffix("_tokens").removesuffix("_token")
        for name, value in settings.items()
        if name.startswith("pooling_mode_") and value is True
    ]
    modes = [chosen] if isinstance(chosen, str) else list(chosen)
    # Dividing by the root of the length gives the same direction, and length 1 is what comes of both.
    modes = [Pooling.MEAN if mode == "mean_sqrt_len" else mode for mode in modes]
    if len(modes) > 1 or any(mode not in set(Pooling) for mode in modes):
        raise EmbedderUnavailable(
            f"{folder} pools by {' and '.join(map(str, modes))}, which is not supported; "
            f"choose a model that pools by one of {', '.join(Pooling)}"
        )
    if settings.get("include_prompt") is False:
        raise EmbedderUnavailable(f"{folder} leaves its prompt out of pooling, which is not supported")
    return Pooling(modes[0]) if modes else None


def _window(folder: Path) -> int:
    """Return the most tokens of a passage: the smallest that any of the files tells, and not more than we want."""
    told = (
        _object(folder / "sentence_bert_config.json").get("max_seq_length"),
        _object(folder / "tokenizer_config.json").get("model_max_length"),
        _object(folder / "config.json").get("max_position_embeddings"),
    )
    return min([LONGEST_WINDOW, *(int(each) for each in told if isinstance(each, int | float) and each > 0)])


def _projected(folder: Path) -> bool:
    modules = _json(folder / "modules.json") or []
    return any(str(each.get("type", "")).endswith(".Dense") for each in modules if isinstance(each, dict))


def _object(path: Path) -> dict[str, Any]:
    """Return the JSON object in a file; an empty one when the file is not there."""
    found = _json(path)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise EmbedderUnavailable(f"{path} holds no JSON object; copy it again")
    return found


def _json(path: Path) -> Any:  # noqa: ANN401  # whatever JSON can hold
    """Return what a JSON file holds; None when it is not there."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise EmbedderUnavailable(f"{path} cannot be read ({error}); copy it again") from error


def _version(files: list[Path], settings: tuple[object, ...]) -> str:
    digest = hashlib.sha256(repr(settings).encode())
    for path in files:
        try:
            with path.open("rb") as data:
                digest.update(hashlib.file_digest(data, "sha256").digest())
        except OSError as error:
            raise EmbedderUnavailable(f"{path} cannot be read ({error.strerror})") from error
    return digest.hexdigest()[:12]
