"""Concave curves with yes-or-no questions, against all answers, each by bisection on the multiplier."""

from __future__ import annotations

from contextlib import suppress
from itertools import product
from typing import Any

import numpy as np
import pytest

from allocator.errors import SolverError
from allocator.model.smooth import curved
from allocator.model.smooth.branching import Branching
from allocator.model.smooth.hulls.dividing import Dividing
from allocator.scenario import scenario_of
from allocator.solving import solve
from tests.curves import exact

Data = dict[str, Any]
CAP = 9000.0


def many(count: int, lifters: int, seed: int) -> tuple[exact.Floats, exact.Floats, Data]:
    """Hills of a budget, and tools that lift all of them or every second one."""
    rng = np.random.default_rng(seed)
    halves = np.round(rng.uniform(500, 20000, count))
    limits = np.round(halves * rng.uniform(0.8, 8.0, count))
    items: Data = {
        f"i{k}": {
            "kind": "ad",
            "channel": f"c{k % 2}",
            "time_frame": "fast",
            "spend": {"max_total": CAP},
            "returns": {
                "revenue": {"curve": {"shape": "hill", "limit": limits[k], "half_at_total": halves[k]}}
            },
        }
        for k in range(count)
    }
    for k in range(lifters):
        on = {"kind": "ad"} if k == 0 else {"channel": f"c{k % 2}"}
        price, by = int(count * rng.integers(20, 250)), f"{rng.integers(2, 12)}%"
        items[f"g{k}"] = {"kind": "tool", "price": price, "uplift": [{"on": on, "by": by}]}
    return limits, halves, items


def best_of_all(limits: exact.Floats, halves: exact.Floats, items: Data, budget: float) -> float:
    """The best net return over all ways to buy the tools."""
    count = len(limits)
    tools = [item for name, item in items.items() if name.startswith("g")]
    best = -np.inf
    for used in product((0, 1), repeat=len(tools)):
        factor, paid = np.ones(count), 0.0
        for flag, tool in zip(used, tools, strict=True):
            (lift,) = tool["uplift"]
            on = [lift["on"].get("channel") in (None, f"c{k % 2}") for k in range(count)]
            factor += flag * float(lift["by"][:-1]) / 100 * np.array(on)
            paid += flag * tool["price"]
        if paid <= budget:
            reached = exact.bisected(limits * factor, halves, budget - paid, np.full(count, CAP))
            best = max(best, reached - paid)
    return best


@pytest.mark.parametrize(("count", "lifters", "seed"), [(3, 4, 1), (12, 3, 2), (40, 2, 3), (100, 3, 4)])
def test_many_curves_under_a_few_lifters_against_all_ways_to_buy_them(count: int, lifters: int, seed: int):
    limits, halves, items = many(count, lifters, seed)
    budget = 3000.0 * count
    plan = solve(scenario_of({"budget": budget, "items": items, "policy": {"order": "together"}}))
    best, stage = best_of_all(limits, halves, items, budget), plan.stages[0]
    assert stage.value <= best + 0.05 <= stage.bound + 0.1
    assert plan.status == "optimal"
    assert plan.gap <= 1e-4


def test_a_strict_order_among_answers():
    # The tool lifts what is fast and pays for it with money that a long-term curve would have liked.
    curve = {"shape": "hill", "limit": 9000, "half_at_total": 2000}
    ad: Data = {"kind": "ad", "spend": {"max_total": 5000}, "returns": {"revenue": {"curve": curve}}}
    items: Data = {"now": ad | {"time_frame": "fast"}, "then": ad | {"time_frame": "long"}}
    for price, bought in ((300, True), (900, False)):
        items["tool"] = {"kind": "tool", "price": price, "time_frame": "fast", "uplift": {"now": "10%"}}
        plan = solve(scenario_of({"budget": 4000, "items": items}))
        x = np.linspace(0, 4000, 400001)
        own = 9000 * x / (2000 + x) - x
        with_tool = (9900 * x / (2000 + x) - x - price)[x + price <= 4000]
        assert plan.item("tool").bought is bought is bool(with_tool.max() > own.max())
        assert plan.stages[0].value == pytest.approx(max(own.max(), with_tool.max()), rel=1e-4)
        left = 4000 - float(plan.item("now").spend) - price * bought
        assert float(plan.item("then").spend) <= left + 0.01
        assert plan.gap <= 1e-4


