"""The whole workbook, sheet by sheet."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from allocator.importers.workbook.names import PLAN_SHEET
from allocator.money import exact
from allocator.render.workbook.allocation import allocation
from allocator.render.workbook.checks import checks
from allocator.render.workbook.commitments import commitments
from allocator.render.workbook.compare import compare
from allocator.render.workbook.cover import cover
from allocator.render.workbook.embedded import embed
from allocator.render.workbook.frontier import frontier
from allocator.render.workbook.inputs import inputs, rates, timing
from allocator.render.workbook.monthly import monthly
from allocator.render.workbook.page import Page
from allocator.render.workbook.parts import Parts
from allocator.render.workbook.reinvestment import reinvested
from allocator.render.workbook.returns import returns
from allocator.render.workbook.sensitivity import sensitivity
from allocator.render.workbook.sheets import sheets_of
from allocator.render.workbook.solver import answer, limits
from allocator.render.workbook.styles import Styles
from allocator.render.workbook.summary import summary
from allocator.render.workbook.tables import assumed, audited, goals
from allocator.reports.finance.dossier import Dossier
from allocator.reports.finance.page import Studied
from allocator.studies.base import Progress, silent

_CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""A fixed date, so that the same plan gives the same bytes."""
_NOTHING = Studied()
_PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def workbook_bytes(dossier: Dossier, studied: Studied = _NOTHING, progress: Progress = silent) -> bytes:
    """The report as the bytes of an .xlsx file; the same dossier and studies give the same bytes."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, **_PLAIN})
    book.set_properties({"title": dossier.title, "created": _CREATED})
    book.set_calc_mode("auto")
    with exact():
        _fill(book, dossier, studied, progress)
    book.close()
    return stream.getvalue()


def _fill(book: Any, dossier: Dossier, studied: Studied, progress: Progress) -> None:
    styles, sheets = Styles(book, dossier.digits), sheets_of(studied)
    made = {sheet.name: book.add_worksheet(sheet.name) for sheet in sheets}
    for sheet in sheets:
        made[sheet.name].set_tab_color(sheet.kind.value)
    pages = {name: Page(one, styles, dossier.title) for name, one in made.items() if name != "Cover"}
    parts = Parts(dossier, studied, sheets, pages)
    for number, fill in enumerate(_FILLS):
        progress(number, len(_FILLS) + 1)
        fill(parts)
    progress(len(_FILLS), len(_FILLS) + 1)
    compare(parts, book)
    frontier(parts, book)
    checks(parts)
    summary(parts, book)
    for page in pages.values():
        page.done()
    cover(parts, made["Cover"], styles)
    embed(book.add_worksheet(PLAN_SHEET), dossier.plan)


_FILLS: tuple[Callable[[Parts], None], ...] = (
    *(inputs, rates, timing, allocation, monthly, commitments, returns, reinvested, goals),
    *(answer, sensitivity, limits, assumed, audited),
)
"""Sheet by sheet, in the order in which their formulas refer to each other."""
