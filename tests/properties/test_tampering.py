"""A plan with one thing altered is refused, with the place named; the same plan untouched passes."""

from __future__ import annotations

import json
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from allocator.errors import InputError, PlanCheckError
from allocator.plan.exchange import scenario_digest
from allocator.plan.verifying import verify
from tests.properties.making import plan_of, unit_of
from tests.strategies import Data, integral_scenarios, scenarios

Path = tuple[str | int, ...]
anything = st.one_of(scenarios(), integral_scenarios())
_TOLD = {"bound", "gap", "status", "version", "name", "aim"}
"""What verify takes as told of the solver and its proof."""


def leaves(value: Any, path: Path = ()) -> list[tuple[Path, Any]]:
    """Every leaf of JSON data with its place."""
    if isinstance(value, dict):
        return [leaf for key, child in value.items() for leaf in leaves(child, (*path, key))]
    if isinstance(value, list):
        return [leaf for k, child in enumerate(value) for leaf in leaves(child, (*path, k))]
    return [(path, value)]


def put(data: Any, path: Path, value: Any) -> None:
    for step in path[:-1]:
        data = data[step]
    data[path[-1]] = value


def saved(data: Data) -> Data:
    plan: Data = json.loads(plan_of(data).to_json())
    verify(deepcopy(plan))
    return plan


def refused(plan: Data) -> str:
    with pytest.raises(PlanCheckError) as caught:
        verify(plan)
    assert caught.value.exit_code == 4
    return str(caught.value)


def is_money(path: Path, value: Any) -> bool:
    return (
        isinstance(value, str)
        and value.replace(".", "", 1).lstrip("-").isdigit()
        and path[-1] not in {"label", "by", "period", "reached_in", "version"}
    )


def of_the_plan(plan: Data) -> list[tuple[Path, Any]]:
    """Leaves that say something of the plan itself, not of its scenario or its solver."""
    kept = [
        (p, v)
        for p, v in leaves(plan)
        if p[0] not in {"scenario", "scenario_sha256", "solver", "format", "status", "gap"}
    ]
    return [(p, v) for p, v in kept if not (p[0] == "stages" and p[-1] in _TOLD)]


@settings(max_examples=80)
@given(anything, st.data())
def test_one_smallest_unit_of_any_amount_is_found(data: Data, draw: st.DataObject):
    plan = saved(data)
    path, amount = draw.draw(st.sampled_from([(p, v) for p, v in of_the_plan(plan) if is_money(p, v)]))
    put(plan, path, str(Decimal(amount) + draw.draw(st.sampled_from([-1, 1])) * unit_of(data)))
    event(str(path[0]))
    text = refused(plan)
    assert str(path[0]) in text or "broken" in text


@settings(max_examples=80)
@given(anything, st.data())
def test_any_other_number_word_or_flag_is_found(data: Data, draw: st.DataObject):
    plan = saved(data)
    others = [(p, v) for p, v in of_the_plan(plan) if not is_money(p, v) and v is not None]
    path, value = draw.draw(st.sampled_from(others))
    event(f"{path[0]}: {path[-1]}")
    if isinstance(value, bool):
        changed: Any = not value
    else:
        changed = (
            value + draw.draw(st.sampled_from([1, -1, 0.25]))
            if isinstance(value, (int, float))
            else value + "x"
        )
    put(plan, path, changed)
    with pytest.raises((PlanCheckError, InputError)) as caught:
        verify(plan)
    assert str(path[0]) in str(caught.value) or "broken" in str(caught.value)


@given(anything, st.data())
def test_any_part_left_out_or_put_in_is_found(data: Data, draw: st.DataObject):
    plan = saved(data)
    lists = [key for key in ("items", "periods", "goals", "limits", "stages", "warnings") if plan[key]]
    key = draw.draw(st.sampled_from(lists))
    plan[key] = plan[key][:-1] if draw.draw(st.booleans()) else [*plan[key], plan[key][-1]]
    with pytest.raises((PlanCheckError, InputError)):
        verify(plan)


@given(anything)
def test_an_outcome_that_no_item_has_is_found(data: Data):
    plan = saved(data)
    plan["items"][0]["outcomes"]["applause"] = 1000.0
    assert "applause" in refused(plan)


@settings(max_examples=80)
@given(anything, st.booleans(), st.data())
def test_a_changed_rule_of_the_scenario_inside_is_found(data: Data, sign: bool, draw: st.DataObject):
    plan = saved(data)
    bounds = {
        "max_total",
        "min_total",
        "exact_total",
        "max_per_period",
        "total",
        "at_most",
        "at_least",
        "committed_total",
    }
    groups = [("limits", k) for k, limit in enumerate(plan["scenario"].get("limits", [])) if "each" in limit]
    places = [
        (p, v)
        for p, v in leaves(plan["scenario"])
        if p[-1] in bounds
        and not str(v).endswith("%")
        and p[:2] not in groups  # there may be no group at all
    ]
    path, value = draw.draw(st.sampled_from(places))
    changed = str(Decimal(value) + 1) if isinstance(value, str) else value + 1
    put(plan["scenario"], path, changed)
    if sign:
        plan["scenario_sha256"] = scenario_digest(plan["scenario"])
    event(f"{path[0]}: {path[-1]}, {'with' if sign else 'without'} a new digest")
    with pytest.raises((PlanCheckError, InputError)) as caught:
        verify(plan)
    assert sign or isinstance(caught.value, InputError) or "scenario_sha256" in str(caught.value)


@given(integral_scenarios(), st.data())
def test_a_broken_limit_is_named_even_where_all_numbers_agree(data: Data, draw: st.DataObject):
    """A plan made without a limit, slipped under a scenario that has it."""
    plan = saved(data)
    spent = [item for item in plan["items"] if Decimal(item["spend"]) > 0]
    assume(spent)
    item = draw.draw(st.sampled_from(spent))["id"]
    limit = {"name": "nothing on it", "on": [item], "max_total": "0"}
    plan["scenario"].setdefault("limits", []).append(limit)
    plan["scenario_sha256"] = scenario_digest(plan["scenario"])
    text = refused(plan)
    number = len(plan["scenario"]["limits"])
    assert "broken" in text
    assert item in text
    assert f"limits.{number}" in text  # as people count
