"""Contradictions: minimal, named in the user's words, and cured by the change that is told."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import combinations

import pulp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.errors import NoPlanError
from allocator.model import Builder, Settings
from allocator.model.questions.conflict import explain_conflict, minimal_conflict
from allocator.model.session import Session
from allocator.money import exact
from allocator.problem import settle
from allocator.scenario import load_with_source, scenario_of
from allocator.solving import solve
from tests.oracle.test_second_solver import cbc


@given(st.lists(st.sets(st.integers(0, 7), min_size=1), min_size=1, max_size=4))
def test_quickxplain_finds_a_set_that_is_minimal(contradictions):
    def possible(wanted):
        return not any(clash <= set(wanted) for clash in contradictions)

    found = minimal_conflict(list(range(8)), possible)
    assert not possible(found)
    assert all(possible(part) for part in combinations(found, len(found) - 1))


def test_rules_that_do_not_contradict_are_refused():
    with pytest.raises(ValueError, match="do not contradict"):
        minimal_conflict([1, 2], lambda wanted: True)


TIGHT = """\
name: too little
currency: USD
budget: 60000
items:
  crm: {kind: tool, price: 50000, status: committed}
  video: {kind: service, spend: {min_total: 17176, max_total: 30000}}
  ads: {kind: ad, channel: x, spend: {max_total: 30000}, returns: {roas: 3}}
limits:
  - {name: floor on x, on: {channel: x}, min_total: 1000}
"""


def refusal(data):
    with pytest.raises(NoPlanError) as caught:
        solve(scenario_of(data))
    return caught.value


def test_the_rules_are_named_with_file_and_line(tmp_path):
    (tmp_path / "tight.yaml").write_text(TIGHT)
    loaded = load_with_source(tmp_path / "tight.yaml")
    with pytest.raises(NoPlanError) as caught:
        solve(loaded.scenario, source=loaded.source)
    told = {rule.path: rule.mark.line for rule in caught.value.rules if rule.mark}
    assert told == {"budget.total": 3, "items.crm.status": 5, "items.video.spend.min_total": 6}


def test_the_cure_works_and_a_unit_less_does_not(tmp_path):
    (tmp_path / "tight.yaml").write_text(TIGHT)
    loaded = load_with_source(tmp_path / "tight.yaml")
    with pytest.raises(NoPlanError) as caught:
        solve(loaded.scenario)
    cure = next(cure for cure in caught.value.cures if cure.path == "budget.total")
    enough = load_with_source(tmp_path / "tight.yaml", settings=[f"budget.total={60000 + cure.amount}"])
    assert solve(enough.scenario).totals.unspent == 0
    less = 60000 + cure.amount - Decimal("0.01")
    with pytest.raises(NoPlanError):
        solve(load_with_source(tmp_path / "tight.yaml", settings=[f"budget.total={less}"]).scenario)


def test_bounds_that_exclude_each_other_are_a_contradiction():
    item = {"kind": "ad", "channel": "x", "spend": {"min_total": 500}}
    error = refusal({"budget": 1000, "items": {"a": item}, "limits": [{"on": "a", "max_total": 400}]})
    assert {rule.path for rule in error.rules} == {"items.a.spend.min_total", "limits.1.max_total"}
    assert {str(cure.amount) for cure in error.cures} == {"100.00"}


def test_whole_numbers_contradict_where_fractions_would_not():
    item = {"kind": "service", "units": {"price": 300}, "returns": {"roas": 2}}
    limits = [{"on": "a", "exact_total": 400}]
    error = refusal({"budget": 1000, "items": {"a": item}, "limits": limits})
    assert [rule.path for rule in error.rules] == ["limits.1.exact_total"]


def test_a_prerequisite_that_cannot_be_met_is_named():
    items = {
        "a": {"kind": "ad", "spend": {"exact_total": 900}},
        "design": {"kind": "service", "price": 200},
    }
    error = refusal({"budget": 1000, "items": items, "limits": [{"requires": {"a": "design"}}]})
    assert {rule.path for rule in error.rules} == {
        "budget.total",
        "items.a.spend.exact_total",
        "limits.1.requires.a",
    }


THREEFOLD = {
    "budget": 1000,
    "items": {
        "crm": {"kind": "tool", "price": 900, "status": "committed"},
        "video": {"kind": "service", "spend": {"min_total": 200}},
        "search": {"kind": "ad", "spend": {"min_total": 100}, "returns": {"roas": 2}},
        "design": {"kind": "service", "units": {"price": 300}},
    },
    "limits": [
        {"on": "search", "max_total": 50},
        {"on": "design", "exact_total": 400},
        {"choose": "all", "at_least": 1},
    ],
}


def test_further_contradictions_are_found_with_the_earlier_ones_dropped():
    error = refusal(THREEFOLD)
    paths = [{rule.path for rule in rules} for rules in (error.rules, *error.further)]
    assert paths == [
        {"items.search.spend.min_total", "limits.1.max_total"},
        {"limits.2.exact_total"},
        {"budget.total", "items.crm.status", "items.video.spend.min_total"},
    ]
    assert error.cures == ()
    assert "and apart from that, these cannot all hold:\n  own money: at most 1,000.00" in str(error)
    assert str(error).endswith("at least one rule of each of these lists must give way")


def test_the_budget_can_be_part_of_each_contradiction():
    items = {name: {"kind": "tool", "price": 2000, "status": "committed"} for name in ("a", "b")}
    error = refusal({"budget": 1000, "items": items})
    first, second = ({rule.path for rule in rules} for rules in (error.rules, *error.further))
    assert first & second == {"budget.total"}
    assert [(cure.path, cure.amount) for cure in error.cures] == [("budget.total", 3000)]


def test_one_contradiction_has_no_further_ones():
    item = {"kind": "ad", "spend": {"min_total": 500}}
    assert (
        refusal({"budget": 1000, "items": {"a": item}, "limits": [{"on": "a", "max_total": 400}]}).further
        == ()
    )


@pytest.mark.filterwarnings("ignore:PULP_CBC_CMD is deprecated")
def test_each_contradiction_is_minimal_by_two_solvers():
    problem = settle(scenario_of(THREEFOLD))
    always = tuple(rule for rule in problem.rules if rule.structural)

    def possible(rules):
        with exact():
            model = Builder(replace(problem, rules=always + rules), as_rows=True).build()
        mine = Session(model, Settings()).is_feasible()
        model.pulp.setObjective(0 * model.pulp.variables()[0])
        model.pulp.solve(cbc())
        assert mine == (pulp.LpStatus[model.pulp.status] == "Optimal")
        return mine

    with exact():
        conflict = explain_conflict(problem)
    for named in (conflict.rules, *conflict.further):
        assert not possible(named)
        assert all(possible(rest) for rest in combinations(named, len(named) - 1))
    dropped = {rule.path for named in (conflict.rules, *conflict.further) for rule in named} - {
        ("budget", "total")
    }
    assert possible(tuple(rule for rule in problem.rules if rule.path not in dropped and not rule.structural))
