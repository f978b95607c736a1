"""The figures of a scenario: the one that a return stands on, any replaced, several moved by a factor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from allocator.fields import percent
from allocator.money import rounded
from allocator.scenario.buying import Price
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
    """A number of an item's returns or prices, and whether less of it is better: a price, a cost per outcome.

    `is_factor` says that it is a factor of all numbers at its place.
    """

    place: Place
    value: Decimal
    is_cost: bool
    is_factor: bool = False

    @property
    def is_price(self) -> bool:
        """Whether it is what the item costs."""
        return "returns" not in self.place

    @property
    def tier(self) -> str | None:
        """The tier that it is the price of."""
        return str(self.place[3]) if self.place[2] == "tiers" else None


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


def price_figures(scenario: Scenario, item: str) -> Iterator[Figure]:
    """What an item costs: its price, that of a unit, or that of each tier; several amounts as one factor."""
    spec = scenario.items[item]
    place: Place = ("items", item)
    if spec.units is not None:
        amounts = set(spec.units.price)
        one = amounts.pop() if len(amounts) == 1 else None
        yield _price_figure((*place, "units", "price"), one)
    if spec.price is not None:
        yield _stated_price((*place, "price"), spec.price)
    for name, tier in (spec.tiers or {}).items():
        yield _stated_price((*place, "tiers", name, "price"), tier.price)


def _stated_price(place: Place, price: Price) -> Figure:
    return _price_figure((*place, "schedule" if price.amount is None else "amount"), price.amount)


def _price_figure(place: Place, amount: Decimal | None) -> Figure:
    is_factor = amount is None
    return Figure(place, Decimal(1) if amount is None else amount, is_cost=True, is_factor=is_factor)


def with_price_times(scenario: Scenario, place: Place, factor: Decimal) -> Scenario:
    """A copy in which a price is so many times as much, in whole smallest units, and at least one of them."""
    before: Any = scenario.to_data()
    for step in place:
        before = before[step]
    return with_value(scenario, place, _times(before, factor, scenario.digits))


def with_value(scenario: Scenario, place: Place, value: Any) -> Scenario:
    """A copy with something else at a place; raises InputError where that is no scenario."""
    data = scenario.to_data()
    block: Any = data
    for step in place[:-1]:
        block = block[step]
    block[place[-1]] = value
    return scenario_of(data)


def with_number(scenario: Scenario, place: Place, value: Decimal) -> Scenario:
    """A copy with another number at a place, an amount of money to the smallest unit."""
    before: Any = scenario.to_data()
    for step in place:
        before = before.get(step) if isinstance(before, dict) else before[step]
    if not isinstance(before, str):
        return with_value(scenario, place, value)
    if before.endswith("%"):
        return with_value(scenario, place, f"{percent(value)}%")
    return with_value(scenario, place, rounded(value, scenario.digits))


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
    """A copy in which all of an item's prices are so many times what they are, in whole smallest units."""
    data = scenario.to_data()
    own = data["items"][item]
    for block in (own, *own.get("tiers", {}).values()):
        for part, names in _PRICES.items():
            stated = {name: block[part][name] for name in names if name in block.get(part, ())}
            for name, amount in stated.items():
                block[part][name] = _times(amount, factor, scenario.digits)
    return scenario_of(data)


def _times(amount: Any, factor: Decimal, digits: int) -> Any:
    """An amount, or each of several: what costs something goes on to cost one smallest unit at least."""
    if isinstance(amount, list):
        return [_times(one, factor, digits) for one in amount]
    before = number_of(amount)
    return max(Decimal(1).scaleb(-digits), rounded(before * factor, digits)) if before else before


def _scaled_uplift(uplift: dict[str, Any], factor: Decimal) -> dict[str, Any]:
    """The uplift, so many times as strong; it can take no more than there is."""
    return {**uplift, "by": max(Decimal(-1), number_of(uplift["by"]) * factor)}


def _scaled_returns(returns: dict[str, Any], factor: Decimal) -> dict[str, Any]:
    scaled: dict[str, Any] = {}
    for name, value in returns.items():
        if name not in Returns.model_fields:
            scaled[name] = _scaled_metric(value, factor)
        elif name in _COSTS:
            scaled[name] = number_of(value) / factor
        elif name == "roas":
            scaled[name] = number_of(value) * factor
        elif name == "roi":
            scaled[name] = (1 + number_of(value)) * factor - 1
        elif name == "cash":
            scaled[name] = [number_of(one) * factor for one in value]
        else:
            scaled[name] = value
    return scaled


def _scaled_metric(stated: dict[str, Any], factor: Decimal) -> dict[str, Any]:
    scaled = dict(stated)
    for name, value in stated.items():
        if name == "cost_per":
            scaled[name] = number_of(value) / factor
        elif name in _WAYS:
            scaled[name] = number_of(value) * factor
        elif name in _TABLES:
            scaled[name] = [number_of(one) * factor for one in value]
        elif name == "tranches":
            scaled[name] = [_scaled_metric(one, factor) for one in value]
        elif name == "curve":
            scaled[name] = _scaled_curve(value, factor)
    return scaled


def _scaled_curve(stated: dict[str, Any], factor: Decimal) -> dict[str, Any]:
    scaled = dict(stated)
    for name, value in stated.items():
        if name in _OUTCOMES:
            scaled[name] = number_of(value) * factor
        elif name == "at":
            scaled[name] = {**value, "brings": number_of(value["brings"]) * factor}
        elif name in _POINTS:
            scaled[name] = [[spend, number_of(outcomes) * factor] for spend, outcomes in value]
    return scaled


def number_of(value: Any) -> Decimal:
    """A number of a scenario's data, which can be a percentage."""
    text = str(value)
    return Decimal(text[:-1]) / 100 if text.endswith("%") else Decimal(text)
