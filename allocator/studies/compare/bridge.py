"""The difference between two plans, item by item and cause by cause; in exact decimals, it always adds up.

An item is led from the base's plan to the other one in three steps, each measured on top of those before:
    spend    the base's amounts are scaled to the money (or units) of the other plan: R₀(x₀ · S₁/S₀) − R₀(x₀),
    timing   they are moved to the other plan's periods:                              R₀(x₁) − R₀(x₀ · S₁/S₀),
    inputs   the base's rates and prices give way to the other scenario's:            R₁(x₁) − R₀(x₁),
with R₀ and R₁ the return by the base's and by the other scenario's inputs. The order is part of the answer:
what more money brings is told at the base's rates.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from allocator.money import apportion, from_units, rounded, to_units
from allocator.plan import Plan
from allocator.plan.assemble import returned_of
from allocator.plan.ledger import Ledger
from allocator.plan.restoring import books_of
from allocator.problem import Lever, Line, Pull
from allocator.studies.compare.answer import Bridge, Cause, Step

ZERO = Decimal(0)
Key = tuple[Pull, int, str]


def bridge(name: str, base: Plan, other: Plan) -> Bridge:
    """The way from one plan to another of the same currency; call it inside `allocator.money.exact()`."""
    steps = tuple(_steps(base, other))
    return Bridge(
        case=name,
        steps=steps,
        spend=sum((step.spend for step in steps), ZERO),
        returned=sum((step.returned for step in steps), ZERO),
        net_return=sum((step.net_return for step in steps), ZERO),
    )


def _steps(base: Plan, other: Plan) -> Iterator[Step]:
    before, after = books_of(base), books_of(other)
    shared = [name for name in before.problem.lines if name in after.problem.lines]
    same_length = before.problem.periods.count == after.problem.periods.count
    alike = {
        name for name in shared if same_length and _keys(before, name).keys() == _keys(after, name).keys()
    }
    scaled, moved = _scaled(before, after, alike), _moved(before, after, alike)
    for item in base.items:
        if item.id not in after.problem.lines:
            yield from _step(item.id, "removed", (item.spend, item.returned), (ZERO, ZERO))
        elif item.id not in alike:
            new = other.item(item.id)
            yield from _step(item.id, "terms", (item.spend, item.returned), (new.spend, new.returned))
        else:
            stations = [_at(books, item.id) for books in (before, scaled, moved)] + [_at(after, item.id)]
            causes: tuple[Cause, ...] = ("spend", "timing", "inputs")
            for cause, start, end in zip(causes, stations, stations[1:], strict=False):
                yield from _step(item.id, cause, start, end)
    for new in other.items:
        if new.id not in before.problem.lines:
            yield from _step(new.id, "added", (ZERO, ZERO), (new.spend, new.returned))
    costs = base.totals.cost_of_money - other.totals.cost_of_money
    if costs:
        yield Step(item=None, cause="cost_of_money", spend=ZERO, returned=ZERO, net_return=costs)


def _step(
    item: str, cause: Cause, start: tuple[Decimal, Decimal], end: tuple[Decimal, Decimal]
) -> Iterator[Step]:
    """The step between two (spend, return), if there is any."""
    spend, returned = end[0] - start[0], end[1] - start[1]
    if spend or returned:
        yield Step(item=item, cause=cause, spend=spend, returned=returned, net_return=returned - spend)


def _at(books: Ledger, item: str) -> tuple[Decimal, Decimal]:
    """Spend and return of an item, to the smallest unit."""
    problem = books.problem
    return rounded(books.total(item), problem.digits), returned_of(problem.lines[item], books)


def _keys(books: Ledger, item: str) -> Mapping[Key, Lever]:
    """The item's levers by what they are; two items whose keys are the same are bought in the same way."""
    return {(lever.pull, lever.period, lever.tier): lever for lever in books.problem.lines[item].levers}


def _moved(before: Ledger, after: Ledger, alike: set[str]) -> Ledger:
    """What the other plan buys, with the base's rates and prices."""
    levels = dict(before.levels)
    for name in alike:
        theirs = _keys(after, name)
        levels |= {lever: after.level(theirs[key]) for key, lever in _keys(before, name).items()}
    return Ledger(before.problem, levels)


def _scaled(before: Ledger, after: Ledger, alike: set[str]) -> Ledger:
    """As much as the other plan buys, in the periods in which the base's plan buys it."""
    moved = _moved(before, after, alike)
    levels = dict(moved.levels)
    for name in alike:
        line = before.problem.lines[name]
        old, new = (sum((books.level(v) for v in line.levers), ZERO) for books in (before, moved))
        if old and not line.is_purchase:
            levels |= _stretched(line, before, new / old, new)
    return Ledger(before.problem, levels)


def _stretched(line: Line, books: Ledger, factor: Decimal, total: Decimal) -> dict[Lever, Decimal]:
    """An item's levels times a factor; money stays whole smallest units that add up to the total."""
    levels = {lever: books.level(lever) * factor for lever in line.levers}
    if line.levers[0].pull is not Pull.MONEY:
        return levels
    digits = books.problem.digits
    whole = apportion([to_units(level, digits) for level in levels.values()], int(to_units(total, digits)))
    return {lever: from_units(units, digits) for lever, units in zip(levels, whole, strict=True)}
