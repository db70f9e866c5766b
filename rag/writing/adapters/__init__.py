"""What a local model was taught on top of its weights: to answer from numbered sentences, or to say that none does.

A low-rank adapter (LoRA, Hu et al. 2021, arXiv 2106.09685) for one model of `rag.llm.models` and no other; made by
`rag.writing.adapters.training`. With it a model needs no examples in front of a question, and knows better which
questions have no answer.
"""

from pathlib import Path

from rag.llm.models import LOCAL, SMALL, Model

ADAPTERS = {model.name: Path(__file__).with_name(f"{model.name}.gguf") for model in (LOCAL, SMALL)}
"""The adapter's file by the model's name."""


def taught(model: Model) -> str:
    """Return what answers say wrote them where a model runs with its adapter."""
    return f"{model.title} + adapter"
