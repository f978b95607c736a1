"""The finance report as a document: one section after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from allocator.money import exact
from allocator.reports.compare import CompareReport
from allocator.reports.document import Block, Caution, Document
from allocator.reports.finance.allocation import allocation
from allocator.reports.finance.assumptions import assumptions
from allocator.reports.finance.audit import audit
from allocator.reports.finance.calendar import by_period, by_quarter
from allocator.reports.finance.checks import checks
from allocator.reports.finance.commitments import commitments
from allocator.reports.finance.cover import cover
from allocator.reports.finance.dossier import Dossier
from allocator.reports.finance.earnings import earnings
from allocator.reports.finance.reinvestment import reinvestment
from allocator.reports.money_flow import sums
from allocator.reports.outcomes import goals_table
from allocator.reports.proof import binding_table, stages_table


@dataclass(frozen=True)
class FinanceReport:
    """What finance reads and signs; where it is compared with others, that as well."""

    dossier: Dossier
    compared: CompareReport | None = None

    def document(self) -> Document:
        """All sections."""
        with exact():
            return Document(self.dossier.title, tuple(self._blocks()))

    def _blocks(self) -> Iterator[Block]:
        dossier, plan = self.dossier, self.dossier.plan
        yield from cover(dossier)
        yield from sums(plan)
        yield from (Caution(warning) for warning in plan.warnings)
        yield allocation(dossier)
        yield by_period(dossier)
        yield from by_quarter(dossier)
        yield commitments(dossier)
        yield from earnings(dossier)
        yield from reinvestment(dossier)
        if plan.goals:
            yield goals_table(plan)
        yield from binding_table(plan)
        yield stages_table(plan)
        if self.compared is not None:
            yield from self.compared.document().blocks
        yield assumptions(dossier)
        yield checks(dossier)
        yield from audit(dossier)
