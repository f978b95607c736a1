"""Which outcomes something in the scenario presses down, so that an LP would understate them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from allocator.curves import Basis
from allocator.limits import Measure, Row, Sense, Term
from allocator.problem import Aim, Ceiling, Effect, Problem

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
        return cls(
            metrics=frozenset(term.metric for term in pressed if term.measure is Measure.OUTCOME) | negative,
            money=any(term.measure in (Measure.RETURN, Measure.CASH) for term in pressed),
            by_period=frozenset(_by_period(problem)),
        )

    def on(self, effect: Effect) -> bool:
        """Whether the effect's outcome must be encoded exactly."""
        if effect.metric in self.metrics or (self.money and effect.value):
            return True
        return effect.basis is Basis.TOTAL and self._in_some_periods(effect)

    def on_ceiling(self, ceiling: Ceiling) -> bool:
        """Whether what is lost above a ceiling must be encoded exactly."""
        if any(self.on(effect) for effect in ceiling.effects):
            return True
        return not ceiling.is_per_period and any(map(self._in_some_periods, ceiling.effects))

    def _in_some_periods(self, effect: Effect) -> bool:
        return effect.metric in self.by_period or bool(effect.value and _MONEY in self.by_period)


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
