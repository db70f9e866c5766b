"""A person who was asked for, named in full: to "Who …?", "Altman said so" is half an answer, "he did" none. Pure.

News names people in full once and then by surname or "he", so the sentence that answers seldom has the whole name. It
is taken from the text of the article that is cited.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from itertools import pairwise

from rag.answer import AnswerSentence, Evidence
from rag.question.clauses import asks_yes_or_no
from rag.question.introduced import introduction_asked
from rag.retrieval.found import Found
from rag.text.names import TITLES, runs
from rag.text.terms import content_terms, fold
from rag.writing.revision.sides import led_by

# The first question word at the head of a clause tells what is asked: "What did Reyes, who ran it, say?" asks no name.
_QUESTION_WORD = re.compile(
    r"(?:^|[,;:]\s+)(?:(?:by|for|from|of|to|with|in|on|at)\s+)?(?=(?:who|whom|whose|what|which|when|where|why|how)\b)",
    re.I,
)
_ASKS_WHO = re.compile(
    r"(?:who|whom"
    r"|(?:which|what)\s+(?:of\s+the\s+\w+\s+)?(?:\w+\s+)?(?:individual|person|man|woman|executive|founder|player|coach"
    r"|manager|politician|minister|official|candidate|actor|actress|singer|writer|author|artist|scientist|officer"
    r"|mayor|governor|president|senator|judge|lawyer))\b",
    re.I,
)
_WORD = re.compile(r"(?<![\w'’-])[^\W\d_]\w*(?:[-'’][^\W\d_]\w+)*")
_POSSESSIVE = re.compile(r"['’]s?\b|s['’](?!\w)")
_CLEARLY_MORE = 4  # times as often as a relation's, or whose name it is cannot be told
_PRONOUN = re.compile(r"\b(?:he|she)\b", re.I)
# Who is meant by it, the sentence right before tells.
_DESCRIBED = re.compile(
    r"^\W*the\s+(?:[\w-]+\s+){0,2}(?:executive|man|woman|founder|player|coach|manager|politician|minister|official|actor"
    r"|actress|singer|writer|author|artist|scientist|officer|mayor|governor|president|senator|judge|lawyer|striker|star"
    r"|businessman|billionaire|director|chief)\b",
    re.I,
)
# Who a "he" is: whom a sentence before begins with, or who speaks there.
_SPOKEN_OF = re.compile(
    r"""(?:^[\W_]* | \b(?:says|said|asks|asked|adds|added|recalls|recalled)\s+)
        (?P<name>[^\W\d_]\w*(?:[-'’][^\W\d_]\w+)?(?:\ [^\W\d_a-z]\w+)?)(?=[\s,.])""",
    re.VERBOSE,
)
# What follows one of these is a place or a time: "troops in Iraq" are not led by "Northern Iraq".
_OF_PLACE_OR_TIME = frozenset("in at on near from into across around outside inside since until during through".split())
_NO_FIRST = TITLES | {"the", "a", "an"}


def named_in_full(
    question: str, kept: Sequence[AnswerSentence], found: Found, *, before: str = ""
) -> list[AnswerSentence]:
    """Return an answer to "Who …?" with the full name in front of the sentence that has but the surname.

    Of the surnames that the question does not have, it is the one in most sentences; of two in as many, the earlier.

    Args:
        question: As asked.
        kept: The answer's sentences.
        found: What they cite by number. The article cited must have the full name, and no other for that surname, or
            seldom.
        before: What the question leans on, whose names are known, too.
    """
    if not asks_who(question):
        return list(kept)
    known = {fold(word) for word in words_of(f"{before} {question}")}
    if kept and (meant := _meant(kept[0], found)) and known.isdisjoint(map(fold, meant[0].split())):
        name, told_in = meant
        first = replace(kept[0], citations=tuple(sorted({told_in, *kept[0].citations})))
        return [led_by(name, first, found.evidence) or kept[0], *kept[1:]]
    surnames: dict[str, tuple[int, str]] = {}  # which sentence has a surname first, and the full name
    count: Counter[str] = Counter()
    for at, sentence in enumerate(kept):
        for surname, full in dict(_full_names(sentence, found)).items():
            if known.isdisjoint(map(fold, full.split())):
                surnames.setdefault(surname, (at, full))
                count[surname] += 1
    if not surnames:
        return list(kept)
    at, full = surnames[max(surnames, key=lambda surname: count[surname])]
    led = led_by(full, kept[at], found.evidence)
    return [*kept[:at], led or kept[at], *kept[at + 1 :]]


def asks_who(question: str) -> bool:
    """Return whether a question asks for a person: "Who …?", "Which of the two ministers …?"."""
    word = _QUESTION_WORD.search(question)
    if word is None or introduction_asked(question):  # "Who is Ines Tolvard?" has the name
        return False
    return _ASKS_WHO.match(question, word.end()) is not None and not asks_yes_or_no(question)


def words_of(text: str) -> list[str]:
    """Return the words of a text that may be of a name, "Bankman-Fried" as one."""
    return _WORD.findall(text)


def _meant(sentence: AnswerSentence, found: Found) -> tuple[str, int] | None:
    """Return who "he" or "she" is in a sentence without a name, and by its number the evidence before that tells it.

    None: nothing tells it, or the article may name somebody else in between.
    """
    described = _DESCRIBED.match(sentence.text) is not None
    if not sentence.citations or not (described or _PRONOUN.search(sentence.text)):
        return None
    evidence, n_cited = found.evidence, sentence.citations[0]
    cited = evidence[n_cited - 1]
    text = found.searchable.get(cited.article_id, "")
    if described:
        return _described(cited, evidence, text)
    if _has_a_name(sentence.text):
        return None
    before = [
        (one.start, n)
        for n, one in enumerate(evidence, start=1)
        if one.article_id == cited.article_id and one.start < cited.start
    ]
    for start, n in sorted(before, reverse=True):
        for match in reversed([*_SPOKEN_OF.finditer(evidence[n - 1].quote)]):
            surname = match["name"].rpartition(" ")[2]
            if _is_capitalised(surname) and (first := first_name(surname, text)):
                between = found.text_before(n_cited, start=start + match.end("name"))
                others = _others(between, {fold(first), fold(surname)}, text)
                return None if others else (f"{first} {surname}", n)
    return None


def _described(cited: Evidence, evidence: Sequence[Evidence], text: str) -> tuple[str, int] | None:
    """Return the one person whom the evidence right before a sentence names in full, and its number, or None."""
    for n, one in enumerate(evidence, start=1):
        if cited.follows(one):
            pairs = pairwise(words_of(one.quote))
            named = {
                f"{first} {last}" for first, last in pairs if _is_capitalised(last) and first_name(last, text) == first
            }
            return (named.pop(), n) if len(named) == 1 else None
    return None


def _others(text: str, known: Set[str], article: str) -> bool:
    """Return whether a text may name anybody whose name is not known: "he" may then be that one."""
    return any(
        not known >= set(run.words)
        and (first_name(text[run.start : run.end], article) != "" if run.opens else run.before not in _OF_PLACE_OR_TIME)
        for run in runs(text)
    )


def _has_a_name(text: str) -> bool:
    return any(not run.opens and run.before not in _OF_PLACE_OR_TIME for run in runs(text))


def first_name(surname: str, article: str) -> str:
    """Return the first name that an article has before a surname, or "" where it has none or leaves doubt."""
    # On one line: "… | Harbournews" over "Two of them" is nobody called Two.
    named = re.compile(rf"({_WORD.pattern})[^\S\n]+{re.escape(surname)}\b(?![-\w])")
    firsts = Counter(named.findall(article))
    # Only now, once for each: telling whether it is a name reads the whole article.
    firsts = Counter({first: times for first, times in firsts.items() if _is_first_name(first, article)})
    (first, times), (_, others) = (*firsts.most_common(2), ("", 0), ("", 0))[:2]
    return first if times > _CLEARLY_MORE * others else ""


def _full_names(sentence: AnswerSentence, found: Found) -> Iterator[tuple[str, str]]:
    """Yield surnames that stand alone in a sentence, with the full name, where the cited article leaves no doubt of it.

    A surname alone is that of whom the article has named in full, whoever else has it elsewhere.
    """
    cited = "\n".join(found.said_in(found.evidence[n - 1].article_id for n in sentence.citations))
    words = [*_WORD.finditer(sentence.text)]
    for at, match in enumerate(words):
        surname = match.group()
        before = sentence.text[: match.start()].split()
        if before and before[-1].lower() in _OF_PLACE_OR_TIME:
            continue
        if _POSSESSIVE.match(sentence.text, match.end()):  # "Varga's return" is not who returned
            continue
        if not _is_capitalised(surname) or any(_is_of_the_name(sentence.text, words, at, other) for other in (-1, 1)):
            continue
        first = first_name(surname, cited)
        if first and f"{first} {surname}" not in sentence.text:
            yield surname, f"{first} {surname}"


def _is_of_the_name(text: str, words: Sequence[re.Match[str]], at: int, step: int) -> bool:
    """Return whether the word beside a surname is of the same name, or of a firm's; a sentence's first word is not."""
    if not 0 <= at + step < len(words):
        return False
    one, other = words[at], words[at + step]
    between = text[other.end() : one.start()] if step < 0 else text[one.end() : other.start()]
    is_first = step < 0 and at + step == 0
    return between == " " and _is_capitalised(other.group()) and not is_first and fold(other.group()) not in _NO_FIRST


def _is_capitalised(word: str) -> bool:
    return word[0].isupper() and not word.isupper()


def _is_first_name(word: str, text: str) -> bool:
    """Return whether a word before a surname is a name: no title, no capitals alone, and never written small."""
    return (
        len(word) > 1
        and _is_capitalised(word)
        and fold(word) not in _NO_FIRST
        and bool(content_terms(word))
        and re.search(rf"\b{re.escape(word.lower())}\b", text) is None
    )
