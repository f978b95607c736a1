"""Exact optima of small problems with curves, without the package: bisection, dynamic programming."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def hill(limit: float, half: float, s: float = 1.0) -> Callable[[Floats], Floats]:
    return lambda x: limit * x**s / (half**s + x**s)


def exponential(limit: float, scale: float) -> Callable[[Floats], Floats]:
    return lambda x: limit * (1 - np.exp(-x / scale))


def logarithmic(factor: float, scale: float) -> Callable[[Floats], Floats]:
    return lambda x: factor * np.log1p(x / scale)


def power(factor: float, exponent: float) -> Callable[[Floats], Floats]:
    return lambda x: factor * x**exponent


def sigmoid(limit: float, middle: float, scale: float) -> Callable[[Floats], Floats]:
    lift = np.exp(middle / scale)
    return lambda x: limit * (1 - np.exp(-x / scale)) / (1 + lift * np.exp(-x / scale))


def hill_spends(limits: Floats, halves: Floats, price: float) -> Floats:
    """Where the slope of each hill of steepness 1 is the price: limit · half / (half + x)² = price."""
    return np.maximum(0.0, np.sqrt(limits * halves / price) - halves)


def bisected(limits: Floats, halves: Floats, budget: float, caps: Floats) -> float:
    """The most net return under caps: bisection on the price of the budget, which need not be spent."""

    def spends(price: float) -> Floats:
        return np.minimum(hill_spends(limits, halves, price), caps)

    low, high = 1.0, float(np.max(limits / halves))
    if spends(1.0).sum() <= budget or high <= 1.0:
        best = spends(1.0)
    else:
        for _ in range(200):
            middle = (low + high) / 2
            low, high = (middle, high) if spends(middle).sum() > budget else (low, middle)
        best = spends(high)
    return float((limits * best / (halves + best) - best).sum())


def spent_for(limits: Floats, halves: Floats, least: float) -> float:
    """The least money for a net return of at least this, by bisection on the price of money."""
    low, high = 1.0, float(np.max(limits / halves))
    for _ in range(200):
        middle = (low + high) / 2
        best = hill_spends(limits, halves, middle)
        enough = float((limits * best / (halves + best) - best).sum()) >= least
        low, high = (middle, high) if enough else (low, middle)
    return float(hill_spends(limits, halves, low).sum())


def bisected_in_groups(
    limits: Floats, halves: Floats, budget: float, most: Sequence[float], groups: Floats | None = None
) -> float:
    """The most net return with a most for each group, whose own price holds where it is full."""
    group = np.arange(len(limits)) % len(most) if groups is None else groups

    def in_group(g: int, price: float) -> Floats:
        own = group == g
        spends = hill_spends(limits[own], halves[own], price)
        if spends.sum() <= most[g]:
            return spends
        low, high = price, float(np.max(limits[own] / halves[own]))
        for _ in range(100):
            middle = (low * high) ** 0.5
            spends = hill_spends(limits[own], halves[own], middle)
            low, high = (middle, high) if spends.sum() > most[g] else (low, middle)
        return hill_spends(limits[own], halves[own], high)

    def spends_at(price: float) -> Floats:
        found = np.zeros(len(limits))
        for g in range(len(most)):
            found[group == g] = in_group(g, price)
        return found

    low, high = 1.0, float(np.max(limits / halves))
    best = spends_at(low)
    if best.sum() > budget:
        for _ in range(60):
            middle = (low * high) ** 0.5
            low, high = (middle, high) if spends_at(middle).sum() > budget else (low, middle)
        best = spends_at(high)
    return float((limits * best / (halves + best) - best).sum())


def powers_with_fees(
    factors: Sequence[float], exponent: float, fees: Sequence[float], budget: float
) -> float:
    """The most net return of factor · x^exponent with a fee for each that is used: all choices in turn."""
    best = 0.0
    for chosen in product([False, True], repeat=len(factors)):
        used = np.array(chosen)
        money = budget - np.array(fees)[used].sum()
        if not used.any() or money <= 0:
            continue
        # Slopes are equal: x is in proportion to factor^(1/(1−exponent)); never beyond a slope of 1.
        weights = np.array(factors, dtype=float)[used] ** (1 / (1 - exponent))
        free = weights * exponent ** (1 / (1 - exponent))
        x = free if free.sum() <= money else money * weights / weights.sum()
        net = (np.array(factors)[used] * x**exponent - x).sum() - np.array(fees)[used].sum()
        best = max(best, float(net))
    return best


def on_a_grid(
    curves: Sequence[Callable[[Floats], Floats]], budget: float, steps: int, cost: float = 1.0
) -> float:
    """The most net return of whole steps of money, each unit at a `cost`, by dynamic programming."""
    x = np.linspace(0.0, budget, steps + 1)
    best = np.zeros(steps + 1)
    for curve in curves:
        brought = curve(x) - cost * x
        best = np.array([np.max(brought[: k + 1] + best[k::-1]) for k in range(steps + 1)])
    return float(best.max())
