"""SciPy's local solvers with analytic gradients, money in units of an even split."""

from __future__ import annotations

import numpy as np
from scipy.optimize import LinearConstraint, minimize

from tests.bench.curves.problems import Curves, Floats

_STARTS = 20


def slsqp(problem: Curves) -> tuple[Floats, float | None]:
    """From an even split."""
    return _best_from(problem, "SLSQP", np.ones(len(problem.limits))), None


def trust_constr(problem: Curves) -> tuple[Floats, float | None]:
    """From an even split."""
    return _best_from(problem, "trust-constr", np.ones(len(problem.limits))), None


def best_of_20_starts(problem: Curves) -> tuple[Floats, float | None]:
    """SLSQP from random splits of the whole budget, the same for the same problem."""
    if np.all(problem.powers == 1):
        raise NotImplementedError("one start does where returns fall")
    rng, count = np.random.default_rng(int(problem.limits[0])), len(problem.limits)
    starts = [rng.dirichlet(np.ones(count)) * count for _ in range(_STARTS)]
    return max((_best_from(problem, "SLSQP", start) for start in starts), key=problem.net), None


def _best_from(problem: Curves, method: str, start: Floats) -> Floats:
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
    return problem.within(np.maximum(found.x, 0.0)[:, None] * unit)
