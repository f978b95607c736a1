"""Uplifts, and metrics that follow from others, against formulas and against trials of every plan."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest

from allocator.plan import Plan
from allocator.scenario import scenario_of
from allocator.solving import solve
from tests.curves import exact

Data = dict[str, Any]


def planned(items: Data, **rest: Any) -> Plan:
    items = {name: {"kind": "ad", "time_frame": "fast"} | item for name, item in items.items()}
    return solve(scenario_of({"budget": 10000, "items": items} | rest))


def ad(rate: float, **spend: Any) -> Data:
    return {"spend": spend, "returns": {"revenue": {"per_money": rate}}}


def hill(limit: float, half: float, basis: str = "total") -> Data:
    return {"revenue": {"curve": {"shape": "hill", "limit": limit, f"half_at_{basis}": half}}}


def test_totals_tie_out_and_an_outcome_counts_once():
    plan = planned({"a": ad(2, max_total=4000), "crm": {"price": 300, "uplift": {"a": "8%"}}})
    assert float(plan.item("a").returned) == 8000
    assert float(plan.item("crm").returned) == 640
    assert plan.totals.returned == sum(item.returned for item in plan.items)
    (lift,) = plan.item("crm").lifts
    assert (lift.item, lift.outcomes, float(lift.returned)) == ("a", {"revenue": 640.0}, 640)


@pytest.mark.parametrize(("price", "bought"), [(639, True), (641, False)])
def test_it_is_bought_just_where_what_it_lifts_pays_for_it(price: int, bought: bool):
    plan = planned({"a": ad(2, max_total=4000), "crm": {"price": price, "uplift": {"a": "8%"}}})
    assert plan.item("crm").bought is bought


def test_several_uplifts_add_up():
    items = {"a": ad(1, exact_total=1000)}
    items |= {f"g{k}": {"price": 1, "uplift": {"a": "50%"}} for k in range(3)}
    plan = planned(items)
    assert float(plan.totals.returned) == 1000 * (1 + 3 * 0.5)


def test_what_gives_an_uplift_can_be_lifted_itself_but_not_what_it_gives():
    items = {
        "a": ad(1, exact_total=1000),
        "first": {"price": 1, "uplift": {"a": "50%"}, "returns": {"revenue": {"total_when_bought": 100}}},
        "second": {"price": 1, "uplift": {"first": "10%", "a": "20%"}},
    }
    plan = planned(items)
    assert float(plan.item("first").returned) == 500 + 100
    assert float(plan.item("second").returned) == 10 + 200


@pytest.mark.parametrize("u", [0.08, 0.5])
def test_a_lifted_curve_gets_more_money_than_one_that_is_not(u: float):
    limits, halves = np.array([9000.0, 7000.0, 5000.0]), np.array([4000.0, 2000.0, 3000.0])
    items: Data = {
        f"i{k}": {"spend": {"max_total": 9000}, "returns": hill(limits[k], halves[k])} for k in range(3)
    }
    items["crm"] = {"price": 500, "uplift": {"i0": u}}
    plan = planned(items)
    caps = np.full(3, 9000.0)
    without = exact.bisected(limits, halves, 10000, caps)
    lifted = exact.bisected(limits * [1 + u, 1, 1], halves, 9500, caps) - 500
    stage, best = plan.stages[0], max(without, lifted)
    assert plan.item("crm").bought is bool(lifted > without)
    assert stage.value <= best + 0.05 <= stage.bound + 0.1
    assert plan.gap <= 1e-4


def test_some_periods_only_of_a_curve_per_period():
    # Lifted from the second month on: the spend moves there until slopes are equal.
    items = {
        "a": {"spend": {"max_total": 3000}, "returns": hill(9000, 2000, "per_period")},
        "page": {"price": 100, "from": 2, "uplift": {"a": "30%"}},
    }
    plan = planned(items, horizon={"periods": 3}, budget=3100)
    x = np.linspace(0, 3000, 3001)
    late = 2 * 1.3 * 9000 * (x / 2) / (2000 + x / 2)
    early = 9000 * (3000 - x) / (2000 + 3000 - x)
    best = float((late + early).max()) - 3100
    assert plan.stages[0].value == pytest.approx(best, rel=2e-4)
    first, second, third = plan.item("a").by_period
    assert first < second
    assert abs(second - third) < 30


@pytest.mark.parametrize("steepness", [1, 2.5])
@pytest.mark.parametrize(("until", "lasts"), [(1, 1), (2, 1), (1, 2), (1, "to_end")])
def test_a_curve_over_the_horizon_that_is_lifted_until_some_period(steepness: float, until: int, lasts: Any):
    curve = {"shape": "hill", "limit": 9000, "half_at_total": 2000, "steepness": steepness}
    items = {
        "a": {"spend": {"max_total": 3000, "max_per_period": 1200}, "returns": {"revenue": {"curve": curve}}},
        "page": {"price": 150, "until": until, "uplift": [{"on": "a", "by": "20%", "lasts": lasts}]},
    }
    budget = {"total": 3150, "release": [700, 1250, 1200]}
    plan = planned(items, horizon={"periods": 3}, budget=budget)

    def f(x: Any) -> Any:
        return 9000 * x**steepness / (2000**steepness + x**steepness)

    amounts = np.arange(0.0, 1201.0, 10.0)
    x = np.array(np.meshgrid(amounts, amounts, amounts)).reshape(3, -1)
    x = x[:, x.sum(axis=0) <= 3000]
    released = np.cumsum([700, 1250, 1200])[:, None]
    reach = 3 if lasts == "to_end" else min(3, until + lasts - 1)
    best = -np.inf
    for used in (0, 1):
        price = np.zeros(3)
        price[0] = 150 * used
        paid = np.cumsum(x + price[:, None], axis=0)
        possible = (paid <= released).all(axis=0)
        brought = f(x.sum(axis=0)) + 0.2 * used * f(x[:reach].sum(axis=0))
        best = max(best, float((brought - paid[-1])[possible].max()))
    assert best <= plan.stages[0].bound + 1e-6
    assert best * (1 - 2e-4) <= plan.stages[0].value <= best + 25
    assert plan.gap <= 1e-4


def lifted_sum(spend: tuple[float, ...], used: tuple[int, ...], delay: int, lasts: int, by: float) -> float:
    """Σ of what each period's spend brings, lifted where a use reaches it."""
    total = 0.0
    for t, amount in enumerate(spend):
        is_lifted = any(0 <= t - s - delay < lasts for s, flag in enumerate(used) if flag)
        total += amount * (1 + by * is_lifted)
    return total


