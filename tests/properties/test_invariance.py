"""What must not change a plan, and what must never make it worse."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from allocator.errors import UnboundedError
from allocator.model.pressure import Pressure
from allocator.scenario import scenario_of
from allocator.solving import solve
from tests.properties.making import gains, plan_of, rounding_room, same_up_to_rounding, unit_of
from tests.strategies import Data, integral_scenarios, scenarios


@given(scenarios(), st.integers(1, 4))
def test_more_money_never_makes_the_first_wish_worse(data: Data, more: int):
    plan = plan_of(data)
    richer = deepcopy(data)
    richer["budget"]["total"] += 1200 * more
    if isinstance(release := richer["budget"].get("release"), list):
        release[0] += 1200 * more
    (name, before), (_, after) = gains(plan)[0], gains(solve(scenario_of(richer)))[0]
    if name == "least spend":  # nothing is wished but to spend little: more money changes nothing
        return
    event(name)
    assert after >= before - rounding_room(data, name)


@settings(max_examples=60)
@given(st.one_of(scenarios(), integral_scenarios()), st.randoms(use_true_random=False))
def test_the_order_and_the_names_of_items_do_not_matter(data: Data, random: Any):
    names = list(data["items"])
    shuffled = random.sample(names, len(names))
    renamed = {name: f"{random.choice('xyz')}-{k}" for k, name in enumerate(shuffled)}
    changed = _renamed(data | {"items": {name: data["items"][name] for name in shuffled}}, renamed)
    random.shuffle(changed["limits"])
    same_up_to_rounding(data, gains(plan_of(data)), gains(solve(scenario_of(changed))))


def _renamed(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {names.get(key, key): _renamed(child, names) for key, child in value.items()}
    if isinstance(value, list):
        return [_renamed(child, names) for child in value]
    return names.get(value, value) if isinstance(value, str) else value


@given(
    st.lists(st.integers(1, 40), min_size=2, max_size=5, unique=True),
    st.integers(1, 60),
    st.randoms(use_true_random=False),
)
def test_where_one_plan_alone_is_best_the_order_of_items_does_not_change_it(
    rates: list[int], budget: int, random: Any
):
    items = {
        f"i{k}": {
            "kind": "ad",
            "time_frame": "fast",
            "spend": {"max_total": 100 * (k + 1)},
            "returns": {"roas": rate / 10},
        }
        for k, rate in enumerate(rates)
    }
    mixed = random.sample(sorted(items), len(items))
    data: Data = {"budget": 10 * budget, "items": items}
    one, other = plan_of(data), plan_of(data | {"items": {name: items[name] for name in mixed}})
    assert {i.id: i.spend for i in one.items} == {i.id: i.spend for i in other.items}


@settings(max_examples=60)
@given(scenarios(), st.sampled_from([10, 1000]))
def test_the_scale_of_money_does_not_matter(data: Data, factor: int):
    plan, scaled = plan_of(data), solve(scenario_of(_scaled(data, factor)))
    for (name, one), (_, other) in zip(gains(plan), gains(scaled), strict=True):
        goal = "primary" in name or "secondary" in name
        assert abs(other / (1 if goal else factor) - one) <= rounding_room(data, name)
    room = 4 * len(plan.items) * len(plan.periods) * unit_of(data)
    for here, there in zip(plan.items, scaled.items, strict=True):
        assert abs(there.spend / factor - here.spend) <= room


_COUNTS = {"min_total", "max_total", "exact_total", "min_per_period", "max_per_period", "exact_per_period"}


def _scaled(data: Data, factor: int) -> Data:
    """All money and all outcomes times a factor; rates, shares, units and counts as they are."""
    grown = deepcopy(data)
    grown["budget"] = _times(grown["budget"], factor, {"total", "reserve", "release"})
    grown["goals"] = _times(grown["goals"], factor, {"at_least"})
    for limit in grown["limits"]:
        if limit.get("counted") != "units":
            limit.update(_times(limit, factor, _COUNTS))
    money = _COUNTS | {
        "min_if_used_total",
        "committed_total",
        "price",
        "amount",
        "up_to_total",
        "up_to_per_period",
    }
    outcomes = {"per_unit", "total_when_bought", "per_period_when_bought"}
    for name, item in grown["items"].items():
        grown["items"][name] = _times(
            item, factor, money - (_COUNTS if "units" in item else set()) | outcomes
        )
    return grown


def _times(value: Any, factor: int, fields: set[str]) -> Any:
    if isinstance(value, dict):
        return {
            k: _grown(v, factor, fields) if k in fields else _times(v, factor, fields)
            for k, v in value.items()
        }
    return [_times(child, factor, fields) for child in value] if isinstance(value, list) else value


def _grown(value: Any, factor: int, fields: set[str]) -> Any:
    if isinstance(value, dict):
        return _times(value, factor, fields)
    if isinstance(value, list):
        return [factor * child for child in value]
    if isinstance(value, str):
        return value if value.endswith("%") or not value[0].isdigit() else str(Decimal(value) * factor)
    return value * factor


def _is_falling(item: Data) -> bool:
    blocks = [way for way in item.get("returns", {}).values() if isinstance(way, dict)]
    tables = [way["tranches"] for way in blocks if "tranches" in way]
    return all(
        t[0].get("per_money", t[0].get("per_unit")) >= t[-1].get("per_money", t[-1].get("per_unit"))
        for t in tables
    )


@settings(max_examples=80)
@given(scenarios(whole=False))
def test_falling_rates_are_the_same_as_a_linear_program_and_with_binaries(data: Data):
    assume(all(_is_falling(item) for item in data["items"].values()))
    plain = plan_of(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Pressure, "on", lambda self, effect: True)
        try:
            exact = solve(scenario_of(data))
        except UnboundedError:  # binaries need a bound that the linear program does without
            return
    event("tranches" if "tranches" in str(data["items"]) else "rates only")
    same_up_to_rounding(data, gains(plain), gains(exact))
