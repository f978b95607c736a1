"""The lines of the plan that money can go to."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from allocator.fields import Fields, Id, Money, PeriodRef, Rate, Text, Word, Words, wrong
from allocator.scenario.buying import Price, Spend, Tier, Units
from allocator.scenario.returns import Returns, Use, in_order
from allocator.scenario.uplift import Uplifts
from allocator.scenario.words import Kind, Status, TimeFrame


class Starts(StrEnum):
    """When something with a price can start."""

    FIRST = "first"
    ONCE = "once"
    REPEATEDLY = "repeatedly"


class Item(Fields):
    """One line of the plan that money can go to; bought in exactly one way: price, spend, units or tiers."""

    name: Text | None = None
    """What it is called in reports; its id where left out."""
    kind: Kind
    """tool (CRM, e-mail, monitoring), service (design, video, agency) or ad (any tactic)."""
    channel: Word | None = None
    """Where it works: facebook, search, email, …"""
    time_frame: TimeFrame | None = None
    """When money comes back: fast, medium or long; derived from the payback period where left out."""
    payback_months: Rate | None = None
    """Months until the item has paid for itself; computed from its returns where left out."""
    status: Status = Status.OPTIONAL
    """committed (signed), planned (intended) or optional (free to cut)."""
    tags: Words = ()
    """Any labels that limits can speak of."""
    from_: Annotated[PeriodRef | None, Field(alias="from")] = None
    """The first period in which it can be bought; what has a price or tiers is paid from it on."""
    until: PeriodRef | None = None
    """The last period in which it can be bought or runs."""
    cancellable_from: PeriodRef | None = None
    """The first period whose money can still be saved by giving notice on what is committed; `cut` may end it
    then. A plan pays it to its end."""
    price: Price | None = None
    """All or nothing, at a price."""
    spend: Spend | None = None
    """Money in any amount between limits."""
    units: Units | None = None
    """So many pieces at a price each."""
    tiers: Annotated[Mapping[Id, Tier], Field(min_length=1)] | None = None
    """One variant out of several."""
    starts: Starts = Starts.FIRST
    """When something with a price starts, if it is bought: in its `first` period, `once` in a period that
    the plan chooses, or `repeatedly` in any number of periods, once in each."""
    runs: Annotated[int, Field(ge=1, le=520)] | None = None
    """For how many periods something with a price works from its start; until its end where left out."""
    returns: Returns | None = None
    """What it brings."""
    uses: Mapping[Word, Use] = {}
    """What it takes of capacities other than money, such as hours: `uses: {hours: 2}` for each unit bought,
    each unit of money, or the whole purchase; or said in any way that returns know."""
    uplift: Uplifts = ()
    """What it adds to the outcomes of other items while it runs, or in the periods in which any of it is
    bought: `uplift: {paid_search: 8%}`. Several uplifts of one item's outcomes add up."""
    source: Text | None = None
    """Where its cost comes from."""
    as_of: PeriodRef | None = None
    """When the source says so: a year, quarter, month or day, such as 2026-11."""
    baseline: Money | None = None
    """What it got so far, such as last year or in the plan before; reports show the change."""
    info: Mapping[str, str] = {}
    """Anything else that should appear in reports: owner, cost centre, vendor, order number, notes."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        ways = [name for name in ("price", "spend", "units", "tiers") if getattr(self, name) is not None]
        if len(ways) != 1:
            raise wrong(
                "an item is bought in one way",
                "price, spend, units or tiers",
                ", ".join(ways) or "none of them",
            )
        bought = self.spend or self.units
        if self.status is Status.COMMITTED and bought is not None and not bought.is_fixed:
            raise wrong(
                "a committed item without its amount", "exact_total, min_total or committed_total", ways[0]
            )
        if self.status is Status.COMMITTED and self.price is not None and self.price.divisible:
            raise wrong(
                "a divisible price that is committed",
                "the committed part as its price, without divisible",
                "divisible",
            )
        if self.cancellable_from is not None and not self._is_signed:
            raise wrong("notice on an item that is not committed", "status: committed", self.status)
        self._timed(ways[0])
        return self

    @property
    def _is_signed(self) -> bool:
        """Whether it is committed, or a part of it."""
        return self.status is Status.COMMITTED or bool(self.spend and self.spend.committed_total)

    def _timed(self, bought: str) -> None:
        """Refuse timing of what has no start of its own."""
        if bought == "tiers" and self.starts is Starts.REPEATEDLY:
            raise wrong("tiers that start repeatedly", "starts: first or once", self.starts)
        if bought in ("price", "tiers"):
            return
        if self.starts is not Starts.FIRST or self.runs is not None:
            field = "runs" if self.runs is not None else "starts"
            raise wrong(f"`{field}` of an item without a price of its own", "price or tiers", bought)

    @model_validator(mode="after")
    def _returns_fit(self) -> Self:
        bought = next(
            name for name in ("price", "spend", "units", "tiers") if getattr(self, name) is not None
        )
        stated = {**(self.returns.metrics if self.returns else {}), **self.uses}
        for tier in (self.tiers or {}).values():
            stated |= {**(tier.returns.metrics if tier.returns else {}), **tier.uses}
        for metric, given in stated.items():
            for way in given.ways:
                _fits(bought, metric, way, by_unit=given.counts_units)
        return self

    @model_validator(mode="after")
    def _uses_follow(self) -> Self:
        """Refuse a use per outcome that the item does not bring, and an uplift by a part of something."""
        tiers = (self.tiers or {}).values()
        for returns, own in [(t.returns or self.returns, t.uses) for t in tiers] or [(self.returns, {})]:
            uses = own or self.uses
            if any(use.per for use in uses.values()):
                in_order((returns or Returns()).spelled_out() | dict(uses))
        if self.uplift and self.price is not None and self.price.divisible:
            expected = "a price without divisible, or tiers with an uplift each"
            raise wrong("an uplift by something bought in parts", expected, "divisible: true")
        return self

    @property
    def all_returns(self) -> list[Returns]:
        """Its own returns and those of its tiers, as far as they are stated."""
        blocks = [self.returns, *(tier.returns for tier in (self.tiers or {}).values())]
        return [block for block in blocks if block is not None]

    @model_validator(mode="after")
    def _prices_are_of_spend(self) -> Self:
        for returns in self.all_returns if self.spend is None else ():
            if field := returns.of_spend:
                raise wrong(f"`{field}` of what is not bought as spend", "an item bought as `spend`", field)
        return self


def _fits(bought: str, metric: str, way: str, *, by_unit: bool) -> None:
    if by_unit and bought != "units":
        expected = "total_when_bought" if bought in ("price", "tiers") else "per_money or cost_per"
        raise wrong(f"{metric} per unit of an item that is not bought in units", expected, way)
    if way == "curve" and bought != "spend":
        raise wrong(f"a curve of spend for {metric}", "an item bought as `spend`", bought)
    if way == "per_period_when_bought" and bought not in ("price", "tiers"):
        raise wrong(
            f"{metric} per period when bought, of an item bought in any amount",
            "per_money, cost_per, per_unit or total_when_bought",
            way,
        )
