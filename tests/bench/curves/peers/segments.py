"""Segments of equal width in PuLP and HiGHS, with a variable for each total; binaries where S-shaped."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pulp

from tests.bench.curves.problems import Curves, Floats

_MOST = 150_000


def of_20(problem: Curves) -> tuple[Floats, float | None]:
    """20 segments a curve."""
    return _solved(problem, 20)


def of_100(problem: Curves) -> tuple[Floats, float | None]:
    """100 segments a curve."""
    return _solved(problem, 100)


def _solved(problem: Curves, count: int) -> tuple[Floats, float | None]:
    if count * len(problem.limits) * problem.weeks > _MOST:
        raise NotImplementedError("minutes, and much memory")
    model = pulp.LpProblem("segments", pulp.LpMaximize)
    parts = np.linspace(0.0, 1.0, count + 1)
    earned: list[tuple[Any, float]] = []
    spends: list[list[Any]] = [[] for _ in problem.limits]
    for t, season in enumerate(problem.season):
        ends = parts * _most(problem, season)[:, None]
        slopes = np.diff(problem.returned(ends, season), axis=1) / np.diff(ends, axis=1)
        for k, row in enumerate(spends):
            row.append(_curve(model, f"{k}_{t}", ends[k], slopes[k], earned, problem.powers[k] > 1))
    weeks = [
        _total(model, f"w{t}", [row[t] for row in spends], problem.week_most) for t in range(problem.weeks)
    ]
    for group in np.unique(problem.group):
        own = [x for k in np.flatnonzero(problem.group == group) for x in spends[k]]
        if np.isfinite(problem.group_most):
            _total(model, f"g{group}", own, problem.group_most)
    model.addConstraint(pulp.LpAffineExpression([(week, 1) for week in weeks]) <= problem.budget)
    model.setObjective(pulp.LpAffineExpression(earned))
    model.solve(pulp.HiGHS(msg=False, gapRel=1e-4 if np.any(problem.powers > 1) else None))
    return np.array([[max(0.0, x.value()) for x in row] for row in spends]), None


def _most(problem: Curves, season: float) -> Floats:
    """Beyond this much an item's money brings less than it costs in a week, or a limit forbids it."""
    s, halves, limits = problem.powers, problem.halves, problem.limits * season
    tail = halves * (limits * s / halves) ** (1 / (s + 1))
    free = np.where(s == 1, np.sqrt(limits * halves) - halves, tail)
    found: Floats = np.clip(free, 1.0, min(problem.budget, problem.group_most, problem.week_most))
    return found


def _curve(
    model: Any, name: str, ends: Floats, slopes: Floats, earned: list[tuple[Any, float]], is_rising: bool
) -> Any:
    x, width = model.add_variable(f"x{name}", 0), float(ends[1])
    parts = [model.add_variable(f"p{name}_{j}", 0, width) for j in range(len(slopes))]
    model.addConstraint(pulp.LpAffineExpression([(part, 1) for part in parts] + [(x, -1)]) == 0)
    earned += [(part, float(slope) - 1) for part, slope in zip(parts, slopes, strict=True)]
    if is_rising:
        last = int(np.argmax(slopes))
        for j, (part, after) in enumerate(pairwise(parts[: last + 2])):
            full = model.add_variable(f"b{name}_{j}", cat=pulp.LpBinary)
            model.addConstraint(part - width * full >= 0)
            model.addConstraint(after - width * full <= 0)
            for later in parts[last + 2 :] if j == last else ():
                model.addConstraint(later - width * full <= 0)
    return x


def _total(model: Any, name: str, parts: list[Any], most: float) -> Any:
    total = model.add_variable(name, 0, most if np.isfinite(most) else None)
    model.addConstraint(pulp.LpAffineExpression([(part, 1) for part in parts] + [(total, -1)]) == 0)
    return total
