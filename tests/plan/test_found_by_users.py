"""What people who tried the program found; each a scenario as small as it gets."""

from __future__ import annotations

import pytest

from allocator.errors import NoPlanError
from allocator.scenario import scenario_of
from allocator.solving import solve


@pytest.mark.parametrize("periods", [2, 4, 5, 12])
def test_a_prerequisite_bought_for_the_smallest_unit_fits_into_a_full_month(periods):
    data = {
        "horizon": {"periods": periods},
        "budget": {"total": 4500, "release": "even"},
        "items": {
            "social": {"kind": "ad", "spend": {"max_total": 5450}, "returns": {"roas": 1.73}},
            "design": {"kind": "service", "spend": {"max_total": 2400}},
        },
        "limits": [{"requires": {"social": "design"}}],
    }
    plan = solve(scenario_of(data))
    assert plan.totals.spend == 4500
    assert plan.item("design").bought


def test_a_lump_that_does_not_fit_does_not_take_the_next_money():
    items = {
        "radio": {
            "kind": "ad",
            "spend": {"min_if_used_total": 3400, "max_total": 6750},
            "returns": {"roas": 2.58},
        },
        "search": {"kind": "ad", "spend": {"max_total": 5050}, "returns": {"roas": 1.97}},
    }
    plan = solve(scenario_of({"budget": 3100, "items": items}))
    assert plan.item("radio").reason == "does_not_fit"
    assert plan.item("search").reason == "marginal"


def test_a_price_that_cannot_be_paid_at_its_time_says_so():
    data = {
        "horizon": {"start": "2027-01", "periods": 12},
        "budget": {"total": 1200, "release": "even"},
        "items": {"fair": {"kind": "ad", "price": 300, "returns": {"revenue": {"total_when_bought": 3000}}}},
    }
    reason = solve(scenario_of(data)).item("fair").reason_text
    assert reason == "does not fit: not enough money is released by 2027-01, when it must be paid"


def test_a_rising_table_is_not_below_the_hurdle_if_its_later_steps_pay():
    rising = [{"up_to_total": 3000, "per_money": 0.5}, {"per_money": 3}]
    items = {
        "tv": {"kind": "ad", "spend": {"max_total": 9000}, "returns": {"revenue": {"tranches": rising}}},
        "search": {"kind": "ad", "spend": {"max_total": 9000}, "returns": {"roas": 1.4}},
    }
    plan = solve(scenario_of({"budget": 3500, "items": items}))
    assert not plan.item("tv").bought
    assert plan.item("tv").reason != "below_hurdle"


def test_who_would_lose_without_the_limit_is_outbid():
    items = {
        name: {"kind": "ad", "channel": name, "spend": {"max_total": 600}, "returns": {"roas": roas}}
        for name, roas in {"x": 3, "y": 2, "z": 1.2}.items()
    }
    items["other"] = {"kind": "ad", "spend": {}, "returns": {"roas": 1.5}}
    limit = {"choose": ["x", "y", "z"], "at_most": 1}
    told = {
        i.id: i.reason for i in solve(scenario_of({"budget": 2000, "items": items, "limits": [limit]})).items
    }
    assert told == {"x": "at_cap", "y": "left_out_by_limit", "z": "outbid", "other": "marginal"}


def test_money_left_while_a_goal_is_missed_is_explained_truly():
    items = {"a": {"kind": "ad", "spend": {"max_total": 10}, "returns": {"cpl": 1}}}
    goals = [{"metric": "lead", "at_least": 50}]
    plan = solve(
        scenario_of({"budget": 100, "items": items, "goals": goals, "policy": {"minimise": "spend"}})
    )
    assert plan.goals[0].shortfall == 40
    assert plan.unspent_because == "more money would bring no goal nearer"


def test_a_cure_in_units_is_enough_as_printed():
    items = {"a": {"kind": "ad", "spend": {}, "returns": {"cpl": 6}}}
    data = {"budget": 1000, "items": items, "limits": [{"metric": "lead", "min_total": 200}]}
    with pytest.raises(NoPlanError) as caught:
        solve(scenario_of(data))
    cure = next(cure for cure in caught.value.cures if cure.direction == "lower")
    assert str(cure.amount) == "33.333334"
    data["limits"] = [{"metric": "lead", "min_total": 200 - cure.amount}]
    assert solve(scenario_of(data)).status == "optimal"


def test_an_exact_amount_says_which_way_it_must_move():
    items = {"a": {"kind": "ad", "spend": {"exact_total": 600}}}
    with pytest.raises(NoPlanError) as caught:
        solve(scenario_of({"budget": 500, "items": items}))
    assert {cure.change.partition(" by")[0] for cure in caught.value.cures} == {
        "lower items.a.spend.exact_total",
        "raise budget.total",
    }


def test_two_contradictions_are_not_said_to_be_cured_by_one_amount():
    items = {n: {"kind": "ad", "spend": {"min_total": 600}} for n in ("a", "b")}
    limits = [{"on": n, "max_total": 500} for n in ("a", "b")]
    with pytest.raises(NoPlanError, match="at least one rule of each of these lists"):
        solve(scenario_of({"budget": 5000, "items": items, "limits": limits}))


def test_the_signed_part_of_an_item_counts_as_committed():
    items = {
        "crm": {"kind": "tool", "price": 100, "status": "committed"},
        "ads": {"kind": "ad", "spend": {"committed_total": 40}, "returns": {"roas": 2}},
    }
    totals = solve(scenario_of({"budget": 500, "items": items})).totals
    assert [int(totals.committed), int(totals.spend)] == [140, 500]
