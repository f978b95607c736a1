"""The cost inventory: what `check` reports of a valid scenario."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from allocator.money import exact
from allocator.reports.costs import Costs
from allocator.reports.document import Document, Table
from allocator.reports.inventory_data import inventory_data
from allocator.reports.inventory_document import inventory_document
from allocator.reports.inventory_sheet import inventory_sheet


@dataclass(frozen=True)
class Inventory:
    """A scenario's costs as a report."""

    costs: Costs

    def document(self) -> Document:
        """What a reader sees."""
        with exact():
            return inventory_document(self.costs)

    def data(self) -> dict[str, Any]:
        """The inventory's JSON, format 1."""
        with exact():
            return inventory_data(self.costs)

    def sheet(self) -> Table:
        """One row per item."""
        return inventory_sheet(self.costs)
