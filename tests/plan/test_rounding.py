"""Whole smallest units where thirds and shares leave fractions."""

from __future__ import annotations

from decimal import Decimal

import pytest

from allocator.scenario import scenario_of
from allocator.solving import solve


def ad(roas, **rest):
    return {"kind": "ad", "time_frame": "fast", "spend": {}, "returns": {"roas": roas}} | rest


def test_a_total_is_spread_by_largest_remainder():
    item = ad(2, spend={"exact_total": 100})
    plan = solve(scenario_of({"budget": 100, "horizon": {"periods": 7}, "items": {"a": item}}))
    assert sum(plan.item("a").by_period) == 100
    assert set(plan.item("a").by_period) == {Decimal("14.28"), Decimal("14.29")}


@pytest.mark.parametrize(
    ("currency", "unit"), [("JPY", 1), ("USD", Decimal("0.01")), ("KWD", Decimal("0.001"))]
)
def test_a_share_of_the_plan_is_never_passed(currency, unit):
    items = {"a": ad(3, channel="x"), "b": ad(2, channel="y"), "c": ad(1.5, channel="z")}
    limits = [{"each": "channel", "max_total": "33.4%", "of": "spend"}]
    plan = solve(scenario_of({"currency": currency, "budget": 1000, "items": items, "limits": limits}))
    for item in plan.items:
        assert item.spend <= Decimal("0.334") * plan.totals.spend
        assert item.spend == item.spend.quantize(Decimal(unit))
    assert plan.totals.spend > 1000 - 9 * unit


def test_full_months_and_full_channels_at_once():
    items = {f"i{k}": ad(2 + k / 10, channel="xyz"[k % 3], spend={"max_total": 101}) for k in range(7)}
    data = {
        "budget": {"total": Decimal("333.33"), "release": "even", "carry_over": False},
        "horizon": {"periods": 3},
        "items": items,
        "limits": [{"each": "channel", "max_total": "35%"}],
    }
    plan = solve(scenario_of(data))
    for t, period in enumerate(plan.periods):
        assert sum(item.by_period[t] for item in plan.items) == period.spend <= period.released
    for channel in "xyz":
        spent = sum(item.spend for item in plan.items if item.channel == channel)
        assert spent <= Decimal("0.35") * Decimal("333.33")
    assert plan.totals.difference == 0


def test_an_exact_share_is_met_to_the_smallest_unit():
    items = {"a": ad(3), "b": ad(2)}
    limits = [{"on": "a", "exact_total": "33.3%", "of": "spend"}]
    plan = solve(scenario_of({"budget": 100, "items": items, "limits": limits}))
    assert abs(plan.item("a").spend - Decimal("0.333") * plan.totals.spend) <= Decimal("0.01")


def test_parts_of_units_add_up_to_whole_ones():
    # 285 a period buy 0.98… units at 290; three such parts make two units, though none has exact decimals.
    item = {"kind": "tool", "from": 2, "units": {"price": 290, "exact_total": 2, "whole": False}}
    budget = {"total": 1140, "release": "even", "carry_over": False}
    plan = solve(
        scenario_of({"currency": "JPY", "horizon": {"periods": 4}, "budget": budget, "items": {"a": item}})
    )
    assert plan.item("a").spend == 580
    assert plan.item("a").units == pytest.approx(2)


def test_cents_around_a_cap_keep_the_cash_that_must_be_left():
    """The curve bends between two cents, so that the next cent brings less than the last one did."""
    curve = {"shape": "logistic", "limit": 796.3, "scale_per_period": 92, "cap": 234.8}
    items = {
        "a": ad(0, spend={"max_total": 200}, returns={"revenue": {"curve": curve}}),
        "b": {"kind": "tool", "status": "committed", "price": 240, "time_frame": "long"},
    }
    budget = {
        "total": 360,
        "min_cash_at_end": 190,
        "reinvest": {"share": "50%", "into": "all"},
        "loans": {"bank": {"rate": 0.05, "term": 1, "may_outlast": True, "max_total": 210}},
    }
    plan = solve(scenario_of({"budget": budget, "horizon": {"periods": 1}, "items": items}))
    left = 360 - 240 - plan.item("a").spend + plan.item("a").returned / 2 + plan.sources[0].drawn
    assert left >= 190
    assert plan.item("a").spend == Decimal("55.92")


SAID: dict[str, dict[str, object]] = {
    "at most": {"max_total": "40%", "of": "spend"},
    "at least": {"to": ["a", "b", "c"], "at_least": "40%"},
}
HOLDS = {
    "at most": lambda x, others: 3 * x <= 2 * others,
    "at least": lambda x, others: 3 * x >= 2 * others,
}
RATES = {"at most": (2.5, 2.2, 1.9), "at least": (1.9, 2.2, 2.5)}


def _three(how):
    return {name: ad(rate) for name, rate in zip("abc", RATES[how], strict=True)}


def _of_the_spend(how, item):
    return {"name": item, ("on" if how == "at most" else "ratio"): item, **SAID[how]}


@pytest.mark.parametrize("how", HOLDS)
def test_two_shares_of_the_spend_leave_no_cent_that_another_rounding_would_spend(how):
    for cents in (100002, 100003, 99999, 77777):
        limits = [_of_the_spend(how, item) for item in "ab"]
        data = {"currency": "EUR", "budget": Decimal(cents) / 100, "items": _three(how), "limits": limits}
        plan = solve(scenario_of(data))
        assert plan.totals.unspent == 0
        a, b, c = (item.spend for item in plan.items)
        assert HOLDS[how](a, b + c)
        assert HOLDS[how](b, a + c)


@pytest.mark.parametrize("how", HOLDS)
@pytest.mark.parametrize("budget", [37, 44, 58, 79, 93])
def test_as_much_is_spent_as_in_the_best_of_all_plans_in_whole_units(how, budget):
    limits = [_of_the_spend(how, item) for item in "ab"]
    plan = solve(scenario_of({"currency": "JPY", "budget": budget, "items": _three(how), "limits": limits}))
    holds = HOLDS[how]
    best = max(
        (sum((rate - 1) * x for rate, x in zip(RATES[how], (a, b, c), strict=True)), a + b + c)
        for a in range(budget + 1)
        for b in range(budget + 1 - a)
        for c in range(budget + 1 - a - b)
        if holds(a, b + c) and holds(b, a + c)
    )
    assert plan.totals.spend == best[1]
    assert plan.stages[0].value == pytest.approx(best[0])
