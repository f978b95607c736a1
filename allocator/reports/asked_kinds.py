"""Every study's report by the study's name, imported only when asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from allocator.reports.asked import Asked


def _goal() -> type[Asked[Any]]:
    from allocator.reports.goal import GoalReport

    return GoalReport


def _sweep() -> type[Asked[Any]]:
    from allocator.reports.sweep import SweepReport

    return SweepReport


KINDS: Mapping[str, Callable[[], type[Asked[Any]]]] = {
    "goal": _goal,
    "sweep": _sweep,
}
"""Name of the study -> its report."""
