"""Question in, cited answer out.

    from rag import open_chain

    with open_chain() as chain:
        print(chain.ask("Who took over command of the NATO mission?").text)

`chain` is where to begin: it reads the question (`question`), finds passages and evidence (`retrieval`), has an answer
written (`writing`, by what `llm` holds) and each sentence of it checked (`support`). `text` is below all of them;
`answer` holds the values and events they speak in, `llama` the LlamaIndex adapters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rag.answer import Answer, Citation, Evidence, Status, Support

if TYPE_CHECKING:
    from rag.chain import QAChain, open_chain

__all__ = ["Answer", "Citation", "Evidence", "QAChain", "Status", "Support", "open_chain"]


def __getattr__(name: str) -> Any:  # noqa: ANN401  # a module's attribute may be anything
    """Import the chain when it is asked for: it brings Chroma, whose import would cost every small command a second."""
    if name in {"QAChain", "open_chain"}:
        from rag import chain  # noqa: PLC0415

        return getattr(chain, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
