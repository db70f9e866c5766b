"""One sentence made to say something else by one small change, a way for each kind of fact. Pure, deterministic.

Everything here has words of its own and uses nothing of `rag`: a test on the guard's own lists could not fail. Each way
takes a sentence, names it may put in, and a source of chance, and yields the changed sentences it can make.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random

Change = Callable[[str, Sequence[str], Random], Iterator[str]]
"""(sentence, names from elsewhere, chance) -> changed sentences, any number, in no order that matters."""

MONTHS = "January February March April May June July August September October November December".split()
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_SMALL = "two three four five six seven eight nine ten eleven twelve".split()
_NAME = re.compile(r"(?<=[a-z,;] )(?:[A-Z][a-z]{2,}(?: [A-Z][a-z]{2,}){0,2})(?![\w-])")
_NOT_NAMES = frozenset((*MONTHS, *WEEKDAYS, "I", "The"))


def other_number(sentence: str, _: Sequence[str], chance: Random) -> Iterator[str]:
    """Another figure, as long and written the same way."""
    for match in re.finditer(r"(?<![\w.,:#-])\d{1,3}(?:,\d{3})*(?:\.\d+)?(?![\w:]|[.,-]\d)", sentence):
        number = match.group()
        if _is_date_part(sentence, match):
            continue
        at = chance.choice([i for i, character in enumerate(number) if character.isdigit()])
        digit = chance.choice([d for d in "123456789" if d != number[at]])
        yield _put(sentence, match, number[:at] + digit + number[at + 1 :])
    for match in re.finditer(rf"\b(?:{'|'.join(_SMALL)})\b", sentence):
        yield _put(sentence, match, chance.choice([word for word in _SMALL if word != match.group()]))


def _is_date_part(sentence: str, match: re.Match[str]) -> bool:
    month = "|".join(name[:3] for name in MONTHS)
    beside = sentence[max(0, match.start() - 12) : match.start()], sentence[match.end() : match.end() + 12]
    return (
        re.fullmatch(r"1[5-9]\d\d|20\d\d", match.group()) is not None
        or re.search(rf"(?:{month})[a-z]*\.? $", beside[0]) is not None
        or re.match(rf"(?:st|nd|rd|th)?,? (?:of )?(?:{month})", beside[1]) is not None
    )


def other_date(sentence: str, _: Sequence[str], chance: Random) -> Iterator[str]:
    """Another day, month, year or weekday."""
    months = "|".join(MONTHS)
    for match in re.finditer(rf"(?:\b(?:in|on|since|until|by|last|of|from|late|early) |\d )({months})\b", sentence):
        yield _put(sentence, match, chance.choice([m for m in MONTHS if m != match.group(1)]), group=1)
    for match in re.finditer(rf"\b(?:{months}|[A-Z][a-z]{{2}}\.) (\d{{1,2}})\b(?!:)", sentence):
        yield _put(sentence, match, chance.choice([str(d) for d in range(1, 29) if str(d) != match.group(1)]), group=1)
    for match in re.finditer(r"\b(?:in|since|of|by|until|from) ((?:19|20)\d\d)\b", sentence):
        yield _put(sentence, match, str(int(match.group(1)) + chance.choice((-7, -2, -1, 1, 2, 4))), group=1)
    for match in re.finditer(rf"\b(?:{'|'.join(WEEKDAYS)})\b", sentence):
        yield _put(sentence, match, chance.choice([day for day in WEEKDAYS if day != match.group()]))


def other_name(sentence: str, names: Sequence[str], chance: Random) -> Iterator[str]:
    """A name from elsewhere in the place of one of the sentence's, inside it or at its beginning."""
    fresh = [name for name in names if not set(name.split()) & set(re.findall(r"\w+", sentence))]
    if not fresh:
        return
    for match in names_in(sentence):
        yield _put(sentence, match, chance.choice(fresh))
    known = {word for name in names for word in name.split()}
    opening = re.match(r"([A-Z][a-z]{2,})(?: [A-Z][a-z]{2,})* (?=[a-z])", sentence)
    if opening and opening.group(1) in known:
        yield f"{chance.choice(fresh)} {sentence[opening.end() :]}"


def exchanged_names(sentence: str, names: Sequence[str], _: Random) -> Iterator[str]:
    """Two names in each other's places, with a verb between that goes one way."""
    verbs = (
        "beat|paid|sued|told|accused|sold|bought|defeated|criticised|criticized|asked|warned|replaced|hired|led|gave"
        "|beats|urged|thanked|blamed|acquired|invited|praised|backed|owns|owned|joined|interviewed|suspended"
    )
    one = rf"({'|'.join(re.escape(name) for name in sorted(names, key=len, reverse=True))})" if names else "(?!)"
    for match in re.finditer(rf"\b{one} (?:[a-z]+ ){{0,2}}?(?:{verbs}) (?:[a-z’]+ ){{0,4}}?{one}\b", sentence):
        if match.group(1) != match.group(2) and not re.search(r"\b(?:and|or|by|with)\b", match.group()):
            middle = match.group()[len(match.group(1)) : -len(match.group(2))]
            yield sentence[: match.start()] + match.group(2) + middle + match.group(1) + sentence[match.end() :]


