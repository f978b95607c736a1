"""What the next money on an item is worth, in the plan's own objective."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from allocator.plan.ledger import ZERO, Ledger
from allocator.plan.stepping import step_size
from allocator.problem import Effect, Input, Lever, Line, Problem, Pull, root_of
from allocator.problem.sources import EXTRA
from allocator.scenario.goals import CLOSING_CASH, NET_RETURN, RETURN, SPEND
from allocator.scenario.words import Evidence

_MONEY = (NET_RETURN, RETURN, CLOSING_CASH)
_FREE = Decimal(10) ** 9
"""The rate of something that costs nothing and brings something."""


CLOSE = Decimal("0.05")
"""How far apart rates on smooth curves may lie in a plan that is proven to a gap, where the best plan has
them equal."""


class _Added(NamedTuple):
    """What something adds to the objective, and to the return."""

    wanted: Decimal
    returned: Decimal


class Worth:
    """Rates per unit of money at a plan's levels; use it inside `allocator.money.exact()`."""

    def __init__(self, problem: Problem, ledger: Ledger) -> None:
        self._problem, self._ledger = problem, ledger
        self._objective = problem.scenario.policy.objective
        self._weights = problem.scenario.policy.weights
        names = [stage.name.split(" + ") for stage in problem.stages]
        self._stage = {name: k for k, group in enumerate(names) for name in group}
        self._rates: dict[str, Decimal] = {}
        self._at: dict[Lever, _Added] = {}
        self._ranks: dict[str, tuple[int, Decimal, int]] = {}
        self._place = {name: k for k, name in enumerate(problem.lines)}

    def at(self, line: Line, lever: Lever) -> Decimal:
        """What one more unit of money on a lever adds to the objective."""
        return self._added_at(line, lever).wanted

    def _added_at(self, line: Line, lever: Lever) -> _Added:
        """The same, and what it adds to the return."""
        found = self._at.get(lever)
        if found is None:
            found = self._at[lever] = self._per_money(line, lever)
        return found

    def _per_money(self, line: Line, lever: Lever) -> _Added:
        is_purchase, cost = lever.pull is Pull.PURCHASE, lever.cost
        added = self._of_purchase(line, lever) if is_purchase else self._of_more(line, lever)
        if not cost:
            return _Added(*(_FREE if gain > 0 else ZERO for gain in added))
        return _Added(added.wanted / cost, added.returned / cost)

    def in_money(self, line: Line) -> Decimal | None:
        """What the next unit of money returns, or each of a bought tier; None where that is unknown."""
        bought = [v for v in line.levers if v.tier and self._ledger.level(v)]
        rate = max(self._added_at(line, lever).returned for lever in bought[:1] or line.levers)
        return None if line.evidence is Evidence.NONE or rate == _FREE else rate

    def rate(self, line: Line) -> Decimal:
        """The rate of the item's best lever."""
        if line.id not in self._rates:
            self._rates[line.id] = max(self.at(line, lever) for lever in line.levers)
        return self._rates[line.id]

    @cached_property
    def needed(self) -> Decimal:
        """The rate that money must bring to be spent."""
        hurdle = 1 + (self._problem.scenario.policy.hurdle or ZERO)
        costs = {NET_RETURN: hurdle, CLOSING_CASH: Decimal(1), SPEND: Decimal(-1)}
        needed = sum((weight * costs.get(name, ZERO) for name, weight in self._weights.items()), ZERO)
        return needed + self._price_of_money()

    def _price_of_money(self) -> Decimal:
        """What the next money costs where own money is used up and extra money is to be had."""
        extra = self._problem.sources.get(EXTRA)
        if extra is None or not self._valued:
            return ZERO
        left = self._problem.frame.budget - self._problem.frame.reserve - sum(self._ledger.spend_by_period)
        return self._valued * extra.cost if left < self._problem.unit else ZERO

    def is_worth_it(self, line: Line) -> bool:
        """Whether the objective alone would spend more on the item."""
        return self._problem.scenario.policy.minimise is None and self.is_enough(line, self.rate(line))

    def is_enough(self, line: Line, rate: Decimal) -> bool:
        """Whether money at such a rate is spent on the item, if there is any."""
        return rate > (self._clearly_needed if line.is_smooth else self.needed)

    @cached_property
    def _clearly_needed(self) -> Decimal:
        return self.needed * (1 + CLOSE)

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
        return self.number_of(self.rate(line))

    def number_of(self, rate: Decimal) -> str:
        """A rate for reading."""
        return f"{rate:.2f}" if self._in_money else f"{float(rate):.4g}"

    def words(self, line: Line) -> str:
        """The rate in words."""
        return self.words_of(self.rate(line))

    def words_of(self, rate: Decimal) -> str:
        """A rate in words."""
        if rate == _FREE:
            return "costs nothing"
        if self._in_money:
            return f"returns {self.number_of(rate)} per 1.00"
        aim = "of the weighted sum" if len(self._weights) > 1 else self._objective.replace("_", " ")
        return f"brings {self.number_of(rate)} {aim} per unit of money"

    @property
    def _in_money(self) -> bool:
        return self._objective in _MONEY

    def pays_as_a_whole(self, line: Line) -> bool:
        """Whether all that is bought of an item is worth what it costs, to the objective."""
        return self._problem.scenario.policy.minimise is None and self._as_a_whole(line) > self.needed

    def words_as_a_whole(self, line: Line) -> str:
        """What each unit of money that is spent on an item brings on average, in words."""
        return self.words_of(self._as_a_whole(line))

    def _as_a_whole(self, line: Line) -> Decimal:
        levels = {lever: self._ledger.level(lever) for lever in line.levers}
        effects = dict.fromkeys((*line.effects, *self._problem.moved[line.id]))
        gain, cost = self._of_levels(line, effects, levels).wanted, self._ledger.total(line.id)
        return gain / cost if cost else (_FREE if gain > 0 else ZERO)

    def _of_more(self, line: Line, lever: Lever) -> _Added:
        """What one more unit of money or one more piece adds."""
        added = self._sum(
            line,
            (
                (effect, more, more * self._in_time(effect, t) if self._cash else ZERO)
                for effect in self._problem.moved[line.id]
                for t, more in self._gains(effect, lever)
            ),
        )
        if not line.lifts or self._ledger.level(lever):
            return added
        step = step_size(self._problem, self._ledger, lever)
        lifted = self._of_levels(line, line.lifts, {lever: step})
        return _Added(added.wanted + lifted.wanted / step, added.returned + lifted.returned / step)

    def _of_purchase(self, line: Line, lever: Lever) -> _Added:
        """What the whole purchase adds, beside what else is bought."""
        effects = (*line.effects, *(e for e in self._problem.moved[line.id] if e.item != line.id))
        levels = dict.fromkeys(line.levers, ZERO) | {lever: Decimal(1)}
        return self._of_levels(line, effects, levels)

    def _of_levels(self, line: Line, effects: Iterable[Effect], levels: Mapping[Lever, Decimal]) -> _Added:
        """What effects add at other levels of an item than at none of these, beside what else is bought."""
        others = {} if len(self._problem.linked[line.id]) == 1 and not line.lifts else self._ledger.levels
        with_it = Ledger(self._problem, {**others, **levels})
        without = Ledger(self._problem, {**others, **dict.fromkeys(levels, ZERO)})
        count = self._problem.periods.count

        def more_of(effect: Effect) -> tuple[Effect, Decimal, Decimal]:
            more = with_it.over_life(effect) - without.over_life(effect)
            if not self._cash or not effect.cash:
                return effect, more, ZERO
            arriving = (with_it.arriving(effect, t) - without.arriving(effect, t) for t in range(count))
            return effect, more, sum(arriving, ZERO)

        return self._sum(line, map(more_of, effects))

    def _sum(self, line: Line, outcomes: Iterable[tuple[Effect, Decimal, Decimal]]) -> _Added:
        """What outcomes of effects are worth, given all of them and those that arrive within the horizon.

        A stage counts what an item adds to the return of others only if they are served in the same stage.
        """
        wanted = returned = ZERO
        for effect, more, in_time in outcomes:
            returned += more * effect.value
            if effect.item == line.id or self.stage(self._problem.lines[effect.item]) == self.stage(line):
                wanted += more * (self._valued * effect.value + self._weights.get(effect.metric, ZERO))
                if in_time and effect.cash:
                    wanted += in_time * self._cash * effect.value
        return _Added(wanted, returned)

    @cached_property
    def _valued(self) -> Decimal:
        """The weight of money that comes back, whenever that is."""
        return sum((self._weights.get(name, ZERO) for name in (NET_RETURN, RETURN)), ZERO)

    @cached_property
    def _cash(self) -> Decimal:
        """The weight of money that is back within the horizon."""
        return self._weights.get(CLOSING_CASH, ZERO)

    def _in_time(self, effect: Effect, t: int) -> Decimal:
        """The share of what is caused in a period that arrives within the horizon."""
        count = self._problem.periods.count
        return sum((share for lag, share in effect.arrivals if t + lag < count), ZERO)

    def _gains(self, effect: Effect, lever: Lever) -> Iterator[tuple[int, Decimal]]:
        """Periods, and the outcomes caused there by one more unit on the lever."""
        root = root_of(effect, self._problem.lines)
        if root.input is Input.UNITS:
            yield from self._ledger.responses(effect, lever.period, best=True)
        elif root.input is Input.SPEND:
            for t, amount in lever.payments:
                yield from ((s, amount * more) for s, more in self._ledger.responses(effect, t, best=True))
