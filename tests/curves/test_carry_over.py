"""Carry-over: its weights, what it does to plans; against a convex solver and against all plans of a grid."""

from __future__ import annotations

import json
from decimal import Decimal
from itertools import pairwise, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.errors import InputError
from allocator.money import exact
from allocator.plan import Plan
from allocator.plan.ledger import Ledger
from allocator.plan.verifying import verify
from allocator.problem import settle
from allocator.scenario import scenario_of
from allocator.scenario.carry_over import CarryOver
from allocator.solving import solve
from tests.curves import exact as formulas

Data = dict[str, Any]
HALF = {"retain": "50%", "normalised": False}


def ad(revenue: Data, most: float = 5000, **returns: Any) -> Data:
    block = {"revenue": revenue} | returns
    return {"kind": "ad", "time_frame": "fast", "spend": {"max_total": most}, "returns": block}


def hill(limit: float, half: float, steepness: float = 1) -> Data:
    curve = {"shape": "hill", "limit": limit, "half_at_per_period": half, "steepness": steepness}
    return {"curve": curve}


def planned(items: Data, budget: Any = 1000, periods: int = 4, **rest: Any) -> Plan:
    horizon = {"periods": periods, "every": "month"} | rest.pop("horizon", {})
    return solve(scenario_of({"items": items, "budget": budget, "horizon": horizon} | rest))


def told(plan: Plan) -> Any:
    """What a plan buys and brings, without the words of its scenario."""
    items = [(item.by_period, item.returned, item.marginal_return, item.reason_text) for item in plan.items]
    flows = [(flow.label, flow.returned, flow.own_cash) for flow in plan.periods]
    return items, flows, plan.returned_later, [(stage.value, stage.bound) for stage in plan.stages]


# -- weights ------------------------------------------------------------------------------------------


def lags(**said: Any) -> list[float]:
    return [float(weight) for weight in CarryOver.model_validate(said).lags]


def test_weights_of_a_retention_rate_raw_and_normalised():
    assert lags(retain="60%", normalised=False, periods=4) == pytest.approx([1, 0.6, 0.36, 0.216])
    total = 1 + 0.6 + 0.36 + 0.216
    normalised = lags(retain="60%", normalised=True, periods=4)
    assert normalised == pytest.approx([1 / total, 0.6 / total, 0.36 / total, 0.216 / total])


def test_weights_with_a_peak_fall_off_on_both_sides_of_it():
    found = lags(retain="50%", normalised=False, peak=2, periods=6)
    assert found == pytest.approx([0.5**4, 0.5, 1, 0.5, 0.5**4, 0.5**9])


def test_without_a_length_the_weights_go_on_until_nothing_is_left():
    found = lags(retain="80%", normalised=False)
    assert sum(found) == pytest.approx(1 / (1 - 0.8), rel=1e-11)
    assert sum(lags(retain="80%", normalised=True)) == pytest.approx(1, rel=1e-15)
    said = CarryOver.model_validate({"retain": "80%", "normalised": False})
    assert 0.8**said.tail_periods >= 1e-4 > 0.8 ** (said.tail_periods + 1)


# -- what it amounts to -------------------------------------------------------------------------------


@pytest.mark.parametrize("applies", ["before_curve", "after_curve"])
def test_with_a_rate_carry_over_is_the_same_as_spread(applies: str):
    weights, items = [0.5, 0.3, 0.2], {"b": ad({"per_money": 1.5})}
    carried = {"weights": weights, "applies": applies}
    goals = [{"metric": "revenue", "at_least": 1500, "by": 2}]
    one, other = (
        planned({"a": ad({"per_money": 2}, 400, **how)} | items, goals=goals)
        for how in ({"carry_over": carried}, {"spread": weights})
    )
    assert told(one) == told(other)


def test_nothing_retained_is_no_carry_over():
    curve = hill(3000, 300)
    for applies in ("before_curve", "after_curve"):
        carry = {"retain": 0, "normalised": False, "applies": applies}
        assert told(planned({"a": ad(curve, carry_over=carry)})) == told(planned({"a": ad(curve)}))


def test_a_normalised_carry_over_is_a_raw_one_with_the_curve_stretched():
    total = 1 / (1 - 0.5)
    raw = planned({"a": ad(hill(3000, 300 * total), carry_over=HALF)})
    normalised = planned({"a": ad(hill(3000, 300), carry_over=HALF | {"normalised": True})})
    assert raw.stages[0].value == pytest.approx(normalised.stages[0].value, rel=1e-4)


