"""Were the citations needed? Take away what an answer cites and ask again.

An answer that stays the same without its cited sentences did not come from them: its citations were decoration. The
share of such answers (`decoration`) is the opposite of faithfulness, measured without a judge.
"""

from __future__ import annotations

from evals.cases import Case
from evals.measures.answers import normalize
from rag.answer import Answer, Status
from rag.chain import QAChain


def unchanged_without_citations(chain: QAChain, case: Case, answer: Answer) -> bool | None:
    """Return whether the chain gives the same answer when all that `answer` cites is withheld; None: cites nothing.

    The same means: the same words after SQuAD's normalisation, citation numbers aside. Nothing takes the place of the
    withheld sentences. A near copy of a cited sentence never is evidence beside it, so it can't stand in either; but
    another sentence that says the same can, and then an honest answer counts as unchanged.
    """
    if answer.status is not Status.ANSWERED:
        return None
    withheld = frozenset((citation.article_id, citation.start) for citation in answer.citations)
    again = chain.ask(case.question, history=case.history, id=case.id, as_of=case.as_of, without=withheld)
    return again.status is Status.ANSWERED and normalize(words(again)) == normalize(words(answer))


def words(answer: Answer) -> str:
    """Return an answer's sentences without their citation numbers."""
    return " ".join(sentence.text for sentence in answer.sentences)
