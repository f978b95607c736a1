"""The plan as one table for a spreadsheet: a row per item, a column for everything that is known of it."""

from __future__ import annotations

from collections.abc import Iterator

from allocator.plan import Plan, PlanItem
from allocator.reports.cells import figures, text
from allocator.reports.document import Cell, Column, Money, Number, Percent, Table

_WORDS = ("id", "name", "kind", "channel", "time_frame", "status")
_FIGURES = ("spend", "share", "return", "marginal_return", "units")
_REASONS = ("tier", "evidence", "reason", "reason_text")
_OF_CURVES = ("average_return", "saturation")


def sheet_of(plan: Plan) -> Table:
    """One row per item, in the order of the scenario."""
    metrics = list(dict.fromkeys(metric for item in plan.items for metric in item.outcomes))
    notes = list(dict.fromkeys(key for item in plan.items for key in item.info))
    columns = [*map(text, _WORDS), *map(figures, _FIGURES), *map(text, _REASONS), *map(figures, _OF_CURVES)]
    columns += [figures(f"spend:{period.label}") for period in plan.periods]
    columns += [figures(f"outcome:{metric}") for metric in metrics]
    columns += [Column(f"info:{key}") for key in notes]
    rows = (tuple(_row(item, plan, metrics, notes)) for item in plan.items)
    return Table("Allocation", tuple(columns), tuple(rows))


def _row(item: PlanItem, plan: Plan, metrics: list[str], notes: list[str]) -> Iterator[Cell]:
    digits = plan.scenario.digits
    yield from (item.id, item.name, str(item.kind), item.channel, str(item.time_frame), str(item.status))
    yield Money(item.spend, digits)
    yield Percent(item.share)
    yield Money(item.returned, digits)
    yield _number(item.marginal_return)
    yield _number(item.units)
    yield from (item.tier, str(item.evidence), str(item.reason), item.reason_text)
    yield from map(_number, (item.average_return, item.saturation))
    yield from (Money(amount, digits) for amount in item.by_period)
    yield from (_number(item.outcomes.get(metric)) for metric in metrics)
    yield from (item.info.get(key) for key in notes)


def _number(value: float | None) -> Number | None:
    return None if value is None else Number(value)
