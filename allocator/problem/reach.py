"""How much an effect can cause at least and at most: what an exact product with a whole number needs."""

from __future__ import annotations

from decimal import Decimal
from itertools import accumulate
from typing import NamedTuple

from allocator.curves import Basis, Curve, Lower
from allocator.problem.effects import Effect, Input
from allocator.problem.levers import Lever, Pull
from allocator.problem.settle import Problem
from allocator.scenario.items import Starts

ZERO = Decimal(0)


class Reach(NamedTuple):
    """The least and the most of something; the least is 0 or less, the most 0 or more."""

    least: Decimal
    most: Decimal

    def times(self, factor: Decimal) -> Reach:
        """Factor times anything in it."""
        ends = self.least * factor, self.most * factor
        return Reach(min(ends), max(ends))


def reach_in_period(problem: Problem, effect: Effect, t: int) -> Reach:
    """Bounds on what an effect causes in a period; raises UnboundedError where there is none."""
    if effect.base is not None:
        return reach_in_period(problem, problem.base_of(effect), t).times(effect.rate)
    if effect.basis is Basis.TOTAL:
        low, high = _range(effect.curve, problem.most_input(effect))
        falls = any(piece.slope < 0 for piece in effect.curve.pieces)
        return Reach(low - high if falls else ZERO, high - low)
    return _range(effect.curve, _most_in_period(problem, effect)).times(effect.season[t])


def reach_over_life(problem: Problem, effect: Effect) -> Reach:
    """Bounds on what an effect causes in all; raises UnboundedError where there is none."""
    if effect.base is not None:
        return reach_over_life(problem, problem.base_of(effect)).times(effect.rate)
    most = _most_in_all(problem, effect)
    if effect.basis is Basis.TOTAL:
        return _range(effect.curve, most)
    periods = [reach_in_period(problem, effect, t) for t in range(problem.periods.count)]
    steep = effect.curve.steepest * most * max(effect.season)
    least, highest = sum((r.least for r in periods), ZERO), sum((r.most for r in periods), ZERO)
    return Reach(max(least, -steep), min(highest, steep + _spare(effect.curve) * len(periods)))


def _range(curve: Curve, most: Decimal) -> Reach:
    """The least and the most of a curve between 0 and an input."""
    ends = accumulate(piece.width for piece in curve.pieces if piece.width is not None)
    values = [curve.value(x) for x in (*(end for end in ends if end < most), most)]
    return Reach(min(ZERO, *values), max(ZERO, *values) + _spare(curve))


def _spare(curve: Curve) -> Decimal:
    """How far what stands for a curve may be raised."""
    return curve.error if isinstance(curve, Lower) else ZERO


def _most_in_period(problem: Problem, effect: Effect) -> Decimal:
    """A bound on an effect's input in one period."""
    line = problem.lines[effect.item]
    bought = line.spec.spend or line.spec.units
    if effect.input in (Input.USED, Input.ALWAYS):
        return Decimal(1)
    if bought is None:
        return _of_purchases(problem, effect, {v: _at_once(v, effect) for v in line.levers})
    caps = [cap for cap in (bought.max_per_period, bought.exact_per_period) if cap is not None]
    if line.spec.units is not None and effect.input is Input.SPEND:
        caps = [cap * max(lever.cost for lever in line.levers) for cap in caps]
    return min([_most_in_all(problem, effect), *caps])


def _at_once(lever: Lever, effect: Effect) -> Decimal:
    """What a whole purchase puts into one period at most."""
    return (
        max((amount for _, amount in lever.payments), default=ZERO)
        if effect.input is Input.SPEND
        else Decimal(1)
    )


def _most_in_all(problem: Problem, effect: Effect) -> Decimal:
    """A bound on an effect's input over the horizon."""
    line = problem.lines[effect.item]
    if line.levers[0].pull is not Pull.PURCHASE or effect.input in (Input.USED, Input.ALWAYS):
        return problem.most_input(effect)
    return _of_purchases(problem, effect, {lever: _in_all(lever, effect) for lever in line.levers})


def _in_all(lever: Lever, effect: Effect) -> Decimal:
    """What a whole purchase puts in over the horizon."""
    if effect.input is Input.SPEND:
        return lever.cost
    return Decimal(len(lever.running) if effect.input is Input.RUNNING else 1)


def _of_purchases(problem: Problem, effect: Effect, amounts: dict[Lever, Decimal]) -> Decimal:
    """The most of what purchases put in, of which one or several can be made."""
    chosen = [x for lever, x in amounts.items() if not effect.tier or lever.tier == effect.tier]
    repeated = problem.lines[effect.item].spec.starts is Starts.REPEATEDLY
    return sum(chosen, ZERO) if repeated else max(chosen, default=ZERO)
