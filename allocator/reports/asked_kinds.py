"""Every study's report by the study's name, imported only when asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from allocator.reports.asked import Asked


def _goal() -> type[Asked[Any]]:
    from allocator.reports.goal import GoalReport

    return GoalReport


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
    "goal": _goal,
    "explain": _explain,
    "stress": _stress,
    "alternatives": _alternatives,
}
"""Name of the study -> its report."""
