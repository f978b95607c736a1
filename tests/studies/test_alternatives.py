"""Other plans that are nearly as good: valid, within the tolerance, and as far apart as possible."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from allocator import InputError, Scenario, scenario_of, solve
from allocator.studies.alternatives import AlternativePlan, alternatives
from tests.cli.conftest import Run
from tests.studies.families import FAMILIES, FOLDER, family

GAP = 0.01
"""The search for the farthest plan ends within so much of it."""
ROUNDING = Decimal("0.15")


def spends(plan: Any) -> dict[str, Decimal]:
    return {item.id: item.spend for item in plan.items}


def distance(one: Any, other: Any) -> Decimal:
    mine, theirs = spends(one), spends(other)
    return sum((abs(mine[name] - theirs[name]) for name in mine), Decimal(0))


def test_money_moves_as_far_as_the_tolerance_lets_it() -> None:
    items = {
        name: {"kind": "ad", "spend": {"max_total": 1000}, "returns": {"roas": roas}}
        for name, roas in (("a", 2), ("b", 1.98))
    }
    answer = alternatives(scenario_of({"budget": 1000, "items": items}), count=1)
    (plan,) = answer.plans
    assert answer.net_return == 1000
    assert float(plan.apart) == pytest.approx(1000, abs=10)
    assert 990 <= plan.net_return < 991
    assert plan.apart_at_most is not None
    assert plan.apart <= plan.apart_at_most


def every_plan(prices: tuple[int, ...], brings: tuple[int, ...], budget: int) -> list[tuple[int, ...]]:
    return [
        counts
        for counts in product(range(5), repeat=len(prices))
        if sum(n * p for n, p in zip(counts, prices, strict=True)) <= budget
    ]


def test_no_plan_of_whole_things_that_is_as_good_lies_farther_away() -> None:
    prices, brings, budget = (300, 450, 520, 700), (560, 800, 960, 1260), 3000
    items = {
        f"item_{k}": {
            "kind": "service",
            "units": {"price": price, "max_total": 4},
            "returns": {"revenue": {"per_unit": each}},
        }
        for k, (price, each) in enumerate(zip(prices, brings, strict=True))
    }
    answer = alternatives(scenario_of({"budget": budget, "items": items}), within=Decimal("0.06"))
    best = [int(item.spend) for item in answer.items]
    floor = float(answer.net_return) * 0.94

    def money(counts: tuple[int, ...]) -> list[int]:
        return [n * p for n, p in zip(counts, prices, strict=True)]

    def net(counts: tuple[int, ...]) -> int:
        return sum(n * (b - p) for n, p, b in zip(counts, prices, brings, strict=True))

    good = [money(counts) for counts in every_plan(prices, brings, budget) if net(counts) >= floor]
    known = [best]
    for plan in answer.plans:
        farthest = max(
            min(sum(abs(x - y) for x, y in zip(spend, other, strict=True)) for other in known)
            for spend in good
        )
        assert farthest * (1 - GAP) <= float(plan.apart) <= farthest
        assert plan.apart_at_most is not None
        assert plan.apart_at_most >= farthest
        known.append([int(item.spend) for item in plan.items])
    assert len(answer.plans) == 3


def fixed(scenario: Scenario, plan: AlternativePlan) -> Scenario:
    """The scenario with each item's money as the plan has it: feasible only if the plan is one."""
    data = scenario.to_data()
    data["limits"] = [
        *data.get("limits", []),
        *({"on": item.id, "exact_total": str(item.spend)} for item in plan.items),
    ]
    return scenario_of(data)


@pytest.mark.parametrize("name", list(FAMILIES))
def test_alternatives_are_valid_nearly_as_good_and_different(name: str) -> None:
    scenario = family(name)
    answer = alternatives(scenario, within=Decimal("0.03"), count=2)
    known: list[Any] = [solve(scenario)]
    for plan in answer.plans:
        assert plan.loss <= 0.03 + 1e-9
        again = solve(fixed(scenario, plan))
        assert again.totals.spend == plan.spend
        for goal, before in zip(again.goals, known[0].goals, strict=True):
            assert goal.shortfall <= before.shortfall + 1e-5 * max(1.0, goal.target)
        if not scenario.goals and scenario.policy.objective == "net_return":
            unproven = Decimal(again.gap) * again.totals.net_return if again.gap else 0
            assert again.totals.net_return >= plan.net_return - ROUNDING - unproven
        apart = min(distance(plan, other) for other in known)
        assert apart == plan.apart
        assert apart >= answer.spend / 100
        known.append(plan)


