"""What a follow-up goes on about: "When was it built?", asked about a library, is not answered by a railway. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rag.question.followup import named_things
from rag.retrieval.evidence import RankedSentence

# One person or thing: "they" and "those" are as often things in general.
_POINTS_AT_ONE = re.compile(r"\b(?:he|she|it|him|her|his|hers|its)\b", re.I)
_WORD = re.compile(r"[^\W_]+")
_LEAST = 3  # sentences; with fewer the names are more likely spelled in another way than the topic is so rare


def on_topic(
    ranked: Sequence[RankedSentence], question: str, before: str, articles: Mapping[str, str]
) -> list[RankedSentence]:
    """Return the sentences of articles that name something of what a follow-up leans on, or all if hardly any does.

    Args:
        ranked: Best first; the order stays.
        question: As asked. All sentences are returned if it does not point back at one person or thing.
        before: What the question leans on; see `rag.question.followup.leaned_on`. Without a name in it nothing is told.
        articles: What each article says of itself, by its id.
    """
    if not _POINTS_AT_ONE.search(question):
        return list(ranked)
    names = [set(_WORD.findall(name)) for name in named_things(before)]
    held = {article_id: set(_WORD.findall(text)) for article_id, text in articles.items()} if names else {}
    about = {article_id for article_id, words in held.items() if any(name <= words for name in names)}
    kept = [sentence for sentence in ranked if sentence.hit.passage.article_id in about]
    return kept if len(kept) >= _LEAST else list(ranked)
