"""Words as two sentences are compared by them: one stem for all forms of a word. Pure.

Unlike `rag.text.terms`, which retrieval is built on, this keeps every verb and knows the irregular ones: whether
somebody "gave" or "took" says little of what an article is about, but much of what it claims.
"""

from __future__ import annotations

import re
from functools import lru_cache

from index.storage.analysis import analyze

# Forms that no stemmer brings together with their verb.
_IRREGULAR = {
    past: base
    for line in """be was were been is are am being|beat beaten|become became|begin began begun|blow blew blown
        |bear bore borne|bind bound|bite bit bitten|bleed bled|breed bred|break broke broken
        |bring brought|build built|buy bought
        |catch caught|choose chose chosen|come came|deal dealt|do did done does|draw drew drawn|drive drove driven
        |eat ate eaten|fall fell fallen|feel felt|fight fought|find found|fly flew flown|forget forgot
        |get got gotten|give gave given|go went gone|grow grew grown|have had has|hear heard|hide hid|hold held
        |keep kept|know knew known|lay laid|lead led|leave left|lend lent|lose lost|make made|mean meant|meet met
        |pay paid|ride rode ridden|ring rang rung|rise rose risen|run ran|say said says|see saw seen|seek sought
        |sell sold|send sent|shake shook shaken|shoot shot|show shown|sing sang sung|sink sank sunk|sit sat
        |sleep slept|speak spoke spoken|spend spent|stand stood|steal stole stolen|strike struck|sweep swept
        |swim swam|take took taken|teach taught|tear tore torn|tell told|think thought|throw threw thrown
        |understand understood|wake woke|wear wore worn|win won|write wrote written""".split("|")
    for base, *pasts in [line.split()]
    for past in pasts
}
_PASTS = frozenset(_IRREGULAR) - frozenset(
    "is are am being does has says done gone been given taken seen shown known".split()
)

# Words that carry no fact of their own; verbs such as "give" and "take", which retrieval leaves out, stay in.
_FUNCTION_WORDS = frozenset(
    """a about after all also although an and any are as at be because been before being but by can could did do does
    doing done during each either for from had has have having he her hers him his how i if in into is it its itself
    may me might more most must my no nor not of off on once one only or other our out over own per shall she should
    since so some such than that the their them then there these they this those through to too under until up upon
    very was we were what when where whether which while who whom whose why will with would yet you your s t d ll re
    ve""".split()
)
# What stands before the apostrophe of "didn't" and "they're".
_WITH_CONTRACTED = _FUNCTION_WORDS | frozenset(
    """didn doesn don wasn weren isn aren hasn haven hadn wouldn couldn shouldn won mustn needn ain""".split()
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


_LATIN = re.compile("[A-Za-z]")
_OTHER = re.compile("[\u0370-\u03ff\u0400-\u04ff]")
_LOOK_ALIKES = str.maketrans(
    "АВЕКМНОРСТХавеікмнорстухһјѕԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧανορυι", "ABEKMHOPCTXabeikmhopctyxhjsdqwABEZHIKMNOPTYXavopui"
)


def stem(word: str) -> str:
    """Return the stem by which forms of one word are one: "ran" and "runs" are "run", "José" is "jose"."""
    return _stem(word.lower().replace("’", "'").removesuffix("'s").removesuffix("'"))


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    return next(iter(analyze(_IRREGULAR.get(word, word))), word)


def is_past(word: str) -> bool:
    """Return whether a verb form tells of what has happened, by its look."""
    return word.lower() in _PASTS or (word.lower().endswith("ed") and len(word) > 4)


def fact_stems(text: str) -> list[str]:
    """Return the stems of the words of a text that carry something, in order, every verb among them."""
    words = (word.replace("’", "'") for word in _WORD.findall(text))
    return [stem(word) for word in words if word.lower().partition("'")[0] not in _WITH_CONTRACTED]


def regular(text: str) -> str:
    """Return the text with irregular forms of verbs replaced by the verb, so that a stemmer finds them alike."""
    return _WORD.sub(lambda match: _IRREGULAR.get(match.group().lower(), match.group()), text)


def unmasked(text: str) -> str:
    """Return the text with look-alike letters of other alphabets as Latin ones, in words that mix the two.

    Nobody writes "nоt" with a Cyrillic letter but to be read as "not" and compared as something else.
    """
    return _WORD.sub(lambda match: _as_latin(match.group()), text) if not text.isascii() else text


def _as_latin(word: str) -> str:
    return word.translate(_LOOK_ALIKES) if _LATIN.search(word) and _OTHER.search(word) else word
