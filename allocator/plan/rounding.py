"""From the solver's numbers to whole smallest units of money, so that every total ties out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple, Self

from allocator.errors import PlanCheckError
from allocator.limits import Row, Rule, Sense
from allocator.model import exact_units
from allocator.money import apportion, from_units, rounded, to_units
from allocator.plan.checking import broken
from allocator.plan.funding import balanced
from allocator.plan.gaps import significant
from allocator.plan.ledger import ZERO, Ledger
from allocator.plan.refilling import refilled
from allocator.problem import Aim, Lever, Problem, Pull, smooth_effects

_NOISE = Decimal("1e-3")
_RELATIVE_NOISE = Decimal("1e-10")
_UNIT_STEP = Decimal("1e-12")
_PART_STEP = Decimal("1e-12")
_GOAL_NOISE = Decimal("1e-8")
_MOST_IN_FULL = 200
"""Of so many amounts at most another rounding is searched for that leaves less unspent."""
_FINER = 9
"""Digits that the books keep beyond the smallest unit where they follow the solver's own numbers."""


def rounded_ledger(problem: Problem, levels: Mapping[Lever, float]) -> Ledger:
    """The books of the plan in whole smallest units; call it inside `allocator.money.exact()`.

    Items' totals are rounded by largest remainder so that their sum is the solver's sum rounded down, and
    each item's periods so that they add up to its total. Where that breaks a rule by a smallest
    unit (a full channel, a full month), or misses a goal that the solver met, a small search moves single
    units until all rules hold; parts of units that are sold in parts move only where money alone does not do.
    What the rounded amounts then lack of the solver's is spent where another rounding near them can.

    Raises:
        PlanCheckError: no rounding keeps all rules; the plan is not a plan.
    """
    findings: list[str] = []
    for wanted in _with_met_goals(problem, levels):
        for movable in _movable(levels):
            rounding = _Rounding.of(wanted, levels, movable)
            for ledger in rounding.books():
                findings = list(broken(wanted, ledger))
                if not findings:
                    books = rounding.in_full(ledger)
                    return books if wanted is problem else Ledger(problem, books.levels, books.reinvested)
    raise PlanCheckError(findings)


def _movable(levels: Mapping[Lever, float]) -> Iterator[list[Lever]]:
    """The levers that take part in the rounding: money, and where that fails parts of units as well."""
    money = [lever for lever in levels if lever.pull is Pull.MONEY]
    parts = [lever for lever in levels if lever.pull is not Pull.MONEY and not lever.whole and lever.cost]
    yield money
    if parts:
        yield money + parts


def _with_met_goals(problem: Problem, levels: Mapping[Lever, float]) -> Iterator[Problem]:
    """The problem with the goals that the solver met as rules, and then as it is."""
    if rules := tuple(_met_goals(problem, levels)):
        yield replace(problem, rules=(*problem.rules, *rules))
    yield problem


def _met_goals(problem: Problem, levels: Mapping[Lever, float]) -> Iterator[Rule]:
    if not problem.targets:
        return
    books = unrounded_ledger(problem, levels)
    for target in problem.targets:
        reached, goal, noise = books.left(target.reached), target.spec, _GOAL_NOISE * abs(target.spec.target)
        if goal.sense is not Sense.EXACTLY and target.deviation(reached) <= noise:
            row = Row(target.reached, goal.sense, goal.target, room=ZERO)
            yield Rule(target.name, f"goal {target.name}", ("goals", target.number), (row,), unit="count")


def unrounded_ledger(problem: Problem, levels: Mapping[Lever, float]) -> Ledger:
    """The books of the solver's own numbers, kept far beyond the smallest unit."""
    fine = replace(problem, frame=replace(problem.frame, digits=problem.digits + _FINER))
    exactly = {
        v: rounded(Decimal(repr(max(0.0, x))), fine.digits) if v.pull is Pull.MONEY else _count(v, x)
        for v, x in levels.items()
    }
    return Ledger(fine, exactly)


