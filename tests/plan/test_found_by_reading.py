"""What a second reader found; each a scenario as small as it gets."""

from __future__ import annotations

import json

import pytest

from allocator.errors import InputError, NoPlanError
from allocator.plan.verifying import verify
from allocator.scenario import scenario_of
from allocator.solving import solve


def ad(**rest):
    return {"kind": "ad", "time_frame": "fast", "spend": {}, "returns": {"roas": 2}} | rest


def solved(items, budget=100, **rest):
    plan = solve(scenario_of({"budget": budget, "items": items} | rest))
    assert verify(json.loads(plan.to_json())) == plan
    return plan


def test_groups_of_the_same_items_count_each():
    items = {"a": ad(tags=["p", "q"])}
    assert solved(items, limits=[{"choose": "all", "by": "tag", "at_least": 2}]).item("a").bought
    assert not solved(items, limits=[{"choose": "all", "by": "tag", "at_most": 1}]).item("a").bought
    with pytest.raises(NoPlanError):
        solved(items, limits=[{"choose": "all", "by": "tag", "at_least": 3}])


def test_a_repeated_tag_counts_once():
    items = {"a": ad(tags=["x", "x"])}
    assert solved(items, 1000, limits=[{"each": "tag", "max_total": 500}]).item("a").spend == 500


def test_money_that_just_suffices_is_enough_though_a_cost_has_no_exact_inverse():
    items = {
        "a": ad(spend={"exact_total": 1470}, until=1, returns={"cpl": 49}),
        "b": {"kind": "tool", "time_frame": "long", "status": "committed", "from": 2, "price": 30},
    }
    budget = {"total": 1470, "reinvest": {"share": 1, "into": ["long"], "lag": 1}}
    plan = solved(items, budget, horizon={"periods": 2}, metrics={"lead": {"value": 1}})
    assert plan.totals.reinvested == 30


def test_losses_that_come_after_the_horizon_stay_there():
    items = {"a": ad(spend={"min_total": 50_000_000}, returns={"complaint": {"per_money": 1}, "delay": 3})}
    metrics = {"complaint": {"value": -2}}
    plan = solved(items, 100_000_000, horizon={"periods": 2}, metrics=metrics)
    assert plan.returned_later == -100_000_000
    assert all(period.returned == 0 for period in plan.periods)


def test_a_goal_that_is_passed_and_lost_again_is_missed():
    items = {
        "gain": ad(spend={"exact_per_period": 200}, until=1, returns={"revenue": {"per_money": 3}}),
        "loss": ad(spend={"exact_per_period": 200}, returns={"complaint": {"per_money": 1}}) | {"from": 2},
    }
    goals = [{"metric": "return", "at_least": 400}]
    plan = solved(items, 400, horizon={"periods": 2}, metrics={"complaint": {"value": -2}}, goals=goals)
    assert (plan.goals[0].reached, plan.goals[0].shortfall, plan.goals[0].reached_in) == (200, 200, None)


def test_a_loss_counts_beside_better_evidence():
    returns = {"roas": 2, "complaint": {"per_money": 0.1}}
    plan = solved({"a": ad(returns=returns)}, metrics={"complaint": {"value": -5}})
    assert plan.item("a").returned == 150
    assert plan.item("a").evidence == "revenue"


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"budget": {"total": 9, "reinvest": {"share": 0.5, "into": []}}}, "budget.reinvest.into"),
        ({"budget": {"total": 9, "reinvest": {"share": 0.5, "from": []}}}, "budget.reinvest.from"),
        ({"limits": [{"on": [], "max_total": 5}]}, "limits.1.on"),
        ({"limits": [{"on": {"channel": []}, "max_total": 5}]}, "limits.1.on"),
        ({"horizon": {"start": "2027-01-31"}}, "horizon"),
        ({"horizon": {"start": "9990", "periods": 20, "every": "year"}}, "horizon"),
        ({"metrics": {"spend": {}}}, "metrics.spend"),
        ({"items": {"a": ad(returns={"cpm": 1e-300})}}, "items.a.returns.cpm"),
        ({"items": {"a": ad(returns={"cpl": 5, "lead": {"cost_per": 6}})}}, "items.a.returns"),
        ({"metrics": None, "items": {"a": ad(returns={"rois": 1})}}, "items.a.returns.rois"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_place(change, path):
    with pytest.raises(InputError) as caught:
        scenario_of({"budget": 100, "items": {"a": ad()}} | change)
    assert path in {mistake.path for mistake in caught.value.mistakes}


@pytest.mark.parametrize(("name", "value"), [("by_period", ["9" * 80]), ("units_by_period", [float("nan")])])
def test_numbers_that_no_plan_has_are_refused(name, value):
    data = solved({"a": ad()}).to_data()
    data["items"][0][name] = value
    with pytest.raises(InputError):
        verify(data)


def test_what_runs_for_long_can_bring_more_than_its_price_says():
    """Below a ceiling that a goal asks for exactly, a cheap tool is bought all the same."""
    items = {
        "tool": {
            "kind": "tool",
            "time_frame": "fast",
            "price": 1,
            "returns": {"lead": {"per_period_when_bought": 100}},
        },
        "ad": ad(spend={"max_total": 500}, returns={"lead": {"per_money": 0.1}}),
    }
    rest = {"metrics": {"lead": {"value": 1, "ceiling_total": 50}}, "horizon": {"periods": 4}}
    goal = {"metric": "lead", "exactly": 50}
    plan = solved(items, 1000, goals=[goal], policy={"order": "together"}, **rest)
    assert plan.item("tool").bought
    assert plan.stages[1].value == pytest.approx(49)
