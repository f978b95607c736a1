"""S-shaped curves beside fees, minimums, choices, uplifts and units, against all combinations on a grid."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from allocator.model.smooth import curved
from allocator.model.smooth.branching import Branching
from allocator.scenario import scenario_of
from allocator.solving import solve
from tests.bench.scenarios import mixed_channels
from tests.curves import exact

Data = dict[str, Any]
Floats = NDArray[np.float64]
_STEP = 20
"""Money of one step of the grid; all amounts are multiples of it."""
_CENTS = 0.5
"""What rounding to cents may cost, and what the tolerance of a whole number may hide."""
EVERY_SEED = range(120)


def tens(draw: random.Random, least: float, most: float) -> int:
    return max(1, round(draw.uniform(least, most) / _STEP)) * _STEP


def channel(draw: random.Random, months: int) -> Data:
    """One with an S-shaped curve, a most for a month, and what its use asks for."""
    half = draw.uniform(150, 600)
    curve: Data = {"limit": round(half * draw.uniform(1.5, 6))}
    if draw.random() < 0.7:
        curve |= {"shape": "hill", "half_at_per_period": half, "steepness": draw.choice([1.5, 2.0, 3.0, 5.0])}
    else:
        scale = half / draw.uniform(2.5, 6)
        curve |= {"shape": "sigmoid", "middle_per_period": half, "scale_per_period": scale}
    spend: Data = {"max_per_period": tens(draw, 1.5 * half, 3 * half)}
    asked = {
        "fee_if_used_per_period": tens(draw, 0.05 * half, 0.3 * half),
        "fee_if_used_total": tens(draw, 0.1 * half, 0.5 * half),
        "min_if_used_per_period": tens(draw, 0.3 * half, 1.3 * half),
        "min_if_used_total": tens(draw, 0.5 * half, half * months),
    }
    for key in draw.sample(sorted(asked), draw.randint(0, 2)):
        spend[key] = asked[key]
    returns: Data = {"revenue": {"curve": curve}}
    if draw.random() < 0.3:
        returns["season"] = [draw.choice([0.7, 1.0, 1.3]) for _ in range(months)]
    return {"kind": "ad", "spend": spend, "returns": returns}


def company(seed: int) -> Data:
    draw = random.Random(seed)
    months, count = draw.choice([1, 1, 2, 3]), draw.randint(2, 4)
    items: Data = {f"i{k}": channel(draw, months) | {"channel": f"c{k % 2}"} for k in range(count)}
    most = sum(item["spend"]["max_per_period"] for item in items.values()) * months
    budget, limits = tens(draw, 0.25 * most, 0.7 * most), list[Data]()
    if draw.random() < 0.6:
        on = draw.choice([{"kind": "ad"}, {"channel": "c0"}])
        by = f"{draw.randint(5, 40)}%"
        items["g"] = {
            "kind": "tool",
            "price": tens(draw, 20, 0.15 * budget),
            "uplift": [{"on": on, "by": by}],
        }
        if draw.random() < 0.5:
            limits.append({"requires": {"i1": "g"}})
    if draw.random() < 0.5:
        price = tens(draw, 20, 200)
        table = [0, *np.cumsum([round(price * draw.uniform(0.8, 2)) for _ in range(3)]).tolist()]
        units = {"price": price, "max_total": 3}
        items["u"] = {"kind": "service", "units": units, "returns": {"revenue": {"table_total": table}}}
    if draw.random() < 0.5:
        limits.append({"choose": {"kind": "ad"}, "at_most": draw.randint(1, count)})
    if draw.random() < 0.5:
        limits.append({"each": "channel", "max_total": tens(draw, 0.4 * budget, 0.8 * budget)})
    return {
        "horizon": {"start": "2027-01", "periods": months, "every": "month"},
        "budget": {"total": budget},
        "policy": {"order": "together"},
        "items": items,
        "limits": limits,
    }


def formula(curve: Data) -> Callable[[Floats], Floats]:
    if curve["shape"] == "hill":
        return exact.hill(curve["limit"], curve["half_at_per_period"], curve["steepness"])
    return exact.sigmoid(curve["limit"], curve["middle_per_period"], curve["scale_per_period"])


def joined(first: Floats, second: Floats) -> Floats:
    """The most of both for each number of steps in all; the first may have several rows."""
    best, width = np.full(first.shape, -np.inf), first.shape[-1]
    for steps in np.flatnonzero(np.isfinite(second)).tolist():
        best[..., steps:] = np.maximum(best[..., steps:], first[..., : width - steps] + second[steps])
    return best


def of_channel(item: Data, factor: float, months: int, width: int) -> Floats:
    """What one brings that is used, less its spend, for each number of steps that it costs."""
    spend, brought = item["spend"], formula(item["returns"]["revenue"]["curve"])
    season = item["returns"].get("season", [1.0] * months)
    fee, once = (spend.get(f"fee_if_used_{basis}", 0) // _STEP for basis in ("per_period", "total"))
    least = max(1, spend.get("min_if_used_per_period", 0) // _STEP)
    steps = np.arange(least, min(spend["max_per_period"] // _STEP, width - 1) + 1)
    best = np.full((months + 1, width), -np.inf)
    best[0, 0] = 0.0
    for weight in season:
        month = np.full(width, -np.inf)
        month[steps] = factor * weight * brought(steps * float(_STEP)) - (steps + fee) * float(_STEP)
        best[1:] = np.maximum(best[1:], joined(best[:-1], month))
    best[:, : spend.get("min_if_used_total", 0) // _STEP] = -np.inf
    found = np.full(width, -np.inf)
    for uses in range(1, months + 1):
        paid = fee * uses + once
        found[paid:] = np.maximum(found[paid:], best[uses, : width - paid] - once * _STEP)
    return found


def of_units(item: Data, width: int) -> Floats:
    found = np.full(width, -np.inf)
    for count, value in enumerate(item["returns"]["revenue"]["table_total"]):
        if (steps := count * item["units"]["price"] // _STEP) < width:
            found[steps] = value - count * item["units"]["price"]
    return found


def best_net_return(data: Data) -> float:
    """The best of all ways to buy the tool, to use so many channels, and to divide the money on the grid."""
    width, items = data["budget"]["total"] // _STEP + 1, data["items"]
    limits = {key: limit for limit in data["limits"] for key in limit}
    ads = {name: item for name, item in items.items() if item["kind"] == "ad"}
    most = limits["choose"]["at_most"] if "choose" in limits else len(ads)
    cap = limits["each"]["max_total"] // _STEP if "each" in limits else width
    found = -np.inf
    for bought in (False, True) if "g" in items else (False,):
        lift: Data = items["g"]["uplift"][0] if bought else {"on": {"kind": "none"}, "by": "0%"}
        # By how many channels are used, one array of those of c0 and one of those of c1.
        parts = [np.where(np.arange(most + 1)[:, None] > 0, -np.inf, nothing(width)) for _ in range(2)]
        for name, item in ads.items():
            if name == "i1" and "requires" in limits and not bought:
                continue
            is_lifted = all(item[key] == value for key, value in lift["on"].items())
            own = of_channel(item, 1 + is_lifted * float(lift["by"][:-1]) / 100, months_of(data), width)
            part = parts[int(item["channel"][1])]
            part[1:] = np.maximum(part[1:], joined(part[:-1], own))
        for part in parts:
            part[:, cap + 1 :] = -np.inf
        together = nothing(width) if "u" not in items else of_units(items["u"], width)
        if bought:
            price = items["g"]["price"] // _STEP
            together = np.concatenate([np.full(price, -np.inf), together[: width - price] - price * _STEP])
        for used in product(range(most + 1), repeat=2):
            if sum(used) <= most:
                both = joined(joined(together, parts[0][used[0]]), parts[1][used[1]])
                found = max(found, float(both.max()))
    return found


def months_of(data: Data) -> int:
    return int(data["horizon"]["periods"])


def nothing(width: int) -> Floats:
    return np.where(np.arange(width) > 0, -np.inf, 0.0)


@pytest.mark.parametrize("seed", EVERY_SEED)
def test_no_way_on_a_grid_is_better_and_the_bound_lies_above_it(seed: int):
    data = company(seed)
    best, plan = best_net_return(data), solve(scenario_of(data))
    stage = plan.stages[0]
    assert plan.status == "optimal"
    assert stage.value >= best - 1e-4 * abs(best) - _CENTS
    assert stage.bound is not None
    assert stage.bound >= max(best, stage.value) - _CENTS
    assert stage.bound <= stage.value + 1e-4 * abs(stage.bound) + _CENTS


def searched_by_the_solver(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Notes of each search by the solver that is begun from now on."""
    begun, plans = list[str](), Branching.plans

    def noted(self: Branching) -> Any:
        begun.append("Branching")
        return plans(self)

    monkeypatch.setattr(Branching, "plans", noted)
    return begun


