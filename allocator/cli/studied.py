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

_MOST_RULES, _MOST_CURVED_RULES = 60, 12
"""Each rule takes a solve, so no more of them are looked at for a page."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command line asks of a report in one format, checked: raises typer.BadParameter."""

    kind: ReportFormat
    locale: str | None
    frontier: str | None
    no_frontier: bool
    no_rules: bool

    def __post_init__(self) -> None:
        from allocator.render.reporting import ReportFormat

        is_for_pages = self.frontier is not None or self.no_frontier or self.no_rules
        if self.kind is ReportFormat.WORKBOOK and self.locale is not None:
            raise typer.BadParameter("--locale: a workbook's numbers follow the reader's own settings")
        if is_for_pages and not self.has_studies:
            raise typer.BadParameter("--frontier, --no-frontier, --no-rules: for a web page only (.html)")
        if self.frontier is not None and self.no_frontier:
            raise typer.BadParameter("--frontier and --no-frontier exclude each other")
        _ = self.range

    @property
    def has_studies(self) -> bool:
        """Whether the format shows what studies answer."""
        from allocator.render.reporting import ReportFormat

        return self.kind is ReportFormat.WEB_PAGE

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
        return words + ["--no-frontier"] * self.no_frontier + ["--no-rules"] * self.no_rules


def _amount(text: str) -> Decimal | None:
    try:
        amount = Decimal(text.strip().replace("_", ""))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None


def studied(plan: Plan, wishes: Wishes) -> Studied:
    """The answers of the studies that a page shows; other formats show none."""
    from allocator.reports.finance.page import Studied

    if not wishes.has_studies:
        return Studied()
    return Studied(
        rules=() if wishes.no_rules else tuple(_rules(plan)),
        budgets=() if wishes.no_frontier else tuple(_budgets(plan, wishes)),
    )


def _rules(plan: Plan) -> Iterator[Block]:
    """What each rule costs; where too many leave no room, where to ask for that."""
    from allocator.cli.asking import progress
    from allocator.cli.interrupting import interruptible
    from allocator.reports.document import Note
    from allocator.reports.explain import ExplainReport
    from allocator.studies.explain import explain

    held = sum(limit.binding for limit in plan.limits)
    most = _MOST_CURVED_RULES if _is_curved(plan) else _MOST_RULES
    if held > most:
        yield Note(f"{held} rules leave no room; `allocator explain` tells what each of them costs.")
        return
    with interruptible(), progress("prices of rules") as tell:
        answer = explain(plan.scenario, progress=tell)
    yield from ExplainReport((plan.scenario,), {}, answer).prices()


def _is_curved(plan: Plan) -> bool:
    from allocator.problem import settle, smooth_effects

    return any(smooth_effects(settle(plan.scenario)))


def _budgets(plan: Plan, wishes: Wishes) -> Iterator[Block | Slider]:
    """The slider; for a scenario without a budget to change, why there is none."""
    from allocator.cli.asking import progress
    from allocator.cli.interrupting import interruptible
    from allocator.errors import InputError
    from allocator.reports.document import Note
    from allocator.reports.finance.budgets import other_budgets
    from allocator.reports.frontier import FrontierReport
    from allocator.studies.frontier import frontier

    (start, stop), scenario = wishes.range, plan.scenario
    points = _CURVED_POINTS if _is_curved(plan) else _POINTS
    try:
        with interruptible(), progress("best plans by budget") as tell:
            answer = frontier(scenario, start=start, stop=stop, points=points, solves=_SOLVES, progress=tell)
    except InputError as error:
        if wishes.frontier is not None:
            raise
        yield Note(f"There is no slider over other budgets: {error}")
        return
    yield from other_budgets(plan, FrontierReport((scenario,), {}, answer))
