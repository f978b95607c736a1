"""What a figure of an item must become for it to get money, or to lose it: by halving, each time solved.

The figure is what the item brings, or what it costs. Under another price the same money buys another amount,
so what counts then is the amount, at today's price.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from allocator.plan.optimum import Optimum
from allocator.problem import Problem, settle, smooth_effects
from allocator.scenario import Scenario
from allocator.scenario.figures import (
    Figure,
    main_figure,
    price_figures,
    with_number,
    with_price_times,
    with_returns_times,
)
from allocator.scenario.nodes import dotted
from allocator.studies.explain.answer import BreakEven
from allocator.studies.explain.values import possible

_DIGITS = 4
_DIGITS_SMOOTH = 3
"""Under curves by a formula the first money gains so little that it hides behind what is left unproven."""
_DOUBLINGS = 12
_FEW = 10
_NEXT_TO_NOTHING = Decimal("1e-6")


class Figures:
    """A figure of one item, and what the item gets with other values of it."""

    def __init__(self, scenario: Scenario, item: str, figure: Figure) -> None:
        self._scenario, self._item, self.figure = scenario, item, figure
        self._least = noticed(scenario)
        self._is_smooth = any(smooth_effects(settle(scenario)))
        self._known: dict[Decimal, Decimal | None] = {}
        self.must = Decimal(0)

    def find(self, spend: Decimal) -> BreakEven | None:
        """The break-even of the item, which gets `spend` now; None where no value makes a difference."""
        if spend:
            self.must = self._spend(self._worst) or Decimal(0)
        now = self.figure.value
        self._known[now] = spend
        has_more = self._gets(now)
        if has_more:
            far = self._first(lambda x: not self._gets(x), worse=True)
        else:
            far = self._first(self._gets, worse=False)
        if far is None:
            return None
        near = far * 2 if (far < now) else far / 2
        gets, gets_not = (near, far) if has_more else (far, near)
        return self._told(*self._halved(gets, gets_not))

    def best(self) -> Scenario:
        """The scenario with the best number that is tried."""
        value, times = self.figure.value, Decimal(2) ** _DOUBLINGS
        return self._with(value / times if self.figure.is_cost else value * times)

    @property
    def _worst(self) -> Decimal:
        value = self.figure.value or Decimal(1)
        return value / _NEXT_TO_NOTHING if self.figure.is_cost else value * _NEXT_TO_NOTHING

    def _first(self, holds: Callable[[Decimal], bool], *, worse: bool) -> Decimal | None:
        """The first of now doubled (or halved) again and again with which it holds."""
        value, up = self.figure.value, worse is self.figure.is_cost
        for _ in range(_DOUBLINGS):
            value = value * 2 if up else value / 2
            if holds(value):
                return value
        return None

    def _halved(self, gets: Decimal, gets_not: Decimal) -> tuple[Decimal, Decimal]:
        """Two numbers of as many digits next to each other, one with which it gets money and one without."""
        is_known = not self._is_smooth or self._spend(gets_not) is None
        digits = _DIGITS if is_known else _DIGITS_SMOOTH
        step = Decimal(1).scaleb(max(gets, gets_not).adjusted() - digits + 1)
        if self.figure.is_price and not self.figure.is_factor:
            step = max(step, Decimal(1).scaleb(-self._scenario.digits))
        high, low = max(gets, gets_not), min(gets, gets_not)
        top, bottom = int(-(-high // step)), int(low // step)
        at_top = gets > gets_not
        while top - bottom > 1:
            middle = (top + bottom) // 2
            if self._gets(middle * step) is at_top:
                top = middle
            else:
                bottom = middle
        ends = (top * step, bottom * step)
        return ends if at_top else ends[::-1]

    def _gets(self, value: Decimal) -> bool:
        spend = self._spend(value)
        return spend is not None and spend - self.must >= self._least

    def _spend(self, value: Decimal) -> Decimal | None:
        """What the item gets, at today's price; None where no plan is possible."""
        if value not in self._known:
            plan = possible(self._with(value))
            self._known[value] = None if plan is None else self._counted(plan, value)
        return self._known[value]

    def _counted(self, plan: Optimum, value: Decimal) -> Decimal:
        if not self.figure.is_price:
            return plan.spend[self._item]
        is_meant = self.figure.tier in (None, plan.tiers.get(self._item))
        return plan.spend[self._item] * self.figure.value / value if is_meant else Decimal(0)

    def _with(self, value: Decimal) -> Scenario:
        if self.figure.is_price:
            return with_price_times(self._scenario, self.figure.place, value / self.figure.value)
        if self.figure.place[-1] == "returns":
            return with_returns_times(self._scenario, self._item, value)
        return with_number(self._scenario, self.figure.place, value)

    def _told(self, gets: Decimal, gets_not: Decimal) -> BreakEven:
        return BreakEven(
            figure=dotted(self.figure.place),
            now=float(self.figure.value),
            is_factor=self.figure.is_factor,
            gets=float(gets),
            gets_not=float(gets_not),
            about=self._is_smooth and self._spend(gets_not) is not None,
            ends_all=self._spend(gets_not) is None,
        )


def noticed(scenario: Scenario) -> Decimal:
    """The least money that counts as some: less can be what the solver leaves of an earlier stage."""
    return _FEW * Decimal(1).scaleb(-scenario.digits)


def prices_of(scenario: Scenario, item: str) -> Iterator[Figures]:
    """What the item costs, each price by itself."""
    for figure in price_figures(scenario, item):
        if figure.value > 0:
            yield Figures(scenario, item, figure)


def figure_of(scenario: Scenario, problem: Problem, item: str) -> Figure:
    """The number that the item's return stands on, or all that it brings as a factor."""
    line = problem.lines[item]
    weights = scenario.policy.weights
    counted = {e.metric for e in line.effects if e.value > 0 or e.metric in weights}
    if len(counted) == 1 and (found := main_figure(scenario, item, counted.pop())) and found.value > 0:
        return found
    return Figure(("items", item, "returns"), Decimal(1), is_cost=False, is_factor=True)
