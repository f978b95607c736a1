"""Workbooks for tests: made, read by openpyxl, and recalculated by LibreOffice."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from allocator import solve
from allocator.plan import Plan
from allocator.render.workbook.write import workbook_bytes
from allocator.reports.finance.dossier import Dossier, Provenance
from allocator.reports.finance.page import Studied
from tests.studies.families import family

OFFICE = shutil.which("soffice")
needs_office = pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not installed")


@cache
def solved(name: str) -> Plan:
    return solve(family(name))


def book_of(plan: Plan) -> bytes:
    return workbook_bytes(Dossier(plan, Provenance("allocator report x.yaml -o x.xlsx", "1.0")), Studied())


def opened(data: bytes, *, values: bool = True) -> Any:
    """The workbook with its stored values, or with its formulas."""
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def without_values(data: bytes) -> Any:
    """The workbook as a program sees it that must calculate: formulas, no stored values."""
    return opened(data, values=False)


def recalculated(books: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Every workbook as LibreOffice calculates it, all in one run with a profile of its own."""
    source, target = folder / "in", folder / "out"
    source.mkdir()
    for name, book in books.items():
        path = source / f"{name}.xlsx"
        path.write_bytes(book) if isinstance(book, bytes) else book.save(path)
    assert OFFICE is not None
    command = [OFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to"]
    command += ["xlsx:Calc MS Excel 2007 XML", "--outdir", str(target), *map(str, sorted(source.iterdir()))]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return {name: openpyxl.load_workbook(target / f"{name}.xlsx", data_only=True) for name in books}


def formulas(book: Any) -> Iterator[tuple[str, str, str]]:
    """Sheet, cell and text of every formula."""
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    yield sheet.title, cell.coordinate, str(cell.value)


def same(one: object, other: object) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) <= 1e-6 * max(1.0, abs(one))
    return (one or "") == (other or "")


@dataclass(frozen=True)
class Found:
    """A table of a sheet: its values by row and column, and the cell of each."""

    values: dict[str, dict[str, Any]]
    cells: dict[tuple[str, str], str]

    def amount(self, row: str, column: str) -> Decimal:
        return Decimal(repr(self.values[row][column])).quantize(Decimal("0.01"))


def table(book: Any, sheet: str, first: str) -> Found:
    """The table whose header begins with `first`, down to the first empty row."""
    rows = list(book[sheet].iter_rows())
    start = next(k for k, row in enumerate(rows) if row[0].value == first)
    titles = [cell.value for cell in rows[start]]
    values: dict[str, dict[str, Any]] = {}
    cells: dict[tuple[str, str], str] = {}
    for row in rows[start + 1 :]:
        if row[0].value is None:
            break
        name = str(row[0].value)
        values[name] = {title: cell.value for title, cell in zip(titles, row, strict=True) if title}
        cells |= {(name, t): cell.coordinate for t, cell in zip(titles, row, strict=True) if t}
    return Found(values, cells)
