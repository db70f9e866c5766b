"""The conversation as HTML: turns, evidence cards, citations. Pure.

Everything that comes from an article, a question or a model goes through `Markup.format`, which escapes it. Nothing is
ever marked safe that was not written in this file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from markupsafe import Markup

from index.collection import Stats
from rag.answer import Answer, AnswerSentence, Citation, Evidence, Status, Support
from rag.writing.prompt import REFUSAL
from ui import plain, words
from ui.chips import chips
from ui.conversation import Stage, Turn

_OUTLETS_NAMED = 6
_LONGEST_KEPT_WHOLE = 18  # characters; a longer word may have to be broken on a phone
_LONGEST_HEADING = 240  # characters, some four lines on a phone
_MARKER = re.compile(r"\[(\d+)\]")

_SUPPORT = {
    Support.SUPPORTED: ("supported", "The cited quote says this."),
    Support.PARTLY: ("partly supported", "The cited quote says part of this; read it before you use it."),
    Support.UNCHECKED: ("not checked", "Nobody compared this sentence with its quote; read it before you use it."),
}

LEAVE = Markup(
    '<p><button type="button" class="leave" data-leave=""><span class="arrow" aria-hidden="true"></span>'
    '<span class="to-answer">Back</span><span class="to-list">All articles</span></button>'
    '<span class="running" aria-hidden="true"></span></p>'
)
"""What stands above an open article: the way back, and room for its title once that has scrolled away."""

STATUS = (
    '<p role="status" aria-live="polite"><span class="now">${value}</span>'
    '<span class="wait">Still answering; Stop ends it.</span></p>'
)
"""The template of the line over the question box: what is happening, or why the next question has to wait."""

VIEWS = Markup(
    '<div role="tablist" aria-label="Views">'
    '<button type="button" role="tab" id="chat-tab" aria-controls="panes" aria-selected="true">Chat</button>'
    '<button type="button" role="tab" id="evaluation-tab" aria-controls="evaluation" '
    'aria-selected="false" tabindex="-1">Evaluation</button></div>'
)
"""The page's two tabs."""

REPORT = Markup(
    '<div class="bar"><button type="button" class="leave" data-saved=""><span class="arrow" aria-hidden="true"></span>'
    'All evaluations</button><span class="which"></span>'
    '<a target="_blank" rel="noopener">Open in a tab of its own</a></div><div class="frame"></div>'
)
"""What stands above an open report, and room for its frame."""


def header(collection: str, stats: Stats, writer: str, progress: str = "") -> Markup:
    """Return the top line: what is asked, how much of it there is, when it is from, and who writes.

    Args:
        collection: Its name.
        stats: Its counts and dates.
        writer: Who writes the answers, in words; "" when nothing does.
        progress: One line on a writer that is being fetched; "" when none is.
    """
    outlets = [name for name in stats.sources if name]
    facts = words.byline(
        words.count(stats.articles, "article"),
        words.count(len(outlets), "outlet") if len(outlets) > 1 else "".join(outlets),
        words.days(stats.first_day, stats.last_day),
    )
    return Markup(
        '<h1 class="wordmark">Dateline</h1>'
        '<p class="facts"><bdi class="collection">{name}</bdi> <bdi>{facts}</bdi>'
        '<button type="button" class="browse" data-browse="">Browse</button></p>'
        '<p class="writer{news}">{writer}</p>'
    ).format(
        name=collection,
        facts=facts,
        news=" news" if progress else "",
        writer=progress or (f"Writer: {writer}" if writer else "Quotes only"),
    )


