"""Curves read off, against formulas written out by hand."""

from __future__ import annotations

from decimal import Decimal
from math import exp, log, sqrt
from typing import Any

import pytest

from allocator.errors import InputError
from allocator.money import exact
from allocator.plan import Plan
from allocator.plan.restoring import books_of
from allocator.scenario import scenario_of
from allocator.solving import solve
from allocator.studies.curve import Curves, Ladder, Reading, study_curves
from allocator.studies.curve.reading import standings_of

D = Decimal
Data = dict[str, Any]
WHOLE = Ladder()


def ad(returns: Data, **spend: Any) -> Data:
    return {"kind": "ad", "spend": spend or {"max_total": 50000}, "returns": returns}


def scenario(items: Data, **rest: Any) -> Any:
    return scenario_of({"budget": 60000, "items": items} | rest)


def read(items: Data, *names: str, ladder: Ladder = WHOLE, plan: Plan | None = None, **rest: Any) -> Curves:
    if plan is None:
        return study_curves(scenario(items, **rest), names, ladder)
    with exact():
        books = books_of(plan)
    return study_curves(scenario(items, **rest), names, ladder, lambda r: tuple(standings_of(r, books)))


def only(curves: Curves) -> Reading:
    (reading,) = curves.readings
    return reading


def near(number: Decimal | None, right: float) -> bool:
    assert number is not None
    return float(number) == pytest.approx(right, rel=1e-9, abs=1e-12)


HILL = {"revenue": {"curve": {"shape": "hill", "limit": 60000, "half_at_total": 11000}}}
S_SHAPE = {"revenue": {"curve": {"shape": "hill", "limit": 60000, "half_at_total": 11000, "steepness": 3}}}


def test_a_hill_with_a_margin_at_every_rung():
    reading = only(read({"a": ad(HILL | {"margin": "60%"})}, ladder=Ladder(D(1000), D(21000), 4)))
    assert [point.spend for point in reading.ladder] == [1000, 6000, 11000, 16000, 21000]
    for point in reading.ladder:
        x = float(point.spend)
        assert near(point.outcome, 60000 * x / (11000 + x))
        assert near(point.average, 60000 / (11000 + x))
        assert near(point.marginal, 60000 * 11000 / (11000 + x) ** 2)
        assert near(point.returned, 36000 * x / (11000 + x))
        assert near(point.average_return, 36000 / (11000 + x))
        assert near(point.marginal_return, 36000 * 11000 / (11000 + x) ** 2)
        assert near(point.saturation, x / (11000 + x))
        assert point.units is None


@pytest.mark.parametrize("hurdle", [0, 0.5])
def test_where_it_saturates(hurdle: float):
    reading = only(read({"a": ad(HILL | {"margin": "60%"})}, policy={"hurdle": hurdle}))
    last, full = reading.worthwhile, reading.response.nearly_all
    assert last is not None
    assert full is not None
    assert near(last.spend, sqrt(36000 * 11000 / (1 + hurdle)) - 11000)
    assert near(last.marginal_return, 1 + hurdle)
    assert near(full.spend, 99000)
    assert near(full.saturation, 0.9)
    assert reading.response.best_average is None


def test_an_s_shape_has_a_best_average_and_a_rising_part():
    reading = only(read({"a": ad(S_SHAPE)}))
    best = reading.response.best_average
    assert best is not None
    assert near(best.spend, 11000 * 2 ** (1 / 3))
    assert best.average == pytest.approx(best.marginal)
    averages = [point.average for point in reading.line if point.average is not None]
    assert max(averages) <= best.average * (1 + D("1e-20"))
    assert max(averages) > best.average * D("0.999")


def test_what_never_pays_says_so():
    lost = {"revenue": {"curve": {"shape": "hill", "limit": 1000, "half_at_total": 1000, "steepness": 2}}}
    reading = only(read({"a": ad(lost)}))
    assert reading.never_pays
    assert reading.worthwhile is None
    assert not only(read({"a": ad(HILL)})).never_pays


def test_leads_have_a_cost_and_a_worth():
    curve = {"lead": {"curve": {"shape": "exponential", "limit": 900, "scale_total": 8000}}}
    reading = only(
        read({"a": ad(curve)}, metrics={"lead": {"value": 40}}, ladder=Ladder(end=D(8000), steps=2))
    )
    first, middle, last = reading.ladder
    assert first.average is None
    assert first.average_cost is None
    assert near(first.marginal_cost, 8000 / 900)
    assert near(middle.average_cost, 4000 / (900 * (1 - exp(-0.5))))
    assert near(last.marginal_cost, 8000 / (900 * exp(-1)))
    assert near(last.returned, 40 * 900 * (1 - exp(-1)))
    assert reading.worthwhile is not None
    assert near(reading.worthwhile.spend, 8000 * log(40 * 900 / 8000))


