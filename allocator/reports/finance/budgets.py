"""Other budgets: a slider on which each position shows the best plan at its budget."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from allocator.money import apportion, from_units, rounded, to_units
from allocator.plan import Plan
from allocator.reports.cells import figures, text
from allocator.reports.document import Block, Cell, Chart, Facts, Money
from allocator.reports.frontier import FrontierReport
from allocator.reports.page import Position, Slider
from allocator.studies.frontier import FrontierAnswer, FrontierPoint

_STEPS = 100
"""So many steps of the same width stand between the ends, and every change beside them."""
_SOLVED = "the best plan at this budget, found by solving"
_ON_LINE = "exact: on the straight line between the best plans at two budgets, where the best plan lies"
_CURVED = "solved at this budget, as near to the best as response curves are followed"
_OWN = "the plan of this report"


@dataclass(frozen=True, slots=True)
class _At:
    """The best plan at one budget, and how it is known."""

    budget: Decimal
    spend: Decimal
    returned: Decimal
    net_return: Decimal
    missed: tuple[float, ...]
    items: dict[str, Decimal]
    known: str


def other_budgets(plan: Plan, report: FrontierReport) -> tuple[Block | Slider, ...]:
    """The slider, and what the study tells besides: the same facts in tables."""
    blocks = report.document().blocks
    (chart,) = (block for block in blocks if isinstance(block, Chart))
    told = (block for block in blocks if not isinstance(block, (Chart, Facts)))
    return (budget_slider(plan, report.answer, chart), *told)


def budget_slider(plan: Plan, answer: FrontierAnswer, chart: Chart) -> Slider:
    """Positions at even steps and wherever the plan changes; the first shown is the scenario's own budget."""
    plans = [
        _own(plan) if one.budget == answer.given else one for one in _plans(answer, plan.scenario.digits)
    ]
    low, width = plans[0].budget, plans[-1].budget - plans[0].budget
    positions = tuple(
        _position(one, plan, float((one.budget - low) / width) if width else 0.0) for one in plans
    )
    budgets = [one.budget for one in plans]
    return Slider(
        label=f"Budget, {plan.currency}",
        chart=chart,
        lines=text("item"),
        names=tuple(item.id for item in plan.items),
        columns=(figures("spend at this budget"), figures("against this report")),
        positions=positions,
        start=max(0, bisect_right(budgets, answer.given) - 1),
    )


def _plans(answer: FrontierAnswer, digits: int) -> Iterator[_At]:
    """The plans of the answer's points, and in between where they lie on a line."""
    known = _CURVED if answer.kind == "curved" else _SOLVED
    step = (answer.largest - answer.smallest) / _STEPS
    grid = [rounded(answer.smallest + k * step, digits) for k in range(_STEPS + 1)]
    yield _solved(answer.points[0], known)
    for low, high in pairwise(answer.points):
        if _is_exact(answer, low, high):
            inside = dict.fromkeys(budget for budget in grid if low.budget < budget < high.budget)
            yield from (_between(low, high, budget, digits) for budget in inside)
        yield _solved(high, known)


def _is_exact(answer: FrontierAnswer, low: FrontierPoint, high: FrontierPoint) -> bool:
    return any(p.exact and p.start <= low.budget and high.budget <= p.stop for p in answer.pieces)


def _solved(point: FrontierPoint, known: str) -> _At:
    figures = (point.budget, point.spend, point.returned, point.net_return)
    return _At(*figures, point.missed, point.items, known)


def _own(plan: Plan) -> _At:
    totals = plan.totals
    figures = (totals.budget, totals.spend, totals.returned, totals.net_return)
    missed = tuple(goal.shortfall for goal in plan.goals)
    return _At(*figures, missed, {item.id: item.spend for item in plan.items}, _OWN)


def _between(low: FrontierPoint, high: FrontierPoint, budget: Decimal, digits: int) -> _At:
    """The plan on the line between two others, to the smallest unit; its items add up to its spend."""
    part = (budget - low.budget) / (high.budget - low.budget)

    def on_line(one: Decimal, other: Decimal) -> Decimal:
        return one + part * (other - one)

    parts = [to_units(on_line(amount, high.items[name]), digits) for name, amount in low.items.items()]
    spend = rounded(on_line(low.spend, high.spend), digits)
    whole = apportion(parts, int(to_units(spend, digits)))
    return _At(
        budget,
        spend,
        rounded(on_line(low.returned, high.returned), digits),
        rounded(on_line(low.net_return, high.net_return), digits),
        tuple(a + float(part) * (b - a) for a, b in zip(low.missed, high.missed, strict=True)),
        {name: from_units(units, digits) for name, units in zip(low.items, whole, strict=True)},
        _ON_LINE,
    )


def _position(one: _At, plan: Plan, at: float) -> Position:
    digits = plan.scenario.digits
    cells: list[Cell] = ["spent", Money(one.spend, digits), "· return", Money(one.returned, digits)]
    cells += ["· net return", Money(one.net_return, digits)]
    if one.missed:
        cells.append(f"· goals met {sum(not missed for missed in one.missed)} of {len(one.missed)}")
    cells.append(f"· {one.known}")
    rows = (
        (Money(one.items[item.id], digits), Money(one.items[item.id] - item.spend, digits))
        for item in plan.items
    )
    return Position(Money(one.budget, digits), at, tuple(cells), tuple(rows))
