"""Curves that are carried over, dearer, seasonal, lifted: proofs against grids, books against numpy."""

from __future__ import annotations

import pytest
from hypothesis import event, given, settings

from allocator.scenario import scenario_of
from allocator.solving import solve
from tests.oracle.carried import Case, cases, outcomes, spent, uses


@settings(max_examples=40)
@given(cases())
def test_the_best_of_grids_lies_in_the_proven_interval(case: Case):
    plan = solve(scenario_of(case.scenario))
    stage, used = plan.stages[0], uses(case, plan)
    event(plan.status)
    for name, expected in outcomes(case, plan).items():
        assert plan.item(name).outcomes.get("revenue", 0.0) == pytest.approx(expected, rel=1e-9, abs=1e-9)
    spends = spent(case, plan)
    own = float(case.net(spends[:, :, None], used)[0])
    assert stage.value == pytest.approx(own, rel=1e-9, abs=1e-6)
    best, noise = case.best(spends), 1e-6 * max(1.0, abs(own))
    assert best <= stage.bound + noise
    assert own <= stage.bound + noise
    if plan.status == "optimal":
        assert stage.bound - own <= 1e-4 * abs(stage.bound) + 0.01 * 10 * spends.size
