"""The finance report in each of its formats; nothing is imported before a format is used."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from allocator.errors import InputError
from allocator.studies.base import silent

if TYPE_CHECKING:
    from allocator.reports.finance.dossier import Dossier
    from allocator.reports.finance.page import Studied
    from allocator.studies.base import Progress


class ReportFormat(StrEnum):
    """The formats of a report, by the ending of its file."""

    WORKBOOK = ".xlsx"
    WEB_PAGE = ".html"
    MARKDOWN = ".md"


def report_format(path: Path) -> ReportFormat:
    """The format that a file's ending asks for; raises InputError for any other."""
    try:
        return ReportFormat(path.suffix.lower())
    except ValueError:
        known = ", ".join(ReportFormat)
        found = path.suffix or "none"
        raise InputError.single(f"{path}: no format of a report", expected=known, found=found) from None


class Renderer(Protocol):
    """What writes a report in one format."""

    def __call__(self, dossier: Dossier, studied: Studied, progress: Progress = silent, /) -> str | bytes:
        """The report; `progress` is told how far it is."""


def renderer(kind: ReportFormat) -> Renderer:
    """What writes a report in that format; raises InputError where a package for it is missing."""
    if kind is ReportFormat.WORKBOOK:
        with _extra("a workbook"):
            from allocator.render.workbook.write import workbook_bytes
        return workbook_bytes
    if kind is ReportFormat.WEB_PAGE:
        return _page_renderer()
    from allocator.render.markdown import markdown_text
    from allocator.reports.finance.report import FinanceReport

    return lambda dossier, studied, progress=silent: markdown_text(
        FinanceReport(dossier, studied.compared).document()
    )


def _page_renderer() -> Renderer:
    from allocator.reports.finance.page import FinancePage

    with _extra("a web page"):
        from allocator.render.web_page.page import page_text
    return lambda dossier, studied, progress=silent: page_text(FinancePage(dossier, studied).page())


@contextmanager
def _extra(what: str) -> Iterator[None]:
    """Tell a package that is not installed by the name of the extra that brings it."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise InputError.single(
            f"{what} needs the package {error.name}", expected="pip install allocator[report]"
        ) from None
