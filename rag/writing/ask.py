"""One question put to the writer: its text as it comes, its checked sentences, and how much it doubts its answer.

Each sentence is held against what it cites as soon as it is complete: kept, mended, or taken out.
"""

from __future__ import annotations

import math
import re
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from rag.answer import AnswerSentence, Event, SentenceChecked, Support, Token
from rag.llm.protocol import LLM, Delta, log_odds
from rag.question.clauses import asks_yes_or_no
from rag.question.parts import Part
from rag.support.check import check
from rag.text.stance import asks, yes_or_no
from rag.writing import cite
from rag.writing.draft import Draft
from rag.writing.mend import mend
from rag.writing.prompt import (
    AFFIRMS_WITH,
    DENIES_WITH,
    REFUSES_WITH,
    grammar,
    is_refusal,
    may_be_refusal,
    messages,
)

MOST_TOKENS = 300  # of a written answer: four sentences with room to spare
# Where the text is longer, the server does not keep to the tokens it was asked for: no language has as many a token.
_MOST_CHARACTERS = 8 * MOST_TOKENS
# Added to the log-odds of "Yes" where the question is none that yes answers.
_NO_YES = -6.0
# Added to those of "Yes" where it is one: small writers say No a little too soon. Of 50 such questions of MultiHop-RAG
# and ours, the likelier of the two is right for 37 so, and for 34 without.
_YES_SOONER = 0.4
# Added to those of a refusal, so that it never refuses in words: how likely that was is read off its first token.
_NEVER = -100.0


@dataclass(frozen=True, slots=True)
class _How:
    """How a question is put.

    `tells_doubt`: whether the writer is taken to tell how likely its first words are. One that does not may refuse in
    words: kept from that, and its doubt unknown, it could not refuse at all.
    `lead`: Yes or No where the answer must begin so, else "".
    """

    tells_doubt: bool
    lead: str = ""


def ask(writer: LLM, draft: Draft, part: Part, numbers: Sequence[int], *, most: float) -> Generator[Event, None, float]:
    """Put one question to the writer; add to the draft what is kept of its answer, and return how much it doubts it.

    The doubt is in log-odds, -inf where it is not told, inf where the writer refuses in words.

    A writer that turns out not to tell its doubt is asked again. So is one that begins the answer to a yes-or-no
    question with but a letter of Yes or No, which means another word with it: then with the likelier of the two.

    Args:
        writer: What writes.
        draft: The question with its evidence.
        part: What of the question is asked.
        numbers: Of the sentences shown to it, in that order.
        most: Its doubt, in log-odds, above which it refuses.

    Raises:
        ModelUnavailable: The writer cannot be used; what was kept until then is in the draft.
    """
    how = _How(tells_doubt=writer.takes_grammar)
    while isinstance(doubt := (yield from _put(writer, draft, part, numbers, how, most=most)), _How):
        how = doubt
    return doubt


def _put(
    writer: LLM, draft: Draft, part: Part, numbers: Sequence[int], how: _How, *, most: float
) -> Generator[Event, None, float | _How]:
    """Return the doubt, or how to ask again: nothing was kept then."""
    yes_or_no = asks_yes_or_no(part.text)
    leads = (how.lead,) if how.lead else (AFFIRMS_WITH, DENIES_WITH) if yes_or_no else ()
    shown = [draft.evidence[n - 1] for n in numbers]
    deltas = writer.stream(
        messages(part.text, shown, before=part.before, taught=writer.taught),
        max_tokens=MOST_TOKENS,
        grammar=grammar(len(shown), leads=leads, refusal=not how.tells_doubt) if writer.takes_grammar else None,
        bias={
            **({REFUSES_WITH: _NEVER} if how.tells_doubt else {}),
            AFFIRMS_WITH: _YES_SOONER if yes_or_no else _NO_YES,
        },
        likely=how.tells_doubt,
    )
    stream = cite.CitationStream(numbers)
    said, showing, doubt = "", False, -math.inf
    waits_for_doubt = how.tells_doubt
    with closing(deltas):
        for delta in deltas:
            draft.count(delta.prompt_tokens, delta.completion_tokens)
            if waits_for_doubt and delta.likely is not None:
                doubt = log_odds(delta.likely, REFUSES_WITH)
                if doubt > most:
                    return doubt
                waits_for_doubt = False
                if len(leads) > 1 and (meant := _meant(delta)):
                    return replace(how, lead=meant)
            if waits_for_doubt and delta.text:
                return replace(how, tells_doubt=False)
            if not delta.text:
                yield Token("")  # the writer is still reading: a chance to stop it
                continue
            draft.clock.first_token = draft.clock.first_token or draft.clock.now()
            said += delta.text
            if not may_be_refusal(said):
                yield from _checked(stream.feed(delta.text if showing else said), draft, part.text)
                showing = True
            if len(said) > _MOST_CHARACTERS:
                return doubt  # what is checked stays, the sentence it was at goes
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
        if kept and yes_or_no(piece.text):  # that is the writer's reading of what it cites, which no check can tell
            sentence = replace(sentence, support=Support.PARTLY)
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
        articles=draft.found.searchable,
        describes_one=draft.describes_one,
        alike=draft.alike,
    )
