"""What a report tells besides the plan: asked of its scenario, with progress on standard error."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.render.reporting import ReportFormat
    from allocator.reports.compare import CompareReport
    from allocator.reports.document import Block
    from allocator.reports.explain import ExplainReport
    from allocator.reports.finance.page import Studied
    from allocator.reports.frontier import FrontierReport
    from allocator.reports.page import Slider
    from allocator.scenario import Loaded

_POINTS, _SOLVES = 11, 100
"""A page is made for reading; `allocator frontier` looks closer."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command line asks of a page: a range of budgets as FROM:TO, and what to leave out."""

    frontier: str | None
    no_frontier: bool
    prices: bool

    def checked(self, kind: ReportFormat) -> Wishes:
        """Itself; raises typer.BadParameter where that cannot be done."""
        from allocator.render.reporting import ReportFormat

        if kind is ReportFormat.MARKDOWN and (self.frontier is not None or self.no_frontier):
            raise typer.BadParameter("other budgets stand in a web page or a workbook (.html or .xlsx)")
        if kind is ReportFormat.MARKDOWN and self.prices:
            raise typer.BadParameter("prices of rules stand in a web page or a workbook (.html or .xlsx)")
        if self.frontier is not None and self.no_frontier:
            raise typer.BadParameter("--frontier and --no-frontier exclude each other")
        _ = self.range
        return self

    @property
    def range(self) -> tuple[Decimal | None, Decimal | None]:
        """The smallest and the largest budget asked for."""
        if self.frontier is None:
            return None, None
        try:
            start, stop = (Decimal(part.strip().replace("_", "")) for part in self.frontier.split(":"))
        except (ValueError, InvalidOperation):
            raise typer.BadParameter(
                f"--frontier {self.frontier}: expected FROM:TO, such as 40000:90000"
            ) from None
        return start, stop


def studied(plan: Plan, wishes: Wishes, kind: ReportFormat, others: Sequence[Loaded]) -> Studied:
    """The answers of the studies that the report shows."""
    from allocator.render.reporting import ReportFormat
    from allocator.reports.finance.page import Studied

    budgets: tuple[Block | Slider, ...] = ()
    frontier = None
    if kind is ReportFormat.WEB_PAGE and not wishes.no_frontier:
        budgets = tuple(_budgets(plan, wishes))
    if kind is ReportFormat.WORKBOOK and wishes.frontier is not None:
        frontier = _frontier(plan, wishes)
    explained = _explained(plan) if wishes.prices else None
    return Studied(explained=explained, budgets=budgets, compared=_compared(plan, others), frontier=frontier)


def _explained(plan: Plan) -> ExplainReport:
    from allocator.cli.asking import progress
    from allocator.cli.interrupting import interruptible
    from allocator.reports.explain import ExplainReport
    from allocator.studies.explain import explain

    with interruptible(), progress("prices of rules") as tell:
        return ExplainReport((plan.scenario,), {}, explain(plan.scenario, progress=tell))


def _compared(plan: Plan, others: Sequence[Loaded]) -> CompareReport | None:
    from allocator.cli.asking import progress
    from allocator.cli.interrupting import interruptible
    from allocator.reports.compare import CompareReport
    from allocator.studies.compare import compare

    if not others:
        return None
    scenarios = (plan.scenario, *(loaded.scenario for loaded in others))
    with interruptible(), progress("scenarios") as tell:
        return CompareReport(scenarios, {}, compare(*scenarios, progress=tell))


def _frontier(plan: Plan, wishes: Wishes) -> FrontierReport:
    from allocator.cli.asking import progress
    from allocator.cli.interrupting import interruptible
    from allocator.reports.frontier import FrontierReport
    from allocator.studies.frontier import frontier

    start, stop = wishes.range
    with interruptible(), progress("best plans by budget") as tell:
        answer = frontier(
            plan.scenario, start=start, stop=stop, points=_POINTS, solves=_SOLVES, progress=tell
        )
    return FrontierReport((plan.scenario,), {}, answer)


def _budgets(plan: Plan, wishes: Wishes) -> Iterator[Block | Slider]:
    """The slider; for a scenario without a budget to change, why there is none."""
    from allocator.errors import InputError
    from allocator.reports.document import Note
    from allocator.reports.finance.budgets import other_budgets

    try:
        report = _frontier(plan, wishes)
    except InputError as error:
        if wishes.frontier is not None:
            raise
        yield Note(f"There is no slider over other budgets: {error}")
        return
    yield from other_budgets(plan, report)
