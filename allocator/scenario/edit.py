"""Changing a scenario by a validated copy: the only way to change one."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from allocator.fields import plain
from allocator.money import split
from allocator.scenario.goals import BUDGET
from allocator.scenario.loading import scenario_of
from allocator.scenario.schema import Scenario


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
