"""What an item brings: metrics per unit of money, per unit bought, or when bought; and when it arrives."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Self

from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from allocator.curves.stated import StatedCurve
from allocator.curves.tranches import Basis, Tranche, faults_of
from allocator.fields import Fields, PeriodRef, PositiveRate, Rate, Share, Signed, Text, Word, wrong
from allocator.scenario.carry_over import CarryOver
from allocator.scenario.prices import PriceRise

_WAYS = (
    "per_money",
    "cost_per",
    "per_unit",
    "per_period_when_bought",
    "tranches",
    "curve",
    "table_total",
    "table_per_period",
    "per",
    "total_when_bought",
)
_BESIDE = "total_when_bought"
"""The way that can stand beside another one."""
Table = Annotated[tuple[Signed, ...], Field(min_length=2)]


class MetricReturn(Fields):
    """How much of one metric an item brings: one way of saying it, and perhaps a one-off beside it."""

    model_config = ConfigDict(defer_build=False)
    _ways: ClassVar[tuple[str, ...]] = _WAYS

    per_money: Signed | None = None
    """Outcomes per unit of money spent (for revenue: the ROAS)."""
    cost_per: PositiveRate | None = None
    """Money per outcome (for leads: the CPL; for orders: the CPA or CPO)."""
    per_unit: Signed | None = None
    """Outcomes per unit bought; for items bought in units."""
    total_when_bought: Signed | None = None
    """Outcomes that buying any of it brings once: at its start for what has a price, in the item's first
    period otherwise; alone, or beside a rate."""
    per_period_when_bought: Signed | None = None
    """Outcomes in every period in which the item is active; for items with a price or tiers."""
    tranches: Annotated[tuple[Tranche, ...], Field(min_length=1)] | None = None
    """A table of rates that change with the level of spend or units."""
    curve: StatedCurve | None = None
    """A curve of the money spent, by a formula or through points; for items bought as `spend`."""
    table_total: Table | None = None
    """What 0, 1, 2, … units over the horizon bring: rising, falling or both; level after the last."""
    table_per_period: Table | None = None
    """What 0, 1, 2, … units in a period bring."""
    per: Annotated[Mapping[Word, Rate], Field(min_length=1)] | None = None
    """So many for each outcome of other metrics that the same item brings, when those arrive:
    `lead: {per: {click: 5%}}`. So one curve serves all of them."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        given = [way for way in self.ways if way != _BESIDE]
        if len(given) > 1 or not self.ways:
            raise wrong(
                "a metric needs one way of saying what comes back",
                ", ".join(self._ways),
                ", ".join(given) or "none",
            )
        for position, problem, expected in faults_of(self.tranches or ()):
            raise wrong(f"{problem} (tranche {position + 1})", expected, "otherwise")
        return self

    @property
    def ways(self) -> tuple[str, ...]:
        """The names of the fields that are given."""
        return tuple(name for name in self._ways if getattr(self, name) is not None)

    @property
    def adds_up(self) -> bool:
        """Whether it is a table over the whole horizon."""
        ends = [tranche.end for tranche in self.tranches or () if tranche.end]
        in_total = self.curve is not None and self.curve.basis is Basis.TOTAL
        return in_total or self.table_total is not None or any(end[1] is Basis.TOTAL for end in ends)

    @property
    def counts_units(self) -> bool:
        """Whether it grows with the number of units bought."""
        tables = self.per_unit, self.table_total, self.table_per_period
        return any(t.per_unit is not None for t in self.tranches or ()) or any(t is not None for t in tables)


class Use(MetricReturn):
    """How much of a capacity an item takes. Short form: a number."""

    _ways: ClassVar[tuple[str, ...]] = ("amount", *_WAYS)

    amount: Rate | None = None
    """So much for each unit bought, each unit of money, or the whole purchase: as the item is bought."""

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, value: Any) -> Any:
        return value if isinstance(value, (dict, Use)) else {"amount": value}


