"""Months that stand for each other: the first ones are used, with the same money."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from allocator.model.smooth.hulls.evening import evened, first_ones
from allocator.plan import Plan
from tests.curves.test_plans import planned

MONTHS = {"start": "2027-01", "periods": 12}


def ad(curve: dict[str, Any], **spend: Any) -> dict[str, Any]:
    returns = {"revenue": {"curve": curve}, "margin": "40%"}
    return {"kind": "ad", "time_frame": "fast", "spend": spend, "returns": returns}


def year(budget: int, **money: Any) -> Plan:
    """A year of falling and S-shaped channels with fees, and a tool that lifts two of them."""
    tv = {"shape": "hill", "limit": 90_000, "half_at_per_period": 14_000, "steepness": 2.5}
    talk = {"shape": "sigmoid", "limit": 40_000, "middle_per_period": 6_000, "scale_per_period": 1_500}
    items = {
        "search": ad({"shape": "hill", "limit": 60_000, "half_at_per_period": 9_000}, max_per_period=12_000),
        "tv": ad(tv, fee_if_used_per_period=2_000, min_if_used_per_period=4_000),
        "talk": ad(talk, fee_if_used_total=5_000),
        "crm": {"kind": "tool", "price": 9_000, "uplift": {"search": "8%", "tv": "5%"}},
    }
    return planned(items, budget={"total": budget} | money, horizon=MONTHS)


def put_in(plan: Plan) -> dict[str, list[float]]:
    """The money of each channel by month, the fee of the first one left out."""
    found = {item.id: [float(amount) for amount in item.by_period] for item in plan.items[:3]}
    found["talk"][0] -= 5_000 if any(found["talk"]) else 0
    return found


@pytest.mark.parametrize("budget", [240_000, 200_000, 150_000])
def test_months_that_are_used_get_the_same_and_are_the_first_ones(budget: int):
    plan = year(budget)
    assert plan.status == "optimal"
    used = 0
    for name, amounts in put_in(plan).items():
        put = [amount for amount in amounts if amount > 0]
        assert amounts[: len(put)] == put, name
        assert max(put, default=0.0) - min(put, default=0.0) <= 0.011, name
        used += len(put)
    assert 20 < used < 36


def test_money_that_comes_month_by_month_is_spent_when_it_is_there():
    plan = year(200_000, release="even")
    assert plan.status == "optimal"
    tv = put_in(plan)["tv"]
    assert 0 < sum(amount > 0 for amount in tv) < 12
    assert tv[0] == 0.0
    assert plan.totals.net_return <= year(200_000).stages[0].bound


def test_those_that_see_anything_come_first_among_their_own():
    inputs, numbers = np.array([0.0, 5.0, 1e-12, 3.0, 0.0, 0.0, 2.0]), np.array([0, 0, 0, 0, 1, 1, 1])
    assert inputs[first_ones(inputs, numbers)].tolist() == [5.0, 3.0, 0.0, 1e-12, 2.0, 0.0, 0.0]


def test_slopes_that_differ_clearly_or_are_not_asked_stay_as_they_are():
    slopes, numbers = np.array([1.0, 1.01, 2.0, 3.0, 5.0, 5.1]), np.array([0, 0, 1, 1, 2, 2])
    asked = np.array([True, True, True, True, True, False])
    found = evened(slopes, numbers, asked, 0.05)
    assert found[0] == found[1] == pytest.approx(1.01**0.5)
    assert found[2:] == pytest.approx(slopes[2:])
