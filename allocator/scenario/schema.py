"""The scenario: one file that says everything a solve needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from allocator.fields import Fields, Id, Text, Unlimited, Word
from allocator.limits import Limit
from allocator.money import NO_CURRENCY, digits_of
from allocator.scenario.budget import Budget
from allocator.scenario.cover import Cover
from allocator.scenario.goals import Goal, Policy
from allocator.scenario.horizon import WHOLE_YEAR, Horizon
from allocator.scenario.items import Item
from allocator.scenario.metrics import Metric
from allocator.scenario.ranges import Range

FORMAT: Literal[1] = 1


class Scenario(Fields):
    """Everything a solve needs: budget, horizon, items, limits, goals and policy."""

    format: Literal[1] = FORMAT
    """The version of this file format."""
    name: Text = "Scenario"
    """What the plan is called in reports."""
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = NO_CURRENCY
    """ISO 4217 code of the currency of all amounts; `XXX`, no currency, where left out."""
    horizon: Horizon = WHOLE_YEAR
    """The time the plan covers; one period of a year where left out."""
    budget: Budget = Budget.model_construct(total=Unlimited.UNLIMITED)
    """The own money: an amount, or a mapping with its release, reserve and reinvestment. It can be left out
    where something is minimised, and is then unlimited."""
    metrics: Mapping[Word, Metric] = {}
    """Metrics and what one of each is worth. revenue, order, lead and impression are known already."""
    policy: Policy = Policy.model_construct()
    """What is optimised, and in which order wishes are served."""
    goals: tuple[Goal, ...] = ()
    """Targets that the plan tries to reach."""
    items: Annotated[Mapping[Id, Item], Field(min_length=1)]
    """What money can go to, by id; the order breaks ties."""
    limits: tuple[Limit, ...] = ()
    """Rules that the plan must obey."""
    ranges: Mapping[str, Range] = {}
    """How far single numbers may be off, by their path: `items.crm.price.amount: 15%`, or from least to most:
    `items.search.returns.delay: [1, 3]`. `stress` moves them so far; it changes no plan."""
    report: Cover = Cover.model_construct()
    """What reports show besides the plan: title, version, names, discount rate."""
    notes: Text | None = None
    """Anything a reader should know."""

    @property
    def digits(self) -> int:
        """How many decimals the currency's smallest unit has."""
        return digits_of(self.currency)

    def to_data(self) -> dict[str, Any]:
        """The scenario as plain JSON data, defaults left out; reading it again gives an equal scenario."""
        data = self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        return data if "budget" in data else {"budget": {"total": Unlimited.UNLIMITED.value}, **data}
