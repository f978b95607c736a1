"""Everything a finance report speaks of, gathered once and frozen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from allocator.plan import Plan
from allocator.plan.statement import Statement, statement
from allocator.plan.tracing import Reinvested, traced
from allocator.scenario.textfiles import FileRecord


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a report comes from: the files in the order in which they were laid over each other, and how."""

    command: str
    version: str
    files: tuple[FileRecord, ...] = ()
    settings: tuple[str, ...] = ()
    others: tuple[tuple[str, tuple[FileRecord, ...]], ...] = ()
    """The scenarios that it is compared with, by name, and their files."""


@dataclass(frozen=True)
class Dossier:
    """A plan with its flows and its origin."""

    plan: Plan
    provenance: Provenance

    @cached_property
    def statement(self) -> Statement:
        """What is ordered, paid and earned, by item and period."""
        return statement(self.plan)

    @cached_property
    def reinvested(self) -> tuple[Reinvested, ...]:
        """Which returns paid for which work."""
        return traced(self.plan, self.statement)

    @property
    def digits(self) -> int:
        """Decimals of the currency's smallest unit."""
        return self.plan.scenario.digits

    @property
    def title(self) -> str:
        """The report's title."""
        return self.plan.scenario.report.title or self.plan.scenario.name
