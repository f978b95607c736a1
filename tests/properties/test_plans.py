"""What holds for every plan: it ties out, keeps every rule, says what is true, and is the same each time."""

from __future__ import annotations

import json
import subprocess
import sys
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.plan.verifying import verify
from allocator.scenario import scenario_of
from tests.oracle.enumeration import Plans, number
from tests.properties.making import plan_of, unit_of
from tests.strategies import CURRENCIES, Data, gridded_scenarios, integral_scenarios, scenarios

anything = st.one_of(scenarios(), integral_scenarios(), gridded_scenarios())


@settings(max_examples=100)
@given(anything)
def test_every_plan_passes_the_check_after_a_trip_through_json(data: Data):
    plan = plan_of(data)
    text = plan.to_json()
    checked = verify(json.loads(text))
    assert checked.to_json() == text


@given(anything)
def test_a_scenario_is_the_same_after_a_trip_through_json(data: Data):
    scenario = scenario_of(data)
    again = scenario_of(json.loads(json.dumps(scenario.to_data())))
    assert again == scenario
    assert again.to_data() == scenario.to_data()


def amounts(entries: list[Data], key: str) -> Decimal:
    return sum((Decimal(entry[key]) for entry in entries), Decimal(0))


@settings(max_examples=100)
@given(anything)
def test_all_totals_tie_out(data: Data):
    plan = json.loads(plan_of(data).to_json())
    totals = {name: Decimal(amount) for name, amount in plan["totals"].items()}
    assert totals["budget"] + totals["reinvested"] == totals["spend"] + totals["unspent"] + totals["reserve"]
    assert totals["net_return"] == totals["return"] - totals["spend"]
    assert totals["unspent"] >= 0
    items, periods = plan["items"], plan["periods"]
    assert amounts(items, "spend") == amounts(periods, "spend") == totals["spend"]
    assert amounts(periods, "reinvested") == totals["reinvested"]
    assert amounts(periods, "released") == totals["budget"] - totals["reserve"]
    assert (
        amounts(items, "return")
        == amounts(periods, "return") + Decimal(plan["return_after_horizon"])
        == totals["return"]
    )
    for item in items:
        assert sum(map(Decimal, item["by_period"])) == Decimal(item["spend"])
    for t, period in enumerate(periods):
        assert sum(Decimal(item["by_period"][t]) for item in items) == Decimal(period["spend"])
    for groups in plan["groups"].values():
        assert sum(group["items"] for group in groups) == len(items)
        assert amounts(groups, "spend") == totals["spend"]
        assert amounts(groups, "return") == totals["return"]
    every = [
        value
        for key, value in _leaves(plan)
        if key in {"spend", "return", "own_cash", "released", "by_period"}
    ]
    assert {Decimal(amount).as_tuple().exponent for amount in every} == {unit_of(data).as_tuple().exponent}


def _leaves(value: Any, key: str = "") -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        return [leaf for name, child in value.items() for leaf in _leaves(child, name)]
    return (
        [leaf for child in value for leaf in _leaves(child, key)]
        if isinstance(value, list)
        else [(key, value)]
    )


@settings(max_examples=100)
@given(anything)
def test_every_rule_holds_and_every_number_is_true_by_an_independent_count(data: Data):
    plan = json.loads(plan_of(data).to_json())
    count = Plans(data, plan, room=1e-6, unit=float(unit_of(data)))
    assert count.feasible().all()
    for (name, value), stage in zip(count.stages(), plan["stages"], strict=True):
        told = stage["value"] if stage["aim"] == "maximise" else -stage["value"]
        assert float(value[0]) == pytest.approx(told, rel=1e-9, abs=1e-7), name
    for item in plan["items"]:
        mine = float(count.outcome("return", [item["id"]])[0])
        assert mine == pytest.approx(float(item["return"]), abs=0.51 * float(unit_of(data)))
        for metric, told in item["outcomes"].items():
            assert float(count.outcome(metric, [item["id"]])[0]) == pytest.approx(told, rel=1e-9, abs=1e-9)
        assert sum(map(float, item["by_period"])) == pytest.approx(float(count.spend([item["id"]])[0]))
    assert number(plan["totals"]["reserve"]) == pytest.approx(count.reserve(), abs=float(unit_of(data)))


@given(anything)
def test_the_same_scenario_gives_the_same_bytes(data: Data):
    assert plan_of(data).to_json() == plan_of(json.loads(json.dumps(data))).to_json()


_SOLVE_ALL = """
import json, sys
from allocator.scenario import scenario_of
from allocator.solving import solve
for data in json.load(sys.stdin):
    sys.stdout.write(solve(scenario_of(data)).to_json())
"""


def test_the_seed_of_hashes_does_not_change_a_byte():
    found: list[Data] = []
    texts: list[str] = []

    @settings(max_examples=25)
    @given(anything)
    def gather(data: Data) -> None:
        texts.append(plan_of(data).to_json())
        found.append(data)

    gather()
    for seed in ("1", "77"):
        run = subprocess.run(
            [sys.executable, "-c", _SOLVE_ALL],
            input=json.dumps(found),
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path), "PYTHONUTF8": "1"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
        )
        assert run.stdout == "".join(texts)


@pytest.mark.parametrize("currency", CURRENCIES)
def test_thirds_of_an_odd_budget_tie_out_and_pass_no_cap(currency: str):
    unit = unit_of({"currency": currency})
    budget, month = 1000 + 7 * unit, (333 + unit).quantize(unit)
    items = {
        f"i{k}": {
            "kind": "ad",
            "time_frame": "fast",
            "channel": f"c{k}",
            "spend": {},
            "returns": {"roas": 2 + k / 10},
        }
        for k in range(4)
    }
    data: Data = {
        "currency": currency,
        "budget": str(budget),
        "horizon": {"periods": 3},
        "items": items,
        "limits": [
            {"each": "channel", "max_total": "33.333%", "of": "spend"},
            {"max_per_period": str(month)},
        ],
    }
    plan = plan_of(data)
    assert sum(item.spend for item in plan.items) == plan.totals.spend
    assert all(item.spend <= Decimal("0.33333") * plan.totals.spend for item in plan.items)
    assert all(period.spend <= month for period in plan.periods)
    assert plan.totals.spend >= min(budget, 3 * month) - 12 * unit
