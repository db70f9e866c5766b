"""One sentence said otherwise without saying anything else, in the ways an answer does. Pure, deterministic.

As in `evals.challenges.changes`, nothing of `rag` is used. What comes out is faithful, though not always pretty.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random

from evals.challenges.changes import MONTHS

Paraphrase = Callable[[str, Random], Iterator[str]]
"""(sentence, chance) -> faithful paraphrases."""

_WORDS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split()


def word_for_word(sentence: str, _: Random) -> Iterator[str]:
    """The sentence itself."""
    yield sentence


def without_aside(sentence: str, _: Random) -> Iterator[str]:
    """Without a clause or apposition between commas, or the one it ends with."""
    for match in re.finditer(r", (?:who|which|whose|where|a|an|the)\b [^,;:.?!“”\"()]{8,80},(?= [a-z]+)", sentence):
        if not re.match(r" (?:and|or|but)\b", sentence[match.end() :]):
            yield sentence[: match.start()] + sentence[match.end() :]
    end = r", (?:which|who|while|although|though|as|after|before|adding|including|making|leaving|with)\b"
    if trailing := re.fullmatch(rf"([^“”\"]{{40,}}?){end} [^“”\"]*\.", sentence):
        yield f"{trailing.group(1)}."
    if aside := re.search(r" \([^()]{3,60}\)", sentence):
        yield sentence[: aside.start()] + sentence[aside.end() :]


def moved_adverbial(sentence: str, _: Random) -> Iterator[str]:
    """What it opens with ("In March 2021, …") at its end, or the day at its end in front."""
    opening = r"((?:In|On|At|During|Since|By|Last|Earlier|Under|Throughout)\b[^,“”\"()]{2,40}), "
    if (match := re.match(opening, sentence)) and '"' not in sentence and "“" not in sentence:
        rest = sentence[match.end() :].rstrip(".")
        if len(rest) > 25 and "," not in rest:
            yield f"{_capital(rest)} {match.group(1)[0].lower()}{match.group(1)[1:]}."
    if match := re.fullmatch(
        r"([^“”\",;]{25,}) ((?:on|in) (?:[A-Z][a-z]+day|[A-Z][a-z]+ \d{4}|(?:19|20)\d\d))\.", sentence
    ):
        yield f"{_capital(match.group(2))}, {_small(match.group(1))}."


def other_notation(sentence: str, _: Random) -> Iterator[str]:
    """A number or a date written another way."""
    for match in re.finditer(r"(?<![\w.,$€£-])(\d{1,3}),(\d{3})(?![\d,.])", sentence):
        yield _put(sentence, match, match.group(1) + match.group(2))
    for match in re.finditer(
        r"(?<![\w.,$€£:-])(\d{1,2})(?= [a-z]{3,})(?! (?:million|billion|percent|per cent|a\.m|p\.m))", sentence
    ):
        if int(match.group()) < len(_WORDS):
            yield _put(sentence, match, _WORDS[int(match.group())])
    for match in re.finditer(rf"\b(?:{'|'.join(_WORDS[2:])})(?= [a-z]{{4,}})", sentence):
        yield _put(sentence, match, str(_WORDS.index(match.group())))
    for match in re.finditer(r"(?<=\d)(?:%| percent| per cent)(?! point)", sentence):
        yield _put(sentence, match, " percent" if match.group() == "%" else "%")
    for match in re.finditer(r"(?<![\d.,])(\d{1,3})(?:\.(\d))? million(?! and)", sentence):
        whole, part = match.group(1), match.group(2) or "0"
        yield _put(sentence, match, f"{whole},{part}00,000")
    months = "|".join(MONTHS)
    for match in re.finditer(rf"\b({months}) (\d{{1,2}})(?:, (\d{{4}}))?(?![\d:])", sentence):
        yield _put(sentence, match, " ".join(part for part in (match.group(2), match.group(1), match.group(3)) if part))
    for match in re.finditer(rf"\b(\d{{1,2}}) ({months})(?: (\d{{4}}))?\b", sentence):
        year = f", {match.group(3)}" if match.group(3) else ""
        yield _put(sentence, match, f"{match.group(2)} {match.group(1)}{year}")


def moved_speaker(sentence: str, chance: Random) -> Iterator[str]:
    """Who said it, at the other end of the sentence."""
    if re.search(r"[\"“”]", sentence):
        return
    if match := re.fullmatch(r"([^:]{25,}), ((?:the |an? )?[^,]{3,40}) (?:said|says)\.", sentence):
        form = chance.choice(("{1} said that {0}.", "According to {1}, {0}.", "{1} said {0}."))
        yield _capital(form.format(_small(match.group(1)), match.group(2)))
    if match := re.fullmatch(
        r"((?:[A-Z][\w.’]*|The [a-z]+)(?: [A-Z][\w.’]*){0,3}) (?:said|says) (?:that )?([^,:]{25,})\.", sentence
    ):
        form = chance.choice(("According to {0}, {1}.", "{2}, {0} said.", "{0} stated that {1}."))
        yield _capital(form.format(match.group(1), match.group(2), _capital(match.group(2))))


def other_telling(sentence: str, chance: Random) -> Iterator[str]:
    """Another word for "said"."""
    for match in re.finditer(r"\bsaid(?= (?:that|the|he|she|it|they|in|on|a)\b)", sentence):
        yield _put(
            sentence, match, chance.choice(("stated", "told reporters", "noted", "explained", "said that"))
        ).replace("that that", "that")


_VERBS = {
    "approved": "approved", "bought": "bought", "won": "won", "built": "built", "signed": "signed", "led": "led",
    "released": "released", "launched": "launched", "founded": "founded", "wrote": "written", "beat": "beaten",
    "acquired": "acquired", "scored": "scored", "announced": "announced", "published": "published",
    "received": "received", "opened": "opened", "filed": "filed", "directed": "directed", "defeated": "defeated",
}  # fmt: skip


def made_passive(sentence: str, _: Random) -> Iterator[str]:
    """The doer behind the deed."""
    doer = r"(?!(?:He|She|It|They|We|I|This|That)\b)((?:The [a-z]+|[A-Z][\w’]+(?: [A-Z][\w’]+){0,2}))"
    if match := re.match(
        rf"{doer} ({'|'.join(_VERBS)}) ((?:the|a|an|its|his|her) [^,;.“”\"]{{3,60}}?)"
        r"(?=\.(?!\d)| (?:in|on|at|for|after|by|with|to)\b|,)",
        sentence,
    ):
        deed = match.group(3)
        if not re.search(r"\b(?:and|that|who|which)\b", deed):
            rest = sentence[match.end() :]
            yield f"{_capital(deed)} was {_VERBS[match.group(2)]} by {_small(match.group(1))}{rest}"


def surname_only(sentence: str, _: Random) -> Iterator[str]:
    """A person by the last name alone."""
    verbs = "said|told|was|has|had|is|who|added|won|wrote|scored|and|announced"
    for match in re.finditer(rf"\b([A-Z][a-z]{{2,}}) ([A-Z][a-z]{{2,}})(?= (?:{verbs})\b)", sentence):
        if match.group(1) not in ("The", "This", "That", "But", "And", "When", "While", "For", "After"):
            yield _put(sentence, match, match.group(2))


_SPARE = (
    "new|big|large|small|major|local|popular|famous|huge|recent|newly|recently|also|already|just|really|very|quickly"
    "|currently|own|entire|whole|powerful|important|special|beautiful|simply|finally|eventually|officially|particularly"
)


def without_ornament(sentence: str, _: Random) -> Iterator[str]:
    """Without an adjective or adverb that can go."""
    for match in re.finditer(rf"(?<=[a-z] )(?:{_SPARE}) (?=[a-z]{{3,}})", sentence):
        if not re.search(r"(?:\b(?:not|so|too|as|most|more|less|a|an)|n['’]t)\s$", sentence[: match.start()]):
            yield _put(sentence, match, "")


def contracted(sentence: str, _: Random) -> Iterator[str]:
    """A "did not" as "didn't", or the other way."""
    for match in re.finditer(r"\b(did|does|do|was|were|is|are|has|have|had|would|could|should) not\b", sentence):
        yield _put(sentence, match, f"{match.group(1)}n't")
    for match in re.finditer(r"\b(did|does|do|was|were|is|are|has|have|had|would|could|should)n['’]t\b", sentence):
        yield _put(sentence, match, f"{match.group(1)} not")


def first_part(sentence: str, _: Random) -> Iterator[str]:
    """The first of two main clauses."""
    match = re.fullmatch(
        r"([^“”\";]{40,}?),? (?:and|but) (?:he|she|it|they|the \w+) (?:was|were|has|had|is|are|will|\w+ed)\b[^“”\"]*\.",
        sentence,
    )
    if match and not re.match(r"(?:If|When|While|Although|Neither|Either|Both|Not)\b", sentence):
        yield f"{match.group(1)}."


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _small(text: str) -> str:
    opens = re.match(
        r"(?:The|A|An|In|On|It|He|She|They|There|This|These|That|Its|His|Her|Their|We|Some|Many|Most|All)\b", text
    )
    return text[0].lower() + text[1:] if opens else text


def _put(sentence: str, match: re.Match[str], text: str) -> str:
    return sentence[: match.start()] + text + sentence[match.end() :]


PARAPHRASES: Mapping[str, Sequence[Paraphrase]] = {
    "word for word": (word_for_word,),
    "aside left out": (without_aside, first_part),
    "adverbial moved": (moved_adverbial,),
    "other notation": (other_notation,),
    "speaker moved": (moved_speaker,),
    "other word for said": (other_telling,),
    "passive": (made_passive,),
    "surname only": (surname_only,),
    "ornament left out": (without_ornament,),
    "contraction": (contracted,),
}
"""The ways to say the same."""
