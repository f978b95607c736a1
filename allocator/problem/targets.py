"""Goals with everything settled: which terms they count, until when, and what missing them weighs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from allocator.limits import Measure, Sense, Term, added
from allocator.periods import Periods
from allocator.problem.frame import ScenarioFrame
from allocator.scenario.goals import NET_RETURN, RETURN, SPEND, UNITS, Goal

_MEASURES = {
    SPEND: {Measure.SPEND: Decimal(1)},
    UNITS: {Measure.UNITS: Decimal(1)},
    RETURN: {Measure.RETURN: Decimal(1)},
    NET_RETURN: {Measure.RETURN: Decimal(1), Measure.SPEND: Decimal(-1)},
}


@dataclass(frozen=True, slots=True)
class Target:
    """A goal with its deadline as a period's index.

    It is missed by max(0, target − reached) where it has a floor, exceeded by max(0, reached − target) where
    it has a ceiling.
    """

    number: int
    spec: Goal
    by: int
    reached: Mapping[Term, Decimal]

    @property
    def missed(self) -> Term:
        """The term that counts what is missing."""
        return Term(Measure.MISSED, (), None, str(self.number))

    @property
    def exceeded(self) -> Term:
        """The term that counts what is too much."""
        return Term(Measure.EXCEEDED, (), None, str(self.number))

    @property
    def deviations(self) -> Mapping[Term, Decimal]:
        """What the goal's rank makes smallest: weight · deviation, on each side on which it can be missed."""
        under, over = self.spec.weights
        sides = {self.missed: (under, Sense.AT_MOST), self.exceeded: (over, Sense.AT_LEAST)}
        return {term: weight for term, (weight, never) in sides.items() if self.spec.sense is not never}

    @property
    def name(self) -> str:
        """What it is called in reports."""
        return self.spec.name or self.spec.metric

    def deviation(self, reached: Decimal) -> Decimal:
        """How far a reached number is from the target: below or above, whichever counts."""
        missing = self.spec.target - reached
        if self.spec.sense is Sense.AT_LEAST:
            return max(Decimal(0), missing)
        return max(Decimal(0), -missing) if self.spec.sense is Sense.AT_MOST else abs(missing)


def targets_of(goals: tuple[Goal, ...], frame: ScenarioFrame, periods: Periods) -> tuple[Target, ...]:
    """The goals with their dates settled; what arrives (or is spent) in these periods counts."""
    found = []
    for number, goal in enumerate(goals):
        first = periods.find(goal.from_).start if goal.from_ else 0
        by = periods.find(goal.by).stop - 1 if goal.by else periods.count - 1
        items = frame.select(goal.on)
        measures = _MEASURES.get(goal.metric, {Measure.OUTCOME: Decimal(1)})
        reached = added(
            *(
                {Term(measure, items, t, _metric(goal, measure)): factor}
                for t in range(first, by + 1)
                for measure, factor in measures.items()
            )
        )
        found.append(Target(number, goal, by, reached))
    return tuple(found)


def _metric(goal: Goal, measure: Measure) -> str:
    return goal.metric if measure is Measure.OUTCOME else ""
