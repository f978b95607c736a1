"""What an item brings: metrics per unit of money, per unit bought, or when bought; and when it arrives."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from allocator.curves.tranches import Tranche, faults_of
from allocator.fields import Fields, PositiveRate, Rate, Share, Signed, Text, wrong

_WAYS = ("per_money", "cost_per", "per_unit", "total_when_bought", "per_period_when_bought", "tranches")
PER_UNIT = ("per_unit",)
PER_PURCHASE = ("total_when_bought", "per_period_when_bought")


class MetricReturn(Fields):
    """How much of one metric an item brings; exactly one way of saying it."""

    per_money: Rate | None = None
    """Outcomes per unit of money spent (for revenue: the ROAS)."""
    cost_per: PositiveRate | None = None
    """Money per outcome (for leads: the CPL; for orders: the CPA or CPO)."""
    per_unit: Rate | None = None
    """Outcomes per unit bought; for items bought in units."""
    total_when_bought: Rate | None = None
    """Outcomes that the purchase brings once, at its start; for items with a price or tiers."""
    per_period_when_bought: Rate | None = None
    """Outcomes in every period in which the item is active; for items with a price or tiers."""
    tranches: Annotated[tuple[Tranche, ...], Field(min_length=1)] | None = None
    """A table of rates that change with the level of spend or units."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if len(given := self.ways) != 1:
            raise wrong(
                "a metric needs one way of saying what comes back",
                ", ".join(_WAYS),
                ", ".join(given) or "none",
            )
        for position, problem, expected in faults_of(self.tranches or ()):
            raise wrong(f"{problem} (tranche {position + 1})", expected, "otherwise")
        return self

    @property
    def ways(self) -> tuple[str, ...]:
        """The names of the fields that are given."""
        return tuple(name for name in _WAYS if getattr(self, name) is not None)


def _season(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


Season = Annotated[
    tuple[Rate, ...] | Mapping[str, Rate],
    BeforeValidator(_season),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "array", "items": {"type": ["number", "string"]}},
                {"type": "object", "additionalProperties": {"type": ["number", "string"]}},
            ],
        }
    ),
]


class Returns(Fields):
    """What an item brings: the shorthands below, and any metric by its name.

    `lead: {cost_per: 95}`, `engagement: {per_unit: 400}`, `revenue: {tranches: [...]}`.
    """

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, MetricReturn] = Field(init=False)

    roas: Rate | None = None
    """Revenue per unit of money spent."""
    roi: Signed | None = None
    """(Return − cost) / cost, with all costs of the goods already taken off."""
    cpl: PositiveRate | None = None
    """Money per lead."""
    cpa: PositiveRate | None = None
    """Money per order (acquisition)."""
    cpo: PositiveRate | None = None
    """Money per order; the same as `cpa`."""
    cpm: PositiveRate | None = None
    """Money per thousand impressions."""
    margin: Share | None = None
    """The part of revenue that is left after the goods are paid; otherwise the value of metric `revenue`."""
    delay: Annotated[int, Field(ge=0, le=520)] = 0
    """Periods between the spend and the first outcome."""
    spread: tuple[Rate, ...] | None = None
    """Shares of the outcome that arrive in the first, second, … period from then on; they add up to 1."""
    season: Season | None = None
    """Weights on what spend of a period brings: one per period, or a mapping from periods to weights."""
    source: Text | None = None
    """Where these figures come from."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.cpa is not None and self.cpo is not None:
            raise wrong("cpa and cpo are the same figure", "one of them", "both")
        for short, metric in (("cpl", "lead"), ("cpa", "order"), ("cpo", "order"), ("cpm", "impression")):
            if getattr(self, short) is not None and metric in self.metrics:
                raise wrong(f"{metric} is stated twice", f"{short} or {metric}", "both")
        stated = [name for name in ("roas", "roi") if getattr(self, name) is not None]
        stated += ["revenue"] * ("revenue" in self.metrics)
        if len(stated) > 1:
            raise wrong("the return is stated twice", "roas, roi or revenue", ", ".join(stated))
        if self.roi is not None and self.roi < -1:
            raise wrong("a roi below -100%", "-1 or more", str(self.roi))
        if self.spread is not None and sum(self.spread) != 1:
            raise wrong(
                "shares of `spread` that do not add up to 1",
                "a sum of 1 (100%)",
                str(sum(self.spread, Decimal(0))),
            )
        return self

    @property
    def metrics(self) -> Mapping[str, MetricReturn]:
        """The metrics given by name, without the shorthands."""
        return self.__pydantic_extra__ or {}

    def spelled_out(self) -> dict[str, MetricReturn]:
        """Every metric by its name, the shorthands (all but `roi`, which is a return) written out."""
        short = {
            "revenue": {"per_money": self.roas} if self.roas is not None else None,
            "lead": {"cost_per": self.cpl} if self.cpl is not None else None,
            "order": {"cost_per": self.cpa or self.cpo} if self.cpa or self.cpo else None,
            "impression": {"cost_per": self.cpm / 1000} if self.cpm is not None else None,
        }
        return {name: MetricReturn(**way) for name, way in short.items() if way} | dict(self.metrics)


SHORTHANDS = tuple(Returns.model_fields)
