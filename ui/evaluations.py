"""The saved evaluations: read from their folder, and shown as a table in which each opens its report.

Imported when somebody first looks at them: the metrics take a while to load, and the chat needs none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from markupsafe import Markup

from evals.errors import ResultError
from evals.measures.metrics import METRICS
from evals.reports.figures import FIRST, shown
from evals.results import Figure, Result, read_result
from ui import words

LISTED = 50
"""Most evaluations in the table; the newest ones."""

_MOST_FIGURES = 6


@dataclass(frozen=True, slots=True)
class Saved:
    """One result; `report` is the file name of its HTML report beside it, empty when none was kept."""

    result: Result
    report: str


@dataclass(frozen=True, slots=True)
class Evaluations:
    """What a folder holds: results, newest first, and one line for each file that is none."""

    saved: tuple[Saved, ...] = ()
    problems: tuple[str, ...] = ()


def read(folder: Path) -> Evaluations:
    """Return the results in a folder, as they are now; nothing when the folder isn't there."""
    saved, problems = [], []
    for path in sorted(folder.glob("[!.]*.json")):
        report = path.with_suffix(".html")
        try:
            saved.append(Saved(read_result(path), report.name if report.is_file() else ""))
        except ResultError as error:
            reason, _, _ = str(error).rpartition("; ")
            problems.append(f"{reason}; move it away, or run the evaluation again.")
    saved.sort(key=lambda each: _when(each.result), reverse=True)
    return Evaluations(tuple(saved), tuple(problems))


def table(found: Evaluations) -> Markup:
    """Return the results as a table; with none saved, one line on how to make one."""
    listed = found.saved[:LISTED]
    problems = Markup().join(
        Markup('<p class="problem" role="alert"><bdi>{0}</bdi></p>').format(line) for line in found.problems
    )
    if not listed:
        return Markup(
            '<div class="evaluations"><p class="hint">No evaluation is saved yet: run <code>dateline eval</code> in a '
            "terminal, then open this tab again.</p>{0}</div>"
        ).format(problems)
    rest = len(found.saved) - len(listed)
    return Markup(
        '<div class="evaluations"><h2>Saved evaluations</h2><p class="hint">How well Dateline did on sets of '
        "questions, with 95 % intervals. <code>dateline eval</code> makes another.</p><table><thead><tr>"
        '<th scope="col">Set</th><th scope="col">Date</th><th scope="col">Writer</th>'
        '<th scope="col">Cases</th><th scope="col">Figures</th></tr></thead><tbody>{rows}</tbody></table>'
        "{rest}{problems}</div>"
    ).format(
        rows=Markup().join(map(_row, listed)),
        rest=Markup('<p class="hint">And {0} older.</p>').format(f"{rest:,}") if rest else "",
        problems=problems,
    )


def _row(saved: Saved) -> Markup:
    result = saved.result
    day, time = words.day(result.date), result.date[11:16]
    name = Markup('<bdi class="name">{0}</bdi><span class="aside">no report was kept</span>').format(
        result.dataset.name
    )
    if saved.report:
        name = Markup(
            '<button type="button" class="name" data-report="{file}" data-title="{title}" '
            'aria-label="Report on {title}"><bdi>{name}</bdi></button>'
        ).format(file=saved.report, title=f"{result.dataset.name}, {day}, {time}", name=result.dataset.name)
    failed = Markup(' <span class="failed">{0} failed</span>').format(f"{result.errors:,}") if result.errors else ""
    return Markup(
        '<tr><th scope="row">{name}</th><td class="when">{day} <span class="time">{time}</span></td>'
        '<td class="by"><bdi>{writer}</bdi></td><td class="cases">{cases}<span class="unit"> cases</span>{failed}</td>'
        "<td>{figures}</td></tr>"
    ).format(
        name=name,
        day=day,
        time=time,
        writer=result.settings.writer or "no writer",
        cases=f"{result.dataset.cases:,}",
        failed=failed,
        figures=_figures(result),
    )


def _figures(result: Result) -> Markup:
    """Return the first figures that the result has, each with its interval."""
    measured = [figure for name in FIRST if (figure := result.figure(name)) is not None and figure.value is not None]
    return Markup('<dl class="figures">{0}</dl>').format(Markup().join(map(_figure, measured[:_MOST_FIGURES])))


def _figure(figure: Figure) -> Markup:
    metric = METRICS[figure.metric]
    lower = "" if metric.higher_is_better else " Lower is better."
    ends = [figure.low, figure.high] if figure.low is not None and figure.high is not None else []
    return Markup('<div title="{meaning}"><dt>{title}</dt><dd>{value} <span>{interval}</span></dd></div>').format(
        meaning=metric.meaning + lower,
        title=metric.title,
        value=shown(figure.value, metric.unit),
        interval=" – ".join(shown(end, metric.unit) for end in ends),
    )


def _when(result: Result) -> datetime:
    """Return when it began; a date that is none sorts last, as one without an offset counts as UTC."""
    try:
        when = datetime.fromisoformat(result.date)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return when if when.tzinfo else when.replace(tzinfo=UTC)
