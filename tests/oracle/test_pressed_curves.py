"""A most, an exact amount, or the least of what curves by a formula bring: against grids and closed forms."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

import allocator
from allocator.errors import NoPlanError
from allocator.plan import Plan
from allocator.plan.verifying import verify
from allocator.scenario import scenario_of

Data = dict[str, Any]
MOST = 1000
POINTS = 401
SHAPES: dict[str, Any] = {
    "hill": lambda x, p: (
        p["limit"] * x ** p["steepness"] / (p["half_at_total"] ** p["steepness"] + x ** p["steepness"])
    ),
    "exponential": lambda x, p: p["limit"] * -np.expm1(-x / p["scale_total"]),
    "power": lambda x, p: p["factor_total"] * x ** p["exponent"],
    "logarithmic": lambda x, p: p["factor"] * np.log1p(x / p["scale_total"]),
}
curves = st.one_of(
    st.fixed_dictionaries(
        {
            "shape": st.just("hill"),
            "limit": st.integers(20, 200),
            "half_at_total": st.integers(50, 900),
            "steepness": st.sampled_from([0.7, 1, 1.5, 2.5]),
        }
    ),
    st.fixed_dictionaries(
        {"shape": st.just("exponential"), "limit": st.integers(20, 200), "scale_total": st.integers(50, 900)}
    ),
    st.fixed_dictionaries(
        {
            "shape": st.just("power"),
            "factor_total": st.integers(1, 9),
            "exponent": st.sampled_from([0.4, 0.5, 0.8]),
        }
    ),
    st.fixed_dictionaries(
        {"shape": st.just("logarithmic"), "factor": st.integers(10, 90), "scale_total": st.integers(50, 900)}
    ),
)


def brings(curve: Data, x: Any) -> Any:
    return SHAPES[curve["shape"]](x, curve)


def steepest(curve: Data) -> float:
    """The largest slope from a first unit of money on."""
    return float(np.max(np.diff(brings(curve, np.arange(1.0, MOST)))))


def scenario(curves: list[Data], clicks: list[int], **rest: Any) -> Data:
    """Items whose leads follow curves, and whose clicks a rate."""
    items = {
        name: {
            "kind": "ad",
            "time_frame": "fast",
            "spend": {"max_total": MOST},
            "returns": {"lead": {"curve": curve}, "click": {"per_money": rate / 10}},
        }
        for name, curve, rate in zip("abcd", curves, clicks, strict=False)
    }
    return {"budget": 1500, "metrics": {"lead": {}, "click": {}}, "items": items} | rest


def solved(data: Data) -> Plan | None:
    try:
        plan = allocator.solve(scenario_of(data))
    except NoPlanError:
        return None
    verify(json.loads(plan.to_json()))
    return plan


def grid(curves: list[Data], clicks: list[int]) -> tuple[Any, Any, Any]:
    """Spend, leads and clicks of all pairs of amounts that the budget pays for."""
    x = np.linspace(0, MOST, POINTS)
    one, other = np.meshgrid(x, x)
    leads = brings(curves[0], one) + brings(curves[1], other)
    total = (one + other).astype(float)
    return total, np.where(total <= 1500, leads, np.nan), (clicks[0] * one + clicks[1] * other) / 10


pairs = st.lists(curves, min_size=2, max_size=2)
rates = st.lists(st.integers(1, 30), min_size=2, max_size=2)


@settings(max_examples=12)
@given(pairs, rates, st.integers(5, 90))
def test_as_much_as_a_most_of_leads_allows(two: list[Data], clicks: list[int], part: int):
    _, leads, clicked = grid(two, clicks)
    most = round(float(np.nanmax(leads)) * part / 100, 3)
    data = scenario(two, clicks, policy={"maximise": "click"}, limits=[{"metric": "lead", "max_total": most}])
    plan = solved(data)
    assert plan is not None
    event(plan.status)
    best = float(np.max(np.where(leads <= most, clicked, -np.inf)))
    stage = plan.stages[0]
    assert stage.bound - stage.value <= 1e-4 * stage.bound + 0.07  # two cents at most, at 3 clicks each
    assert stage.value >= best * (1 - 1e-4) - 0.05
    assert stage.bound >= best - 1e-6
    assert sum(item.outcomes["lead"] for item in plan.items) <= most * (1 + 1e-6)


@settings(max_examples=12)
@given(pairs, rates, st.integers(300, 1400))
def test_the_least_leads_with_so_much_spent(two: list[Data], clicks: list[int], spent: int):
    data = scenario(
        two,
        clicks,
        policy={"minimise": "lead"},
        limits=[{"min_total": spent}, {"metric": "click", "min_total": 5}],
    )
    spend, leads, clicked = grid(two, clicks)
    best = float(np.nanmin(np.where((spend >= spent - 1e-9) & (clicked >= 5), leads, np.inf)))
    plan = solved(data)
    assert plan is not None
    event(plan.status)
    assert plan.stages[0].value <= best * (1 + 1e-4) + 0.01
    assert plan.stages[0].bound <= best + 1e-6


@settings(max_examples=12)
@given(pairs, rates, st.integers(10, 90))
def test_just_so_many_leads(two: list[Data], clicks: list[int], part: int):
    """Against all ways to bring them: so much of one item, and what it then takes of the other one."""
    _, leads, _ = grid(two, clicks)
    wanted = round(float(np.nanmax(leads)) * part / 100, 2)
    x = np.linspace(0, MOST, 20001)
    rest = wanted - brings(two[0], x)
    other = np.interp(rest, brings(two[1], x), x, left=np.nan, right=np.nan)
    clicked = np.where(x + other <= 1500, (clicks[0] * x + clicks[1] * other) / 10, np.nan)
    data = scenario(
        two, clicks, policy={"maximise": "click"}, limits=[{"metric": "lead", "exact_total": wanted}]
    )
    plan = solved(data)
    if np.all(np.isnan(clicked)):
        return
    assert plan is not None
    best = float(np.nanmax(clicked))
    event(plan.status)
    assert plan.stages[0].value >= best * (1 - 1e-4) - 0.05
    assert plan.stages[0].bound >= best - 0.01
    cent = max(float(brings(curve, np.array(0.01))) for curve in two) + 0.01 * max(steepest(c) for c in two)
    assert abs(sum(i.outcomes["lead"] for i in plan.items) - wanted) <= cent


@settings(max_examples=12)
@given(pairs, rates, st.integers(1, 40))
def test_leads_that_cost_something(two: list[Data], clicks: list[int], cost: int):
    data = scenario(two, clicks, policy={"maximise": {"click": 1, "lead": -cost / 10, "spend": -0.5}})
    spend, leads, clicked = grid(two, clicks)
    best = float(np.nanmax(clicked - cost / 10 * leads - spend / 2))
    plan = solved(data)
    assert plan is not None
    assert plan.stages[0].value >= best - 1e-4 * abs(plan.stages[0].bound) - 0.05
    assert plan.stages[0].bound >= best - 1e-6


@settings(max_examples=12)
@given(curves, st.integers(5, 95))
def test_one_curve_goes_to_where_it_brings_the_most_allowed(curve: Data, part: int):
    """x <= the inverse of the curve at the limit, found by halving."""
    full = float(brings(curve, np.array(float(MOST))))
    most = round(full * part / 100, 3)
    data = scenario(
        [curve], [10], policy={"maximise": "click"}, limits=[{"metric": "lead", "max_total": most}]
    )
    low, high = 0.0, float(MOST)
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if brings(curve, np.array(middle)) <= most else (low, middle)
    plan = solved(data)
    assert plan is not None
    event(plan.status)
    assert float(plan.item("a").spend) <= low + 0.02
    if plan.status == "optimal":
        assert float(plan.item("a").spend) == pytest.approx(low, abs=0.02, rel=2e-4)
    assert plan.stages[0].bound >= low - 0.01


def test_a_goal_that_asks_for_just_so_many():
    two = [
        {"shape": "hill", "limit": 100, "half_at_total": 300, "steepness": 2},
        {"shape": "exponential", "limit": 80, "scale_total": 400},
    ]
    goals = [{"metric": "lead", "exactly": 50}]
    plan = solved(scenario(two, [12, 3], policy={"maximise": "click", "order": "together"}, goals=goals))
    assert plan is not None
    assert plan.goals[0].shortfall == pytest.approx(0, abs=1e-3)
    _, leads, clicked = grid(two, [12, 3])
    near = float(np.nanmax(np.where(np.abs(leads - 50) < 0.02, clicked, np.nan)))
    assert plan.stages[1].value >= near - 1


def test_a_most_per_period_with_a_metric_that_does_harm():
    """Twelve curves; what a month brings of complaints is bounded, and each costs something."""
    data = {
        "budget": {"total": 3000, "release": "even"},
        "horizon": {"periods": 6, "every": "month"},
        "metrics": {"complaint": {"value": -2, "evidence": "revenue"}},
        "policy": {"order": "together"},
        "items": {
            name: {
                "kind": "ad",
                "spend": {"max_per_period": 400},
                "returns": {
                    "roas": roas,
                    "complaint": {"curve": {"shape": "power", "factor_per_period": 1, "exponent": 0.5}},
                },
            }
            for name, roas in {"a": 1.5, "b": 1.4}.items()
        },
        "limits": [{"metric": "complaint", "max_per_period": 25}],
    }
    plan = solved(data)
    assert plan is not None
    x = np.linspace(0, 400, 801)
    one, other = np.meshgrid(x, x)
    harm = np.sqrt(one) + np.sqrt(other)
    net = np.where((harm <= 25) & (one + other <= 500), 0.5 * one + 0.4 * other - 2 * harm, -np.inf)
    # Money that is left in a month can be spent later, so no month alone bounds the plan.
    assert plan.stages[0].value >= 6 * float(net.max()) - 0.5
    for t in range(6):
        amounts = [float(item.by_period[t]) for item in plan.items]
        assert sum(np.sqrt(amounts)) <= 25 * (1 + 1e-6)


def test_no_plan_is_told_where_curves_bring_too_much():
    data = scenario(
        [{"shape": "exponential", "limit": 100, "scale_total": 300}] * 2,
        [10, 10],
        limits=[{"name": "few", "metric": "lead", "max_total": 20}, {"name": "spent", "min_total": 900}],
    )
    with pytest.raises(NoPlanError) as caught:
        allocator.solve(scenario_of(data))
    assert {"few", "spent"} <= {rule.name for rule in caught.value.rules}


def test_pieces_that_grow_narrow_shut_nothing_out():
    """Just so many leads of one curve: x = scale · (e^(44.122 / factor) − 1), nearer than a cent."""
    curve = {"shape": "logarithmic", "factor": 112, "scale_total": 709}
    goals = [{"metric": "lead", "exactly": 44.122}]
    data = scenario(
        [curve],
        [18],
        budget=557,
        policy={"maximise": "click", "order": "together"},
        goals=goals,
        limits=[{"min_total": 287}],
    )
    plan = solved(data)
    assert plan is not None
    x = 709 * np.expm1(44.122 / 112)
    assert float(plan.item("a").spend) == pytest.approx(x, abs=0.01)
    assert plan.status == "optimal"
    assert plan.stages[0].bound <= 1e-9
    assert plan.stages[1].bound == pytest.approx(1.8 * x, rel=1e-4)


@pytest.mark.parametrize("exponent", [0.4, 0.5, 0.8])
def test_nothing_is_bought_where_any_money_would_bring_too_much(exponent: float):
    """Infinitely steep at 0, and at most so many leads for each click: only at 0 both sides are equal."""
    curve = {"shape": "power", "factor_total": 2, "exponent": exponent}
    ratio = float(0.9 * brings(curve, np.array(570.0)) / 570)
    limit = {"ratio": "all", "to": "all", "counted": "lead", "to_counted": "click", "at_most": ratio}
    plan = solved(scenario([curve], [10], budget=570, policy={"maximise": "click"}, limits=[limit]))
    assert plan is not None
    assert plan.totals.spend == 0
    assert (plan.status, plan.stages[0].bound) == ("optimal", 0)


def test_a_plan_that_is_the_only_one_is_a_plan():
    """A goal that is met at one amount only: the wish that settles ties sees nothing to settle."""
    two = [
        {"shape": "hill", "limit": 184, "half_at_total": 52, "steepness": 5.0},
        {"shape": "logarithmic", "factor": 139, "scale_total": 218},
    ]
    goals = [{"metric": "lead", "exactly": 81.119}]
    data = scenario(
        two,
        [23, 4],
        budget=697,
        policy={"maximise": "click", "order": "together"},
        goals=goals,
        limits=[{"min_total": 92}],
    )
    plan = solved(data)
    assert plan is not None
    assert plan.goals[0].shortfall <= 81.119 * 3e-4
    assert plan.status == "optimal"


def test_the_least_of_something_is_proven_whatever_the_least_spend_is():
    """What only makes the plan unique is no reason to doubt it: the least leads with 500 clicks."""
    two = [
        {"shape": "hill", "limit": 94, "half_at_total": 462, "steepness": 2.5},
        {"shape": "hill", "limit": 80, "half_at_total": 300, "steepness": 2.5},
    ]
    clicks = {"metric": "click", "min_total": 500}
    plan = solved(scenario(two, [11, 20], policy={"minimise": "lead"}, limits=[clicks]))
    assert plan is not None
    x = np.linspace(0, 500 / 1.1, 20001)
    least = float(np.min(brings(two[0], x) + brings(two[1], (500 - 1.1 * x) / 2)))
    assert plan.status == "optimal"
    assert plan.stages[0].bound <= least
    assert plan.stages[0].value == pytest.approx(least, rel=2e-4)


def test_what_rounding_takes_of_a_small_plan_is_told_and_does_not_make_it_unproven():
    """0.7588 may be spent, and is as good as proven; 0.75 is what can be paid."""
    curve = {"shape": "hill", "limit": 100, "half_at_total": 500, "steepness": 1}
    most = float(brings(curve, np.array(0.7588)))
    limit = {"metric": "lead", "max_total": most}
    plan = solved(scenario([curve], [2], policy={"maximise": "click"}, limits=[limit]))
    assert plan is not None
    assert (plan.status, str(plan.item("a").spend)) == ("optimal", "0.75")
    assert plan.stages[0].bound == pytest.approx(0.2 * 0.7588, rel=1e-4)
    assert plan.gap == pytest.approx(0.0088 / 0.7588, rel=1e-2)


def test_months_that_are_alike_are_proven_together():
    """Three months of one sigmoid: where one of them was cut another one could stand next."""
    curve = {"shape": "sigmoid", "limit": 102, "middle_per_period": 302, "scale_per_period": 60}
    data = {
        "budget": 3175,
        "horizon": {"periods": 3, "every": "month"},
        "metrics": {"lead": {}, "click": {}},
        "policy": {"maximise": "click"},
        "items": {
            "a": {
                "kind": "ad",
                "time_frame": "fast",
                "spend": {"max_per_period": 1000},
                "returns": {"lead": {"curve": curve}, "click": {"per_money": 2.3}},
            }
        },
        "limits": [{"metric": "lead", "max_total": 201.842}],
    }
    plan = solved(data)
    assert plan is not None
    assert plan.status == "optimal"
    x = np.linspace(0, MOST, 2001)
    at_0 = 1 / (1 + np.exp(302 / 60))
    leads = 102 * (1 / (1 + np.exp((302 - x) / 60)) - at_0) / (1 - at_0)
    one, other = np.meshgrid(x, x)
    rest = 201.842 - leads[:, None] - leads[None, :]
    third = np.where(rest >= 0, np.interp(rest, leads, x), np.nan)
    best = 2.3 * float(np.nanmax(one + other + third))
    assert best * (1 - 1e-4) - 0.03 <= plan.stages[0].value <= plan.stages[0].bound
    assert best <= plan.stages[0].bound
