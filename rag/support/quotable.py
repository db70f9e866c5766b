"""Which sentences of an article may stand in an answer by themselves. Pure.

Whatever is quoted in the writer's place was chosen by nobody: it must not lead a reader anywhere, speak to whoever
reads it out, or ask for something to be supposed.
"""

from __future__ import annotations

import re

from rag.support.instructions import speaks_to_the_writer
from rag.support.markup import bare
from rag.text.stance import asks

# A quote that speaks to its reader, or asks for something to be supposed, is no statement of fact on its own.
_NO_STATEMENT = re.compile(r"\b(?:please|you|your|imagine|suppose|supposing|pretend)\b", re.I)


def quotable(quote: str) -> bool:
    """Return whether a sentence is a plain statement."""
    said = bare(quote) == quote and not asks(quote)
    return said and not _NO_STATEMENT.search(quote) and not speaks_to_the_writer(quote)