class _Rounding(NamedTuple):
    """Amounts to be rounded, in smallest units of money, beside levels that stay."""

    problem: Problem
    units: Mapping[Lever, Decimal]
    bought: Mapping[Lever, Decimal]

    @classmethod
    def of(cls, problem: Problem, levels: Mapping[Lever, float], movable: list[Lever]) -> Self:
        """The solver's levels, of which some can move."""
        units = {lever: _snapped(_in_units(lever, levels[lever], problem)) for lever in movable}
        return cls(problem, units, {v: _count(v, level) for v, level in levels.items() if v not in units})

    def books(self) -> Iterator[Ledger]:
        """Books that should keep every rule, each only looked at where the ones before do not."""
        yield self._books(_by_largest_remainder(self.problem, self.units))
        yield from map(self._books, self._mended(self._lowest()))

    def _mended(self, lowest: Ledger) -> Iterator[Mapping[Lever, int]]:
        """Amounts that should keep every rule: filled up where curves are smooth, otherwise by search."""
        problem, units = self.problem, self.units
        if any(smooth_effects(problem)) and (filled := refilled(problem, units, lowest)) is not None:
            yield filled
        yield from exact_units.repairs(problem, units, lowest)

    def in_full(self, books: Ledger) -> Ledger:
        """The books, or better ones near the solver's amounts that leave less of them unspent."""
        spent = [v for v in self.units if v.pull is Pull.MONEY and v.item in self.problem.lines]
        wanted = sum((self.units[lever] for lever in spent), _NOISE)
        left = wanted - sum(map(books.level, spent), ZERO) / self.problem.unit
        if left < 1 or len(spent) > _MOST_IN_FULL:
            return books
        amounts = exact_units.spent_in_full(self.problem, self.units, self._lowest())
        found = None if amounts is None else self._books(amounts)
        is_better = found is not None and _is_better(found, books) and not any(broken(self.problem, found))
        return found if found is not None and is_better else books

    def _lowest(self) -> Ledger:
        floors = {lever: int(amount // 1) for lever, amount in self.units.items()}
        return Ledger(self.problem, {**self.bought, **_amounts(self.problem, floors)})

    def _books(self, amounts: Mapping[Lever, int]) -> Ledger:
        return balanced(self.problem, {**self.bought, **_amounts(self.problem, amounts)})


def _is_better(books: Ledger, than: Ledger) -> bool:
    """Whether the first stage in which they differ is better."""
    for stage in books.problem.stages:
        now, before = (significant(float(one.left(stage.terms))) for one in (books, than))
        if stage.is_asked and now != before:
            return (now > before) is (stage.aim is Aim.MAXIMISE)
    return False


def _in_units(lever: Lever, level: float, problem: Problem) -> Decimal:
    value = Decimal(1) if lever.pull is Pull.MONEY else lever.cost
    return to_units(Decimal(repr(max(0.0, level))) * value, problem.digits)


def _snapped(units: Decimal) -> Decimal:
    nearest = units.to_integral_value()
    return nearest if abs(units - nearest) <= max(_NOISE, _RELATIVE_NOISE * abs(units)) else units


def _count(lever: Lever, level: float) -> Decimal:
    if lever.whole:
        return Decimal(round(level))
    return Decimal(repr(max(0.0, level))).quantize(_UNIT_STEP)


def _amounts(problem: Problem, units: Mapping[Lever, int]) -> dict[Lever, Decimal]:
    money = {lever: from_units(amount, problem.digits) for lever, amount in units.items()}
    return {v: m if v.pull is Pull.MONEY else (m / v.cost).quantize(_PART_STEP) for v, m in money.items()}


def _by_largest_remainder(problem: Problem, units: Mapping[Lever, Decimal]) -> dict[Lever, int]:
    groups = [[lever for lever in line.levers if lever in units] for line in problem.lines.values()]
    groups = [levers for levers in groups if levers]
    totals = [_snapped(sum((units[lever] for lever in levers), ZERO)) for levers in groups]
    whole = apportion(totals, int(_snapped(sum(totals, ZERO)) // 1))
    drawn = (lever for source in problem.sources.values() for lever in source.levers)
    # Money from sources pays for what is spent, so it is rounded up.
    found: dict[Lever, int] = {lever: int(-(-_snapped(units[lever]) // 1)) for lever in drawn}
    for levers, total in zip(groups, whole, strict=True):
        if len(levers) == 1:
            found[levers[0]] = total
        else:
            found |= zip(levers, apportion([units[lever] for lever in levers], total), strict=True)
    return found
