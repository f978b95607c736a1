"""Linear scenarios: every budget at which the plan bends, from one live model."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from allocator.model.budget_range import BestAt, BudgetRange
from allocator.money import exact
from allocator.plan.assemble import returned_of, significant
from allocator.plan.cash import Cash
from allocator.plan.ledger import Ledger
from allocator.problem import Problem, Target
from allocator.studies.base import Progress
from allocator.studies.frontier.tracing import ZERO, Best

_NOISE = Decimal("1e-8")
"""The part of a goal that drowns in the solver's tolerance."""


class StraightPlans:
    """The best plans of a linear problem between two budgets that have one."""

    def __init__(self, problem: Problem, budgets: BudgetRange, unit: Decimal) -> None:
        self._problem, self._budgets, self._unit = problem, budgets, unit

    def trace(self, asked: Sequence[Decimal], solves: int, progress: Progress) -> tuple[list[Best], bool]:
        """The plans at the budgets asked for and at every bend between the first and the last of them.

        Second, whether every bend was found within so many solves.
        """
        budgets = self._budgets
        bends, unknown = budgets.breaks(
            float(asked[0]), float(asked[-1]), float(self._unit), solves, progress
        )
        places = [budgets.budget(bend) for bend in bends]
        with exact():
            found = [self._best(bend, is_open=bend.budget in unknown) for bend in bends]
            for budget in asked[1:-1]:
                at = bisect_right(places, float(budget)) - 1
                found.append(
                    self._between(bends[at], bends[at + 1], budget, is_open=bends[at].budget in unknown)
                )
        return _ordered(found, asked, self._unit), not unknown

    def _between(self, low: BestAt, high: BestAt, budget: Decimal, *, is_open: bool) -> Best:
        """The best plan between two bends: on the line between theirs, solved where that is not known."""
        best = (
            self._budgets.best(float(budget)) if is_open else self._budgets.between(low, high, float(budget))
        )
        return self._best(best, is_open=is_open)

    def _best(self, best: BestAt, *, is_open: bool) -> Best:
        problem = self._problem
        levels = {v: Decimal(repr(max(0.0, level))) for v, level in self._budgets.levels(best).items()}
        books = Ledger(problem, levels)
        items = {name: books.total(name) for name in problem.lines}
        returned = sum((returned_of(line, books) for line in problem.lines.values()), ZERO)
        cost = Cash(problem, books).cost
        return Best(
            budget=Decimal(repr(self._budgets.budget(best))),
            returned=returned,
            net_return=returned - sum(items.values(), ZERO) - cost,
            missed=tuple(_missed(target, books) for target in problem.targets),
            items=items,
            open=is_open,
        )


def _missed(target: Target, books: Ledger) -> float:
    deviation = target.deviation(books.left(target.reached))
    return significant(float(deviation)) if deviation > _NOISE * abs(target.spec.target) else 0.0


def _ordered(found: list[Best], asked: Sequence[Decimal], unit: Decimal) -> list[Best]:
    """By budget, those asked for marked; where one is asked for at a bend, it stands once."""
    ordered: list[Best] = []
    for best in sorted(found, key=lambda one: one.budget):
        nearest = asked[min(bisect_left(asked, best.budget - unit / 2), len(asked) - 1)]
        marked = replace(best, asked=abs(nearest - best.budget) < unit / 2)
        if marked.asked and ordered and ordered[-1].asked and marked.budget - ordered[-1].budget < unit / 2:
            continue
        ordered.append(marked)
    return ordered
