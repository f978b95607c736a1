"""What the sheets share: the dossier, the pages, and where each table landed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from allocator.render.workbook.cells import Area
from allocator.render.workbook.page import Page
from allocator.render.workbook.sheets import Sheet
from allocator.reports.finance.dossier import Dossier
from allocator.reports.finance.page import Studied


@dataclass(frozen=True, slots=True)
class TieOut:
    """Two formulas for the same amount, and what both come to."""

    what: str
    formulas: tuple[str, str]
    amounts: tuple[Decimal, Decimal]


@dataclass(frozen=True)
class Parts:
    """The workbook as it is made.

    `areas` fills up with the tables that formulas refer to, `bridged` with what bridges add to the checks.
    """

    dossier: Dossier
    studied: Studied
    sheets: tuple[Sheet, ...]
    pages: Mapping[str, Page]
    areas: dict[str, Area] = field(default_factory=dict)
    bridged: list[TieOut] = field(default_factory=list)

    @property
    def digits(self) -> int:
        """Decimals of the currency's smallest unit."""
        return self.dossier.digits

    def titled(self, text: str) -> str:
        """A table's title with the currency."""
        return f"{text}, {self.dossier.plan.currency}"
