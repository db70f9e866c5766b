"""The answer as a whole: what the evidence tells better than the writer, and what an answer lacks. Pure.

A small writer compares badly, passes by the sentence that has the answer, and takes one person for another. Where the
evidence itself shows it, what it shows stands in the place of what was written (`told_better`; small writers alone):

    conclude, agreement    two numbers compared
    one_person             whom several reports have in common
    gone_on                what a follow-up asks beyond the question before it
    overlooked             somebody's own words, a reason, an introduction, the sentence that the reader sees it in

What stands is then completed, in this order (`completed`):

    sides                  the other side of a comparison, the outlet asked for
    one_person, full_name  the name asked for; the first for small writers alone
    disagreement           other articles' numbers for the same thing
    left_out               the rest of a sentence that was cut short
    told_next              the sentence that tells what is announced
    rest_of_list           the others of whom the same is said; for small writers alone
    retracted              a correction, before what it takes back
"""

from __future__ import annotations

from rag.answer import AnswerSentence
from rag.question.asked import asked
from rag.question.clauses import asks_yes_or_no
from rag.question.followup import leaned_on
from rag.question.understood import Understood
from rag.writing.draft import Draft
from rag.writing.revision.agreement import agreed
from rag.writing.revision.conclude import concluded
from rag.writing.revision.disagreement import with_other_values
from rag.writing.revision.full_name import named_in_full
from rag.writing.revision.gone_on import asked_beyond
from rag.writing.revision.left_out import with_what_was_left_out
from rag.writing.revision.one_person import told_of_one_person
from rag.writing.revision.overlooked import overlooked, words_asked_for
from rag.writing.revision.rest_of_list import with_the_rest
from rag.writing.revision.retracted import with_retraction
from rag.writing.revision.sides import led_by_its_outlet, told_apart, uncited_sides
from rag.writing.revision.told_next import with_what_is_told_next


def told_better(question: str, draft: Draft, understood: Understood, *, refused: bool) -> list[AnswerSentence]:
    """Return what the evidence tells better than what a small writer's draft keeps, nothing if there is no such thing.

    Args:
        question: As asked, without what it leans on.
        draft: With what is kept of the writer's answer.
        understood: How the question was read.
        refused: Whether nothing is kept because the writer refused: only a comparison is told against its word.
    """
    if comparison := concluded(question, draft.evidence) or agreed(question, draft.evidence):
        return list(comparison)
    if not draft.kept and refused:
        return []
    if not draft.kept and draft.describes_one:
        return told_of_one_person(question, (), draft.found)
    if len(understood.clauses) > 1 or asks_yes_or_no(question):
        return []
    _, before = leaned_on(draft.question, draft.standalone)
    if draft.kept and before and (beyond := asked_beyond(question, before, draft.kept, draft.found)):
        return [beyond]
    seen = words_asked_for(question, draft.kept, draft.found)
    if draft.kept and not seen:
        seen = overlooked(question, draft.kept, draft.found)
    return [seen] if seen else []


def completed(question: str, draft: Draft, understood: Understood, *, small: bool) -> list[AnswerSentence]:
    """Return the kept sentences with what they lack: a side, the outlet or full name asked for, other values, others.

    Args:
        question: As asked, without what it leans on.
        draft: With at least one kept sentence.
        understood: How the question was read.
        small: Whether the writer is a small one. A large one reads several reports well, and may mean another person
            than most of them name.
    """
    wanted = asked(question)
    kept = [*draft.kept, *uncited_sides(understood, draft.kept, draft.evidence, wanted=wanted)]
    kept = led_by_its_outlet(question, kept, draft.evidence)
    in_common = told_of_one_person(question, kept, draft.found) if small and draft.describes_one else []
    _, before = leaned_on(draft.question, draft.standalone)
    kept = in_common or named_in_full(question, kept, draft.found, before=before)
    kept = with_other_values(question, kept, draft.evidence, wanted=wanted)
    kept = with_what_was_left_out(question, kept, draft.evidence)
    kept = with_what_is_told_next(question, kept, draft.evidence)
    if small:
        kept = with_the_rest(question, kept, draft.evidence)
    return told_apart(with_retraction(question, kept, draft.evidence), draft.evidence)