@pytest.mark.parametrize(("delay", "lasts"), [(0, 1), (1, 1), (0, 2), (1, 2), (2, "to_end"), (0, "to_end")])
@pytest.mark.parametrize("by", [0.5, 0.15])
def test_delay_and_how_long_it_lasts_against_every_plan(delay: int, lasts: Any, by: float):
    season = (1.0, 3.0, 0.5, 2.0)
    returns = {"revenue": {"per_money": 1.2}, "season": list(season)}
    items = {
        "a": {"spend": {"exact_per_period": 100}, "returns": returns},
        "clip": {"units": {"price": 30, "max_per_period": 1}, "uplift": [
            {"on": "a", "by": by, "delay": delay, "lasts": lasts}
        ]},
    }  # fmt: skip
    plan = planned(items, horizon={"periods": 4})
    brought = tuple(120 * weight for weight in season)
    long = 4 if lasts == "to_end" else lasts
    best = max(
        lifted_sum(brought, used, delay, long, by) - 400 - 30 * sum(used)
        for used in product((0, 1), repeat=4)
    )
    assert plan.stages[0].value == pytest.approx(best, abs=1e-6)


@pytest.mark.parametrize("table", [[0, -50, 100], [0, 80, 20], [0, -40, -60], [0, 10, 90]])
@pytest.mark.parametrize("first", [1, 2])
def test_a_table_over_the_horizon_that_is_lifted_in_some_periods(table: list[int], first: int):
    items = {
        "a": {"units": {"price": 0, "max_total": 2}, "returns": {"revenue": {"table_total": table}}},
        "page": {"price": 1, "from": first, "until": first, "uplift": {"a": "100%"}},
    }
    plan = planned(items, horizon={"periods": 2})
    best = 0.0
    for early, late in ((i, k) for i in range(3) for k in range(3 - i)):
        brought = [table[early], table[early + late] - table[early]]
        best = max(best, sum(brought), sum(brought) + brought[first - 1] - 1)
    assert plan.stages[0].value == best


@pytest.mark.parametrize("starts", ["first", "once", "repeatedly"])
def test_something_with_a_price_lifts_while_it_runs(starts: str):
    season = (1.0, 3.0, 0.5, 2.0, 2.5)
    returns = {"revenue": {"per_money": 1}, "season": list(season)}
    items = {
        "a": {"spend": {"exact_per_period": 100}, "returns": returns},
        "push": {"price": 40, "starts": starts, "runs": 2, "uplift": {"a": "20%"}},
    }
    plan = planned(items, horizon={"periods": 5})
    brought = tuple(100 * weight for weight in season)
    ways = [used for used in product((0, 1), repeat=5) if starts == "repeatedly" or sum(used) <= 1]
    ways = [used for used in ways if starts != "first" or not any(used[1:])]
    best = max(lifted_sum(brought, used, 0, 2, 0.2) - 500 - 40 * sum(used) for used in ways)
    assert plan.stages[0].value == pytest.approx(best, abs=1e-6)


