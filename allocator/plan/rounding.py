"""From the solver's numbers to whole smallest units of money, so that every total ties out."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from allocator.errors import PlanCheckError
from allocator.model import exact_units
from allocator.money import apportion, from_units, to_units
from allocator.plan.checking import broken
from allocator.plan.funding import reinvested_in
from allocator.plan.ledger import ZERO, Ledger
from allocator.problem import Lever, Problem, Pull

_NOISE = Decimal("1e-3")
_RELATIVE_NOISE = Decimal("1e-10")
_UNIT_STEP = Decimal("1e-9")


def rounded_ledger(problem: Problem, levels: Mapping[Lever, float]) -> Ledger:
    """The books of the plan in whole smallest units; call it inside `allocator.money.exact()`.

    Items' totals are rounded by largest remainder so that their sum is the solver's sum rounded down, and
    each item's periods so that they add up to its total. Where that breaks a rule by a smallest
    unit (a full channel, a full month), a small search moves single units until all rules hold.

    Raises:
        PlanCheckError: no rounding keeps all rules; the plan is not a plan.
    """
    units = {
        lever: _snapped(_decimal(level, problem))
        for lever, level in levels.items()
        if lever.pull is Pull.MONEY
    }
    bought = {v: _count(v, level) for v, level in levels.items() if v.pull is not Pull.MONEY}
    ledger = _balanced(problem, bought | _amounts(problem, _by_largest_remainder(problem, units)))
    if not any(broken(problem, ledger)):
        return ledger
    moved = exact_units.repair(problem, units, _marginal(problem, bought, units))
    if moved is not None:
        ledger = _balanced(problem, bought | _amounts(problem, moved))
    if findings := list(broken(problem, ledger)):
        raise PlanCheckError(findings)
    return ledger


def _marginal(problem: Problem, bought: Mapping[Lever, Decimal], units: Mapping[Lever, Decimal]) -> Ledger:
    floors = {lever: int(amount // 1) for lever, amount in units.items()}
    return Ledger(problem, dict(bought) | _amounts(problem, floors))


def _balanced(problem: Problem, levels: Mapping[Lever, Decimal]) -> Ledger:
    return Ledger(problem, levels, reinvested_in(problem, Ledger(problem, levels)))


def _decimal(level: float, problem: Problem) -> Decimal:
    return to_units(Decimal(repr(max(0.0, level))), problem.digits)


def _snapped(units: Decimal) -> Decimal:
    nearest = units.to_integral_value()
    return nearest if abs(units - nearest) <= max(_NOISE, _RELATIVE_NOISE * abs(units)) else units


def _count(lever: Lever, level: float) -> Decimal:
    if lever.whole:
        return Decimal(round(level))
    return Decimal(repr(max(0.0, level))).quantize(_UNIT_STEP)


def _amounts(problem: Problem, units: Mapping[Lever, int]) -> dict[Lever, Decimal]:
    return {lever: from_units(amount, problem.digits) for lever, amount in units.items()}


def _by_largest_remainder(problem: Problem, units: Mapping[Lever, Decimal]) -> dict[Lever, int]:
    groups = [[lever for lever in line.levers if lever in units] for line in problem.lines.values()]
    groups = [levers for levers in groups if levers]
    totals = [_snapped(sum((units[lever] for lever in levers), ZERO)) for levers in groups]
    whole = apportion(totals, int(_snapped(sum(totals, ZERO)) // 1))
    found: dict[Lever, int] = {}
    for levers, total in zip(groups, whole, strict=True):
        found |= zip(levers, apportion([units[lever] for lever in levers], total), strict=True)
    return found
