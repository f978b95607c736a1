"""Prices of media: dearer periods, and prices that rise with spend."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.errors import InputError, NoPlanError
from allocator.plan import Plan
from allocator.scenario import scenario_of
from allocator.scenario.prices import PriceRise
from allocator.solving import solve

Data = dict[str, Any]
RISE = {"per_doubling": "10%", "from_per_period": 200}


def ad(revenue: Data, **returns: Any) -> Data:
    block = {"revenue": revenue} | returns
    return {"kind": "ad", "time_frame": "fast", "spend": {"max_total": 5000}, "returns": block}


def planned(items: Data, budget: Any = 1000, periods: int = 3, **rest: Any) -> Plan:
    horizon = {"periods": periods, "every": "month"}
    return solve(scenario_of({"items": items, "budget": budget, "horizon": horizon} | rest))


def volume(money: float) -> float:
    """What money buys under RISE, in money at usual prices."""
    points = [(200 * 2**k, 200 * 2**k / 1.1**k) for k in range(12)]
    return float(np.interp(money, [0, *(x for x, _ in points)], [0, *(y for _, y in points)]))


@given(st.integers(0, 15), st.sampled_from(["1%", "10%", "50%", "99%"]), st.sampled_from([0.5, 200, 1e6]))
def test_each_doubling_raises_the_average_price_by_as_much(doublings: int, rise: str, start: float):
    said = PriceRise.model_validate({"per_doubling": rise, "from_per_period": start})
    money = Decimal(repr(start)) * 2**doublings
    average = money / said.volume.value(money)
    assert float(average) == pytest.approx((1 + float(rise[:-1]) / 100) ** doublings, rel=1e-12)
    assert said.volume.value(money / 2) >= said.volume.value(money) / 2
    assert said.volume.concave


def test_money_goes_where_media_are_cheap():
    plan = planned({"a": ad({"per_money": 2}, price_index=[1, 1.25, 0.8])}, periods=3)
    assert [float(x) for x in plan.items[0].by_period] == [0, 0, 1000]
    assert plan.totals.returned == 2500
    assert plan.items[0].marginal_return == pytest.approx(2.5)


def test_with_a_rate_a_price_index_is_a_season_turned_round():
    tranches = {"per_money": 2}
    limit = [{"on": "a", "max_per_period": 400}]
    one = planned({"a": ad(tranches, price_index=[1, 1.25, 0.8])}, limits=limit)
    other = planned({"a": ad(tranches, season=[1, 0.8, 1.25])}, limits=limit)
    assert one.items[0].by_period == other.items[0].by_period
    assert one.totals.returned == other.totals.returned


def test_a_curve_is_one_of_what_the_money_buys():
    curve = {"curve": {"shape": "hill", "limit": 3000, "half_at_per_period": 300}}
    plan = planned({"a": ad(curve, price_index={"2": 2}) | {"spend": {"exact_per_period": 300}}})
    brought = [float(flow.returned) for flow in plan.periods]
    assert brought == pytest.approx([1500, 1000, 1500], abs=0.01)


def test_a_rising_price_spreads_money_over_the_periods():
    plan = planned({"a": ad({"per_money": 2}, price_rise=RISE)}, budget=1200)
    assert [float(x) for x in plan.items[0].by_period] == [400, 400, 400]
    assert float(plan.totals.returned) == pytest.approx(3 * 2 * 400 / 1.1, abs=0.02)
    assert plan.items[0].marginal_return == pytest.approx(2 * (0.9 / 1.1) / 1.1, rel=1e-9)


@pytest.mark.parametrize("rates", [[3, 1.5], [0.5, 4], [4, -2]], ids=["falling", "rising", "down again"])
def test_tables_of_what_is_bought_against_all_plans_of_a_grid(rates: list[float]):
    tranches = [
        {"up_to_per_period": 150, "per_money": rates[0]},
        {"up_to_per_period": 500, "per_money": rates[1]},
    ]
    index = [1, 1.2, 0.8]
    items = {"a": ad({"tranches": tranches}, price_rise=RISE, price_index=index)}
    plan = planned(items, budget=900, policy={"maximise": "return"})
    table = [0, 150 * rates[0], 150 * rates[0] + 350 * rates[1]]
    x = np.arange(0, 901, 10)
    first, second, third = (
        np.interp([volume(amount / price) for amount in x], [0, 150, 500], table) for price in index
    )
    brought = first[:, None, None] + second[None, :, None] + third[None, None, :]
    spent = x[:, None, None] + x[None, :, None] + x[None, None, :]
    best = float(brought[spent <= 900].max())
    assert best <= plan.stages[0].value + 0.1
    assert plan.stages[0].value <= best * 1.005


def test_what_must_not_be_too_much_cannot_be_bought_dearly_on_purpose():
    """A most of the outcome would gladly see the dear money counted first."""
    items = {"a": ad({"per_money": 2}, price_rise=RISE) | {"spend": {"exact_per_period": 800}}}
    limit = {"metric": "revenue", "on": "a", "max_total": 2 * 800 / 1.1**2 + 0.1}
    assert planned(items, periods=1, limits=[limit]).status == "optimal"
    plan = planned(items, periods=1, goals=[{"metric": "revenue", "at_most": 1000, "rank": "primary"}])
    assert plan.goals[0].reached == pytest.approx(2 * 800 / 1.1**2, abs=0.02)
    assert plan.stages[0].bound == pytest.approx(2 * 0.8 / 1.1**2 - 1, abs=1e-4)
    with pytest.raises(NoPlanError):
        planned(items, periods=1, limits=[limit | {"max_total": 1000}])


def test_a_most_of_an_outcome_holds_for_what_the_money_really_buys():
    """Each metric counts the cheap money first, also the one of which there must not be too much."""
    item = ad({"per_money": 2}, price_rise=RISE)
    item["returns"]["lead"] = {"per_money": 1}
    limit = {"metric": "revenue", "on": "a", "max_total": 700}
    plan = planned({"a": item}, periods=1, limits=[limit], policy={"maximise": "lead"})
    assert float(plan.items[0].spend) == pytest.approx(200 + 150 / (200 * (2 / 1.1 - 1)) * 200, abs=0.02)
    assert plan.stages[0].value == pytest.approx(350, abs=0.02)


MISTAKES: dict[str, tuple[Data, str]] = {
    "more money that buys less": ({"price_rise": RISE | {"per_doubling": "100%"}}, "more money buys less"),
    "no start": ({"price_rise": {"per_doubling": "10%"}}, "from_per_period"),
    "a list that does not fit": ({"price_index": [1, 2]}, "a price index that does not fit"),
    "another year": ({"price_index": {"2031": 2}}, "no start date"),
    "for nothing": ({"price_index": [1, 0, 1]}, "zero, or next to it"),
}


@pytest.mark.parametrize(("returns", "said"), MISTAKES.values(), ids=MISTAKES)
def test_mistakes_say_what_is_wrong(returns: Data, said: str):
    with pytest.raises(InputError, match=said):
        planned({"a": ad({"per_money": 2}, **returns)})


@pytest.mark.parametrize("field", ["price_index", "price_rise"])
def test_units_have_prices_of_their_own(field: str):
    said = {"price_index": [1, 1, 1], "price_rise": RISE}[field]
    item = {"kind": "ad", "units": {"price": 5, "max_total": 3}, "returns": {"roas": 2, field: said}}
    with pytest.raises(InputError, match="not bought as spend"):
        planned({"a": item})
