"""What a web page tells besides the plan: asked of its scenario, with progress on standard error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.render.reporting import ReportFormat
    from allocator.reports.document import Block
    from allocator.reports.finance.page import Studied
    from allocator.reports.page import Slider

_POINTS, _SOLVES = 11, 100
"""A page is made for reading; `allocator frontier` looks closer."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command line asks of a page: a range of budgets as FROM:TO, and what to leave out."""

    frontier: str | None
    no_frontier: bool

    def checked(self, kind: ReportFormat) -> Wishes:
        """Itself; raises typer.BadParameter where that cannot be done."""
        from allocator.render.reporting import ReportFormat

        if kind is not ReportFormat.WEB_PAGE and (self.frontier is not None or self.no_frontier):
            raise typer.BadParameter(f"other budgets stand in a web page only ({ReportFormat.WEB_PAGE})")
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


def studied(plan: Plan, wishes: Wishes) -> Studied:
    """The answers of the studies that the page shows."""
    from allocator.reports.finance.page import Studied

    budgets = () if wishes.no_frontier else tuple(_budgets(plan, wishes))
    return Studied(budgets=budgets)


def _budgets(plan: Plan, wishes: Wishes) -> Iterator[Block | Slider]:
    """The slider; for a scenario without a budget to change, why there is none."""
    from allocator.cli.asking import progress
    from allocator.cli.interrupting import interruptible
    from allocator.errors import InputError
    from allocator.reports.document import Note
    from allocator.reports.finance.budgets import other_budgets
    from allocator.reports.frontier import FrontierReport
    from allocator.studies.frontier import frontier

    start, stop = wishes.range
    try:
        with interruptible(), progress("best plans by budget") as tell:
            answer = frontier(
                plan.scenario, start=start, stop=stop, points=_POINTS, solves=_SOLVES, progress=tell
            )
    except InputError as error:
        if wishes.frontier is not None:
            raise
        yield Note(f"There is no slider over other budgets: {error}")
        return
    yield from other_budgets(plan, FrontierReport((plan.scenario,), {}, answer))
