"""Questions that ask what somebody said, and sentences that tell what they said. Pure.

"What did Varga say in court?" is nearest to every sentence in which Varga stands in court; what answers it need
have no word of it but her name, beside "said".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.text.names import Held
from rag.text.terms import content_terms, names

_ASKS = re.compile(
    r"""^\W*what(?:\s+else|\s+exactly|(?:\s+(?:two|three|four|five|other))?\s+(?:things?|(?P<words>advice|tips?|reasons?)))?
        \s+(?:did|does|do|has|have|had)\s+(?P<who>[^\s?.!,][^?.!,]{0,59}?)\s+
        (?:say|said|claim(?:ed)?|tell|told|testif(?:y|ied)|argued?|announced?|think|warn(?:ed)?|admit(?:ted)?|write|tweet
            |advised?|recommend(?:ed)?|suggest(?:ed)?|promised?|deny|denied|predict(?:ed)?|(?(words)(?:give|offer)|(?!)))\b
        (?:[^?]*?\b(?:about|on|of|regarding)\s+(?P<topic>[^?.!]+))?""",
    re.VERBOSE | re.I,
)
_SAID = (
    r"(?:said|says|told|tells|claim(?:s|ed)|testified|wrote|writes|argue[sd]|add(?:s|ed)|announce[sd]|warn(?:s|ed)|insist(?:s|ed)"
    r"|explain(?:s|ed)|admit(?:s|ted)|confirm(?:s|ed)|den(?:ies|ied)|tweeted|posted|repl(?:ies|ied)|stated|stresse[sd]"
    r"|suggest(?:s|ed)|advise[sd]|recommend(?:s|ed)|predict(?:s|ed)|note[sd]|acknowledge[sd]|call(?:s|ed)|described?|promise[sd]|pledge[sd]|vow(?:s|ed)|recall(?:s|ed)"
    r"|contend(?:s|ed)|maintain(?:s|ed)|accuse[sd]|praise[sd]|critici[sz]ed|thinks?|believe[sd]?|according\s+to)"
)
_SAID_BY = r"(?:said|says|writes|adds|added|explained|argued|claimed|tweeted|according\s+to)"  # whom one told, heard it
_BY_PRONOUN = re.compile(
    rf"\b(?:he|she|they)\s+(?:(?:also|later|then|has|had|have)\s+)?{_SAID}\b|\b{_SAID_BY}\s+(?:he|she|they)\b", re.I
)
_NEAR = 300  # characters, about two sentences
_PRESS = frozenset(content_terms("article articles report reports newspaper news press outlet media"))


@dataclass(frozen=True, slots=True)
class Speech:
    """Whose words are asked for, by the last word of the name ("Varga"), and on what.

    Attributes:
        speaker: As written.
        topic: As content terms.
        named: Those of the topic's words that are names, folded: "the mill" may be called otherwise, "Norbro" hardly.
    """

    speaker: str
    topic: frozenset[str]
    named: frozenset[str] = frozenset()


def speech_asked(question: str) -> Speech | None:
    """Return whose words a question asks for, None if nobody's; what articles and outlets say is no speech."""
    found = _ASKS.match(question)
    if found is None:
        return None
    speaker = found["who"].split()[-1]
    said_by = content_terms(speaker)
    if not said_by or not _PRESS.isdisjoint(said_by):
        return None
    topic = found["topic"] or ""
    return Speech(speaker.rstrip("’'"), frozenset(content_terms(topic)), names(f"on {topic}").certain)


def tells(speech: Speech, text: str) -> bool:
    """Return whether a sentence tells what somebody said: "Varga testified", "said Judge Varga"."""
    name = re.escape(speech.speaker)
    told = re.compile(
        rf"\b{name}\b(?:,[^,.;]{{1,60}},|,\s+who)?(?:\s+(?:has|had|have|also|later|then|repeatedly|again|\w+ly))*\s+{_SAID}\b"
        rf"|\b{_SAID_BY}\s+(?:[^\W_][\w.'’-]*\s+){{0,4}}{name}\b",
        re.I,
    )
    return told.search(text) is not None


def tells_of_its_topic(speech: Speech, text: str) -> bool:
    """Return whether a text, a sentence with what stands around it, has a name of the topic, if that has any."""
    held = Held([text])
    return not speech.named or any(name in held for name in speech.named)


def tells_speech_of_another(speech: Speech, text: str, *, before: str) -> bool:
    """Return whether "he said" in a sentence is somebody else: whose words are asked for is named nowhere near.

    Args:
        speech: What is asked for.
        text: The sentence.
        before: The article up to it.
    """
    name = re.compile(rf"\b{re.escape(speech.speaker)}\b", re.I)
    by_pronoun = _BY_PRONOUN.search(text) is not None and name.search(text) is None
    return by_pronoun and name.search(before[-_NEAR:]) is None
