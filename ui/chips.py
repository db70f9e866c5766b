"""How a question was read, as chips under it: each a button that asks again without that reading. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from rag.question.understood import Reading
from ui import words


def chips(readings: Iterable[Reading], left_out: Iterable[Reading] = (), *, live: bool) -> Markup:
    """Return the chips; "" when nothing was read into the question.

    Args:
        readings: What was read into it.
        left_out: What was taken out again; its chips put it back.
        live: Whether they can be pressed: only the last question can be asked again in its place.
    """
    shown = [
        *(_chip(each, live=live, pressed=True) for each in readings),
        *(_chip(each, live=live, pressed=False) for each in left_out),
    ]
    if not shown:
        return Markup()
    return Markup('<ul class="chips" aria-label="How the question was read">{0}</ul>').format(
        Markup().join(Markup("<li>{0}</li>").format(chip) for chip in shown)
    )


def label(reading: Reading) -> str:
    """Return a reading in a few words; not escaped."""
    match reading.kind:
        case "outlet":
            return reading.text
        case "newest":
            return "Newest first"
        case "standalone":
            return f"Read as: {reading.text}"
    about = "Published" if reading.published else "About"
    if reading.since and reading.until:
        return f"{about} {words.period(reading.since, reading.until)}"
    if reading.since:
        return f"{about} {words.day(reading.since)} or later"
    return f"{about} {words.day(reading.until)} or earlier"


def _chip(reading: Reading, *, live: bool, pressed: bool) -> Markup:
    said = label(reading)
    if not live:
        return Markup('<span class="chip{off}"><bdi>{said}</bdi></span>').format(
            off="" if pressed else " off", said=said
        )
    return Markup(
        '<button type="button" class="chip{off}" data-reading="{key}" aria-label="{does}: {said}" title="{does}">'
        "<bdi>{said}</bdi></button>"
    ).format(
        off="" if pressed else " off",
        key=reading.key,
        does="Ask again without this" if pressed else "Ask again with this",
        said=said,
    )
