"""Exact optima inside proven intervals at small gaps: groups, weeks, scales, whole numbers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.model import Builder, Settings
from allocator.model.smooth.branching import FOR_SEARCH, Branching
from allocator.model.smooth.laying import Laid
from allocator.money import exact as in_decimals
from allocator.plan.ledger import Ledger
from allocator.problem import settle
from allocator.scenario import scenario_of
from tests.curves import exact
from tests.curves.test_plans import Data, ad, hill, hills, is_proven, planned

CENT = 0.01


def slack(plan: Any) -> float:
    """What rounding to cents may cost: a cent of each amount, at the steepest slope there is."""
    return CENT * sum(len(item.by_period) for item in plan.items) * 10


def holds(plan: Any, best: float, gap: float) -> bool:
    """Whether the optimum lies in the interval, and the interval is as narrow as asked for."""
    stage = plan.stages[0]
    inside = stage.value <= best * (1 + 1e-9) + 1e-6 and best <= stage.bound * (1 + 1e-9) + slack(plan)
    return bool(inside and plan.gap <= gap + slack(plan) / best)


@pytest.mark.parametrize("seed", range(4))
def test_group_limits_to_eight_digits(seed: int):
    limits, halves = hills(30, seed)
    items = {
        f"i{k:02}": ad(hill(float(limits[k]), float(halves[k]))) | {"channel": f"g{k % 5}"} for k in range(30)
    }
    data = {"budget": 90_000_000, "limits": [{"each": "channel", "max_total": 14_000_000}]}
    thousand = {name: ad(hill(float(limits[k]) * 1000, float(halves[k]) * 1000)) | {"channel": f"g{k % 5}"}
                for k, name in enumerate(items)}  # fmt: skip
    plan = planned(thousand, 1e-8, **data)
    best = exact.bisected_in_groups(limits * 1000, halves * 1000, 9e7, [14e6] * 5)
    assert plan.status == "optimal"
    assert holds(plan, best, 1e-8)


def test_fifty_two_weeks_with_a_season_and_a_most_for_each():
    limits, halves = hills(5, 3)
    season = [round(1 + 0.5 * np.sin(week / 8), 4) for week in range(52)]
    items = {f"i{k}": ad(hill(float(limits[k]), float(halves[k]), "per_period")) for k in range(5)}
    for item in items.values():
        item["returns"]["season"] = season
    most = {"on": {"kind": "ad"}, "max_per_period": 18_000}
    budget = 52 * 15_000
    plan = planned(items, 1e-6, budget=budget, horizon={"periods": 52}, limits=[most])
    best = exact.bisected_in_groups(
        np.concatenate([limits * weight for weight in season]), np.tile(halves, 52), budget, [18_000.0] * 52,
        groups=np.repeat(np.arange(52), 5),
    )  # fmt: skip
    assert plan.status == "optimal"
    assert holds(plan, best, 1e-6)


@pytest.mark.parametrize("money", [1e-1, 1e4, 1e11])
@pytest.mark.parametrize("effect", [1e-6, 1, 1e6])
@pytest.mark.parametrize("steepness", [1, 3])
def test_the_scales_of_money_and_effect_do_not_matter(money: float, effect: float, steepness: int):
    """The share of the limits that can be reached is the same number in all of them."""
    items = {
        name: {"kind": "ad", "spend": {}, "returns": {"lead": {"curve": hill(
            limit * effect, half * money, steepness=steepness)}}}
        for name, limit, half in (("a", 9.0, 150.0), ("b", 16.0, 220.0), ("c", 3.0, 90.0))
    }  # fmt: skip
    plan = planned(items, budget=str(500 * money), policy={"maximise": "lead"})
    curves = [exact.hill(limit, half, steepness) for limit, half in ((9, 150), (16, 220), (3, 90))]
    best = exact.on_a_grid(curves, 500, 5000, cost=0.0)
    assert plan.status == "optimal"
    assert plan.stages[0].value / effect == pytest.approx(best, rel=1.1e-4)


shapes = st.one_of(
    st.builds(lambda limit, half, s: (hill(limit, half, steepness=s), exact.hill(limit, half, s)),
              st.floats(1e3, 5e4), st.floats(300, 2e4), st.sampled_from([1.0, 1.3, 2.5, 6.0])),
    st.builds(lambda limit, middle, scale: (
        {"shape": "sigmoid", "limit": limit, "middle_total": middle, "scale_total": scale},
        exact.sigmoid(limit, middle, scale)),
        st.floats(1e3, 5e4), st.floats(500, 9e3), st.floats(300, 3e3)),
    st.builds(lambda factor, e: (
        {"shape": "power", "factor_total": factor, "exponent": e}, exact.power(factor, e)),
        st.floats(10, 300), st.sampled_from([0.2, 0.5, 0.8])),
    st.builds(lambda limit, scale: (
        {"shape": "exponential", "limit": limit, "scale_total": scale}, exact.exponential(limit, scale)),
        st.floats(1e3, 5e4), st.floats(300, 2e4)),
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(st.lists(shapes, min_size=2, max_size=5), st.integers(500, 30000))
def test_the_best_of_mixed_shapes_lies_in_the_interval(drawn: list[Any], budget: int):
    plan = planned({f"i{k}": ad(curve) for k, (curve, _) in enumerate(drawn)}, budget=budget)
    best = exact.on_a_grid([formula for _, formula in drawn], budget, 1500)
    assert best <= plan.stages[0].bound * (1 + 1e-9) + 1e-6
    assert plan.status == "optimal"
    assert plan.gap <= 1e-4


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.tuples(st.floats(1e3, 5e4), st.floats(300, 2e4)), min_size=2, max_size=6),
    st.integers(500, 30000),
)
def test_a_search_over_whole_numbers_finds_the_same_on_falling_curves(
    drawn: list[tuple[float, float]], budget: int
):
    items = {f"i{k}": ad(hill(limit, half)) for k, (limit, half) in enumerate(drawn)}
    plan = planned(items, budget=budget)
    problem = settle(scenario_of({"items": items, "budget": budget}))
    with in_decimals():
        model = Builder(problem, room=FOR_SEARCH).build()
    search = Branching(Laid.on(model, Settings(1e-4)), Settings(1e-4))
    solution = next(search.plans())
    with in_decimals():
        books = Ledger(problem, {v: Decimal(repr(max(0.0, x))) for v, x in solution.levels.items()})
        value = float(books.left(problem.stages[0].terms))
    bound = search.bounds({problem.stages[0].name: value, problem.stages[1].name: 0.0})
    assert value == pytest.approx(plan.stages[0].value, rel=1e-4, abs=0.05)
    assert bound[problem.stages[0].name] >= plan.stages[0].value - 1e-6


@pytest.mark.parametrize("budget", [4000, 20000])
def test_a_bend_next_to_nothing_changes_nothing(budget: int):
    limits, halves = hills(6, 5)
    values = []
    for steepness in (1, 1 + 1e-7):
        items = {f"i{k}": ad(hill(float(limits[k]), float(halves[k]), steepness=steepness)) for k in range(6)}
        values.append(planned(items, budget=budget).stages[0].value)
    assert values[0] == pytest.approx(values[1], rel=1e-4)


@pytest.mark.parametrize("steepness", [1, 2])
def test_what_is_never_worth_its_money_changes_nothing(steepness: int):
    limits, halves = hills(8, 7)
    items = {f"i{k}": ad(hill(float(limits[k]), float(halves[k]), steepness=steepness)) for k in range(8)}
    idle = {f"z{k}": ad(hill(float(halves[k]) / 10, float(halves[k]), steepness=steepness)) for k in range(8)}
    alone, beside = planned(items, budget=30000), planned(items | idle, budget=30000)
    assert beside.stages[0].value == pytest.approx(alone.stages[0].value, rel=1e-4)
    assert all(item.spend == 0 for item in beside.items if item.id in idle)


@pytest.mark.parametrize("steep", [1, 2])
@pytest.mark.parametrize("budget", [60000, 400000])
def test_strict_order_over_flat_curves_is_proven(steep: int, budget: int):
    """A little less of an earlier stage, which is flat at its best, would be much for a later one."""
    limits, halves = hills(9, 11)
    items: Data = {}
    for k in range(9):
        items[f"i{k}"] = ad(hill(float(limits[k]) * 2, float(halves[k]), steepness=1 + (k % 2) * (steep - 1)))
        items[f"i{k}"]["time_frame"] = ("fast", "medium", "long")[k % 3]
    plan = planned(items, budget=budget)
    assert plan.status == "optimal"


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_many_flat_curves_in_strict_order_against_bisection(seed: int):
    """The later stage has what is left of the money where the earlier one is reached with the least of it."""
    limits, halves = hills(60, seed)
    items = {f"i{k}": ad(hill(float(limits[k]), float(halves[k]))) for k in range(60)}
    for k, item in enumerate(items.values()):
        item["time_frame"] = ("fast", "medium")[k % 2]
    early, late = slice(0, 60, 2), slice(1, 60, 2)
    budget = 1.05 * float(exact.hill_spends(limits[early], halves[early], 1.0).sum())
    plan = planned(items, budget=round(budget, 2))
    first, second = plan.stages[:2]
    spent = exact.spent_for(limits[early], halves[early], first.value)
    best = exact.bisected(limits[late], halves[late], budget - spent, np.full(30, np.inf))
    assert plan.status == "optimal"
    assert first.value == pytest.approx(first.bound, rel=1e-7)
    assert second.value - 1.0 <= best <= second.bound + 1.0


@pytest.mark.parametrize("exponent", [0.2, 0.5])
def test_a_fee_beside_an_infinite_slope(exponent: float):
    """Six power curves with a fee each: the best of all ways to pay some of the fees, by brute force."""
    factors, fees = [40, 42, 44, 46, 48, 50], [5, 9, 14, 20, 27, 35]
    items = {
        f"i{k}": ad(
            {"shape": "power", "factor_total": factors[k], "exponent": exponent}, fee_if_used_total=fees[k]
        )
        for k in range(6)
    }
    plan = planned(items, budget=150)
    assert is_proven(plan, exact.powers_with_fees(factors, exponent, fees, 150))


def test_the_least_spend_under_s_shaped_curves_is_bounded_closely():
    items = {f"i{k}": ad(hill(30000 + 3000 * k, 6000 + 500 * k, steepness=2)) for k in range(6)}
    plan = planned(items, budget=20000)
    least = plan.stages[-1]
    assert least.bound <= least.value <= least.bound * 1.01


@pytest.mark.parametrize("steepness", [1, 3])
def test_periods_that_are_alike_get_the_same(steepness: int):
    """Any split close to it is proven as well, but months would differ for nothing."""
    items = {f"i{k}": ad(hill(9000 + 700 * k, 1500, "per_period", steepness=steepness)) for k in range(3)}
    plan = planned(items, budget=30000, horizon={"periods": 4})
    for item in plan.items:
        assert max(item.by_period) - min(item.by_period) <= Decimal("0.02")
