"""SciPy's local solvers with analytic gradients, money in units of an even split."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.optimize import LinearConstraint, minimize

from tests.bench.curves.problems import Curves, Floats


def of(method: str) -> Callable[[Curves], tuple[Floats, float | None]]:
    """The peer that starts once, from an even split."""
    return lambda problem: (best_from(problem, method, np.ones(len(problem.limits))), None)


def best_from(problem: Curves, method: str, start: Floats) -> Floats:
    """Where the method ends from a start in units of an even split; one week only."""
    if problem.weeks > 1:
        raise NotImplementedError("no answer in reasonable time")
    unit, worth = problem.budget / len(problem.limits), float(problem.limits.sum())
    groups = np.unique(problem.group) if np.isfinite(problem.group_most) else ()
    rows = np.array([np.ones(len(start)), *((problem.group == g).astype(float) for g in groups)])
    most = np.array([problem.budget, *(problem.group_most for _ in groups)]) / unit
    found = minimize(
        lambda x: -problem.net(np.maximum(x, 1e-9)[:, None] * unit) / worth,
        start,
        jac=lambda x: -(problem.slopes(np.maximum(x, 1e-9)[:, None] * unit)[:, 0] - 1) * unit / worth,
        method=method,
        bounds=[(0, None)] * len(start),
        constraints=LinearConstraint(rows, -np.inf, most),
        options={"maxiter": 1000} | ({"ftol": 1e-10} if method == "SLSQP" else {}),
    )
    x = np.maximum(found.x, 0.0)
    spends: Floats = (x / max(1.0, float(np.max(rows @ x / most))))[:, None] * unit
    return spends
