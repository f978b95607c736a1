"""The books of a saved plan: what it bought, put back lever by lever; no number is taken on trust."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from allocator.errors import PlanCheckError
from allocator.plan.exchange import plan_data
from allocator.plan.format import ItemPart, PlanFile, TiePart
from allocator.plan.funding import reinvested_in
from allocator.plan.ledger import Ledger
from allocator.plan.record import PlanItem, PlanRecord
from allocator.problem import Lever, Line, Problem, Pull, settle


def books_of(plan: PlanRecord) -> Ledger:
    """The books that a plan was written from; use them inside `allocator.money.exact()`."""
    return restored(settle(plan.scenario), PlanFile.model_validate(plan_data(plan)))


def restored(problem: Problem, told: PlanFile) -> Ledger:
    """The books that the plan's amounts make; raises PlanCheckError where items or amounts are missing."""
    return _funded(problem, dict(_levels(problem, told)))


def restored_tie(books: Ledger, told: PlanFile) -> Ledger | None:
    """The books of the other plan that is said to be as good; None where there is none."""
    if told.tie is None:
        return None
    problem, levels = books.problem, dict(books.levels)
    for one in told.tie:
        if one.id in problem.lines:
            levels |= dict(_bought(problem, problem.lines[one.id], one, "tie"))
    return _funded(problem, levels)


def _funded(problem: Problem, levels: dict[Lever, Decimal]) -> Ledger:
    return Ledger(problem, levels, reinvested_in(problem, Ledger(problem, levels)))


def _levels(problem: Problem, told: PlanFile) -> Iterator[tuple[Lever, Decimal]]:
    known = {item.id: item for item in told.items}
    if set(known) != set(problem.lines):
        raise PlanCheckError(
            [f"items: {name} is missing" for name in problem.lines if name not in known]
            or ["items: unknown ids"]
        )
    for name, line in problem.lines.items():
        yield from _bought(problem, line, known[name], "items")
    drawn = {source.id: source.by_period for source in told.sources}
    for name, source in problem.sources.items():
        if len(amounts := drawn.get(name, [])) != problem.periods.count:
            raise PlanCheckError([f"sources: {name} with {problem.periods.count} amounts is needed"])
        for lever in source.levers:
            yield lever, Decimal(amounts[lever.period])


def _bought(
    problem: Problem, line: Line, told: ItemPart | TiePart, part: str
) -> Iterator[tuple[Lever, Decimal]]:
    if len(told.by_period) != problem.periods.count:
        raise PlanCheckError([f"{part}.{line.id}.by_period: {problem.periods.count} amounts are needed"])
    for lever in line.levers:
        yield lever, _level(lever, told, line)


def _level(lever: Lever, item: ItemPart | TiePart, line: Line) -> Decimal:
    if lever.pull is Pull.MONEY:
        return money_put(item, lever.period, line)
    if lever.pull is Pull.UNITS or item.units_by_period is not None:
        if item.tier != (lever.tier or None):
            return Decimal(0)
        counts = item.units_by_period or []
        return Decimal(repr(counts[lever.period])) if lever.period < len(counts) else Decimal(0)
    return Decimal(item.bought and item.tier == (lever.tier or None))


def money_put(item: ItemPart | TiePart | PlanItem, t: int, line: Line) -> Decimal:
    """The money put in: what is paid in a period less the fees that are paid where something is bought."""
    paid, (once, each) = Decimal(item.by_period[t]), line.fees
    if item.bought and t == line.active.start:
        paid -= once
    return paid - each if paid > 0 else paid