def welcome(stats: Stats, examples: Sequence[str]) -> Markup:
    """Return what stands where the conversation will be: what to do, and questions that these articles answer."""
    if not stats.articles:
        return Markup(
            '<div class="welcome"><h2>There are no articles yet</h2>'
            "<p>Add some with <code>dateline add PATH_OR_URL</code>, then start the chat again.</p></div>"
        )
    asked = Markup().join(
        Markup('<li><button type="button" class="example" data-ask="{0}"><bdi>{0}</bdi></button></li>').format(question)
        for question in examples
    )
    return Markup(
        '<div class="welcome"><h2>What do the articles say?</h2>'
        "<p>Every sentence of an answer points to the words of an article. Open a number to read them in place.</p>"
        "{0}</div>"
    ).format(Markup('<ul class="examples" aria-label="Example questions">{0}</ul>').format(asked) if asked else "")


def turns(past: Iterable[Turn], stats: Stats) -> Markup:
    """Return the turns before the last, oldest first."""
    return Markup().join(turn(each, stats, number=number, live=False) for number, each in enumerate(past))


def turn(turn: Turn, stats: Stats, *, number: int, live: bool = True) -> Markup:
    """Return one question with all that is known of its answer.

    Args:
        turn: The question.
        stats: The collection's counts, outlets and dates.
        number: Counts the conversation's turns.
        live: Whether it is the last one, which can be asked again.
    """
    return Markup(
        '<section class="turn {stage}" data-turn="{number}" aria-busy="{busy}">{question}{read}{body}</section>'
    ).format(
        stage=turn.stage.value,
        number=number,
        busy="false" if turn.is_over else "true",
        question=_question(turn.question),
        read=chips(turn.readings, turn.left_out, live=live and turn.is_over),
        body=_body(turn, stats),
    )


def _question(text: str) -> Markup:
    """Return the question as the turn's heading; a very long one is cut after some lines until it is opened."""
    heading = Markup('<h2 class="question" dir="auto">{0}</h2>').format(text)
    if len(text) <= _LONGEST_HEADING:
        return heading
    return Markup('<details class="long"><summary>{0}</summary></details>').format(heading)


def status(turn: Turn, stats: Stats) -> str:
    """Return what is happening, in one line, for the eye and for a screen reader; not escaped."""
    match turn.stage:
        case Stage.SEARCHING:
            return f"Searching {words.count(stats.articles, 'article')}…"
        case Stage.WRITING:
            reading = f"Reading {words.count(len(turn.evidence), 'quote')}…" if turn.evidence else "Searching…"
            return "Writing…" if turn.sentences or turn.pending else reading
        case Stage.STOPPED:
            return "Stopped."
        case Stage.FAILED:
            return "That did not work."
    if turn.answer is not None and turn.answer.status is Status.ANSWERED:
        return f"Answered with {words.count(len(turn.answer.citations), 'citation')}."
    return REFUSAL


def _body(turn: Turn, stats: Stats) -> Markup:
    match turn.stage:
        case Stage.SEARCHING:
            return _waiting(status(turn, stats))
        case Stage.WRITING:
            return _written(turn, stats) + _evidence(turn, "Evidence")
        case Stage.STOPPED:
            return (
                _written(turn, stats) + Markup('<p class="aside">Stopped.</p>') + _evidence(turn, "Found before that")
            )
        case Stage.FAILED:
            return _problem(turn.problem) + _evidence(turn, "Found before that")
    return _answer(turn, turn.answer, stats) if turn.answer else Markup()


def _answer(turn: Turn, answer: Answer, stats: Stats) -> Markup:
    match answer.status:
        case Status.ERROR:
            said = _problem(answer.note or answer.text) + _evidence(turn, "Found")
        case Status.REFUSED:
            said = _refusal(answer, stats)
        case Status.ANSWERED if not answer.model:
            said = _quotes(answer)
        case Status.ANSWERED:
            said = _written(turn, stats) + _note(answer) + _cited(answer, "Evidence")
    return said + _meta(answer, turn.receipt)


def _note(answer: Answer) -> Markup:
    return Markup('<p class="aside" dir="auto">{0}</p>').format(answer.note) if answer.note else Markup()


