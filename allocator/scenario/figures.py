"""The figures of a scenario: the one that a return stands on, and all that may be off, by a factor."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from allocator.money import rounded, split
from allocator.scenario.loading import scenario_of
from allocator.scenario.nodes import Place
from allocator.scenario.returns import Returns
from allocator.scenario.schema import Scenario

_COSTS = ("cpl", "cpa", "cpo", "cpm", "cost_per")
_SHORT = {"revenue": ("roas", "roi"), "order": ("cpa", "cpo"), "lead": ("cpl",), "impression": ("cpm",)}
_WAYS = ("per_money", "cost_per", "per_unit", "per_period_when_bought", "total_when_bought")
_TABLES = ("table_total", "table_per_period")
_OUTCOMES = ("limit", "factor", "factor_per_period", "factor_total", "cap")
_PRICES = {"price": ("amount", "schedule"), "units": ("price",)}
_POINTS = ("points_per_period", "points_total")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of an item's returns, and whether less of it is better (a cost per outcome)."""

    place: Place
    value: Decimal
    is_cost: bool


def main_figure(scenario: Scenario, item: str, metric: str) -> Figure | None:
    """The one number that says how much of a metric an item brings; None where a curve or a table says it.

    The metric `return` is that of a `roi`.
    """
    returns = scenario.items[item].returns
    if returns is None or scenario.items[item].tiers:
        return None
    place: Place = ("items", item, "returns")
    for name in _SHORT.get("revenue" if metric == "return" else metric, ()):
        if (value := getattr(returns, name)) is not None:
            return Figure((*place, name), value, name in _COSTS)
    stated = returns.metrics.get(metric)
    ways = stated.ways if stated is not None else ()
    if stated is None or len(ways) != 1 or ways[0] not in _WAYS:
        return None
    return Figure((*place, metric, ways[0]), getattr(stated, ways[0]), ways[0] in _COSTS)


def with_figure(scenario: Scenario, place: Place, value: Decimal) -> Scenario:
    """A copy with one number of an item's returns set."""
    data = scenario.to_data()
    block: Any = data
    for step in place[:-1]:
        block = block[step]
    block[place[-1]] = value
    return scenario_of(data)


def with_returns_times(scenario: Scenario, item: str, factor: Decimal) -> Scenario:
    """A copy in which an item brings so many times as much of everything, and lifts others as much more."""
    data = scenario.to_data()
    own = data["items"][item]
    for block in (own, *own.get("tiers", {}).values()):
        if "returns" in block:
            block["returns"] = _scaled_returns(block["returns"], factor)
        if "uplift" in block:
            block["uplift"] = [_scaled_uplift(one, factor) for one in block["uplift"]]
    return scenario_of(data)


def with_prices_times(scenario: Scenario, item: str, factor: Decimal) -> Scenario:
    """A copy in which an item's prices are so many times what they are, to the smallest unit."""
    data, digits = scenario.to_data(), scenario.digits

    def times(amount: Any) -> Any:
        if isinstance(amount, list):
            return [times(one) for one in amount]
        return rounded(_number(amount) * factor, digits)

    own = data["items"][item]
    for block in (own, *own.get("tiers", {}).values()):
        for part, names in _PRICES.items():
            if part in block:
                block[part] |= {name: times(block[part][name]) for name in names if name in block[part]}
    return scenario_of(data)


def with_budget_times(scenario: Scenario, factor: Decimal) -> Scenario:
    """A copy with so many times the budget, released in the same proportions."""
    data = scenario.to_data()
    budget = data["budget"]
    total = rounded(_number(budget["total"]) * factor, scenario.digits)
    if isinstance(release := budget.get("release"), list):
        budget["release"] = list(split(total, [_number(one) for one in release], scenario.digits))
    budget["total"] = total
    return scenario_of(data)


def with_value_times(scenario: Scenario, metric: str, factor: Decimal) -> Scenario:
    """A copy in which one of a metric is worth so many times as much."""
    data = scenario.to_data()
    data["metrics"][metric]["value"] = _number(data["metrics"][metric]["value"]) * factor
    return scenario_of(data)


def with_ceiling_times(scenario: Scenario, place: Place, factor: Decimal) -> Scenario:
    """A copy in which what items can bring together is so many times as much."""
    data = scenario.to_data()
    block: Any = data
    for step in place[:-1]:
        block = block[step]
    block[place[-1]] = _number(block[place[-1]]) * factor
    return scenario_of(data)


def _scaled_uplift(uplift: dict[str, Any], factor: Decimal) -> dict[str, Any]:
    """The uplift, so many times as strong; it can take no more than there is."""
    return {**uplift, "by": max(Decimal(-1), _number(uplift["by"]) * factor)}


def _scaled_returns(returns: dict[str, Any], factor: Decimal) -> dict[str, Any]:
    scaled: dict[str, Any] = {}
    for name, value in returns.items():
        if name not in Returns.model_fields:
            scaled[name] = _scaled_metric(value, factor)
        elif name in _COSTS:
            scaled[name] = _number(value) / factor
        elif name == "roas":
            scaled[name] = _number(value) * factor
        elif name == "roi":
            scaled[name] = (1 + _number(value)) * factor - 1
        elif name == "cash":
            scaled[name] = [_number(one) * factor for one in value]
        else:
            scaled[name] = value
    return scaled


def _scaled_metric(stated: dict[str, Any], factor: Decimal) -> dict[str, Any]:
    scaled = dict(stated)
    for name, value in stated.items():
        if name == "cost_per":
            scaled[name] = _number(value) / factor
        elif name in _WAYS:
            scaled[name] = _number(value) * factor
        elif name in _TABLES:
            scaled[name] = [_number(one) * factor for one in value]
        elif name == "tranches":
            scaled[name] = [_scaled_metric(one, factor) for one in value]
        elif name == "curve":
            scaled[name] = _scaled_curve(value, factor)
    return scaled


def _scaled_curve(stated: dict[str, Any], factor: Decimal) -> dict[str, Any]:
    scaled = dict(stated)
    for name, value in stated.items():
        if name in _OUTCOMES:
            scaled[name] = _number(value) * factor
        elif name == "at":
            scaled[name] = {**value, "brings": _number(value["brings"]) * factor}
        elif name in _POINTS:
            scaled[name] = [[spend, _number(outcomes) * factor] for spend, outcomes in value]
    return scaled


def _number(value: Any) -> Decimal:
    return Decimal(str(value))
