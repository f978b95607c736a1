"""Allocate a fixed budget across tools, outsourced services and ad tactics, by linear programming.

`load` reads a scenario, `solve` finds its best plan. Nothing heavy is imported before it is used.
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
    from allocator.plan import Plan as Plan
    from allocator.scenario import Scenario as Scenario
    from allocator.scenario import load as load
    from allocator.scenario import scenario_of as scenario_of
    from allocator.solving import solve as solve

_HOMES = {
    "AllocatorError": "allocator.errors",
    "InputError": "allocator.errors",
    "NoPlanError": "allocator.errors",
    "Plan": "allocator.plan",
    "PlanCheckError": "allocator.errors",
    "Scenario": "allocator.scenario",
    "SolverError": "allocator.errors",
    "load": "allocator.scenario",
    "scenario_of": "allocator.scenario",
    "solve": "allocator.solving",
}
__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("allocator")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
