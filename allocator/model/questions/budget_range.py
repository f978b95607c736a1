"""One live model for every budget of a range: the budget is a column, and a new budget is a new bound of it.

With the stages served in order, and whole numbers settled, what each stage reaches is piecewise linear in
the budget. It need not be concave in all stages; but where the earlier stages are straight, the next one is
concave, because a base of columns stays best in all stages for as long as it is feasible. The duals of the
faces give at each budget a line that the stage never passes. So a stage is straight between two budgets
exactly where such a line at one end meets the value at the other; and where it is not, the lines of both
ends meet at the next budget to solve.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from allocator.model.build import Builder, row_scale
from allocator.model.live import Vector
from allocator.model.running import Settings
from allocator.model.session import Session
from allocator.model.stages import InfeasibleError, demanded, levels_of, settle_whole_numbers
from allocator.model.tiebreak import item_order
from allocator.problem import End, Lever, Moving, Problem

_SAME = 1e-8
_AS_GOOD = 1e-9
"""What two linear solves may differ by where they reach the same."""


@dataclass(frozen=True)
class BestAt:
    """The best plan at one budget: what each stage reaches, and a line through it that it nowhere passes.

    `budget` and `values` are in the model's units, all stages minimised; `slopes` are per unit of budget.
    Where there are `whole` numbers, the lines are those of plans that have the same.
    """

    budget: float
    values: tuple[float, ...]
    slopes: tuple[float, ...]
    columns: Vector
    bases: tuple[Any, ...] = field(repr=False, compare=False)
    """Where the solve of each stage ended."""
    whole: tuple[float, ...] = ()

    def is_better(self, other: BestAt) -> bool:
        """Whether it reaches more in the first stage in which they differ; the file's order is no stage."""
        for mine, others in zip(self.values[:-1], other.values[:-1], strict=True):
            if abs(mine - others) > _AS_GOOD * max(1.0, abs(mine), abs(others)):
                return mine < others
        return False


