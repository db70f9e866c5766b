"""Writing the answer: each question is put to the writer, and what is kept of its words is the answer or a refusal.

What is kept must give what was asked for; then the answer is completed as a whole.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Sequence
from dataclasses import replace

from rag.answer import AnswerSentence, Event, Finished, Withdrawn
from rag.caution import Thresholds
from rag.llm.protocol import LLM
from rag.question.adds import only_names
from rag.question.asked import Asked, Kind, asked
from rag.question.clauses import asks_yes_or_no
from rag.question.compared import compared
from rag.question.followup import leaned_on
from rag.question.gives import gives
from rag.question.parts import Part, parts
from rag.question.speech import speech_asked, tells_of_its_topic, tells_speech_of_another
from rag.question.understood import Understood
from rag.support.subject import answers, missed
from rag.text.terms import names
from rag.writing import cite
from rag.writing.ask import ask
from rag.writing.counted_from import counted_from
from rag.writing.doubt import most_doubt
from rag.writing.draft import Draft
from rag.writing.looks import SURE, UNSURE, first_look, turned_round
from rag.writing.revision.overlooked import seen_to_give
from rag.writing.revision.revise import completed, told_better
from rag.writing.revision.set_against import told_of_both
from rag.writing.revision.sides import is_by_the_outlet_named, quote_of_the_outlet_named
from rag.writing.whole import best_whole

_CERTAIN = 4.0
"""By how much less than it may the writer must doubt its answer, in log-odds, to be trusted with other words for it."""
_NEAR = 500  # characters around a sentence in which the topic of somebody's words is named
_UNSUPPORTED = "The writer found no answer that the sentences support."


def write(
    writer: LLM, draft: Draft, understood: Understood, *, thresholds: Thresholds, fit: float
) -> Generator[Event, None, None]:
    """Yield the writer's text and its checked sentences as they come, and at last the answer or the refusal.

    A question that asks several is put to a small writer one after the other. Those left without an answer are named in
    the answer's note.

    Args:
        writer: What writes.
        draft: The question with its evidence; what is kept is added to it.
        understood: How the question was read.
        thresholds: How sure an answer must be.
        fit: How well the best hit fits, in [0, 1].

    Raises:
        ModelUnavailable: The writer cannot be used; what was kept until then is in the draft.
    """
    question, before = leaned_on(draft.question, draft.standalone)
    several = parts(question) if writer.small else (Part(question),)
    open_parts: dict[str, str] = {}  # and why no answer to them is kept
    likeliest: tuple[int, ...] = ()
    if writer.small and len(several) == 1 and (len(understood.clauses) < 2 or before):
        likeliest = first_look(draft.found)
    refused = False
    for part in several:
        most = most_doubt(
            thresholds,
            writer=writer.name,
            yes_or_no=asks_yes_or_no(part.text),
            fit=fit,
            named=bool(names(draft.standalone).certain),
        )
        told = replace(part, before=" ".join(filter(None, (before, part.before))))
        doubt, why = yield from _answered(writer, draft, told, likeliest, most=most, alone=len(several) == 1)
        if why:
            open_parts[part.text] = why
        refused = doubt > most
    draft.model = writer.name
    # A large writer compares well, and of several questions the comparison answers only one.
    small = writer.small and len(several) == 1
    if small and (better := told_better(question, draft, understood, refused=refused)):
        draft.kept, open_parts = better, {}
    if not draft.kept:
        yield Finished(draft.refused(next(iter(open_parts.values()))))
        return
    draft.kept = completed(question, draft, understood, small=small)
    unanswered = f"Nothing found answers: {' '.join(open_parts)}" if open_parts else ""
    notes = (unanswered, counted_from(question, draft.kept, draft.evidence))
    yield Finished(replace(draft.answered(), note=" ".join(filter(None, notes))))


def _answered(
    writer: LLM, draft: Draft, part: Part, likeliest: tuple[int, ...], *, most: float, alone: bool
) -> Generator[Event, None, tuple[float, str]]:
    """Have one part answered; return how much the writer doubts it, and why nothing is kept, or "".

    It is shown the `likeliest` sentences first, if there are any, and all of them where these do not settle it. Where
    it is unsure, it reads the articles in the other order, too, and its two doubts are averaged.
    """
    everything = tuple(range(1, len(draft.evidence) + 1))
    so_far = len(draft.kept)
    if likeliest:
        doubt = yield from ask(writer, draft, part, likeliest, most=most - SURE)
        draft.kept[so_far:], why = _standing(part, draft.kept[so_far:], draft, alone=alone)
        if not why:
            return doubt, why
        draft.clock.first_token = None  # nothing that was shown stays
        yield Withdrawn()
    other = turned_round(draft.evidence, everything)
    unsure = UNSURE if other != everything else 0.0  # sentences of one article have no other order
    doubt = yield from ask(writer, draft, part, everything, most=most - unsure)
    if most - unsure < doubt <= most + unsure:
        doubt = (doubt + (yield from ask(writer, draft, part, other, most=2 * most - doubt))) / 2
    certain = -math.inf < doubt < most - _CERTAIN
    draft.kept[so_far:], why = _standing(part, draft.kept[so_far:], draft, alone=alone, certain=certain)
    return doubt, why


def _standing(
    part: Part, kept: list[AnswerSentence], draft: Draft, *, alone: bool, certain: bool = False
) -> tuple[list[AnswerSentence], str]:
    """Return what of the kept sentences may stand as the answer to this part, and why nothing does, or ""."""
    wanted = asked(part.text)
    if not alone:
        said, kept = kept, [sentence for sentence in kept if _is_about(part, sentence, draft, certain=certain)]
        # Only in the place of an answer: what the writer refuses stays refused.
        quote = quote_of_the_outlet_named(part.text, draft.evidence, wanted=wanted) if said and not kept else None
        kept = [quote] if quote and _is_about(part, quote, draft) else kept
    kept = [
        sentence
        for sentence in kept
        if not (only_names(sentence.text, part.text) or _is_no_such_speech(part.text, sentence, draft))
    ]
    if not kept:
        return [], _UNSUPPORTED
    if alone and (lacking := _missed(kept, draft)):
        return [], f"What was found for it says nothing of {', '.join(lacking)}."
    two = compared(part.text)
    if two and two.whether:
        kept = told_of_both(two, kept, draft.evidence)
        return kept, "" if kept else f"What was found does not set {two.one} against {two.other}."
    if not any(gives(wanted, sentence.text, question=part.text) for sentence in kept):
        seen = seen_to_give(wanted, part.text, draft.found)
        stands = seen and _is_about(part, seen, draft) and not (alone and _missed([seen], draft))
        kept = _quotes_that_give(wanted, part.text, kept, draft) or ([seen] if seen and stands else [])
    return kept, "" if kept else f"What was found does not give the {wanted.kind} asked for."


def _missed(kept: Sequence[AnswerSentence], draft: Draft) -> tuple[str, ...]:
    """Return the names or years of the question, when all of them are missing from the articles that are cited."""
    citations = cite.resolve(sorted({n for sentence in kept for n in sentence.citations}), draft.evidence)
    articles = draft.found.said_in(each.article_id for each in citations)
    return missed(draft.standalone, citations, articles=articles)


def _is_about(part: Part, sentence: AnswerSentence, draft: Draft, *, certain: bool = False) -> bool:
    """Return whether a sentence can be about this part: another part's answer is soon given again.

    Where the writer is certain, the sentence may be in quite other words.
    """
    if not is_by_the_outlet_named(part.text, sentence, draft.evidence):
        return False
    citations = cite.resolve(sentence.citations, draft.evidence)
    articles = draft.found.said_in(each.article_id for each in citations)
    return answers(part.text, sentence.text, citations, articles=articles, in_any_words=certain)


def _is_no_such_speech(question: str, sentence: AnswerSentence, draft: Draft) -> bool:
    """Return whether somebody's words are asked for, and what is cited is somebody else's, or on something else."""
    speech = speech_asked(question)
    if speech is None:
        return False
    near = (f"{draft.evidence[n - 1].title}\n{draft.found.around(n, _NEAR)}" for n in sentence.citations)
    if not any(tells_of_its_topic(speech, text) for text in near):
        return True
    return all(
        tells_speech_of_another(speech, draft.evidence[n - 1].quote, before=draft.found.text_before(n))
        for n in sentence.citations
    )


def _quotes_that_give(
    wanted: Asked, question: str, kept: Sequence[AnswerSentence], draft: Draft
) -> list[AnswerSentence]:
    """Return what the kept sentences cite, word for word, where that gives what they leave out.

    Of names, also the kept sentences with the one that goes on from them: "She asked four of them. She began with …".
    """
    cited = dict.fromkeys(n for sentence in kept for n in sentence.citations)
    quotes = [quote for n in cited if (quote := _quote_that_gives(wanted, question, n, draft))]
    if quotes or wanted.kind is not Kind.NAME:
        return quotes
    following = [
        n
        for n in range(2, len(draft.evidence) + 1)
        if n - 1 in cited and draft.evidence[n - 1].follows(draft.evidence[n - 2])
    ]
    named = [quote for n in following if (quote := _quote_that_gives(wanted, question, n, draft))]
    return [*kept, *named] if named else []


def _quote_that_gives(wanted: Asked, question: str, n: int, draft: Draft) -> AnswerSentence | None:
    told = best_whole([n], draft.evidence)
    return told if told and gives(wanted, told.text, question=question) else None
