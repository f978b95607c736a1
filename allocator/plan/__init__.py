"""The answer: a plan in whole smallest units with its reasons, and the checker that trusts no solver."""

from allocator.plan.answer import Plan
from allocator.plan.reasons import Reason
from allocator.plan.record import (
    PlanCeiling,
    PlanGoal,
    PlanItem,
    PlanLimit,
    PlanPeriod,
    PlanStage,
    PlanTie,
    Totals,
)

__all__ = [
    "Plan",
    "PlanCeiling",
    "PlanGoal",
    "PlanItem",
    "PlanLimit",
    "PlanPeriod",
    "PlanStage",
    "PlanTie",
    "Reason",
    "Totals",
]
