"""Response curves read off, as a report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from allocator.money import exact
from allocator.reports.curve.data import curves_data
from allocator.reports.curve.document import curves_document
from allocator.reports.curve.sheet import curves_sheet
from allocator.reports.document import Document, Table
from allocator.studies.curve import Curves


@dataclass(frozen=True)
class CurvesReport:
    """The curves of a scenario's items."""

    curves: Curves
    warnings: tuple[str, ...] = ()

    def document(self) -> Document:
        """What a reader sees."""
        with exact():
            return curves_document(self.curves, self.warnings)

    def data(self) -> dict[str, Any]:
        """The curves' JSON, format 1."""
        with exact():
            return curves_data(self.curves)

    def sheet(self) -> Table:
        """One row per place on a curve."""
        with exact():
            return curves_sheet(self.curves)
