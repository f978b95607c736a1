"""A first guess at the price of money: what its best uses bring, if nothing but limits on money bounds them.

It only says where pieces are fine at first, so nothing depends on it but speed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from allocator.curves.arrays import Floats
from allocator.limits import Measure, Row, Sense, Term
from allocator.model.smooth.pieces import Shapes
from allocator.problem import Aim, Effect, Extent, Problem, Stage, factor_of

_ROUNDS = 14
_RANGE = 1e-12
_COUNTED = {Measure.OUTCOME, Measure.RETURN, Measure.CASH}
FIRST_STEP = 0.15
"""Steps of ln(slope) between pieces, where the price of money is only guessed."""
_KNOWN_STEP = 0.012
"""The same where nothing but limits on money bounds the plan, so that the guess is about the price itself."""


class Guess(NamedTuple):
    """For each curve the slope at which its next money is worth as much as that of the others.

    `step` is how far apart in ln(slope) pieces are to lie around it.
    """

    prices: Floats
    step: float


@dataclass(frozen=True)
class _Caps:
    """Limits on all money of groups that share nothing, beside that on all money.

    `owner` is the number of each curve's group, or that of none: the last, which has no limit. `are_all` says
    whether nothing else bounds a plan.
    """

    owner: NDArray[np.intp]
    most: Floats
    are_all: bool

    @classmethod
    def of(cls, problem: Problem, extents: Sequence[Extent]) -> _Caps:
        """The limits of a problem, as far as they are of this kind; an item's own bound what a curve sees."""
        groups: list[tuple[frozenset[str], float]] = []
        taken, are_all = set[str](), not problem.targets
        for row in (row for rule in problem.rules for row in rule.rows):
            items = _capped(row, problem)
            if len(items) in (1, len(problem.lines)):
                continue
            if items and taken.isdisjoint(items):
                groups.append((items, float(row.bound)))
                taken |= items
            else:
                are_all = False
        owner = {item: number for number, (items, _) in enumerate(groups) for item in items}
        numbers = [owner.get(extent.effect.item, len(groups)) for extent in extents]
        most = [*(bound for _, bound in groups), np.inf]
        return cls(np.array(numbers, dtype=np.intp), np.array(most), are_all)


def _capped(row: Row, problem: Problem) -> frozenset[str]:
    """The items whose money a row bounds from above; none where it says anything else."""
    if len(row.terms) != 1 or row.sense is not Sense.AT_MOST:
        return frozenset()
    ((term, coefficient),) = row.terms.items()
    of_all = term.period is None or problem.periods.count == 1
    is_cap = term.measure is Measure.SPEND and coefficient == 1 and of_all
    return frozenset(term.items) if is_cap else frozenset()


def first_prices(problem: Problem, extents: Sequence[Extent], shapes: Shapes) -> Guess:
    """The prices at which the best uses of money take up what the limits leave."""
    worth, cost = _worths(problem, extents)
    times = np.array([extent.times for extent in extents], dtype=float)
    budget = float(problem.frame.budget or 0) or float(np.sum(shapes.most))
    even = shapes.stack.slope(np.minimum(shapes.top, budget / np.sum(times)))
    if not np.any(worth > 0):
        return Guess(even, FIRST_STEP)
    high = float(np.max(worth * shapes.stack.slope(np.maximum(shapes.bend, shapes.least))))
    caps = _Caps.of(problem, extents)

    def of_groups(price: Floats) -> Floats:
        spent = _spent(shapes, worth, cost + price[caps.owner]) * times
        return np.bincount(caps.owner, spent, len(caps.most)).astype(float)

    def of_all(price: Floats) -> Floats:
        return np.array([_spent(shapes, worth, cost + np.maximum(price, own)) @ times])

    own = _falling(of_groups, caps.most, high)[caps.owner]
    whole = _falling(of_all, np.array([budget]), high)
    with np.errstate(all="ignore"):
        prices = np.where(worth > 0, (cost + np.maximum(whole, own)) / worth, even)
    return Guess(prices, _KNOWN_STEP if caps.are_all and _is_plain(problem, extents, shapes) else FIRST_STEP)


def _falling(spent: Callable[[Floats], Floats], most: Floats, high: float) -> Floats:
    """The least prices, to within a part of a hundredth, at which no more than this is spent."""
    low, up = np.full(len(most), high * _RANGE), np.full(len(most), high)
    for _ in range(_ROUNDS):
        middle = np.sqrt(low * up)
        is_over = spent(middle) > most
        low, up = np.where(is_over, middle, low), np.where(is_over, up, middle)
    return up


def _is_plain(problem: Problem, extents: Sequence[Extent], shapes: Shapes) -> bool:
    """Whether one price of money holds for all curves and periods, and says where each stands."""
    asked = [stage for stage in problem.stages if stage.is_asked]
    effects = [extent.effect for extent in extents]
    return (
        len(asked) <= 1
        and not np.any(shapes.bend > 0)
        and all(line.is_smooth for line in problem.lines.values())
        and all(len(set(effect.season)) == 1 and not effect.carry.is_later for effect in effects)
    )


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