def test_under_curves_plans_are_nearly_as_good_with_the_curves_themselves() -> None:
    def curve(limit: int) -> dict[str, Any]:
        return {"revenue": {"curve": {"shape": "exponential", "limit": limit, "scale_total": 3000}}}

    items = {
        name: {"kind": "ad", "spend": {"max_total": 4000}, "returns": curve(limit)}
        for name, limit in (("a", 9000), ("b", 8000))
    }
    scenario = scenario_of({"currency": "EUR", "budget": 5000, "items": items})
    (plan,) = alternatives(scenario, count=1).plans
    again = solve(fixed(scenario, plan))
    assert abs(again.totals.net_return - plan.net_return) <= 1
    assert plan.loss <= 0.01
    assert plan.apart_at_most is None
    assert plan.apart > 500


def test_goals_stay_where_the_best_plan_brings_them() -> None:
    data = {
        "budget": 1000,
        "metrics": {"lead": {}},
        "goals": [{"metric": "lead", "at_least": 30}],
        "items": {
            "a": {"kind": "ad", "spend": {"max_total": 1000}, "returns": {"roas": 1.5, "cpl": 20}},
            "b": {"kind": "ad", "spend": {"max_total": 1000}, "returns": {"roas": 1.5}},
        },
    }
    answer = alternatives(scenario_of(data))
    assert answer.plans
    for plan in answer.plans:
        assert spends(plan)["a"] >= 600


def test_where_nothing_else_is_as_good_there_is_none() -> None:
    items = {"a": {"kind": "ad", "spend": {"exact_total": 500}, "returns": {"roas": 2}}}
    assert alternatives(scenario_of({"budget": 1000, "items": items})).plans == ()


def test_a_model_that_the_solver_simplifies_away_has_its_plan_all_the_same() -> None:
    """Without its presolve the solver finds the plan that it had before, and with it none."""
    items: dict[str, dict[str, Any]] = {
        "crm": {"kind": "ad", "price": {"amount": 146, "every": "month"}, "returns": {"cpo": 25}},
        "fair": {"kind": "service", "price": 50, "returns": {"roi": -0.8, "delay": 2}},
        "film": {
            "kind": "tool",
            "units": {"price": 50, "max_total": 1},
            "returns": {"roas": 0.3, "margin": "35%", "spread": ["50%", "50%"], "season": [0, 0]},
        },
    }
    items["crm"]["status"] = "committed"
    data = {
        "currency": "BHD",
        "horizon": {"periods": 2},
        "budget": {"total": 1200, "reserve": "5%"},
        "items": {name: item | {"time_frame": "fast"} for name, item in items.items()},
        "policy": {"order": [["primary", "secondary"], "fast", ["medium", "long"]]},
    }
    assert alternatives(scenario_of(data), within=Decimal("0.03"), count=1).plans == ()


def test_mistakes(run: Run) -> None:
    scenario = family("contracts_fixed")
    with pytest.raises(InputError, match="not a share"):
        alternatives(scenario, within=Decimal(1))
    with pytest.raises(InputError, match="too many or none"):
        alternatives(scenario, count=4)
    pressed = "limits=[{metric: revenue, on: search, max_total: 20000}]"
    ended = run("alternatives", FOLDER / "response_curves.yaml", "--set", pressed)
    assert (ended.code, ended.out) == (2, "")
    assert "wants less revenue than a curve by a formula may bring" in ended.err
    assert "items.search.returns.revenue.curve" in ended.err
    for options in (("--within", "0"), ("--within", "all"), ("--within", "nan"), ("--count", "9")):
        ended = run("alternatives", FOLDER / "contracts_fixed.yaml", *options)
        assert (ended.code, ended.out) == (2, "")


def test_the_command_shows_plans_side_by_side_and_can_be_verified(run: Run) -> None:
    path = FOLDER / "units_and_tiers.yaml"
    assert "Plans that are nearly as good, EUR" in run("alternatives", path).out
    answer = run("alternatives", path, "--within", "2%", "--count", "1", "--format", "json")
    again = run("verify", "-", stdin=answer.out)
    assert (again.code, again.err) == (0, "")
