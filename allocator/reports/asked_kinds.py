"""Every study's report by the study's name, imported only when asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from allocator.reports.asked import Asked


def _goal() -> type[Asked[Any]]:
    from allocator.reports.goal import GoalReport

    return GoalReport


def _curve() -> type[Asked[Any]]:
    from allocator.reports.curve.report import CurveReport

    return CurveReport


def _sweep() -> type[Asked[Any]]:
    from allocator.reports.sweep import SweepReport

    return SweepReport


def _compare() -> type[Asked[Any]]:
    from allocator.reports.compare import CompareReport

    return CompareReport


def _frontier() -> type[Asked[Any]]:
    from allocator.reports.frontier import FrontierReport

    return FrontierReport


def _next() -> type[Asked[Any]]:
    from allocator.reports.next_money import NextReport

    return NextReport


def _cut() -> type[Asked[Any]]:
    from allocator.reports.cut import CutReport

    return CutReport


def _evaluate() -> type[Asked[Any]]:
    from allocator.reports.evaluate import EvaluateReport

    return EvaluateReport


def _explain() -> type[Asked[Any]]:
    from allocator.reports.explain import ExplainReport

    return ExplainReport


def _stress() -> type[Asked[Any]]:
    from allocator.reports.stress import StressReport

    return StressReport


def _alternatives() -> type[Asked[Any]]:
    from allocator.reports.alternatives import AlternativesReport

    return AlternativesReport


KINDS: Mapping[str, Callable[[], type[Asked[Any]]]] = {
    "compare": _compare,
    "frontier": _frontier,
    "goal": _goal,
    "curve": _curve,
    "sweep": _sweep,
    "next": _next,
    "cut": _cut,
    "evaluate": _evaluate,
    "explain": _explain,
    "stress": _stress,
    "alternatives": _alternatives,
}
"""Name of the study -> its report."""
