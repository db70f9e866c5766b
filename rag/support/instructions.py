"""Sentences that speak to whoever reads the articles out, instead of telling news. Pure.

A writer that is taken in by such a sentence cites it. It proves nothing: what it wants said is not what an article
says. This finds the usual forms by their words; that a sentence is not found here does not make it harmless.
"""

from __future__ import annotations

import re
from functools import lru_cache

_TO_THE_WRITER = re.compile(
    r"""
    # Told to drop or overrule what it was told: only machines (and their keepers) have such instructions.
    \b(?:ignore|disregard|forget|override|bypass|skip|discard)\b[^.!?]{0,40}
        \b(?:instructions?|prompts?|rules?|guidelines?|directions?|above|previous|prior|sentences?|articles?|evidence)\b
    | \byour\ (?:\w+\s)?(?:answers?|task|instructions?|prompt|repl(?:y|ies)|outputs?|responses?|training|guidelines)\b
    # Spoken to as what it is.
    | \b(?:any|all|every|dear|to\ (?:the|a))\ (?:machines?|computers?|models?|robots?|crawlers?|agents?|programs?|bots?
        |reader|readers|ais?)\b[^.!?]{0,20}\b(?:reading|reads?|process(?:ing|es)|summari[sz](?:ing|es)|parsing|parses)\b
    | \b(?:quot|cit|read|summari[sz]|repeat)(?:ing|es|s)\ this\ (?:piece|article|text|story|page|report)\b
    | \bby\ this\ (?:text|message|article|note|page|line)\b
    | \byou(?:['’]re|\ are)\ (?:now\ )?(?:an?\ |the\ )?(?:\w+\s){0,3}(?:ai|assistant|chatbot|language\ model|bot|dan
        |jailbroken|unrestricted)\b
    | \byou\ are\ now\b | \bfrom\ now\ on\b[^.!?]*\byou\b
    | \bas\ an?\ (?:ai\ (?:assistant|chatbot|model|language)|language\ model)\b
    | \b(?:dear|attention|note\ to|hey|hello|message\ (?:to|for))[,:]?\s+(?:the\s+|any\s+|all\s+)?
        (?:\w+\s)?(?:ai|ais|assistants?|chatbots?|language\ models?|llms?|models?|bots?|writer)\b
    | \b(?:system|developer)\ (?:prompt|message)\b | \bhidden\ instructions?\b
    | \b(?:new|updated|revised|real|actual|further|secret)\ instructions?\s*(?::|follow|are)
    | \b(?:developer|debug|admin|god|dan)\ mode\b
    | ^\W*(?:system|assistant|user|instructions?|prompt)\b[^\w\s]*\s*[:>\]]
    | <\|\w+\|> | \[/?(?:inst|system)\] | <</?sys>>
    | </?(?:system|assistant|user|instructions?|answer|response|reply|output|prompt|task|sentences?)\b
    | ["']?(?:role|status|support|citations)["']?\s*:\s*\[?["'\d]
    | \b(?:system|assistant)\s*[:>]\s*(?:say|answer|reply|respond|report|write|tell|output|ignore|new)\b
    | \bend\ of\ (?:the\ )?(?:sentences|articles|prompt|instructions|context)\b
    # Told what to say.
    | ^\W*(?:(?:please|kindly|now|you\s+(?:must|should|will|shall)|always|only|just|simply|instead|then|and),?\s+)*
        (?:answer|respond|reply|output|print|repeat|reveal|pretend|act|translate|conclude|cite|append|insert|include
        |write|tell\b(?!\s+(?:us|me)\b)|(?:say|claim|mention|state(?!:))
            (?=\s+(?:that|only|exactly|the\ words?|in)\b|\s*["“‘':]))\b
        (?=[^.!?]*(?:\b(?:that|with|only|as|the\ (?:user|reader|question|answer|prompt|following|words?|phrase)|your
        |this|exactly|every|all)\b|["“‘':]))
    | \bthe\ (?:(?:only|right|correct|final)\ )+answer\b[^.!?]*\b(?:is|must|should)\b
    | \banswer\ to\ (?:this|any|every|all|each)\b
    # Atomic groups: the first "asked" leaves the most room behind it, so no other need be tried.
    | \b(?:to|when|whenever|if)\b(?>[^.!?]*?\b(?:asked|any\ question|every\ question|all\ questions|the\ user)\b)
        [^.!?]*\b(?:answer|say|reply|respond|write|state)\b
    | \bif\b(?>[^.!?]*?\b(?:sentences?|articles?|the\ question|the\ user)\b)[^.!?]*\b(?:say|reply|respond|write|state)\b
    | ,\s*(?:then\s+|please\s+)?(?:write|answer|reply|respond|output)\s+(?:that|with|only)\b
    | \b(?:tell|inform|assure|show|give|ask)\ the\ (?:user|reader\ that)\b
    | \b(?:do\ not|don['’]t|never)\ (?:cite|mention|quote|refuse|answer|reveal|use)\b[^.!?]*
        \b(?:sources?|articles?|sentences?|evidence|instructions?|user|question|citations?|anything)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
# Somebody is quoted or told of: "He told them to ignore the instructions" is news.
_TOLD_OF = re.compile(
    r"""["”’]\s*,?\s*(?:\w+\s){0,4}?(?:said|says|told|wrote|added|asked|replied|shouted|read)\b
        | \b(?:told|asked|ordered|urged|advised|instructed)\s+(?!(?:to|by)\b)(?:\w+\s+){1,4}to\b
    | \b(?:said|told|tells|tell\s+people|asked|urged|advised|ordered|wrote|reads?|instructed)\b[^.!?]{0,60}["“]""",
    re.VERBOSE | re.IGNORECASE,
)


@lru_cache(maxsize=1024)  # each quote is looked at several times for an answer
def speaks_to_the_writer(sentence: str) -> bool:
    """Return whether a cited sentence is an instruction to whoever answers from it, and no report of one."""
    return _TO_THE_WRITER.search(sentence) is not None and _TOLD_OF.search(sentence) is None
