"""The finance report in each of its formats; nothing is imported before a format is used."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from allocator.errors import InputError

if TYPE_CHECKING:
    from allocator.reports.finance.dossier import Dossier


class ReportFormat(StrEnum):
    """The formats of a report, by the ending of its file."""

    WORKBOOK = ".xlsx"
    MARKDOWN = ".md"


def report_format(path: Path) -> ReportFormat:
    """The format that a file's ending asks for; raises InputError for any other."""
    try:
        return ReportFormat(path.suffix.lower())
    except ValueError:
        known = ", ".join(ReportFormat)
        found = path.suffix or "none"
        raise InputError.single(f"{path}: no format of a report", expected=known, found=found) from None


def reported(dossier: Dossier, kind: ReportFormat) -> str | bytes:
    """The report in that format."""
    if kind is ReportFormat.WORKBOOK:
        return _workbook(dossier)
    from allocator.render.markdown import markdown_text
    from allocator.reports.finance.report import FinanceReport

    return markdown_text(FinanceReport(dossier).document())


def _workbook(dossier: Dossier) -> bytes:
    try:
        from allocator.render.workbook.write import workbook_bytes
    except ModuleNotFoundError as error:
        raise InputError.single(
            f"a workbook needs the package {error.name}", expected="pip install allocator[report]"
        ) from None
    return workbook_bytes(dossier)
