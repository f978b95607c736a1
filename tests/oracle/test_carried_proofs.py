"""Curves that are carried over, dearer, seasonal, lifted: proofs against grids, books against numpy."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import event, given, settings

from allocator.plan import Plan
from allocator.scenario import scenario_of
from allocator.solving import solve
from tests.oracle.carried import Carried, Case, Lift, cases, logistic, outcomes, power, spent, uses


def checked(case: Case) -> Plan:
    """The plan, whose books say what numpy says, and whose interval holds the best that grids find."""
    plan = solve(scenario_of(case.scenario))
    stage, used = plan.stages[0], uses(case, plan)
    for name, expected in outcomes(case, plan).items():
        assert plan.item(name).outcomes.get("revenue", 0.0) == pytest.approx(expected, rel=1e-9, abs=1e-9)
    spends = spent(case, plan)
    own = float(case.net(spends[:, :, None], used)[0])
    assert stage.value == pytest.approx(own, rel=1e-9, abs=1e-6)
    noise = 1e-6 * max(1.0, abs(own))
    assert case.best(spends) <= stage.bound + noise
    assert own <= stage.bound + noise
    if plan.status == "optimal":
        assert stage.bound - own <= 1e-4 * abs(stage.bound) + noise
    return plan


@settings(max_examples=40)
@given(cases())
def test_the_best_of_grids_lies_in_the_proven_interval(case: Case):
    event(checked(case).status)


def carried(said: Any, formula: Any, periods: int, **rest: Any) -> Carried:
    """An item with a curve, without a season or prices unless they are given."""
    ones = [1.0] * periods
    usual: dict[str, Any] = {"weights": [1.0], "before_curve": True, "earlier": [], "counts_tail": True}
    usual |= {"season": ones, "index": ones, "rise": None, "most": 4e5}
    return Carried({"revenue": {"curve": said}} | rest.pop("more", {}), formula, **usual | rest)


def test_what_is_hardly_carried_over_counts_under_a_curve_that_is_steep_at_nothing():
    """A billionth of the spend works in its own month: tiny for the solver, and not for this curve."""
    carry = {"retain": 0.1, "normalised": False, "periods": 4, "peak": 3, "tail": "lost"}
    prices = [1.25, 1.0, 0.5]
    item = carried(
        *power(7e5, 0.5), 3, weights=[1e-9, 1e-4, 0.1, 1.0], counts_tail=False, index=prices, season=prices,
        most=6e4, more={"carry_over": carry, "price_index": prices, "season": prices},
    )  # fmt: skip
    for lift in (None, Lift(by=1.0, price=1e3, delay=0, lasts=3)):
        plan = checked(Case((item,), 3, 9e5, False, None, 1.0, lift))
        assert plan.status == "optimal"


def test_a_price_that_could_jump_to_and_fro_is_found():
    prices = [0.5, 2.0, 2.0, 1.0]
    item = carried(*logistic(2e6, 2e4), 4, index=prices, more={"price_index": prices})
    assert checked(Case((item,), 4, 2.4e5, False, 9e4, 0.5, None)).status == "optimal"


def test_what_works_only_after_the_horizon_gets_nothing_where_the_tail_is_lost():
    carry = {"weights": [0, 1], "tail": "lost"}
    late = carried(*logistic(2e5, 9e4), 1, weights=[0.0, 1.0], counts_tail=False, more={"carry_over": carry})
    soon = carried(*logistic(7e5, 9e4), 1)
    plan = checked(Case((soon, late), 1, 2.4e5, False, None, 1.0, None))
    assert plan.item("i0").spend > 0
    assert plan.item("i1").spend == 0