def test_a_lost_tail_brings_less_and_moves_spend_forward():
    counted, lost = (
        planned({"a": ad(hill(3000, 300), carry_over=HALF | {"tail": tail})}) for tail in ("counted", "lost")
    )
    assert lost.returned_later == 0 < counted.returned_later
    assert lost.totals.returned < counted.totals.returned
    assert lost.items[0].by_period[-1] < counted.items[0].by_period[-1]


def test_spend_from_before_the_horizon_brings_something_whatever_is_bought():
    carry = HALF | {"spent_before": [100, 400], "tail": "lost"}
    plan = planned({"a": ad(hill(3000, 300), carry_over=carry)}, budget=0)
    into = [0.5 * 400 + 0.25 * 100, 0.25 * 400 + 0.125 * 100, 62.5 - 6.25, (62.5 - 6.25) / 2]
    assert [float(flow.returned) for flow in plan.periods] == pytest.approx(
        [3000 * z / (300 + z) for z in into], abs=0.01
    )
    after = planned({"a": ad(hill(3000, 300), carry_over=carry | {"applies": "after_curve"})}, budget=0)
    echoes = [3000 * x / (300 + x) for x in (100, 400)]
    expected = [0.5 ** (t + 1) * echoes[1] + 0.5 ** (t + 2) * echoes[0] for t in range(4)]
    assert [float(flow.returned) for flow in after.periods] == pytest.approx(expected, abs=0.01)


def test_spend_from_before_can_be_said_with_its_dates():
    start = {"start": "2027-01"}
    listed, dated = (
        planned({"a": ad(hill(3000, 300), carry_over=HALF | {"spent_before": said})}, horizon=start)
        for said in ([100, 0, 400], {"2026-12": 400, "2026-10": 100})
    )
    assert told(listed) == told(dated)


def test_what_comes_in_any_case_is_not_carried_over():
    pieces = {
        "kind": "ad",
        "time_frame": "fast",
        "units": {"price": 100, "max_total": 0},
        "returns": {"revenue": {"table_per_period": [10, 60]}, "carry_over": HALF},
    }
    plan = planned({"a": pieces})
    assert [float(flow.returned) for flow in plan.periods] == [10, 10, 10, 10]
    assert plan.returned_later == 0


def test_the_marginal_return_counts_what_comes_later():
    carry = HALF | {"spent_before": [300]}
    items = {"a": ad(hill(3000, 300), carry_over=carry, price_index=[1, 1.25, 1, 0.8])}
    scenario = scenario_of({"items": items, "budget": 1000, "horizon": {"periods": 4, "every": "month"}})
    plan, problem = solve(scenario), settle(scenario)
    (line,) = problem.lines.values()
    spends = dict(zip(line.levers, plan.items[0].by_period, strict=True))
    rises = []
    with exact():
        for lever in line.levers:
            more = spends | {lever: spends[lever] + Decimal("0.01")}
            one, other = (Ledger(problem, levels).over_life(line.effects[0]) for levels in (more, spends))
            rises.append(float(one - other) * 100)
    assert plan.items[0].marginal_return == pytest.approx(max(rises), rel=1e-4)
    assert max(rises) == pytest.approx(min(rises), rel=0.05)


def test_plans_with_carry_over_keep_their_books_and_say_them_again():
    carry = {"retain": "40%", "normalised": True, "peak": 1, "periods": 5, "spent_before": [200]}
    items = {"a": ad(hill(3000, 300), carry_over=carry), "b": ad({"per_money": 2}, 300, carry_over=HALF)}
    budget = {"total": 800, "release": "even", "reinvest": {"share": "50%", "into": "all", "lag": 1}}
    plan = planned(items, budget=budget)
    assert sum(flow.returned for flow in plan.periods) + plan.returned_later == plan.totals.returned
    verify(json.loads(plan.to_json()))


# -- moving the horizon -------------------------------------------------------------------------------

amounts = st.lists(st.integers(0, 900), min_size=5, max_size=5)
weights = st.lists(st.sampled_from([0, 0.25, 0.5, 1]), min_size=1, max_size=4).filter(any)
rises = st.sampled_from([{}, {"price_rise": {"per_doubling": "20%", "from_per_period": 150}}])


