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
class Extent:
    """Where a smooth curve's input lies unless it is 0, and how often in the horizon the curve counts.

    It holds in these periods; in all where `periods` is None.
    """

    effect: Effect
    curve: Smooth
    least: Decimal
    most: Decimal
    times: int
    periods: tuple[int, ...] | None = None

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
    extents = extents_of(problem)
    count = sum(extent.times for extent in extents)
    if not extents:
        return problem
    widest = {id(extent.effect): extent for extent in sorted(extents, key=lambda extent: extent.most)}
    budget = problem.frame.budget or None
    found = {}
    for number, extent in widest.items():
        most = extent.most
        even = min(most, budget / count * extent.carried) if budget else most
        typical = max(extent.curve.value(even), extent.curve.value(most) / count)
        pieces = extent.curve.lower(most * beyond, share * typical, extent.least)
        found[number] = replace(extent.effect, curve=pieces)
    return _with_effects(problem, found)


def extents_of(problem: Problem) -> tuple[Extent, ...]:
    """How far the input of each smooth curve can go; raises UnboundedError where nothing bounds it."""
    return tuple(
        extent for effect, curve in smooth_effects(problem) for extent in _extents(problem, effect, curve)
    )


def roughly_straight(problem: Problem) -> Problem:
    """The problem with pieces far beyond what its rules allow, to see which of them conflict."""
    return straightened(problem, _ROUGH, beyond=_FAR)


def _extents(problem: Problem, effect: Effect, curve: Smooth) -> Iterator[Extent]:
    """One for all periods, or where spend is carried to the curve one for each most that it can see."""
    least = effect.least_seen(problem.unit)
    if not effect.carry.before_curve:
        times = 1 if effect.basis is Basis.TOTAL else len(problem.lines[effect.item].active)
        yield Extent(effect, curve, least, max(least, problem.most_seen(effect, 0)), times)
        return
    by_most: dict[Decimal, list[int]] = {}
    for t in range(effect.stop):
        by_most.setdefault(problem.most_seen(effect, t), []).append(t)
    for most, periods in by_most.items():
        yield Extent(effect, curve, least, max(least, most), len(periods), tuple(periods))


def _with_effects(problem: Problem, found: Mapping[int, Effect]) -> Problem:
    def new(effects: tuple[Effect, ...]) -> tuple[Effect, ...]:
        return tuple(found.get(id(effect), effect) for effect in effects)

    lines = {name: replace(line, effects=new(line.effects)) for name, line in problem.lines.items()}
    ceilings = tuple(replace(ceiling, effects=new(ceiling.effects)) for ceiling in problem.ceilings)
    return replace(problem, frame=replace(problem.frame, lines=lines), ceilings=ceilings)
