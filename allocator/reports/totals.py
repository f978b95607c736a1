"""Totals of a plan by kind, channel, time frame and status."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TypeVar

from allocator.plan import Plan, PlanItem
from allocator.reports.cells import NO_GROUP, figures, text, total_of
from allocator.reports.document import Cell, Money, Number, Percent, Table

_GROUPINGS = ("kind", "channel", "time_frame", "status")
_COLUMNS = (
    text("by"),
    text("group"),
    figures("items", rank=1),
    figures("spend"),
    figures("share"),
    figures("return"),
    figures("net return", rank=1),
)
_Member = TypeVar("_Member")


def grouped(members: Iterable[_Member], by: str) -> Iterator[tuple[str, list[_Member]]]:
    """The members by one of their properties, in the order in which its values first occur."""
    found: dict[str, list[_Member]] = {}
    for member in members:
        value = getattr(member, by)
        found.setdefault(NO_GROUP if value is None else str(value), []).append(member)
    yield from found.items()


def groups_table(plan: Plan) -> Table:
    """One row per group of each grouping; each grouping adds up to the total."""
    rows: list[tuple[Cell, ...]] = []
    for by in _GROUPINGS:
        for number, (group, members) in enumerate(grouped(plan.items, by)):
            label = "" if number else by.replace("_", " ")
            rows.append((label, group, *_figures(members, plan)))
    columns = _COLUMNS
    if plan.totals.cost_of_money:
        # Items do not bear what money costs, so these do not add up to the plan's net return.
        columns = (*_COLUMNS[:-1], figures("return less spend", rank=1))
    return Table(
        f"Totals, {plan.currency}",
        columns,
        tuple(rows),
        ("TOTAL", "each of them", *_figures(plan.items, plan)),
    )


def _figures(members: Iterable[PlanItem], plan: Plan) -> tuple[Cell, ...]:
    members, digits = list(members), plan.scenario.digits
    spend = total_of(item.spend for item in members)
    returned = total_of(item.returned for item in members)
    share = float(spend / plan.totals.spend) if plan.totals.spend else 0.0
    money: list[Decimal] = [returned, returned - spend]
    return (
        Number(len(members), 0),
        Money(spend, digits),
        Percent(share),
        *(Money(amount, digits) for amount in money),
    )