def names_in(sentence: str) -> list[re.Match[str]]:
    """Return the capitalised runs of a sentence that stand after a lower-case word."""
    return [m for m in _NAME.finditer(sentence) if not set(m.group().split()) & _NOT_NAMES]


_PLAIN_PASTS = {
    "approved": "approve", "announced": "announce", "signed": "sign", "opened": "open", "reached": "reach",
    "received": "receive", "released": "release", "reported": "report", "scored": "score", "joined": "join",
    "added": "add", "helped": "help", "started": "start", "finished": "finish", "agreed": "agree", "played": "play",
    "called": "call", "moved": "move", "launched": "launch", "showed": "show", "won": "win", "took": "take",
    "made": "make", "found": "find", "went": "go", "came": "come", "began": "begin", "bought": "buy", "sold": "sell",
    "gave": "give", "led": "lead", "saw": "see", "lost": "lose", "met": "meet", "paid": "pay", "spent": "spend",
}  # fmt: skip


def negated(sentence: str, _: Sequence[str], chance: Random) -> Iterator[str]:
    """A "not" (or a word that means it) where there was none."""
    if re.search(r"\bnot\b|n['’]t\b", sentence):
        return
    for match in re.finditer(r"\b(?:was|were|is|are|has|had|have|will|would)(?= [a-z]{3,})(?! to\b)", sentence):
        yield _put(sentence, match, f"{match.group()} not")
    for match in re.finditer(
        rf"(?<=[a-z] )(?:{'|'.join(_PLAIN_PASTS)})(?= (?:a|an|the|his|her|its|their|to|in|on)\b)", sentence
    ):
        before = sentence[: match.start()].rsplit(None, 1)[-1]
        if before not in ("was", "were", "is", "are", "has", "had", "have", "been", "be", "to", "and"):
            phrase = chance.choice(("did not {}", "never {0}", "failed to {}", "refused to {}", "didn’t {}"))
            base = _PLAIN_PASTS[match.group()]
            yield _put(sentence, match, phrase.format(match.group() if "never" in phrase else base))


def affirmed(sentence: str, _: Sequence[str], chance: Random) -> Iterator[str]:
    """The "not", or the word that means it, taken out."""
    for match in re.finditer(r"\b(was|were|is|are|has|had|have|will|would|could|should|can) not ", sentence):
        yield _put(sentence, match, f"{match.group(1)} ")
    for match in re.finditer(r"\b(was|were|is|are|has|had|have|would|could|should)n['’]t ", sentence):
        yield _put(sentence, match, f"{match.group(1)} ")
    for match in re.finditer(
        r"\b(?:did not|didn['’]t|does not|doesn['’]t|failed to|refused to|declined to) (?=[a-z])", sentence
    ):
        yield _put(sentence, match, chance.choice(("did ", "would ", "")))
    for match in re.finditer(r"\bnever ", sentence):
        yield _put(sentence, match, "")
    for match in re.finditer(r"\bden(?:ied|ies)(?= (?:that|it|he|she|they|having|the)\b)", sentence):
        yield _put(sentence, match, "confirmed" if match.group() == "denied" else "confirms")


_OTHER_UNITS: Mapping[str, Sequence[str]] = {
    "km": ("miles",), "kilometres": ("miles",), "miles": ("kilometres",), "metres": ("feet", "yards"),
    "feet": ("metres",), "yards": ("feet", "metres"), "inches": ("feet",), "kg": ("tonnes",), "pounds": ("tons",),
    "tonnes": ("kilograms",), "hours": ("minutes", "days"), "minutes": ("hours",), "days": ("weeks", "months"),
    "weeks": ("days", "months"), "months": ("weeks", "years"), "years": ("months",), "year": ("month",),
    "percent": ("percentage points",), "million": ("billion", "thousand"), "billion": ("million",),
    "hectares": ("acres",), "acres": ("hectares",), "euros": ("dollars",), "dollars": ("euros",),
    "florins": ("euros", "dollars"), "crowns": ("euros",), "litres": ("gallons",), "mm": ("cm",),
    "millimetres": ("centimetres",), "p.m.": ("a.m.",), "a.m.": ("p.m.",), "degrees": ("percent",),
}  # fmt: skip


def other_unit(sentence: str, _: Sequence[str], chance: Random) -> Iterator[str]:
    """The same figure in another unit, currency or magnitude."""
    for match in re.finditer(r"(?<=\d) ?([a-z][a-z.]*\b\.?)", sentence):
        unit = match.group(1) if match.group(1) in _OTHER_UNITS else match.group(1).rstrip(".")
        if unit in _OTHER_UNITS:
            start = match.start(1)
            yield sentence[:start] + chance.choice(_OTHER_UNITS[unit]) + sentence[start + len(unit) :]
    for match in re.finditer(r"(?<![A-Z])[$€£](?=\d)", sentence):
        yield _put(sentence, match, chance.choice([sign for sign in "$€£" if sign != match.group()]))
    for match in re.finditer(r"(?<=\d)%", sentence):
        yield _put(sentence, match, chance.choice((" percentage points", " million")))


