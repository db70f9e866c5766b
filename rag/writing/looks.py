"""What a small writer is shown, and in which order. Pure.

Reading is most of an answer's time, so first a few sentences; where these do not settle it, all of them, as if for the
first time; and where that leaves it in doubt, all of them in another order.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer import Evidence
from rag.retrieval.context import REPLY, points_back
from rag.retrieval.found import Found
from rag.text.stance import asks

_BEST = 4  # sentences that are shown whatever the reader sees in them
# Logits. Below 0 the reader would not answer, and cannot tell which sentences may be left out. The other is set by
# hand, and so is the doubt below.
_SEES, _NEARLY_BEST = 0.0, 8.0
# Of all sentences' characters. A second look reads all of them, what the first has read as well: where more is shown,
# a first look saves less time than it costs when it does not suffice.
_MOST_SHOWN = 0.5
SURE = 2.0
"""By how much less than usual the writer may doubt its answer, in log-odds, where it was shown but some sentences."""
UNSURE = 1.0
"""How near, in log-odds, its doubt must be to the most that it may be, for the sentences to be read in another order.

How much a small writer doubts hangs on the order of what it reads: by 0.7 on average, of 130 questions of CLAPNQ as of
ours. Half of both doubts tells more than either. Set on these.
"""


def first_look(found: Found) -> tuple[int, ...]:
    """Return the numbers, from 1, of the few sentences likely to hold the answer, ascending; none if that is not known.

    The best by score, those in which the reader sees it nearly as surely as anywhere, and what these make no sense
    without (`rag.retrieval.context`): the sentence before "He", and the reply to a question.
    """
    evidence = found.evidence
    read = [found.margin(n) for n in range(1, len(evidence) + 1)]
    seen = max((margin for margin in read if margin is not None), default=_SEES)
    if seen <= _SEES:
        return ()
    ranks = [(one.score, one.article_id) for one in evidence]  # what was brought in for another has the score of that
    best = sorted(set(ranks), reverse=True)[:_BEST]
    taken = {
        i for i, margin in enumerate(read) if ranks[i] in best or (margin is not None and margin >= seen - _NEARLY_BEST)
    }
    for i in sorted(taken):
        taken.update(n for n in _around(evidence, i) if evidence[n].article_id == evidence[i].article_id)
    few = sum(len(evidence[i].quote) for i in taken) <= _MOST_SHOWN * sum(len(one.quote) for one in evidence)
    return tuple(i + 1 for i in sorted(taken)) if few else ()


def turned_round(evidence: Sequence[Evidence], numbers: Sequence[int]) -> tuple[int, ...]:
    """Return the numbers with the last article first, each one's sentences as they stand in it."""
    articles = dict.fromkeys(evidence[n - 1].article_id for n in numbers)
    return tuple(n for article in reversed(articles) for n in numbers if evidence[n - 1].article_id == article)


def _around(evidence: Sequence[Evidence], i: int) -> range:
    """Return where what the `i`th sentence makes no sense without would stand."""
    if points_back(evidence[i].quote):
        return range(max(0, i - 1), i)
    return range(i + 1, min(i + 1 + REPLY, len(evidence))) if asks(evidence[i].quote) else range(0)
