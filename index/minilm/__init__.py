"""The shipped embedder: all-MiniLM-L6-v2, taught further on news by `rag.retrieval.training`, in 8 bits.

`model.onnx`, `tokenizer.json`, their licence, and what builds such a graph (`build.py`, `bert.py`).
"""

import hashlib
from pathlib import Path

from index.embedding.model_folder import OnnxModel, Pooling
from index.errors import EmbedderUnavailable

MODEL = Path(__file__).with_name("model.onnx")
TOKENIZER = Path(__file__).with_name("tokenizer.json")


def shipped(*, weights: Path = MODEL, tokenizer: Path = TOKENIZER) -> OnnxModel:
    """The model as `index.embedding.onnx_embedder` takes it; its version is the hash of its weights.

    Raises:
        EmbedderUnavailable: The weights are missing.
    """
    try:
        version = hashlib.sha256(weights.read_bytes()).hexdigest()[:12]
    except OSError as error:
        raise EmbedderUnavailable(
            f"the embedder's files in {weights.parent} cannot be loaded ({error.strerror}); install dateline again"
        ) from error
    return OnnxModel(
        name="all-MiniLM-L6-v2-news-int8",
        version=version,
        weights=weights,
        tokenizer=tokenizer,
        window=256,
        pooling=Pooling.MEAN,
        mend="install dateline again",
    )
