"""Gates: conditions on figures, such as `hits@10>=0.9`, that must hold for a run to pass."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass

from evals.errors import UsageError
from evals.measures.metrics import METRICS
from evals.results import Result

_HOLDS: dict[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "==": operator.eq,
    ">": operator.gt,
    "<": operator.lt,
}
_GATE = re.compile(
    r"\s*(?P<metric>[\w@.]+)\s*(?:\[(?P<kind>[^\]]+)\])?\s*(?P<sign>>=|<=|==|>|<)\s*(?P<bound>-?\d+(?:\.\d+)?)\s*"
)
_NOT_MEASURED = "not measured"


@dataclass(frozen=True, slots=True)
class Gate:
    """A bound on one metric, over all cases or (`kind`) over one kind of them."""

    metric: str
    kind: str
    sign: str
    bound: float

    def __str__(self) -> str:
        return f"{self.metric}{f'[{self.kind}]' if self.kind else ''}{self.sign}{self.bound:g}"


ALWAYS = (Gate("quote_exact", "", ">=", 1.0),)
"""Held against every run that measures it: an inexact quote is a fault of the program, whatever the model."""


def parse_gate(expression: str) -> Gate:
    """Return the gate that an expression spells: `METRIC>=NUMBER` or `METRIC[KIND]<NUMBER`; shares as 0.9, not 90.

    Raises:
        UsageError: It is no such expression, or no metric has that name; the message lists the metrics.
    """
    match = _GATE.fullmatch(expression)
    if match is None:
        raise UsageError(f"{expression!r} is no gate; write one like hits@10>=0.9 or hits@10[follow-up]>=0.8")
    if match["metric"] not in METRICS:
        raise UsageError(f"{expression!r} names no known metric; the metrics are {', '.join(METRICS)}")
    return Gate(match["metric"], match["kind"] or "", match["sign"], float(match["bound"]))


def broken(gates: tuple[Gate, ...], result: Result) -> list[str]:
    """Return one line for each gate that does not hold, with what was measured.

    A gate is held against the figure itself, not against an end of its interval.

    Raises:
        UsageError: A gate is on a metric or a kind that this run did not measure: an unmeasured bound never passes.
    """
    lines: list[str] = []
    for gate in (*gates, *(gate for gate in ALWAYS if result.figure(gate.metric) is not None)):
        figure = result.figure(gate.metric, gate.kind)
        if figure is None or figure.value is None:
            raise UsageError(_unmeasured(gate, result))
        if not _HOLDS[gate.sign](figure.value, gate.bound):
            lines.append(f"{gate} does not hold: {figure.value:.4g} over {figure.n} cases")
    return lines


def _unmeasured(gate: Gate, result: Result) -> str:
    if gate.kind and gate.kind not in result.kinds:
        return f"{gate} cannot be checked: no cases of that kind; the kinds are {', '.join(result.kinds) or 'none'}"
    part = METRICS[gate.metric].part
    measured = ", ".join(result.metrics) or "nothing"
    return f"{gate} cannot be checked: {gate.metric} belongs to the part {part}; this run measured {measured}"
