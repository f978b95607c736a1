"""Changing a scenario by a validated copy: the only way to change one."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from allocator.errors import InputError
from allocator.fields import plain
from allocator.money import split
from allocator.scenario.goals import BUDGET
from allocator.scenario.loading import scenario_of
from allocator.scenario.nodes import Place
from allocator.scenario.schema import Scenario
from allocator.scenario.words import Status, TimeFrame


def edited(scenario: Scenario, settings: Sequence[str]) -> Scenario:
    """A copy with values set, such as `items.crm.price.amount=1200`; `null` removes a value.

    Raises InputError where the result is no valid scenario.
    """
    return scenario_of(scenario.to_data(), settings=settings)


def minimising(scenario: Scenario, wish: str) -> Scenario:
    """A copy that minimises `budget`, `spend` or a metric instead of what it was after.

    A budget that is to be found needs no extra money beside it, so that is left out.
    Raises InputError where the wish is nothing to minimise.
    """
    data = scenario.to_data()
    policy = {
        key: value for key, value in data.get("policy", {}).items() if key not in ("maximise", "hurdle")
    }
    if wish == BUDGET:
        data["budget"].pop("extra", None)
    return scenario_of(data | {"policy": policy | {"minimise": wish}})


def with_budget(scenario: Scenario, total: Decimal) -> Scenario:
    """A copy with another own budget; listed releases keep their proportions.

    Raises InputError where the result is no valid scenario.
    """
    data = scenario.to_data()
    budget = data["budget"] | {"total": plain(total)}
    if isinstance(release := scenario.budget.release, tuple):
        weights = release if any(release) else (Decimal(1),) + (Decimal(0),) * (len(release) - 1)
        budget["release"] = [plain(part) for part in split(total, weights, scenario.digits)]
    return scenario_of(data | {"budget": budget})


def without(scenario: Scenario, place: Place) -> Scenario:
    """A copy without what stands at a place: a bound, a limit, a goal, the hurdle, a commitment, an order.

    A limit that says nothing else goes as a whole, and an item that was committed by what is gone becomes
    optional. Without `policy.order` all time frames share the stage of the first of them.
    """
    data = scenario.to_data()
    if place == ("policy", "order"):
        data["policy"] = data.get("policy", {}) | {"order": _frames_together(scenario)}
        return scenario_of(data)
    if place[0] == "items" and place[-1] == "status":
        return scenario_of(_optional(data, place[1]))
    removed = _removed(data, place)
    try:
        return scenario_of(removed)
    except InputError:
        if place[0] == "limits":
            return scenario_of(_removed(data, place[:2]))
        if place[0] != "items":
            raise
        return scenario_of(_optional(removed, place[1]))


def _optional(data: Any, item: Any) -> Any:
    """The data with an item optional, and without notice to give where no part of it is signed any more."""
    spec = data["items"][item] | {"status": Status.OPTIONAL.value}
    if not (spec.get("spend") or {}).get("committed_total"):
        spec.pop("cancellable_from", None)
    return {**data, "items": {**data["items"], item: spec}}


def _removed(data: Any, place: Place) -> Any:
    """The data without what stands at a place; parts that are not on the way are shared."""
    first, *rest = place
    if isinstance(data, list):
        kept = [_removed(data[int(first)], tuple(rest))] if rest else []
        return [*data[: int(first)], *kept, *data[int(first) + 1 :]]
    if not rest:
        return {key: value for key, value in data.items() if key != first}
    return {**data, first: _removed(data[first], tuple(rest))}


def _frames_together(scenario: Scenario) -> list[list[str]]:
    """The order of the policy, with all time frames where the first of them stands."""
    names = set(TimeFrame)
    order = scenario.policy.order
    first = next(k for k, group in enumerate(order) if not names.isdisjoint(group))
    together = [*(name for name in order[first] if name not in names), *TimeFrame]
    rest = [[name for name in group if name not in names] for group in order[first + 1 :]]
    return [*map(list, order[:first]), together, *(group for group in rest if group)]
