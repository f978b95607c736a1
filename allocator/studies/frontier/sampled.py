"""Scenarios with whole numbers or smooth curves: plans at single budgets, and changes found by halving."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from allocator.errors import NoPlanError
from allocator.limits import Measure, Sense, Term
from allocator.money import floored
from allocator.plan import Plan, PlanItem
from allocator.problem import Line, Moving, Problem
from allocator.scenario import Scenario
from allocator.scenario.edit import with_budget
from allocator.solving import solve
from allocator.studies.base import Progress
from allocator.studies.frontier.tracing import Best

Pattern = tuple[Hashable, ...]


class SampledPlans:
    """The best plans at budgets in whole smallest units, each solved once.

    Where what is bought as a whole differs between two budgets, the change lies between them; halving finds it to
    the smallest unit. What changes and changes back between two budgets asked for is not seen, unless plans only
    move in `steps`, which no larger budget undoes.
    """

    def __init__(
        self, scenario: Scenario, problem: Problem, solves: int, progress: Progress, *, steps: bool
    ) -> None:
        self._scenario, self._most, self._progress, self._steps = scenario, solves, progress, steps
        self._unit, self._digits = problem.unit, problem.digits
        self._watched = _watched(problem)
        self._plans: dict[Decimal, Plan | None] = {}
        self._ahead = 0

    @property
    def solves(self) -> int:
        """How many budgets were solved."""
        return len(self._plans)

    @property
    def without_plan(self) -> tuple[Decimal, ...]:
        """The budgets that turned out to have no plan."""
        return tuple(sorted(budget for budget, plan in self._plans.items() if plan is None))

    def trace(self, asked: Sequence[Decimal]) -> tuple[list[Best], bool]:
        """The plans asked for, and those on both sides of every change found between them.

        Second, whether the solves sufficed to follow up every change.
        """
        self._ahead = len(asked)
        for budget in asked:
            self._plan(budget)
        changes: set[Decimal] = set()
        complete = all([self._halve(low, high, changes) for low, high in pairwise(asked)])
        places = sorted({*asked, *changes, *(change - self._unit for change in changes)})
        found = [self._best(place, place in asked, place in changes) for place in places]
        return [best for best in found if best is not None], complete

    def _plan(self, budget: Decimal) -> Plan | None:
        if budget not in self._plans:
            try:
                self._plans[budget] = solve(with_budget(self._scenario, budget))
            except NoPlanError:
                self._plans[budget] = None
            self._progress(self.solves, max(self._ahead, self.solves + 1))
        return self._plans[budget]

    def _halve(self, low: Decimal, high: Decimal, changes: set[Decimal]) -> bool:
        """Find every change between two budgets; False where the solves do not suffice for it."""
        while self._pattern(low) != self._pattern(high):
            before, after = low, high
            while after - before > self._unit:
                if self.solves >= self._most:
                    return False
                middle = floored((before + after) / 2, self._digits)
                before, after = (
                    (middle, after) if self._pattern(middle) == self._pattern(low) else (before, middle)
                )
            changes.add(after)
            low = after
        return True

    def _pattern(self, budget: Decimal) -> Pattern | None:
        """What must stay the same for two budgets to have plans of one kind; None where there is no plan."""
        plan = self._plan(budget)
        if plan is None:
            return None
        if self._steps:
            return tuple(stage.value for stage in plan.stages)
        return tuple(_bought(item) for item in plan.items if item.id in self._watched)

    def _best(self, budget: Decimal, asked: bool, jumps: bool) -> Best | None:
        plan = self._plans[budget]
        return (
            None
            if plan is None
            else Best(
                budget=budget,
                returned=plan.totals.returned,
                net_return=plan.totals.net_return,
                missed=tuple(goal.shortfall for goal in plan.goals),
                items={item.id: item.spend for item in plan.items},
                asked=asked,
                jumps=jumps,
                open=not self._steps,
            )
        )


def _bought(item: PlanItem) -> Hashable:
    """What is bought of an item as a whole, whenever that is."""
    whole = item.units if item.units is not None and item.units_by_period is not None else None
    return item.bought, item.tier, whole


def _watched(problem: Problem) -> frozenset[str]:
    """The items of which something is bought as a whole, or of which a rule asks whether they are bought."""
    asked = {
        item
        for terms in _all_terms(problem)
        for term in terms
        if term.measure is Measure.USED
        for item in term.items
    }
    return frozenset(line.id for line in problem.lines.values() if line.id in asked or _is_whole(line))


def _all_terms(problem: Problem) -> Iterator[Mapping[Term, Decimal]]:
    yield from (row.terms for rule in problem.rules for row in rule.rows)
    yield from (target.reached for target in problem.targets)
    yield from (stage.terms for stage in problem.stages)


def _is_whole(line: Line) -> bool:
    return any(lever.whole for lever in line.levers) or any(line.fees)


def jumps_only(problem: Problem, moving: Moving | None) -> bool:
    """Whether all is bought as a whole and more budget only ever allows more: then plans change in steps.

    Where the values of all stages are the same at two budgets, they are the same between them.
    """
    if moving is None or not all(lever.whole for line in problem.lines.values() for lever in line.levers):
        return False
    loosens = {Sense.AT_MOST: 1, Sense.AT_LEAST: -1}
    rules = moving.problem.rules
    return (
        not moving.stages
        and not problem.sources
        and all(
            rate * loosens.get(rules[rule].rows[k].sense, 0) > 0 for (rule, k), rate in moving.rows.items()
        )
    )
