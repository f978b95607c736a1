"""Tables too wide for a page, in parts that each begin with the first column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from allocator.reports.document import Cell, Table

_MOST = 16
"""So many columns stand side by side."""


def folded(table: Table) -> Iterator[Table]:
    """The table, or parts of it with the same rows; the first column stands in each."""
    count = len(table.columns)
    if count <= _MOST:
        yield table
        return
    parts = -(-(count - 1) // (_MOST - 1))
    width = -(-(count - 1) // parts)
    for number, start in enumerate(range(1, count, width), 1):
        places = (0, *range(start, min(count, start + width)))
        yield replace(
            table,
            title=f"{table.title} (part {number} of {parts})",
            columns=tuple(table.columns[k] for k in places),
            rows=tuple(_picked(row, places) for row in table.rows),
            total=_picked(table.total, places) if table.total else None,
        )


def _picked(row: tuple[Cell, ...], places: tuple[int, ...]) -> tuple[Cell, ...]:
    return tuple(row[k] for k in places)
