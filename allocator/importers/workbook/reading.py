"""Read a report: its cells with the values stored in them, and the plan inside. Nothing in it is run."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from allocator.errors import InputError
from allocator.importers.workbook.names import ALLOCATION, INPUTS, PLAN_SHEET, RATES

LARGEST = 400 * 2**20
"""Bytes of all its parts, unpacked."""
_PARTS = 500
_ROWS, _COLUMNS = 20_000, 2_000
_CHUNK = 1 << 20
_FOREIGN = (
    *(zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, TypeError, IndexError, AttributeError),
    *(SyntaxError, LookupError, OSError, RuntimeError, NotImplementedError, ArithmeticError),
)
"""What readers of archives and XML raise over a file that is broken on purpose."""

Value = str | float | int | Decimal | bool | None


@dataclass(frozen=True, slots=True)
class SavedReport:
    """The text of the plan inside, and the values of the sheets that are compared with it, row by row."""

    plan: str
    sheets: Mapping[str, tuple[tuple[Value, ...], ...]]


def read_report(data: bytes, name: str) -> SavedReport:
    """The report in these bytes; raises InputError where they hold none, or more than a report would."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_bombs(archive, name)
    except _FOREIGN as error:
        raise _broken(name, error) from None
    try:
        return _read(data, name)
    except ModuleNotFoundError as error:
        raise InputError.single(
            f"{name}: reading a workbook needs the package {error.name}",
            expected="pip install allocator[report]",
        ) from None
    except _FOREIGN as error:
        raise _broken(name, error) from None


def _read(data: bytes, name: str) -> SavedReport:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    try:
        missing = [sheet for sheet in (PLAN_SHEET, INPUTS, RATES, ALLOCATION) if sheet not in book.sheetnames]
        if missing:
            raise InputError.single(
                f"{name}: no report of this program",
                expected=f"the sheet {missing[0]}",
                found=f"{len(book.sheetnames)} sheets without it",
            )
        chunks = (row[0] for row in _rows(book[PLAN_SHEET]) if row)
        plan = "".join(str(chunk) for chunk in chunks if chunk is not None)
        sheets = {sheet: tuple(_rows(book[sheet])) for sheet in (INPUTS, RATES, ALLOCATION)}
    finally:
        book.close()
    return SavedReport(plan, sheets)


def _rows(sheet: Any) -> Iterator[tuple[Value, ...]]:
    """The rows of a sheet as far as a report goes, whatever the file says of its size."""
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(values_only=True)):
        if number >= _ROWS:
            raise ValueError("too many rows")
        yield tuple(row[:_COLUMNS])


def _refuse_bombs(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse what unpacks to more than a report would, and XML that defines entities."""
    parts = archive.infolist()
    if len(parts) > _PARTS or sum(part.file_size for part in parts) > LARGEST:
        raise InputError.single(
            f"{name}: the file is too large", expected=f"at most {LARGEST >> 20} MB unpacked"
        )
    for part in parts:
        with archive.open(part) as stream:
            last = b""
            while chunk := stream.read(_CHUNK):
                if b"<!" in (seen := (last + chunk).replace(b"\0", b"")) and _defines(seen):
                    raise InputError.single(f"{name}: XML with a document type", expected="a workbook")
                last = chunk[-64:]


def _defines(text: bytes) -> bool:
    return b"<!DOCTYPE" in text or b"<!ENTITY" in text


def _broken(name: str, error: BaseException) -> InputError:
    told = " ".join(str(error).split())[:120]
    return InputError.single(f"{name}: not a workbook that can be read" + (f" ({told})" if told else ""))
