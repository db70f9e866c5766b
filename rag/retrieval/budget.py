"""How much evidence fits into a prompt, counted in tokens before it is sent. Reading it is most of an answer's time.

Every writer cuts text in its own way; the vocabulary counted with is one of OpenAI's, and others come within a tenth
or two of it on news text, which is close enough for a limit.
"""

from __future__ import annotations

from functools import cache

import tiktoken

# Ten short sentences or eight ordinary ones: reading them is most of the time that an answer takes.
EVIDENCE_TOKENS = 300
# Bundled with LlamaIndex, where `index.config.quiet_environment` points tiktoken to; others would be downloaded.
_VOCABULARY = "cl100k_base"


def tokens(text: str) -> int:
    """Return how many tokens the text takes; the first call reads the vocabulary, about 0.3 s."""
    return len(_encoding().encode(text, disallowed_special=()))


@cache
def _encoding() -> tiktoken.Encoding:
    return tiktoken.get_encoding(_VOCABULARY)
