"""The true falling curves as cones in cvxpy, solved by Clarabel."""

from __future__ import annotations

import cvxpy as cp
import numpy as np

from tests.bench.curves.problems import Curves, Floats


def solved(problem: Curves) -> tuple[Floats, float | None]:
    """limit · x / (half + x) = limit − limit · half / (half + x), money in thousands."""
    if np.any(problem.powers != 1) or problem.weeks > 1:
        raise NotImplementedError("cones for falling returns of one week")
    unit = 1000.0
    x = cp.Variable(len(problem.limits), nonneg=True)
    halves = problem.halves / unit
    lost = cp.multiply(problem.limits * halves, cp.inv_pos(x + halves))
    rows = [cp.sum(x) <= problem.budget / unit]
    rows += [
        cp.sum(x[np.flatnonzero(problem.group == g)]) <= problem.group_most / unit
        for g in np.unique(problem.group)
        if np.isfinite(problem.group_most)
    ]
    cp.Problem(cp.Minimize(cp.sum(lost) / unit + cp.sum(x)), rows).solve(solver=cp.CLARABEL)
    return np.maximum(np.asarray(x.value), 0.0)[:, None] * unit, None
