"""The same PuLP model solved by CBC: a second opinion on the first stage."""

from __future__ import annotations

from typing import Any

import pulp
import pytest
from hypothesis import event, given, settings

from allocator.model import Builder, InfeasibleError, Settings, serve
from allocator.money import exact
from allocator.problem import settle
from allocator.scenario import scenario_of
from tests.strategies import Data, scenarios

MISSING = "no CBC: PuLP 3 bundles one, PuLP 4 finds it where `cbc` is installed"


def cbc() -> Any:
    for name in ("PULP_CBC_CMD", "COIN_CMD"):
        if hasattr(pulp, name) and (solver := getattr(pulp, name)(msg=False, gapRel=0.0)).available():
            return solver
    return pytest.skip(MISSING)


@pytest.mark.filterwarnings("ignore:PULP_CBC_CMD is deprecated")
@settings(max_examples=60)
@given(scenarios())
def test_cbc_finds_the_same_value_of_the_first_stage(data: Data):
    solver = cbc()
    with exact():
        model = Builder(settle(scenario_of(data))).build()
    try:
        stages = serve(model, Settings()).stages
    except InfeasibleError:
        if model.feasible_bounds:
            model.pulp.solve(solver)
            assert pulp.LpStatus[model.pulp.status] == "Infeasible"
        event("no plan")
        return
    model.pulp.solve(solver)
    assert pulp.LpStatus[model.pulp.status] == "Optimal"
    first = model.objectives[0]
    # CBC says nothing of columns that stand in no row and cost nothing.
    value = sum(cost * (variable.varValue or 0.0) for variable, cost in model.pulp.objective.items())
    found = first.sign * first.unit * value
    assert found == pytest.approx(stages[0].value, rel=1e-6, abs=1e-6 * first.unit)
    event(first.stage.aim)
