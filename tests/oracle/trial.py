"""All plans of a small scenario of whole things, tried one by one: arrays with one entry for each plan.

Nothing is encoded here: tables are looked up, ceilings are minima, fees are paid where something is bought,
balances are added up, and the best plan is the best of all that keep the rules.
"""

# mypy: disable-error-code="no-any-return"
from __future__ import annotations

from itertools import product
from math import prod
from typing import Any

import numpy as np

from tests.oracle.second_model import Data, Model

NEAR = 1e-7


def plans_of(data: Data) -> list[int]:
    """How many values each decision of a scenario can have: units of each period, and each start."""
    count = int(data["horizon"]["periods"])
    ways: list[int] = []
    for item in data["items"].values():
        active = range(int(item.get("from", 1)) - 1, int(item.get("until", count)))
        if "units" in item:
            units = item["units"]
            ways += [int(min(units.get("max_total", 9), units.get("max_per_period", 9))) + 1] * len(active)
            continue
        for variant in item.get("tiers", {"": item}).values():
            schedule = variant["price"].get("schedule", [0])
            starts = active[:1] if item.get("starts", "first") == "first" else active
            ways += [2] * sum(start + len(schedule) <= count for start in starts)
    return ways


class Trial(Model):
    """The scenario with arrays in place of variables."""

    def __init__(self, data: Data) -> None:
        ways = plans_of(data)
        self.plans = iter(np.array(list(product(*map(range, ways))), dtype=float).T)
        self.keeps = np.ones(prod(ways), dtype=bool)
        super().__init__(data)

    def sum(self, parts: Any) -> Any:
        return sum(parts, self.zero())

    def zero(self) -> Any:
        return np.zeros(len(self.keeps))

    def holds(self, left: Any, sense: str, right: Any) -> None:
        gap = right - left if sense == "<=" else left - right
        self.keeps &= gap >= -NEAR

    def beyond(self, amount: Any, target: float) -> Any:
        return np.maximum(0.0, amount - target)

    def times(self, flag: Any, amount: Any) -> Any:
        return flag * amount

    def largest(self, amounts: list[Any]) -> Any:
        return np.maximum.reduce(amounts)

    def bought_in(self, periods: range, most: float, *, whole: bool) -> list[Any]:
        assert whole
        amounts = self.zeros()
        for t in periods:
            amounts[t] = next(self.plans)
        return amounts

    def started(self, *, divisible: bool) -> tuple[Any, Any]:
        assert not divisible
        chosen = next(self.plans)
        return chosen, chosen

    def left(self, money: Any) -> Any:
        self.holds(money, ">=", 0.0)
        return money

    def any_of(self, flags: list[Any]) -> Any:
        return (self.sum(flags) > 0).astype(float)

    def flag(self, amount: Any, least: float) -> Any:
        self.keeps &= (amount == 0) | (amount >= least)
        return (amount > 0).astype(float)

    def at_most(self, amount: Any, ceiling: float) -> Any:
        return np.minimum(amount, ceiling)

    def through(self, amount: Any, points: list[tuple[float, float]]) -> Any:
        return np.interp(amount, [x for x, _ in points], [y for _, y in points])

    def best(self, solver: Any = None) -> list[float] | None:
        left, reached = self.keeps.copy(), []
        if not left.any():
            return None
        for wish in self.stages():
            top = float(wish[left].max())
            reached.append(top)
            left &= wish >= top - NEAR * max(1.0, abs(top))
        return reached
