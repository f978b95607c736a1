"""Cures that name money, ceilings and shares: each is tried just short of what is told, and as told."""

from __future__ import annotations

from typing import Any

import pytest

import allocator
from allocator.errors import NoPlanError
from allocator.scenario import scenario_of
from allocator.scenario.edit import edited

A = {"kind": "ad", "channel": "x", "spend": {"max_total": 30000}, "returns": {"roas": 2}}
B = {"kind": "ad", "channel": "y", "spend": {"max_total": 20000}, "returns": {"roas": 2}}
C = {"kind": "ad", "channel": "z", "spend": {"max_total": 90000}, "returns": {"roas": 2}}


def contradiction(data: dict[str, Any], *settings: str) -> NoPlanError:
    with pytest.raises(NoPlanError) as caught:
        allocator.solve(edited(scenario_of(data), settings))
    return caught.value


def cure_of(error: NoPlanError, path: str) -> str:
    return next(cure.change for cure in error.cures if cure.path == path)


def test_a_floor_under_the_cash_names_the_budget_too():
    data = {"budget": {"total": 1000, "min_cash_at_end": 1200}, "items": {"a": A}}
    error = contradiction(data)
    assert [rule.path for rule in error.rules] == ["budget.total", "budget.min_cash_at_end"]
    assert cure_of(error, "budget.total").startswith("raise budget.total by 200.00")
    contradiction(data, "budget.total=1199.99")
    allocator.solve(edited(scenario_of(data), ["budget.total=1200"]))


def test_a_ceiling_that_matters_is_named():
    data = {
        "budget": 1000,
        "metrics": {"reach": {"value": 1, "ceiling_total": 50}, "other": {"ceiling_total": 5}},
        "items": {"a": {"kind": "ad", "spend": {}, "returns": {"reach": {"per_money": 1}}}},
        "limits": [{"name": "wide", "metric": "reach", "min_total": 60}],
    }
    assert [rule.name for rule in contradiction(data).rules] == ["wide", "ceiling of reach"]
    allocator.solve(edited(scenario_of(data), ["metrics.reach.ceiling_total=60"]))


def test_a_share_of_each_group_is_told_as_one_that_does():
    # With 30,000 and 20,000 at most in x and y, z needs 30,000 of 80,000: 37.5 %.
    data = {
        "budget": 100000,
        "items": {"a": A, "b": B, "c": C},
        "limits": [
            {"name": "even", "each": "channel", "max_total": "30%", "of": "spend"},
            {"name": "enough", "min_total": 80000},
        ],
    }
    assert cure_of(contradiction(data), "limits.1.max_total").startswith(
        "raise limits.even.max_total to 37.5%"
    )
    contradiction(data, "limits.even.max_total=37.49%")
    allocator.solve(edited(scenario_of(data), ["limits.even.max_total=37.5%"]))


def test_a_ratio_is_told_as_one_that_does():
    # 100 units of risk on 2,500 of money at best: a ratio of 0.04.
    items = {
        "a": {
            "kind": "ad",
            "spend": {"min_total": 1000, "max_total": 1000},
            "returns": {"risk": {"per_money": 0.1}},
        },
        "b": {"kind": "ad", "spend": {"max_total": 1500}},
    }
    data = {
        "budget": 5000,
        "metrics": {"risk": {}},
        "items": items,
        "limits": [
            {
                "name": "safe",
                "ratio": "all",
                "counted": "risk",
                "to": "all",
                "to_counted": "money",
                "at_most": 0.02,
            }
        ],
    }
    assert cure_of(contradiction(data), "limits.1.at_most").startswith("raise limits.safe.at_most to 0.04 ")
    contradiction(data, "limits.safe.at_most=0.0399")
    allocator.solve(edited(scenario_of(data), ["limits.safe.at_most=0.04"]))


def test_a_hurdle_is_told_as_one_that_does():
    items = {"a": {"kind": "ad", "spend": {"min_total": 1000}, "returns": {"roas": 1.3}}}
    data = {"budget": 5000, "items": items, "limits": [{"name": "worth it", "hurdle": "50%"}]}
    assert cure_of(contradiction(data), "limits.1.hurdle").startswith("lower limits.worth it.hurdle to 30%")
