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
class Reach:
    """How far the input of an effect with a smooth curve can go, and how often in the horizon it counts."""

    effect: Effect
    curve: Smooth
    most: Decimal
    times: int


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
    reaches = reaches_of(problem)
    count = sum(reach.times for reach in reaches)
    if not reaches:
        return problem
    budget = problem.frame.budget or None
    found = {}
    for reach in reaches:
        most = reach.most
        even = min(most, budget / count) if budget else most
        typical = max(reach.curve.value(even), reach.curve.value(most) / count)
        pieces = reach.curve.lower(most * beyond, share * typical, problem.unit)
        found[id(reach.effect)] = replace(reach.effect, curve=pieces)
    return _with_effects(problem, found)


def reaches_of(problem: Problem) -> tuple[Reach, ...]:
    """How far the input of each smooth curve can go; raises UnboundedError where nothing bounds it."""
    return tuple(_reach(problem, effect, curve) for effect, curve in smooth_effects(problem))


def roughly_straight(problem: Problem) -> Problem:
    """The problem with pieces far beyond what its rules allow, to see which of them conflict."""
    return straightened(problem, _ROUGH, beyond=_FAR)


def _reach(problem: Problem, effect: Effect, curve: Smooth) -> Reach:
    line = problem.lines[effect.item]
    most, spend = max(problem.most_spend(line), problem.unit), line.spec.spend
    if effect.basis is Basis.TOTAL or spend is None:
        return Reach(effect, curve, most, 1)
    caps = [cap for cap in (spend.max_per_period, spend.exact_per_period) if cap is not None]
    return Reach(effect, curve, max(problem.unit, min([most, *caps])), len(line.active))


def _with_effects(problem: Problem, found: Mapping[int, Effect]) -> Problem:
    def new(effects: tuple[Effect, ...]) -> tuple[Effect, ...]:
        return tuple(found.get(id(effect), effect) for effect in effects)

    lines = {name: replace(line, effects=new(line.effects)) for name, line in problem.lines.items()}
    ceilings = {name: replace(c, effects=new(c.effects)) for name, c in problem.ceilings.items()}
    return replace(problem, frame=replace(problem.frame, lines=lines), ceilings=ceilings)
