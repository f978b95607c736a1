"""What spending causes, and what it is worth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Self

from pydantic import model_validator

from allocator.fields import Fields, PeriodRef, Rate, Signed, Text, Word, wrong
from allocator.limits import Selector
from allocator.scenario.words import Evidence

_SHARED = ("max_total", "max_per_period")
_OWN = ("ceiling_total", "ceiling_per_period")


class SharedCeiling(Fields):
    """What some items together bring of a metric at most; what comes on top is lost."""

    on: Selector
    """Which items share it. What others add to their outcomes by an uplift counts as well."""
    max_total: Rate | None = None
    """They bring at most so many in all."""
    max_per_period: Rate | None = None
    """In each period at most so many of theirs arrive."""
    source: Text | None = None
    """Where the number comes from."""

    @model_validator(mode="after")
    def _one_bound(self) -> Self:
        given = [field for field in _SHARED if getattr(self, field) is not None]
        if len(given) != 1:
            expected = "max_total or max_per_period, the other one as a ceiling of its own"
            raise wrong("a ceiling says one number", expected, " and ".join(given) or "none")
        return self

    @property
    def bound(self) -> tuple[str, Decimal]:
        """The field that is given, with its number."""
        return next((name, most) for name in _SHARED if (most := getattr(self, name)) is not None)


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
    ceilings: Mapping[Word, SharedCeiling] = {}
    """Ceilings that some items share, by name: `{search audience: {on: [search, shopping], max_per_period:
    4000}}`. One may lie within another, or overlap it."""
    source: Text | None = None
    """Where the value comes from."""
    as_of: PeriodRef | None = None
    """When the source says so: a year, quarter, month or day, such as 2026-11."""

    @model_validator(mode="after")
    def _one_ceiling(self) -> Self:
        if len(list(self.own_ceiling)) > 1:
            raise wrong("two ceilings", "ceiling_total or ceiling_per_period", "both")
        return self

    @property
    def own_ceiling(self) -> Iterator[tuple[str, Decimal]]:
        """The field of the ceiling of all items, with its number; nothing where there is none."""
        yield from ((name, most) for name in _OWN if (most := getattr(self, name)) is not None)


BUILT_IN = {
    "revenue": Metric.model_construct(value=Decimal(1), evidence=Evidence.REVENUE, cash=True),
    "order": Metric.model_construct(evidence=Evidence.ORDER),
    "lead": Metric.model_construct(evidence=Evidence.LEAD),
    "impression": Metric.model_construct(evidence=Evidence.ATTENTION),
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
