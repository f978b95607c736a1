"""A plan with one lever moved, without keeping all the books again."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple, Self

from allocator.limits import Measure, Row, Rule, Term
from allocator.money import rounded
from allocator.plan.checking import standing
from allocator.plan.ledger import ZERO, Ledger
from allocator.plan.losing import lost
from allocator.problem import Effect, Lever, Line, Problem, Pull

_BY_PERIOD = {Measure.SPEND, Measure.UNITS}


class Step:
    """The books after one lever of an item moved up (or down) by one step; others are bought as they are."""

    def __init__(self, problem: Problem, ledger: Ledger, lever: Lever, times: int = 1) -> None:
        self._ledger, self._line, self.lever = ledger, problem.lines[lever.item], lever
        self.items = problem.linked[lever.item]
        self._level = max(ZERO, ledger.level(lever) + times * step_size(problem, ledger, lever))
        self._values: dict[Term, Decimal] = {}

    @cached_property
    def _own(self) -> Ledger:
        """Books of the item that moves, with all others where it bears on what they bring."""
        alone = self.items == (self._line.id,) and not self._line.lifts
        levels = {v: self._ledger.level(v) for v in self._line.levers} if alone else self._ledger.levels
        return Ledger(self.problem, {**levels, self.lever: self._level})

    def value(self, term: Term) -> Decimal:
        """The number a term stands for after the step."""
        if term not in self._values:
            self._values[term] = self._value(term)
        return self._values[term]

    def _value(self, term: Term) -> Decimal:
        if term.measure is Measure.PUT or (term.measure is Measure.SPEND and not any(self._line.fees)):
            more = self._put_in(term.period) if self._line.id in term.items else ZERO
            return self._ledger.value(term) + more
        moved = [item for item in self.items if item in term.items]
        if not moved:
            return self._ledger.value(term)
        if term.measure is Measure.USED:
            if self._line.id not in moved:
                return self._ledger.value(term)
            others = tuple(item for item in term.items if item != self._line.id)
            own = self._own.value(term._replace(items=(self._line.id,)))
            return max(own, self._ledger.value(term._replace(items=others)))
        lines = [self._ledger.problem.lines[item] for item in moved]
        change = sum((self._own.of_item(i, term) - self._ledger.of_item(i, term) for i in lines), ZERO)
        return self._ledger.value(term) + change + lost(self._ledger, term) - lost(self, term)

    def _put_in(self, period: int | None) -> Decimal:
        """How much more money is put into the item, in a period or over the horizon."""
        before, digits = self._ledger.level(self.lever), self.problem.digits
        paid = [amount for t, amount in self.lever.payments if period in (None, t)]
        return sum((rounded(self._level * a, digits) - rounded(before * a, digits) for a in paid), ZERO)

    @property
    def problem(self) -> Problem:
        """What the books are of."""
        return self._ledger.problem

    def arriving(self, effect: Effect, t: int) -> Decimal:
        """Outcomes that arrive in a period, before anything is lost to a ceiling."""
        return (self._own if effect.item in self.items else self._ledger).arriving(effect, t)

    @property
    def period(self) -> int | None:
        """The period in which the step changes what is bought; None where that can be several."""
        return None if self.lever.pull is Pull.PURCHASE else self.lever.period


class Swap:
    """The books after one step more of an item and one step less of another, which breaks no rule alone."""

    def __init__(self, ledger: Ledger, more: Step, less: Step) -> None:
        self._ledger, self._more, self._less = ledger, more, less
        self.items = more.items  # the other item could lose, so that its own rules are kept

    def value(self, term: Term) -> Decimal:
        """The number a term stands for after both steps, whose effects add up."""
        return self._more.value(term) + self._less.value(term) - self._ledger.value(term)

    @property
    def period(self) -> int | None:
        """The period in which both steps change what is bought; None where that can be several."""
        return self._more.period if self._more.period == self._less.period else None


def step_size(problem: Problem, ledger: Ledger, lever: Lever) -> Decimal:
    """One unit or purchase; of money the smallest unit, or so much that it counts as used."""
    line = problem.lines[lever.item]
    if lever.pull is not Pull.MONEY or line.spec.spend is None:
        return Decimal(1)
    least = problem.unit if ledger.is_used(line.id) else problem.least_used(line)
    in_period = ZERO if ledger.level(lever) else line.spec.spend.min_if_used_per_period
    return max(least, in_period or ZERO)


class _Before(NamedTuple):
    """A row as it stands before any step; `is_full` says that there is no slack but what is granted."""

    is_kept: bool
    is_full: bool
    slack: Decimal

    @classmethod
    def of(cls, rule: Rule, row: Row, ledger: Ledger) -> Self:
        """How the row stands in a plan."""
        now = standing(rule, row, ledger)
        return cls(now.is_kept, now.slack <= now.tolerance, now.slack)


def _periods_of(row: Row) -> frozenset[int] | None:
    """The periods of which a row speaks, if it speaks of what is bought in these alone."""
    named = [term.period for term in row.terms if term.measure in _BY_PERIOD and term.period is not None]
    return frozenset(named) if len(named) == len(row.terms) else None


class RuleBook:
    """The rules of a problem by the items they speak of; the budget's own rules are left out."""

    def __init__(self, problem: Problem, ledger: Ledger) -> None:
        self._ledger = ledger
        self._rules: dict[str, list[Rule]] = {name: [] for name in problem.lines}
        self._before: dict[int, _Before] = {}
        self._periods: dict[int, frozenset[int] | None] = {}
        for rule in problem.rules:
            if rule.path[0] != "budget":
                named = {item for row in rule.rows for term in row.terms for item in term.items}
                for name in named:
                    if name in self._rules:
                        self._rules[name].append(rule)

    def own(self, line: Line) -> list[Rule]:
        """The rules in which the item bounds itself."""
        return [rule for rule in self._rules[line.id] if rule.path[:2] == ("items", line.id)]

    def broken_by(self, step: Step | Swap) -> Iterator[Rule]:
        """The rules that hold now and would not after the step."""
        rules = {id(rule): rule for item in step.items for rule in self._rules[item]}
        for rule in rules.values():
            if any(self._breaks(rule, row, step) for row in rule.rows):
                yield rule

    def _breaks(self, rule: Rule, row: Row, step: Step | Swap) -> bool:
        if step.period is not None and self._is_elsewhere(row, step.period):
            return False
        before = self._before.get(id(row))
        if before is None:
            before = self._before[id(row)] = _Before.of(rule, row, self._ledger)
        if not before.is_kept:
            return False
        after = standing(rule, row, step)
        # Where the checker grants room, one step does not use it up; a row without slack breaks all the same.
        return not after.is_kept or (before.is_full and after.slack < before.slack)

    def _is_elsewhere(self, row: Row, t: int) -> bool:
        """Whether the row speaks of nothing but what is bought in other periods."""
        if id(row) not in self._periods:
            self._periods[id(row)] = _periods_of(row)
        periods = self._periods[id(row)]
        return periods is not None and t not in periods
