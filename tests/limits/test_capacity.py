"""Bounds on capacities."""

from __future__ import annotations

from tests.limits.small import ad, best, by_period, contradiction, mistakes, spent, told


def using(hours, roas, **rest):
    return ad(roas, uses={"hours": hours}, **rest)


def test_items_share_a_capacity():
    # An hour earns 10 with `b` (200 for 20 hours) and 4 with `a`, which gets the other 20 hours: 40 of money.
    # Forty hours for each item by itself would let `a` have 80.
    items = {"a": using(0.5, 3, most=100), "b": using(0.1, 2, most=200)}
    plan = best(items, {"capacity": "hours", "max_total": 40})
    assert spent(plan) == {"a": 40, "b": 200}


def test_a_capacity_per_period_and_during():
    items = {"a": using(0.5, 3, spend={"max_per_period": 100})}
    plan = best(items, {"capacity": "hours", "max_per_period": 10}, periods=3)
    assert by_period(plan, "a") == [20, 20, 20]
    limit = {"capacity": "hours", "max_total": 10, "during": [1, 3]}
    plan = best(items, limit, periods=3)
    assert spent(plan) == {"a": 120}
    assert by_period(plan, "a")[1] == 100


def test_it_is_named_in_reasons_and_contradictions():
    items = {"a": using(0.5, 3, most=100), "b": using(0.1, 2, most=200)}
    limit = {"name": "studio", "capacity": "hours", "max_total": 40}
    plan = best(items, limit)
    assert told(plan, "a") == ("held_by_limit", "held by limit: studio")
    floor = {"capacity": "hours", "on": "b", "min_total": 30}
    assert contradiction(items, floor) == {
        "items.b.spend.max_total",
        "limits.1.min_total",
    }


def test_mistakes():
    items = {"a": using(0.5, 3)}
    assert mistakes({"capacity": "ours", "max_total": 4}, items) == [
        ("limits.1.capacity", "unknown capacity")
    ]
    assert mistakes({"capacity": "hours"}, items) == [("limits.1", "a limit on hours without a bound")]
    assert mistakes({"capacity": "hours", "max": 4}, items) == [("limits.1.max", "unknown key")]
    assert mistakes({"capacity": "hours", "min_total": 4, "max_total": 3}, items) == [
        ("limits.1", "a minimum above its maximum")
    ]
