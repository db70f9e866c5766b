"""Writing the answer: the writer's text, streamed as checked sentences, and then the answer as a whole.

Each sentence is held against what it cites as soon as it is complete: kept, mended, or taken out. The whole must give
what was asked for, cite both sides of a comparison, and say where another article has another number.
"""

from __future__ import annotations

import math
import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace

from rag.answer import AnswerSentence, Event, Finished, SentenceChecked, Support, Token
from rag.caution import Thresholds
from rag.llm.protocol import LLM, Delta, log_odds
from rag.question.asked import Asked, asked, gives
from rag.question.clauses import asks_yes_or_no
from rag.question.followup import leaned_on
from rag.question.parts import Part, parts
from rag.question.understand import Understood
from rag.support.check import answers, check
from rag.support.quotable import quotable
from rag.text.stance import asks
from rag.text.terms import names
from rag.writing import cite
from rag.writing.agreement import agreed
from rag.writing.conclude import concluded
from rag.writing.disagreement import with_other_values
from rag.writing.doubt import most_doubt
from rag.writing.draft import Draft
from rag.writing.first_look import HOPELESS, SURE, first_look
from rag.writing.full_name import named_in_full
from rag.writing.mend import mend
from rag.writing.one_person import told_of_one_person
from rag.writing.overlooked import overlooked
from rag.writing.prompt import (
    AFFIRMS_WITH,
    DENIES_WITH,
    REFUSES_WITH,
    grammar,
    is_refusal,
    may_be_refusal,
    messages,
)
from rag.writing.sides import is_by_the_outlet_named, led_by_its_outlet, quote_of_the_outlet_named, uncited_sides

MOST_TOKENS = 300  # of a written answer: four sentences with room to spare
# Added to the log-odds of "Yes" where the question is none that yes answers.
_NO_YES = -6.0
# Added to those of "Yes" where it is one: small writers say No a little too soon. Of 50 such questions of MultiHop-RAG
# and ours, the likelier of the two is right for 37 so, and for 34 without.
_YES_SOONER = 0.4
# Added to those of a refusal: how likely it was tells more than whether it was the likeliest of all first words.
_NEVER = -100.0
_UNSUPPORTED = "The writer found no answer that the sentences support."


def write(
    writer: LLM, draft: Draft, understood: Understood, *, thresholds: Thresholds, fit: float
) -> Generator[Event, None, None]:
    """Yield the writer's text and its checked sentences as they come, and at last the answer or the refusal.

    A question that asks several is put to a small writer, one that takes a grammar, one after the other. Those left
    without an answer are named in the answer's note.

    Args:
        writer: What writes.
        draft: The question with its evidence; what is kept is added to it.
        understood: How the question was read.
        thresholds: How sure an answer must be.
        fit: The best hit's score, in [0, 1].

    Raises:
        ModelUnavailable: The writer cannot be used; what was kept until then is in the draft.
    """
    question, before = leaned_on(draft.question, draft.standalone)
    several = parts(question) if writer.takes_grammar else (Part(question),)
    open_parts: dict[str, str] = {}  # and why no answer to them is kept
    everything = tuple(range(1, len(draft.evidence) + 1))
    one_claim = len(several) == 1 and (len(understood.clauses) < 2 or bool(before))
    likeliest = first_look(draft.evidence, draft.margins) if writer.takes_grammar and one_claim else ()
    looks = [likeliest, everything] if likeliest else [everything]
    for part in several:
        answered = len(draft.kept)
        told = replace(part, before=" ".join(filter(None, (before, part.before))))
        most = most_doubt(
            thresholds,
            writer=writer.name,
            yes_or_no=asks_yes_or_no(part.text),
            fit=fit,
            named=bool(names(draft.standalone).certain),
        )
        for numbers in looks:
            last = numbers is looks[-1]
            doubt = yield from _ask(writer, draft, told, numbers, most=most if last else most - SURE)
            draft.kept[answered:], why = _answers(part, draft.kept[answered:], draft, alone=len(several) == 1)
            # A refusal in words does not tell how sure the writer is of it.
            if last or not why or most + HOPELESS < doubt < math.inf:
                break
            draft.clock.first_token = None  # nothing that was shown stays
        if why:
            open_parts[part.text] = why
        refuses = doubt > most
    draft.model = writer.name
    # A large writer compares well, and of several questions the comparison answers only one.
    small = writer.takes_grammar and len(several) == 1
    if small and (comparison := concluded(question, draft.evidence) or agreed(question, draft.evidence)):
        draft.kept, open_parts = list(comparison), {}
    elif small and len(understood.clauses) < 2 and not asks_yes_or_no(question):
        seen = overlooked(question, draft.kept, draft.evidence, draft.margins) if draft.kept else None
        draft.kept = [seen] if seen else draft.kept
    of_one = small and draft.one_name  # a large writer reads several reports well, and may mean another than most do
    if in_its_place := of_one and not draft.kept and not refuses:
        draft.kept = told_of_one_person(question, (), draft.evidence, draft.articles) or []
        open_parts = {} if draft.kept else open_parts
    if not draft.kept:
        yield Finished(draft.refused(next(iter(open_parts.values()))))
        return
    kind = asked(question)
    draft.kept += uncited_sides(understood, draft.kept, draft.evidence, asked=kind)
    draft.kept = led_by_its_outlet(question, draft.kept, draft.evidence)
    if not in_its_place:  # that is named already, and the sentence may have a surname besides
        one = told_of_one_person(question, draft.kept, draft.evidence, draft.articles) if of_one else None
        draft.kept = one or named_in_full(question, draft.kept, draft.evidence, draft.articles)
    draft.kept = with_other_values(question, draft.kept, draft.evidence, asked=kind)
    answer = draft.answered()
    if open_parts:
        answer = replace(answer, note=f"Nothing found answers: {' '.join(open_parts)}")
    yield Finished(answer)