def brought(spends: list[int], earlier: list[int], block: Data) -> list[float]:
    """What is caused in each period, after the horizon too."""
    returns = block | {"carry_over": block["carry_over"] | {"spent_before": earlier}}
    items = {"a": {"kind": "ad", "spend": {"max_total": 9000}, "returns": returns}}
    horizon = {"periods": len(spends), "every": "month"}
    problem = settle(scenario_of({"items": items, "budget": 9000, "horizon": horizon}))
    (line,) = problem.lines.values()
    with exact():
        levels = {lever: Decimal(x) for lever, x in zip(line.levers, spends, strict=True)}
        return [float(x) for x in Ledger(problem, levels).caused(line.effects[0])]


@settings(max_examples=60, deadline=None)
@given(amounts, weights, st.sampled_from(["before_curve", "after_curve"]), st.integers(1, 4), rises)
def test_a_horizon_that_starts_later_goes_on_where_the_other_one_was(
    spends: list[int], carried: list[float], applies: str, moved: int, rise: Data
):
    block = {"revenue": hill(3000, 300, 2), "carry_over": {"weights": carried, "applies": applies}} | rise
    whole, later = brought(spends, [], block), brought(spends[moved:], spends[:moved], block)
    assert later == pytest.approx(whole[moved:], abs=1e-12)


# -- against a convex solver --------------------------------------------------------------------------


def geometric(rate: float, count: int) -> list[float]:
    return [rate**lag for lag in range(count)]


CONVEX: dict[str, Data] = {
    "one": {"seed": 1, "items": 1, "periods": 6},
    "three": {"seed": 2, "items": 3, "periods": 6, "tail": "lost"},
    "before the horizon": {"seed": 3, "items": 2, "periods": 5, "earlier": [900, 0, 2500]},
    "after the curve": {"seed": 4, "items": 3, "periods": 5, "applies": "after_curve", "earlier": [700]},
    "normalised": {"seed": 5, "items": 2, "periods": 8, "normalised": True},
    "dear periods": {"seed": 6, "items": 3, "periods": 6, "index": [1, 1.25, 0.8, 1, 1.5, 1]},
    "rising prices": {"seed": 7, "items": 2, "periods": 5, "rise": (0.2, 400)},
    "all at once": {
        "seed": 8,
        "items": 3,
        "periods": 6,
        "earlier": [500, 500],
        "index": [1, 1.25, 0.8, 1, 1.5, 1],
        "rise": (0.1, 300),
        "tail": "lost",
    },
}


@pytest.mark.parametrize("case", CONVEX.values(), ids=CONVEX)
def test_when_to_spend_against_a_convex_solver(case: Data):
    cp: Any = pytest.importorskip("cvxpy", reason="the direct convex solver is an extra for tests")
    rng = np.random.default_rng(case["seed"])
    count, periods, longest = case["items"], case["periods"], 5
    halves = np.round(rng.uniform(300, 2000, count))
    limits = np.round(halves * rng.uniform(1.5, 8.0, count))
    rates = np.round(rng.uniform(0.2, 0.8, count), 2)
    budget, caps = 700.0 * count * periods / 2, 1500.0
    items = {}
    for k in range(count):
        carry = {
            "retain": float(rates[k]),
            "normalised": case.get("normalised", False),
            "periods": longest,
            "spent_before": case.get("earlier", []),
            "applies": case.get("applies", "before_curve"),
            "tail": case.get("tail", "counted"),
        }
        more: Data = {"price_index": case["index"]} if "index" in case else {}
        if "rise" in case:
            more["price_rise"] = {"per_doubling": case["rise"][0], "from_per_period": case["rise"][1]}
        items[f"i{k}"] = ad(hill(limits[k], halves[k]), carry_over=carry, **more)
        items[f"i{k}"]["spend"] = {"max_per_period": caps}
    plan = planned(items, budget={"total": budget, "release": "even"}, periods=periods)
    best = convex_best(cp, case, limits, halves, rates, budget, caps, longest)
    stage, noise = plan.stages[0], 1e-6 * abs(best) + 0.01 * count * periods
    assert plan.status == "optimal"
    assert stage.value <= best + noise
    assert best <= stage.bound + noise


