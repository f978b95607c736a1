"""Plans under smooth curves against exact optima: inside the proven interval, and as near as asked for."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.errors import InputError, NoPlanError, SolverError
from allocator.model.session import Session
from allocator.model.smooth.branching import Branching
from allocator.plan import Plan
from allocator.scenario import scenario_of
from allocator.solving import solve
from tests.curves import exact

Data = dict[str, Any]


def ad(curve: Data, **spend: Any) -> Data:
    return {"kind": "ad", "time_frame": "fast", "spend": spend, "returns": {"revenue": {"curve": curve}}}


def planned(items: Data, gap: float = 0.0, **rest: Any) -> Plan:
    return solve(scenario_of({"items": items} | rest), gap=gap)


def is_proven(plan: Plan, best: float, gap: float = 1e-4) -> bool:
    """Whether the exact optimum lies between the plan and its bound, to what cents and floats can tell."""
    stage, noise = plan.stages[0], 1e-8 * abs(best) + 0.01 * len(plan.items) * len(plan.periods)
    return stage.value <= best + noise and best <= stage.bound + noise and plan.gap <= gap


def hills(count: int, seed: int) -> tuple[exact.Floats, exact.Floats]:
    rng = np.random.default_rng(seed)
    halves = np.round(rng.uniform(500, 20000, count))
    return np.round(halves * rng.uniform(0.8, 8.0, count)), halves


def hill(limit: float, half: float, basis: str = "total", **more: Any) -> Data:
    return {"shape": "hill", "limit": limit, f"half_at_{basis}": half, **more}


@pytest.mark.parametrize("gap", [1e-3, 1e-4, 1e-6])
@pytest.mark.parametrize("count", [3, 12])
def test_a_budget_over_concave_curves(count: int, gap: float):
    limits, halves = hills(count, count)
    budget, caps = 3000.0 * count, np.full(count, 9000.0)
    items = {f"i{k}": ad(hill(limits[k], halves[k]), max_total=9000) for k in range(count)}
    plan = planned(items, gap, budget=budget)
    assert is_proven(plan, exact.bisected(limits, halves, budget, caps), gap)
    assert plan.status == "optimal"


def test_a_budget_that_is_not_all_worth_spending():
    limits, halves = hills(6, 1)
    items = {f"i{k}": ad(hill(limits[k], halves[k])) for k in range(6)}
    plan = planned(items, budget=10_000_000)
    assert is_proven(plan, exact.bisected(limits, halves, 1e7, np.full(6, 1e7)))
    assert plan.totals.unspent > 0
    assert plan.unspent_because.startswith("no further money")


def test_twelve_periods_and_caps_on_groups():
    limits, halves = hills(4, 2)
    halves /= 10
    limits /= 10
    items = {
        f"i{k}": ad(hill(limits[k], halves[k], "per_period")) | {"channel": "xy"[k % 2]} for k in range(4)
    }
    limit = {"on": {"channel": "x"}, "max_total": 12000}
    plan = planned(items, budget=60000, horizon={"periods": 12}, limits=[limit])
    ways = [12 * _two(limits, halves, x / 12, (60000 - x) / 12) for x in np.linspace(0, 12000, 4001)]
    assert is_proven(plan, max(ways))
    assert plan.stages[0].bound >= max(ways) * (1 - 1e-8)


def _two(limits: exact.Floats, halves: exact.Floats, first: float, second: float) -> float:
    """The best where the even curves have one budget and the odd ones another."""
    free = np.full(2, 1e9)
    return exact.bisected(limits[::2], halves[::2], first, free) + exact.bisected(
        limits[1::2], halves[1::2], second, free
    )


S_SHAPED: dict[str, tuple[Data, Any]] = {
    "steep": (hill(30000, 6000, steepness=3), exact.hill(30000, 6000, 3)),
    "steeper": (hill(24000, 4000, steepness=5), exact.hill(24000, 4000, 5)),
    "late": (
        {"shape": "sigmoid", "limit": 40000, "middle_total": 8000, "scale_total": 1000},
        exact.sigmoid(40000, 8000, 1000),
    ),
    "falling": (hill(20000, 5000), exact.hill(20000, 5000)),
}


@pytest.mark.parametrize("budget", [4000, 9000, 15000, 30000])
@pytest.mark.parametrize("count", [2, 3, 4])
def test_s_shaped_curves(count: int, budget: int):
    chosen = dict(list(S_SHAPED.items())[:count])
    plan = planned({name: ad(curve) for name, (curve, _) in chosen.items()}, budget=budget)
    best = exact.on_a_grid([formula for _, formula in chosen.values()], budget, 3000)
    assert plan.status == "optimal"
    assert plan.gap <= 1e-4
    assert plan.stages[0].bound >= best * (1 - 1e-9)
    assert plan.stages[0].value >= best * (1 - 1e-4)


@pytest.mark.parametrize("times", [1e-3, 1, 1e4, 1e9])
def test_the_scale_of_money_does_not_matter(times: float):
    parts = [(9e4, 15e3), (16e4, 22e3), (3e4, 9e3)]
    items = {
        f"i{k}": ad(hill(limit * times, half * times, steepness=1 + k))
        for k, (limit, half) in enumerate(parts)
    }
    plan = planned(items, budget=str(round(50000 * times, 2)))
    assert plan.status == "optimal"
    assert plan.stages[0].value / times == pytest.approx(exact_of_three(), rel=2e-4)


def exact_of_three() -> float:
    curves = [exact.hill(9e4, 15e3), exact.hill(16e4, 22e3, 2), exact.hill(3e4, 9e3, 3)]
    return exact.on_a_grid(curves, 50000, 2500)


def test_a_curve_as_formula_as_points_and_as_tranches():
    formula = exact.exponential(90000, 15000)
    x = np.linspace(0, 60000, 1201)[1:]
    y = formula(x)
    slopes = np.diff(y, prepend=0.0) / np.diff(x, prepend=0.0)
    said = {
        "formula": {"curve": {"shape": "exponential", "limit": 90000, "scale_total": 15000}},
        "points": {
            "curve": {
                "shape": "points",
                "points_total": [[*p] for p in zip(x.tolist(), y.tolist(), strict=True)],
            }
        },
        "tranches": {
            "tranches": [
                {"up_to_total": int(end), "per_money": rate}
                for end, rate in zip(x.tolist(), slopes.tolist(), strict=True)
            ]
        },
    }
    values = []
    for revenue in said.values():
        one = {"kind": "ad", "time_frame": "fast", "spend": {}, "returns": {"revenue": revenue}}
        values.append(planned({"a": one, "b": ad(hill(160000, 22000))}, budget=50000).stages[0].value)
    assert max(values) - min(values) <= 1e-4 * max(values)


def test_infinite_slopes_at_nothing():
    items = {
        "root": ad({"shape": "power", "factor_total": 30, "exponent": 0.5}),
        "flat": ad({"shape": "power", "factor_total": 200, "exponent": 0.2}),
        "none": ad({"shape": "hill", "limit": 40, "half_at_total": 900, "steepness": 0.5}),
    }
    plan = planned(items, budget=300)
    spends = np.linspace(0, 300, 301)
    curves = [exact.power(30, 0.5), exact.power(200, 0.2), exact.hill(40, 900, 0.5)]
    assert plan.stages[0].bound >= exact.on_a_grid(curves, 300, len(spends) - 1)
    assert plan.gap <= 1e-4
    assert all(item.marginal_return is not None for item in plan.items)


def test_what_is_never_worth_anything_changes_nothing():
    items = {"a": ad(hill(160000, 22000)), "b": ad(hill(90000, 15000, steepness=2))}
    alone, plus = (planned(these, budget=50000) for these in (items, items | {"c": ad(hill(10, 22000))}))
    assert plus.stages[0].value == pytest.approx(alone.stages[0].value, rel=1e-4)
    assert plus.items[2].spend == 0


def test_a_cap_is_reached_and_no_money_is_put_beyond_it():
    items = {"a": ad(hill(160000, 22000, cap=40000)), "b": ad(hill(50000, 40000))}
    plan = planned(items, budget=60000, policy={"maximise": "return"})
    assert plan.items[0].outcomes["revenue"] == pytest.approx(40000, rel=1e-6)
    assert plan.items[0].spend == pytest.approx(Decimal("7333.33"), abs=1)


@pytest.mark.parametrize("steepness", [1, 3])
def test_money_that_comes_back_is_spent_again(steepness: int):
    """Two periods: what the first brings may be spent in the second; the best split by a fine grid."""
    curve, straight = exact.hill(8000, 2000, steepness), 1.5
    items = {
        "curve": ad(hill(8000, 2000, "per_period", steepness=steepness), max_total=9000) | {"until": 1},
        "later": {
            "kind": "ad",
            "time_frame": "long",
            "from": 2,
            "spend": {"max_total": 50000},
            "returns": {"roas": straight, "delay": 1},
        },
    }
    reinvest = {"share": "100%", "into": ["long"]}
    plan = planned(
        items,
        budget={"total": 5000, "reinvest": reinvest},
        horizon={"periods": 2},
        policy={"order": "together"},
    )
    x = np.linspace(0, 5000, 500001)
    best = np.max(curve(x) - x + (straight - 1) * (5000 - x + curve(x)))
    assert is_proven(plan, float(best))


def test_limits_from_below_hold_for_the_curve_itself_and_cost_what_they_must():
    items = {
        "reach": ad({"shape": "exponential", "limit": 1000, "scale_total": 5000})
        | {"returns": {"lead": {"curve": {"shape": "exponential", "limit": 1000, "scale_total": 5000}}}},
        "money": {"kind": "ad", "time_frame": "fast", "spend": {}, "returns": {"roas": 2}},
    }
    limit = {"metric": "lead", "on": "reach", "min_total": 800}
    plan = planned(items, budget=20000, limits=[limit])
    needed = -5000 * np.log(0.2)
    assert float(plan.items[0].spend) >= needed - 0.01
    assert is_proven(plan, (20000 - needed) * 2 - 20000)


def test_the_least_budget_for_a_goal():
    items = {"a": ad(hill(160000, 22000), max_total=200000), "b": ad(hill(90000, 15000), max_total=90000)}
    goal = {"metric": "revenue", "at_least": 120000, "rank": "primary"}
    plan = planned(items, goals=[goal], policy={"minimise": "budget"})
    limits, halves = np.array([16e4, 9e4]), np.array([22e3, 15e3])
    low, high = 0.01, 100.0
    for _ in range(100):
        middle = (low + high) / 2
        spends = exact.hill_spends(limits, halves, middle)
        enough = (limits * spends / (halves + spends)).sum() >= 120000
        low, high = (middle, high) if enough else (low, middle)
    least = float(exact.hill_spends(limits, halves, low).sum())
    assert float(plan.totals.spend) == pytest.approx(least, rel=1.1e-4)
    assert plan.stages[-2].bound <= least * (1 + 1e-8)


def test_later_time_frames_are_bounded_as_well():
    items = {"a": ad(hill(60000, 8000)), "b": ad(hill(90000, 15000)) | {"time_frame": "long"}}
    plan = planned(items, budget=40000)
    fast, long = plan.stages[:2]
    best = exact.bisected(np.array([6e4]), np.array([8e3]), 40000, np.array([1e9]))
    left = 40000 - exact.hill_spends(np.array([6e4]), np.array([8e3]), 1.0)[0]
    assert fast.value <= best <= fast.bound
    assert long.bound >= 90000 * left / (15000 + left) - left


def test_a_later_stage_that_gets_nothing_does_not_spoil_the_proof():
    roas = {"kind": "ad", "time_frame": "long", "spend": {}, "returns": {"roas": 1.5}}
    plan = planned({"a": ad(hill(160000, 22000)), "l": roas}, budget=9000)
    assert plan.status == "optimal"
    assert plan.items[1].spend == 0
    assert plan.stages[1].bound >= 0


curves = st.tuples(
    st.floats(100, 50000), st.floats(50, 20000), st.sampled_from([1, 1, 2, 4]), st.floats(100, 20000)
)


@settings(max_examples=25, deadline=None)
@given(st.lists(curves, min_size=1, max_size=3), st.integers(100, 20000), st.sampled_from([1e-2, 1e-4]))
def test_the_gap_is_never_understated(drawn: list[tuple[float, float, int, float]], budget: int, gap: float):
    items = {
        f"i{k}": ad(hill(limit, half, steepness=s), max_total=round(cap, 2))
        for k, (limit, half, s, cap) in enumerate(drawn)
    }
    plan = planned(items, gap, budget=budget)
    best = exact.on_a_grid(
        [_capped(exact.hill(limit, half, s), round(cap, 2)) for limit, half, s, cap in drawn], budget, 1500
    )
    assert best <= plan.stages[0].bound + 1e-6 * abs(best) + 1e-6
    assert plan.status == ("optimal" if plan.gap <= gap else "feasible")


def _capped(curve: Any, cap: float) -> Any:
    return lambda x: np.where(x <= cap, curve(np.minimum(x, cap)), -1e12)


def test_a_time_limit_gives_the_best_plan_so_far_or_says_why_not():
    items = {f"i{k}": ad(hill(1000 + 37 * k, 300 + 11 * k, steepness=3)) for k in range(8)}
    scenario = scenario_of({"items": items, "budget": 4000})
    plan = solve(scenario, gap=1e-7, time_limit=2)
    assert plan.status == ("optimal" if plan.gap <= 1e-7 else "feasible")
    assert plan.gap > 0


def test_a_limit_within_a_later_search_keeps_the_plan_of_an_earlier_one(monkeypatch):
    search, searches = Branching._search, iter((True, False))

    def limited(self: Branching) -> Any:
        if next(searches):
            return search(self)
        raise SolverError("the time limit was reached before any plan was found")

    monkeypatch.setattr(Branching, "_search", limited)
    items = {f"i{k}": ad(hill(1000 + 37 * k, 300 + 11 * k), fee_if_used_total=1) for k in range(10)}
    plan = planned(items, gap=1e-12, budget=4000)
    assert plan.status == "feasible"
    assert 1e-12 < plan.gap < 0.1
    assert next(searches, None) is None


def test_when_the_time_is_up_at_once_the_plan_is_honest_about_its_gap(monkeypatch):
    monkeypatch.setattr(Session, "is_late", True)
    parts = [(9e4, 15e3), (16e4, 22e3), (3e4, 9e3), (5e4, 12e3), (7e4, 9e3)]
    items = {f"i{k}": ad(hill(limit, half, steepness=4)) for k, (limit, half) in enumerate(parts)}
    plan = planned(items, gap=1e-7, budget=40000)
    best = exact.on_a_grid([exact.hill(limit, half, 4) for limit, half in parts], 40000, 4000)
    assert plan.status == "feasible"
    assert plan.stages[0].value * 0.8 < best <= plan.stages[0].bound
    assert plan.gap == pytest.approx(1 - plan.stages[0].value / plan.stages[0].bound, rel=1e-2)


def test_a_contradiction_names_the_rules_and_its_cure_holds():
    items, limit = {"a": ad(hill(1000, 500))}, {"metric": "revenue", "on": "a", "min_total": 800}
    with pytest.raises(NoPlanError) as caught:
        planned(items, budget=1000, limits=[limit])
    assert {rule.path for rule in caught.value.rules} == {"budget.total", "limits.1.min_total"}
    more = next(cure.amount for cure in caught.value.cures if cure.path == "budget.total")
    assert 1000 <= more <= 1050
    assert planned(items, budget=str(1000 + more), limits=[limit]).status == "optimal"


AT: Data = {"spend_total": 5, "brings": 9}
MISTAKES: dict[str, tuple[Data, str]] = {
    "two bases": ({"shape": "exponential", "limit": 9, "scale_total": 5, "scale_per_period": 5}, "mixes"),
    "a missing limit": ({"shape": "hill", "half_at_total": 9}, "limit, half_at_per_period or half_at_total"),
    "a field of another shape": (
        {"shape": "power", "limit": 9, "half_at_total": 9},
        "power has no half_at_total",
    ),
    "a factor without its basis": ({"shape": "power", "factor": 3, "exponent": 0.5}, "power has no factor "),
    "a factor with a basis": (
        {"shape": "logarithmic", "factor_total": 3, "scale_total": 9},
        "logarithmic has no factor_total",
    ),
    "a hill like a wall": (
        {"shape": "hill", "limit": 9, "half_at_total": 5, "steepness": 1e9},
        "at most 100",
    ),
    "a sigmoid like a wall": (
        {"shape": "sigmoid", "limit": 9, "middle_total": 5e5, "scale_total": 1},
        "at most 100 scales",
    ),
    "a cap of nothing": ({"shape": "exponential", "limit": 9, "scale_total": 5, "cap": 0}, "cap: zero"),
    "a power above 1": ({"shape": "power", "factor_total": 9, "exponent": 1.5}, "at most 1"),
    "more than twice": (
        {"shape": "power", "doubling_adds": 1.5, "at": {"spend_total": 5, "brings": 9}},
        "at most 100%",
    ),
    "more than the limit": (
        {"shape": "hill", "limit": 9, "at": {"spend_total": 5, "brings": 9}},
        "below the limit of 9",
    ),
    "twice the spend, more than the limit": (
        {"shape": "hill", "limit": 10, "at": {"spend_total": 5, "brings": 9}, "doubling_adds": "40%"},
        "less, below the limit of 10",
    ),
    "a steepness that follows": (
        {"shape": "hill", "limit": 50, "at": AT, "doubling_adds": "40%", "steepness": 2},
        "one of the two",
    ),
    "more than a hill": ({"shape": "hill", "at": AT, "doubling_adds": "100%"}, "steepness 1 can add"),
    "more than a tanh": ({"shape": "tanh", "at": AT, "doubling_adds": "100%"}, "below 100%"),
    "no sigmoid": ({"shape": "sigmoid", "limit": 20, "at": AT, "doubling_adds": "40%"}, "66.32%"),
    "a flat sigmoid": ({"shape": "sigmoid", "limit": 20, "at": AT, "scale_total": 90}, "a scale below 5.1"),
    "before the middle": ({"shape": "sigmoid", "limit": 20, "at": AT, "middle_total": 6}, "one after it"),
    "no basis": ({"shape": "hill", "limit": 9, "at": {"brings": 5}}, "spend"),
    "points out of order": ({"shape": "points", "points_total": [[5, 1], [4, 2]]}, "out of order"),
    "something for nothing": ({"shape": "points", "points_total": [[0, 1], [4, 2]]}, "a spend of 0"),
    "a cap on points": ({"shape": "points", "points_total": [[4, 2]], "cap": 1}, "points has no cap"),
    "three numbers of a point": (
        {"shape": "points", "points_total": [[5, 1, 2]]},
        "total.1: too many entries",
    ),
}


@pytest.mark.parametrize(("curve", "said"), MISTAKES.values(), ids=MISTAKES)
def test_mistakes_say_what_is_missing(curve: Data, said: str):
    with pytest.raises(InputError, match=said):
        scenario_of({"items": {"a": ad(curve)}, "budget": 100})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("season", {1: -1}),
        ("price_index", {1: 0}),
        ("revenue", {"curve": {"shape": "points", "points_total": [[5, "a"]]}}),
    ],
)
def test_a_mistake_inside_a_value_is_told_alone(field: str, value: Any):
    item = ad(hill(10, 5, "per_period"))
    item["returns"][field] = value
    with pytest.raises(InputError) as told:
        scenario_of({"items": {"a": item}, "budget": 100, "horizon": {"periods": 2}})
    (mistake,) = told.value.mistakes
    assert mistake.path.startswith(f"items.a.returns.{field}.")


def test_a_curve_asks_for_an_item_bought_as_spend():
    item = {"kind": "tool", "price": 10, "returns": {"revenue": {"curve": hill(10, 5)}}}
    with pytest.raises(InputError, match="bought as `spend`"):
        scenario_of({"items": {"a": item}, "budget": 100})


def test_a_season_needs_a_curve_per_period():
    item = ad(hill(10, 5))
    item["returns"]["season"] = [1, 2]
    with pytest.raises(InputError, match="beside a season"):
        scenario_of({"items": {"a": item}, "budget": 100, "horizon": {"periods": 2}})


def test_reasons_speak_of_the_next_money():
    plan = planned({"a": ad(hill(160000, 22000)), "b": ad(hill(90000, 15000))}, budget=50000)
    assert {item.reason for item in plan.items} == {"marginal"}
    assert plan.items[0].marginal_return == pytest.approx(plan.items[1].marginal_return, rel=0.05)
