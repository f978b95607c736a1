"""The largest change from one period to the next."""

from __future__ import annotations

import pytest

from tests.limits.small import ad, best, by_period, contradiction, mistakes, spent, told

RAMP = {"budget": {"total": 2100, "release": [100, 1000, 1000]}, "periods": 3}


def test_a_rise_counts_from_the_period_before():
    # 100 is all there is in period 1; then 150 and 200. Against the first period it would be 100, 150, 150.
    plan = best({"a": ad(2)}, {"change": "a", "max_rise_per_period": 50}, **RAMP)
    assert by_period(plan, "a") == [100, 150, 200]


def test_a_rise_by_a_share_is_a_share_of_the_period_before():
    # 100, 120, 144: of the budget it would be 420 more each time.
    plan = best({"a": ad(2)}, {"change": "a", "max_rise_per_period": "20%"}, **RAMP)
    assert by_period(plan, "a") == [100, 120, 144]
    plan = best({"a": ad(2)}, {"change": "a", "max_rise_per_period": "150%"}, **RAMP)
    assert by_period(plan, "a") == [100, 250, 625]


@pytest.mark.parametrize(("fall", "amounts"), [(50, [200, 150, 100]), ("60%", [200, 80, 32])])
def test_a_fall_counts_from_the_period_before(fall, amounts):
    # The losing item is bound to 200 in period 1, and goes down as fast as it may.
    limits = [
        {"on": "a", "exact_total": 200, "during": 1},
        {"change": "a", "max_fall_per_period": fall},
    ]
    assert by_period(best({"a": ad(0.5)}, *limits, periods=3), "a") == amounts


def test_together_items_can_make_up_for_each_other():
    items = {"a": ad(2, until=1), "b": ad(2, **{"from": 2}), "c": ad(1.5)}
    release = {"budget": {"total": 300, "release": [100, 200]}, "periods": 2}
    limit = {"change": ["a", "b"], "max_rise_per_period": 20}
    plan = best(items, limit, **release)
    assert spent(plan) == {"a": 100, "b": 120, "c": 80}
    # Each by itself has one period only, and nothing to rise from.
    plan = best(items, limit | {"each": "item"}, **release)
    assert spent(plan) == {"a": 100, "b": 200, "c": 0}


def test_an_item_that_starts_late_may_start():
    plan = best({"a": ad(2, **{"from": 2})}, {"change": "a", "max_rise_per_period": "10%"}, periods=4)
    assert spent(plan) == {"a": 1000}


def test_it_is_named_in_reasons():
    limits = [
        {"on": "a", "max_total": 100, "during": 1},
        {"name": "smooth", "change": "a", "max_rise_per_period": 50},
    ]
    assert told(best({"a": ad(2)}, *limits, periods=3), "a") == ("held_by_limit", "held by limit: smooth")
    # More in period 1 would fall too deep from there to period 2, which is full.
    limits = [
        {"name": "small", "on": "a", "max_total": 100, "during": 2},
        {"change": "a", "max_fall_per_period": 50},
    ]
    plan = best({"a": ad(2)}, *limits, periods=2)
    assert by_period(plan, "a") == [150, 100]
    assert told(plan, "a") == ("held_by_limit", "held by limit: small")
    # Falling is what holds the losing item: less in period 1 is fine, less in period 2 is not.
    limits = [
        {"on": "a", "exact_total": 200, "during": 1},
        {"name": "slowly", "change": "a", "max_fall_per_period": 50},
    ]
    reason, text = told(best({"a": ad(0.5)}, *limits, periods=2), "a")
    assert (reason, text) == ("needed", "needed: slowly")


def test_contradictions():
    limits = [
        {"on": "a", "exact_total": 200, "during": 1},
        {"on": "a", "max_total": 100, "during": 2},
        {"change": "a", "max_fall_per_period": 50},
    ]
    assert contradiction({"a": ad(2)}, *limits, periods=2) == {
        "limits.1.exact_total",
        "limits.2.max_total",
        "limits.3.max_fall_per_period",
    }


@pytest.mark.parametrize(
    ("limit", "path", "problem"),
    [
        ({"change": "a"}, "limits.1", "a change without a bound"),
        ({"change": "a", "max_fall_per_period": "120%"}, "limits.1.max_fall_per_period", "not a share"),
        ({"change": "a", "max_rise_per_period": -1}, "limits.1.max_rise_per_period", "a negative amount"),
        ({"change": "a", "max_rise_per_period": "-1%"}, "limits.1.max_rise_per_period", "a negative rate"),
        ({"change": "z", "max_rise_per_period": 1}, "limits.1.change", "unknown item"),
        ({"change": "a", "max_rise": 1}, "limits.1.max_rise", "unknown key"),
        (
            {"change": "a", "each": "day", "max_rise_per_period": 1},
            "limits.1.each",
            "not one of the known words",
        ),
    ],
)
def test_mistakes(limit, path, problem):
    assert mistakes(limit, {"a": ad(2)}, periods=2) == [(path, problem)]


def test_a_single_period_has_no_change():
    limit = {"change": "a", "max_rise_per_period": 1}
    assert mistakes(limit, {"a": ad(2)}) == [("limits.1", "a limit that a horizon so short cannot have")]
