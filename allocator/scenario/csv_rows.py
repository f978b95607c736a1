"""The rows of a sheet (CSV), each with the place where it stands.

The delimiter is a comma, or a semicolon or a tab where the header has those and no comma. Empty rows
are absent. A mark counts physical lines, and the sheet's columns.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from allocator.errors import InputError, Mark
from allocator.scenario.textfiles import TextFile


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a sheet, with the physical line on which it starts."""

    file: str
    line: int
    cells: list[str]

    def mark(self, index: int = 0) -> Mark:
        """The place of a cell: the row's line, and the number of the sheet's column."""
        return Mark(self.file, self.line, index + 1)


def rows_of(file: TextFile) -> Iterator[Row]:
    """The rows that are not empty, the header first; raises `InputError` at a broken quote."""
    first = next((line for line in file.text.splitlines() if line.strip()), "")
    delimiter = next((sign for sign in ",;\t" if sign in first), ",")
    reader = csv.reader(io.StringIO(file.text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield Row(file.record.name, line, cells)
            line = reader.line_num + 1
    except csv.Error as error:
        problem = f"the row cannot be read: {error}"
        raise InputError.single(problem, mark=Mark(file.record.name, line, 1)) from None