def _waiting(line: str) -> Markup:
    return Markup('<p class="waiting">{0}</p>').format(line)


def _written(turn: Turn, stats: Stats) -> Markup:
    """Return the written answer as far as it goes; until its first word, that the quotes are being read."""
    quotes = dict(enumerate(turn.evidence, start=1))
    sentences = Markup(" ").join(_sentence(each, quotes) for each in turn.sentences)
    pending = _with_citations(turn.pending, quotes)
    if not sentences and not pending:
        return Markup() if turn.is_over else _waiting(status(turn, stats))
    out = _doubts(turn.sentences) if turn.is_over else Markup()
    if turn.taken_out:
        out += Markup('<p class="aside">{0} taken out: the quotes do not say it.</p>').format(
            words.count(turn.taken_out, "sentence")
        )
    return Markup('<div class="written"><p dir="auto">{sentences}{gap}{pending}</p></div>{out}').format(
        sentences=sentences,
        gap=" " if sentences and pending else "",
        pending=Markup('<span class="pending">{0}</span>').format(pending) if pending else "",
        out=out,
    )


def _doubts(sentences: Iterable[AnswerSentence]) -> Markup:
    """Return what the labels that ask for care mean, once for each that stands in the answer."""
    labels = {each.support for each in sentences} & {Support.PARTLY, Support.UNCHECKED}
    return Markup().join(
        Markup('<p class="aside">{0}: {1}</p>').format(label.capitalize(), reason[0].lower() + reason[1:])
        for label, reason in map(_SUPPORT.__getitem__, sorted(labels))
    )


def _sentence(sentence: AnswerSentence, quotes: dict[int, Evidence]) -> Markup:
    label, reason = _SUPPORT.get(sentence.support, ("", ""))
    mark = (
        Markup('<span class="support {kind}" title="{reason}"><span>{label}</span></span>').format(
            kind=sentence.support.value, reason=reason, label=label
        )
        if label
        else ""
    )
    cites = Markup("").join(_cite(n, quotes[n]) for n in sentence.citations if n in quotes)
    before, last = _last_word(sentence.text)
    end = Markup('<span class="end">{0}{1}{2}</span>').format(last, cites, mark)
    return Markup('<bdi class="sentence">{0}{1}</bdi>').format(before, end)  # an article's direction marks end with it


def _last_word(text: str) -> tuple[str, str]:
    """Return the text split before its last word, which stays on one line with its citation; "" when it is long."""
    at = text.rfind(" ") + 1
    return (text[:at], text[at:]) if len(text) - at <= _LONGEST_KEPT_WHOLE else (text, "")


def _with_citations(text: str, quotes: dict[int, Evidence]) -> Markup:
    """Return streamed text with its [n] as buttons; a number that was not given is dropped."""
    pieces, last = Markup(), 0
    for match in _MARKER.finditer(text):
        pieces += text[last : match.start()].rstrip()
        if (n := int(match.group(1))) in quotes:
            pieces += _cite(n, quotes[n])
        last = match.end()
    return pieces + text[last:]


def _cite(n: int, quote: Evidence) -> Markup:
    return Markup(
        '<button type="button" class="cite" {open} aria-label="Quote {n}: {where}" title="{where}">{n}</button>'
    ).format(open=_opens(quote), n=n, where=words.byline(quote.source, words.day(quote.published_at), quote.title))


def _opens(quote: Evidence | Citation) -> Markup:
    """Return the attributes that make a button open the article at the quote."""
    return Markup('data-article="{0}" data-start="{1}" data-end="{2}"').format(quote.article_id, quote.start, quote.end)


def _cited(answer: Answer, title: str) -> Markup:
    """Return the cited quotes, with the ones found but not cited folded away."""
    numbers = {citation.n for citation in answer.citations}
    numbered = list(enumerate(answer.evidence, start=1))
    return _cards([pair for pair in numbered if pair[0] in numbers], title) + _folded(
        [pair for pair in numbered if pair[0] not in numbers]
    )


