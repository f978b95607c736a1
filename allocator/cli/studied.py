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
    from allocator.reports.document import Block, Note
    from allocator.reports.explain import ExplainReport
    from allocator.reports.finance.page import Studied
    from allocator.reports.frontier import FrontierReport
    from allocator.reports.page import Slider
    from allocator.scenario import Loaded
    from allocator.studies.base import Subject

_ENDS = 2
_POINTS, _CURVED_POINTS, _SOLVES = 11, 5, 100
"""A report is made for reading; `allocator frontier` looks closer. Curves take a whole solve a point."""

_MOST_RULES, _MOST_CURVED_RULES = 60, 12
"""Each rule takes a solve, so no more of them are looked at for a report."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command line asks of a report in one format, checked: raises typer.BadParameter."""

    kind: ReportFormat
    locale: str | None
    frontier: str | None
    no_frontier: bool
    no_rules: bool

    def __post_init__(self) -> None:
        is_page, is_workbook = self.kind == ".html", self.kind == ".xlsx"
        if is_workbook and self.locale is not None:
            raise typer.BadParameter("--locale: a workbook's numbers follow the reader's own settings")
        if not is_page and self.no_frontier:
            raise typer.BadParameter("--no-frontier: for a web page only (.html)")
        if not (is_page or is_workbook) and (self.frontier is not None or self.no_rules):
            raise typer.BadParameter("--frontier, --no-rules: for a web page or a workbook (.html, .xlsx)")
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
        return words + ["--no-frontier"] * self.no_frontier + ["--no-rules"] * self.no_rules


def _amount(text: str) -> Decimal | None:
    try:
        amount = Decimal(text.strip().replace("_", ""))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None


def studied(plan: Plan, wishes: Wishes, others: Sequence[Loaded]) -> Studied:
    """The answers of the studies that the report shows; Markdown shows the comparison only."""
    from allocator.reports.explain import ExplainReport
    from allocator.reports.finance.page import Studied

    compared = _compared(plan, others)
    if wishes.kind not in (".html", ".xlsx"):
        return Studied(compared=compared)
    is_page = wishes.kind == ".html"
    told = None if wishes.no_rules else _explained(plan)
    explained = told if isinstance(told, ExplainReport) else None
    return Studied(
        rules=(told,) if told is not None and not isinstance(told, ExplainReport) else (),
        explained=explained,
        budgets=tuple(_budgets(plan, wishes)) if is_page and not wishes.no_frontier else (),
        frontier=_frontier(plan, wishes) if not is_page and wishes.frontier is not None else None,
        compared=compared,
    )


def _explained(plan: Plan) -> ExplainReport | Note:
    """What each rule costs; where too many leave no room, where to ask for that."""
    from allocator.cli.asking import progress
    from allocator.cli.interrupting import interruptible
    from allocator.reports.document import Note
    from allocator.reports.explain import ExplainReport
    from allocator.studies.explain import explain

    held = sum(limit.binding for limit in plan.limits)
    if held > (_MOST_CURVED_RULES if _is_curved(plan) else _MOST_RULES):
        return Note(f"{held} rules leave no room; `allocator explain` tells what each of them costs.")
    with interruptible(), progress("prices of rules") as tell:
        return ExplainReport((plan,), {}, explain(plan, progress=tell))


def _is_curved(plan: Plan) -> bool:
    from allocator.problem import settle, smooth_effects

    return any(smooth_effects(settle(plan.scenario)))


def _compared(plan: Plan, others: Sequence[Loaded]) -> CompareReport | None:
    from allocator.cli.asking import progress
    from allocator.cli.interrupting import interruptible
    from allocator.reports.compare import CompareReport
    from allocator.studies.compare import compare

    if not others:
        return None
    subjects: tuple[Subject, ...] = (plan, *(loaded.scenario for loaded in others))
    with interruptible(), progress("scenarios") as tell:
        return CompareReport(subjects, {}, compare(*subjects, progress=tell))


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


def _frontier(plan: Plan, wishes: Wishes) -> FrontierReport:
    from allocator.cli.asking import progress
    from allocator.cli.interrupting import interruptible
    from allocator.reports.frontier import FrontierReport
    from allocator.studies.frontier import frontier

    (start, stop), scenario = wishes.range, plan.scenario
    points = _CURVED_POINTS if _is_curved(plan) else _POINTS
    with interruptible(), progress("best plans by budget") as tell:
        answer = frontier(scenario, start=start, stop=stop, points=points, solves=_SOLVES, progress=tell)
    return FrontierReport((scenario,), {}, answer)
