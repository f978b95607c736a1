"""Curves that are carried over, dearer, seasonal, lifted: proofs against grids, books against numpy."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import event, given, settings

from allocator.plan import Plan
from allocator.scenario import scenario_of
from allocator.solving import solve
from tests.oracle.carried import (
    Carried,
    Case,
    Lift,
    cases,
    hill,
    logistic,
    outcomes,
    power,
    sigmoid,
    spent,
    uses,
)


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


def test_an_s_shape_that_is_carried_over_is_proven_where_its_pieces_lie_too_far_apart():
    """Few months share the money, so that its price tells little of where their curves are asked."""
    weights = [1.0, 0.8, 0.6, 0.3]
    carry = {"applies": "after_curve", "tail": "lost", "weights": weights, "spent_before": [10900, 2600]}
    item = carried(
        *sigmoid(80000, 65100, 6500), 2, weights=weights, before_curve=False, earlier=[10900, 2600],
        counts_tail=False, most=1e5, more={"carry_over": carry},
    )  # fmt: skip
    assert checked(Case((item,), 2, 136800, False, None, 1.0, None)).status == "optimal"


def test_two_s_shapes_whose_carried_spend_works_for_long_are_proven():
    """At 0.2 and 0.5 of the spend before and so on, each month's curve sees almost what another one does."""
    before = [51900, 89200, 29400]
    kept = [0.72 * 0.28**lag for lag in range(30)]
    first = {"retain": 0.28, "normalised": True, "spent_before": before}
    second = {"weights": [0.5, 0.3, 0.2], "spent_before": [20300, 17000], "tail": "lost"}
    items = (
        carried(
            *hill(268300, 29000, 9.0), 2, weights=kept, earlier=before, most=1e5, more={"carry_over": first}
        ),
        carried(
            *sigmoid(24500, 38500, 12800), 2, weights=second["weights"], earlier=[20300, 17000],
            counts_tail=False, most=1e5, more={"carry_over": second},
        ),
    )  # fmt: skip
    case = Case(items, 2, 262000, True, None, 1.0, None)
    assert checked(case).status == "optimal"
    plan = solve(scenario_of(case.scenario | {"goals": [{"metric": "revenue", "at_least": 255600}]}))
    stage = plan.stages[1]
    best = case.best(spent(case, plan))
    assert plan.status == "optimal"
    assert best * (1 - 1e-4) <= stage.value <= stage.bound
    assert best <= stage.bound * (1 + 1e-6)
