"""How much an effect can cause at least and at most: what an exact product with a whole number needs."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import accumulate
from typing import NamedTuple

from allocator.curves import Basis, Curve, Lower
from allocator.problem.effects import Effect
from allocator.problem.settle import Problem

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
        low, high = _range(effect.curve, problem.most_seen(effect, t))
        falls = any(piece.slope < 0 for piece in effect.curve.pieces)
        return Reach(low - high if falls else ZERO, high - low)
    parts = [_range(effect.curve, problem.most_seen(effect, s)).times(w) for w, s in _worked_from(effect, t)]
    return _summed([*parts, Reach(min(ZERO, effect.carry.echo(t)), max(ZERO, effect.carry.echo(t)))])


def reach_over_life(problem: Problem, effect: Effect) -> Reach:
    """Bounds on what an effect causes in all; raises UnboundedError where there is none."""
    if effect.base is not None:
        return reach_over_life(problem, problem.base_of(effect)).times(effect.rate)
    if effect.basis is Basis.TOTAL:
        return _range(effect.curve, problem.most_seen(effect, effect.stop - 1))
    least, highest = _summed([reach_in_period(problem, effect, t) for t in range(effect.stop)])
    steep = effect.most_over_life(problem.most_input(effect))
    times = sum((w for t in range(effect.stop) for w, _ in _worked_from(effect, t)), ZERO)
    return Reach(max(least, -steep), min(highest, steep + _spare(effect.curve) * times))


def _worked_from(effect: Effect, t: int) -> Iterator[tuple[Decimal, int]]:
    """How often the curve counts in a period, with the period whose input it then sees."""
    if effect.carry.before_curve:
        yield effect.season_at(t), t
        return
    for s, weight in effect.carry.sources(t, len(effect.season)):
        yield weight * effect.season[s], s


def _summed(parts: list[Reach]) -> Reach:
    return Reach(sum((part.least for part in parts), ZERO), sum((part.most for part in parts), ZERO))


def _range(curve: Curve, most: Decimal) -> Reach:
    """The least and the most of a curve between 0 and an input."""
    ends = accumulate(piece.width for piece in curve.pieces if piece.width is not None)
    values = [curve.value(x) for x in (*(end for end in ends if end < most), most)]
    return Reach(min(ZERO, *values), max(ZERO, *values) + _spare(curve))


def _spare(curve: Curve) -> Decimal:
    """How far what stands for a curve may be raised."""
    return curve.error if isinstance(curve, Lower) else ZERO
