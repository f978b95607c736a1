"""Which inputs the answer hangs on: each moved down and up, the plan kept as it is, and solved again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from allocator.errors import InputError, UnboundedError
from allocator.fields import Unlimited
from allocator.model import InfeasibleError, UnlimitedError
from allocator.money import exact, rounded
from allocator.plan.ledger import Ledger
from allocator.plan.optimum import Optimum, best_books, figures, kept_books, optimum
from allocator.problem import settle
from allocator.scenario import Scenario
from allocator.scenario.figures import (
    with_budget_times,
    with_ceiling_times,
    with_prices_times,
    with_returns_times,
    with_value_times,
)
from allocator.scenario.goals import BUDGET
from allocator.scenario.nodes import dotted
from allocator.solving import solve
from allocator.studies.base import Answer, Money, Progress, silent

_CHANGE = Decimal("0.01")
"""An item whose money moves by less than this part of the plan's spend has not changed."""
_CLOSE = Decimal("1.005")
_STEP = Decimal("1e-5")
_MOST = Decimal("0.99")


class Moved(Answer):
    """The plan with one input moved to one side."""

    by: float
    """How far it moved, as a share of itself; negative for down."""
    kept: Money | None
    """The net return of today's plan, kept as it is; null where it would break a rule."""
    best: Money | None
    """The net return of the best plan then; null where there is none, or nothing would bound it."""
    changed: tuple[str, ...]
    """The items that are bought or dropped, or whose money moves by more than 1 % of the plan's spend; with
    another budget only those that are bought or dropped."""


class StressedInput(Answer):
    """One input, moved both ways."""

    name: str
    """The input in words."""
    place: str
    """Where it stands in the scenario."""
    range: float
    """By how much it is moved each way."""
    down: Moved
    """A smaller one."""
    up: Moved
    """A larger one."""
    swing: Money
    """The distance between the two net returns: of today's plan or, where that breaks a rule, of the best."""
    flips_at: float | None
    """The smallest error that changes the plan, found by solving, negative for down; null for none within
    the range. Smaller errors are taken to change nothing where this one does."""
    holds_at: float | None
    """The largest error in that direction that was seen to change nothing."""


class StressAnswer(Answer):
    """What the answer hangs on."""

    net_return: Money
    """The plan's net return."""
    inputs: tuple[StressedInput, ...]
    """The inputs, the one with the largest swing first."""


@dataclass(frozen=True)
class _Input:
    """Something that may be off, and the scenario with it so many times as large."""

    name: str
    place: str
    range: Decimal
    times: partial[Scenario]
    priced: str = ""
    """The item whose money moves with its price, whatever the plan."""
    is_budget: bool = False
    """Whether it is the budget, with which money moves in any case."""


def stress(scenario: Scenario, *, by: Decimal = Decimal("0.2"), progress: Progress = silent) -> StressAnswer:
    """Move each input down and up: what an item brings, its unsigned price, values, ceilings, the budget.

    Args:
        scenario: what to plan.
        by: how far, as a share of the input, where `returns.range` says nothing else.
        progress: told after each input.

    Raises:
        InputError: `by` is no share between 0 and 1.
        NoPlanError: there is no plan.
    """
    if not 0 < by <= _MOST:
        raise InputError.single("not a share", path="by", expected="more than 0%, at most 99%", found=str(by))
    net = solve(scenario).totals.net_return
    today, inputs, found = _Today(scenario), list(_inputs(scenario, by)), []
    for done, one in enumerate(inputs, start=1):
        found.append(today.stressed(one))
        progress(done, len(inputs))
    return StressAnswer(net_return=net, inputs=tuple(sorted(found, key=lambda one: -one.swing)))


