"""S-shaped curves in months that are alike: plans and bounds against dynamic programming on a fine grid."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from allocator.scenario import scenario_of
from allocator.solving import solve

Data = dict[str, Any]
Floats = NDArray[np.floating[Any]]
_STEP = 10.0
"""Money of one step of the grid."""
EVERY_SEED = range(16)


def company(seed: int) -> Data:
    """Channels with S-shaped curves, each with a most for a month and for all of them."""
    draw = random.Random(seed)
    months: int = draw.choice([3, 6, 12])
    items: Data = {}
    for number in range(draw.randint(2, 4)):
        half, steepness = draw.uniform(300, 1200), draw.choice([1.8, 2.0, 3.0, 4.0])
        well_used = half * (steepness - 1) ** (1 / steepness)
        curve = {
            "shape": "hill",
            "limit": round(half * draw.uniform(2.5, 5)),
            "half_at_per_period": round(half),
            "steepness": steepness,
        }
        most = int(well_used * draw.uniform(1.3, months * 0.7) // _STEP * _STEP)
        spend = {"max_per_period": int(2.5 * half // _STEP * _STEP), "max_total": most}
        if draw.random() < 0.3:
            spend["min_per_period"] = min(10 * draw.randint(1, 8), most // months // 10 * 10)
        items[f"channel_{number}"] = {"kind": "ad", "spend": spend, "returns": {"revenue": {"curve": curve}}}
    every = sum(item["spend"]["max_total"] for item in items.values())
    return {
        "currency": "EUR",
        "horizon": {"start": "2027-01", "periods": months, "every": "month"},
        "budget": {"total": int(every * draw.uniform(0.4, 0.9) // _STEP * _STEP)},
        "policy": {"order": "together"},
        "items": items,
    }


def brought(item: Data, x: Floats) -> Floats:
    curve = item["returns"]["revenue"]["curve"]
    s = curve["steepness"]
    found: Floats = curve["limit"] * x**s / (curve["half_at_per_period"] ** s + x**s)
    return found


def joined(first: Floats, second: Floats) -> Floats:
    """The most of both for each number of steps in all."""
    best = np.full(len(first), -np.inf)
    for steps in np.flatnonzero(np.isfinite(second)):
        best[steps:] = np.maximum(best[steps:], first[: len(first) - steps] + second[steps])
    return best


def best_net_return(data: Data) -> float:
    count = int(data["budget"]["total"] / _STEP) + 1
    every = np.where(np.arange(count) > 0, -np.inf, 0.0)
    for item in data["items"].values():
        month = np.full(count, -np.inf)
        least, most = item["spend"].get("min_per_period", 0), item["spend"]["max_per_period"]
        steps = np.arange(int(least / _STEP), min(count, int(most / _STEP) + 1))
        month[steps] = brought(item, steps * _STEP) - steps * _STEP
        total = np.where(np.arange(count) > 0, -np.inf, 0.0)
        for _ in range(data["horizon"]["periods"]):
            total = joined(total, month)
        total[int(item["spend"]["max_total"] / _STEP) + 1 :] = -np.inf
        every = joined(every, total)
    return float(every.max())


@pytest.mark.parametrize("seed", EVERY_SEED)
def test_the_plan_is_proven_and_no_division_on_a_grid_is_better(seed: int):
    data = company(seed)
    best, plan = best_net_return(data), solve(scenario_of(data))
    stage = plan.stages[0]
    assert plan.status == "optimal"
    assert stage.value >= best * (1 - 1e-4)
    assert stage.bound is not None
    assert stage.bound >= max(best, stage.value) * (1 - 1e-9)
    assert stage.bound <= stage.value * (1 + 1e-4)


@pytest.mark.parametrize("seed", EVERY_SEED)
def test_months_that_are_not_free_to_take_each_others_money_cost_no_proof(seed: int):
    """Money that is released month by month divides otherwise; all of it at once bounds what it brings."""
    data = company(seed)
    free = solve(scenario_of(data)).stages[0]
    plan = solve(scenario_of({**data, "budget": {**data["budget"], "release": "even"}}))
    assert plan.status == "optimal"
    assert free.bound is not None
    assert plan.stages[0].value <= free.bound * (1 + 1e-9)
    for month in range(data["horizon"]["periods"]):
        spent = sum(sum(item.by_period[: month + 1]) for item in plan.items)
        assert float(spent) <= data["budget"]["total"] * (month + 1) / data["horizon"]["periods"] + 0.01


def narrow(seed: int) -> Data:
    """Few months, in which one or two well-used ones take all that a channel may get."""
    draw = random.Random(seed)
    months, items = draw.choice([2, 3, 4]), Data()
    for number in range(draw.randint(2, 3)):
        half, steepness = draw.uniform(300, 1200), draw.choice([2.0, 3.0, 4.0, 6.0])
        limit, half_at = round(half * draw.uniform(2.5, 9)), round(half)
        curve = {"shape": "hill", "limit": limit, "half_at_per_period": half_at, "steepness": steepness}
        spend = {"max_total": int(half * draw.uniform(0.5, 2.5) // _STEP * _STEP)}
        spend["max_per_period"] = int(half * draw.uniform(0.6, 4) // _STEP * _STEP)
        items[f"channel_{number}"] = {"kind": "ad", "spend": spend, "returns": {"revenue": {"curve": curve}}}
    every = sum(item["spend"]["max_total"] for item in items.values())
    return {
        "currency": "EUR",
        "horizon": {"start": "2027-01", "periods": months, "every": "month"},
        "budget": {"total": int(every * draw.uniform(0.4, 0.95) // _STEP * _STEP)},
        "policy": {"order": "together"},
        "items": items,
    }


@pytest.mark.parametrize("seed", [*range(12), 54, 55, 101, 106, 110, 134, 164, 186])
def test_no_plan_is_shut_out_where_a_total_is_cut_within_the_convex_part(seed: int):
    """Pieces that had to bring all they can would bring more there than a line above the group lets."""
    data = narrow(seed)
    best, stage = best_net_return(data), solve(scenario_of(data)).stages[0]
    assert stage.bound is not None
    assert stage.value >= best * (1 - 1e-4)
    assert stage.bound >= best * (1 - 1e-9)
