"""The few things that PuLP 3 and PuLP 4 say differently, and the hand-over to the live solver."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import highspy
import pulp

INFINITY = float("inf")
_batch = getattr(pulp, "lpSum_vars_coefs", None)


def linear(variables: list[Any], coefficients: Mapping[int, float]) -> Any:
    """The PuLP expression Σ coefficient · variable, its terms in the order of their columns."""
    pairs = [(variables[column], coefficient) for column, coefficient in sorted(coefficients.items())]
    return _batch(pairs) if _batch else pulp.LpAffineExpression(pairs)


def hand_over(problem: pulp.LpProblem, options: Mapping[str, object]) -> Any:
    """Load the problem into HiGHS and return the live solver object; nothing is solved yet."""
    solver = pulp.HiGHS(msg=False, **options)
    solver.createAndConfigureSolver(problem)
    solver.buildSolverModel(problem)
    return problem.solverModel


def has_plan(live: Any) -> bool:
    """Whether the last run left a solution that keeps all rows."""
    return int(live.getInfo().primal_solution_status) == int(highspy.kSolutionStatusFeasible)
