"""The report: one HTML file that holds everything it shows and asks nothing of the network.

Its style and script stand in `page/`; a content security policy, with the script's hash, keeps it to them. The script
builds the table of cases from embedded values as it is scrolled, so that thousands of cases open at once.
"""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from string import Template

from evals.reports.casebook import casebook, embedded
from evals.reports.figures import cards, comparison_section, figures_table, spaced
from evals.reports.pictures import pictures
from evals.results import Result, Row, Verdict
from index.articles import Article
from rag.answer import Status


def render(result: Result, rows: Sequence[Row], articles: Iterable[Article]) -> str:
    """Return the report as HTML.

    Args:
        result: What is reported, with its comparison if it was given a baseline.
        rows: The result's cases, in its order; empty when they were not kept, and then no table of cases is shown.
        articles: Those of the set; only what a case cites, quotes or names as gold is embedded. One that is missing
            is shown by its quote.
    """
    comparison = result.comparison
    verdicts = Counter(row.verdict for row in rows)
    body = [
        *_head(result, verdicts),
        *cards(result),
        *(f'<p class="note">{escape(note)}</p>' for note in result.notes),
        *pictures(result),
        *figures_table(result),
        *(comparison_section(comparison) if comparison else ()),
        *(_cases(rows, verdicts) if rows else ()),
        *_provenance(result),
    ]
    script = _asset("page.js")
    digest = b64encode(sha256(script.encode()).digest()).decode()
    return Template(_asset("page.html")).substitute(
        policy="default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'unsafe-inline'; "
        f"script-src 'sha256-{digest}'",
        title=escape(f"{result.dataset.name}: Dateline evaluation"),
        style=_asset("page.css"),
        body="\n".join(body),
        casebook=embedded(casebook(rows, articles, flips=comparison.flips if comparison else ())),
        script=script,
    )


@cache
def _asset(name: str) -> str:
    return (files("evals.reports") / "page" / name).read_text(encoding="utf-8")


def _head(result: Result, verdicts: Mapping[Verdict, int]) -> Iterator[str]:
    dataset, settings = result.dataset, result.settings
    day = datetime.fromisoformat(result.date)
    line = [f"{day.day} {day:%B %Y}", settings.writer or "quotes only, no writer", settings.embedder]
    if result.machine.commit:
        line.append(f"commit {result.machine.commit[:10]}")
    asked = f"{dataset.cases:,} question{'s' if dataset.cases != 1 else ''}"
    if settings.limit is not None and settings.limit < dataset.cases:
        asked = f"{settings.limit:,} of {asked}"
    yield '<p class="overline">Dateline evaluation</p>'
    yield f"<h1>{escape(dataset.name)}: {asked} on {dataset.articles:,} articles</h1>"
    yield f'<p class="quiet">{escape(" · ".join(part for part in line if part))}</p>'
    yield f'<p class="lede">{escape(_summary(result, verdicts))}</p>'


def _summary(result: Result, verdicts: Mapping[Verdict, int]) -> str:
    """Return the outcome in a sentence or two, in numbers of questions."""
    graded = sum(count for verdict, count in verdicts.items() if verdict is not Verdict.UNGRADED)
    errors = f" {result.errors} failed and count{'s' if result.errors == 1 else ''} as wrong." if result.errors else ""
    if not graded:
        hits = result.figure("hits@10")
        if hits is None or hits.value is None:
            return errors.strip()
        found = round(hits.value * hits.n)
        return f"For {found} of {hits.n} questions a gold sentence is in the first 10 passages.{errors}"
    good = verdicts[Verdict.CORRECT] + verdicts[Verdict.RIGHTLY_REFUSED]
    wrong = {
        "answered wrongly": verdicts[Verdict.INCORRECT],
        "refused though the articles answer it": verdicts[Verdict.WRONGLY_REFUSED],
        "answered though they don't": verdicts[Verdict.SHOULD_HAVE_REFUSED],
    }
    told = f"{good} of {graded} questions were handled right: {verdicts[Verdict.CORRECT]} answered, "
    told += f"{verdicts[Verdict.RIGHTLY_REFUSED]} refused because the articles don't say."
    faults = [f"{count} {name}" for name, count in wrong.items() if count]
    return f"{told} The rest: {', '.join(faults)}.{errors}" if faults else told + errors


