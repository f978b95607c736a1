"""The difference between two plans, item by item and cause by cause; in exact decimals, it always adds up.

An item is led from the base's plan to the other one in four steps, each measured on top of those before:
    spend    the base's amounts are scaled to the money (or units) of the other plan: R₀(x₀ · S₁/S₀) − R₀(x₀),
    timing   they are moved to the other plan's periods:                              R₀(x₁) − R₀(x₀ · S₁/S₀),
    inputs   the base's rates and prices give way to the other scenario's:            R₁(x₁) − R₀(x₁),
    ceilings what is lost to shared audiences, in all L₀ and L₁, changes:             L₀ − L₁,
with R₀ and R₁ the return by the base's and by the other scenario's inputs before anything is lost. The order
is part of the answer: what more money brings is told at the base's rates. What is lost hangs on all items of
a ceiling, so that an item can lose more where another one gets more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from allocator.money import apportion, from_units, rounded, to_units
from allocator.plan import Plan
from allocator.plan.assemble import returned_of
from allocator.plan.full import full_in
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
            stations = [_at(books, item.id) for books in (before, scaled, moved, after)]
            causes: tuple[Cause, ...] = ("spend", "timing", "inputs")
            found = [
                step
                for cause, start, end in zip(causes, stations, stations[1:], strict=False)
                for step in _step(item.id, cause, start, end)
            ]
            yield from _with_ceilings(found, item.id, before, after)
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
    """Spend and return of an item, to the smallest unit, before anything is lost to a ceiling."""
    digits = books.problem.digits
    brought = (e.value * books.over_life(e) for e in books.problem.lines[item].effects if e.value)
    return rounded(books.total(item), digits), rounded(sum(brought, ZERO), digits)


def _with_ceilings(steps: Sequence[Step], item: str, before: Ledger, after: Ledger) -> Iterator[Step]:
    """The steps of an item, and the one in which more or less of what it brings is lost to ceilings.

    A plan in whole smallest units stands just about at a full ceiling; what that takes is no step of its own.
    """
    lost = [_at(books, item)[1] - returned_of(books.problem.lines[item], books) for books in (before, after)]
    more = lost[0] - lost[1]
    if steps and abs(more) <= before.problem.unit:
        last = steps[-1]
        changed = {"returned": last.returned + more, "net_return": last.net_return + more}
        yield from (*steps[:-1], last.model_copy(update=changed))
        return
    yield from steps
    if more:
        named = tuple(dict.fromkeys(name for books in (before, after) for name in _full(item, books)))
        yield Step(item=item, cause="ceilings", spend=ZERO, returned=more, net_return=more, ceilings=named)


def _full(item: str, books: Ledger) -> Iterator[str]:
    """The full ceilings that hold what an item brings."""
    for ceiling in books.problem.ceilings:
        if any(effect.item == item for effect in ceiling.effects) and list(full_in(books, ceiling)):
            yield ceiling.title


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