def _folded(numbered: Sequence[tuple[int, Evidence]]) -> Markup:
    if not numbered:
        return Markup()
    return Markup('<details class="more"><summary>{0}</summary>{1}</details>').format(
        f"{words.count(len(numbered), 'more quote')} found", _cards(numbered)
    )


def _evidence(turn: Turn, title: str) -> Markup:
    return _cards(list(enumerate(turn.evidence, start=1)), title)


def _cards(numbered: Sequence[tuple[int, Evidence]], title: str = "", *, plain: bool = False) -> Markup:
    """Return quotes as a list of buttons, each of which opens its article; `plain` leaves the numbers out."""
    if not numbered:
        return Markup()
    cards = Markup().join(
        Markup(
            '<li><button type="button" class="card" {open}>{number}<q dir="auto">{quote}</q>'
            '<span class="from"><bdi>{where}</bdi></span></button></li>'
        ).format(
            open=_opens(quote),
            number="" if plain else Markup('<span class="number">{0}</span>').format(n),
            quote=quote.quote,
            where=words.byline(quote.source, words.day(quote.published_at), quote.title),
        )
        for n, quote in numbered
    )
    heading = Markup('<h3 class="label">{0}</h3>').format(title) if title else ""
    return Markup('<div class="quotes">{0}<ol class="cards">{1}</ol></div>').format(heading, cards)


def _quotes(answer: Answer) -> Markup:
    """Return the answer where nothing writes: the quotes themselves, and one line that says why."""
    why = answer.note or "No writer is set up, so the quotes are the answer."
    return Markup('<div class="as-answer">{0}</div><p class="aside">{1}</p>').format(
        _cited(answer, "The articles say"), why
    )


def _refusal(answer: Answer, stats: Stats) -> Markup:
    near = list(enumerate(answer.near_misses, start=1))
    return Markup(
        '<div class="refusal"><p class="refused">{refusal}</p>{note}<p class="covers">{covers}</p></div>{near}'
    ).format(
        refusal=REFUSAL,
        note=Markup("<p>{0}</p>").format(answer.note) if answer.note else "",
        covers=covers(stats),
        near=_cards(near, "Nearest in the collection", plain=True),
    )


def covers(stats: Stats) -> str:
    """Return one line on what the collection holds: articles, outlets, dates; not escaped."""
    names = [name for name in stats.sources if name]
    named = ", ".join(names[:_OUTLETS_NAMED])
    more = f" and {len(names) - _OUTLETS_NAMED:,} more" if len(names) > _OUTLETS_NAMED else ""
    when = words.days(stats.first_day, stats.last_day)
    return (
        f"The collection holds {words.count(stats.articles, 'article')}"
        f"{f' from {named}{more}' if named else ''}{f', {when}' if when else ''}."
    )


def _problem(line: str) -> Markup:
    return Markup('<div class="problem" role="alert"><p dir="auto">{0}</p></div>').format(line)


def _meta(answer: Answer, receipt: str) -> Markup:
    """Return who wrote the answer, how long it took, what to copy of it, and its receipt to download."""
    ms = answer.ms
    save = Markup(
        '<a href="receipts/{0}.html" download>Save receipt</a>'
        '<a href="receipts/{0}.json" download aria-label="Save receipt as JSON">JSON</a>'
    ).format(receipt)
    copy = Markup('<button type="button" class="copy" data-copy="{0}" aria-live="polite">Copy</button>').format(
        plain.copied(answer)
    )
    return Markup('<p class="meta"><bdi>{0}</bdi><span class="keep">{1}{2}</span></p>').format(
        words.byline(answer.model, f"evidence in {ms.evidence / 1000:.2f} s", f"{ms.total / 1000:.1f} s in all"),
        copy if answer.status is Status.ANSWERED else "",
        save if receipt else "",
    )
