"""One sheet of the workbook, filled from top to bottom; text is always text, never a formula."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from allocator.render.workbook.cells import Area, Cell, Fixed, Live, is_number
from allocator.render.workbook.plain_text import held
from allocator.render.workbook.sizes import LINE, header_width, height_of, width_of
from allocator.render.workbook.styles import Styles

_READABLE = 100
"""Characters in a line of a sentence."""
_ONE_PAGE = 250
"""Characters that still fit on the width of a page; wider sheets run over several."""
_DEFAULT = 9.0
_SHORT = 30
_A4 = 9


@dataclass(frozen=True, slots=True)
class _Spread:
    """Text that runs over several columns."""

    row: int
    column: int
    text: str
    style: str


class Page:
    """A sheet and the row at which it goes on."""

    def __init__(self, sheet: Any, styles: Styles, heading: str = "") -> None:
        self.name = str(sheet.get_name())
        self.sheet = sheet
        self.styles = styles
        self._heading = _printable(heading)
        self._row = 0
        self._widths: dict[int, int] = {}
        self._columns = 1
        self._spread: list[_Spread] = []
        self._texts: dict[int, list[tuple[str, int]]] = {}

    @property
    def next_row(self) -> int:
        """The row, from 0, at which the next table's values start: after title and header."""
        return self._row + 2

    @property
    def row(self) -> int:
        """The row, from 0, at which whatever comes next starts."""
        return self._row

    def title(self, text: str) -> None:
        """A headline."""
        self.sheet.write_string(self._row, 0, held(text), self.styles["title"])
        self.sheet.set_row(self._row, 24)
        self._row += 2

    def note(self, text: str) -> None:
        """A sentence over the whole width."""
        self._spread.append(_Spread(self._row, 0, held(text), "note"))
        self._row += 2

    def table(
        self,
        title: str,
        columns: Sequence[str],
        rows: Iterable[Sequence[Cell]],
        total: Sequence[Cell] | None = None,
        *,
        keys: Sequence[str] | None = None,
        numeric: Sequence[bool] | None = None,
        freeze: bool = False,
    ) -> Area:
        """A table with a headline, a header, rows, and perhaps a total row under them.

        `keys` are the names by which formulas find its columns, where titles may occur twice; `numeric` says
        which columns are figures, where their cells do not.
        """
        body = [tuple(row) for row in rows]
        self.sheet.write_string(self._row, 0, held(title), self.styles["heading"])
        header = self._row + 1
        figures = numeric or [any(is_number(cells[k]) for cells in body) for k in range(len(columns))]
        self._header(header, columns, figures)
        if freeze:
            self.sheet.freeze_panes(header + 1, 1)
            self.sheet.repeat_rows(header)
        self._row = header + 1
        for row in body:
            self._write(row, "", figures)
        area = Area(self.name, header + 1, max(header + 1, self._row - 1), _numbered(keys or columns))
        if total is not None:
            self._write(total, "total_", figures)
        self._row += 1
        self._columns = max(self._columns, len(columns))
        return area

    def facts(self, title: str, entries: Iterable[tuple[str, Cell]]) -> Area:
        """Labels and values in two columns; a long text runs over the columns after it."""
        if title:
            self.sheet.write_string(self._row, 0, held(title), self.styles["heading"])
            self._row += 1
        first, told = self._row, list(entries)
        short = "end" if any(is_number(value) for _, value in told) else "fact"
        for label, value in told:
            self._put(self._row, 0, label, "label")
            if isinstance(value, str) and len(value) > _SHORT:
                self._spread.append(_Spread(self._row, 1, held(value), "wide"))
            else:
                self._put(self._row, 1, value, short)
            self._row += 1
        area = Area(self.name, first, max(first, self._row - 1), {"what": 0, "value": 1})
        self._row += 1
        self._columns = max(self._columns, 2)
        return area

    def skip(self, rows: int) -> None:
        """Leave room for what stands over cells, such as charts."""
        self._row += rows

    def widen(self, columns: int, width: int) -> None:
        """Give the first columns at least this width."""
        for column in range(columns):
            self._widths[column] = max(self._widths.get(column, 0), width)
        self._columns = max(self._columns, columns)

    def done(self) -> None:
        """Set widths and heights, what is printed, and how."""
        for column, width in self._widths.items():
            self.sheet.set_column(column, column, width)
        for spread in self._spread:
            self._spread_out(spread)
        for row, texts in self._texts.items():
            height = height_of((text, self._width(column)) for text, column in texts)
            if height > LINE:
                self.sheet.set_row(row, height)
        self.sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        self._printed()

    def _header(self, row: int, columns: Sequence[str], figures: Sequence[bool]) -> None:
        for k, name in enumerate(columns):
            style = "header_number" if figures[k] else "header" if k else "header_first"
            self.sheet.write_string(row, k, held(name), self.styles[style])
            self._widths[k] = max(self._widths.get(k, 0), min(header_width(name), 24))
            self._texts.setdefault(row, []).append((name, k))

    def _write(self, row: Sequence[Cell], kind: str, figures: Sequence[bool]) -> None:
        for k, cell in enumerate(row):
            words = "end" if figures[k] else "text" if k else "label"
            self._put(self._row, k, cell, kind + words)
        self._row += 1

    def _put(self, row: int, column: int, cell: Cell, style: str) -> None:
        kind = "total_" if style.startswith("total_") else ""
        if isinstance(cell, str):
            text = held(cell)
            self.sheet.write_string(row, column, text, self.styles[style])
            self._texts.setdefault(row, []).append((text, column))
        elif isinstance(cell, Fixed):
            self.sheet.write_number(row, column, cell.value, self.styles[kind + cell.style])
        elif isinstance(cell, Live):
            self.sheet.write_formula(
                row, column, f"={cell.formula}", self.styles[kind + cell.style], cell.value
            )
        else:
            self.sheet.write_blank(row, column, None, self.styles[style])
        self._widths[column] = max(self._widths.get(column, 0), width_of(cell))

    def _width(self, column: int) -> float:
        return self._widths.get(column, _DEFAULT)

    def _spread_out(self, spread: _Spread) -> None:
        last, room = spread.column, self._width(spread.column)
        while room < min(_READABLE, len(spread.text) + 4):
            last += 1
            room += self._width(last)
        style = self.styles[spread.style]
        if last > spread.column:
            self.sheet.merge_range(spread.row, spread.column, spread.row, last, "", style)
        self.sheet.write_string(spread.row, spread.column, spread.text, style)
        self.sheet.set_row(spread.row, height_of([(spread.text, room)]))
        self._columns = max(self._columns, last + 1)

    def _printed(self) -> None:
        sheet = self.sheet
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
        sheet.hide_gridlines(2)
        sheet.print_area(0, 0, max(1, self._row - 1), max(1, self._columns - 1))
        sheet.set_header(f"&L {self._heading}&R&A")
        sheet.set_footer("&RPage &P of &N")
        if sum(self._width(column) for column in range(self._columns)) <= _ONE_PAGE:
            sheet.fit_to_pages(1, 0)
        else:
            sheet.set_print_scale(60)
            sheet.repeat_columns(0)


def _printable(heading: str) -> str:
    """Text for the head of a printed page, where `&` begins a code: doubled, and never one for a picture."""
    line = " ".join(held(heading).split())[:100]
    return re.sub(r"&(?=[G\[])", "& ", line).replace("&", "&&")


def _numbered(keys: Sequence[str]) -> dict[str, int]:
    return {key: k for k, key in enumerate(keys)}
