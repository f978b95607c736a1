"""The slider's positions: in order, tied out, and best at their budgets."""

from __future__ import annotations

from decimal import Decimal

import pytest

from allocator import load, solve
from allocator.reports.document import Chart, Money
from allocator.reports.finance.budgets import budget_slider
from allocator.reports.page import Position, Slider
from allocator.scenario.edit import with_budget
from allocator.studies.frontier import frontier
from tests.studies.families import FOLDER

CHART = Chart("", "", "", ())


def slider_of(name: str) -> Slider:
    scenario = load(FOLDER / f"{name}.yaml")
    return budget_slider(solve(scenario), frontier(scenario, solves=30), CHART)


def spent(position: Position) -> list[Decimal]:
    return [money.amount for money, _ in position.rows if isinstance(money, Money)]


@pytest.mark.parametrize("name", ["contracts_fixed", "buyers_journey", "low_season", "cash_plan"])
def test_positions_are_in_order_tie_out_and_are_best(name: str) -> None:
    scenario, slider = load(FOLDER / f"{name}.yaml"), slider_of(name)
    budgets = [position.budget.amount for position in slider.positions]
    assert budgets == sorted(set(budgets))
    assert (slider.positions[0].at, slider.positions[-1].at) == (0, 1)
    assert budgets[slider.start] == scenario.budget.amount
    for position in slider.positions[:: max(1, len(budgets) // 8)]:
        plan = solve(with_budget(scenario, position.budget.amount))
        amounts = [part.amount for part in position.sentence if isinstance(part, Money)]
        assert sum(spent(position)) == amounts[0]
        for amount, best in zip(
            amounts, (plan.totals.spend, plan.totals.returned, plan.totals.net_return), strict=True
        ):
            assert abs(amount - best) <= Decimal("0.02")
        if plan.goals:
            met = sum(not goal.shortfall for goal in plan.goals)
            assert f"· goals met {met} of {len(plan.goals)}" in position.sentence


@pytest.mark.parametrize("name", ["contracts_fixed", "low_season"])
def test_the_own_budget_shows_the_plan_of_the_report(name: str) -> None:
    plan, slider = solve(load(FOLDER / f"{name}.yaml")), slider_of(name)
    own = slider.positions[slider.start]
    assert spent(own) == [item.spend for item in plan.items]
    assert own.sentence[-1] == "· the plan of this report"
    assert all(change.amount == 0 for _, change in own.rows if isinstance(change, Money))


def test_a_linear_scenario_has_a_plan_at_every_hundredth_of_the_range() -> None:
    slider = slider_of("contracts_fixed")
    places = [position.at for position in slider.positions]
    assert all(any(abs(k / 100 - place) < 1e-6 for place in places) for k in range(101))


def test_between_points_of_no_line_there_is_no_position() -> None:
    scenario = load(FOLDER / "cash_plan.yaml")
    answer = frontier(scenario, solves=30)
    slider = budget_slider(solve(scenario), answer, CHART)
    assert not all(piece.exact for piece in answer.pieces)
    known = {point.budget for point in answer.points}
    for position in slider.positions:
        budget = position.budget.amount
        inside = [p for p in answer.pieces if p.exact and p.start <= budget <= p.stop]
        assert budget in known or inside
