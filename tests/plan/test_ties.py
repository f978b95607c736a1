"""Ties: another plan that is as good in every stage, found, checked, and told item by item."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from allocator.errors import InputError, PlanCheckError, SolverError
from allocator.model import stages
from allocator.model.session import Session
from allocator.model.ties import Ties
from allocator.plan import Plan
from allocator.plan.verifying import verify
from allocator.reports.allocation import Allocation
from allocator.reports.document import Note
from allocator.scenario import scenario_of
from allocator.solving import solve

Data = dict[str, Any]
QUARTER: Data = {"horizon": {"periods": 3}}


def ad(cap: int, roas: float, **more: Any) -> Data:
    return {"kind": "ad", "time_frame": "fast", "spend": {"max_total": cap}, "returns": {"roas": roas}} | more


def tool(price: int, revenue: int, **more: Any) -> Data:
    returns = {"revenue": {"total_when_bought": revenue}}
    return {"kind": "tool", "time_frame": "fast", "price": price, "returns": returns} | more


def planned(items: Data, budget: int = 1000, **more: Any) -> Plan:
    return solve(scenario_of({"budget": budget, "items": items} | more))


def others(plan: Plan) -> dict[str, int] | None:
    return None if plan.tie is None else {one.id: int(one.spend) for one in plan.tie}


def test_two_items_of_the_same_return_are_a_tie():
    plan = planned({"tv": ad(1000, 2), "radio": ad(300, 2), "search": ad(100, 3)})
    assert [int(item.spend) for item in plan.items] == [900, 0, 100]
    assert others(plan) == {"tv": 600, "radio": 300}


def test_the_note_says_what_the_other_plan_buys():
    plan = planned({"tv": ad(1000, 2), "radio": ad(300, 2), "search": ad(100, 3)})
    notes = [block.text for block in Allocation(plan).document().blocks if isinstance(block, Note)]
    assert "another plan is as good: tv 600.00 instead of 900.00, radio 300.00 instead of 0.00" in notes


def test_a_long_note_counts_what_it_leaves_out():
    plan = planned({f"i{k}": ad(200, 2) for k in range(10)})
    (note,) = [block.text for block in Allocation(plan).document().blocks if isinstance(block, Note)]
    assert note.endswith(", and 4 items more")


@pytest.mark.parametrize("more", [{}, QUARTER])
def test_a_plan_that_alone_is_best_has_no_tie(more: Data):
    assert planned({"tv": ad(1000, 2), "radio": ad(300, 2.01)}, **more).tie is None


def test_money_that_only_moves_between_periods_is_no_tie():
    assert planned({"tv": ad(1000, 2), "radio": ad(300, 3)}, 700, **QUARTER).tie is None


def test_units_that_only_move_between_periods_are_no_tie():
    item = {"kind": "service", "units": {"price": 300, "max_per_period": 1}, "returns": {"roas": 2}}
    assert planned({"video": item}, **QUARTER).tie is None


def test_items_whose_totals_are_the_same_keep_their_periods():
    plan = planned({"tv": ad(1000, 2), "radio": ad(300, 2), "search": ad(100, 3)}, **QUARTER)
    assert others(plan) == {"tv": 600, "radio": 300}


def test_two_sets_of_purchases_of_equal_worth_are_a_tie():
    plan = planned({"a": tool(600, 900), "b": tool(400, 700), "c": tool(1000, 1600)})
    assert [item.bought for item in plan.items] == [True, True, False]
    assert others(plan) == {"a": 0, "b": 0, "c": 1000}


def test_a_purchase_against_money_is_a_tie():
    plan = planned({"a": tool(500, 1000), "b": ad(1000, 2)}, 500)
    assert {item.id for item in plan.tie or ()} == {"a", "b"}


def test_another_tier_of_the_same_price_is_a_tie():
    tiers = {name: {"price": 500} for name in ("small", "large")}
    item = {"kind": "tool", "status": "committed", "tiers": tiers}
    plan = planned({"mail": item})
    assert [(one.id, one.tier) for one in plan.tie or ()] == [("mail", "large")]
    assert plan.item("mail").tier == "small"


def test_minimums_if_used_tie_where_no_lever_is_whole():
    item = ad(1000, 2)
    item["spend"] = {"max_total": 600, "min_if_used_total": 600}
    plan = planned({"a": item, "b": item}, 600)
    assert others(plan) == {"a": 0, "b": 600}


def test_nothing_to_spend_is_no_tie():
    assert planned({"tv": ad(1000, 2), "radio": ad(300, 2)}, 0).tie is None


def test_items_that_bring_nothing_are_no_tie_until_a_rule_needs_them():
    items = {name: {"kind": "tool", "spend": {"max_total": 500}} for name in ("a", "b")}
    assert planned(items).tie is None
    assert others(planned(items, limits=[{"on": "all", "min_total": 400}])) == {"a": 0, "b": 400}


SETS = {"a": tool(600, 900), "b": tool(400, 700), "c": tool(1000, 1600)}


def test_a_search_that_was_stopped_claims_no_tie(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(
        Session, "was_stopped", property(lambda self: True, lambda self, value: None), raising=False
    )
    plan = planned(SETS)
    assert (plan.status, plan.tie) == ("feasible", None)


def test_the_question_does_not_change_the_plan(monkeypatch: pytest.MonkeyPatch):
    told = planned(SETS)
    monkeypatch.setattr(stages, "_another", lambda *everything: None)
    silent = planned(SETS)
    assert told.tie
    assert silent.tie is None
    assert replace(told, tie=None) == silent


def test_a_failure_of_the_question_does_not_cost_the_plan(monkeypatch: pytest.MonkeyPatch):
    def fails(*everything: Any) -> bool:
        raise SolverError("the solver ended with status Unknown")

    monkeypatch.setattr(Ties, "is_on_face", fails)
    assert planned(SETS).tie is None


def saved() -> Data:
    data: Data = json.loads(
        planned({"tv": ad(1000, 2), "radio": ad(300, 2), "search": ad(100, 3)}, **QUARTER).to_json()
    )
    assert verify(data).tie
    return data


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("spend", "601.00", "tie.tv.spend"),
        ("by_period", ["200.00", "200.00", "201.00"], "tie"),
        ("by_period", ["200.00", "400.00"], "tie.tv.by_period: 3 amounts are needed"),
        ("by_period", ["300.00", "300.00", "300.00"], "tie"),
        ("bought", False, "tie.tv.bought"),
        ("tier", "large", "tie.tv.tier"),
        ("id", "unheard of", "tie"),
    ],
)
def test_a_tie_that_is_none_is_refused(field: str, value: Any, named: str):
    data = saved()
    data["tie"][0][field] = value
    with pytest.raises((PlanCheckError, InputError), match=named):
        verify(data)


def test_plans_written_before_ties_were_told_are_read():
    data = saved()
    del data["tie"]
    assert verify(data).item("tv").spend == Decimal(900)


@pytest.mark.parametrize("months", [["200.00"], ["166.00", "134.00"]])
def test_a_plan_that_is_worse_or_breaks_a_cap_is_no_tie(months: list[str]):
    data = saved()
    data["tie"] = data["tie"][: len(months)]
    for entry, month in zip(data["tie"], months, strict=True):
        entry |= {"by_period": [month] * 3, "spend": f"{3 * Decimal(month)}"}
    with pytest.raises(PlanCheckError, match="tie: it says"):
        verify(data)