class BudgetRange:
    """The best plans at all budgets up to the one that the problem was built for.

    Raises InfeasibleError where no budget allows of a plan.
    """

    def __init__(self, moving: Moving) -> None:
        self._model = Builder(moving.problem, moving=moving.rules).build()
        if not self._model.feasible_bounds:
            raise InfeasibleError
        self._unit = float(self._model.scales.money)
        self._most = float(moving.problem.frame.budget) / self._unit
        self._session = Session(self._model, Settings())
        # The column is the budget less the one that the model was built for: so no bound of a row moves.
        self._less = self._session.add_column(self._rates(moving))
        self._free = self._session.demands()
        self._wishes = tuple(self._costs(moving))
        self.solves = 0

    @property
    def problem(self) -> Problem:
        """The problem at the largest budget."""
        return self._model.problem

    @property
    def is_linear(self) -> bool:
        """Whether it has no whole numbers."""
        return not self._model.integers

    def _rates(self, moving: Moving) -> dict[int, float]:
        """−d bound / d budget of each row that moves, in the model's units."""
        found = {}
        for (rule, k), rate in moving.rows.items():
            row = self._model.rule_rows[rule][k]
            found[row] = (
                -float(rate) * self._unit / row_scale(moving.problem.rules[rule].rows[k], self._model.scales)
            )
        return found

    def _costs(self, moving: Moving) -> Iterator[dict[int, float]]:
        """The stages, and last the order of the file for the totals of items."""
        for objective in self._model.objectives:
            costs = {column: objective.sign * cost for column, cost in objective.costs.items()}
            if rate := moving.stages.get(objective.stage.name):
                costs[self._less] = objective.sign * float(rate) * self._unit / objective.unit
            yield costs
        yield item_order(self._model)

    def possible(self, least: float, most: float) -> tuple[float, float] | None:
        """The smallest and the largest budget of these that has a plan; None where none has."""
        self._session.demand(self._free)
        self._session.bound_column(
            self._less, *(budget / self._unit - self._most for budget in (least, most))
        )
        ends = []
        for sign in (1.0, -1.0):
            self.solves += 1
            result = self._session.minimise({self._less: sign})
            if result.end is End.INFEASIBLE:
                return None
            ends.append((sign * demanded(result).value + self._most) * self._unit)
        return ends[0], ends[1]

    def best(self, budget: float, near: BestAt | None = None) -> BestAt:
        """The best plan at a budget, in money; raises InfeasibleError where there is none."""
        whole: tuple[float, ...] = ()
        if self._model.integers:
            self._move_to(budget / self._unit)
            settle_whole_numbers(self._model, self._session, thorough=True)
            fixed = self._session.demands().columns[0]
            whole = tuple(fixed[list(self._model.integers)].tolist())
        return self._served(budget / self._unit, near, whole)

    def like(self, other: BestAt, budget: float) -> BestAt | None:
        """The best plan at a budget with the whole numbers of another; None where these do not fit there."""
        try:
            return self._served(budget / self._unit, other, other.whole)
        except InfeasibleError:
            return None

    def _move_to(self, budget: float) -> None:
        self._session.demand(self._free)
        self._session.bound_column(self._less, budget - self._most, budget - self._most)

    def _served(self, budget: float, near: BestAt | None, whole: tuple[float, ...]) -> BestAt:
        session, integers = self._session, self._model.integers
        self.solves += 1
        self._move_to(budget)
        if integers:
            session.relax(integers)
            session.fix(dict(zip(integers, whole, strict=True)))
        values, slopes, bases = [], [], []
        for k, costs in enumerate(self._wishes):
            if near is not None:
                session.start_from(near.bases[k])
            values.append(demanded(session.minimise(costs)).value)
            slopes.append(session.reduced_cost(self._less))
            bases.append(session.basis)
            session.keep_face()
        return BestAt(budget, tuple(values), tuple(slopes), session.values, tuple(bases), whole)

    def between(self, low: BestAt, high: BestAt, budget: float) -> BestAt:
        """The best plan at a budget between two others, where all stages are straight."""
        at = budget / self._unit
        part = (at - low.budget) / (high.budget - low.budget)
        values = tuple(
            (1 - part) * left + part * right for left, right in zip(low.values, high.values, strict=True)
        )
        columns = (1 - part) * low.columns + part * high.columns
        return BestAt(at, values, high.slopes, columns, low.bases, low.whole)

    def budget(self, best: BestAt) -> float:
        """Its budget in money."""
        return best.budget * self._unit

    def stages(self, best: BestAt) -> Iterator[tuple[str, float]]:
        """Each stage's name, and what it reaches in natural units."""
        for objective, value in zip(self._model.objectives, best.values, strict=False):
            yield objective.stage.name, value * objective.sign * objective.unit

    def levels(self, best: BestAt) -> dict[Lever, float]:
        """The plan's levels: money, units, parts."""
        return levels_of(self._model, best.columns)

    def bends(
        self, first: BestAt, last: BestAt, narrowest: float, solves: int, progress: Callable[[int, int], None]
    ) -> tuple[list[BestAt], set[float]]:
        """The best plans at both budgets and wherever some stage bends between them, in order.

        Both have the same whole numbers, and so have those between them. No two are nearer than `narrowest`.
        After so many `solves` in all it stops: the set has the budgets (as in `BestAt`) after which a stretch
        is not known to be straight.
        """
        found = {best.budget: best for best in (first, last)}
        open_ends = deque([(first.budget, last.budget)])
        while open_ends and self.solves < solves:
            low, high = open_ends.popleft()
            at = _bend(found[low], found[high], narrowest / self._unit)
            progress(self.solves, self.solves + len(open_ends) + 1)
            best = None if at is None else self.like(found[low], at * self._unit)
            if best is not None:
                found[best.budget] = best
                open_ends += [(low, best.budget), (best.budget, high)]
        return [found[key] for key in sorted(found)], {low for low, _ in open_ends}


def _bend(low: BestAt, high: BestAt, narrowest: float) -> float | None:
    """The next budget to solve in the first stage that is not known to be straight; None where all are.

    The line of an end says something of a stage only where it runs along all earlier ones. Where that is so
    at both ends the lines meet at that budget, elsewhere the middle is as good as any.
    """
    width = high.budget - low.budget
    from_low = from_high = True
    for left, right, up, down in zip(low.values, high.values, low.slopes, high.slopes, strict=True):
        same = _SAME * max(1.0, abs(left), abs(right))
        over, under = right - (left + up * width), left - (right - down * width)
        meets_low, meets_high = abs(over) <= same, abs(under) <= same
        if (from_low and meets_low) or (from_high and meets_high):
            from_low, from_high = from_low and meets_low, from_high and meets_high
            continue
        both = from_low and from_high and down != up
        distance = under / (down - up) if both else width / 2
        return low.budget + distance if min(distance, width - distance) >= narrowest else None
    return None
