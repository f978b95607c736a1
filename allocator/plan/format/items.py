"""What items get and bring: each one, in groups, and in another plan that is as good."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from allocator.plan.format.base import MoneyText, Part


class LiftPart(Part):
    """What an item adds to the outcomes of another one."""

    item: str
    """The item that is lifted."""
    outcomes: dict[str, float]
    """What is added of each metric, over its whole life."""
    return_: Annotated[MoneyText, Field(alias="return")]
    """What that is worth."""


class ItemPart(Part):
    """What one item gets and brings, and why."""

    id: str
    """Its key in the scenario."""
    name: str
    """What it is called."""
    kind: Literal["tool", "service", "ad"]
    """What it is."""
    channel: str | None
    """Where it works."""
    time_frame: Literal["fast", "medium", "long"]
    """When money comes back."""
    time_frame_given: bool
    """Whether the scenario says the time frame; otherwise it follows from the payback period."""
    payback_months: float | None
    """Months until it has paid for itself; null where it never does or nothing is known."""
    status: Literal["committed", "planned", "optional"]
    """How free the plan is to cut it."""
    spend: MoneyText
    """Money over the horizon."""
    by_period: list[MoneyText]
    """Money in each period; adds up to `spend`."""
    share: float
    """Its part of the plan's spend, 0 to 1."""
    bought: bool
    """Whether anything is bought."""
    units: float | None
    """Units bought; how often or how much of it, for a price that can be paid in part or at several times;
    null otherwise."""
    units_by_period: list[float] | None
    """The same for each period."""
    tier: str | None
    """The tier bought."""
    outcomes: dict[str, float]
    """Outcomes over their whole life, by metric."""
    return_: Annotated[MoneyText, Field(alias="return")]
    """Money value of its outcomes, by the best evidence."""
    evidence: Literal["revenue", "order", "lead", "attention", "none"]
    """What its return is known from."""
    marginal_return: float | None
    """What the next unit of money would return in its best period; null where no return is known. Where a
    curve still rises more and more, what as much money as brings the most for each unit returns."""
    average_return: float | None
    """Return per unit of money spent; null where nothing is spent, or no return is known."""
    saturation: float | None
    """The part reached of what its curves can bring at best, 0 to 1; null where they have no limit."""
    reason: str
    """Why it gets what it gets, as a word."""
    reason_text: str
    """Why it gets what it gets, in a few words."""
    info: dict[str, str]
    """The user's own columns, unchanged."""
    lifts: list[LiftPart] | None = None
    """What it adds to the outcomes of others: part of its own outcomes and return, not of theirs; left out
    where it adds nothing."""


class GroupPart(Part):
    """Totals of the items that share a property."""

    group: str | None
    """The property's value; null for items without one."""
    items: int
    """How many items."""
    spend: MoneyText
    """Their money."""
    return_: Annotated[MoneyText, Field(alias="return")]
    """Their return."""


class GroupsPart(Part):
    """Totals by property; each list adds up to the plan's totals."""

    kind: list[GroupPart]
    """By kind."""
    channel: list[GroupPart]
    """By channel."""
    time_frame: list[GroupPart]
    """By time frame."""
    status: list[GroupPart]
    """By status."""


class TiePart(Part):
    """What one item gets in another plan that is as good."""

    id: str
    """Its key in the scenario."""
    spend: MoneyText
    """Money over the horizon, there."""
    by_period: list[MoneyText]
    """Money in each period, there."""
    bought: bool
    """Whether anything is bought there."""
    units: float | None
    """Units bought there; null where it is not bought in units."""
    units_by_period: list[float] | None
    """Units bought in each period, there."""
    tier: str | None
    """The tier bought there."""
