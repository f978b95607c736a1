"""A tie is told just where some other plan of all there are is as good and buys other things."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from allocator.plan import Plan
from tests.oracle.enumeration import Plans
from tests.oracle.test_enumeration import solved
from tests.strategies import MOST_PLANS, Data, gridded_scenarios, integral_scenarios, levels_of


def purchases(plan: Plan, data: Data, *, other: bool) -> tuple[float, ...]:
    """What the plan, or the other one that it names, buys: money by item, and tiers by their numbers."""
    entries = {item.id: item for item in plan.items} | {one.id: one for one in plan.tie or () if other}
    tiers = {name: [None, *item["tiers"]] for name, item in data["items"].items() if "tiers" in item}
    spends = [round(float(entries[name].spend), 6) for name in data["items"]]
    return (*spends, *(float(ways.index(entries[name].tier)) for name, ways in tiers.items()))


@st.composite
def with_a_twin(draw: Any) -> Data:
    """Scenarios in which one item stands twice: where one of the two is bought alone, there is a tie."""
    data: Data = deepcopy(draw(integral_scenarios()))
    name = draw(st.sampled_from(sorted(data["items"])))
    twin = deepcopy(data["items"][name])
    assume(Plans(data).size * levels_of(twin, data["horizon"]["periods"]) <= MOST_PLANS)
    data["items"]["twin"] = twin
    return data


@settings(max_examples=200)
@given(st.one_of(integral_scenarios(), with_a_twin()))
def test_a_tie_is_told_just_where_there_is_one(data: Data):
    plan = solved(data)
    if plan is None:
        return
    best = Plans(data).best_purchases()
    event("a tie" if plan.tie else "none")
    assert purchases(plan, data, other=False) in best
    assert (plan.tie is not None) == (len(best) > 1)
    if plan.tie:
        there = purchases(plan, data, other=True)
        assert there in best
        assert there != purchases(plan, data, other=False)


@settings(max_examples=100)
@given(gridded_scenarios())
def test_ties_on_a_grid_are_ties(data: Data):
    plan = solved(data)
    if plan is None or plan.status != "optimal":
        return
    best = Plans(data).best()
    values = [stage.value if stage.aim == "maximise" else -stage.value for stage in plan.stages]
    if best is None or any(
        abs(told - true) > 1e-6 * max(1.0, abs(true)) for told, true in zip(values, best, strict=True)
    ):
        event("the best plan is not on the grid")
        return
    event("a tie" if plan.tie else "none")
    assert plan.tie is not None or len(Plans(data).best_purchases()) == 1