def test_what_has_no_value_has_no_return():
    point = only(read({"a": ad({"cpl": 25})})).ladder[-1]
    assert (point.returned, point.average_return, point.marginal_return) == (None, None, None)
    assert point.average_cost == point.marginal_cost == 25
    assert point.saturation is None


def test_rates_tranches_points_and_roi():
    tranches = [{"up_to_total": 2000, "per_money": 1}, {"up_to_total": 6000, "per_money": 3}]
    points = {"shape": "points", "points_total": [[1000, 500], [5000, 4500]]}
    items = {
        "rate": ad({"roas": 3}),
        "tranches": ad({"revenue": {"tranches": tranches}}),
        "points": ad({"revenue": {"curve": points}}),
        "roi": ad({"roi": "40%"}),
    }
    curves = read(items, ladder=Ladder(D(0), D(4000), 2))
    outcomes = {r.response.line.id: [p.outcome for p in r.ladder] for r in curves.readings}
    assert outcomes == {
        "rate": [0, 6000, 12000],
        "tranches": [0, 2000, 8000],
        "points": [0, 1500, 3500],
        "roi": [0, 2800, 5600],
    }
    assert [r.response.metric for r in curves.readings] == ["revenue", "revenue", "revenue", "return"]
    best = curves.readings[1].response.best_average
    assert best is not None
    assert best.spend == 6000


def test_units_at_a_price_stand_on_whole_units():
    table = {"revenue": {"table_total": [100, 2000, 5000, 9000, 10000]}}
    videos = {"kind": "service", "units": {"price": 1500, "max_total": 6}, "returns": table}
    reading = only(read({"videos": videos}, ladder=Ladder(end=D(6000), steps=4)))
    rungs: list[Any] = [(p.units, p.spend, p.outcome) for p in reading.ladder]
    assert rungs == [
        (0, 0, 0),
        (1, 1500, 1900),
        (2, 3000, 4900),
        (3, 4500, 8900),
        (4, 6000, 9900),
    ]
    assert near(reading.ladder[1].marginal, 3000 / 1500)
    assert reading.response.once
    assert reading.response.nearly_all is not None
    assert reading.response.nearly_all.units == 4
    assert reading.worthwhile is not None
    assert reading.worthwhile.units == 3


def test_several_metrics_of_an_item_each_have_a_curve_on_the_same_basis():
    curve = {"shape": "hill", "limit": 6000, "half_at_per_period": 1100}
    both = ad({"revenue": {"curve": curve}, "lead": {"cost_per": 50}}, max_per_period=900)
    curves = read({"a": both}, horizon={"periods": 3})
    assert [(r.response.metric, str(r.response.basis)) for r in curves.readings] == [
        ("revenue", "per_period"),
        ("lead", "per_period"),
    ]
    assert all(r.ladder[-1].spend == 900 for r in curves.readings)


def test_a_second_valued_metric_leaves_the_break_even_open():
    metrics = {"complaint": {"value": -5}}
    reading = read({"a": ad(HILL | {"complaint": {"per_money": 0.01}})}, metrics=metrics).readings[0]
    assert not reading.counts_alone
    assert reading.worthwhile is None
    assert not reading.never_pays


def test_where_the_plan_stands_is_what_the_plan_says():
    items = {"a": ad(HILL, max_total=20000), "b": ad(S_SHAPE, max_total=30000), "c": ad({"roas": 0.5})}
    planned = solve(scenario(items))
    curves = read(items, plan=planned)
    for reading in curves.readings:
        item = planned.item(reading.response.line.id)
        (standing,) = reading.standings
        assert standing.periods == ()
        assert standing.point.spend == item.spend
        assert near(standing.point.outcome, item.outcomes["revenue"])
        assert near(standing.point.marginal_return, item.marginal_return or 0)


def test_periods_alike_stand_together_and_seasons_weigh():
    curve = {"shape": "exponential", "limit": 9000, "scale_per_period": 2000}
    items = {"a": ad({"revenue": {"curve": curve}, "season": [1, 1, 2]}, exact_per_period=1500)}
    planned = solve(scenario(items, horizon={"periods": 3}))
    reading = only(read(items, plan=planned, horizon={"periods": 3}))
    low, high = reading.standings
    assert (low.periods, high.periods) == (("1", "2"), ("3",))
    assert [low.weight, high.weight] == [D(1), D(2)]
    assert near(low.point.outcome, 9000 * (1 - exp(-0.75)))
    assert near(high.point.outcome, 2 * float(low.point.outcome))
    assert near(high.point.average, 2 * 9000 * (1 - exp(-0.75)) / 1500)
    assert near(high.point.marginal, 2 * 9000 / 2000 * exp(-0.75))
    assert high.point.saturation == low.point.saturation
    total = sum(len(s.periods) * s.point.outcome for s in reading.standings)
    assert near(D(total), planned.items[0].outcomes["revenue"])


