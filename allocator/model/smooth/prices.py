"""A first guess at the price of money: what its best uses bring, if the budget alone bounds them.

It only says where pieces are fine at first, so nothing depends on it but speed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import numpy as np

from allocator.curves.arrays import Floats
from allocator.limits import Measure, Term
from allocator.model.smooth.pieces import Shapes
from allocator.problem import Aim, Effect, Extent, Problem, Stage, factor_of

_ROUNDS = 18
_RANGE = 1e-12
_COUNTED = {Measure.OUTCOME, Measure.RETURN, Measure.CASH}


def first_prices(problem: Problem, extents: Sequence[Extent], shapes: Shapes) -> Floats:
    """For each curve the slope at which its next money is worth as much as that of the others."""
    worth, cost = _worths(problem, extents)
    times = np.array([extent.times for extent in extents], dtype=float)
    budget = float(problem.frame.budget or 0) or float(np.sum(shapes.most))
    even = shapes.stack.slope(np.minimum(shapes.top, budget / np.sum(times)))
    if not np.any(worth > 0):
        return even
    high = float(np.max(worth * shapes.stack.slope(np.maximum(shapes.bend, shapes.least))))
    low = high * _RANGE
    for _ in range(_ROUNDS):
        middle = (low * high) ** 0.5
        low, high = (middle, high) if _spent(shapes, worth, cost + middle) @ times > budget else (low, middle)
    with np.errstate(all="ignore"):
        return np.where(worth > 0, (cost + high) / worth, even)


def _spent(shapes: Shapes, worth: Floats, price: Floats) -> Floats:
    with np.errstate(all="ignore"):
        x = np.where(worth > 0, shapes.wanted(price / worth), 0.0)
    return np.where(worth * shapes.stack.value(x) > price * x, x, 0.0)


def _worths(problem: Problem, extents: Sequence[Extent]) -> tuple[Floats, Floats]:
    """What an outcome of each curve adds to the stage that wants it first, and what its money costs there."""
    wishes = [stage for stage in problem.stages if stage.aim is Aim.MAXIMISE]
    prices = [_spend_costs(stage) for stage in wishes]
    terms = [_by_item(stage) for stage in wishes]
    worth, cost = np.zeros(len(extents)), np.zeros(len(extents))
    for k, extent in enumerate(extents):
        for own, costs in zip(terms, prices, strict=True):
            worth[k] = _worth(own.get(extent.effect.item, []), extent.effect)
            cost[k] = costs.get(extent.effect.item, 0.0)
            if worth[k] > 0:
                break
    return worth, cost


def _by_item(stage: Stage) -> Mapping[str, list[tuple[Term, Decimal]]]:
    """The terms of a stage that count outcomes, by the items they speak of."""
    found: dict[str, list[tuple[Term, Decimal]]] = {}
    for term, coefficient in stage.terms.items():
        if term.measure in _COUNTED:
            for item in term.items:
                found.setdefault(item, []).append((term, coefficient))
    return found


def _worth(terms: Sequence[tuple[Term, Decimal]], effect: Effect) -> float:
    wanted = (float(coefficient * factor_of(effect, term)) for term, coefficient in terms)
    return max(wanted, default=0.0) * float(max(effect.season))


def _spend_costs(stage: Stage) -> Mapping[str, float]:
    costs: dict[str, float] = {}
    for term, coefficient in stage.terms.items():
        if term.measure is Measure.SPEND:
            for item in term.items:
                costs[item] = costs.get(item, 0.0) - float(coefficient)
    return costs
