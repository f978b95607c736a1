"""The plan: what it says, and the forms in which it can be handed on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from allocator.plan.exchange import plan_data, plan_text
from allocator.plan.record import PlanRecord

if TYPE_CHECKING:
    from allocator.plan.frames import DataFrame


@dataclass(frozen=True, slots=True)
class Plan(PlanRecord):
    """The answer to a scenario, frozen; see `PlanRecord` for what it holds."""

    def to_frame(self) -> DataFrame:
        """One row per item, indexed by its id, in the order of the file.

        Columns: name, kind, channel, time_frame, status, spend, share, units, tier, return, evidence,
        marginal_return, average_return, saturation, reason, one column `spend:LABEL` per period, one
        `outcome:METRIC` per metric.
        Money is float64 in the scenario's currency; shares are of the plan's spend, 0 to 1.
        """
        from allocator.plan.frames import plan_frame

        return plan_frame(self)

    def to_data(self) -> dict[str, Any]:
        """The plan as JSON data, format 1: money as decimal strings, ratios as numbers."""
        return plan_data(self)

    def to_json(self) -> str:
        """The plan as JSON text, format 1, with a newline at its end; the same plan gives the same bytes."""
        return plan_text(self)
