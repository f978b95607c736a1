"""Which outcomes something in the scenario presses down, so that an LP would understate them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from allocator.curves import Basis
from allocator.limits import Measure, Row, Sense, Term
from allocator.problem import Aim, Effect, Pool, Problem, smooth_effects

_MONEY = ""
"""Stands among metrics for the money value of all outcomes."""


@dataclass(frozen=True)
class Pressure:
    """Metrics, and whether money values, that a row or a stage would gladly see smaller.

    A curve on the basis of totals is also pressed where a row speaks of a single period's outcome, because
    what it brings in a period is the difference of two running totals.
    """

    metrics: frozenset[str]
    money: bool
    by_period: frozenset[str]
    through: frozenset[int] = frozenset()
    """Effects, by `id`, that others follow from which are pressed, or that others take from."""

    @classmethod
    def of(cls, problem: Problem) -> Pressure:
        """Look through all rows and stages for terms that have a reason to be small."""
        rows = [row for rule in problem.rules for row in rule.rows]
        rows += [Row(target.reached, target.spec.sense, target.spec.target) for target in problem.targets]
        pressed = {term for row in rows for term in _pressed(row)}
        for stage in problem.stages:
            sign = 1 if stage.aim is Aim.MINIMISE else -1
            pressed |= {term for term, c in stage.terms.items() if sign * c > 0}
        negative = {e.metric for line in problem.lines.values() for e in line.effects if e.value < 0}
        found = cls(
            metrics=frozenset(term.metric for term in pressed if term.measure is Measure.OUTCOME) | negative,
            money=any(term.measure in (Measure.RETURN, Measure.CASH) for term in pressed),
            by_period=frozenset(_by_period(problem)),
        )
        return replace(found, through=frozenset(_through(problem, found)))

    def on(self, effect: Effect) -> bool:
        """Whether the effect's outcome must be encoded exactly."""
        if effect.metric in self.metrics or (self.money and effect.value) or id(effect) in self.through:
            return True
        return effect.basis is Basis.TOTAL and self._in_some_periods(effect)

    def on_pool(self, pool: Pool) -> bool:
        """Whether what is lost above ceilings must be encoded exactly."""
        if any(self.on(effect) for effect in pool.effects):
            return True
        return not pool.is_per_period and any(map(self._in_some_periods, pool.effects))

    def _in_some_periods(self, effect: Effect) -> bool:
        return effect.metric in self.by_period or bool(effect.value and _MONEY in self.by_period)


def pressed_curves(problem: Problem) -> Iterator[Effect]:
    """The effects by a smooth curve of which something would see the outcome smaller."""
    pressure = Pressure.of(problem)
    yield from (effect for effect, _ in smooth_effects(problem) if effect.value < 0 or pressure.on(effect))


def _through(problem: Problem, pressure: Pressure) -> Iterator[int]:
    """The effects that must be exact because of what follows from them."""
    for line in problem.lines.values():
        for effect in line.effects:
            if effect.base is not None and (
                pressure.on(effect) or effect.rate < 0 or _lifts_some_periods(problem, effect)
            ):
                while effect.base is not None:
                    effect = problem.base_of(effect)
                    yield id(effect)


def _lifts_some_periods(problem: Problem, effect: Effect) -> bool:
    """Whether a lift counts later periods apart from earlier ones of what a curve over the horizon brings.

    What comes until a period is a curve itself: one use that lifts just that needs nothing more.
    """
    if effect.basis is not Basis.TOTAL or effect.lift is None or effect.base is None:
        return False
    lifting = [problem.lifting(effect, t) for t in problem.lines[effect.base.item].active]
    return any(after and after != before for before, after in pairwise(lifting))


def _by_period(problem: Problem) -> Iterator[str]:
    """The metrics, or money, that matter in some periods; from the first one on the periods add up."""
    parts = [row.terms for rule in problem.rules for row in rule.rows]
    parts += [target.reached for target in problem.targets if target.spec.from_ is not None]
    for terms in parts:
        for term in terms:
            if term.period is not None and term.measure in (Measure.OUTCOME, Measure.RETURN):
                yield term.metric or _MONEY


def _pressed(row: Row) -> list[Term]:
    signs: dict[Sense, tuple[int, ...]] = {Sense.AT_MOST: (1,), Sense.AT_LEAST: (-1,), Sense.EXACTLY: (1, -1)}
    return [term for term, c in row.terms.items() if any(sign * c > Decimal(0) for sign in signs[row.sense])]
