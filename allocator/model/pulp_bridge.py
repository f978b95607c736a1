"""The few things that PuLP 3 and PuLP 4 say differently, and the hand-over to the live solver."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import highspy
import numpy as np
import pulp
from numpy.typing import NDArray

INFINITY = float("inf")
_WHOLE = highspy.HighsVarType.kInteger
_batch = getattr(pulp, "lpSum_vars_coefs", None)
_key = hash if _batch else id
"""What tells variables apart: PuLP 3 hands out the same ones again, PuLP 4 others that hash alike."""


def linear(variables: list[Any], coefficients: Mapping[int, float]) -> Any:
    """The PuLP expression Σ coefficient · variable, its terms in the order of their columns."""
    pairs = [(variables[column], coefficient) for column, coefficient in sorted(coefficients.items())]
    return _batch(pairs) if _batch else pulp.LpAffineExpression(pairs)


def hand_over(problem: pulp.LpProblem, variables: Sequence[Any], options: Mapping[str, object]) -> Any:
    """Load the problem, which is to be minimised, into HiGHS; returns the live solver, nothing solved yet.

    `variables` are all of the problem's, in their order. Columns and rows are handed over all at once, which
    takes a third of the time that PuLP takes one by one.
    """
    pulp.HiGHS(msg=False, **options).createAndConfigureSolver(problem)
    live, rows = problem.solverModel, problem.constraints()
    number = {_key(variable): k for k, variable in enumerate(variables)}
    costs = np.zeros(len(variables))
    for variable, cost in problem.objective.items():
        costs[number[_key(variable)]] = cost
    lower = _bounds([v.lowBound for v in variables], -INFINITY)
    upper = _bounds([v.upBound for v in variables], INFINITY)
    whole = np.array([k for k, v in enumerate(variables) if v.cat == pulp.LpInteger], dtype=np.int32)
    starts, columns, values = [0], list[int](), list[float]()
    for row in rows:
        terms = row.items()
        columns += [number[_key(variable)] for variable, _ in terms]
        values += [value for _, value in terms]
        starts.append(len(columns))
    live.addCols(len(variables), costs, lower, upper, 0, _indices([0] * len(variables)), _indices([]), [])
    live.changeColsIntegrality(len(whole), whole, np.full(len(whole), int(_WHOLE), dtype=np.uint8))
    least, most = _bounds([r.getLb() for r in rows], -INFINITY), _bounds([r.getUb() for r in rows], INFINITY)
    entries, is_kept = np.array(values), np.array(values) != 0
    begins = np.concatenate([[0], np.cumsum(is_kept)])[starts[:-1]].astype(np.int32)
    live.addRows(
        len(rows), least, most, int(is_kept.sum()), begins, _indices(columns)[is_kept], entries[is_kept]
    )
    return live


def _bounds(stated: list[float | None], otherwise: float) -> NDArray[np.float64]:
    return np.array([otherwise if bound is None else bound for bound in stated], dtype=float)


def _indices(numbers: list[int]) -> NDArray[np.int32]:
    return np.array(numbers, dtype=np.int32)


def has_plan(live: Any) -> bool:
    """Whether the last run left a solution that keeps all rows."""
    return int(live.getInfo().primal_solution_status) == int(highspy.kSolutionStatusFeasible)
