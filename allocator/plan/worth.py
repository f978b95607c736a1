"""What the next money on an item is worth, in the plan's own objective."""

from __future__ import annotations

from decimal import Decimal

from allocator.plan.ledger import ZERO, Ledger
from allocator.problem import Effect, Input, Lever, Line, Problem, Pull
from allocator.problem.sources import EXTRA
from allocator.scenario.goals import CLOSING_CASH, NET_RETURN, RETURN, SPEND
from allocator.scenario.words import Evidence

_MONEY = (NET_RETURN, RETURN, CLOSING_CASH)
_FREE = Decimal(10) ** 9
"""The rate of something that costs nothing and brings something."""


CLOSE = Decimal("0.05")
"""How far apart rates on smooth curves may lie in a plan that is proven to a gap, where the best plan has
them equal."""


class Worth:
    """Rates per unit of money at a plan's levels; use it inside `allocator.money.exact()`."""

    def __init__(self, problem: Problem, ledger: Ledger) -> None:
        self._problem, self._ledger = problem, ledger
        self._objective = problem.scenario.policy.objective
        self._weights = problem.scenario.policy.weights
        names = [stage.name.split(" + ") for stage in problem.stages]
        self._stage = {name: k for k, group in enumerate(names) for name in group}
        self._rates: dict[tuple[str, bool], Decimal] = {}
        self._ranks: dict[str, tuple[int, Decimal, int]] = {}
        self._place = {name: k for k, name in enumerate(problem.lines)}

    def at(self, line: Line, lever: Lever, *, in_money: bool = False) -> Decimal:
        """What one more unit of money on a lever adds to the objective (or, `in_money`, to the return)."""
        gain = ZERO
        for effect in line.effects:
            if _works(effect, lever):
                gain += self._gain(effect, lever) * self._weight(effect, lever, in_money=in_money)
        if not lever.cost:
            return _FREE if gain > 0 else ZERO
        return gain / lever.cost

    def in_money(self, line: Line) -> Decimal | None:
        """What the next unit of money returns; None where it costs nothing, or no return is known."""
        rate = self.rate(line, in_money=True)
        return None if line.evidence is Evidence.NONE or rate == _FREE else rate

    def rate(self, line: Line, *, in_money: bool = False) -> Decimal:
        """The rate of the item's best lever."""
        key = (line.id, in_money)
        if key not in self._rates:
            self._rates[key] = max(self.at(line, lever, in_money=in_money) for lever in line.levers)
        return self._rates[key]

    def needed(self) -> Decimal:
        """The rate that money must bring to be spent."""
        hurdle = 1 + (self._problem.scenario.policy.hurdle or ZERO)
        costs = {NET_RETURN: hurdle, CLOSING_CASH: Decimal(1), SPEND: Decimal(-1)}
        needed = sum((weight * costs.get(name, ZERO) for name, weight in self._weights.items()), ZERO)
        return needed + self._price_of_money()

    def _price_of_money(self) -> Decimal:
        """What the next money costs where own money is used up and extra money is to be had."""
        extra = self._problem.sources.get(EXTRA)
        weight = sum((self._weights.get(name, ZERO) for name in (NET_RETURN, RETURN)), ZERO)
        if extra is None or not weight:
            return ZERO
        left = self._problem.frame.budget - self._problem.frame.reserve - sum(self._ledger.spend_by_period)
        return weight * extra.cost if left < self._problem.unit else ZERO

    def is_worth_it(self, line: Line) -> bool:
        """Whether the objective alone would spend more on the item."""
        least = self.needed() * (1 + CLOSE) if line.is_smooth else self.needed()
        return self._problem.scenario.policy.minimise is None and self.rate(line) > least

    @property
    def finds_any(self) -> bool:
        """Whether the objective alone would spend money on any item."""
        return any(self.is_worth_it(line) for line in self._problem.lines.values())

    def stage(self, line: Line) -> int:
        """When the item's time frame is served; 0 is first."""
        return self._stage.get(line.time_frame, len(self._stage))

    def rank(self, line: Line) -> tuple[int, Decimal, int]:
        """Smaller is served earlier: by stage, then by rate, then by place in the file."""
        if line.id not in self._ranks:
            self._ranks[line.id] = self.stage(line), -self.rate(line), self._place[line.id]
        return self._ranks[line.id]

    def number(self, line: Line) -> str:
        """The rate for reading."""
        return f"{self.rate(line):.2f}" if self._in_money else f"{self.rate(line):.4g}"

    def words(self, line: Line) -> str:
        """The rate in words."""
        if self.rate(line) == _FREE:
            return "costs nothing"
        if self._in_money:
            return f"returns {self.number(line)} per 1.00"
        aim = "of the weighted sum" if len(self._weights) > 1 else self._objective.replace("_", " ")
        return f"brings {self.number(line)} {aim} per unit of money"

    @property
    def _in_money(self) -> bool:
        return self._objective in _MONEY

    def _weight(self, effect: Effect, lever: Lever, *, in_money: bool) -> Decimal:
        if in_money:
            return effect.value
        valued = sum((self._weights.get(name, ZERO) for name in (NET_RETURN, RETURN)), ZERO)
        if cash := self._weights.get(CLOSING_CASH):
            valued += cash * effect.cash * self._in_time(effect, lever.period)
        return valued * effect.value + self._weights.get(effect.metric, ZERO)

    def _in_time(self, effect: Effect, t: int) -> Decimal:
        """The share of what is caused in a period that arrives within the horizon."""
        count = self._problem.periods.count
        return sum((share for lag, share in effect.arrivals if t + lag < count), ZERO)

    def _gain(self, effect: Effect, lever: Lever) -> Decimal:
        """Outcomes of one more unit on the lever; of the whole purchase where it is bought as a whole."""
        if lever.pull is Pull.PURCHASE:
            return self._of_purchase(effect, lever)
        if effect.input in (Input.USED, Input.ALWAYS):
            return ZERO
        if effect.input is Input.UNITS:
            return self._ledger.best_slope(effect, lever.period)
        return sum((amount * self._ledger.best_slope(effect, t) for t, amount in lever.payments), ZERO)

    def _of_purchase(self, effect: Effect, lever: Lever) -> Decimal:
        alone = Ledger(self._problem, {lever: Decimal(1)})
        return alone.over_life(effect)


def _works(effect: Effect, lever: Lever) -> bool:
    return not effect.tier or effect.tier == lever.tier
