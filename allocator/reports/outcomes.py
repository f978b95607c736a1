"""What the plan brings: goals reached or missed, and outcomes by item with the evidence they stand on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from allocator.plan import Plan, PlanCeiling, PlanItem
from allocator.reports.cells import figures, text
from allocator.reports.document import Cell, Money, Number, Percent, Table

_FEW = 3
"""So many full periods are named one by one."""


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
    """Outcomes over their whole life, for every item that has any: bought, or from spend before the plan."""
    metrics = list(dict.fromkeys(metric for item in plan.items for metric in item.outcomes))
    items = [item for item in plan.items if _has_any(item)]
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


def _has_any(item: PlanItem) -> bool:
    if item.bought:
        return item.evidence != "none" or bool(item.outcomes)
    return bool(item.returned) or any(item.outcomes.values())


def ceilings_table(plan: Plan) -> Iterator[Table]:
    """One row per ceiling: how much its items can bring, what they would bring, and what of it counts."""
    if not plan.ceilings:
        return
    columns = (
        text("ceiling"),
        text("metric", rank=2),
        text("of", rank=1, folds=True),
        figures("at most"),
        text("each"),
        figures("brought"),
        figures("counted"),
        figures("lost"),
        text("full in", rank=1),
    )
    yield Table("Ceilings", columns, tuple(tuple(_ceiling(one, plan)) for one in plan.ceilings))


def _ceiling(one: PlanCeiling, plan: Plan) -> Iterator[Cell]:
    every = plan.scenario.horizon.every.value
    yield from (one.name, one.metric, ", ".join(one.items), Number(one.most))
    yield every if one.per_period and len(plan.periods) > 1 else "plan"
    for number in (one.brought, one.counted, max(0.0, one.brought - one.counted)):
        yield Number(number, 1, fixed=True)
    yield _full(one, plan)


def _full(one: PlanCeiling, plan: Plan) -> str | None:
    """The periods in which it is reached; how many they are, where they are many."""
    if not one.per_period or len(one.full) == len(plan.periods):
        return "yes" if one.full else None
    return ", ".join(one.full) if len(one.full) <= _FEW else f"{len(one.full)} of {len(plan.periods)}"


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
