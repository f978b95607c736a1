"""One live model for all budgets: each stage reaches what the scenario's own model reaches at that budget."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, reject, settings

from allocator import InputError, NoPlanError, scenario_of, solve
from allocator.model import InfeasibleError, UnlimitedError
from allocator.model.questions.budget_range import BestAt, BudgetRange
from allocator.problem import moving_with_budget, smooth_effects
from allocator.scenario.edit import with_budget
from tests.oracle.mixed import mixed
from tests.studies.families import family

MOST = Decimal(400)


def reached(budgets: BudgetRange, best: BestAt) -> list[float]:
    """What each stage reaches, as a plan tells it."""
    return [value for _, value in budgets.stages(best)]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=mixed())
def test_every_stage_reaches_what_a_single_solve_reaches(data: Any) -> None:
    try:
        scenario = scenario_of(data)
        moving = moving_with_budget(scenario, MOST)
    except InputError:
        reject()
    assume(moving is not None and not any(smooth_effects(moving.problem)))
    assert moving is not None
    try:
        budgets = BudgetRange(moving)
        for budget in (MOST, Decimal(130), Decimal(250)):
            plan = solve(with_budget(scenario, budget))
            found = reached(budgets, budgets.best(float(budget)))
            for stage, value in zip(plan.stages, found, strict=True):
                assert value == pytest.approx(stage.value, rel=2e-3, abs=0.1), (budget, stage.name)
    except (NoPlanError, InputError, InfeasibleError, UnlimitedError):
        reject()


def test_lines_are_never_passed_and_bends_are_straight_between() -> None:
    moving = moving_with_budget(family("low_season"), Decimal(90000))
    assert moving is not None
    budgets = BudgetRange(moving)
    first, last = budgets.best(30000.0), budgets.best(90000.0)
    bends, unknown = budgets.bends(first, last, 0.01, 500, lambda _done, _all: None)
    assert not unknown
    assert len(bends) > 5
    for low, high in pairwise(bends):
        middle = (budgets.budget(low) + budgets.budget(high)) / 2
        solved, line = budgets.best(middle), budgets.between(low, high, middle)
        assert solved.values == pytest.approx(line.values, rel=1e-9, abs=1e-7)
        assert solved.values[0] >= low.values[0] + low.slopes[0] * (solved.budget - low.budget) - 1e-7


def test_budgets_without_a_plan_are_left_out() -> None:
    moving = moving_with_budget(family("contracts_fixed"), Decimal(80000))
    assert moving is not None
    budgets = BudgetRange(moving)
    possible = budgets.possible(0.0, 80000.0)
    assert possible is not None
    least, most = possible
    assert 0 < least < most == pytest.approx(80000)
    budgets.best(least + 0.01)
    with pytest.raises(InfeasibleError):
        budgets.best(least - 0.01)
    assert budgets.possible(0.0, least - 1) is None
