"""Whether a text denies what a question takes for granted: "No successor has been named" answers "Who is it?". Pure."""

from __future__ import annotations

import re

from rag.text.names import runs
from rag.text.stance import Stance, cues
from rag.text.words import fact_stems, stem

# "The station was reopened; the halt was not": what is denied is left out, as it has just been said or asked.
_DENIED_BY_OMISSION = re.compile(
    r"\b(?:(?:is|are|was|were|has|have|had|does|do|did|will|would|can|could)(?:\s+not|n['’]t)|won['’]t|can['’]t)"
    r"(?=\s*(?:[.,:;!—–]|$))",
    re.I,
)
# What was to be, or is taken for granted, and is not: "The regulator dropped the fine".
_UNDONE = re.compile(
    r"\b(?:withdr[ae]ws?|withdrawn|(?:is|was|were|been)\s+dropped|drop(?:s|ped)\s+(?:the|its|his|her|their|all)|called\s+off|cancel(?:l?ed|s)|abandon(?:ed|s)|scrapped|acquitted|cleared\s+of"
    r"|spared|overturned|went\s+free|walk(?:s|ed)\s+free|contrary\s+to|no\s+longer)\b",
    re.I,
)
_SHORT_DENIAL = 8  # words


def denied(text: str, question: str) -> bool:
    """Return whether a text denies what a question is about, or little else, as in "She never married"."""
    about = set(fact_stems(question))
    short = len(text.split()) <= _SHORT_DENIAL
    denials = [cue for cue in cues(text) if cue.stance is Stance.DENIED]
    omitted = [text[: match.start()] for match in _DENIED_BY_OMISSION.finditer(text)]
    if any(not about.isdisjoint(fact_stems(subject)) for subject in omitted):
        return True
    if _UNDONE.search(text) and not _without_names(question).isdisjoint(fact_stems(text)):
        return True
    return any(short or not (cue.scope or omitted) or not about.isdisjoint(cue.scope) for cue in denials)


def _without_names(question: str) -> set[str]:
    """Return the stems of what a question asks: "Lind is no longer with Tarn" is not when she got hurt."""
    named = {stem(word) for run in runs(question) if not run.opens for word in run.words}
    return set(fact_stems(question)) - named
