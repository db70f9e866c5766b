"""A follow-up question, made to stand alone by rules: the question it leans on is put in front of it. Pure.

Nothing is taken out and nothing is replaced, so a rule that errs adds words but loses none. A question with a subject
of its own is left as it is: the earlier topic must not be mixed into a new one. Measured by `evals.bench.followups`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.llm.protocol import Message
from rag.question.opening import without_courtesy, without_opening
from rag.text.terms import content_terms, fold, names

# Words that point back at an earlier turn. "that" is one only at the end: elsewhere it is more often grammar.
_POINTS_BACK = re.compile(
    r"""\b(?:he|she|they|it|him|her|his|hers|its|them|their|theirs|this|these|those|former|latter|else|both|such|there
        |(?:the|this|that|which|another|other|first|second|third|last)\ ones?|that(?=\W*$))\b""",
    re.VERBOSE | re.I,
)
# "it" and "there" that point at nothing: "Is it true that …", "How much does it cost to …", "Are there any …".
_POINTS_NOWHERE = re.compile(
    r"""\bit\s+(?:(?:is|was|be)\s+)?(?:true|possible|likely|necessary|legal|that|(?:takes?|took|costs?|means?)\s+to|rains?
        |snows?)\b | \bthere\s+(?:is|are|was|were|be|has|have)\b | \b(?:is|are|was|were)\s+there\b""",
    re.VERBOSE | re.I,
)
_CONTINUES = re.compile(
    r"^\W*(?:and|but|so|or|also|then|what about|how about|yes|no|i mean|i meant|wait)\b",
    re.I,
)
_YES = re.compile(
    r"^\W*(?:yes|yeah|yep|sure|please|ok|okay|go on|go ahead|tell me|do)(?:[\s,.!]+(?:please|do|sure))*\W*$", re.I
)

_ENDS = ".?!…:;"
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")
_NTH = re.compile(
    rf"""\bthe\s+(?P<nth>{"|".join(_ORDINALS)}|last)
        (?:\s+(?:one|item|point|option|reason|name|person|of\s+(?:them|these|those))\b | (?=\W*$))""",
    re.VERBOSE | re.I,
)
_LIST_LINE = re.compile(r"^\s*(?:\d+[.)]|[-*•])\s+(?P<item>\S.*?)\s*$", re.M)
_MARKER = re.compile(r"\s*\[\d+\]")
_DATELINE = re.compile(r"^\W*[A-Z][A-Z .'’-]+(?:,[^—–-]{0,30})?\s[—–-]+\s")  # where it was written names nobody
# So an answer says who reported a thing, who is not spoken of.
_OUTLET_AND_DAY = re.compile(r"(?:^|(?<=[.!?”’\"]\ ))[^.:!?]{2,60}, \d{1,2} [A-Z][a-z]+ \d{4}: ")
_PHRASE = re.compile(r"[A-ZÀ-ÖØ-Þ][\w'’-]*(?: (?:(?:de|del|la|van|von|der|of|the|al|bin) )*[A-ZÀ-ÖØ-Þ][\w'’-]*)*")

_SHORT = 3  # content terms: with fewer and no name of its own, a question has no subject ("Why?", "How do I apply?")
_GOES_ON = 5  # content terms: with fewer, a question that begins with "and" goes on with the last one
_STILL_SHORT = 8  # with more, a question has its own subject even where it shares a word with the last one
_LONGEST_LEANING = 10  # beyond that a pronoun points at something in the question itself
_OWN_SUBJECT = 3  # content terms before a pronoun: then it points at them
_TURNS = 2  # of the last questions are put in front at most, but for one that names what they go on about
_ANSWER_READ = 150  # characters of the last answer whose names are what "he" and "it" most likely mean
_MOST_NAMES = 3
_LONGEST_ITEM = 120  # characters of a list's item that are taken over


def stand_alone(question: str, history: Sequence[Message]) -> str:
    """Return the question so that it can be read without the turns before it.

    A question that leans on the last one gets that in front, made to stand alone itself, and the names that its answer
    begins with; where the last two name nothing, also the one that they go on about. "Yes" takes the question that the
    last answer ended with; "the second one" takes the item.
    """
    return _stand_alone(question, history, turns=_TURNS)


def leaned_on(question: str, standalone: str) -> tuple[str, str]:
    """Return the question to answer, from where it asks, and what it leans on, from a question and `stand_alone` of it.

    What it leans on is "" for a question that stands alone, and where the standalone question took its place ("yes").
    """
    if standalone != question and standalone.endswith(question):
        return without_opening(question), standalone.removesuffix(question).strip()
    return without_opening(standalone), ""


def leans(question: str, before: str) -> bool:
    """Return whether a question cannot be read without the question before it.

    It points back ("he", "the second one"), or continues ("And in Mali?"), or has too little of its own ("Why?"), or
    goes on about the same thing without naming it.
    """
    asked = without_courtesy(question)
    own = content_terms(asked)
    named = names(asked).certain
    if _CONTINUES.match(asked) and len(own) < _GOES_ON:
        return True
    plain = _POINTS_NOWHERE.sub(lambda match: "-" * len(match.group()), asked)
    pointer = _POINTS_BACK.search(plain)
    if pointer is not None and len(own) <= _LONGEST_LEANING:
        ahead = plain[: pointer.start()]
        has_own = len(content_terms(ahead)) >= _OWN_SUBJECT or (names(ahead).certain and len(own) >= _OWN_SUBJECT)
        if not has_own:
            return True
    if named:
        return False
    return len(own) < _SHORT or (len(own) <= _STILL_SHORT and not set(own).isdisjoint(content_terms(before)))


def _stand_alone(question: str, history: Sequence[Message], *, turns: int) -> str:
    at = next((i for i in range(len(history) - 1, -1, -1) if _is_question(history[i])), None)
    if at is None:
        return question
    before = " ".join(history[at]["content"].split())
    answer = " ".join(turn["content"] for turn in history[at + 1 :] if turn["role"] == "assistant")
    if _YES.match(question) and (offered := _question_at_the_end(answer)):
        return f"{before} {offered}"
    if not leans(question, before):
        return question
    if turns == 0:
        return _joined(_gone_on_about(before, history[:at]), question) if not names(question).certain else question
    earlier = _stand_alone(before, history[:at], turns=turns - 1)
    item = _item_meant(question, answer)
    about = f"{item}." if item else _answer_names(answer, unless_in=f"{earlier} {question}")
    return _joined(earlier, about, question)


def _gone_on_about(question: str, history: Sequence[Message]) -> str:
    """Return the last question, this or an earlier one, that names something or leans on no other."""
    for turn in reversed([turn for turn in history if _is_question(turn)]):
        before = " ".join(turn["content"].split())
        if names(question).certain or not leans(question, before):
            break
        question = before
    return question


def _joined(*texts: str) -> str:
    """Return the texts that say something one after the other, each but the last ended as a sentence is."""
    *before, last = filter(None, texts)
    return " ".join([*(text if text[-1] in _ENDS else f"{text}." for text in before), last])


def _is_question(turn: Message) -> bool:
    return turn["role"] == "user" and bool(turn["content"].strip())


def _question_at_the_end(answer: str) -> str:
    text = _MARKER.sub("", answer).strip()
    return re.split(r"(?<=[.!?])\s+|\n+", text)[-1] if text.endswith("?") else ""


def _answer_names(answer: str, *, unless_in: str) -> str:
    """Return the names at the beginning of an answer that are not known yet, as a sentence of their own, or ""."""
    known = unless_in.lower()
    new = [
        name
        for name in named_things(_beginning(_DATELINE.sub("", _OUTLET_AND_DAY.sub("", _MARKER.sub("", answer)))))
        if name.lower() not in known
    ]
    return f"{', '.join(new[:_MOST_NAMES])}." if new else ""


def _beginning(answer: str) -> str:
    """Return the whole words that an answer begins with: half of a name is none."""
    return answer if len(answer) <= _ANSWER_READ else answer[: _ANSWER_READ + 1].rpartition(" ")[0]


def _item_meant(question: str, answer: str) -> str:
    """Return what "the second one" means in the answer's list, or among the things it names; "" when nothing."""
    match = _NTH.search(question)
    if match is None:
        return ""
    text = _MARKER.sub("", answer)
    items = [line["item"] for line in _LIST_LINE.finditer(text)] or named_things(text)
    nth = match["nth"].lower()
    i = len(items) - 1 if nth == "last" else _ORDINALS.index(nth)
    return items[i][:_LONGEST_ITEM].rstrip(" .;,") if 0 <= i < len(items) else ""


def named_things(text: str) -> list[str]:
    """Return the names in a text, words that belong together as one: "Nadja Thorle", each once, in order."""
    certain, opening = names(text)
    found: dict[str, None] = {}
    for match in _PHRASE.finditer(text):
        phrase = match.group().strip(".-'’")
        words = {fold(word) for word in phrase.split()}
        # A capital that opens a sentence makes a name only with another one behind it.
        if words & certain or (words & opening and len(words) > 1):
            found.setdefault(phrase)
    return list(found)