def _inputs(scenario: Scenario, by: Decimal) -> Iterator[_Input]:
    if not isinstance(scenario.budget.total, Unlimited) and BUDGET not in scenario.policy.weights:
        yield _Input("budget", "budget.total", by, partial(with_budget_times, scenario), is_budget=True)
    for name, metric in scenario.metrics.items():
        if metric.value:
            yield _Input(
                f"value of {name}",
                f"metrics.{name}.value",
                by,
                partial(with_value_times, scenario, name),
            )
    for ceiling in settle(scenario).ceilings:
        name, place = ceiling.title, dotted(ceiling.path)
        yield _Input(name, place, by, partial(with_ceiling_times, scenario, ceiling.path))
    for name, item in scenario.items.items():
        tiers = [tier.returns for tier in (item.tiers or {}).values() if tier.returns]
        lifts = item.uplift or any(tier.uplift for tier in (item.tiers or {}).values())
        if item.returns or tiers or lifts:
            ranges = [one.range for one in (item.returns, *tiers) if one and one.range is not None]
            yield _Input(
                f"returns of {name}",
                f"items.{name}.returns",
                min(max(ranges, default=by), _MOST),
                partial(with_returns_times, scenario, name),
            )
        if item.spend is None and item.status != "committed":
            yield _Input(
                f"price of {name}",
                f"items.{name}",
                by,
                partial(with_prices_times, scenario, name),
                priced=name,
            )


class _Today:
    """Today's plan, held against scenarios in which one input has moved."""

    def __init__(self, scenario: Scenario) -> None:
        self._digits = scenario.digits
        problem = settle(scenario)
        self._books: Ledger = best_books(problem)
        with exact():
            self._plan = figures(problem, self._books)

    def stressed(self, one: _Input) -> StressedInput:
        down, up = self._moved(one, -one.range), self._moved(one, one.range)
        flips = [self._smallest(one, side) for side, ends in ((-1, down), (1, up)) if ends.changed]
        flips_at, holds_at = min(flips, key=lambda pair: abs(pair[0]), default=(None, None))
        return StressedInput(
            name=one.name,
            place=one.place,
            range=float(one.range),
            down=down,
            up=up,
            swing=self._swing(down, up),
            flips_at=None if flips_at is None else float(flips_at),
            holds_at=None if holds_at is None else float(holds_at),
        )

    def _moved(self, one: _Input, by: Decimal) -> Moved:
        scenario = one.times(1 + by)
        problem = settle(scenario)
        best = _best(scenario)
        with exact():
            books, holds = kept_books(problem, self._books)
            kept = figures(problem, books).net_return
        return Moved(
            by=float(by),
            kept=rounded(kept, self._digits) if holds else None,
            best=None if best is None else rounded(best.net_return, self._digits),
            changed=self._changed(best, one, by),
        )

    def _changed(self, best: Optimum | None, one: _Input, by: Decimal) -> tuple[str, ...]:
        """The items that get something else; all of them where no plan is left."""
        if best is None:
            return tuple(self._plan.spend)
        noticed = _CHANGE * sum(self._plan.spend.values(), Decimal(0))
        return tuple(
            item
            for item, spend in self._plan.spend.items()
            if (item in best.bought) is not (item in self._plan.bought)
            or (
                not one.is_budget
                and abs(best.spend[item] - spend * (1 + by if item == one.priced else 1)) > noticed
            )
        )

    def _smallest(self, one: _Input, side: int) -> tuple[Decimal, Decimal]:
        """Errors next to each other, to three digits, of which the larger one changes the plan."""
        holds, flips = Decimal(0), one.range
        while flips - holds > _STEP and flips > holds * _CLOSE:
            middle = ((holds + flips) / 2).quantize(_STEP)
            if self._changed(_best(one.times(1 + side * middle)), one, side * middle):
                flips = middle
            else:
                holds = middle
        return side * flips, side * holds

    def _swing(self, down: Moved, up: Moved) -> Decimal:
        if down.kept is not None and up.kept is not None and down.kept != up.kept:
            return abs(up.kept - down.kept)
        if down.best is not None and up.best is not None:
            return abs(up.best - down.best)
        return Decimal(0)


def _best(scenario: Scenario) -> Optimum | None:
    """The best plan's figures; None where there is no plan, or no bound."""
    try:
        return optimum(settle(scenario))
    except (InfeasibleError, UnboundedError, UnlimitedError):
        return None
