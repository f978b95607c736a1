"""What the sheets share: the dossier, the pages, and where each table landed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from allocator.render.workbook.cells import Area
from allocator.render.workbook.page import Page
from allocator.reports.finance.dossier import Dossier


@dataclass(frozen=True)
class Parts:
    """The workbook as it is made; `areas` fills up with the tables that formulas refer to."""

    dossier: Dossier
    pages: Mapping[str, Page]
    areas: dict[str, Area] = field(default_factory=dict)

    @property
    def digits(self) -> int:
        """Decimals of the currency's smallest unit."""
        return self.dossier.digits

    def titled(self, text: str) -> str:
        """A table's title with the currency."""
        return f"{text}, {self.dossier.plan.currency}"
