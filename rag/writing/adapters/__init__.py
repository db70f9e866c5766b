"""What a local model was taught on top of its weights: to answer from numbered sentences, or to say that none does.

A low-rank adapter (LoRA, Hu et al. 2021, arXiv 2106.09685) for one model of `rag.llm.models` and no other; made by
`rag.writing.adapters.training`. Only the 0.5B has one: with it, it answers more of our questions and knows better which
have no answer. The 1.5B, taught the same, refused better and answered worse, most of all where outlets are compared.
"""

from pathlib import Path

from rag.llm.models import SMALL, Model

ADAPTERS = {SMALL.name: Path(__file__).with_name("small.gguf")}
"""The adapter's file by the model's name."""


def taught(model: Model) -> str:
    """Return what answers say wrote them where a model runs with its adapter."""
    return f"{model.title} + adapter"
