"""The true falling curves as cones in cvxpy, solved by Clarabel: all at once in vectors, or one by one.

limit · x / (half + x) = limit − limit · half / (half + x), money in thousands.
"""

from __future__ import annotations

import cvxpy as cp
import numpy as np

from tests.bench.curves.problems import Curves, Floats

_UNIT = 1000.0


def solved(problem: Curves) -> tuple[Floats, float | None]:
    """Vectors, one expression for all curves."""
    _refuse_rising(problem)
    weeks = problem.weeks
    x = cp.Variable((len(problem.limits), weeks), nonneg=True)
    halves = np.repeat(problem.halves[:, None] / _UNIT, weeks, axis=1)
    tops = problem.limits[:, None] * problem.season * halves
    rows = [cp.sum(x) <= problem.budget / _UNIT]
    if np.isfinite(problem.group_most):
        own = [np.flatnonzero(problem.group == g) for g in np.unique(problem.group)]
        rows += [cp.sum(x[among, :]) <= problem.group_most / _UNIT for among in own]
    if np.isfinite(problem.week_most):
        rows.append(cp.sum(x, axis=0) <= problem.week_most / _UNIT)
    lost = cp.sum(cp.multiply(tops, cp.inv_pos(x + halves)))
    cp.Problem(cp.Minimize(lost / _UNIT + cp.sum(x)), rows).solve(solver=cp.CLARABEL)
    return problem.within(np.maximum(np.asarray(x.value), 0.0) * _UNIT), None


def one_by_one(problem: Curves) -> tuple[Floats, float | None]:
    """A variable and an expression for each curve, as formulas are written where shapes differ; one week."""
    _refuse_rising(problem)
    if problem.weeks > 1:
        raise NotImplementedError("one week only")
    spends = [cp.Variable(nonneg=True) for _ in problem.limits]
    curves = zip(spends, problem.limits / _UNIT, problem.halves / _UNIT, strict=True)
    earned = [limit - limit * half * cp.inv_pos(x + half) - x for x, limit, half in curves]
    rows = [cp.sum(cp.hstack(spends)) <= problem.budget / _UNIT]
    for group in np.unique(problem.group) if np.isfinite(problem.group_most) else ():
        own = cp.hstack([spends[k] for k in np.flatnonzero(problem.group == group)])
        rows.append(cp.sum(own) <= problem.group_most / _UNIT)
    cp.Problem(cp.Maximize(cp.sum(cp.hstack(earned))), rows).solve(solver=cp.CLARABEL)
    found = np.array([[max(float(x.value), 0.0)] for x in spends])
    return problem.within(found * _UNIT), None


def _refuse_rising(problem: Curves) -> None:
    if np.any(problem.powers != 1):
        raise NotImplementedError("needs falling returns")