def test_tiers_have_uplifts_of_their_own():
    tiers = {
        "small": {"price": 100, "uplift": {"a": "5%"}},
        "large": {"price": 450, "uplift": {"a": "12%"}},
        "bare": {"price": 50},
    }
    for revenue, tier in ((2500, "bare"), (4000, "small"), (6000, "large")):
        items = {"a": ad(1.25, exact_total=revenue / 1.25), "crm": {"tiers": tiers, "uplift": {"a": "3%"}}}
        worth = {"bare": 0.03 * revenue - 50, "small": 0.05 * revenue - 100, "large": 0.12 * revenue - 450}
        assert max(worth, key=lambda name: worth[name]) == tier
        plan = planned(items)
        assert plan.item("crm").tier == tier
        assert float(plan.item("crm").returned) - float(plan.item("crm").spend) == pytest.approx(worth[tier])


def test_one_metric_and_what_follows_from_it():
    returns = {"click": {"per_money": 2}, "lead": {"per": {"click": "5%"}}, "revenue": {"per": {"lead": 40}}}
    base: Data = {"a": {"spend": {"exact_total": 1000}, "returns": returns}}
    for metric, lifted in {"click": (200, 10, 400), "lead": (0, 10, 400), "revenue": (0, 0, 400)}.items():
        items = base | {"crm": {"price": 10, "uplift": [{"on": "a", "by": "10%", "metric": metric}]}}
        plan = planned(items, metrics={"click": {}})
        outcomes = plan.item("crm").outcomes
        assert tuple(outcomes.get(name, 0) for name in ("click", "lead", "revenue")) == lifted


def test_one_curve_and_rates_beside_it():
    limits, halves = np.array([4000.0, 3000.0]), np.array([2000.0, 1000.0])
    items: Data = {
        f"i{k}": {
            "spend": {"max_total": 4000},
            "returns": {
                "click": {"curve": {"shape": "hill", "limit": limits[k], "half_at_total": halves[k]}},
                "lead": {"per": {"click": "5%"}},
                "revenue": {"per": {"lead": 60 + 20 * k}},
            },
        }
        for k in range(2)
    }
    plan = planned(items, budget=5000, metrics={"click": {}})
    best = exact.bisected(limits * 0.05 * np.array([60, 80]), halves, 5000, np.full(2, 4000.0))
    assert plan.stages[0].value <= best + 0.05 <= plan.stages[0].bound + 0.1
    for k in range(2):
        outcomes = plan.item(f"i{k}").outcomes
        x = float(plan.item(f"i{k}").spend)
        assert outcomes["click"] == pytest.approx(limits[k] * x / (halves[k] + x))
        assert outcomes["revenue"] == pytest.approx(outcomes["click"] * 0.05 * (60 + 20 * k))


def test_what_follows_arrives_when_its_base_does():
    returns = {"lead": {"per_money": 0.1}, "revenue": {"per": {"lead": 50}}, "delay": 1, "season": [1, 2, 1]}
    items = {"a": {"spend": {"exact_per_period": 100}, "returns": returns}}
    plan = planned(items, horizon={"periods": 3})
    assert [float(p.returned) for p in plan.periods] == [0, 500, 1000]
    assert float(plan.returned_later) == 500


def test_a_capacity_that_each_outcome_takes():
    returns = {"lead": {"per_money": 0.1}, "revenue": {"per": {"lead": 50}}}
    items = {
        "a": {"spend": {"max_total": 5000}, "returns": returns, "uses": {"hours": {"per": {"lead": 0.5}}}}
    }
    plan = planned(items, limits=[{"capacity": "hours", "max_total": 100}])
    assert plan.item("a").outcomes["lead"] == pytest.approx(200)


@pytest.mark.parametrize("price", [100, 700])
def test_a_strict_order_counts_an_uplift_in_the_stage_of_its_giver(price: int):
    # Fast money first, whatever the long-term tool would make of it; then the tool for what it lifts.
    items = {
        "good": ad(1.5, max_total=1000),
        "lifted": ad(1.4, max_total=1000),
        "tool": {"price": price, "time_frame": "long", "uplift": {"lifted": "50%"}},
    }
    plan = planned(items, budget=2000 + price)
    assert plan.item("tool").bought is (price < 700)
    assert plan.stages[0].value == pytest.approx(900)
    tight = planned(items, budget=1500)
    assert float(tight.item("good").spend) == 1000
    assert not tight.item("tool").bought


@pytest.mark.parametrize(("u", "spend"), [("-40%", 0), ("-10%", 1000)])
def test_what_takes_from_others_is_counted_against_it(u: str, spend: int):
    items = {"a": ad(3, max_total=1000), "b": ad(1.5, max_total=1000) | {"uplift": {"a": u}}}
    items["b"]["spend"]["min_if_used_total"] = 1000
    plan = planned(items)
    assert float(plan.item("b").spend) == spend
    assert float(plan.item("a").spend) == 1000