def _season(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


_BY_PERIOD = WithJsonSchema(
    {
        "anyOf": [
            {"type": "array", "items": {"type": ["number", "string"]}},
            {"type": "object", "additionalProperties": {"type": ["number", "string"]}},
        ],
    }
)
Season = Annotated[tuple[Rate, ...] | Mapping[str, Rate], BeforeValidator(_season), _BY_PERIOD]
PriceIndex = Annotated[
    tuple[PositiveRate, ...] | Mapping[str, PositiveRate], BeforeValidator(_season), _BY_PERIOD
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
    cash: Annotated[tuple[Signed, ...], Field(min_length=1)] | None = None
    """Money that comes back in the period of purchase, the next, …: of each unit of money, each unit bought,
    or the whole purchase. What is paid later counts as negative; with `budget.reinvest` it is paid from what
    has come back, and from own money where that is not enough."""
    margin: Share | None = None
    """The part of revenue that is left after the goods are paid; otherwise the value of metric `revenue`."""
    delay: Annotated[int, Field(ge=0, le=520)] = 0
    """Periods between the spend and the first outcome."""
    spread: tuple[Rate, ...] | None = None
    """Shares of the outcome that arrive in the first, second, … period from then on; they add up to 1."""
    season: Season | None = None
    """Weights on what spend of a period brings: one per period, or a mapping from periods to weights."""
    carry_over: CarryOver | None = None
    """How spend works on in later periods (adstock), before the curve or after it."""
    price_index: PriceIndex | None = None
    """What media cost in a period, 1 being usual: at 125% a unit of money brings what 0.80 bring otherwise.
    One per period, or a mapping from periods to numbers; for items bought as `spend`."""
    price_rise: PriceRise | None = None
    """A price that rises with the spend of a period (CPM inflation); for items bought as `spend`."""
    range: Share | None = None
    """How far these figures may be off, up or down, as a share of them; `stress` moves them so far."""
    source: Text | None = None
    """Where these figures come from."""
    as_of: PeriodRef | None = None
    """When the source says so: a year, quarter, month or day, such as 2026-11."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.cpa is not None and self.cpo is not None:
            raise wrong("cpa and cpo are the same figure", "one of them", "both")
        for short, metric in (("cpl", "lead"), ("cpa", "order"), ("cpo", "order"), ("cpm", "impression")):
            if getattr(self, short) is not None and metric in self.metrics:
                raise wrong(f"{metric} is stated twice", f"{short} or {metric}", "both")
        later = next((name for name in ("spread", "carry_over") if getattr(self, name) is not None), None)
        if self.cash is not None and later is not None:
            raise wrong("`cash` says itself when it arrives", f"cash without {later}", later)
        stated = [name for name in ("roas", "roi", "cash") if getattr(self, name) is not None]
        stated += ["revenue"] * ("revenue" in self.metrics)
        if len(stated) > 1:
            raise wrong("the return is stated twice", "roas, roi, cash or revenue", ", ".join(stated))
        if self.roi is not None and self.roi < -1:
            raise wrong("a roi below -100%", "-1 or more", str(self.roi))
        if self.spread is not None and sum(self.spread) != 1:
            raise wrong(
                "shares of `spread` that do not add up to 1",
                "a sum of 1 (100%)",
                str(sum(self.spread, Decimal(0))),
            )
        if any(given.per for given in self.metrics.values()):
            in_order(self.spelled_out())
        return self

    @property
    def of_spend(self) -> str | None:
        """The first field given that speaks of any amount of money."""
        if self.carry_over is not None and self.carry_over.spent_before:
            return "spent_before"
        return next((name for name in ("price_index", "price_rise") if getattr(self, name) is not None), None)

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


def in_order(stated: Mapping[str, MetricReturn]) -> list[str]:
    """The metrics of an item, those first that others follow from; raises where that is not possible."""
    found: list[str] = []
    left = {name: set(given.per or ()) for name, given in stated.items()}
    for name, needed in left.items():
        if unknown := sorted(needed - set(stated)):
            raise wrong(f"{name} per something that the item does not bring", ", ".join(stated), unknown[0])
    while left:
        ready = [name for name, needed in left.items() if needed <= set(found)]
        if not ready:
            raise wrong(
                "metrics that follow from each other in a circle", "one of them by itself", " and ".join(left)
            )
        found += ready
        left = {name: needed for name, needed in left.items() if name not in ready}
    return found


SHORTHANDS = tuple(Returns.model_fields)
