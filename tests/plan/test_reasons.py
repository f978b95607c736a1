"""Each reason, in a scenario small enough to see that it is the right one."""

from __future__ import annotations

import pytest

from allocator.scenario import scenario_of
from allocator.solving import solve


def ad(roas, most=1000, frame="fast", **rest):
    spend = {"max_total": most} | rest.pop("spend", {})
    return {"kind": "ad", "time_frame": frame, "spend": spend, "returns": {"roas": roas}} | rest


def reasons(items, budget=1000, **rest):
    plan = solve(scenario_of({"budget": budget, "items": items} | rest))
    return {item.id: (item.reason.value, item.reason_text) for item in plan.items}


def test_committed_price_and_committed_part():
    items = {
        "crm": {"kind": "tool", "price": 100, "status": "committed"},
        "video": {"kind": "service", "spend": {"committed_total": 50, "max_total": 90}},
    }
    told = reasons(items)
    assert told["crm"] == ("committed", "committed")
    assert told["video"] == ("committed", "at its committed part")


def test_cap_margin_and_outbid():
    told = reasons({"best": ad(3, 600), "next": ad(2, 600), "last": ad(1.5, 600)})
    assert told["best"] == ("at_cap", "at its cap: at most 600.00 total")
    assert told["next"] == ("marginal", "marginal: takes the next money (returns 2.00 per 1.00)")
    assert told["last"] == ("outbid", "outbid by next (returns 2.00 per 1.00, against 1.50)")


def test_an_earlier_time_frame_outbids_a_better_return():
    told = reasons({"quick": ad(1.2, 2000), "slow": ad(5, 2000, "long")})
    assert told["slow"] == ("outbid", "outbid by quick: fast work is served before long")


def test_floor_hurdle_and_no_return():
    items = {
        "weak": ad(1.05),
        "kept": ad(0.5, spend={"min_total": 70}),
        "tool": {"kind": "tool", "price": 10},
    }
    told = reasons(items, policy={"hurdle": "10%"})
    assert told["weak"][0] == "below_hurdle"
    assert told["kept"] == ("at_floor", "at its floor of 70.00")
    assert told["tool"][0] == "no_known_return"


def test_limits_hold_and_leave_out():
    items = {"a": ad(3, channel="x"), "b": ad(2, channel="y"), "c": ad(1.5, channel="z")}
    limits = [
        {"name": "x at most 300", "on": {"channel": "x"}, "max_total": 300},
        {"name": "two channels", "choose": "all", "by": "channel", "at_most": 2},
    ]
    told = reasons(items, 2000, limits=limits)
    assert told["a"] == ("held_by_limit", "held by limit: x at most 300")
    assert told["c"] == ("left_out_by_limit", "left out by limit: two channels")


def test_bought_for_another_item_and_for_a_goal():
    items = {
        "video": ad(3, 500),
        "design": {"kind": "service", "price": 100},
        "leads": {"kind": "ad", "spend": {"max_total": 500}, "returns": {"cpl": 10}},
    }
    told = reasons(
        items,
        limits=[{"name": "video needs design", "requires": {"video": "design"}}],
        goals=[{"name": "enquiries", "metric": "lead", "at_least": 7}],
    )
    assert told["design"] == ("needed", "needed: video needs design")
    assert told["leads"] == ("for_goal", "for goal enquiries")


def test_a_purchase_is_chosen_or_does_not_fit():
    big = {"kind": "service", "time_frame": "fast", "price": 800, "returns": {"roas": 2}}
    assert reasons({"big": big})["big"] == ("chosen", "bought: returns 2.00 per 1.00")
    told = reasons({"big": big, "ads": ad(1.9, 1000)}, budget=700)
    assert told["big"][0] == "does_not_fit"


def test_nothing_more_than_needed_when_spend_is_minimised():
    told = reasons({"ads": ad(9)}, policy={"minimise": "spend"})
    assert told["ads"][0] == "not_needed"


@pytest.mark.parametrize(
    ("items", "budget", "words"),
    [
        ({"a": ad(3, 600)}, 1000, "at its cap"),
        ({"a": ad(3, 600)}, 500, ""),
    ],
)
def test_unspent_money_is_explained(items, budget, words):
    plan = solve(scenario_of({"budget": budget, "items": items}))
    assert words in plan.unspent_because
    assert bool(plan.unspent_because) == bool(plan.totals.unspent)


def test_the_next_money_goes_where_there_is_room_and_not_where_the_best_rate_is():
    items = {
        "a": ad(2, 900, spend={"max_per_period": 300}) | {"returns": {"roas": 2, "season": [1.5, 1]}},
        "b": ad(1.8),
        "c": ad(1.9, 900, spend={"max_per_period": 300}) | {"returns": {"roas": 1.9, "season": [0.8, 1.2]}},
    }
    horizon = {"start": "2027-01", "periods": 2, "every": "month"}
    told = reasons(items, budget=700, horizon=horizon)
    cap = "at its cap in the periods in which it brings most: at most 300.00 per period"
    assert told["a"] == ("marginal", f"marginal: takes the next money (returns 2.00 per 1.00); {cap}")
    assert told["b"] == ("outbid", "outbid by a (returns 2.00 per 1.00, against 1.80)")
    assert told["c"] == ("at_cap", cap)
    more = reasons(items, budget=950, horizon=horizon)
    assert more["b"] == ("marginal", "marginal: takes the next money (returns 1.80 per 1.00)")
    assert more["a"][0] == "at_cap"