def convex_best(
    cp: Any, case: Data, limits: Any, halves: Any, rates: Any, budget: float, caps: float, longest: int
) -> float:
    """The most net return, with the curves as a cone solver knows them: limit · (1 − half / (half + z)).

    In thousands of money, so that the solver's numbers are near 1.
    """
    rise = (case["rise"][0], case["rise"][1] / 1000) if "rise" in case else None
    periods, earlier = case["periods"], [amount / 1000 for amount in case.get("earlier", [])]
    limits, halves, budget, caps = limits / 1000, halves / 1000, budget / 1000, caps / 1000
    index = case.get("index", [1.0] * periods)
    stop = periods + (0 if case.get("tail") == "lost" else longest - 1)
    worth, rules, spends = [], [], []
    for limit, half, rate in zip(limits, halves, rates, strict=True):
        weights = np.array(geometric(rate, longest))
        weights /= weights.sum() if case.get("normalised") else 1
        spend = cp.Variable(periods, nonneg=True)
        spends.append(spend)
        rules.append(spend <= caps)
        past = [dearer(amount, rise) for amount in earlier]
        bought = [cp.Variable(nonneg=True) for _ in range(periods)]
        for t in range(periods):
            rules += [bought[t] <= line for line in lines_above(spend[t] / index[t], rise)]
        seen = [*past, *bought]
        alone = [limit * (1 - half * cp.inv_pos(half + u)) for u in seen]
        for t in range(stop):
            sources = [(w, len(past) + t - lag) for lag, w in enumerate(weights)]
            inside = [(w, s) for w, s in sources if 0 <= s < len(seen)]
            if case.get("applies") == "after_curve":
                worth += [w * alone[s] for w, s in inside]
            elif inside:
                z = sum(w * seen[s] for w, s in inside)
                worth.append(limit * (1 - half * cp.inv_pos(half + z)))
    for t in range(periods):
        spent = sum(cp.sum(spend[: t + 1]) for spend in spends)
        rules.append(spent <= budget * (t + 1) / periods)
    problem = cp.Problem(cp.Maximize(sum(worth) - sum(cp.sum(spend) for spend in spends)), rules)
    return 1000 * float(problem.solve(solver=cp.CLARABEL))


def corners(rise: tuple[float, float]) -> list[tuple[float, float]]:
    """Money and what it buys, wherever the average price has risen once more."""
    return [(rise[1] * 2**k, rise[1] * 2**k / (1 + rise[0]) ** k) for k in range(8)]


def dearer(amount: float, rise: tuple[float, float] | None) -> float:
    if rise is None:
        return amount
    points = [(0.0, 0.0), *corners(rise)]
    return float(np.interp(amount, [x for x, _ in points], [y for _, y in points]))


def lines_above(money: Any, rise: tuple[float, float] | None) -> list[Any]:
    """Lines of which the lowest is what money buys."""
    found = [money]
    points = corners(rise) if rise is not None else []
    for (x, y), (w, v) in pairwise(points):
        found.append(y + (v - y) / (w - x) * (money - x))
    return found


# -- against all plans of a grid ----------------------------------------------------------------------


@pytest.mark.parametrize("applies", ["before_curve", "after_curve"])
@pytest.mark.parametrize("steepness", [1, 3])
def test_when_to_spend_against_all_plans_of_a_grid(applies: str, steepness: int):
    curve, weights, step = formulas.hill(2000, 300, steepness), [1, 0.6, 0.3], 50
    carry = {"weights": weights, "applies": applies, "tail": "lost", "spent_before": [120]}
    plan = planned({"a": ad(hill(2000, 300, steepness), carry_over=carry)}, budget=900, periods=3)
    best = -np.inf
    for spends in product(range(0, 901, step), repeat=3):
        if sum(spends) <= 900:
            x = np.array([120, *spends], dtype=float)
            if applies == "after_curve":
                y = np.convolve(curve(x), weights)[1:4]
            else:
                y = curve(np.convolve(x, weights))[1:4]
            best = max(best, float(y.sum() - sum(spends)))
    stage = plan.stages[0]
    assert plan.status == "optimal"
    assert best <= stage.bound
    assert best - 1e-4 * abs(best) <= stage.value <= best * 1.02


def test_what_one_period_alone_cannot_reach_is_reached_together():
    curve, weights = formulas.hill(3000, 450, 4), [1, 1, 0.5]
    item = ad(hill(3000, 450, 4), carry_over={"weights": weights, "tail": "lost"})
    plan = planned({"a": item | {"spend": {"max_per_period": 200}}}, budget=800)
    best = max(
        float(curve(np.convolve(np.array(spends, dtype=float), weights))[:4].sum() - sum(spends))
        for spends in product(range(0, 201, 20), repeat=4)
    )
    assert plan.status == "optimal"
    assert best * (1 - 1e-4) <= plan.stages[0].value <= best * 1.02
    assert best <= plan.stages[0].bound


