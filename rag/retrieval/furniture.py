"""Sentences by which a page speaks of itself or to its visitors: no article says them, so none is evidence. Pure.

Texts saved from the web keep such lines, and to "How is a genre explained?" nothing is more alike than "Please help
rewrite this to explain the genre more clearly".
"""

from __future__ import annotations

import re

# What may stand before any sentence of such a page, an article's own as well: a notice's day and its links.
_NOTES = re.compile(
    r"(?:[\s\[(]*(?:(?:[a-z]+ \d{4}|hide|show|edit)\s*|learn how and when to remove [a-z ]+)[\])])+", re.I
)
_OF_THE_PAGE = re.compile(
    r"""[\s([*•-]*(?:
          this\ (?:article|section|page|biography)\ (?:has\ (?:multiple\ issues|no\ sources)|does\ not\ cite
            |needs\ (?:additional|more|to\ be)|possibly\ contains|relies\ (?:too|largely)|is\ a\ stub
            |describes\ a\ work\ or\ element\ of\ fiction|is\ written\ like|is\ (?:only\ )?available\ to\ subscribers)
        | please\ (?:help|improve|expand|subscribe|sign|log|click|enable|disable|try\ again|share|update\ this)
        | unsourced\ material\ may\ be\ challenged | learn\ how\ and\ when\ to\ remove | $
        | (?:sign|log)\ (?:up|in)\ (?:for|to|here|now|with)\b
        | subscribe\ (?:to|for|now|here|today)\b
        | (?:click|tap)\ (?:here|on\ the)\b
        | (?:read|see|watch|listen|find\ out)\ (?:more|also|next)\s*(?:[:»>…]|on\b|about\b|at\b)
        | follow\ (?:us|our|@\w+)\b
        | (?:we|this\ (?:site|website|page))\ uses?\ cookies
        | (?:accept|reject|manage)\ (?:all\ )?cookies
        | share\ (?:this\ (?:article|story|page)|on\ (?:facebook|twitter|x|whatsapp))
        | (?:advertisement|sponsored|related\ (?:articles|stories|topics))\W*$
        | (?:copyright\ )?(?:©|\(c\))\ ?\d{4} | all\ rights\ reserved
    )""",
    re.VERBOSE | re.I,
)
_LEAST_WORDS = 5  # of a headline; "BREAKING NEWS" may be anything


# "Norbro" stands in the line before: whose it is, the sentence does not tell. Will may be somebody's name.
_IS = r"(?:Is|Was|Are|Were|Has|Have|Will(?=\s[a-z])|Plans\ to|Says\ it)"
_LACKS_ITS_SUBJECT = re.compile(rf"{_IS}\s[^?]*$", re.VERBOSE)
_ITEM = re.compile(
    rf"""(?:(?:Reportedly|Also|Recently|Now|Currently)\s+)?
        (?:(?-i:{_IS})|(?:lays|laid|laying)\ off|cuts?|cutting|let\ go|slash(?:es|ed)|eliminat(?:es|ed|ing)
            |dismiss(?:es|ed)|shut(?:s|ting)?\ down|clos(?:es|ed)|announc(?:es|ed)|confirm(?:s|ed)|rais(?:es|ed)
            |acquir(?:es|ed)|launch(?:es|ed)|open(?:s|ed)|won|lost|beat|drew|signed|sold|bought)\s[^?]*$""",
    re.VERBOSE | re.I,
)
# At most five words that are names, and nothing else: "Norbro", "Bank of Port Amsel", "5. Sund Mills".
_NAME = re.compile(r"(?:\d{1,3}[.)]\s+)?[A-Z0-9][\w.&'’+-]*(?:\s+(?:[A-Z0-9&][\w.&'’+-]*|of|and|the|de|for)){0,4}$")


def lacks_its_subject(sentence: str) -> bool:
    """Return whether a sentence begins with its verb, as an item under a name does: "Is laying off a fifth"."""
    return _LACKS_ITS_SUBJECT.match(sentence) is not None


def is_item_of(line: str, sentence: str) -> bool:
    """Return whether a sentence is an item under the name in the line before: "Norbro", "Laid off a fifth"."""
    return sentence[:1].isupper() and _NAME.match(line) is not None and _ITEM.match(sentence) is not None


def is_teaser(sentence: str, passage: str) -> bool:
    """Return whether a sentence is the headline of another article, in capitals within a passage that is not."""
    return len(sentence.split()) >= _LEAST_WORDS and sentence.isupper() and not passage.isupper()


def is_of_the_page(sentence: str) -> bool:
    """Return whether a sentence is a page's word about itself, or to whoever visits it."""
    notes = _NOTES.match(sentence)
    return _OF_THE_PAGE.match(sentence, notes.end() if notes else 0) is not None
