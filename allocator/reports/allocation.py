"""The allocation: a reason on every line, and totals that add up in sight."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from allocator.fields import Unlimited
from allocator.money import exact
from allocator.plan import Plan, PlanItem
from allocator.problem import Line, lines_of
from allocator.problem.stages import LEAST_BUDGET
from allocator.reports.allocation_sheet import sheet_of
from allocator.reports.bounds import least_of, most_of
from allocator.reports.cells import figures, some, span, text, total_of
from allocator.reports.document import (
    Block,
    Caution,
    Cell,
    Document,
    Facts,
    Money,
    Note,
    Number,
    Percent,
    Table,
)
from allocator.reports.money_flow import cash_table, loans_table, spend_table, sums
from allocator.reports.outcomes import ceilings_table, goals_table, outcomes_table
from allocator.reports.proof import binding_table, stages_table, verdict
from allocator.reports.ties import tie_note
from allocator.reports.totals import groups_table
from allocator.scenario.goals import BUDGET, NET_RETURN
from allocator.scenario.items import Starts
from allocator.scenario.words import TimeFrame

_COLUMNS = (
    text("item"),
    text("name", rank=5),
    text("kind", rank=4),
    text("channel", rank=6),
    text("status", rank=3),
    text("time frame", rank=3),
    figures("min", rank=7),
    figures("max", rank=7),
    figures("spend"),
    figures("share", rank=2),
    text("bought", rank=1),
    figures("return", rank=1),
    figures("marg.", rank=2),
    text("why", folds=True),
)

_FEW = 3
"""So many starts are named one by one."""


@dataclass(frozen=True)
class Allocation:
    """A plan as a report."""

    plan: Plan

    def document(self) -> Document:
        """What a reader sees."""
        with exact():
            return Document(self.plan.scenario.name, tuple(self._blocks()))

    def data(self) -> dict[str, Any]:
        """The plan's JSON, format 1."""
        return self.plan.to_data()

    def sheet(self) -> Table:
        """One row per item."""
        return sheet_of(self.plan)

    @property
    def _digits(self) -> int:
        return self.plan.scenario.digits

    @cached_property
    def _lines(self) -> Mapping[str, Line]:
        return lines_of(self.plan.scenario)

    def _blocks(self) -> Iterator[Block]:
        plan = self.plan
        yield self._head()
        yield self._items()
        yield from sums(plan)
        if plan.unspent_because:
            yield Note(f"unspent, because {plan.unspent_because}")
        yield from tie_note(plan)
        if plan.goals:
            yield goals_table(plan)
        yield groups_table(plan)
        yield from spend_table(plan)
        yield cash_table(plan)
        yield from loans_table(plan)
        if any(item.bought and item.outcomes for item in plan.items):
            yield outcomes_table(plan)
        yield from ceilings_table(plan)
        yield from binding_table(plan)
        yield stages_table(plan)
        yield from (Caution(warning) for warning in plan.warnings)

    def _head(self) -> Facts:
        plan = self.plan
        entries: list[tuple[str, Cell]] = [
            (_budget_title(plan), Money(plan.totals.budget, self._digits)),
            ("currency", plan.currency),
            ("horizon", span(plan.scenario.horizon.calendar)),
            *_aim(plan),
            ("result", verdict(plan)),
        ]
        return Facts("", tuple(entries))

    def _items(self) -> Table:
        named = any(item.name != item.id for item in self.plan.items)
        channels = any(item.channel for item in self.plan.items)
        shown = {
            "name": named,
            "channel": channels,
            "bought": any(_bought(item, self.plan) for item in self.plan.items),
        }
        keep = [k for k, column in enumerate(_COLUMNS) if shown.get(column.title, True)]
        rows = [self._row(item) for item in self.plan.items]
        return Table(
            f"Allocation, {self.plan.currency}",
            tuple(_COLUMNS[k] for k in keep),
            tuple(tuple(row[k] for k in keep) for row in rows),
            tuple(self._total()[k] for k in keep),
        )

    def _row(self, item: PlanItem) -> tuple[Cell, ...]:
        digits, line = self._digits, self._lines[item.id]
        most = most_of(line, digits)
        return (
            item.id,
            item.name if item.name != item.id else None,
            str(item.kind),
            item.channel,
            str(item.status),
            str(item.time_frame),
            some(least_of(line, digits), digits),
            None if most is None else Money(most, digits),
            Money(item.spend, digits),
            Percent(item.share),
            _bought(item, self.plan),
            None if item.evidence == "none" else Money(item.returned, digits),
            None if item.marginal_return is None else Number(item.marginal_return, 2, fixed=True),
            item.reason_text,
        )

    def _total(self) -> tuple[Cell, ...]:
        digits, totals = self._digits, self.plan.totals
        everything = Percent(float(bool(totals.spend)))
        spent: Decimal = total_of(item.spend for item in self.plan.items)
        blank: tuple[Cell, ...] = (None,) * 7
        money = (Money(spent, digits), everything, None, Money(totals.returned, digits))
        return ("TOTAL", *blank, *money, None, None)


def _budget_title(plan: Plan) -> str:
    """What the budget is: given, or found by the plan."""
    if BUDGET in plan.scenario.policy.weights:
        return "least budget"
    return "drawn" if isinstance(plan.scenario.budget.total, Unlimited) else "budget"


def _aim(plan: Plan) -> Iterator[tuple[str, Cell]]:
    """What the plan reaches of its own aim, where that is not the net return, which the sums tell."""
    policy = plan.scenario.policy
    if policy.objective == NET_RETURN:
        return
    names = {policy.objective, LEAST_BUDGET, *TimeFrame}
    served = [stage for stage in plan.stages if not names.isdisjoint(stage.name.split(" + "))]
    if served:
        reached = sum(stage.value for stage in served)
        yield f"{served[0].aim}d", f"{policy.objective.replace('_', ' ')} {reached:,.2f}"


def _bought(item: PlanItem, plan: Plan) -> str | None:
    """What is bought where that is more than money: units, a tier, a part, or the periods of its starts."""
    spec = plan.scenario.items[item.id]
    tier = [f"tier {item.tier}"] if item.tier else []
    if spec.starts is not Starts.FIRST and item.units_by_period and item.bought:
        labels = [p.label for p, count in zip(plan.periods, item.units_by_period, strict=True) if count]
        when = ", ".join(labels) if len(labels) <= _FEW else f"{len(labels)} times"
        return " ".join([*tier, f"starts {when}"])
    if tier or not item.units:
        return tier[0] if tier else None
    if spec.price is not None:
        return "all of it" if item.units == 1 else f"{item.units:.3%} of it"
    return "1 unit" if item.units == 1 else f"{item.units:,.6g} units"
