"""The sheet Reinvestment: which returns paid for which work, period by period."""

from __future__ import annotations

from collections.abc import Iterator

from xlsxwriter.utility import xl_col_to_name

from allocator.render.workbook.cells import Area, Cell, Fixed, Live
from allocator.render.workbook.parts import Parts
from allocator.reports.document import Cell as Told
from allocator.reports.document import Money, Note, Table
from allocator.reports.finance.reinvestment import reinvestment

SIDES = ("sources", "uses")
"""The two tables, in their order."""


def reinvested(parts: Parts) -> None:
    """From whose returns, and on which work; the amounts are the plan's, the totals are added up here."""
    page, sides = parts.pages["Reinvestment"], iter(SIDES)
    page.title("Reinvestment")
    if not parts.dossier.reinvested:
        page.note("Nothing is reinvested in this plan.")
    for block in reinvestment(parts.dossier):
        if isinstance(block, Note):
            page.note(block.text)
        else:
            parts.areas[f"reinvested {next(sides)}"] = _table(parts, block)


def _table(parts: Parts, table: Table) -> Area:
    page = parts.pages["Reinvestment"]
    first, end = page.next_row, xl_col_to_name(len(table.columns) - 2)
    rows = [
        (*map(_fixed, row[:-1]), Live(f"SUM(B{first + k + 1}:{end}{first + k + 1})", _amount(row[-1])))
        for k, row in enumerate(table.rows)
    ]
    columns = tuple(column.title for column in table.columns)
    return page.table(table.title, columns, rows, tuple(_total(table, first)))


def _total(table: Table, first: int) -> Iterator[Cell]:
    yield "TOTAL"
    for k, cell in enumerate((table.total or ())[1:], 1):
        letter = xl_col_to_name(k)
        yield Live(f"SUM({letter}{first + 1}:{letter}{first + len(table.rows)})", _amount(cell))


def _fixed(cell: Told) -> Cell:
    return Fixed(float(cell.amount)) if isinstance(cell, Money) else str(cell) if cell is not None else None


def _amount(cell: Told) -> float:
    return float(cell.amount) if isinstance(cell, Money) else 0.0
