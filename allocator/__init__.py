"""Allocate a fixed budget across tools, outsourced services and ad tactics, by linear programming.

`load` reads a scenario, `solve` finds its best plan, and studies answer further questions. Nothing heavy is
imported before it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from allocator.errors import AllocatorError as AllocatorError
    from allocator.errors import InputError as InputError
    from allocator.errors import NoPlanError as NoPlanError
    from allocator.errors import PlanCheckError as PlanCheckError
    from allocator.errors import SolverError as SolverError
    from allocator.nearby.split import ItemSplit as ItemSplit
    from allocator.nearby.split import split_of as split_of
    from allocator.plan import Plan as Plan
    from allocator.plan.verifying import verify as verify
    from allocator.scenario import Scenario as Scenario
    from allocator.scenario import load as load
    from allocator.scenario import scenario_of as scenario_of
    from allocator.solving import solve as solve
    from allocator.studies.alternatives import alternatives as alternatives
    from allocator.studies.compare import compare as compare
    from allocator.studies.curve import curve as curve
    from allocator.studies.evaluate import evaluate as evaluate
    from allocator.studies.explain import explain as explain
    from allocator.studies.frontier import frontier as frontier
    from allocator.studies.goal import goal as goal
    from allocator.studies.moves.cut import cut as cut
    from allocator.studies.moves.next_money import next_money as next_money
    from allocator.studies.stress import stress as stress
    from allocator.studies.sweep import sweep as sweep

_HOMES = {
    "AllocatorError": "allocator.errors",
    "InputError": "allocator.errors",
    "ItemSplit": "allocator.nearby.split",
    "NoPlanError": "allocator.errors",
    "Plan": "allocator.plan",
    "PlanCheckError": "allocator.errors",
    "Scenario": "allocator.scenario",
    "SolverError": "allocator.errors",
    "alternatives": "allocator.studies.alternatives",
    "compare": "allocator.studies.compare",
    "curve": "allocator.studies.curve",
    "cut": "allocator.studies.moves.cut",
    "evaluate": "allocator.studies.evaluate",
    "explain": "allocator.studies.explain",
    "frontier": "allocator.studies.frontier",
    "goal": "allocator.studies.goal",
    "load": "allocator.scenario",
    "next_money": "allocator.studies.moves.next_money",
    "scenario_of": "allocator.scenario",
    "solve": "allocator.solving",
    "split_of": "allocator.nearby.split",
    "stress": "allocator.studies.stress",
    "sweep": "allocator.studies.sweep",
    "verify": "allocator.plan.verifying",
}
__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("allocator")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