def doubt_taken_out(sentence: str, _: Sequence[str], chance: Random) -> Iterator[str]:
    """What may be or is meant to be, told as what is or will be."""
    if sentence.rstrip('”"').endswith("?"):
        return
    for match in re.finditer(r"\b(?:may|might|could) (be|have)\b", sentence):
        yield _put(sentence, match, chance.choice({"be": ("is", "will be", "was"), "have": ("has",)}[match.group(1)]))
    for match in re.finditer(r"\b(?:may|might) (?!be\b|have\b|not\b|also\b|well\b|even\b)(?=[a-z]{3,})", sentence):
        yield _put(sentence, match, chance.choice(("will ", "did ")))
    for match in re.finditer(
        r"\b(?:plans?|planned|intends?|intended|hopes?|hoped|wants?|wanted|aims?|aimed) to (?=[a-z]{3,})", sentence
    ):
        yield _put(sentence, match, chance.choice(("will ", "did ", "managed to ")))
    for match in re.finditer(r"\b(?:is|are) (?:expected|likely|set) to (?=[a-z]{2,})", sentence):
        yield _put(sentence, match, "did " if match.group().endswith("set to ") else "will ")
    for match in re.finditer(r"\b(?:allegedly|reportedly|possibly|probably|perhaps) ", sentence):
        yield _put(sentence, match, "")
    for match in re.finditer(r"\b(?:is|are|was|were) (?:considering|weighing) (?=[a-z]+ing\b)", sentence):
        yield _put(sentence, match, chance.choice(("is ", "started ")))


def doubt_put_in(sentence: str, _: Sequence[str], chance: Random) -> Iterator[str]:
    """What is or was, told as what may be or is only meant to be."""
    if re.search(r"\b(?:may|might|could|would|should|if|whether)\b", sentence):
        return
    for match in re.finditer(r"\b(?:was|were) (?=[a-z]+(?:ed|en)\b)", sentence):
        yield _put(sentence, match, chance.choice(("may have been ", "might have been ", "was allegedly ")))
    for match in re.finditer(
        rf"(?<=[a-z] )(?:{'|'.join(_PLAIN_PASTS)})(?= (?:a|an|the|his|her|its|their)\b)", sentence
    ):
        before = sentence[: match.start()].rsplit(None, 1)[-1]
        if before not in ("was", "were", "is", "are", "has", "had", "have", "been", "be", "to", "and"):
            phrase = chance.choice(("may {}", "plans to {}", "hopes to {}", "is expected to {}"))
            yield _put(sentence, match, phrase.format(_PLAIN_PASTS[match.group()]))


def claim_as_fact(sentence: str, _: Sequence[str], __: Random) -> Iterator[str]:
    """What somebody said, told as what is so."""
    if re.search(r"[\"“”]", sentence):
        return
    if match := re.fullmatch(r"(.{30,}), [^,]{3,40} (?:said|says|argued|claimed|claims)\.", sentence):
        yield f"{match.group(1)}."
    if match := re.match(r"[A-Z][^,]{2,50} (?:said|says|argued|claimed|claims|believes) (?:that )?(?=[a-z])", sentence):
        rest = sentence[match.end() :]
        yield rest[0].upper() + rest[1:]


_ANTONYMS = {
    "rose": "fell", "fell": "rose", "increased": "decreased", "higher": "lower", "lower": "higher", "won": "lost",
    "lost": "won", "more": "fewer", "before": "after", "after": "before", "largest": "smallest", "best": "worst",
    "opened": "closed", "closed": "opened", "bought": "sold", "sold": "bought", "above": "below",
    "approved": "rejected",
    "rejected": "approved", "supported": "opposed", "gained": "lost", "joined": "left", "left": "joined",
    "increase": "decrease", "north": "south", "east": "west", "first": "last", "guilty": "innocent", "up": "down",
    "began": "ended", "early": "late", "highest": "lowest", "less": "more", "beat": "lost to", "strong": "weak",
}  # fmt: skip


def opposite(sentence: str, _: Sequence[str], __: Random) -> Iterator[str]:
    """A word for its opposite."""
    for match in re.finditer(rf"(?<=[a-z] )(?:{'|'.join(_ANTONYMS)})(?= [a-z])", sentence):
        yield _put(sentence, match, _ANTONYMS[match.group()])


def _put(sentence: str, match: re.Match[str], text: str, *, group: int = 0) -> str:
    return sentence[: match.start(group)] + text + sentence[match.end(group) :]


CHANGES: Mapping[str, Sequence[Change]] = {
    "number": (other_number,),
    "unit": (other_unit,),
    "date": (other_date,),
    "name": (other_name,),
    "roles": (exchanged_names,),
    "negation": (negated, affirmed),
    "modality": (doubt_taken_out, doubt_put_in),
    "attribution": (claim_as_fact,),
    "opposite": (opposite,),
}
"""The ways to change each kind of fact."""
