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

_ENDS = 2
_POINTS, _CURVED_POINTS, _SOLVES = 11, 5, 100
"""A page is made for reading; `allocator frontier` looks closer. Curves take a whole solve for each point."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command line asks of a report in one format, checked: raises typer.BadParameter."""

    kind: ReportFormat
    locale: str | None
    frontier: str | None
    no_frontier: bool

    def __post_init__(self) -> None:
        is_page, is_workbook = self.kind == ".html", self.kind == ".xlsx"
        if is_workbook and self.locale is not None:
            raise typer.BadParameter("--locale: a workbook's numbers follow the reader's own settings")
        if not is_page and (self.frontier is not None or self.no_frontier):
            raise typer.BadParameter("--frontier: other budgets stand in a web page only (.html)")
        if self.frontier is not None and self.no_frontier:
            raise typer.BadParameter("--frontier and --no-frontier exclude each other")
        _ = self.range

    @property
    def range(self) -> tuple[Decimal | None, Decimal | None]:
        """The smallest and the largest budget asked for."""
        if self.frontier is None:
            return None, None
        parts = [_amount(part) for part in self.frontier.split(":")]
        if len(parts) != _ENDS or None in parts:
            raise typer.BadParameter(f"--frontier {self.frontier}: expected FROM:TO, such as 40000:90000")
        return parts[0], parts[1]

    @property
    def words(self) -> list[str]:
        """The words of the command line that say so."""
        told = {"--locale": self.locale, "--frontier": self.frontier}
        words = [word for name, value in told.items() if value is not None for word in (name, value)]
        return words + ["--no-frontier"] * self.no_frontier


def _amount(text: str) -> Decimal | None:
    try:
        amount = Decimal(text.strip().replace("_", ""))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None


def studied(plan: Plan, wishes: Wishes) -> Studied:
    """The answers of the studies that a page shows; other formats show none."""
    from allocator.reports.finance.page import Studied

    if wishes.kind != ".html":
        return Studied()
    return Studied(budgets=() if wishes.no_frontier else tuple(_budgets(plan, wishes)))


def _budgets(plan: Plan, wishes: Wishes) -> Iterator[Block | Slider]:
    """The slider; for a scenario without a budget to change, why there is none."""
    from allocator.cli.asking import progress
    from allocator.cli.interrupting import interruptible
    from allocator.errors import InputError
    from allocator.problem import settle, smooth_effects
    from allocator.reports.document import Note
    from allocator.reports.finance.budgets import other_budgets
    from allocator.reports.frontier import FrontierReport
    from allocator.studies.frontier import frontier

    (start, stop), scenario = wishes.range, plan.scenario
    points = _CURVED_POINTS if any(smooth_effects(settle(scenario))) else _POINTS
    try:
        with interruptible(), progress("best plans by budget") as tell:
            answer = frontier(scenario, start=start, stop=stop, points=points, solves=_SOLVES, progress=tell)
    except InputError as error:
        if wishes.frontier is not None:
            raise
        yield Note(f"There is no slider over other budgets: {error}")
        return
    yield from other_budgets(plan, FrontierReport((scenario,), {}, answer))
