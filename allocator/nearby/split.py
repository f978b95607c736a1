"""A given split of the money: what somebody would spend on each item, and the levels that it stands for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer

from allocator.errors import InputError, Mistake, nearest
from allocator.fields import plain
from allocator.money import exact, rounded
from allocator.plan import Plan
from allocator.plan.ledger import ZERO
from allocator.problem import Lever, Line, Problem, Pull
from allocator.scenario import Scenario

_PART = Decimal("1e-12")


def _decimal(value: object) -> Decimal:
    return Decimal(repr(value) if isinstance(value, float) else str(value))


Number = Annotated[
    Decimal, BeforeValidator(_decimal), PlainSerializer(plain, return_type=str, when_used="json")
]


class ItemSplit(BaseModel):
    """What an item gets: in total, or period by period, fees included; units and tier where it has them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    total: Number | None = None
    by_period: tuple[Number, ...] | None = None
    units: Number | None = None
    tier: str | None = None

    @property
    def spend(self) -> Decimal:
        """Money over the horizon."""
        return sum(self.by_period, ZERO) if self.by_period is not None else self.total or ZERO


Split = Mapping[str, ItemSplit]
"""What is spent on each item, by id; an item that is missing gets nothing."""


def split_of(plan: Plan, scenario: Scenario) -> dict[str, ItemSplit]:
    """What a plan spends, as a split for a scenario of the same currency and periods, maybe not its own.

    Raises InputError where the plan cannot be one for the scenario.
    """
    periods, labels = scenario.horizon.calendar.labels, tuple(period.label for period in plan.periods)
    wrong = [
        Mistake("the plan is one for other items", name, suggestion=nearest(name, scenario.items))
        for name in (item.id for item in plan.items if item.bought)
        if name not in scenario.items
    ]
    if plan.currency != scenario.currency:
        wrong.append(
            Mistake("the plan is in another currency", "currency", None, scenario.currency, plan.currency)
        )
    if labels != tuple(periods):
        ends = [f"{all_of[0]} to {all_of[-1]}" for all_of in (periods, labels)]
        wrong.append(Mistake("the plan has other periods", "horizon", None, *ends))
    if wrong:
        raise InputError(wrong)
    return {
        item.id: ItemSplit(
            by_period=item.by_period,
            units=None if item.units is None else _decimal(item.units),
            tier=item.tier,
        )
        for item in plan.items
        if item.bought
    }


Fault = tuple[str, str, Mistake]
"""The item, the field (`spend`, `units`, `tier` or a period's label), and what is wrong."""


def faults(problem: Problem, split: Split) -> Iterator[Fault]:
    """Everything in a split that the scenario's items cannot be bought for."""
    with exact():
        for name, given in split.items():
            if name not in problem.lines:
                near = nearest(name, problem.lines)
                yield name, "id", Mistake("no item of that id", name, None, suggestion=near)
                continue
            line = problem.lines[name]
            for field, what, expected, found in _faults(problem, line, given):
                yield name, field, Mistake(what, f"{name}.{field}", None, expected, found)


def refuse_faults(problem: Problem, split: Split) -> None:
    """Raise InputError for all faults of a split."""
    if found := [mistake for _, _, mistake in faults(problem, split)]:
        raise InputError(found)


def settled(problem: Problem, split: Split) -> dict[str, dict[Lever, Decimal]]:
    """The levels of each item whose amounts leave nothing open; the split has no faults."""
    found = {}
    for name, line in problem.lines.items():
        given = split.get(name, ItemSplit())
        if _says_nothing(line, given):
            continue
        if not given.spend and not given.units and given.tier is None:
            found[name] = dict.fromkeys(line.levers, ZERO)
        elif given.by_period is not None and (levels := _levels(problem, line, given)) is not None:
            found[name] = levels
    return found


def _says_nothing(line: Line, given: ItemSplit) -> bool:
    """Whether it may have been bought for no money (or for its fees alone), so that money does not tell."""
    if all(lever.cost for lever in offered(line, given)):
        return False
    if line.is_purchase:
        return not given.spend
    return bool(given.units)


def offered(line: Line, given: ItemSplit) -> tuple[Lever, ...]:
    """The levers that a split can mean: those of its tier, where it names one."""
    return tuple(v for v in line.levers if given.tier is None or v.tier == given.tier)


def _faults(problem: Problem, line: Line, given: ItemSplit) -> Iterator[tuple[str, str, str, str]]:
    if given.tier is not None and given.tier not in (line.spec.tiers or {}):
        known = ", ".join(line.spec.tiers or {}) or "an empty cell: it has no tiers"
        yield "tier", "no tier of that name", known, given.tier
        return
    if given.by_period is None:
        yield from _total_faults(problem, line, given)
        return
    if len(given.by_period) != problem.periods.count:
        found = str(len(given.by_period))
        yield "spend", "not one amount for each period", str(problem.periods.count), found
        return
    before = len(line.active)
    payable = {t for v in offered(line, given) for t, _ in v.payments} | set(line.active)
    for t, amount in enumerate(given.by_period):
        if amount and t not in payable:
            label, words = problem.frame.labels[t], problem.frame.money(amount)
            yield label, "money for a period in which it cannot be bought", "0 or an empty cell", words
            before = 0
    if before and _levels(problem, line, given) is None:
        yield (
            "spend",
            "not what it costs",
            _cost_in_words(problem, line, given),
            _paid_in_words(problem, given),
        )


