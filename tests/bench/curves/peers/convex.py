"""The true falling curves as cones in cvxpy, solved by Clarabel."""

from __future__ import annotations

import cvxpy as cp
import numpy as np

from tests.bench.curves.problems import Curves, Floats


def solved(problem: Curves) -> tuple[Floats, float | None]:
    """limit · x / (half + x) = limit − limit · half / (half + x), money in thousands."""
    if np.any(problem.powers != 1):
        raise NotImplementedError("needs falling returns")
    unit, weeks = 1000.0, problem.weeks
    x = cp.Variable((len(problem.limits), weeks), nonneg=True)
    halves = np.repeat(problem.halves[:, None] / unit, weeks, axis=1)
    tops = problem.limits[:, None] * problem.season * halves
    rows = [cp.sum(x) <= problem.budget / unit]
    if np.isfinite(problem.group_most):
        own = [np.flatnonzero(problem.group == g) for g in np.unique(problem.group)]
        rows += [cp.sum(x[among, :]) <= problem.group_most / unit for among in own]
    if np.isfinite(problem.week_most):
        rows.append(cp.sum(x, axis=0) <= problem.week_most / unit)
    lost = cp.sum(cp.multiply(tops, cp.inv_pos(x + halves)))
    cp.Problem(cp.Minimize(lost / unit + cp.sum(x)), rows).solve(solver=cp.CLARABEL)
    return problem.within(np.maximum(np.asarray(x.value), 0.0) * unit), None