@pytest.mark.parametrize("applies", ["before_curve", "after_curve"])
@pytest.mark.parametrize("rates", [[3, 1.5], [0.5, 4], [4, -1]], ids=["falling", "rising", "down again"])
def test_tables_against_all_plans_of_a_grid(rates: list[float], applies: str):
    """The best plan of tables lies on their corners, which are all on the grid."""
    tranches = [
        {"up_to_per_period": 200, "per_money": rates[0]},
        {"up_to_per_period": 600, "per_money": rates[1]},
    ]
    weights = [1, 0.5]
    carry = {"weights": weights, "applies": applies}
    items = {"a": ad({"tranches": tranches}, carry_over=carry)}
    plan = planned(items, budget=800, periods=3, policy={"maximise": "return"})
    table = np.array([0, 200 * rates[0], 200 * rates[0] + 400 * rates[1]])
    best = -np.inf
    for spends in product(range(0, 801, 25), repeat=3):
        if sum(spends) <= 800:
            x = np.array(spends, dtype=float)
            if applies == "after_curve":
                y = np.convolve(np.interp(x, [0, 200, 600], table), weights)
            else:
                y = np.interp(np.convolve(x, weights), [0, 200, 600], table)
            best = max(best, float(y.sum()))
    assert plan.stages[0].value == pytest.approx(best, abs=0.1)


# -- mistakes -----------------------------------------------------------------------------------------

MISTAKES: dict[str, tuple[Data, str]] = {
    "no normalisation": ({"retain": "50%"}, "without its normalisation"),
    "two ways": ({"retain": "50%", "normalised": True, "weights": [1]}, "retain or weights"),
    "no way": ({"tail": "lost"}, "retain or weights"),
    "a peak of weights": ({"weights": [1, 1], "peak": 1}, "`peak` beside weights"),
    "nothing carried": ({"weights": [0, 0]}, "weights that carry nothing"),
    "all retained": ({"retain": 1, "normalised": False}, "hardly fades"),
    "nearly all retained": ({"retain": 0.99999, "normalised": False}, "hardly fades"),
    "a late peak": ({"retain": 0.5, "normalised": True, "peak": 3, "periods": 3}, "a peak after"),
    "dates without a start": (HALF | {"spent_before": {"2026-12": 5}}, "no start date"),
}


@pytest.mark.parametrize(("carry", "said"), MISTAKES.values(), ids=MISTAKES)
def test_mistakes_say_what_is_missing(carry: Data, said: str):
    with pytest.raises(InputError, match=said):
        planned({"a": ad(hill(10, 5), carry_over=carry)})


DATES: dict[str, Data] = {
    "inside the horizon": {"2027-01": 5},
    "a quarter of months": {"2026-Q4": 5},
    "twice the same": {"2026-12": 5, "2026-12-24": 6},
    "a number": {"1": 5},
    "long ago": {"2012-01": 5},
}


@pytest.mark.parametrize("said", DATES.values(), ids=DATES)
def test_spend_of_no_single_period_before_the_horizon_is_refused(said: Data):
    item = ad(hill(10, 5), carry_over=HALF | {"spent_before": said})
    with pytest.raises(InputError, match=r"items\.a\.returns\.carry_over\.spent_before"):
        planned({"a": item}, horizon={"start": "2027-01"})


def test_a_curve_in_total_is_not_carried_over():
    curve = {"curve": {"shape": "hill", "limit": 10, "half_at_total": 5}}
    with pytest.raises(InputError, match="in total beside a carry-over"):
        planned({"a": ad(curve, carry_over=HALF)})


def test_cash_says_itself_when_it_arrives():
    item = {"kind": "ad", "spend": {}, "returns": {"cash": [1, 2], "carry_over": HALF}}
    with pytest.raises(InputError, match="cash without carry_over"):
        planned({"a": item})


def test_spend_from_before_asks_for_an_item_bought_as_spend():
    carry = HALF | {"spent_before": [5]}
    item = {"kind": "ad", "units": {"price": 5, "max_total": 3}}
    with pytest.raises(InputError, match="not bought as spend"):
        planned({"a": item | {"returns": {"revenue": {"per_unit": 9}, "carry_over": carry}}})
