"""The columns of the levers: what the plan decides."""

from __future__ import annotations

from allocator.limits import Measure, Term
from allocator.model.columns import Columns, Expression, plus
from allocator.model.pulp_bridge import INFINITY
from allocator.model.scales import Scales
from allocator.problem import Effect, Input, Lever, Line, Problem, Pull

_ROOMY = 1000.0
"""How far past its bound an item may go where bounds are rules that can be switched off."""
_LEAST_SEEN = 1e-7
"""Amounts below this in the model's units drown in the solver's tolerance of 1e-9; a cent of 10^9 is one."""


class Levels:
    """A column for each lever; spend, units and use of items and groups as expressions over them."""

    def __init__(self, problem: Problem, columns: Columns, scales: Scales, *, roomy: bool) -> None:
        self._problem, self._columns, self._scales = problem, columns, scales
        self._room = _ROOMY if roomy else 1.0
        self.of: dict[Lever, int] = {}
        self._due: dict[str, dict[int, list[tuple[Lever, float]]]] = {}
        self._known: dict[Term, Expression] = {}
        for line in problem.lines.values():
            for lever in line.levers:
                upper = 1.0 if lever.pull is Pull.PURCHASE else INFINITY
                open_question = lever.whole and (roomy or not _is_certain(line))
                self.of[lever] = columns.column(upper=upper, integer=open_question)
            self._due[line.id] = _payments(line)
            if len(line.spec.tiers or ()) > 1:
                columns.row({self.of[lever]: 1.0 for lever in line.levers}, "<=", 1.0)

    def size(self, lever: Lever) -> float:
        """What a column value of 1 stands for: so much money, or one unit, or the purchase."""
        return float(self._scales.money) if lever.pull is Pull.MONEY else 1.0

    def with_room(self, most: float) -> float:
        """A bound in the model's units as it is, or far above itself where bounds can be switched off."""
        return most * self._room + self._room - 1

    def spend(self, items: tuple[str, ...], period: int | None) -> Expression:
        """Money spent on the items; sums of several columns become a column of their own."""
        return self._remembered(Term(Measure.SPEND, items, period))

    def units(self, items: tuple[str, ...], period: int | None) -> Expression:
        """Units bought of the items."""
        return self._remembered(Term(Measure.UNITS, items, period))

    def used(self, items: tuple[str, ...]) -> Expression:
        """1 where any of the items is bought."""
        return self._remembered(Term(Measure.USED, items))

    def input(self, effect: Effect, period: int) -> Expression:
        """What an effect grows with, in one period, in money, units or purchases."""
        if effect.input is Input.SPEND:
            return self._paid(effect.item, period, effect.tier)
        levers = [
            v for v in self._problem.lines[effect.item].levers if v.tier == effect.tier or not effect.tier
        ]
        if effect.input is Input.RUNNING:
            return {self.of[lever]: 1.0 for lever in levers if period in lever.running}
        return {self.of[lever]: 1.0 for lever in levers if period == lever.period}

    def _remembered(self, term: Term) -> Expression:
        if term not in self._known:
            makers = {Measure.SPEND: self._spend, Measure.UNITS: self._units, Measure.USED: self._used}
            self._known[term] = makers[term.measure](term)
        return self._known[term]

    def _spend(self, term: Term) -> Expression:
        if len(term.items) == 1:
            return self._summed(self._paid(term.items[0], term.period))
        parts = plus(*((1.0, self.spend((item,), term.period)) for item in term.items))
        return self._summed(parts)

    def _paid(self, item: str, period: int | None, tier: str = "") -> Expression:
        periods = self._due[item] if period is None else (period,)
        due = [payment for t in periods for payment in self._due[item].get(t, ())]
        return plus(
            *((money * self.size(v), {self.of[v]: 1.0}) for v, money in due if not tier or v.tier == tier)
        )

    def _summed(self, parts: Expression) -> Expression:
        if len(parts) < 2:
            return parts
        scale = float(self._scales.money)
        return {self._columns.total({column: c / scale for column, c in parts.items()}): scale}

    def _units(self, term: Term) -> Expression:
        levers = [v for item in term.items for v in self._problem.lines[item].levers if v.pull is Pull.UNITS]
        parts = {self.of[v]: 1.0 for v in levers if term.period is None or term.period == v.period}
        return {self._columns.total(parts): 1.0} if len(parts) > 1 else parts

    def _used(self, term: Term) -> Expression:
        if len(term.items) == 1:
            return self._item_used(self._problem.lines[term.items[0]])
        any_used = self._columns.column(upper=1.0, integer=True)
        each = [self.used((item,)) for item in term.items]
        for one in each:
            self._columns.row(plus((1.0, {any_used: 1.0}), (-1.0, one)), ">=", 0.0)
        self._columns.row(plus((1.0, {any_used: 1.0}), *((-1.0, one) for one in each)), "<=", 0.0)
        return {any_used: 1.0}

    def _item_used(self, line: Line) -> Expression:
        if line.levers[0].pull is Pull.PURCHASE:
            return {self.of[lever]: 1.0 for lever in line.levers}
        used = self._columns.column(upper=1.0, integer=True)
        by_money = line.levers[0].pull is Pull.MONEY
        amount = self.spend((line.id,), None) if by_money else self.units((line.id,), None)
        most = self._problem.most_spend(line) if by_money else self._problem.most_units(line)
        scale = float(self._scales.money) if by_money else 1.0
        smallest = float(self._problem.unit if by_money else self._problem.least_used(line))
        least = max(smallest, min(_LEAST_SEEN * scale, float(most)))
        scaled = {column: c / scale for column, c in amount.items()}
        self._columns.row({**scaled, used: -self.with_room(float(most) / scale)}, "<=", 0.0)
        self._columns.row({**scaled, used: -least / scale}, ">=", 0.0)
        return {used: 1.0}


def _is_certain(line: Line) -> bool:
    """Whether its one purchase is committed, so that there is nothing to search for."""
    return line.is_committed and len(line.levers) == 1 and line.levers[0].pull is Pull.PURCHASE


def _payments(line: Line) -> dict[int, list[tuple[Lever, float]]]:
    """What falls due in each period for a level of one, lever by lever."""
    due: dict[int, list[tuple[Lever, float]]] = {}
    for lever in line.levers:
        for t, amount in lever.payments:
            due.setdefault(t, []).append((lever, float(amount)))
    return due
