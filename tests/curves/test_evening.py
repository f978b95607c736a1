"""Months that stand for each other get the same money."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from allocator.model.smooth.evening import evened
from tests.curves.test_plans import planned

MONTHS = {"start": "2027-01", "periods": 12}


def ad(curve: dict[str, Any], **spend: Any) -> dict[str, Any]:
    returns = {"revenue": {"curve": curve}, "margin": "40%"}
    return {"kind": "ad", "time_frame": "fast", "spend": spend, "returns": returns}


@pytest.mark.parametrize("budget", [240_000, 200_000, 150_000])
def test_months_with_fees_and_s_shapes_that_are_used_get_the_same(budget: int):
    tv = {"shape": "hill", "limit": 90_000, "half_at_per_period": 14_000, "steepness": 2.5}
    talk = {"shape": "sigmoid", "limit": 40_000, "middle_per_period": 6_000, "scale_per_period": 1_500}
    items = {
        "search": ad({"shape": "hill", "limit": 60_000, "half_at_per_period": 9_000}, max_per_period=12_000),
        "tv": ad(tv, fee_if_used_per_period=2_000, min_if_used_per_period=4_000),
        "talk": ad(talk, fee_if_used_total=5_000),
        "crm": {"kind": "tool", "price": 9_000, "uplift": {"search": "8%", "tv": "5%"}},
    }
    plan = planned(items, budget=budget, horizon=MONTHS)
    assert plan.status == "optimal"
    used = 0
    for item in plan.items[:3]:
        fees = [5_000.0 if item.id == "talk" and t == 0 and item.spend else 0.0 for t in range(12)]
        amounts = np.array([float(amount) for amount in item.by_period]) - fees
        put = amounts[amounts > 0]
        used += len(put)
        assert np.ptp(put) <= 0.011 if len(put) else True, item.id
    assert used > 20


def test_slopes_that_differ_clearly_or_are_not_asked_stay_as_they_are():
    slopes, numbers = np.array([1.0, 1.01, 2.0, 3.0, 5.0, 5.1]), np.array([0, 0, 1, 1, 2, 2])
    asked = np.array([True, True, True, True, True, False])
    found = evened(slopes, numbers, asked, 0.05)
    assert found[0] == found[1] == pytest.approx(1.01**0.5)
    assert found[2:] == pytest.approx(slopes[2:])
