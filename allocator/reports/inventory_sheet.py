"""The inventory as one table for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator

from allocator.reports.cells import figures, text
from allocator.reports.costs import Costs, Entry
from allocator.reports.document import Cell, Money, Number, Table

_WORDS = ("id", "name", "kind", "channel", "time_frame", "time_frame_from", "status", "bought_by")
_FIGURES = ("payback_months", "at_least", "at_most")


def inventory_sheet(costs: Costs) -> Table:
    """One row per item, in the order of the scenario; `at_most` is empty where nothing caps the item."""
    notes = list(dict.fromkeys(key for entry in costs.entries for key in entry.line.spec.info))
    columns = [
        *map(text, _WORDS),
        *map(figures, _FIGURES),
        text("source"),
        *(text(f"info:{key}") for key in notes),
    ]
    rows = (tuple(_row(entry, costs.problem.digits, notes)) for entry in costs.entries)
    return Table("Inventory", tuple(columns), tuple(rows))


def _row(entry: Entry, digits: int, notes: list[str]) -> Iterator[Cell]:
    line = entry.line
    origin = "given" if line.spec.time_frame is not None else "payback"
    yield from (
        line.id,
        line.name,
        entry.kind,
        line.channel,
        entry.time_frame,
        origin,
        entry.status,
        entry.way,
    )
    yield None if line.payback_months is None else Number(float(f"{line.payback_months:.12g}"))
    yield Money(entry.at_least, digits)
    yield None if entry.at_most is None else Money(entry.at_most, digits)
    yield line.spec.source
    yield from (line.spec.info.get(key) for key in notes)
