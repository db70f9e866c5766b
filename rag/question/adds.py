"""Whether a text can tell anything that a question does not already say. Pure."""

from __future__ import annotations

import re

from rag.question.asked import QUESTION_WORD
from rag.question.clauses import asks_yes_or_no
from rag.question.compared import offered
from rag.text.names import runs
from rag.text.quantities import quantities
from rag.text.terms import content_terms, fold
from rag.text.words import stem

_FOR_A_NAME = re.compile(r"\b(?:who|whom|whose|which|names?|called|named|titles?|where)\b", re.I)
# What only heads a part of an article, and tells nothing of it.
_OF_HEADINGS = frozenset(
    content_terms(
        "overview review summary introduction background conclusion details explained guide timeline faq pros cons"
    )
)
_WHOLE_SENTENCE = re.compile(r"[.!?…:;][\"'”’)\]]*\s*$")


def ends_as_sentence(text: str) -> bool:
    """Return whether a text has a sentence's closing mark, which a heading lacks."""
    return _WHOLE_SENTENCE.search(text) is not None


def adds(text: str, question: str) -> bool:
    """Return whether a text can tell anything that a question does not: the heading "Waking the bear" tells nobody how.

    Only a heading is told by its words to add none: a whole sentence may answer yes or no, or stand beside one that
    answers. And what only names a subject is told something on it by whatever is about it.
    """
    if ends_as_sentence(text) or not (QUESTION_WORD.search(question) or asks_yes_or_no(question)):
        return True
    known = {stem(term) for term in content_terms(question)} | _OF_HEADINGS
    return any(stem(term) not in known for term in content_terms(text)) or bool(quantities(text))


def only_names(text: str, question: str) -> bool:
    """Return whether a text says but names of a question that asks for none: "What did Varga say?" "Varga."."""
    if _FOR_A_NAME.search(question) or asks_yes_or_no(question) or offered(question):
        return False
    named = {word for run in runs(question) for word in run.words}
    said = [word.strip(".,:;!?'\"”’") for word in text.split()]
    return all(fold(word) in named for word in said)
