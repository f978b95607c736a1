"""What spending causes, and what it is worth."""

from __future__ import annotations

from decimal import Decimal
from typing import Self

from pydantic import model_validator

from allocator.fields import Fields, PeriodRef, Rate, Signed, Text, wrong
from allocator.scenario.words import Evidence


class Metric(Fields):
    """Something that spending causes, and what one of it is worth."""

    value: Signed | None = None
    """Money that one is worth; for `revenue`, the margin. Left out, it is counted but has no value."""
    evidence: Evidence | None = None
    """Which evidence it is: revenue, order, lead or attention; derived from the name where left out."""
    cash: bool | None = None
    """Whether its value comes back as money that can be spent again; by default all but attention does."""
    ceiling_total: Rate | None = None
    """All items together bring at most so many; what comes on top is lost (a saturated audience)."""
    ceiling_per_period: Rate | None = None
    """In each period at most so many arrive of all items together; what comes on top is lost."""
    source: Text | None = None
    """Where the value comes from."""
    as_of: PeriodRef | None = None
    """When the source says so: a year, quarter, month or day, such as 2026-11."""

    @model_validator(mode="after")
    def _one_ceiling(self) -> Self:
        if self.ceiling_total is not None and self.ceiling_per_period is not None:
            raise wrong("two ceilings", "ceiling_total or ceiling_per_period", "both")
        return self


BUILT_IN = {
    "revenue": Metric(value=Decimal(1), evidence=Evidence.REVENUE, cash=True),
    "order": Metric(evidence=Evidence.ORDER),
    "lead": Metric(evidence=Evidence.LEAD),
    "impression": Metric(evidence=Evidence.ATTENTION),
}
"""Metrics that every scenario knows without declaring them: those that the shorthands speak of."""

_EVIDENCE = {
    Evidence.REVENUE: {"revenue", "sales", "turnover", "income"},
    Evidence.ORDER: {
        "order",
        "orders",
        "customer",
        "customers",
        "client",
        "clients",
        "purchase",
        "purchases",
        "sale",
    },
    Evidence.LEAD: {"lead", "leads", "signup", "signups", "prospect", "prospects", "enquiry", "enquiries"},
}


def evidence_of(name: str, metric: Metric) -> Evidence:
    """The evidence a metric counts as: as declared, or by its name, otherwise attention."""
    if metric.evidence is not None:
        return metric.evidence
    return next((kind for kind, names in _EVIDENCE.items() if name.lower() in names), Evidence.ATTENTION)


def is_cash(name: str, metric: Metric) -> bool:
    """Whether the metric's value comes back as money that can be spent again."""
    return metric.cash if metric.cash is not None else evidence_of(name, metric) is not Evidence.ATTENTION
