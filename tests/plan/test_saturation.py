"""Average return and saturation of a plan's items, against formulas written out by hand."""

from __future__ import annotations

from math import exp
from typing import Any

import pytest

from allocator.plan import Plan
from allocator.scenario import scenario_of
from allocator.solving import solve

Data = dict[str, Any]


def ad(returns: Data, **spend: Any) -> Data:
    return {"kind": "ad", "time_frame": "fast", "spend": spend, "returns": returns}


def planned(items: Data, **rest: Any) -> Plan:
    return solve(scenario_of({"budget": 60000, "items": items} | rest))


def hill(limit: float, **half: float) -> Data:
    return {"curve": {"shape": "hill", "limit": limit, **half}}


def test_a_curve_over_the_horizon():
    plan = planned(
        {"a": ad({"revenue": hill(60000, half_at_total=11000), "margin": "60%"}, exact_total=9000)}
    )
    item = plan.items[0]
    assert item.saturation == pytest.approx(9 / 20, rel=1e-11)
    assert item.average_return == pytest.approx(0.6 * 60000 / 20000, rel=1e-6)


def test_periods_weigh_by_their_season_and_count_where_nothing_is_spent():
    curve = {"curve": {"shape": "exponential", "limit": 9000, "scale_per_period": 2000}}
    limits = [{"max_total": 0, "on": "a", "during": 2}]
    items = {"a": ad({"revenue": curve, "season": [1, 1, 2]}, max_per_period=1500)}
    plan = planned(items, horizon={"periods": 3}, limits=limits)
    assert [float(amount) for amount in plan.items[0].by_period] == [1500, 0, 1500]
    assert plan.items[0].saturation == pytest.approx((1 - exp(-0.75)) * 3 / 4, rel=1e-11)


@pytest.mark.parametrize(("applies", "x"), [("before_curve", 820), ("after_curve", 800)])
def test_what_is_carried_over_fills_the_curve_only_where_the_curve_sees_it(applies: str, x: float):
    carry = {"weights": [1, 0.5, 0.1], "applies": applies, "spent_before": [200]}
    items = {"a": ad({"revenue": hill(9000, half_at_per_period=400), "carry_over": carry}, max_total=800)}
    items["a"] |= {"from": 2, "until": 2}
    plan = planned(items, horizon={"periods": 3}, goals=[{"metric": "spend", "at_least": 800}])
    assert float(plan.items[0].spend) == 800
    assert plan.items[0].saturation == pytest.approx(x / (400 + x), rel=1e-11)


def test_metrics_count_by_the_value_they_add_and_otherwise_the_first():
    metrics = {"view": {"value": 2}, "share": {"value": 3}, "visit": {}}
    both = {"view": hill(1000, half_at_total=1000), "share": hill(500, half_at_total=3000)}
    items = {"both": ad(both | {"visit": hill(9, half_at_total=1)}, exact_total=1000)}
    reached = (2 * 1000 / 2 + 3 * 500 / 4) / (2 * 1000 + 3 * 500)
    assert planned(items, metrics=metrics).items[0].saturation == pytest.approx(reached, rel=1e-11)
    items = {"free": ad({"visit": hill(9, half_at_total=1000)}, exact_total=3000)}
    item = planned(items, metrics=metrics).items[0]
    assert item.saturation == pytest.approx(0.75, rel=1e-11)
    assert item.average_return is None


def test_tables_of_units_and_tranches_have_a_limit_and_rates_have_none():
    table = {"revenue": {"table_total": [0, 2000, 5000, 9000, 10000]}}
    tranches = [{"up_to_total": 2000, "per_money": 3}, {"up_to_total": 6000, "per_money": 1.5}]
    items = {
        "units": {
            "kind": "service",
            "time_frame": "fast",
            "units": {"price": 100, "exact_total": 3},
            "returns": table,
        },
        "tranches": ad({"revenue": {"tranches": tranches}}, exact_total=4000),
        "rate": ad({"roas": 2}, exact_total=500),
        "none": {"kind": "tool", "price": 300},
        "open": ad(
            {"revenue": {"curve": {"shape": "power", "factor_total": 9, "exponent": 0.9}}}, exact_total=9
        ),
    }
    found = {item.id: item for item in planned(items).items}
    assert {name: item.saturation for name, item in found.items()} == {
        "units": 0.9,
        "tranches": 0.75,
        "rate": None,
        "none": None,
        "open": None,
    }
    assert (found["units"].average_return, found["rate"].average_return) == (30, 2)
    assert found["none"].average_return is None


def test_nothing_spent_has_no_average_and_has_reached_nothing():
    item = planned({"a": ad({"revenue": hill(10, half_at_total=1000)}, max_total=900)}).items[0]
    assert item.spend == 0
    assert item.average_return is None
    assert item.saturation == 0


def test_reasons_say_how_full_an_item_is():
    items = {"a": ad({"revenue": hill(160000, half_at_total=22000)}), "r": ad({"roas": 3}, max_total=9000)}
    plan = planned(items, budget=40000)
    reached = float(plan.items[0].spend) / (22000 + float(plan.items[0].spend))
    assert plan.items[0].reason_text.endswith(f"; at {reached:.0%} of what it can bring")
    assert "what it can bring" not in plan.items[1].reason_text
