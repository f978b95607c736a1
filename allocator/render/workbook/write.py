"""The whole workbook, sheet by sheet."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from allocator.money import exact
from allocator.render.workbook.allocation import allocation
from allocator.render.workbook.checks import checks
from allocator.render.workbook.commitments import commitments
from allocator.render.workbook.embedded import SHEET, embed
from allocator.render.workbook.front import cover, summary
from allocator.render.workbook.inputs import inputs, timing
from allocator.render.workbook.monthly import monthly
from allocator.render.workbook.page import Page
from allocator.render.workbook.parts import Parts
from allocator.render.workbook.returns import returns
from allocator.render.workbook.solver import answer, limits, sensitivity
from allocator.render.workbook.styles import Styles
from allocator.render.workbook.tables import assumed, audited, goals, reinvested
from allocator.reports.finance.dossier import Dossier

SHEETS = (
    *("Cover", "Summary", "Allocation", "Monthly", "Commitments", "Returns", "Reinvestment", "Goals"),
    *("Answer", "Sensitivity", "Limits", "Inputs", "Timing", "Assumptions", "Checks", "Audit"),
)
_CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""A fixed date, so that the same plan gives the same bytes."""
_PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def workbook_bytes(dossier: Dossier) -> bytes:
    """The report as the bytes of an .xlsx file; the same dossier gives the same bytes."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, **_PLAIN})
    book.set_properties({"title": dossier.title, "created": _CREATED})
    book.set_calc_mode("auto")
    with exact():
        _fill(book, dossier)
    book.close()
    return stream.getvalue()


def _fill(book: Any, dossier: Dossier) -> None:
    styles = Styles(book, dossier.digits)
    pages = {name: Page(book.add_worksheet(name), styles) for name in SHEETS}
    parts = Parts(dossier, pages)
    for sheet in (inputs, timing, allocation, monthly, commitments, returns):
        sheet(parts)
    for sheet in (reinvested, goals, answer, sensitivity, limits, assumed, audited, cover):
        sheet(parts)
    summary(parts, book)
    checks(parts, styles["wrong"])
    for page in pages.values():
        page.done()
    embed(book.add_worksheet(SHEET), dossier.plan)
