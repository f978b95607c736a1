"""What the plan brings: goals reached or missed, and outcomes by item with the evidence they stand on."""

from __future__ import annotations

from collections.abc import Sequence

from allocator.plan import Plan, PlanItem
from allocator.reports.cells import figures, text
from allocator.reports.document import Cell, Money, Number, Percent, Table


def goals_table(plan: Plan) -> Table:
    """One row per goal: target, what is reached by its date, what is missing."""
    columns = (
        text("goal"),
        text("rank", rank=1),
        text("metric", rank=2),
        figures("target"),
        text("by"),
        figures("reached"),
        figures("missed by"),
        text("met in"),
    )
    rows = tuple(
        (
            goal.name,
            str(goal.rank),
            goal.metric,
            Number(goal.target, fixed=True),
            goal.by,
            Number(goal.reached, fixed=True),
            Number(goal.shortfall, fixed=True) if goal.shortfall else None,
            goal.reached_in or "missed",
        )
        for goal in plan.goals
    )
    return Table("Goals", columns, rows)


def outcomes_table(plan: Plan) -> Table:
    """Outcomes over their whole life, for every item bought that has any."""
    metrics = list(dict.fromkeys(metric for item in plan.items for metric in item.outcomes))
    items = [item for item in plan.items if item.bought and (item.evidence != "none" or item.outcomes)]
    sums = [sum(item.outcomes.get(metric, 0.0) for item in items) for metric in metrics]
    limited = any(item.saturation is not None for item in items)
    columns = (
        text("item"),
        text("return known from", rank=2),
        figures("pays back in months", rank=3),
        *(figures(metric) for metric in metrics),
        figures("return", rank=1),
        *(figures(title, rank=1) for title in _OF_LIMIT if limited),
    )
    digits = [0 if total >= 10_000 else 1 for total in sums]
    totals = (Number(total, d, fixed=True) for total, d in zip(sums, digits, strict=True))
    returned = Money(plan.totals.returned, plan.scenario.digits)
    rows = tuple(
        (*_row(item, metrics, digits, plan), *(_of_limit(item) if limited else ())) for item in items
    )
    blank = (None,) * (len(_OF_LIMIT) * limited)
    return Table("Outcomes", columns, rows, ("TOTAL", None, None, *totals, returned, *blank))


def _row(item: PlanItem, metrics: Sequence[str], digits: Sequence[int], plan: Plan) -> tuple[Cell, ...]:
    counts = [
        Number(item.outcomes[metric], d, fixed=True) if metric in item.outcomes else None
        for metric, d in zip(metrics, digits, strict=True)
    ]
    payback = None if item.payback_months is None else Number(item.payback_months, 1, fixed=True)
    return (item.id, str(item.evidence), payback, *counts, Money(item.returned, plan.scenario.digits))


_OF_LIMIT = ("per 1.00", "of its limit")
"""What is told besides where some item's curve has a limit."""


def _of_limit(item: PlanItem) -> tuple[Cell, Cell]:
    """The average return, and the part reached of what the item can bring."""
    average, reached = item.average_return, item.saturation
    return (
        None if average is None else Number(average, 2, fixed=True),
        None if reached is None else Percent(reached),
    )
