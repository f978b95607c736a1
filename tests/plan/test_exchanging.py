"""Plans of few smallest units: as good as the best of all plans in whole units, which are all tried."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from allocator.plan.exchange import plan_data
from allocator.plan.verifying import verify
from allocator.reports.proof import verdict
from allocator.scenario import scenario_of
from allocator.solving import solve

Data = dict[str, Any]
_GAP = 1e-4


def _value(curve: Data, x: Any) -> Any:
    if curve["shape"] == "hill":
        s = curve["steepness"]
        brought = curve["limit"] * x**s / (curve["half_at_total"] ** s + x**s)
    elif curve["shape"] == "exponential":
        brought = curve["limit"] * (1 - np.exp(-x / curve["scale_total"]))
    else:
        brought = curve["factor_total"] * x ** curve["exponent"]
    return np.minimum(brought, curve.get("cap", np.inf))


def _curve(r: random.Random, scale: float) -> Data:
    top, shape = scale * r.uniform(1.5, 6), r.choice(["hill", "exponential", "power"])
    cap = {"cap": top * r.uniform(0.3, 0.8)} if r.random() < 0.6 else {}
    if shape == "power":
        return {"shape": shape, "factor_total": top / scale**0.5, "exponent": r.choice([0.3, 0.5, 0.8])} | cap
    if shape == "hill":
        steep = r.choice([0.7, 1, 1, 2])
        return {"shape": shape, "limit": top, "half_at_total": scale, "steepness": steep} | cap
    return {"shape": shape, "limit": top, "scale_total": scale} | cap


@pytest.mark.parametrize("seed", [1, 7, 20, 49, 60, 102, 105, 212, 350, 376, 391, 395])
def test_tiny_budgets_lose_no_more_than_the_gap_against_all_whole_plans(seed: int) -> None:
    r = random.Random(seed)
    count, currency, units = r.choice([2, 3, 3]), r.choice(["JPY", "EUR"]), r.choice([12, 40, 90])
    unit = 1 if currency == "JPY" else 0.01
    curves = [_curve(r, units * unit * r.uniform(0.2, 1.2)) for _ in range(count)]
    most = [units // r.choice([1, 2]) for _ in range(count)]
    items = {
        f"i{k}": {
            "kind": "ad",
            "time_frame": "fast",
            "spend": {"max_total": round(top * unit, 2)},
            "returns": {"revenue": {"curve": curve}},
        }
        for k, (curve, top) in enumerate(zip(curves, most, strict=True))
    }
    plan = solve(scenario_of({"currency": currency, "budget": round(units * unit, 2), "items": items}))
    grid = np.meshgrid(*(np.arange(top + 1) for top in most), indexing="ij")
    net = sum(_value(curve, x * unit) - x * unit for curve, x in zip(curves, grid, strict=True))
    best = float(np.where(sum(grid) <= units, net, -np.inf).max())
    assert plan.stages[0].value >= best - _GAP * plan.stages[0].bound
    assert plan.stages[0].bound >= best * (1 - 1e-9)


def _power(factor: float, **more: Any) -> Data:
    return {"revenue": {"curve": {"shape": "power", "factor_total": factor, "exponent": 0.8, **more}}}


_AT_MOST: Data = {
    "currency": "JPY",
    "budget": 10594,
    "policy": {"order": "together"},
    "goals": [{"name": "modest", "metric": "net_return", "at_most": 5145}],
    "items": {
        "posters": {"kind": "ad", "spend": {"max_total": 4280}, "returns": _power(140.5)},
        "search": {"kind": "ad", "spend": {"max_total": 30100}, "returns": _power(236.3)},
    },
}


def test_a_goal_from_above_is_met_and_what_comes_after_it_comes_as_near_as_whole_units_allow() -> None:
    plan = solve(scenario_of(_AT_MOST))
    a, b = np.meshgrid(np.arange(200), np.arange(200), indexing="ij")
    net = 140.5 * a**0.8 + 236.3 * b**0.8 - a - b
    best = float(net[net <= 5145].max())
    assert plan.goals[0].shortfall == 0
    assert plan.stages[1].value == pytest.approx(best, rel=2e-4)


def test_what_rounding_takes_from_a_goal_is_no_gap_of_the_next_stage() -> None:
    """A fifth of a yen is missing at the cap of posters; leaflets would need ten yen more for as much.

    These ten yen would bring a hundredth of the net return: not what strict order could have had.
    """
    capped = {"shape": "exponential", "limit": 13030, "scale_total": 2622, "cap": 3909}
    flat = {"shape": "power", "factor_total": 71, "exponent": 0.3}
    steep = {"shape": "hill", "limit": 2000, "half_at_total": 500}

    def item(name: str, curve: Data) -> Data:
        return {"kind": "ad", "spend": {"max_total": 9000}, "returns": {name: {"curve": curve}}}

    data = {
        "currency": "JPY",
        "budget": 5000,
        "metrics": {"lead": {"value": 10}, "sale": {"value": 1}},
        "policy": {"order": "together"},
        "goals": [{"name": "sales", "metric": "sale", "at_least": 33050}],
        "items": {
            "posters": item("sale", capped),
            "leaflets": item("sale", flat),
            "mail": item("lead", steep),
        },
    }
    plan = solve(scenario_of(data))
    assert plan.status == "optimal"
    assert plan.item("posters").spend in (935, 936)
    assert plan.stages[0].gap < 1e-4
    assert plan.gap < 1e-3


def test_a_goal_is_measured_by_its_target_whatever_the_currency_counts() -> None:
    """At most a unit of 20,000 is missed by rounding: 0.005 %, not a part of a cent's worth."""
    data = {
        "currency": "EUR",
        "budget": 300,
        "goals": [{"name": "g", "metric": "return", "exactly": 199.99, "on": "a"}],
        "items": {"a": {"kind": "ad", "spend": {"max_total": 300}, "returns": {"roas": 1.7}}},
    }
    plan = solve(scenario_of(data))
    assert 0 < plan.stages[0].value < 1e-4
    assert plan.stages[0].gap == pytest.approx(plan.stages[0].value, rel=1e-2)


