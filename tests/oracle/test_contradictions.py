"""Scenarios without a plan: the named rules contradict each other, and each of them is needed for that."""

# mypy: disable-error-code="no-any-return"
from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from allocator.errors import NoPlanError, SolverError, UnboundedError
from allocator.problem import settle
from allocator.scenario import scenario_of
from allocator.solving import solve
from tests.strategies import Data, integral_scenarios, scenarios

RICH = 10**7


@st.composite
def hard_to_please(draw: Any) -> Data:
    """Scenarios with a floor or two that often cannot be met."""
    data = draw(st.one_of(integral_scenarios(), scenarios()))
    names = sorted(data["items"])
    floors = st.one_of(
        st.sampled_from([800, 2000, 5000]).map(
            lambda amount: {"on": draw(st.sampled_from(names)), "min_total": amount}
        ),
        st.sampled_from([50, 3000]).map(lambda amount: {"metric": "revenue", "min_total": amount}),
        st.sampled_from([3, 6]).map(lambda count: {"choose": "all", "at_least": count}),
        st.sampled_from(["60%", "90%"]).map(
            lambda share: {"on": draw(st.sampled_from(names)), "min_total": share, "of": "spend"}
        ),
    )
    for limit in data["limits"]:  # in money, so that they stay where they are when the budget grows
        for bound in [key for key in limit if str(limit[key]).endswith("%") and "of" not in limit]:
            limit[bound] = str(int(data["budget"]["total"] * float(limit[bound][:-1]) / 100))
    data["limits"] = data["limits"] + draw(st.lists(floors, min_size=1, max_size=2))
    return data


def without(data: Data, path: str) -> Data:
    """The scenario with one rule dropped; a limit that is left without a bound goes as a whole."""
    data = deepcopy(data)
    parts = path.split(".")
    if parts[0] == "budget":
        budget: Data = {"total": RICH} | {
            key: value for key, value in data["budget"].items() if key == "reinvest"
        }
        return data | {"budget": budget}
    if parts[0] == "items":
        _drop_from_item(data["items"][parts[1]], parts[2:])
        return data
    limit = data["limits"][int(parts[1]) - 1]
    bounds = [key for key in limit if key.startswith(("min_", "max_", "exact", "at_"))]
    if "requires" in limit or bounds == [parts[-1]]:
        data["limits"][int(parts[1]) - 1] = {"on": "all", "min_total": 0}
    else:
        del limit[parts[-1]]
    return data


def _drop_from_item(item: Data, parts: list[str]) -> None:
    if parts == ["status"]:
        item["status"] = "optional"
        return
    if item.get("status") == "committed":  # a signed item must say its amount
        item["status"] = "optional"
    del item[parts[0]][parts[1]]


def has_plan(data: Data) -> bool | None:
    """None where nothing bounds the plan, so that no solver is asked, or where the solver takes too long."""
    try:
        solve(scenario_of(data), time_limit=5)
    except NoPlanError:
        return False
    except (UnboundedError, SolverError):
        return None
    return True


def refusal(data: Data) -> NoPlanError | None:
    try:
        solve(scenario_of(data))
    except NoPlanError as error:
        return error
    return None


@settings(max_examples=100)
@given(hard_to_please())
def test_each_named_rule_is_needed_and_together_they_suffice(data: Data):
    error = refusal(data)
    assume(error is not None)
    assert error is not None
    event(f"{len(error.further)} further contradictions")
    for named in (error.rules, *error.further):
        assert named
        _is_minimal(data, [rule.path for rule in named])


def _is_minimal(data: Data, paths: list[str]) -> None:
    alone = _without_all(data, _all_paths(data) - set(paths))
    assert has_plan(alone) is not True
    for path in dict.fromkeys(paths):
        assert has_plan(without(alone, path)) is not False, path


def _all_paths(data: Data) -> set[str]:
    rules = settle(scenario_of(data)).rules
    return {".".join(str(p + 1) if isinstance(p, int) else p for p in rule.path) for rule in rules}


def _without_all(data: Data, paths: set[str]) -> Data:
    for path in sorted(paths):
        if not path.startswith("budget.reinvest"):
            data = without(data, path)
    return data


@settings(max_examples=100)
@given(hard_to_please())
def test_without_all_named_rules_but_the_budget_there_is_a_plan(data: Data):
    error = refusal(data)
    assume(error is not None)
    assert error is not None
    named = {rule.path for rules in (error.rules, *error.further) for rule in rules}
    kept = {"budget.total"} if named > {"budget.total"} else set()
    assert has_plan(_without_all(data, named - kept)) is not False


def test_each_rule_of_a_refusal_can_be_loosened_by_its_cure():
    data: Data = {
        "budget": 1000,
        "items": {
            "crm": {"kind": "tool", "price": 600, "status": "committed"},
            "search": {"kind": "ad", "spend": {"min_total": 700}, "returns": {"roas": 2}},
        },
    }
    with pytest.raises(NoPlanError) as caught:
        solve(scenario_of(data))
    assert {rule.path for rule in caught.value.rules} == {
        "budget.total",
        "items.crm.status",
        "items.search.spend.min_total",
    }
    assert [(cure.path, str(cure.amount)) for cure in caught.value.cures] == [
        ("budget.total", "300.00"),
        ("items.search.spend.min_total", "300.00"),
    ]
    assert has_plan(data | {"budget": 1300})
    assert not has_plan(data | {"budget": "1299.99"})
