"""Scenarios without smooth curves: every change that can be found, from one live model."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from allocator.model import InfeasibleError
from allocator.model.questions.budget_range import BestAt, BudgetRange
from allocator.money import exact, floored, rounded
from allocator.plan.assemble import returned_of
from allocator.plan.cash import Cash
from allocator.plan.gaps import significant
from allocator.plan.ledger import Ledger
from allocator.problem import Target
from allocator.scenario.goals import NET_RETURN, RETURN
from allocator.studies.base import Progress
from allocator.studies.frontier.tracing import ZERO, Best, Traced, on_line

_NOISE = Decimal("1e-8")
"""The part of a goal that drowns in the solver's tolerance."""
_NOTHING = Decimal("1e-3")
"""The part of a smallest unit of money that is none."""


@dataclass(frozen=True)
class _Stretch:
    """Budgets between which the best plans have the same whole numbers, as far as is known.

    `jumps` says that the plan changes at once at its start.
    """

    low: BestAt
    high: BestAt
    jumps: bool


class LivePlans:
    """The best plans between two budgets that have one.

    Where something is bought as a whole, a change is found from plans on both sides of it that have other
    whole numbers: it is the budget, in smallest units, from which the ones are better than the others. The
    best plans at that budget and one unit below confirm it, or show a third choice, which is followed up.

    `steps` says that the same value at two budgets means the same value between them.
    """

    def __init__(self, budgets: BudgetRange, asked: Sequence[Decimal], digits: int, *, steps: bool) -> None:
        self._budgets, self._asked, self._digits, self._steps = budgets, asked, digits, steps
        self._unit = Decimal(1).scaleb(-digits)

    def trace(self, solves: int, progress: Progress) -> Traced:
        """The plans at the budgets asked for and wherever something changes between them."""
        found: list[Best] = []
        seeds, without = self._seeds(progress)
        complete = True
        for stretch in self._all_stretches(seeds, solves, progress):
            bends, unknown = self._bends(stretch, solves, progress)
            complete &= not unknown
            with exact():
                found += self._along(bends, unknown, jumps=stretch.jumps)
        return Traced(_ordered(found, self._asked, self._unit), complete, self._budgets.solves, without)

    def _seeds(self, progress: Progress) -> tuple[list[BestAt], tuple[Decimal, ...]]:
        """Plans to start from: all that are asked for, and in a linear problem those of both ends."""
        budgets, seeds, without = self._budgets, list[BestAt](), list[Decimal]()
        places = (self._asked[0], self._asked[-1]) if budgets.is_linear else self._asked
        for done, budget in enumerate(places):
            progress(done, len(places) + 1)
            try:
                seeds.append(self._confirmed(seeds[-1], budget) if seeds else budgets.best(float(budget)))
            except InfeasibleError:
                without.append(budget)
        return seeds, tuple(without)

    def _all_stretches(self, seeds: Sequence[BestAt], solves: int, progress: Progress) -> Iterator[_Stretch]:
        for low, high in pairwise(seeds):
            yield from self._stretches(low, high, solves, progress)

    def _stretches(
        self, low: BestAt, high: BestAt, solves: int, progress: Progress, *, jumps: bool = False
    ) -> Iterator[_Stretch]:
        budgets = self._budgets
        progress(budgets.solves, min(2 * budgets.solves, solves))
        if low.whole == high.whole or budgets.solves >= solves:
            yield _Stretch(low, high, jumps)
            return
        after = self._change(low, high)
        below, above = self._confirmed(low, after - self._unit), self._confirmed(high, after)
        if below.budget > low.budget:
            yield from self._stretches(low, below, solves, progress, jumps=jumps)
        if above.budget < high.budget:
            yield from self._stretches(above, high, solves, progress, jumps=True)
        else:
            yield _Stretch(above, above, jumps=True)

    def _change(self, low: BestAt, high: BestAt) -> Decimal:
        """The budget from which the whole numbers of the one are better than those of the other."""
        budgets = self._budgets
        before, after = (rounded(Decimal(budgets.budget(best)), self._digits) for best in (low, high))
        while after - before > self._unit:
            middle = floored((before + after) / 2, self._digits)
            old, new = budgets.like(low, float(middle)), budgets.like(high, float(middle))
            has_changed = new is not None and (old is None or new.is_better(old))
            before, after = (before, middle) if has_changed else (middle, after)
        return after

    def _confirmed(self, near: BestAt, budget: Decimal) -> BestAt:
        """The best plan at a budget; the one with the whole numbers of `near` where it is as good."""
        found = self._budgets.best(float(budget), near)
        if found.whole == near.whole:
            return found
        like = self._budgets.like(near, float(budget))
        return found if like is None or found.is_better(like) else like

    def _bends(self, stretch: _Stretch, solves: int, progress: Progress) -> tuple[list[BestAt], set[float]]:
        if stretch.low.whole != stretch.high.whole:
            return [stretch.low, stretch.high], {stretch.low.budget}
        return self._budgets.bends(stretch.low, stretch.high, float(self._unit), solves, progress)

    def _along(self, bends: Sequence[BestAt], unknown: set[float], *, jumps: bool) -> Iterator[Best]:
        """The plans at the bends of one stretch, and at the budgets asked for between them."""
        budgets, low_best = self._budgets, self._best(bends[0], jumps=jumps)
        yield low_best
        for low, high in pairwise(bends):
            unsure = low.budget in unknown
            is_open = unsure or not (budgets.is_linear or self._is_step(low, high))
            high_best = replace(self._best(high, is_open=is_open), followed=not unsure)
            inside = slice(
                bisect_right(self._asked, low_best.budget), bisect_left(self._asked, high_best.budget)
            )
            for budget in self._asked[inside]:
                if unsure:
                    yield replace(
                        self._best(budgets.best(float(budget), low), is_open=is_open), followed=False
                    )
                elif self._returns_follow:
                    yield on_line(low_best, high_best, budget)
                else:
                    yield self._best(budgets.between(low, high, float(budget)), is_open=is_open)
            yield high_best
            low_best = high_best

    def _asked_inside(self, low: Best, high: Best) -> Sequence[Decimal]:
        return self._asked[bisect_right(self._asked, low.budget) : bisect_left(self._asked, high.budget)]

    @cached_property
    def _returns_follow(self) -> bool:
        """Whether the stages fix the return, so that it is as straight as they are."""
        return not {NET_RETURN, RETURN}.isdisjoint(self._budgets.problem.scenario.policy.weights)

    def _is_step(self, low: BestAt, high: BestAt) -> bool:
        return self._steps and not (high.is_better(low) or low.is_better(high))

    def _best(self, best: BestAt, *, is_open: bool = False, jumps: bool = False) -> Best:
        problem = self._budgets.problem
        found = {v: Decimal(repr(level)) for v, level in self._budgets.levels(best).items()}
        levels = {v: level for v, level in found.items() if level > _NOTHING * self._unit}
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
            jumps=jumps,
            open=is_open,
        )


def _missed(target: Target, books: Ledger) -> float:
    deviation = target.deviation(books.left(target.reached))
    return significant(float(deviation)) if deviation > _NOISE * abs(target.spec.target) else 0.0


def _ordered(found: Sequence[Best], asked: Sequence[Decimal], unit: Decimal) -> list[Best]:
    """By budget, those asked for marked; what ends one stretch and starts the next stands once."""
    ordered: list[Best] = []
    for best in found:
        nearest = asked[min(bisect_left(asked, best.budget - unit / 2), len(asked) - 1)]
        marked = replace(best, asked=abs(nearest - best.budget) < unit / 2)
        if ordered and marked.budget - ordered[-1].budget < unit / 2:
            ordered[-1] = replace(ordered[-1], asked=ordered[-1].asked or marked.asked)
        else:
            ordered.append(marked)
    return ordered