@pytest.mark.parametrize("seed", range(4))
def test_fees_in_strict_order_against_all_answers(seed: int):
    """The early stage is level at its best: next to nothing of it frees much money for the later one."""
    limits, halves, items = many(16, 0, seed)
    rng = np.random.default_rng(seed)
    budget, late = 75000.0, [k for k in range(16) if k % 2]
    fees = {k: int(rng.integers(300, 4000)) for k in (0, 2, 4, 1, 3, 5)}
    for k in range(16):
        items[f"i{k}"]["spend"] = {"fee_if_used_total": fees[k]} if k in fees else {}
        items[f"i{k}"]["time_frame"] = "medium" if k in late else "fast"
    plan = solve(scenario_of({"budget": budget, "items": items}))

    def used(frame: list[int], money: float) -> list[tuple[float, list[int]]]:
        asked = [k for k in frame if k in fees]
        every = []
        for answers in product((True, False), repeat=len(asked)):
            left = [k for k in frame if k not in fees or answers[asked.index(k)]]
            paid = sum(fees.get(k, 0) for k in left)
            reached = exact.bisected(limits[left], halves[left], money - paid, np.full(len(left), np.inf))
            every.append((reached - paid, left))
        return sorted(every, reverse=True)

    first, second = plan.stages[:2]
    best, early = used([k for k in range(16) if k not in late], budget)[0]
    paid = sum(fees.get(k, 0) for k in early)
    spent = paid + exact.spent_for(limits[early], halves[early], first.value + paid)
    assert plan.status == "optimal"
    assert first.value - 0.05 <= best <= first.bound + 0.05
    assert first.value == pytest.approx(best, rel=1e-6)
    assert second.value - 1 <= used(late, budget - spent)[0][0] <= second.bound + 1


def mixed(seed: int) -> Data:
    rng = np.random.default_rng(seed)
    _, _, items = many(4, 2, seed)
    for k in range(4):
        items[f"i{k}"]["time_frame"] = str(rng.choice(["fast", "long"]))
    items["i0"]["spend"]["min_if_used_total"] = 2000
    items["i1"]["spend"]["fee_if_used_total"] = int(rng.integers(100, 3000))
    for tool in ("g0", "g1"):
        items[tool]["time_frame"] = "long"
    goals = [{"metric": "revenue", "at_least": int(rng.integers(5000, 60000))}] if seed % 2 else []
    limits = [{"requires": {"i2": "g1"}}, {"choose": {"kind": "ad"}, "at_most": 3}]
    return {"budget": 12000, "items": items, "goals": goals, "limits": limits}


def by_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the tree end before it has proven anything."""
    monkeypatch.setattr(curved, "_PATIENCE", 0)


@pytest.mark.parametrize("seed", range(8))
def test_both_ways_of_searching_agree_on_the_first_stage(seed: int, monkeypatch: pytest.MonkeyPatch):
    scenario = scenario_of(mixed(seed))
    one = solve(scenario)
    by_search(monkeypatch)
    other = solve(scenario)
    first, second = one.stages[0], other.stages[0]
    assert first.name == second.name
    sign = 1 if first.aim == "maximise" else -1
    assert sign * first.value <= sign * second.bound + 1e-6 * abs(second.bound) + 1e-9
    assert sign * second.value <= sign * first.bound + 1e-6 * abs(first.bound) + 1e-9
    assert max(one.gap, other.gap) <= 1e-4


def test_the_solver_searches_where_the_tree_proves_too_little(monkeypatch: pytest.MonkeyPatch):
    taken: list[str] = []

    def noted(kind: type[Any]) -> None:
        def plans(self: Any) -> Any:
            taken.append(kind.__name__)
            return before(self)

        before = kind.plans
        monkeypatch.setattr(kind, "plans", plans)

    noted(Dividing)
    noted(Branching)
    limits, halves, items = many(6, 2, 6)
    scenario = scenario_of({"budget": 18000, "items": items, "policy": {"order": "together"}})
    alone = solve(scenario)
    assert taken == ["Dividing"]
    by_search(monkeypatch)
    plan = solve(scenario)
    assert taken[1:] == ["Dividing", "Branching"]
    best = best_of_all(limits, halves, items, 18000)
    for stage in (alone.stages[0], plan.stages[0]):
        assert stage.value <= best + 0.05 <= stage.bound + 0.1
    assert max(alone.gap, plan.gap) <= 1e-4


@pytest.mark.parametrize("seconds", [0.0, 0.02, 5.0])
def test_out_of_time_the_bound_is_still_one(seconds: float):
    limits, halves, items = many(60, 6, 7)
    budget = 180000.0
    scenario = scenario_of({"budget": budget, "items": items, "policy": {"order": "together"}})
    best = best_of_all(limits, halves, items, budget)
    plan = None
    with suppress(SolverError):  # no plan in the time there was
        plan = solve(scenario, time_limit=seconds)
    if plan is None:
        assert seconds < 5
        return
    assert plan.stages[0].value <= best + 0.05 <= plan.stages[0].bound + 0.1
    assert plan.status == ("optimal" if plan.gap <= 1e-4 else "feasible")


def test_units_without_a_most_beside_a_curve():
    """Whole units that only the budget bounds are no yes-or-no question."""
    curve = {"shape": "hill", "limit": 2000, "half_at_total": 300}
    items: Data = {
        "ads": {"kind": "ad", "spend": {"max_total": 600}, "returns": {"revenue": {"curve": curve}}},
        "days": {"kind": "service", "units": {"price": 90}, "returns": {"revenue": {"per_unit": 110}}},
    }
    plan = solve(scenario_of({"budget": 1000, "policy": {"order": "together"}, "items": items}))
    x = np.linspace(0, 600, 60001)
    net = 2000 * x / (300 + x) - x + 20 * np.floor((1000 - x) / 90)
    assert plan.status == "optimal"
    assert float(plan.totals.net_return) == pytest.approx(float(net.max()), abs=0.02, rel=1e-4)
