"""The whole of a plan's JSON."""

from __future__ import annotations

from typing import Any, Literal

from allocator.plan.format.base import Digest, MoneyText, Part
from allocator.plan.format.items import GroupsPart, ItemPart, TiePart
from allocator.plan.format.money import PeriodPart, SourcePart, TotalsPart
from allocator.plan.format.wishes import CeilingPart, GoalPart, LimitPart, StagePart


class OptionsPart(Part):
    """What the solver was asked for."""

    gap: float
    """The gap with which a plan was good enough; 0 asks for the best, under curves by a formula for 1e-4."""
    time_limit: float | None
    """Seconds after which the best plan so far was taken; null where there was no limit."""


class SolverPart(Part):
    """Who found the plan."""

    name: str
    """The solver."""
    version: str
    """Its version."""
    options: OptionsPart | None = None
    """What it was asked for; left out where a plan was made before this was recorded."""


class PlanFile(Part):
    """A plan, format 1: everything that a report needs, and the scenario that it answers."""

    format: Literal[1]
    """The version of this format."""
    status: Literal["optimal", "feasible"]
    """Whether the search ended with a proof (`optimal`) or was stopped by a limit (`feasible`)."""
    currency: str
    """ISO 4217 code of all money."""
    name: str
    """The scenario's name."""
    scenario: dict[str, Any]
    """The scenario, with what it extends and its sheets merged; see scenario.schema.json."""
    scenario_sha256: Digest
    """SHA-256 of `scenario` as JSON with sorted keys, no spaces, in UTF-8."""
    solver: SolverPart
    """Who found the plan."""
    gap: float
    """The largest gap of the stages that are wishes, what rounding to the smallest unit costs included."""
    gap_before_rounding: float | None = None
    """The gap before rounding; only where rounding took more than the gap that was asked for."""
    totals: TotalsPart
    """The plan's money."""
    unspent_because: str
    """Why money is left; empty where none is."""
    periods: list[PeriodPart]
    """Money by period."""
    return_after_horizon: MoneyText
    """Return that arrives after the last period; with the periods' returns it adds up to the total."""
    sources: list[SourcePart]
    """Money from beyond the budget."""
    items: list[ItemPart]
    """The items, in the order of the scenario."""
    groups: GroupsPart
    """Totals by property."""
    goals: list[GoalPart]
    """The goals."""
    limits: list[LimitPart]
    """All rules, also those that items and the budget say."""
    stages: list[StagePart]
    """The stages of the policy, in order."""
    warnings: list[str]
    """What a reader should know."""
    tie: list[TiePart] | None = None
    """The items that differ in another plan that is as good in every stage; null where none was found."""
    ceilings: list[CeilingPart] | None = None
    """The ceilings of metrics; left out where there are none."""
