"""The independent check: does a plan keep every rule of its scenario? No solver is asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Protocol

from allocator.limits import Measure, Row, Rule, Sense, Term
from allocator.plan.ledger import ZERO, Ledger
from allocator.problem import Lever, Problem, Pull


class Books(Protocol):
    """Anything that knows the number a term stands for."""

    def value(self, term: Term) -> Decimal:
        """The number."""
        ...


OUTCOME_TOLERANCE = Decimal("1e-6")
"""Relative room for bounds on outcomes, because money comes in whole smallest units."""
CASH_TOLERANCE = Decimal("1e-12")
"""Room for bounds on money that comes back or is released in parts: the inverse of a cost per outcome of 49,
and a twelfth, have no exact decimals."""
UNITS_TOLERANCE = Decimal("1e-9")
"""Room for bounds on units, because a part of a unit, such as a third, has no exact decimals."""
_OUTCOMES = {Measure.OUTCOME, Measure.RETURN}
_PARTS = {Measure.CASH, Measure.FUNDED}


@dataclass(frozen=True)
class Standing:
    """A row as it stands in a plan: `value` on its left, `bound` on its right, all that varies moved there.

    For `x ≤ 40 % of the spend`, value is x and bound is 40 % of the spend.
    """

    rule: Rule
    row: Row
    value: Decimal
    bound: Decimal

    @property
    def slack(self) -> Decimal:
        """How far the bound is from being broken; negative where it is broken."""
        if self.row.sense is Sense.AT_MOST:
            return self.bound - self.value
        if self.row.sense is Sense.AT_LEAST:
            return self.value - self.bound
        return -abs(self.value - self.bound)

    @cached_property
    def tolerance(self) -> Decimal:
        """Nothing for money, a millionth for outcomes, a smallest unit for shares to be met exactly.

        Next to nothing for units, for money that comes back, and for a found budget's or a loan's parts.
        """
        if self.row.room is not None:
            return self.row.room
        if any(term.measure in _OUTCOMES for term in self.row.terms):
            return OUTCOME_TOLERANCE * max(Decimal(1), abs(self.bound))
        if any(term.measure in _PARTS for term in self.row.terms):
            return CASH_TOLERANCE
        if any(term.measure is Measure.UNITS for term in self.row.terms):
            return UNITS_TOLERANCE
        return ZERO

    @property
    def is_kept(self) -> bool:
        """Whether the plan obeys the row."""
        slack = self.slack
        return slack >= 0 or slack >= -self.tolerance


def standing(rule: Rule, row: Row, ledger: Books) -> Standing:
    """How a row stands in a plan."""
    value = moved = ZERO
    is_balance = False  # then what is left is told as it is
    for term, coefficient in row.terms.items():
        is_balance = is_balance or term.measure is Measure.ALWAYS
        if coefficient > 0:
            value += coefficient * ledger.value(term)
        else:
            moved += coefficient * ledger.value(term)
    if is_balance:
        return Standing(rule, row, value + moved, row.bound)
    return Standing(rule, row, value, row.bound - moved)


def standings(problem: Problem, ledger: Ledger) -> Iterator[Standing]:
    """How every row of every rule stands."""
    for rule in problem.rules:
        for row in rule.rows:
            yield standing(rule, row, ledger)


def broken(problem: Problem, ledger: Ledger) -> Iterator[str]:
    """Every rule that a plan breaks, in words with its place; nothing where it keeps all."""
    for line in problem.lines.values():
        for lever in line.levers:
            yield from _impossible(lever, ledger.level(lever))
        for group in line.exclusive if line.is_purchase else ():
            if sum(ledger.level(lever) > 0 for lever in group) > 1:
                yield f"items.{line.id}: more than one {'tier' if line.spec.tiers else 'start'} is bought"
    for found in standings(problem, ledger):
        if not found.is_kept:
            yield describe(found, problem)
    if any(amount < 0 for amount in ledger.reinvested) and not problem.pays_later:
        yield "budget.reinvest: a negative amount is reinvested"


def describe(found: Standing, problem: Problem) -> str:
    """A broken row in words."""
    when = "" if found.row.period is None else f" in {problem.frame.labels[found.row.period]}"
    value, bound = (_shown(found, amount, problem) for amount in (found.value, found.bound))
    place = ".".join(str(part + 1) if isinstance(part, int) else part for part in found.rule.path)
    return f"{place}: {found.rule.sentence}{when} (it is {value}, the bound is {bound})"


def _shown(found: Standing, amount: Decimal, problem: Problem) -> str:
    return problem.frame.money(amount) if found.rule.unit == "money" else f"{amount:.6g}"


def _impossible(lever: Lever, level: Decimal) -> Iterator[str]:
    place = f"items.{lever.item}" + (f".{lever.tier}" if lever.tier else "")
    if level < 0:
        yield f"{place}: a negative amount is bought"
    if lever.whole and level != level.to_integral_value():
        yield f"{place}: {level} bought of what is only sold whole"
    if lever.pull is Pull.PURCHASE and level > 1:
        yield f"{place}: bought {level} times"
