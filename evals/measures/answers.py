"""How good an answer's words are against the accepted answers, for one question, in [0, 1], higher is better.

Answers here are full sentences, accepted answers mostly short phrases, so containment tells most: exact match is
near 0 for any answer in sentences, and token F1 falls with every further word. All see the answer without its
citation numbers.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Sequence

from evals.results import Verdict

PHRASE_WORDS = 12
"""An accepted answer of more words is a text, such as CLAPNQ's: nothing holds it whole, so it is compared by tokens."""

_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_YES_NO = frozenset(("yes", "no"))


def normalize(text: str) -> str:
    """Return the text as SQuAD compares it: lower case, no punctuation, no "a", "an", "the", single blanks.

    Rajpurkar et al., arXiv 1606.05250, evaluation script 1.1. It deletes ASCII punctuation only; here every
    character that Unicode calls punctuation goes, since news writes “ and –.
    """
    plain = "".join(character for character in text.lower() if not _is_punctuation(character))
    return " ".join(_ARTICLES.sub(" ", plain).split())


def _is_punctuation(character: str) -> bool:
    return character in string.punctuation or unicodedata.category(character).startswith("P")


def exact_match(text: str, answers: Sequence[str]) -> float:
    """Return 1 when the whole text is an accepted answer after normalisation, else 0 (SQuAD's EM)."""
    said = normalize(text)
    return float(any(said == normalize(answer) for answer in answers))


def token_f1(text: str, answers: Sequence[str]) -> float:
    """Return the harmonic mean of token precision and recall against the accepted answer it is highest for.

    SQuAD's F1: bags of normalised words. Not the F1 of a classifier.
    """
    return max((_f1(*_overlap(text, answer)) for answer in answers), default=0.0)


def token_recall(text: str, answers: Sequence[str]) -> float:
    """Return the share of an accepted answer's words that the text holds, for the answer it is highest for.

    Called "recall" by KILT and MTRAG. It says nothing against rambling: read it beside token F1.
    """
    return max((_overlap(text, answer)[1] for answer in answers), default=0.0)


def _overlap(text: str, answer: str) -> tuple[float, float]:
    """Return token precision and recall of the text against one answer."""
    said, wanted = normalize(text).split(), normalize(answer).split()
    if not said or not wanted:
        return (float(said == wanted),) * 2
    shared = sum((Counter(said) & Counter(wanted)).values())
    return shared / len(said), shared / len(wanted)


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def containment(text: str, answers: Sequence[str]) -> float:
    """Return 1 when an accepted answer stands in the text as a whole phrase after normalisation, else 0.

    Strict: whole words in their order ("Norway" is not in "Norwayan", "31" is in "31 million", so accepted answers
    should be as full as they need to be). "Yes" and "no" must be the first word, for "no" stands in most texts
    somewhere. It does not see that "not Norway" is wrong. Some papers call this accuracy.
    """
    said = normalize(text).split()
    return float(any(_holds(said, normalize(answer).split()) for answer in answers))


def _holds(said: list[str], phrase: list[str]) -> bool:
    if not phrase:
        return False
    if len(phrase) == 1 and phrase[0] in _YES_NO:
        return said[:1] == phrase
    return any(said[i : i + len(phrase)] == phrase for i in range(len(said) - len(phrase) + 1))


def one_shared_word(text: str, answers: Sequence[str]) -> float:
    """Return 1 when text and an accepted answer share any word at all, else 0.

    The rule of MultiHop-RAG's published `qa_evaluate.py` (arXiv 2401.15391), which reports it as accuracy, precision,
    recall and F1 alike. Wrong three ways: a shared "the" makes a long wrong answer right, "No" makes "no, yes" right,
    and split at blanks only, "Yes," misses "Yes". Here over answerable questions alone; the published totals count null
    questions too. For comparing with published figures by question type and for nothing else.
    """
    said = set(text.lower().split())
    return float(any(said & set(answer.lower().split()) for answer in answers))


def is_phrase(answer: str) -> bool:
    """Return whether an accepted answer is short enough for a right answer to hold it word for word."""
    return len(normalize(answer).split()) <= PHRASE_WORDS


def grade(
    text: str,
    *,
    answers: Sequence[str],
    parts: Sequence[Sequence[str]] = (),
    answerable: bool,
    refused: bool,
) -> Verdict:
    """Return the verdict on one answer.

    Three ways for an answerable question, as in SimpleQA (arXiv 2411.04368): right, wrong, not attempted; without a
    judge model, "right" is containment, of every part where the answer has parts. An unanswerable one is handled right
    by refusing. Ungraded when answered and all accepted answers are texts, or there are none.
    """
    if not answerable:
        return Verdict.RIGHTLY_REFUSED if refused else Verdict.SHOULD_HAVE_REFUSED
    if refused:
        return Verdict.WRONGLY_REFUSED
    phrases = [answer for answer in answers if is_phrase(answer)]
    wanted = parts or ([phrases] if phrases else [])
    if not wanted:
        return Verdict.UNGRADED
    return Verdict.CORRECT if all(containment(text, forms) for forms in wanted) else Verdict.INCORRECT
