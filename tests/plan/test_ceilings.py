"""What a plan says of ceilings: reasons, figures, prices, and what follows where they are off."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

import allocator
from allocator.errors import NoPlanError, PlanCheckError
from allocator.plan.verifying import verify
from allocator.reports.allocation import Allocation
from allocator.reports.document import Number, Table
from allocator.scenario import scenario_of
from allocator.scenario.edit import edited
from allocator.studies.explain import explain
from allocator.studies.stress import stress


def ad(cost: float, **rest: Any) -> dict[str, Any]:
    return {"kind": "ad", "spend": {"max_total": 900}, "returns": {"lead": {"cost_per": cost}}} | rest


DATA: dict[str, Any] = {
    "budget": 1000,
    "policy": {"order": "together"},
    "metrics": {"lead": {"value": 10, "ceilings": {"town": {"on": ["a", "b"], "max_total": 61}}}},
    "items": {"a": ad(7), "b": ad(8), "c": ad(9)},
}
"""61 leads of a for 427, c for the rest."""


def test_an_item_at_a_shared_ceiling_says_so_though_cents_do_not_fill_it():
    plan = allocator.solve(edited(scenario_of(DATA), ["metrics.lead.ceilings.town.max_total=61.0001"]))
    said = {item.id: item.reason_text for item in plan.items}
    assert said["a"] == "saturated: the ceiling of lead shared with b is reached (town)"
    assert said["b"] == "saturated: the ceiling of lead shared with a is reached (town)"
    assert said["c"].startswith("marginal: takes the next money")
    assert plan.item("a").marginal_return == 0
    assert plan.ceilings[0].full == (plan.periods[0].label,)


def test_a_ceiling_that_takes_a_part_of_the_next_money_is_named():
    """Of what a brings 51 % come at once, where the ceiling is full, and 49 % later: 0.98 of the 2.00."""
    a = ad(10, spend={"max_per_period": 1000})
    a["returns"] |= {"spread": ["51%", "49%"]}
    town = {"on": ["a", "b"], "max_per_period": 30}
    data = {
        "budget": 2000,
        "horizon": {"start": "2027-01", "periods": 3, "every": "month"},
        "metrics": {"lead": {"value": 20, "ceilings": {"town": town}}},
        "items": {"a": a, "b": ad(9, spend={"max_per_period": 1000})},
    }
    item = allocator.solve(scenario_of(data)).item("a")
    assert item.marginal_return == pytest.approx(0.98)
    assert item.reason_text == (
        "saturated: the next money returns 0.98 per 1.00; "
        "part of what it would bring is lost to the ceiling of lead shared with b (town)"
    )
    alone = allocator.solve(edited(scenario_of(data), ["metrics.lead.ceilings.town.on=[a]", "budget=300"]))
    assert "part of" not in alone.item("a").reason_text


def test_below_its_ceiling_an_item_is_not_saturated():
    plan = allocator.solve(edited(scenario_of(DATA), ["budget=400"]))
    assert "saturated" not in plan.item("a").reason_text
    assert plan.ceilings[0].full == ()


def test_a_ceiling_costs_what_the_plan_without_it_brings_more():
    scenario = scenario_of(DATA)
    price = next(rule for rule in explain(scenario).rules if rule.kind == "ceiling")
    free = allocator.solve(edited(scenario, ["metrics.lead.ceilings.town=null"]))
    assert price.place == "metrics.lead.ceilings.town"
    assert price.price is not None
    more = free.totals.net_return - allocator.solve(scenario).totals.net_return
    assert abs(price.price - more) < Decimal("0.15")
    assert price.price > 100


def test_a_ceiling_that_is_off_moves_the_plan():
    scenario = scenario_of(DATA)
    found = next(one for one in stress(scenario).inputs if one.place.startswith("metrics.lead.ceilings"))
    higher = allocator.solve(edited(scenario, ["metrics.lead.ceilings.town.max_total=73.2"]))
    assert found.place == "metrics.lead.ceilings.town.max_total"
    assert found.up.best is not None
    assert abs(found.up.best - higher.totals.net_return) < Decimal("0.15")
    assert found.down.kept is not None
    assert found.down.kept < allocator.solve(scenario).totals.net_return


def test_a_ceiling_that_makes_a_limit_impossible_is_named():
    limits = [{"name": "many", "metric": "lead", "on": ["a", "b"], "min_total": 70}]
    with pytest.raises(NoPlanError) as caught:
        allocator.solve(scenario_of(DATA | {"limits": limits}))
    assert [(rule.name, rule.path) for rule in caught.value.rules] == [
        ("many", "limits.1.min_total"),
        ("town", "metrics.lead.ceilings.town.max_total"),
    ]


def test_the_table_of_ceilings_stands_in_reports():
    plan = allocator.solve(scenario_of(DATA))
    blocks = Allocation(plan).document().blocks
    (table,) = [block for block in blocks if isinstance(block, Table) and block.title == "Ceilings"]
    cells = dict(zip((column.title for column in table.columns), table.rows[0], strict=True))
    assert (cells["ceiling"], cells["of"], cells["full in"]) == ("town", "a, b", "yes")
    assert cells["counted"] == Number(61, 1, fixed=True)


def test_what_is_brought_above_the_ceiling_is_told_as_lost():
    committed = edited(scenario_of(DATA), ["items.a.spend.min_total=700"])
    (ceiling,) = allocator.solve(committed).ceilings
    assert (ceiling.brought, ceiling.counted) == (100, 61)
    verify(json.loads(allocator.solve(committed).to_json()))


def test_a_changed_figure_of_a_ceiling_does_not_pass_the_check():
    data = json.loads(allocator.solve(scenario_of(DATA)).to_json())
    data["ceilings"][0]["counted"] += 1
    with pytest.raises(PlanCheckError, match="counted"):
        verify(data)
