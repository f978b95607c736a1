"""The solver against all plans there are."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import event, given, settings

from allocator.errors import NoPlanError
from allocator.money import digits_of
from allocator.plan import Plan
from allocator.scenario import scenario_of
from allocator.solving import solve
from tests.oracle.enumeration import Plans
from tests.strategies import Data, gridded_scenarios, integral_scenarios

RELATIVE = 1e-6


def solved(data: Data) -> Plan | None:
    try:
        return solve(scenario_of(data))
    except NoPlanError:
        return None


def reached(plan: Plan) -> list[float]:
    """What a plan says of its stages, turned so that larger is better."""
    return [stage.value if stage.aim == "maximise" else -stage.value for stage in plan.stages]


@settings(max_examples=200)
@given(integral_scenarios())
def test_whole_things_are_planned_as_well_as_all_plans_allow(data: Data):
    best, plan = Plans(data).best(), solved(data)
    event("no plan" if best is None else f"{len(best)} stages")
    assert (best is None) == (plan is None)
    if best is None or plan is None:
        return
    assert plan.status == "optimal"
    assert len(best) == len(plan.stages)
    for told, true in zip(reached(plan), best, strict=True):
        assert abs(told - true) <= RELATIVE * max(1.0, abs(true))


@settings(max_examples=100)
@given(gridded_scenarios())
def test_money_is_planned_at_least_as_well_as_on_a_grid(data: Data):
    best, plan = Plans(data).best(), solved(data)
    if best is None:
        event("nothing on the grid")
        return
    assert plan is not None
    unit = Decimal(1).scaleb(-digits_of(data["currency"]))
    rates = 50 * len(data["items"])  # no item brings more than this by one unit of money more or less
    for stage, told, true in zip(plan.stages, reached(plan), best, strict=True):
        target = min((goal["at_least"] for goal in data["goals"]), default=1)
        room = RELATIVE * max(1.0, abs(true)) + rates * float(unit) / (target if "ary" in stage.name else 1)
        assert told >= true - room
        if told > true + RELATIVE * max(1.0, abs(true)):
            event("better than the grid")
            return
    event("just as good")
