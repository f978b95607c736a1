"""Bisection on the prices of all limits, one kind of limit after the other; falling returns only."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tests.bench.curves.problems import Curves, Floats

_HALVINGS, _ROUNDS, _NEAR = 50, 100, 1e-11


def solved(problem: Curves) -> tuple[Floats, float | None]:
    """Exact: the dual is smooth, so that finding the best price of one kind of limit at a time gets there.

    The price of a unit of money is 1 and what the budget, the item's group and the week add to it.
    """
    if np.any(problem.powers != 1):
        raise NotImplementedError("needs falling returns")
    tops, halves = problem.limits[:, None] * problem.season * problem.halves[:, None], problem.halves[:, None]
    groups = problem.group.max() + 1
    of_group, of_week, of_all = np.zeros(groups), np.zeros(problem.weeks), np.zeros(1)
    steepest = float(np.max(tops / halves**2))

    def spends(group: Floats, week: Floats, whole: Floats) -> Floats:
        prices = 1 + whole[0] + group[problem.group][:, None] + week
        found: Floats = np.maximum(0.0, np.sqrt(tops / prices) - halves)
        return found

    def by_group(prices: Floats) -> Floats:
        spent = spends(prices, of_week, of_all).sum(axis=1)
        found: Floats = np.bincount(problem.group, spent).astype(np.float64) - problem.group_most
        return found

    def by_week(prices: Floats) -> Floats:
        found: Floats = spends(of_group, prices, of_all).sum(axis=0) - problem.week_most
        return found

    def of_budget(prices: Floats) -> Floats:
        return np.array([spends(of_group, of_week, prices).sum() - problem.budget])

    for _ in range(_ROUNDS):
        before = np.concatenate([of_group, of_week, of_all])
        if np.isfinite(problem.group_most):
            of_group = _least_prices(by_group, groups, steepest)
        if np.isfinite(problem.week_most):
            of_week = _least_prices(by_week, problem.weeks, steepest)
        of_all = _least_prices(of_budget, 1, steepest)
        if np.max(np.abs(np.concatenate([of_group, of_week, of_all]) - before)) < _NEAR:
            break
    return problem.within(spends(of_group, of_week, of_all)), None


def _least_prices(over: Callable[[Floats], Floats], count: int, most: float) -> Floats:
    """The least prices at which each of the limits is kept, whose prices do not touch each other."""
    low, high = np.zeros(count), np.where(over(np.zeros(count)) > 0, most, 0.0)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        is_over = over(middle) > 0
        low, high = np.where(is_over, middle, low), np.where(is_over, high, middle)
    return high
