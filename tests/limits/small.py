"""Scenarios small enough to find the best plan by hand."""

from __future__ import annotations

from typing import Any

import pytest

from allocator.errors import InputError, NoPlanError
from allocator.plan import Plan
from allocator.scenario import scenario_of
from allocator.solving import solve

Data = dict[str, Any]


def ad(roas: float, most: float | None = None, **rest: Any) -> Data:
    """Money in any amount; all ads share one time frame, so that one stage weighs them all."""
    spend = ({} if most is None else {"max_total": most}) | rest.pop("spend", {})
    returns = {"roas": roas} | rest.pop("returns", {})
    return {"kind": "ad", "time_frame": "fast", "spend": spend, "returns": returns} | rest


def deal(price: float, back: float, **rest: Any) -> Data:
    """All or nothing: so much is paid, and so much comes back."""
    returns = {"revenue": {"total_when_bought": back}}
    return {"kind": "tool", "time_frame": "fast", "price": price, "returns": returns} | rest


def pieces(price: float, back: float, **units: Any) -> Data:
    """Units at a price, each of which brings so much."""
    bought = {"price": price} | units
    return {"kind": "ad", "time_frame": "fast", "units": bought, "returns": {"revenue": {"per_unit": back}}}


def of(items: Data, *limits: Data, budget: Any = 1000, periods: int = 1, **rest: Any) -> Data:
    horizon = {"periods": periods, "every": "month"}
    return {"budget": budget, "horizon": horizon, "items": items, "limits": list(limits)} | rest


def best(items: Data, *limits: Data, **rest: Any) -> Plan:
    return solve(scenario_of(of(items, *limits, **rest)))


def spent(plan: Plan) -> dict[str, float]:
    return {item.id: float(item.spend) for item in plan.items}


def by_period(plan: Plan, item: str) -> list[float]:
    return [float(amount) for amount in plan.item(item).by_period]


def bought(plan: Plan) -> set[str]:
    return {item.id for item in plan.items if item.spend}


def contradiction(items: Data, *limits: Data, **rest: Any) -> set[str]:
    """The places of the rules that cannot hold together."""
    with pytest.raises(NoPlanError) as caught:
        best(items, *limits, **rest)
    return {rule.path for rule in caught.value.rules}


def cures(items: Data, *limits: Data, **rest: Any) -> list[str]:
    with pytest.raises(NoPlanError) as caught:
        best(items, *limits, **rest)
    return [cure.change for cure in caught.value.cures]


def mistakes(limit: Data, items: Data, **rest: Any) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        scenario_of(of(items, limit, **rest))
    return [(m.path, m.problem) for m in caught.value.mistakes]


def told(plan: Plan, item: str) -> tuple[str, str]:
    found = plan.item(item)
    return found.reason.value, found.reason_text
