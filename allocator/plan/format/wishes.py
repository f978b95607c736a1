"""How far a plan serves its wishes, and how near it comes to its bounds."""

from __future__ import annotations

from typing import Literal

from allocator.plan.format.base import MoneyText, Part


class GoalPart(Part):
    """A goal and how far it is reached."""

    name: str
    """What it is called."""
    metric: str
    """What is counted."""
    rank: str
    """How much it matters: primary, secondary, or a number."""
    sense: Literal["at_least", "at_most", "exactly"]
    """On which side of the target the plan should be."""
    target: float
    """What shall be reached."""
    reached: float
    """What arrives by the end of the period `by`."""
    shortfall: float
    """How far it is missed, on whichever side counts; 0 where the target is met."""
    by: str
    """The last period that counts."""
    reached_in: str | None
    """The first period by whose end the target is met; null where it is not."""


class LimitPart(Part):
    """A rule, where it is tightest."""

    name: str
    """What it is called."""
    sentence: str
    """What it says."""
    path: str
    """Where the scenario says it; list positions count from 1."""
    binding: bool
    """Whether not one smallest unit more (or less) would fit."""
    unit: Literal["money", "units", "count"]
    """What it counts; `value` and `bound` are decimal strings for money, numbers otherwise."""
    value: MoneyText | float
    """What the plan has."""
    bound: MoneyText | float
    """What the rule demands."""
    period: str | None
    """The period in which it is tightest; null for the horizon as a whole."""


class CeilingPart(Part):
    """What items together can bring of a metric at most, and what they bring."""

    name: str
    """What it is called."""
    metric: str
    """The metric."""
    path: str
    """Where the scenario says it."""
    items: list[str]
    """The items that share it."""
    most: float
    """What they can bring at most."""
    per_period: bool
    """Whether that is meant of each period, rather than in total."""
    brought: float
    """What they would bring over the whole life of outcomes without any ceiling."""
    counted: float
    """What counts of that; the rest is lost."""
    full: list[str]
    """The periods in which no more would count; for one in total the last period."""


class StagePart(Part):
    """One stage of the policy."""

    name: str
    """Which wish it serves."""
    aim: Literal["maximise", "minimise"]
    """Which way it pulls."""
    value: float
    """What the plan reaches, after rounding."""
    bound: float
    """What no plan can better, given the earlier stages."""
    gap: float
    """The distance between them, relative to the bound."""
