"""Bounds that hold, or count, in some periods only."""

from __future__ import annotations

import pytest

from tests.limits.small import ad, best, by_period, contradiction, mistakes, spent

YEAR = {"start": "2027-01", "periods": 4, "every": "month"}


def test_a_period_named_twice_counts_once():
    # January lies in the quarter as well. Counted twice, 50 in January would do for the floor of 100.
    limit = {"on": "weak", "min_total": 100, "during": ["2027-01", "2027-Q1"]}
    plan = best({"weak": ad(0.5, until="2027-01")}, limit, horizon=YEAR)
    assert by_period(plan, "weak") == [100, 0, 0, 0]


def test_a_total_counts_its_periods_alone():
    # 250 in January to March, and 100 in April; over the whole horizon it would be 250, without `during` 400.
    items = {"a": ad(3, spend={"max_per_period": 100})}
    plan = best(items, {"on": "a", "max_total": 250, "during": "2027-Q1"}, horizon=YEAR)
    assert spent(plan) == {"a": 350}
    assert by_period(plan, "a")[3] == 100


def test_a_bound_per_period_holds_in_its_periods_alone():
    items = {"a": ad(3, spend={"max_per_period": 100})}
    plan = best(items, {"on": "a", "max_per_period": 30, "during": [2, 3]}, periods=4)
    assert by_period(plan, "a") == [100, 30, 30, 100]


def test_a_share_counts_the_same_periods_on_both_sides():
    # Only `a` can be bought in period 2, where it would be all of the spend, so it gets nothing.
    # Against the spend of all periods it could have 100 more.
    items = {"a": ad(3, spend={"max_per_period": 100}), "b": ad(2, 100, until=1)}
    plan = best(items, {"on": "a", "max_total": "50%", "of": "spend", "during": 2}, periods=2)
    assert by_period(plan, "a") == [100, 0]
    assert spent(plan)["b"] == 100


def test_outcomes_count_in_the_periods_in_which_they_arrive():
    # A lead costs 10 and arrives a period later: 5 leads in period 2 are 50 spent in period 1; what is spent
    # in period 2 arrives after it.
    items = {"a": ad(3, spend={"max_per_period": 100}, returns={"cpl": 10, "delay": 1})}
    plan = best(items, {"metric": "lead", "max_total": 5, "during": 2}, periods=2)
    assert by_period(plan, "a") == [50, 100]


def test_reasons_and_contradictions_know_the_periods():
    items = {"a": ad(3, spend={"max_per_period": 100})}
    limit = {"on": "a", "max_total": 250, "during": [1, 2, 3, 4]}
    plan = best(items, limit, periods=4)
    assert plan.item("a").reason_text == (
        "held by limit: a: at most 250.00 total during 1, 2, 3, 4"  # a sentence stands for a missing name
    )
    floor = {"on": "a", "min_total": 300, "during": [1, 2]}
    assert contradiction(items, floor, periods=4) == {"items.a.spend.max_per_period", "limits.1.min_total"}


@pytest.mark.parametrize(
    ("during", "problem"),
    [
        (5, "outside the horizon, or no date"),
        ([1, "2027-Q1"], "outside the horizon, or no date"),
        ([], "no period at all"),
        ([True], "not a period"),
    ],
)
@pytest.mark.parametrize("limit", [{"max_total": 5}, {"metric": "lead", "max_total": 5}])
def test_periods_that_are_not_there_are_told(limit, during, problem):
    ((path, found),) = mistakes(limit | {"during": during}, {"a": ad(3, 100)}, periods=4)
    assert (path.removesuffix(".1"), found) == ("limits.1.during", problem)


def test_units_can_be_bounded_in_parts():
    # 2.5 hours at 400 yen; the yen has no decimals, hours have.
    item = {"kind": "service", "units": {"price": 400, "whole": False}, "returns": {"roas": 2}}
    limit = {"on": "a", "counted": "units", "max_total": 2.5}
    plan = best({"a": item}, limit, currency="JPY", budget=5000)
    assert plan.item("a").units == 2.5
    assert mistakes({"max_total": 2.5}, {"a": item}, currency="JPY", budget=5000) == [
        ("limits.1.max_total", "an amount with more decimals than the currency has")
    ]
    assert mistakes({"counted": "units", "max_total": -1}, {"a": item}) == [
        ("limits.1.max_total", "a negative rate")
    ]
