"""One sheet of the workbook, filled from top to bottom; text is always text, never a formula."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from allocator.render.workbook.styles import Styles

_WIDEST = 60
_NARROWEST = 9


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


@dataclass(frozen=True, slots=True)
class Area:
    """Where a table landed: rows from `first` to `last`, counted from 0, and its columns by title."""

    sheet: str
    first: int
    last: int
    columns: Mapping[str, int]

    def cell(self, row: int, column: str) -> str:
        """The absolute reference of one cell; rows count from 0 in the table."""
        at = xl_rowcol_to_cell(self.first + row, self.columns[column], row_abs=True, col_abs=True)
        return f"{quoted(self.sheet)}!{at}"

    def column(self, title: str) -> str:
        """The absolute reference of a column's cells."""
        at = self.columns[title]
        return f"{quoted(self.sheet)}!{xl_range_abs(self.first, at, self.last, at)}"

    def row(self, row: int, first: str, last: str) -> str:
        """The absolute reference of a part of a row, from one column to another."""
        at = self.first + row
        return f"{quoted(self.sheet)}!{xl_range_abs(at, self.columns[first], at, self.columns[last])}"

    def block(self, first: str, last: str) -> str:
        """The absolute reference of all rows, from one column to another."""
        span = xl_range_abs(self.first, self.columns[first], self.last, self.columns[last])
        return f"{quoted(self.sheet)}!{span}"


def quoted(sheet: str) -> str:
    """A sheet's name as formulas spell it."""
    return f"'{sheet}'"


class Page:
    """A sheet and the row at which it goes on."""

    def __init__(self, sheet: Any, styles: Styles) -> None:
        self.name = str(sheet.get_name())
        self.sheet = sheet
        self._styles = styles
        self._row = 0
        self._widths: dict[int, int] = {}
        self._columns = 1

    @property
    def next_row(self) -> int:
        """The row, from 0, at which the next table's values start: after title and header."""
        return self._row + 2

    def title(self, text: str) -> None:
        """A headline."""
        self.sheet.write_string(self._row, 0, text, self._styles["title"])
        self._row += 2

    def note(self, text: str) -> None:
        """A sentence over the whole width."""
        self.sheet.write_string(self._row, 0, text, self._styles["note"])
        self._row += 2

    def table(
        self,
        title: str,
        columns: Sequence[str],
        rows: Iterable[Sequence[Cell]],
        total: Sequence[Cell] | None = None,
        *,
        freeze: bool = False,
    ) -> Area:
        """A table with a headline, a header, rows, and perhaps a total row under them."""
        self.sheet.write_string(self._row, 0, title, self._styles["heading"])
        header = self._row + 1
        for k, name in enumerate(columns):
            self.sheet.write_string(header, k, name, self._styles["header"])
            self._widen(k, name)
        if freeze:
            self.sheet.freeze_panes(header + 1, 1)
            self.sheet.repeat_rows(header)
        self._row = header + 1
        for row in rows:
            self._write(row, "")
        area = Area(self.name, header + 1, max(header + 1, self._row - 1), _numbered(columns))
        if total is not None:
            self._write(total, "total_")
        self._row += 1
        self._columns = max(self._columns, len(columns))
        return area

    def facts(self, title: str, entries: Iterable[tuple[str, Cell]]) -> Area:
        """Labels and values in two columns."""
        return self.table(title, ("what", "value"), entries)

    def extend(self, row: int, columns: int) -> None:
        """Make room for what stands over cells, such as charts."""
        self._row, self._columns = max(self._row, row), max(self._columns, columns)

    def done(self) -> None:
        """Set widths, what is printed, and how."""
        for k, width in self._widths.items():
            self.sheet.set_column(k, k, max(_NARROWEST, min(width + 2, _WIDEST)))
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.print_area(0, 0, max(1, self._row - 1), max(1, self._columns - 1))
        self.sheet.set_footer("&L&A&RPage &P of &N")

    def _write(self, row: Sequence[Cell], kind: str) -> None:
        for k, cell in enumerate(row):
            if isinstance(cell, str):
                self.sheet.write_string(self._row, k, cell, self._styles[f"{kind}text"])
                self._widen(k, cell)
            elif isinstance(cell, Fixed):
                self.sheet.write_number(self._row, k, cell.value, self._styles[kind + cell.style])
                self._widen(k, f"{cell.value:,.2f}  ")
            elif isinstance(cell, Live):
                style = self._styles[kind + cell.style]
                self.sheet.write_formula(self._row, k, f"={cell.formula}", style, cell.value)
                self._widen(k, cell.value if isinstance(cell.value, str) else f"{cell.value:,.2f}  ")
            elif kind:
                self.sheet.write_blank(self._row, k, None, self._styles[f"{kind}text"])
        self._row += 1

    def _widen(self, column: int, text: str) -> None:
        self._widths[column] = max(self._widths.get(column, 0), len(text))


def _numbered(columns: Sequence[str]) -> dict[str, int]:
    return {name: k for k, name in enumerate(columns)}