@pytest.mark.parametrize("seed", range(3))
def test_a_year_of_many_channels_is_proven_by_the_tree_alone(seed: int, monkeypatch: pytest.MonkeyPatch):
    data, begun = mixed_channels(10, 12, seed), searched_by_the_solver(monkeypatch)
    monkeypatch.setattr(curved, "_PATIENCE", 2000)
    plan = solve(scenario_of(data))
    assert plan.status == "optimal"
    assert begun == []


@pytest.mark.parametrize("seed", range(4))
def test_where_the_tree_proves_too_little_the_solver_searches(seed: int, monkeypatch: pytest.MonkeyPatch):
    data, begun = mixed_channels(5, 1, seed), searched_by_the_solver(monkeypatch)
    by_tree = solve(scenario_of(data)).stages[0]
    assert begun == []
    monkeypatch.setattr(curved, "_PATIENCE", 1)
    plan = solve(scenario_of(data))
    by_solver = plan.stages[0]
    assert begun == ["Branching"]
    assert plan.status == "optimal"
    assert by_tree.bound is not None
    assert by_solver.bound is not None
    assert by_tree.value <= by_solver.bound * (1 + 1e-9)
    assert by_solver.value <= by_tree.bound * (1 + 1e-9)


@pytest.mark.parametrize("seed", range(10))
def test_stages_in_order_are_proven_as_by_the_solver(seed: int, monkeypatch: pytest.MonkeyPatch):
    data = company(seed)
    del data["policy"]
    for name, item in data["items"].items():
        item["time_frame"] = "fast" if name in ("i0", "i2", "g") else "medium"
    if "g" in data["items"]:
        data["items"]["g"]["uplift"] = [{"on": ["i0"], "by": "20%"}]
    by_tree = solve(scenario_of(data))
    monkeypatch.setattr(curved, "_PATIENCE", 1)
    by_solver = solve(scenario_of(data))
    assert by_tree.status == "optimal"
    for one, other in ((by_tree, by_solver), (by_solver, by_tree)):
        bound = other.stages[0].bound
        assert bound is not None
        assert one.stages[0].value <= bound + 1e-7 * abs(bound) + _CENTS
