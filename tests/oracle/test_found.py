"""Small scenarios that once went wrong, each with what it must give."""

from __future__ import annotations

from decimal import Decimal

import pytest

from allocator.errors import NoPlanError, UnboundedError
from allocator.scenario import scenario_of
from allocator.solving import solve
from tests.strategies import Data


def test_a_column_that_stands_in_no_row_does_not_shift_the_others():
    ad: Data = {"kind": "ad", "time_frame": "fast", "spend": {"max_total": 500}, "returns": {"roas": 2}}
    plan = solve(
        scenario_of({"budget": 1000, "items": {"a": ad}, "goals": [{"metric": "lead", "at_least": 5}]})
    )
    assert plan.item("a").spend == 500
    assert plan.goals[0].shortfall == 5


def test_a_price_above_a_cap_leaves_the_item_out():
    items = {"i0": {"kind": "service", "price": 430}, "i2": {"kind": "ad", "price": 430}}
    limits = [{"each": "kind", "max_total": 300}, {"requires": {"i2": ["i0"]}}]
    assert solve(scenario_of({"budget": 2400, "items": items, "limits": limits})).totals.spend == 0


def test_a_choice_of_reinvested_money_without_a_cap_asks_for_one():
    items = {
        "a": {"kind": "ad", "time_frame": "fast", "spend": {"max_total": 500}, "returns": {"roas": 2}},
        "b": {"kind": "ad", "time_frame": "long", "spend": {}, "returns": {"roas": 0.5}},
    }
    data: Data = {
        "budget": {"total": 1000, "reinvest": {"share": 1}},
        "items": items,
        "limits": [{"requires": {"b": "a"}}],
    }
    with pytest.raises(UnboundedError, match=r"items\.b\.spend.*max_total"):
        solve(scenario_of(data))


@pytest.mark.parametrize("budget", [10**9, 10**12, 10**15])
def test_a_prerequisite_holds_at_any_size_of_budget(budget: int):
    items = {
        "a": {"kind": "ad", "time_frame": "fast", "spend": {}, "returns": {"roas": 2}},
        "b": {"kind": "ad", "time_frame": "long", "spend": {}, "returns": {"roas": 0.5}},
    }
    plan = solve(scenario_of({"budget": budget, "items": items, "limits": [{"requires": {"a": "b"}}]}))
    assert plan.item("b").spend > 0
    assert plan.item("a").spend >= Decimal("0.999999") * budget


def test_a_contradiction_names_the_cap_that_rising_rates_lean_on():
    rising = {"revenue": {"tranches": [{"up_to_total": 50, "per_money": 1}, {"per_money": 3}]}}
    for cap in (0, 100):
        item = {"kind": "ad", "time_frame": "fast", "spend": {"max_total": cap}, "returns": rising}
        data: Data = {"budget": 1000, "items": {"a": item}, "limits": [{"on": "a", "min_total": 500}]}
        with pytest.raises(NoPlanError) as caught:
            solve(scenario_of(data))
        assert {rule.path for rule in caught.value.rules} == {"items.a.spend.max_total", "limits.1.min_total"}


def test_parts_of_units_keep_limits_to_the_smallest_unit():
    item = {
        "kind": "service",
        "time_frame": "long",
        "units": {"price": 280, "whole": False},
        "returns": {"roas": 0.8},
    }
    data: Data = {
        "currency": "JPY",
        "budget": 3600,
        "items": {"a": item},
        "limits": [{"metric": "return", "max_total": 50}],
    }
    plan = solve(scenario_of(data | {"policy": {"maximise": "return"}}))
    assert plan.item("a").spend == 62


@pytest.mark.parametrize(("currency", "least"), [("JPY", "89"), ("EUR", "88.24"), ("BHD", "88.236")])
def test_a_goal_that_can_be_met_is_not_missed_by_rounding(currency: str, least: str):
    item = {"kind": "ad", "time_frame": "long", "spend": {}, "returns": {"roas": 1.7, "margin": "35%"}}
    data: Data = {
        "currency": currency,
        "budget": 3600,
        "items": {"a": item},
        "goals": [{"metric": "revenue", "at_least": 150}],
    }
    plan = solve(scenario_of(data))
    assert plan.goals[0].shortfall == 0
    assert plan.item("a").spend == Decimal(least)


def test_every_proven_bound_is_a_number():
    rising = [{"up_to_units_per_period": 3, "per_unit": 5}, {"up_to_units_per_period": 4, "per_unit": 18}]
    items: Data = {
        "i0": {
            "kind": "service",
            "time_frame": "fast",
            "units": {"price": 360, "max_total": 3, "whole": False},
            "returns": {"revenue": {"tranches": rising}},
        },
        "i1": {
            "kind": "service",
            "time_frame": "medium",
            "units": {"price": 370, "max_total": 2, "max_per_period": 1},
            "returns": {"roi": 0},
        },
    }
    budget = {"total": 1200, "release": "even", "reinvest": {"share": 0.9}}
    plan = solve(scenario_of({"horizon": {"periods": 3}, "budget": budget, "items": items}))
    assert [stage.bound for stage in plan.stages] == [0, 0, 0]