def _cases(rows: Sequence[Row], verdicts: Mapping[Verdict, int]) -> Iterator[str]:
    """Yield the frame that the script fills: filters, one chip a verdict, and the table's head."""
    kinds = dict.fromkeys(row.kind for row in rows)
    statuses = [status.value for status in Status]
    chips = "".join(
        f'<button type="button" class="chip verdict v-{verdict.value.replace(" ", "-")}" aria-pressed="false" '
        f'data-verdict="{verdict.value}">{verdict.value}<span class="count">{verdicts[verdict]}</span></button>'
        for verdict in Verdict
        if verdicts[verdict]
    )
    heads = "".join(
        f'<th class="c-{key}" data-key="{key}" scope="col"><button type="button">{label}</button></th>'
        for key, label in (
            ("verdict", "Verdict"),
            ("question", "Question"),
            ("kind", "Kind"),
            ("rank", "Gold rank"),
            ("ms", "Time"),
        )
    )
    yield '<h2 id="cases">Every case</h2>'
    yield (
        '<div class="filters"><input type="search" id="case-search" placeholder="Search questions, answers, gold" '
        'aria-label="Search the cases">'
        f"{_select('case-kind', 'Kind of question', 'every kind', kinds)}"
        f"{_select('case-status', 'How it ended', 'answered or not', statuses)}"
        '<span class="quiet num" id="case-count" role="status"></span></div>'
    )
    yield f'<div class="chips" role="group" aria-label="Verdict">{chips}</div>'
    yield f'<table class="cases"><thead><tr>{heads}</tr></thead><tbody id="case-rows"></tbody></table>'
    yield '<div class="more" id="case-end"></div>'
    yield "<noscript><p>The cases are built by this page's own script, which is switched off.</p></noscript>"


def _select(name: str, label: str, every: str, values: Iterable[str]) -> str:
    options = "".join(f'<option value="{escape(v)}">{escape(spaced(v))}</option>' for v in values)
    return f'<select id="{name}" aria-label="{label}"><option value="">{every}</option>{options}</select>'


def _provenance(result: Result) -> Iterator[str]:
    dataset, settings, machine = result.dataset, result.settings, result.machine
    facts = {
        "Begun": result.date,
        "Asking took": f"{result.seconds:.1f} s",
        "Parts": ", ".join(settings.parts),
        "Writer": settings.writer or "none",
        "Embedder": settings.embedder,
        "Passages searched for": str(settings.depth),
        "Seed, limit": f"{settings.seed}, {'every case' if settings.limit is None else settings.limit}",
        "Ablation": settings.ablate,
        "Licence of the set": dataset.licence,
        "Articles, questions (hashes)": f"{dataset.articles_hash}, {dataset.cases_hash}",
        "Failed cases": str(result.errors),
        "Commit": machine.commit,
        "Processor": f"{machine.cpu}, {machine.cores} cores, {machine.memory:.0f} GiB",
        "Load before and after": " and ".join(f"{load:.2f}" for load in machine.load),
        "System": f"{machine.platform}, Python {machine.python}",
        "Versions": ", ".join(f"{name} {version}" for name, version in machine.versions.items()),
    }
    yield '<h2 id="made">How this was made</h2><dl class="facts">'
    yield from (f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in facts.items() if value)
    yield "</dl>"
    yield (
        '<p class="quiet" style="margin-top:1.2rem">Intervals are bootstrapped over cases. Nothing here was judged by '
        "a model. Gold sentences were chosen by people; what is cited beside them may still be true.</p>"
    )
