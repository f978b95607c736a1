"""Bisection on the price of the budget, and within it on that of each full group; falling returns only."""

from __future__ import annotations

import numpy as np

from tests.bench.curves.problems import Curves, Floats

_OUTER, _INNER = 50, 50


def solved(problem: Curves) -> tuple[Floats, float | None]:
    """Exact for one row of limits beside the budget: groups, or weeks where those alone are full."""
    if np.any(problem.powers != 1):
        raise NotImplementedError("bisection needs falling returns")
    count, weeks = len(problem.limits), problem.weeks
    limits, halves = np.repeat(problem.limits, weeks), np.repeat(problem.halves, weeks)
    group = np.repeat(problem.group, weeks)

    def spends(prices: Floats) -> Floats:
        found: Floats = np.maximum(0.0, np.sqrt(limits * halves / prices[group]) - halves)
        return found

    def within_groups(price: float) -> Floats:
        totals = np.bincount(group, spends(np.full(group.max() + 1, price)))
        low = np.full(len(totals), price)
        high = np.where(totals > problem.group_most, float(np.max(limits / halves)), price)
        for _ in range(_INNER):
            middle = np.sqrt(low * high)
            over = np.bincount(group, spends(middle)) > problem.group_most
            low, high = np.where(over, middle, low), np.where(over, high, middle)
        return spends(high)

    low, high = 1.0, float(np.max(limits / halves))
    for _ in range(_OUTER):
        middle = (low * high) ** 0.5
        low, high = (middle, high) if within_groups(middle).sum() > problem.budget else (low, middle)
    return within_groups(high).reshape(count, weeks), None
