"""The public `solve`: settling, model, rounding, reasons and check included."""

from __future__ import annotations

import numpy as np

from allocator.solving import solve
from tests.bench.curves.problems import Curves, Floats


def solved(problem: Curves) -> tuple[Floats, float | None]:
    """The plan's spends, and its proven bound."""
    plan = solve(problem.scenario, gap=1e-4)
    spends = np.array([[float(amount) for amount in item.by_period] for item in plan.items])
    return spends, plan.stages[0].bound