@pytest.mark.parametrize("applies", ["before_curve", "after_curve"])
def test_what_is_carried_over_counts_as_if_the_same_were_spent_on_and_on(applies: str):
    weights, limit, half = (0.5, 0.75, 0.25), 6000.0, 900.0
    curve = {"curve": {"shape": "hill", "limit": limit, "half_at_per_period": half}}
    carry = {"weights": list(weights), "applies": applies, "spent_before": [400]}
    index = {"1": 2}
    items = {"a": ad({"revenue": curve, "carry_over": carry, "price_index": index}, exact_per_period=800)}
    rest: Data = {"horizon": {"periods": 4, "every": "month"}, "budget": 3200}
    plan = solve(scenario(items, **rest))
    reading = only(read(items, ladder=Ladder(D(600), D(1200), 1), plan=plan, **rest))
    seen, counted = (1.5, 1) if applies == "before_curve" else (1, 1.5)
    for point in reading.ladder:
        x = float(point.spend) * seen
        assert near(point.outcome, counted * limit * x / (half + x))
        assert near(point.marginal, 1.5 * limit * half / (half + x) ** 2)
        assert near(point.saturation, x / (half + x))
    assert reading.worthwhile is not None
    assert near(reading.worthwhile.spend, (sqrt(1.5 * limit * half) - half) / seen)
    bought = [400 / 1, 400, 800, 800, 800]
    worked = [
        sum(w * bought[t - lag] for lag, w in enumerate(weights) if t >= lag) / 1.5
        if applies == "before_curve"
        else bought[t]
        for t in range(1, 5)
    ]
    found = {label: s.point for s in reading.standings for label in s.periods}
    assert [float(found[f"{t + 1}"].spend) for t in range(4)] == pytest.approx(worked)


def test_fees_are_no_part_of_what_a_curve_counts():
    items = {"a": ad(HILL, fee_if_used_total=300, exact_total=9000)}
    planned = solve(scenario(items))
    (standing,) = only(read(items, plan=planned)).standings
    assert planned.items[0].spend == 9300
    assert standing.point.spend == 9000
    assert near(standing.point.outcome, planned.items[0].outcomes["revenue"])


def test_units_stand_where_the_plan_bought_them():
    returns = {"revenue": {"table_per_period": [0, 4000, 7000, 8000]}}
    units = {"price": [1000, 2000], "max_per_period": 2}
    items = {"v": {"kind": "service", "units": units, "returns": returns}}
    planned = solve(scenario(items, horizon={"periods": 2}))
    first, second = only(read(items, plan=planned, horizon={"periods": 2})).standings
    stands: list[Any] = [(s.point.units, s.point.spend) for s in (first, second)]
    assert stands == [(2, 2000), (2, 4000)]
    assert second.point.average == D("1.75")
    assert (first.point.marginal, second.point.marginal) == (D(1), D("0.5"))


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["serch"], 'no item "serch"; did you mean "search"?'),
        (["crm"], "items.crm: it has no curve"),
        (["none"], "items.none: it has no curve"),
    ],
)
def test_wrong_names_are_told(names: list[str], said: str):
    crm = {"kind": "tool", "price": 300, "returns": {"roas": 2}}
    items = {"search": ad(HILL), "crm": crm, "none": {"kind": "ad", "spend": {}}}
    with pytest.raises(InputError) as caught:
        read(items, *names)
    assert str(caught.value).startswith(said)
    assert [r.response.line.id for r in read(items).readings] == ["search"]
    assert [r.response.line.id for r in read(items, "search", "search").readings] == ["search"]


def test_a_scenario_without_any_curve_says_so():
    with pytest.raises(InputError, match="no item has a curve"):
        read({"crm": {"kind": "tool", "price": 300}})


def test_where_nothing_says_how_far_a_ladder_goes_to_is_asked_for():
    power = {"revenue": {"curve": {"shape": "power", "factor_total": 3, "exponent": 0.5}}}
    unlimited = {"a": ad({"cpl": 5}, max_total="1000")} | {"b": ad({"roas": 3}, min_total=0)}
    assert len(read(unlimited, budget="unlimited", ladder=Ladder(end=D(9))).readings) == 2
    with pytest.raises(InputError, match="--to, or a cap"):
        read(unlimited, budget="unlimited")
    assert only(read({"p": ad(power, min_total=0)}, budget="unlimited")).ladder[-1].spend > 2
    with pytest.raises(InputError, match="ends before it begins"):
        read({"a": ad(HILL)}, ladder=Ladder(D(5), D(5)))


def test_a_ladder_reaches_past_what_is_interesting_and_never_past_the_cap():
    assert only(read({"a": ad(HILL)})).ladder[-1].spend == 50000
    small = {"revenue": {"curve": {"shape": "hill", "limit": 600, "half_at_total": 11}}}
    reading = only(read({"a": ad(small)}))
    assert reading.ladder[-1].spend == 130  # 90 % at 99, a quarter more, rounded up
    assert len(reading.ladder) == 11
