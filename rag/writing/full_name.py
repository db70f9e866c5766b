"""A person who was asked for, named in full: to "Who …?", "Altman said so" is half an answer. Pure.

News names people in full once and then by surname, so the sentence that answers seldom has the whole name. It is taken
from the text of the article that is cited.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from rag.answer import AnswerSentence, Evidence, Support
from rag.support.check import check
from rag.text.terms import content_terms, fold
from rag.writing import cite

_ASKS_WHO = re.compile(
    r"(?:^|[,;:]\s+)(?:(?:by|for|from|of|to|with)\s+)?(?:who|whom"
    r"|(?:which|what)\s+(?:of\s+the\s+\w+\s+)?(?:\w+\s+)?(?:individual|person|man|woman|executive|founder|player|coach"
    r"|manager|politician|minister|official|candidate|actor|actress|singer|writer|author|artist|scientist|officer))\b",
    re.I,
)
_WORD = re.compile(r"(?<![\w'’-])[^\W\d_]\w*(?:[-'’][^\W\d_]\w+)*")
_FEW = 4  # times as often as a relation's, or whose name it is cannot be told
_TITLES = frozenset(
    """mr mrs ms miss dr sir lady lord dame prof professor president prime minister judge justice captain general
    colonel major sergeant king queen prince princess pope ceo cfo cto coach manager chairman senator governor mayor
    sheriff detective inspector secretary ambassador the a an""".split()
)


def named_in_full(
    question: str, kept: Sequence[AnswerSentence], evidence: Sequence[Evidence], articles: Mapping[str, str]
) -> list[AnswerSentence]:
    """Return an answer to "Who …?" with the full name in front of the sentence that has but the surname.

    Whose it is: of the surnames that the question does not have, the one in most sentences, and of these the first.

    Args:
        question: As asked.
        kept: The answer's sentences.
        evidence: What they cite, by number.
        articles: The text of each article of the evidence, by its id: the one cited must have the full name, and all
            of them no other for that surname, or seldom.
    """
    if not _ASKS_WHO.search(question):
        return list(kept)
    known = {fold(word) for word in _WORD.findall(question)}
    found: dict[str, tuple[int, str]] = {}  # which sentence has a surname first, and the full name
    count: Counter[str] = Counter()
    for at, sentence in enumerate(kept):
        for surname, full in dict(_full_names(sentence, evidence, articles)).items():
            if known.isdisjoint(map(fold, full.split())):
                found.setdefault(surname, (at, full))
                count[surname] += 1
    if not found:
        return list(kept)
    at, full = found[max(found, key=lambda surname: count[surname])]
    text = f"{full}: {kept[at].text}"
    support = check(text, cite.resolve(kept[at].citations, evidence))
    if support is Support.UNSUPPORTED:
        return list(kept)
    led = replace(
        kept[at], text=text, support=Support.PARTLY if Support.PARTLY in (support, kept[at].support) else support
    )
    return [*kept[:at], led, *kept[at + 1 :]]


def _full_names(
    sentence: AnswerSentence, evidence: Sequence[Evidence], articles: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield surnames that stand alone in a sentence, with the full name, where the articles leave no doubt of it."""
    cited = " ".join(articles.get(evidence[n - 1].article_id, "") for n in sentence.citations)
    words = [*_WORD.finditer(sentence.text)]
    for at, match in enumerate(words):
        surname = match.group()
        if not _is_capitalised(surname) or any(_is_of_the_name(sentence.text, words, at, other) for other in (-1, 1)):
            continue
        before = re.compile(rf"({_WORD.pattern})\s+{re.escape(surname)}\b(?![-\w])")
        everywhere = Counter(
            first for text in articles.values() for first in before.findall(text) if _is_first_name(first, text)
        )
        (first, times), (_, others) = (*everywhere.most_common(2), ("", 0), ("", 0))[:2]
        full = f"{first} {surname}"
        if times > _FEW * others and first in before.findall(cited) and full not in sentence.text:
            yield surname, full


def _is_of_the_name(text: str, words: Sequence[re.Match[str]], at: int, step: int) -> bool:
    """Return whether the word beside a surname is of the same name, or of a firm's; a sentence's first word is not."""
    if not 0 <= at + step < len(words):
        return False
    one, other = words[at], words[at + step]
    between = text[other.end() : one.start()] if step < 0 else text[one.end() : other.start()]
    is_first = step < 0 and at + step == 0
    return between == " " and _is_capitalised(other.group()) and not is_first and fold(other.group()) not in _TITLES


def _is_capitalised(word: str) -> bool:
    return word[0].isupper() and not word.isupper()


def _is_first_name(word: str, text: str) -> bool:
    """Return whether a word before a surname is a name: no title, no capitals alone, and never written small."""
    return (
        len(word) > 1
        and _is_capitalised(word)
        and fold(word) not in _TITLES
        and bool(content_terms(word))
        and re.search(rf"\b{re.escape(word.lower())}\b", text) is None
    )
