"""The money there is, when it becomes available, and how much of what comes back may be spent again."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from allocator.fields import (
    Amount,
    Fields,
    Id,
    Money,
    MoneyByPeriod,
    MoneyOrShare,
    MoneyOrUnlimited,
    PeriodRef,
    Rate,
    RateByPeriod,
    Share,
    Unlimited,
    plain,
    wrong,
)
from allocator.scenario.words import TimeFrame


class Release(StrEnum):
    """When the budget becomes available."""

    UPFRONT = "upfront"
    EVEN = "even"


def _time_frames(value: Any) -> Any:
    return tuple(TimeFrame) if value == "all" else value


TimeFrames = Annotated[
    tuple[TimeFrame, ...],
    Field(min_length=1),
    BeforeValidator(_time_frames),
    WithJsonSchema(
        {"anyOf": [{"const": "all"}, {"type": "array", "minItems": 1, "items": {"enum": list(TimeFrame)}}]}
    ),
]


class Reinvestment(Fields):
    """The share of money that has come back which may be spent again within the horizon."""

    share: Share
    """How much of the money that has come back may be spent again."""
    into: TimeFrames = (TimeFrame.MEDIUM, TimeFrame.LONG)
    """The time frames it may be spent on, or `all`."""
    from_: Annotated[TimeFrames, Field(alias="from")] = tuple(TimeFrame)
    """The time frames whose returns count."""
    lag: Annotated[int, Field(ge=0, le=520)] | None = None
    """How many periods pass between the money's return and its second use; 0, the same period, where left
    out."""

    @property
    def wait(self) -> int:
        """The lag, 0 where none is given."""
        return self.lag or 0


class Loan(Fields):
    """Money that can be borrowed. Each draw is repaid whole, with its cost, `term` periods later."""

    rate: Rate = Decimal(0)
    """What a draw costs over its whole term, as a share of it; paid with the repayment, and taken off the net
    return."""
    term: Annotated[int, Field(ge=1, le=520)] = 1
    """After how many periods a draw is repaid; 1 makes a credit line that is drawn anew each period."""
    repay: Annotated[tuple[Rate, ...], Field(min_length=1)] | None = None
    """What is repaid of each unit of money in the first, second, … period after it is drawn, cost included;
    instead of `rate` and `term`, where there is interest or repayment on the way."""
    may_outlast: bool = False
    """Whether it can be drawn so late that something is repaid after the horizon; what is owed then is taken
    off the closing cash."""
    max_total: Money | None = None
    """At most this is drawn over the horizon."""
    max_per_period: Money | None = None
    """At most this is drawn in a period."""
    max_owed: Money | None = None
    """At most this is owed at the end of any period; what a draw costs is left aside."""
    from_: Annotated[PeriodRef | None, Field(alias="from")] = None
    """The first period in which it can be drawn."""
    until: PeriodRef | None = None
    """The last period in which it can be drawn."""

    @model_validator(mode="after")
    def _repaid_in_one_way(self) -> Self:
        if self.repay is not None and not self.model_fields_set.isdisjoint({"rate", "term"}):
            raise wrong("a repayment said twice", "rate and term, or repay", "both")
        return self

    @property
    def repayments(self) -> tuple[Decimal, ...]:
        """What is repaid of each unit in the periods after it is drawn."""
        return self.repay or (*(Decimal(0),) * (self.term - 1), 1 + self.rate)


class Extra(Fields):
    """An elastic budget: own money beyond the total, at a price. It is released as the budget is."""

    max_total: Money | None = None
    """At most this."""
    cost: Rate = Decimal(0)
    """What one unit of it costs in the objective, as a share of it."""


class Budget(Fields):
    """The own money of the plan. Short form: `budget: 250000`."""

    total: MoneyOrUnlimited
    """Own money over the whole horizon, the reserve included; or `unlimited`."""
    release: Release | tuple[Money, ...] = Release.UPFRONT
    """`upfront`, `even`, or one amount for each period (they add up to `total`)."""
    carry_over: bool = True
    """Whether money not spent in a period stays available; with `false` it lapses."""
    reserve: MoneyOrShare = Amount(Decimal(0), False)
    """Money held back: shown, never allocated. A percentage is a share of `total`."""
    reinvest: Reinvestment | None = None
    """What may be spent again of the money that comes back."""
    interest: RateByPeriod = (Decimal(0),)
    """What money left at the end of a period earns until the end of the next one, as a share of it; a list
    says it for each period."""
    min_cash_per_period: MoneyByPeriod | None = None
    """At least so much is left at the end of every period, of own money and of money that has come back; a
    list says it for each period."""
    min_cash_at_end: Money | None = None
    """At least so much is left at the end of the horizon."""
    loans: Mapping[Id, Loan] = {}
    """Where money can be borrowed."""
    extra: Extra | None = None
    """Own money beyond the total, at a price."""

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, value: Any) -> Any:
        return value if isinstance(value, (dict, Budget)) else {"total": value}

    @model_validator(mode="after")
    def _sums_agree(self) -> Self:
        if isinstance(self.total, Unlimited):
            return self._without_total()
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

    def _without_total(self) -> Self:
        if isinstance(self.release, tuple):
            raise wrong("listed releases of an unlimited budget", "upfront or even", "a list")
        if self.extra is not None:
            raise wrong("extra money beside an unlimited budget", "one of them", "both")
        return self

    @property
    def amount(self) -> Decimal:
        """The total; 0 where it is unlimited."""
        return Decimal(0) if isinstance(self.total, Unlimited) else self.total
