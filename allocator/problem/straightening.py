"""Smooth curves as straight pieces close below them: the same problem, as a linear model can hold it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from allocator.curves import Basis, Smooth
from allocator.problem.effects import Effect
from allocator.problem.settle import Problem

ONE = Decimal(1)
_ROUGH = Decimal("1e-4")
_FAR = Decimal(10)


@dataclass(frozen=True)
class _Reach:
    """How far the input of an effect with a smooth curve can go, and how often in the horizon it counts."""

    effect: Effect
    curve: Smooth
    most: Decimal
    times: int

    @property
    def carried(self) -> Decimal:
        """How often a unit of money is seen by the curve."""
        return self.effect.carry.total if self.effect.carry.before_curve else ONE


def smooth_effects(problem: Problem) -> Iterator[tuple[Effect, Smooth]]:
    """The effects whose curves no straight pieces hold exactly."""
    for line in problem.lines.values():
        for effect in line.effects:
            if isinstance(effect.curve, Smooth):
                yield effect, effect.curve


def straightened(problem: Problem, share: Decimal, beyond: Decimal = ONE) -> Problem:
    """The problem with pieces in place of smooth curves; raises UnboundedError where nothing bounds a spend.

    `share` is about the part of all outcomes by which the pieces may stand below the curves: each curve's
    part is measured at an even split of the budget, and as its share of the most that all can bring. The
    pieces reach as far as the scenario lets the spend go, times `beyond`.
    """
    reaches = [_reach(problem, effect, curve) for effect, curve in smooth_effects(problem)]
    count = sum(reach.times for reach in reaches)
    if not reaches:
        return problem
    budget = problem.frame.budget or None
    found = {}
    for reach in reaches:
        most = max(reach.most, problem.unit)
        even = min(most, budget / count * reach.carried) if budget else most
        typical = max(reach.curve.value(even), reach.curve.value(most) / count)
        least = reach.effect.least_seen(problem.unit)
        pieces = reach.curve.lower(most * beyond, share * typical, least)
        found[id(reach.effect)] = replace(reach.effect, curve=pieces)
    return _with_effects(problem, found)


def roughly_straight(problem: Problem) -> Problem:
    """The problem with pieces far beyond what its rules allow, to see which of them conflict."""
    return straightened(problem, _ROUGH, beyond=_FAR)


def _reach(problem: Problem, effect: Effect, curve: Smooth) -> _Reach:
    most = max(problem.most_seen(effect, t) for t in range(effect.stop))
    if effect.basis is Basis.TOTAL:
        return _Reach(effect, curve, most, 1)
    times = effect.stop if effect.carry.before_curve else len(problem.lines[effect.item].active)
    return _Reach(effect, curve, most, times)


def _with_effects(problem: Problem, found: Mapping[int, Effect]) -> Problem:
    def new(effects: tuple[Effect, ...]) -> tuple[Effect, ...]:
        return tuple(found.get(id(effect), effect) for effect in effects)

    lines = {name: replace(line, effects=new(line.effects)) for name, line in problem.lines.items()}
    ceilings = {name: replace(c, effects=new(c.effects)) for name, c in problem.ceilings.items()}
    return replace(problem, frame=replace(problem.frame, lines=lines), ceilings=ceilings)
