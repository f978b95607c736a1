"""The money there is, when it becomes available, and how much of what comes back may be spent again."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from allocator.fields import Amount, Fields, Money, MoneyOrShare, Share, plain, wrong
from allocator.scenario.words import TimeFrame


class Release(StrEnum):
    """When the budget becomes available."""

    UPFRONT = "upfront"
    EVEN = "even"


class Reinvestment(Fields):
    """The share of money that has come back which may be spent again within the horizon."""

    share: Share
    """How much of the money that has come back may be spent again."""
    into: Annotated[tuple[TimeFrame, ...], Field(min_length=1)] = (TimeFrame.MEDIUM, TimeFrame.LONG)
    """The time frames it may be spent on."""
    from_: Annotated[tuple[TimeFrame, ...], Field(alias="from", min_length=1)] = tuple(TimeFrame)
    """The time frames whose returns count."""
    lag: Annotated[int, Field(ge=0, le=520)] = 0
    """How many periods pass between the money's return and its second use; 0 is the same period."""


class Budget(Fields):
    """The own money of the plan. Short form: `budget: 250000`."""

    total: Money
    """Own money over the whole horizon, the reserve included."""
    release: Release | tuple[Money, ...] = Release.UPFRONT
    """`upfront`, `even`, or one amount for each period (they add up to `total`)."""
    carry_over: bool = True
    """Whether money not spent in a period stays available; with `false` it lapses."""
    reserve: MoneyOrShare = Amount(Decimal(0), False)
    """Money held back: shown, never allocated. A percentage is a share of `total`."""
    reinvest: Reinvestment | None = None
    """What may be spent again of the money that comes back."""

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, value: Any) -> Any:
        return value if isinstance(value, (dict, Budget)) else {"total": value}

    @model_validator(mode="after")
    def _sums_agree(self) -> Self:
        if isinstance(self.release, tuple) and sum(self.release) != self.total:
            raise wrong(
                "releases that do not add up to the total",
                plain(self.total),
                plain(sum(self.release, Decimal(0))),
            )
        if not self.reserve.is_share and self.reserve.value > self.total:
            raise wrong(
                "a reserve above the budget", f"at most {plain(self.total)}", plain(self.reserve.value)
            )
        return self
