"""Questions that describe instead of naming: "Which company, known for A, was sued over B, and has bought C?" Pure."""

from __future__ import annotations

import re

from rag.question.clauses import asks_yes_or_no
from rag.question.understood import Understood
from rag.text.terms import content_terms

_AT_LENGTH = 15  # content terms; then one sentence makes several claims
_ASKS_FOR_A_NAME = re.compile(
    r"(?:which|who|whom|whose|what(?!\s+(?:do|does|did|has|have|had|happened|will|would|can|could|should)\b))\b", re.I
)


def describes_one(understood: Understood) -> bool:
    """Return whether a question describes someone or something at length and asks who or which it is."""
    standalone = understood.standalone
    several = len(understood.clauses) > 1 or len(content_terms(standalone)) >= _AT_LENGTH
    several = several and not understood.compared
    return several and not asks_yes_or_no(standalone) and _ASKS_FOR_A_NAME.match(standalone) is not None
