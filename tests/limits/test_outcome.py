"""Bounds on outcomes."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.limits.small import ad, best, contradiction, mistakes, spent


def test_an_exact_outcome_is_neither_a_floor_nor_a_cap():
    # 20 leads at 10 each. As a cap the weak item would get nothing, as a floor the strong one all its 500.
    limit = {"metric": "lead", "exact_total": 20}
    assert spent(best({"weak": ad(0.5, 500, returns={"cpl": 10})}, limit)) == {"weak": 200}
    assert spent(best({"good": ad(2, 500, returns={"cpl": 10})}, limit)) == {"good": 200}


def test_an_exact_outcome_is_met_as_nearly_as_cents_allow():
    # 50 / 0.37 = 135.135135…, so a part of a cent too much or too little is as near as it gets.
    item = ad(0.5, returns={"reach": {"per_money": 0.37}})
    plan = best({"a": item}, {"metric": "reach", "exact_total": 50}, metrics={"reach": {}})
    assert plan.item("a").spend in (Decimal("135.13"), Decimal("135.14"))


def test_an_exact_outcome_per_period_holds_in_each():
    items = {"a": ad(3, returns={"cpl": 10})}
    plan = best(items, {"metric": "lead", "exact_per_period": 5}, periods=3)
    assert [float(amount) for amount in plan.item("a").by_period] == [50, 50, 50]


def test_a_bound_may_be_negative():
    items = {"a": ad(3, 100, returns={"cpl": 10})}
    assert spent(best(items, {"metric": "lead", "min_total": -5})) == {"a": 100}
    assert contradiction(items, {"metric": "lead", "max_total": -5}) == {"limits.1.max_total"}


@pytest.mark.parametrize("bound", [{"exact_per_period": 5}, {"max_total": 5, "during": 1}])
def test_a_return_is_bounded_in_total_only(bound):
    assert mistakes({"metric": "return"} | bound, {"a": ad(3)}) == [
        ("limits.1", "`return` counts in total only")
    ]
