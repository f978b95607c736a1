"""What stands in a cell, and how formulas refer to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell


@dataclass(frozen=True, slots=True)
class Live:
    """A formula and its value; `style` is a name of `Styles`."""

    formula: str
    value: float | str
    style: str = "money"


@dataclass(frozen=True, slots=True)
class Fixed:
    """A number as it is."""

    value: float
    style: str = "money"


Cell = str | Live | Fixed | None


def money(amount: Decimal | None) -> Fixed | None:
    """An amount as a cell; nothing stays nothing."""
    return None if amount is None else Fixed(float(amount))


def is_number(cell: Cell) -> bool:
    """Whether a cell holds a number, which stands at the right of its column."""
    return isinstance(cell, Fixed) or (isinstance(cell, Live) and not isinstance(cell.value, str))


@dataclass(frozen=True, slots=True)
class Area:
    """Where a table landed: rows from `first` to `last`, counted from 0, and its columns by key."""

    sheet: str
    first: int
    last: int
    columns: Mapping[str, int]

    def cell(self, row: int, column: str) -> str:
        """The absolute reference of one cell; rows count from 0 in the table."""
        at = xl_rowcol_to_cell(self.first + row, self.columns[column], row_abs=True, col_abs=True)
        return f"{quoted(self.sheet)}!{at}"

    def column(self, key: str) -> str:
        """The absolute reference of a column's cells."""
        at = self.columns[key]
        return f"{quoted(self.sheet)}!{xl_range_abs(self.first, at, self.last, at)}"

    def row(self, row: int, first: str, last: str) -> str:
        """The absolute reference of a part of a row, from one column to another."""
        at = self.first + row
        return f"{quoted(self.sheet)}!{xl_range_abs(at, self.columns[first], at, self.columns[last])}"

    def total(self, first: str, last: str) -> str:
        """The absolute reference of a part of the total row, under the values."""
        return self.row(self.last - self.first + 1, first, last)

    def block(self, first: str, last: str) -> str:
        """The absolute reference of all rows, from one column to another."""
        span = xl_range_abs(self.first, self.columns[first], self.last, self.columns[last])
        return f"{quoted(self.sheet)}!{span}"


def quoted(sheet: str) -> str:
    """A sheet's name as formulas spell it."""
    return f"'{sheet}'"
