"""The newer families against a second formulation, and against all plans of small scenarios."""

# mypy: disable-error-code="no-any-return"
from __future__ import annotations

import json
from copy import deepcopy
from math import prod
from typing import Any

from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from allocator.errors import InputError, NoPlanError, UnboundedError
from allocator.plan import Plan
from allocator.plan.verifying import verify
from allocator.problem import settle
from allocator.scenario import scenario_of
from allocator.solving import solve
from tests.oracle.mixed import Data, carried_and_lifted, mixed
from tests.oracle.second_model import Model, weights_of
from tests.oracle.trial import Trial, plans_of

MOST_PLANS = 5000
RICH = 10**6


def solved(data: Data) -> Plan | None:
    """None where there is no plan; scenarios that say nonsense are passed over."""
    try:
        return solve(scenario_of(data))
    except NoPlanError:
        return None
    except (InputError, UnboundedError):
        assume(False)
    return None


def room(name: str, data: Data, value: float) -> float:
    """What whole smallest units can cost a stage: some cents at the highest rates and weights."""
    if any(word in name for word in ("primary", "secondary", "rank")):
        return 0.1 + 1e-5 * abs(value)
    return 0.1 * strongest(data) * len(data["items"]) + 1e-5 * abs(value)


def strongest(data: Data) -> float:
    """How often a cent counts at most where it is carried over into other periods, at the lowest prices."""
    blocks = [
        v.get("returns", {}) for i in data["items"].values() for v in (i.get("tiers") or {"": i}).values()
    ]
    return max(
        max(1.0, sum(weights_of(b.get("carry_over", {})))) / min(1.0, *b.get("price_index", [1.0]))
        for b in blocks
    )


def agree(data: Data, plan: Plan | None, best: list[float] | None) -> None:
    """Assert that the plan reaches in each stage just what can be reached."""
    event("no plan" if best is None else f"{len(best)} stages")
    assert (best is None) == (plan is None)
    if best is None or plan is None:
        return
    told = [stage.value if stage.aim == "maximise" else -stage.value for stage in plan.stages]
    assert len(told) == len(best)
    for stage, one, other in zip(plan.stages, told, best, strict=True):
        assert abs(one - other) <= room(stage.name, data, other), stage.name
    verify(json.loads(plan.to_json()))


@settings(max_examples=150)
@given(mixed())
def test_plans_are_as_good_as_a_second_formulation_finds(data: Data):
    agree(data, solved(data), Model(data).best())


@settings(max_examples=120)
@given(mixed(plain=True))
def test_plans_of_whole_things_are_the_best_of_all_there_are(data: Data):
    assume(prod(plans_of(data)) <= MOST_PLANS)
    agree(data, solved(data), Trial(data).best())


@settings(max_examples=100)
@given(carried_and_lifted())
def test_what_is_carried_over_can_be_lifted(data: Data):
    agree(data, solved(data), Model(data).best())


@settings(max_examples=80)
@given(carried_and_lifted(plain=True))
def test_what_is_carried_over_can_be_lifted_among_all_plans(data: Data):
    assume(prod(plans_of(data)) <= MOST_PLANS)
    agree(data, solved(data), Trial(data).best())


@settings(max_examples=40)
@given(mixed(plain=True, most_items=2))
def test_the_second_formulation_finds_the_best_of_all_plans(data: Data):
    solved(data)
    assume(prod(plans_of(data)) <= MOST_PLANS)
    tried, found = Trial(data).best(), Model(data).best()
    assert (tried is None) == (found is None)
    for one, other in zip(tried or [], found or [], strict=True):
        assert abs(one - other) <= 1e-4 * max(1.0, abs(one))


@st.composite
def demanding(draw: Any) -> Data:
    """Scenarios with floors and ceilings that often cannot be met."""
    data = draw(mixed(most_items=2))
    data["budget"] = {key: value for key, value in data["budget"].items() if key != "release"}
    rules: list[Data] = [
        {"on": draw(st.sampled_from(sorted(data["items"]))), "min_total": draw(st.sampled_from([300, 900]))},
        {"metric": "revenue", "min_total": draw(st.sampled_from([400, 3000]))},
        {"metric": "complaint", "min_total": 1},
        {"choose": "all", "at_least": 2},
        {"hurdle": "150%", "on": "all"},
        {"max_total": 50},
    ]
    data["limits"] = data["limits"] + draw(st.lists(st.sampled_from(rules), min_size=1, max_size=3))
    if draw(st.booleans()):
        data["budget"]["min_cash_at_end"] = draw(st.sampled_from([100, 600, 2000]))
    for limit in data["limits"]:  # in money, so that they stay where they are when the budget grows
        for bound in [key for key in limit if str(limit[key]).endswith("%") and key != "hurdle"]:
            if "of" not in limit:
                limit[bound] = round(int(limit[bound][:-1]) * data["budget"]["total"] / 100)
    return data


def without(data: Data, path: str) -> Data:
    """The scenario with one rule dropped."""
    data, parts = deepcopy(data), path.split(".")
    if parts == ["budget", "total"]:
        kept = {key: value for key, value in data["budget"].items() if key not in ("release", "carry_over")}
        data["budget"] = kept | {"total": RICH}
    elif parts[0] == "limits":
        data["limits"][int(parts[1]) - 1] = {"on": "all", "min_total": 0}
    elif parts[-1] == "status":
        del data["items"][parts[1]]["status"]
    elif "reinvest" not in parts:
        inner = data
        for part in parts[:-1]:
            inner = inner[part]
        inner.pop(parts[-1], None)
    return data


def has_plan(data: Data) -> bool | None:
    """None where nothing bounds the plan, so that no solver is asked."""
    try:
        solve(scenario_of(data))
    except NoPlanError:
        return False
    except (InputError, UnboundedError):
        return None
    return True


@settings(max_examples=80)
@given(demanding())
def test_rules_that_contradict_each_other_are_told_and_each_is_needed(data: Data):
    try:
        solve(scenario_of(data))
    except NoPlanError as error:
        paths = list(dict.fromkeys(rule.path for rule in error.rules))
    except (InputError, UnboundedError):
        assume(False)
    else:
        assume(False)
    event(f"{len(paths)} rules")
    assert paths
    assert Model(data).best() is None
    rules = settle(scenario_of(data)).rules
    known = {".".join(str(p + 1) if isinstance(p, int) else p for p in rule.path) for rule in rules}
    alone = data
    for path in sorted(known - set(paths)):
        alone = without(alone, path)
    assert has_plan(alone) is not True
    for path in paths:
        assert has_plan(without(alone, path)) is not False, path