def _answers(part: Part, kept: list[AnswerSentence], draft: Draft, *, alone: bool) -> tuple[list[AnswerSentence], str]:
    """Return what of the kept sentences may stand as the answer to this part, and why nothing does, or ""."""
    kind = asked(part.text)
    if not alone:
        said, kept = kept, [sentence for sentence in kept if _is_about(part, sentence, draft)]
        # Only in the place of an answer: what the writer refuses stays refused.
        quote = quote_of_the_outlet_named(part.text, draft.evidence, asked=kind) if said and not kept else None
        kept = [quote] if quote and _is_about(part, quote, draft) else kept
    if not kept:
        return [], _UNSUPPORTED
    if not any(gives(kind, sentence.text, question=part.text) for sentence in kept):
        kept = _quotes_that_give(kind, part.text, kept, draft)
    return kept, "" if kept else f"What was found does not give the {kind.kind} asked for."


def _is_about(part: Part, sentence: AnswerSentence, draft: Draft) -> bool:
    """Return whether a sentence can be about this part: another part's answer is soon given again."""
    if not is_by_the_outlet_named(part.text, sentence, draft.evidence):
        return False
    citations = cite.resolve(sentence.citations, draft.evidence)
    articles = [draft.articles.get(citation.article_id, "") for citation in citations]
    return answers(part.text, sentence.text, citations, articles=articles)


def _quotes_that_give(kind: Asked, question: str, kept: Sequence[AnswerSentence], draft: Draft) -> list[AnswerSentence]:
    """Return what the kept sentences cite, word for word, where that gives what they leave out."""
    cited = dict.fromkeys(n for sentence in kept for n in sentence.citations)
    return [
        AnswerSentence(text=cite.quoted(draft.evidence[n - 1]), citations=(n,), support=Support.SUPPORTED)
        for n in cited
        if gives(kind, draft.evidence[n - 1].quote, question=question) and quotable(cite.quoted(draft.evidence[n - 1]))
    ]


