"""Exact optima of small problems with curves, without the package: bisection, dynamic programming."""

from __future__ import annotations

from collections.abc import Callable, Sequence

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


def on_a_grid(curves: Sequence[Callable[[Floats], Floats]], budget: float, steps: int) -> float:
    """The most net return of whole steps of money, by dynamic programming."""
    x = np.linspace(0.0, budget, steps + 1)
    best = np.zeros(steps + 1)
    for curve in curves:
        brought = curve(x) - x
        best = np.array([np.max(brought[: k + 1] + best[k::-1]) for k in range(steps + 1)])
    return float(best.max())