def _total_faults(problem: Problem, line: Line, given: ItemSplit) -> Iterator[tuple[str, str, str, str]]:
    """What a total cannot be: no multiple of a price, no price, or fees without what they are for."""
    spend, pull = given.spend, line.levers[0].pull
    expected, found = _cost_in_words(problem, line, given), problem.frame.money(spend)
    if pull is Pull.PURCHASE and line.levers[0].whole:
        costs = {rounded(v.cost, problem.digits) for v in offered(line, given)}
        if spend not in costs | {ZERO} and not _repeats(line):
            yield "spend", "not what it costs", expected, found
    elif pull is Pull.UNITS and line.levers[0].whole and not any(line.fees):
        prices = {v.cost for v in line.levers}
        price = next(iter(prices))
        if len(prices) == 1 and price and spend % price:
            yield "spend", "no whole number of units", expected, found
        elif len(prices) == 1 and price and given.units is not None and given.units * price != spend:
            yield "units", "not the units that the money buys", plain(spend / price), plain(given.units)


def _repeats(line: Line) -> bool:
    return len(line.levers) > 1 and not line.exclusive


def _cost_in_words(problem: Problem, line: Line, given: ItemSplit) -> str:
    pull = line.levers[0].pull
    fee = " and its fees" if any(line.fees) else ""
    if pull is Pull.MONEY:
        return f"its money{fee}"
    costs = [problem.frame.money(c) for c in dict.fromkeys(v.cost for v in offered(line, given))]
    whole = "multiples of " if pull is Pull.UNITS and line.levers[0].whole else ""
    part = "" if line.levers[0].whole else "at most "
    when = " when it is paid" if given.by_period is not None and pull is Pull.PURCHASE else ""
    return f"{part if pull is Pull.PURCHASE else whole}{' or '.join(costs[:4])}{fee}{when}"


def _paid_in_words(problem: Problem, given: ItemSplit) -> str:
    paid = zip(problem.frame.labels, given.by_period or (), strict=True)
    return ", ".join(f"{label} {problem.frame.money(amount)}" for label, amount in paid if amount)[:80]


def _levels(problem: Problem, line: Line, given: ItemSplit) -> dict[Lever, Decimal] | None:
    """The levels for which just these amounts are paid; None where there are none."""
    if line.is_purchase:
        return _purchases(problem, line, given)
    paid = _without_fees(line, given.by_period or ())
    found = {}
    for lever in line.levers:
        level = _bought(lever, paid[lever.period])
        if level is None:
            return None
        found[lever] = level
    return found


def _without_fees(line: Line, paid: Sequence[Decimal]) -> list[Decimal]:
    once, each = line.fees
    left = list(paid)
    if any(left):
        left[line.active.start] -= once
    return [amount - each if amount > 0 else amount for amount in left]


def _bought(lever: Lever, paid: Decimal) -> Decimal | None:
    """How much of a lever an amount of money buys."""
    if lever.pull is Pull.MONEY or not paid:
        return paid if paid >= 0 else None
    if paid < 0 or not lever.cost:
        return None
    level = (paid / lever.cost).quantize(_PART)
    if not lever.whole:
        return level
    return level if level == level.to_integral_value() else None


def _purchases(problem: Problem, line: Line, given: ItemSplit) -> dict[Lever, Decimal] | None:
    """Which purchases the payments belong to, each from the first payment that no other one explains."""
    left = list(given.by_period or ())
    found = dict.fromkeys(line.levers, ZERO)
    while any(left):
        first = next(t for t, amount in enumerate(left) if amount)
        for lever in offered(line, given):
            level = _part(problem, lever, left, given)
            begins = bool(lever.payments) and lever.payments[0][0] == first and not found[lever]
            if begins and level and (_repeats(line) or _explains(problem, lever, level, left)):
                break
        else:
            return None
        found[lever] = level
        for t, amount in lever.payments:
            left[t] -= rounded(level * amount, problem.digits)
        if any(amount < 0 for amount in left):
            return None
    return found


def _part(problem: Problem, lever: Lever, left: Sequence[Decimal], given: ItemSplit) -> Decimal:
    """How much of a purchase the payments are: all of it, or the part that the money or the units say."""
    if lever.whole or not lever.cost:
        return Decimal(bool(lever.payments))
    share = (sum(left, ZERO) / lever.cost).quantize(_PART)
    if given.units is not None and rounded(given.units * lever.cost, problem.digits) == given.spend:
        share = given.units
    return min(share, Decimal(1))


def _explains(problem: Problem, lever: Lever, level: Decimal, left: Sequence[Decimal]) -> bool:
    due = dict(lever.payments)
    return all(amount == rounded(level * due.get(t, ZERO), problem.digits) for t, amount in enumerate(left))
