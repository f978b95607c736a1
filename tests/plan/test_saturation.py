"""Average return and saturation of a plan's items, against formulas written out by hand."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from math import atanh, exp, log1p
from typing import Any

import pytest

from allocator.curves.base import Piece
from allocator.curves.tranches import Tranches
from allocator.plan import Plan
from allocator.plan.reasons import Reason
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


@pytest.mark.parametrize("cap", [222.2222, 234.8, 300, 301.337])
@pytest.mark.parametrize(
    ("curve", "full_at"),
    [
        ({"shape": "logistic", "limit": 796.3, "scale_total": 92}, lambda y: 92 * 2 * atanh(y / 796.3)),
        ({"shape": "exponential", "limit": 900, "scale_total": 100}, lambda y: -100 * log1p(-y / 900)),
        ({"shape": "hill", "limit": 900, "half_at_total": 100}, lambda y: 100 * y / (900 - y)),
        ({"shape": "power", "factor_total": 20, "exponent": 0.8}, lambda y: (y / 20) ** 1.25),
    ],
    ids=["logistic", "exponential", "hill", "power"],
)
def test_a_curve_that_is_full_between_two_cents_takes_no_next_money(
    curve: Data, full_at: Callable[[float], float], cap: float
):
    returns = {"revenue": {"curve": curve | {"cap": cap}}}
    plan = planned({"a": ad(returns, max_total=2000)}, budget=1000, currency="EUR")
    item = plan.item("a")
    assert abs(float(item.spend) - full_at(cap)) < 0.0101
    assert item.reason is Reason.SATURATED
    assert item.reason_text.startswith("saturated: the next money returns 0.00 per 1.00")
    assert item.marginal_return == 0
    assert plan.unspent_because.startswith("no further money")


def test_money_that_still_fits_below_a_cap_is_the_next_money():
    """18,000 · 1,000 / 9,000 are the 2,000 of the cap; there each unit still brings 1.78."""
    returns = {"revenue": {"curve": {"shape": "hill", "limit": 18000, "half_at_total": 8000, "cap": 2000}}}
    items = {"a": ad(returns, max_total=2000)}
    assert planned(items, budget=Decimal("999.95")).item("a").reason is Reason.MARGINAL
    assert planned(items, budget=1001).item("a").reason is Reason.SATURATED


def test_what_ends_within_a_step_is_at_its_end():
    falling = Tranches(
        (Piece(Decimal(10), Decimal(3)), Piece(Decimal(10), Decimal(1)), Piece(None, Decimal(0)))
    )
    assert falling.best_next(Decimal("9.5"), Decimal("0.4")) == 3
    assert falling.best_next(Decimal("9.5"), Decimal("0.5")) == 3  # the step just fits
    assert falling.best_next(Decimal("9.5"), Decimal("0.6")) == 1
    assert falling.best_next(Decimal("19.5"), Decimal("0.6")) == 0
    assert falling.best_next(Decimal("9.5"), Decimal(0)) == falling.best_from(Decimal("9.5")) == 3
