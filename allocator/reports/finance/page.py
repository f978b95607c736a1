"""The finance report as a web page: what a reader asks first comes first, each answer with its picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from allocator.money import exact
from allocator.reports.compare import CompareReport
from allocator.reports.document import Block, Caution
from allocator.reports.explain import ExplainReport
from allocator.reports.finance.allocation import allocation
from allocator.reports.finance.assumptions import assumptions
from allocator.reports.finance.audit import audit
from allocator.reports.finance.calendar import by_period, by_quarter, cash_drawn
from allocator.reports.finance.checks import checks
from allocator.reports.finance.commitments import commitments
from allocator.reports.finance.cover import cover
from allocator.reports.finance.dossier import Dossier
from allocator.reports.finance.earnings import earnings
from allocator.reports.finance.reinvestment import reinvestment
from allocator.reports.finance.spending import goals_drawn, items_drawn, spending
from allocator.reports.frontier import FrontierReport
from allocator.reports.money_flow import sums
from allocator.reports.outcomes import ceilings_table, goals_table, outcomes_table
from allocator.reports.page import Page, Section, Slider
from allocator.reports.proof import binding_table, stages_table


@dataclass(frozen=True, slots=True)
class Studied:
    """What studies of the scenario answered: what its rules cost, and its best plans at other budgets."""

    rules: tuple[Block, ...] = ()
    """What is told of prices where they were not asked for."""
    explained: ExplainReport | None = None
    budgets: tuple[Block | Slider, ...] = ()
    compared: CompareReport | None = None
    """The scenario beside others."""
    frontier: FrontierReport | None = None
    """Its best plans at other budgets, for a workbook."""


@dataclass(frozen=True)
class FinancePage:
    """The dossier section by section, with what was studied besides."""

    dossier: Dossier
    studied: Studied

    def page(self) -> Page:
        """All sections that have anything to tell."""
        with exact():
            made = (Section(anchor, title, tuple(blocks)) for anchor, title, blocks in self._sections())
            return Page(self.dossier.title, tuple(section for section in made if section.blocks))

    def _sections(self) -> Iterator[tuple[str, str, Iterable[Block | Slider]]]:
        dossier = self.dossier
        yield (
            "verdict",
            "Verdict",
            (*cover(dossier), *map(Caution, dossier.plan.warnings), *sums(dossier.plan)),
        )
        yield "allocation", "Allocation", (*items_drawn(dossier), allocation(dossier))
        yield "spending", "Where the money goes", (*spending(dossier), commitments(dossier))
        yield "cash", "Cash over time", (cash_drawn(dossier), by_period(dossier), *by_quarter(dossier))
        yield "returns", "Returns", self._returns()
        yield "goals", "Goals", self._goals()
        yield "rules", "What rules cost", (*self._rules(), *binding_table(dossier.plan))
        yield "budgets", "Other budgets", self.studied.budgets
        yield "scenarios", "Scenarios", self._scenarios()
        yield "assumptions", "Assumptions", (assumptions(dossier),)
        yield "checks", "Checks and audit", (checks(dossier), stages_table(dossier.plan), *audit(dossier))

    def _returns(self) -> Iterator[Block]:
        yield from earnings(self.dossier)
        if any(item.bought and item.outcomes for item in self.dossier.plan.items):
            yield outcomes_table(self.dossier.plan)
        yield from ceilings_table(self.dossier.plan)
        yield from reinvestment(self.dossier)

    def _scenarios(self) -> Iterator[Block]:
        if self.studied.compared is not None:
            yield from self.studied.compared.document().blocks

    def _rules(self) -> Iterator[Block]:
        yield from self.studied.rules
        if self.studied.explained is not None:
            yield from self.studied.explained.prices()

    def _goals(self) -> Iterator[Block]:
        if self.dossier.plan.goals:
            yield goals_drawn(self.dossier)
            yield goals_table(self.dossier.plan)
