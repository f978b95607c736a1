"""Plans of random scenarios, for the property tests."""

# mypy: disable-error-code="no-any-return"
from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import reject

from allocator.errors import InputError, NoPlanError, UnboundedError
from allocator.money import digits_of
from allocator.plan import Plan
from allocator.scenario import scenario_of
from allocator.solving import solve
from tests.strategies import Data


def plan_of(data: Data) -> Plan:
    """The plan of a scenario; drawn ones that are not valid, or have none, are left out."""
    try:
        return solve(scenario_of(data))
    except (InputError, NoPlanError, UnboundedError):
        reject()


def unit_of(data: Data) -> Decimal:
    """The smallest unit of the scenario's currency."""
    return Decimal(1).scaleb(-digits_of(data["currency"]))


def gains(plan: Plan) -> list[tuple[str, float]]:
    """What each stage reaches, turned so that larger is better."""
    return [(s.name, s.value if s.aim == "maximise" else -s.value) for s in plan.stages]


def rounding_room(data: Data, name: str) -> float:
    """What whole smallest units can cost a stage: a few per item and period, at the highest rates."""
    units = 4 * len(data["items"]) * data["horizon"]["periods"] * float(unit_of(data))
    if "primary" in name or "secondary" in name:
        return 1e-6 + 30 * units / min(goal["at_least"] for goal in data["goals"])
    return 1e-6 * 5000 + 30 * units


def same_up_to_rounding(data: Data, first: Any, second: Any) -> None:
    """Assert that two lists of gains are equal, up to what rounding can do."""
    assert [name for name, _ in first] == [name for name, _ in second]
    for (name, one), (_, other) in zip(first, second, strict=True):
        assert abs(one - other) <= rounding_room(data, name), name