def test_a_report_tells_what_rounding_takes_as_what_it_is() -> None:
    data = {
        "currency": "JPY",
        "budget": 7,
        "items": {
            "a": {
                "kind": "ad",
                "spend": {"max_total": 7},
                "returns": {"revenue": {"curve": {"shape": "exponential", "limit": 20, "scale_total": 3}}},
            }
        },
    }
    plan = solve(scenario_of(data))
    best = max(20 * (1 - np.exp(-x / 3)) - x for x in range(8))
    assert plan.stages[0].value == pytest.approx(best)
    assert plan.gap > _GAP >= (plan.gap_before or 1.0)
    assert verdict(plan).startswith("optimal: proven to be ")
    assert "before rounding to 1 JPY, and at most 0." in verdict(plan)
    assert verify(plan_data(plan)).gap_before == plan.gap_before


def test_where_rounding_takes_little_nothing_is_said_of_it() -> None:
    data = {
        "currency": "EUR",
        "budget": 70000,
        "items": {"a": {"kind": "ad", "spend": {"max_total": 7000}, "returns": {"roas": 2}}},
    }
    plan = solve(scenario_of(data))
    assert plan.gap_before is None
    assert "gap_before_rounding" not in plan_data(plan)


def _two_goals(seed: int) -> tuple[Data, list[Data]]:
    """A scenario of few yen with two goals in strict order, and for each item what it brings of both."""
    r = random.Random(seed)
    budget, count = r.choice([12, 25, 40, 90]), r.choice([2, 3, 3])
    smooth = r.random() < 0.6

    def brings() -> Data:
        found: Data = {}
        for metric in ("lead", "sale"):
            if r.random() >= 0.85:
                continue
            if smooth and r.random() < 0.5:
                limit, scale = round(r.uniform(5, 80), 1), round(r.uniform(0.3, 1.5) * budget, 1)
                found[metric] = {"curve": {"shape": "exponential", "limit": limit, "scale_total": scale}}
            else:
                found[metric] = {"per_money": round(r.uniform(0.1, 3), 2)}
        return found or {"lead": {"per_money": 1}}

    items, returns = {}, []
    for k in range(count):
        most = r.choice([budget, budget // 2, budget // 3])
        returns.append(brings())
        items[f"i{k}"] = {"kind": "ad", "spend": {"max_total": most}, "returns": returns[-1]}

    def goal(name: str, metric: str) -> Data:
        sense = r.choice(["at_least", "exactly", "exactly", "at_most"])
        return {"name": name, "metric": metric, sense: round(r.uniform(0.2, 2) * budget, 2)}

    goals = [
        {**goal("first", "lead"), "rank": "primary"},
        {**goal("second", "sale"), "rank": "secondary"},
    ]
    metrics = {"lead": {"value": 1}, "sale": {"value": 1}}
    data = {"currency": "JPY", "budget": budget, "metrics": metrics, "goals": goals, "items": items}
    return data, returns


def _brought(rate: Data, x: Any) -> Any:
    return _value(rate["curve"], x) if "curve" in rate else rate["per_money"] * x


@pytest.mark.parametrize("seed", [167, 211, 223, 294, 349, 371])
def test_no_stage_pays_for_a_later_one_whatever_that_gains(seed: int) -> None:
    """In each of these a little less of the one goal would bring what comes after it much nearer."""
    data, brings = _two_goals(seed)
    tops = [item["spend"]["max_total"] for item in data["items"].values()]
    grid = np.meshgrid(*(np.arange(top + 1) for top in tops), indexing="ij")
    missed = []
    for goal in data["goals"]:
        terms = [
            _brought(r[goal["metric"]], x) for r, x in zip(brings, grid, strict=True) if goal["metric"] in r
        ]
        sense = next(word for word in ("at_least", "at_most", "exactly") if word in goal)
        behind = (goal[sense] - sum(terms)) / goal[sense]
        sides = {"at_least": np.maximum(behind, 0), "at_most": np.maximum(-behind, 0), "exactly": abs(behind)}
        missed.append(np.where(sum(grid) <= data["budget"], sides[sense], np.inf))
    best_first = missed[0].min()
    best_second = missed[1][missed[0] <= best_first + 1e-12].min()
    plan = solve(scenario_of(data))
    assert plan.stages[0].value == pytest.approx(best_first, rel=1e-9)
    assert plan.stages[1].value == pytest.approx(best_second, rel=1e-9, abs=1e-12)
