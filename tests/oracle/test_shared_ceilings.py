"""Ceilings that items share, against linear programs, trials of all plans, and ceilings said otherwise."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from decimal import Decimal
from itertools import product
from typing import Any

import pulp
import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from allocator.errors import InputError, NoPlanError, UnboundedError
from allocator.limits import Measure, Term
from allocator.money import exact
from allocator.plan import Plan
from allocator.plan.ledger import Ledger
from allocator.plan.verifying import verify
from allocator.problem import settle
from allocator.scenario import scenario_of
from allocator.solving import solve
from tests.oracle.mixed import mixed

Data = dict[str, Any]
NAMES = "abcde"


def most_kept(raw: Mapping[str, float], ceilings: list[tuple[set[str], float]]) -> float:
    """The most of some outcomes that ceilings allow: a linear program of its own."""
    problem = pulp.LpProblem("kept", pulp.LpMaximize)
    kept = {name: problem.add_variable(f"y{name}", 0, most) for name, most in raw.items()}
    problem += pulp.lpSum(kept.values())
    for k, (items, most) in enumerate(ceilings):
        if held := [kept[name] for name in sorted(items & set(kept))]:
            problem += pulp.lpSum(held) <= most, f"c{k}"
    problem.solve(pulp.HiGHS(msg=False))
    return float(pulp.value(problem.objective) or 0.0)


def as_data(ceilings: list[tuple[set[str], float]], basis: str = "total") -> Data:
    return {f"c{k}": {"on": sorted(on), f"max_{basis}": most} for k, (on, most) in enumerate(ceilings)}


groups = st.sets(st.sampled_from(NAMES), min_size=1, max_size=4)
ceilings = st.lists(st.tuples(groups, st.integers(0, 60).map(float)), min_size=1, max_size=4)


def spent(amounts: Mapping[str, int], **metric: Any) -> Plan:
    """A plan that buys just these amounts, each of which brings as many leads."""
    items = {
        name: {"kind": "ad", "spend": {"exact_total": amount}, "returns": {"lead": {"per_money": 1}}}
        for name, amount in amounts.items()
    }
    return solve(scenario_of({"budget": 1000, "metrics": {"lead": {"value": 1, **metric}}, "items": items}))


@settings(max_examples=60)
@given(st.fixed_dictionaries(dict.fromkeys(NAMES, st.integers(0, 40))), ceilings)
def test_what_counts_is_the_most_that_ceilings_allow(raw: dict[str, int], shared: Any):
    plan = spent(raw, ceilings=as_data(shared))
    counted = {item.id: item.outcomes["lead"] for item in plan.items}
    best = most_kept(raw, shared)
    event("lost" if best < sum(raw.values()) else "all counts")
    assert sum(counted.values()) == pytest.approx(best, abs=1e-6)
    assert float(plan.totals.returned) == pytest.approx(best, abs=0.03)
    assert sum(item.returned for item in plan.items) == plan.totals.returned
    for name, count in counted.items():
        assert -1e-9 <= count <= raw[name] + 1e-9
    for (items, most), told in zip(shared, plan.ceilings, strict=True):
        assert sum(counted[name] for name in items) <= most + 1e-6
        assert told.brought == sum(raw[name] for name in items)
        assert told.counted == pytest.approx(sum(counted[name] for name in items), abs=1e-6)
    verify(json.loads(plan.to_json()))


CROSSING = st.sampled_from(
    [
        ["abc", "cde"],
        ["ab", "bc", "ca"],
        ["abc", "bcd", "cde"],
        ["abd", "bcd", "acd"],
        ["ab", "bc", "cd", "da"],
    ]
)


@settings(max_examples=50)
@given(
    st.fixed_dictionaries(dict.fromkeys(NAMES, st.integers(1, 40))),
    CROSSING,
    st.lists(st.integers(0, 60).map(float), min_size=4, max_size=4),
)
def test_what_is_lost_is_shared_out_as_evenly_as_can_be(
    raw: dict[str, int], crossing: Any, most: list[float]
):
    """The smallest share that counts of an item is as large as it can be, if all together lose the least."""
    shared = [(set(on), bound) for on, bound in zip(crossing, most, strict=False)]
    plan = spent(raw, ceilings=as_data(shared))
    smallest = min(item.outcomes["lead"] / raw[item.id] for item in plan.items)
    best = most_kept(raw, shared)
    problem = pulp.LpProblem("even", pulp.LpMaximize)
    kept = {name: problem.add_variable(f"y{name}", 0, amount) for name, amount in raw.items()}
    share = problem.add_variable("share", 0, 1)
    problem += share
    problem += pulp.lpSum(kept.values()) >= best - 1e-7
    for items, bound in shared:
        problem += pulp.lpSum(kept[name] for name in sorted(items)) <= bound
    for name, amount in raw.items():
        problem += kept[name] >= amount * share
    problem.solve(pulp.HiGHS(msg=False))
    assert smallest == pytest.approx(float(pulp.value(share)), abs=1e-5)


@settings(max_examples=40)
@given(
    st.data(),
    st.fixed_dictionaries(dict.fromkeys(NAMES, st.tuples(st.integers(2, 9), st.integers(1, 20)))),
    ceilings,
    st.sampled_from(["total", "per_period"]),
)
def test_the_best_plan_is_that_of_a_model_with_what_counts_as_variables(
    data: Any, items: Any, shared: Any, basis: str
):
    budget, periods, inner = data.draw(st.integers(10, 120)), 2, data.draw(st.booleans())
    value = 3.7
    metric: Data = {"value": value, "ceilings": as_data(shared, basis)}
    if inner and basis == "per_period":
        metric["ceiling_total"] = data.draw(st.integers(5, 100))
    scenario = {
        "budget": budget,
        "horizon": {"periods": periods, "every": "month"},
        "metrics": {"lead": metric},
        "items": {
            name: {
                "kind": "ad",
                "spend": {"max_per_period": most},
                "returns": {"lead": {"per_money": rate / 10}},
            }
            for name, (rate, most) in items.items()
        },
    }
    plan = solve(scenario_of(scenario))
    model = pulp.LpProblem("whole", pulp.LpMaximize)
    places = list(product(NAMES, range(periods)))
    spend = {(i, t): model.add_variable(f"x{i}{t}", 0, items[i][1]) for i, t in places}
    kept = {(i, t): model.add_variable(f"y{i}{t}", 0) for i, t in places}
    model += value * pulp.lpSum(kept.values()) - pulp.lpSum(spend.values())
    model += pulp.lpSum(spend.values()) <= budget
    for i, t in places:
        model += kept[i, t] <= items[i][0] / 10 * spend[i, t]
    for on, most in shared:
        for span in [range(periods)] if basis == "total" else [range(1), range(1, 2)]:
            model += pulp.lpSum(kept[i, t] for i in sorted(on) for t in span) <= most
    if "ceiling_total" in metric:
        model += pulp.lpSum(kept.values()) <= metric["ceiling_total"]
    model.solve(pulp.HiGHS(msg=False))
    assert plan.stages[0].value == pytest.approx(pulp.value(model.objective), abs=0.2)
    assert plan.stages[0].bound == pytest.approx(pulp.value(model.objective), abs=1e-4)
    verify(json.loads(plan.to_json()))


WISHES: list[Data] = [
    {"policy": {"minimise": "lead"}, "limits": [{"min_total": 40}]},
    {"limits": [{"metric": "lead", "max_total": 17, "on": ["a", "b"]}, {"min_total": 40}]},
    {"limits": [{"metric": "lead", "exact_total": 20}], "policy": {"minimise": "spend"}},
    {"limits": [{"metric": "lead", "exact_total": 20}], "policy": {"maximise": "units"}},
    {"goals": [{"metric": "lead", "exactly": 23}], "policy": {"maximise": "units", "order": "together"}},
    {"goals": [{"metric": "lead", "at_most": 9, "on": ["b", "c"]}], "policy": {"maximise": "units"}},
    {"policy": {"maximise": {"lead": -1, "units": 2}, "order": "together"}},
]


@settings(max_examples=60)
@given(
    st.fixed_dictionaries(dict.fromkeys("abc", st.tuples(st.integers(3, 9), st.integers(1, 3)))),
    st.lists(
        st.tuples(st.sets(st.sampled_from("abc"), min_size=1), st.integers(0, 30).map(float)),
        min_size=1,
        max_size=3,
    ),
    st.sampled_from(WISHES),
)
def test_where_less_is_wanted_nothing_is_lost_that_is_not_lost(items: Any, shared: Any, wish: Data):
    """Against all plans of a few whole units."""
    scenario = {
        "budget": 100,
        "metrics": {"lead": {"value": 1, "ceilings": as_data(shared)}},
        "items": {
            name: {
                "kind": "ad",
                "time_frame": "fast",
                "units": {"price": 10, "max_total": most},
                "returns": {"lead": {"per_unit": rate}},
            }
            for name, (rate, most) in items.items()
        },
    } | wish
    best = best_by_trial(scenario, items, shared)
    try:
        plan = solve(scenario_of(scenario))
    except NoPlanError:
        assert best is None
        return
    event("found")
    assert best is not None
    told = [-s.value if s.aim == "minimise" else s.value for s in plan.stages]
    assert told == pytest.approx(best, abs=1e-6)
    verify(json.loads(plan.to_json()))


def best_by_trial(scenario: Data, items: Any, shared: Any) -> list[float] | None:
    """What the stages of the best of all plans reach, larger being better; None where no plan keeps all."""
    found = []
    for counts in product(*(range(most + 1) for _, most in items.values())):
        units = dict(zip(items, counts, strict=True))
        raw = {name: units[name] * items[name][0] for name in items}
        if 10 * sum(counts) > scenario["budget"]:
            continue

        def leads(on: list[str] | None = None, raw: Mapping[str, float] = raw) -> float:
            return most_kept({n: most for n, most in raw.items() if on is None or n in on}, shared)

        if not all(holds(limit, leads, counts) for limit in scenario.get("limits", [])):
            continue
        wishes = []
        for goal in scenario.get("goals", []):
            reached = leads(goal.get("on"))
            target = goal.get("exactly", goal.get("at_most"))
            missed = abs(reached - target) if "exactly" in goal else max(0.0, reached - target)
            wishes.append(-missed / target)
        policy = scenario.get("policy", {})
        wanted = {
            "lead": lambda: leads(),
            "units": lambda: float(sum(counts)),  # noqa: B023
            "spend": lambda: 10.0 * sum(counts),  # noqa: B023
        }
        weights = policy.get("maximise", policy.get("minimise"))
        if weights is None:
            wishes.append(leads() - 10 * sum(counts))
        elif weights != "spend":
            weights = {weights: 1} if isinstance(weights, str) else weights
            sign = -1 if "minimise" in policy else 1
            wishes.append(sign * sum(w * wanted[name]() for name, w in weights.items()))
        found.append([round(wish, 6) for wish in wishes] + [-10.0 * sum(counts)])
    return max(found, default=None)


def holds(limit: Data, leads: Any, counts: tuple[int, ...]) -> Any:
    if "metric" not in limit:
        return 10 * sum(counts) >= limit["min_total"]
    value = leads(limit.get("on"))
    if "exact_total" in limit:
        return abs(value - limit["exact_total"]) < 1e-6
    return value <= limit["max_total"] + 1e-6


def comparable(scenario: Data) -> Plan | None:
    try:
        return solve(scenario_of(scenario))
    except NoPlanError:
        return None
    except (InputError, UnboundedError):
        assume(False)
    return None


@settings(max_examples=30)
@given(mixed(), st.sampled_from(["total", "per_period"]), st.integers(0, 200))
def test_one_ceiling_of_all_items_is_that_of_the_metric(scenario: Data, basis: str, most: int):
    metrics = scenario["metrics"]
    name = next((m for m in metrics if any(m in str(i) for i in scenario["items"].values())), "lead")
    one, other = deepcopy(scenario), deepcopy(scenario)
    for metric in (*one["metrics"].values(), *other["metrics"].values()):
        metric.pop("ceiling_total", None)
        metric.pop("ceiling_per_period", None)
    one["metrics"].setdefault(name, {})[f"ceiling_{basis}"] = most
    other["metrics"].setdefault(name, {})["ceilings"] = {"everybody": {"on": "all", f"max_{basis}": most}}
    plan, again = comparable(other), comparable(one)
    assert (plan is None) == (again is None)
    if plan is not None and again is not None:
        event("with a plan")
        assert [s.value for s in plan.stages] == [s.value for s in again.stages]
        assert [i.by_period for i in plan.items] == [i.by_period for i in again.items]
        assert [i.outcomes for i in plan.items] == [i.outcomes for i in again.items]


@settings(max_examples=30)
@given(mixed(), st.data(), st.sampled_from(["total", "per_period"]))
def test_a_ceiling_that_never_binds_changes_nothing(scenario: Data, data: Any, basis: str):
    scenario["policy"]["order"] = "together"
    again = comparable(scenario)
    assume(again is not None and not settle(scenario_of(scenario)).ceilings)
    lines = settle(scenario_of(scenario)).lines
    bringing = {
        metric: [
            name
            for name, line in lines.items()
            if any(e.metric == metric for e in line.effects if not e.base)
        ]
        for metric in ("lead", "reach", "revenue")
    }
    metric = data.draw(st.sampled_from([name for name, items in bringing.items() if items] or ["none"]))
    assume(metric != "none")
    on = data.draw(st.sets(st.sampled_from(bringing[metric]), min_size=1))
    high = deepcopy(scenario)
    high["metrics"].setdefault(metric, {})["ceilings"] = {"high": {"on": sorted(on), f"max_{basis}": 10**9}}
    plan = comparable(high)
    assert plan is not None
    assert again is not None
    for ours, theirs in zip(plan.stages, again.stages, strict=True):
        assert ours.value == pytest.approx(theirs.value, rel=1e-6, abs=0.05)


def test_a_triangle_of_ceilings_is_half_full():
    """Each two of three audiences bring 10 at most: 15 in all, 5 each."""
    shared = as_data([({"a", "b"}, 10.0), ({"b", "c"}, 10.0), ({"a", "c"}, 10.0)])
    plan = spent({"a": 30, "b": 30, "c": 30}, ceilings=shared)
    assert {item.id: item.outcomes["lead"] for item in plan.items} == {"a": 5, "b": 5, "c": 5}


def test_overlapping_ceilings_lose_no_more_than_they_must():
    """b is in both audiences: where a and c fill them, nothing of b counts, and 20 in all."""
    shared = as_data([({"a", "b"}, 10.0), ({"b", "c"}, 10.0)])
    plan = spent({"a": 30, "b": 30, "c": 30}, ceilings=shared)
    assert {item.id: item.outcomes["lead"] for item in plan.items} == {"a": 10, "b": 0, "c": 10}


def test_what_an_item_lifts_counts_in_the_audience_of_what_is_lifted():
    items = {
        "a": {"kind": "ad", "spend": {"exact_total": 40}, "returns": {"lead": {"per_money": 1}}},
        "crm": {"kind": "tool", "price": 10, "status": "committed", "uplift": {"a": "50%"}},
    }
    metric = {"value": 5, "ceilings": {"town": {"on": "a", "max_total": 45}}}
    plan = solve(scenario_of({"budget": 100, "metrics": {"lead": metric}, "items": items}))
    assert plan.item("a").outcomes["lead"] == 30
    assert plan.item("crm").outcomes["lead"] == 15
    assert plan.ceilings[0].brought == 60


def test_what_is_full_in_one_month_is_lost_in_that_month():
    items = {
        name: {
            "kind": "ad",
            "spend": {"exact_total": 60},
            "returns": {"lead": {"per_money": 1}, "season": season},
        }
        for name, season in {"a": [2, 0], "b": [1, 1]}.items()
    }
    metric = {"value": 1, "ceilings": {"town": {"on": ["a", "b"], "max_per_period": 60}}}
    scenario = {
        "budget": {"total": 120, "release": [60, 60], "carry_over": False},
        "horizon": {"periods": 2, "every": "month"},
        "metrics": {"lead": metric},
        "items": items,
        "limits": [
            {"on": "a", "exact_total": 30, "during": [1]},
            {"on": "b", "exact_total": 30, "during": [1]},
        ],
    }
    plan = solve(scenario_of(scenario))
    # In the first month 60 and 30 for 60 places, in the second nothing and 30.
    assert plan.item("a").outcomes["lead"] == pytest.approx(40)
    assert plan.item("b").outcomes["lead"] == pytest.approx(50)
    assert plan.ceilings[0].full == (plan.periods[0].label,)
    assert [float(period.returned) for period in plan.periods] == [60, 30]


@pytest.mark.parametrize("step", [1, 7])
def test_the_books_count_groups_by_themselves(step: int):
    """What two of three items bring is not what they bring beside the third."""
    items = {
        name: {"kind": "ad", "spend": {"exact_total": 10 * step}, "returns": {"lead": {"per_money": 1}}}
        for name in "abc"
    }
    metric = {"ceilings": {"town": {"on": ["a", "b"], "max_total": 12 * step}}}
    problem = settle(scenario_of({"budget": 100 * step, "metrics": {"lead": metric}, "items": items}))
    with exact():
        levels = {line.levers[0]: Decimal(10 * step) for line in problem.lines.values()}
        books = Ledger(problem, levels)

        def leads(*names: str) -> Decimal:
            return books.value(Term(Measure.OUTCOME, names, None, "lead"))

        assert leads("a", "b", "c") == 22 * step
        assert leads("a", "c") == 20 * step
        assert leads("a") == 10 * step
