"""What the independent checker found of a saved plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from allocator.errors import PlanCheckError
from allocator.plan import Plan
from allocator.reports.asked import Asked
from allocator.reports.cells import count_of, figures, span, text
from allocator.reports.document import Block, Caution, Cell, Document, Facts, Money, Table
from allocator.reports.money_flow import sums

FORMAT = 1


@dataclass(frozen=True)
class Verification:
    """A plan that holds, as a report; `amounts` is how many cells of a workbook agree with it."""

    plan: Plan
    amounts: int | None = None

    def document(self) -> Document:
        """What was recomputed, and that it agrees."""
        plan, calendar = self.plan, self.plan.scenario.horizon.calendar
        checked = [count_of(len(plan.items), "item"), count_of(len(plan.periods), "period")]
        checked += [count_of(len(plan.limits), "rule"), count_of(len(plan.goals), "goal")]
        checked += [] if self.amounts is None else [f"{self.amounts:,} amounts on the sheets"]
        facts: list[tuple[str, Cell]] = [
            (
                "result",
                "verified: every number, computed anew from the scenario, agrees; every rule holds",
            ),
            ("checked", ", ".join(checked)),
            ("horizon", span(calendar)),
            ("currency", plan.currency),
        ]
        blocks: list[Block] = [Facts("", tuple(facts)), *sums(plan), *map(Caution, plan.warnings)]
        return Document(plan.scenario.name, tuple(blocks))

    def data(self) -> Mapping[str, Any]:
        """The same as JSON, format 1."""
        plan = self.plan
        amounts = {} if self.amounts is None else {"amounts": self.amounts}
        counts = {"items": plan.items, "periods": plan.periods, "limits": plan.limits, "goals": plan.goals}
        return {
            "format": FORMAT,
            "verified": True,
            "name": plan.scenario.name,
            "currency": plan.currency,
            "checked": {name: len(parts) for name, parts in counts.items()} | amounts,
            "totals": plan.to_data()["totals"],
            "findings": [],
        }

    def sheet(self) -> Table:
        """One row: verified, and the totals."""
        digits, totals = self.plan.scenario.digits, self.plan.totals
        names = ("budget", "reserve", "reinvested", "spend", "unspent")
        columns = (text("verified"), text("name"), text("currency"), *map(figures, names), figures("return"))
        amounts = (*(getattr(totals, name) for name in names), totals.returned)
        money: tuple[Cell, ...] = tuple(Money(amount, digits) for amount in amounts)
        row = ("true", self.plan.scenario.name, self.plan.currency, *money)
        return Table("Verification", columns, (row,))


@dataclass(frozen=True)
class Reasked:
    """A study's answer that came out the same again, as a report."""

    asked: Asked[Any]

    def document(self) -> Document:
        """What was asked again, and that it agrees."""
        facts: tuple[tuple[str, Cell], ...] = (
            (
                "result",
                "verified: the same question, asked anew of the scenarios inside, has the same answer",
            ),
            ("study", self.asked.study),
            ("scenarios", ", ".join(scenario.name for scenario in self.asked.scenarios)),
        )
        return Document(self.asked.scenarios[0].name, (Facts("", facts),))

    def data(self) -> Mapping[str, Any]:
        """The same as JSON, format 1."""
        return {
            "format": FORMAT,
            "verified": True,
            "name": self.asked.scenarios[0].name,
            "study": self.asked.study,
            "findings": [],
        }

    def sheet(self) -> Table:
        """One row: verified, and what was asked."""
        columns = (text("verified"), text("name"), text("study"))
        return Table("Verification", columns, (("true", self.asked.scenarios[0].name, self.asked.study),))


def failure_data(error: PlanCheckError) -> dict[str, Any]:
    """A failed check as JSON, format 1."""
    return {"format": FORMAT, "verified": False, "findings": list(error.findings)}
