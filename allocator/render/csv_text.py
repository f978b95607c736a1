"""Reports as CSV by RFC 4180: commas, CRLF, quotes doubled, and no text that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import re

from allocator.render.values import for_programs
from allocator.reports.document import Cell, Table

_RUNS = r"[=+\-@\uff1d\uff0b\uff0d\uff20]"
"""With these a formula begins, with those of East Asian keyboards as well."""
_FORMULA = re.compile(rf"\s*{_RUNS}|[\t\r\n]")
_SPLIT = re.compile(rf"([;\t\r\n]\s*)(?={_RUNS})")
"""Where a program that takes another sign than the comma for its separator would begin a cell."""
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def csv_text(table: Table) -> str:
    """A header and one record per row; the total row is left out, since a spreadsheet adds up by itself."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([harmless(column.title) for column in table.columns])
    writer.writerows([_field(cell) for cell in row] for row in table.rows)
    return text.getvalue()


def harmless(text: str) -> str:
    """Text, with an apostrophe wherever a spreadsheet would take what follows for a formula."""
    if _NUMBER.fullmatch(text):
        return text
    return ("'" if _FORMULA.match(text) else "") + _SPLIT.sub(r"\1'", text)


def _field(cell: Cell) -> str:
    return harmless(cell) if isinstance(cell, str) else for_programs(cell)
