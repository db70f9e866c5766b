"""What may answer "Is the one longer than the other?" where no numbers decide it, as in `conclude` they do. Pure.

A small writer says yes or no to anything. So what it cites must tell of both, and its yes or no stands only where that
compares them in the word of the question; else what is cited is quoted, and says itself how the two stand.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer import AnswerSentence, Evidence
from rag.question.compared import Compared, tells_of_both, tells_which
from rag.writing.whole import may_stand, whole


def told_of_both(two: Compared, kept: Sequence[AnswerSentence], evidence: Sequence[Evidence]) -> list[AnswerSentence]:
    """Return what may stand of the kept sentences, nothing if what they cite does not tell of both.

    The title of an article counts, too, but not one that names both: it says nothing of which a sentence tells.
    """
    cited = dict.fromkeys(n for sentence in kept for n in sentence.citations)
    quotes = [evidence[n - 1].quote for n in cited]
    titles = [evidence[n - 1].title for n in cited if not tells_of_both(two, evidence[n - 1].title)]
    if not tells_of_both(two, "\n".join((*quotes, *titles))):
        return []
    if any(tells_which(two, quote) for quote in quotes):
        return list(kept)
    return [whole(n, evidence) for n in cited if may_stand(evidence[n - 1])]
