"""The columns of the levers: what the plan decides."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from allocator.curves import Basis
from allocator.limits import Measure, Term
from allocator.model.columns import Columns, Expression, plus
from allocator.model.pulp_bridge import INFINITY
from allocator.model.scales import Scales
from allocator.problem import Effect, Input, Lever, Line, Problem, Pull
from allocator.scenario.items import Starts

_ROOMY = 1000.0
"""How far past its bound an item may go where bounds are rules that can be switched off."""
_LEAST_SEEN = 1e-7
"""Amounts below this in the model's units drown in the solver's tolerance of 1e-9; a cent of 10^9 is one."""


class Flag(NamedTuple):
    """A column that is 1 where any of some levers' columns is more than 0, and 0 where none is."""

    used: int
    levers: frozenset[int]


class _Due(NamedTuple):
    """Money that the number 1 of a lever's column stands for in a period, and the lever's tier."""

    column: int
    money: float
    tier: str


class Levels:
    """A column for each lever; spend, units and use of items and groups as expressions over them."""

    def __init__(self, problem: Problem, columns: Columns, scales: Scales, *, roomy: bool) -> None:
        self._problem, self._columns, self._scales = problem, columns, scales
        self._room = _ROOMY if roomy else 1.0
        self.of: dict[Lever, int] = {}
        self._money = float(scales.money)
        self._due: dict[str, dict[int, list[_Due]]] = {}
        self._known: dict[Term, Expression] = {}
        self._flags: dict[tuple[Lever, ...], Expression] = {}
        self.flags: list[Flag] = []
        for line in problem.lines.values():
            for lever in line.levers:
                upper = 1.0 if lever.pull is Pull.PURCHASE else INFINITY
                open_question = lever.whole and (roomy or not _is_certain(line))
                self.of[lever] = columns.column(upper=upper, integer=open_question)
            self._due[line.id] = self._payments(line.levers)
            for group in line.exclusive if line.is_purchase else ():
                columns.row({self._pulled(lever): 1.0 for lever in group}, "<=", 1.0)
        for source in problem.sources.values():
            for lever in source.levers:
                self.of[lever] = columns.column()
            self._due[source.id] = self._payments(source.levers)

    def _payments(self, levers: tuple[Lever, ...]) -> dict[int, list[_Due]]:
        """What falls due in each period, lever by lever."""
        due: dict[int, list[_Due]] = {}
        for lever in levers:
            column, size = self.of[lever], self.size(lever)
            for t, amount in lever.payments:
                due.setdefault(t, []).append(_Due(column, float(amount) * size, lever.tier))
        return due

    def _pulled(self, lever: Lever) -> int:
        """A column that is 1 where any of a purchase is made, and may be 0 where none is."""
        if lever.whole:
            return self.of[lever]
        pulled = self._columns.column(upper=1.0, integer=True)
        self._columns.row({self.of[lever]: 1.0, pulled: -1.0}, "<=", 0.0)
        return pulled

    def size(self, lever: Lever) -> float:
        """What a column value of 1 stands for: so much money, or one unit, or the purchase."""
        return self._money if lever.pull is Pull.MONEY else 1.0

    def with_room(self, most: float) -> float:
        """A bound in the model's units as it is, or far above itself where bounds can be switched off."""
        return most * self._room + self._room - 1

    def spend(self, items: tuple[str, ...], period: int | None) -> Expression:
        """Money spent on the items; sums of several columns become a column of their own."""
        return self._remembered(Term(Measure.SPEND, items, period))

    def units(self, items: tuple[str, ...], period: int | None) -> Expression:
        """Units bought of the items."""
        return self._remembered(Term(Measure.UNITS, items, period))

    def put(self, items: tuple[str, ...], period: int | None) -> Expression:
        """Money put into the items, their fees left out; the same as what is spent where there are none."""
        measures = {
            item: Measure.PUT if any(self._problem.lines[item].fees) else Measure.SPEND for item in items
        }
        return plus(*((1.0, self._remembered(Term(m, (item,), period))) for item, m in measures.items()))

    def used(self, items: tuple[str, ...], period: int | None = None) -> Expression:
        """1 where any of the items is bought."""
        return self._remembered(Term(Measure.USED, items, period))

    def drawn(self, sources: tuple[str, ...], period: int | None) -> Expression:
        """Money taken from sources."""
        levers = [v for name in sources for v in self._problem.sources[name].levers]
        return {self.of[v]: self.size(v) for v in levers if period in (None, v.period)}

    def funded(self, sources: tuple[str, ...], period: int | None) -> Expression:
        """Money that sources bring in a period, less what is repaid."""
        return plus(*((-1.0, self._paid(name, period)) for name in sources))

    def owed(self, sources: tuple[str, ...], _period: int | None) -> Expression:
        """What is still to be repaid after the horizon."""
        last = self._problem.periods.count
        late = [(name, t) for name in sources for t in self._due[name] if t >= last]
        return plus(*((1.0, self._paid(name, t)) for name, t in late))

    @cached_property
    def always(self) -> Expression:
        """The number 1."""
        return {self._columns.column(1.0, 1.0): 1.0}

    def input(self, effect: Effect, period: int) -> Expression:
        """What an effect grows with, in one period, in money, units or purchases."""
        line = self._problem.lines[effect.item]
        if effect.input is Input.SPEND:
            return self._paid(effect.item, period, effect.tier)
        if effect.input is Input.ALWAYS:
            return self.always if period == 0 or effect.basis is Basis.PER_PERIOD else {}
        if effect.input is Input.USED:
            return self.used((effect.item,)) if period == line.active.start else {}
        levers = [v for v in line.levers if v.tier == effect.tier or not effect.tier]
        if effect.input is Input.RUNNING:
            return {self.of[lever]: 1.0 for lever in levers if period in lever.running}
        return {self.of[lever]: 1.0 for lever in levers if period == lever.period}

    def _remembered(self, term: Term) -> Expression:
        if term not in self._known:
            makers = {
                Measure.SPEND: self._spend,
                Measure.PUT: lambda put: self._summed(self._paid(put.items[0], put.period)),
                Measure.UNITS: self._units,
                Measure.USED: self._used,
            }
            self._known[term] = makers[term.measure](term)
        return self._known[term]

    def _spend(self, term: Term) -> Expression:
        if len(term.items) == 1:
            return self._item_spend(self._problem.lines[term.items[0]], term.period)
        parts = plus(*((1.0, self.spend((item,), term.period)) for item in term.items))
        return self._summed(parts)

    def _item_spend(self, line: Line, period: int | None) -> Expression:
        once, each = line.fees
        parts = self._paid(line.id, period)
        if once and period in (None, line.active.start):
            parts = plus((1.0, parts), (float(once), self.used((line.id,))))
        if each:
            periods = [t for t in line.active if period in (None, t)]
            parts = plus((1.0, parts), *((float(each), self.used((line.id,), t)) for t in periods))
        return self._summed(parts)

    def _paid(self, item: str, period: int | None, tier: str = "") -> Expression:
        due, paid = self._due[item], dict[int, float]()
        for t in due if period is None else (period,):
            for column, money, of_tier in due.get(t, ()):
                if not tier or of_tier == tier:
                    paid[column] = paid.get(column, 0.0) + money
        return paid

    def _summed(self, parts: Expression) -> Expression:
        if len(parts) < 2:
            return parts
        scale = self._money
        return {self._columns.total({column: c / scale for column, c in parts.items()}): scale}

    def _units(self, term: Term) -> Expression:
        levers = [v for item in term.items for v in self._problem.lines[item].levers if v.pull is Pull.UNITS]
        parts = {self.of[v]: 1.0 for v in levers if term.period is None or term.period == v.period}
        return {self._columns.total(parts): 1.0} if len(parts) > 1 else parts

    def _used(self, term: Term) -> Expression:
        if len(term.items) == 1:
            return self._item_used(self._problem.lines[term.items[0]], term.period)
        any_used = self._columns.column(upper=1.0, integer=True)
        each = [self.used((item,), term.period) for item in term.items]
        each = [one for one in each if one]
        for one in each:
            self._columns.row(plus((1.0, {any_used: 1.0}), (-1.0, one)), ">=", 0.0)
        self._columns.row(plus((1.0, {any_used: 1.0}), *((-1.0, one) for one in each)), "<=", 0.0)
        return {any_used: 1.0}

    def _item_used(self, line: Line, period: int | None) -> Expression:
        levers = [v for v in line.levers if period in (None, v.period)]
        if not levers:
            return {}
        if levers[0].pull is Pull.PURCHASE and levers[0].whole:
            return self._any_start(levers, line)
        return self._flag(line, levers, self._amount(line, period))

    def is_certain(self, levers: tuple[Lever, ...]) -> bool:
        """Whether one of the levers is pulled in any case, while its rule cannot be switched off."""
        line = self._problem.lines[levers[0].item]
        return self._room == 1.0 and _is_certain(line)

    def any_of(self, levers: tuple[Lever, ...]) -> Expression:
        """1 where any of an item's levers is pulled."""
        if levers not in self._flags:
            self._flags[levers] = self._any_of(levers)
        return self._flags[levers]

    def _any_of(self, levers: tuple[Lever, ...]) -> Expression:
        if not levers:
            return {}
        line = self._problem.lines[levers[0].item]
        if levers[0].pull is Pull.PURCHASE and levers[0].whole:
            return self._any_start(list(levers), line)
        if len(levers) == 1 or levers == line.levers:
            return self.used((line.id,), levers[0].period if len(levers) < len(line.levers) else None)
        return self._flag(line, levers, {self.of[lever]: self.size(lever) for lever in levers})

    def _flag(self, line: Line, levers: Sequence[Lever], amount: Expression) -> Expression:
        """1 where the amount of what some levers of an item buy is more than nothing."""
        used = self._columns.column(upper=1.0, integer=True)
        self.flags.append(Flag(used, frozenset(self.of[lever] for lever in levers)))
        scale = self.size(levers[0])
        most = float(self._most(line, levers)) / scale
        problem = self._problem
        smallest = problem.least_paid if levers[0].pull is Pull.MONEY else problem.least_used(line)
        least = max(float(smallest) / scale, min(_LEAST_SEEN, most))
        amount = {column: c / scale for column, c in amount.items()}
        self._columns.row({**amount, used: -self.with_room(most)}, "<=", 0.0)
        self._columns.row({**amount, used: -least}, ">=", 0.0)
        return {used: 1.0}

    def _amount(self, line: Line, period: int | None) -> Expression:
        """Money, units or parts bought of an item, fees left out."""
        pull = line.levers[0].pull
        if pull is Pull.UNITS:
            return self.units((line.id,), period)
        if pull is Pull.PURCHASE:
            return {self.of[v]: 1.0 for v in line.levers if period in (None, v.period)}
        return self.put((line.id,), period)

    def _any_start(self, levers: list[Lever], line: Line) -> Expression:
        """1 where something with a price is started in any of its periods."""
        starts = {self.of[lever]: 1.0 for lever in levers}
        if len(starts) == 1 or set(levers) <= set(line.exclusive[0] if line.exclusive else ()):
            return starts
        any_start = self._columns.column(upper=1.0, integer=True)
        for column in starts:
            self._columns.row({any_start: 1.0, column: -1.0}, ">=", 0.0)
        self._columns.row(plus((1.0, {any_start: 1.0}), (-1.0, starts)), "<=", 0.0)
        return {any_start: 1.0}

    def _most(self, line: Line, levers: Sequence[Lever]) -> Decimal:
        """A bound on the money, units, or parts that some levers of an item buy."""
        pull = line.levers[0].pull
        if pull is Pull.PURCHASE:
            return Decimal(1 if line.spec.starts is not Starts.REPEATEDLY else len(line.levers))
        most = self._problem.most_spend(line) if pull is Pull.MONEY else self._problem.most_units(line)
        bought = line.spec.spend or line.spec.units
        each = None if bought is None else bought.max_per_period
        return most if each is None else min(most, each * len(levers))


def _is_certain(line: Line) -> bool:
    """Whether its one purchase is committed, so that there is nothing to search for."""
    return line.is_committed and len(line.levers) == 1 and line.is_purchase