def _ask(
    writer: LLM,
    draft: Draft,
    part: Part,
    numbers: tuple[int, ...],
    *,
    most: float,
    tells_doubt: bool = True,
    lead: str = "",
) -> Generator[Event, None, float]:
    """Put one question to the writer; add to the draft what is kept of its answer, and return how much it doubts it.

    The doubt is in log-odds, -inf where it is not told, inf where it refuses in words.
    `numbers`: of the sentences shown to it, ascending. `most`: its doubt, in log-odds, above which it refuses.
    `tells_doubt`: whether the writer is taken to tell how likely its first words are. One that does not is asked again
    and may refuse in words: kept from that, and its doubt unknown, it could not refuse at all. `lead`: Yes or No where
    the answer must begin so; a writer that begins with but a letter of them means another word with it, and is asked
    again with the likelier of the two.
    """
    yes_or_no = asks_yes_or_no(part.text)
    leads = (lead,) if lead else (AFFIRMS_WITH, DENIES_WITH) if yes_or_no else ()
    shown = [draft.evidence[n - 1] for n in numbers]
    by_doubt, untold = writer.takes_grammar and tells_doubt, False
    deltas = writer.stream(
        messages(part.text, shown, before=part.before, taught=writer.taught),
        max_tokens=MOST_TOKENS,
        grammar=grammar(len(shown), leads=leads, refusal=not by_doubt) if writer.takes_grammar else None,
        bias={
            **({REFUSES_WITH: _NEVER} if by_doubt else {}),
            AFFIRMS_WITH: _YES_SOONER if yes_or_no else _NO_YES,
        },
        likely=by_doubt,
    )
    stream = cite.CitationStream(numbers)
    said, showing, meant, doubt = "", False, "", -math.inf
    try:
        for delta in deltas:
            draft.count(delta.prompt_tokens, delta.completion_tokens)
            if by_doubt and delta.likely is not None:
                doubt = log_odds(delta.likely, REFUSES_WITH)
                if doubt > most:
                    return doubt
                by_doubt = False  # it is told, and small enough
                meant = _meant(delta) if len(leads) > 1 else ""
                if meant:
                    break
            untold = by_doubt and bool(delta.text)
            if untold:
                break
            if not delta.text:
                yield Token("")  # the writer is still reading: a chance to stop it
                continue
            draft.clock.first_token = draft.clock.first_token or draft.clock.now()
            said += delta.text
            if not may_be_refusal(said):
                yield from _checked(stream.feed(delta.text if showing else said), draft, part.text)
                showing = True
    finally:
        close = getattr(deltas, "close", None)
        if close is not None:
            close()
    if untold or meant:
        again = meant or lead
        return (yield from _ask(writer, draft, part, numbers, most=most, tells_doubt=not untold, lead=again))
    if is_refusal(said):
        return math.inf
    if not showing:
        yield from _checked(stream.feed(said), draft, part.text)
    yield from _checked(stream.close(), draft, part.text)
    return doubt


def _meant(first: Delta) -> str:
    """Return the likelier of Yes and No where the first token is but a part of them, else ""."""
    of_both = [each for each in (AFFIRMS_WITH, DENIES_WITH) if each.startswith(first.text)]
    if not first.text or not of_both or first.text in of_both:
        return ""
    likely = {AFFIRMS_WITH: -math.inf, DENIES_WITH: -math.inf, **(first.likely or {})}
    return AFFIRMS_WITH if likely[AFFIRMS_WITH] + _YES_SOONER >= likely[DENIES_WITH] else DENIES_WITH


def _checked(pieces: Iterator[str | cite.CitedSentence], draft: Draft, question: str) -> Iterator[Event]:
    for piece in pieces:
        if isinstance(piece, str):
            yield Token(piece)
            continue
        citations = cite.resolve(piece.numbers, draft.evidence)
        support = check(piece.text, citations)
        sentence = AnswerSentence(text=piece.text, citations=piece.numbers, support=support)
        # A number lent by the next sentence was not the writer's word for this one: it must hold fully.
        kept = support is Support.SUPPORTED or (support is Support.PARTLY and piece.own)
        if not kept and (mended := _mended(piece, draft, question)):
            sentence, citations = mended, cite.resolve(mended.citations, draft.evidence)
            kept = True
        kept = kept and not asks(sentence.text)  # an interviewer's question, say, in the place of its reply
        # Said once is enough: two questions of one may have the same answer. And a bare "9." adds nothing to one.
        kept = kept and all(sentence.text != known.text for known in draft.kept)
        kept = kept and (not draft.kept or re.search(r"[^\W\d_]", sentence.text) is not None)
        if kept:
            draft.kept.append(sentence)
        yield SentenceChecked(sentence, citations, kept)


def _mended(piece: cite.CitedSentence, draft: Draft, question: str) -> AnswerSentence | None:
    return mend(
        piece,
        draft.evidence,
        question=draft.standalone,
        part=question,
        articles=draft.articles,
        one_name=draft.one_name,
        alike=draft.alike,
    )
