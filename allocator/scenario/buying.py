"""The ways to buy an item: any amount of money, pieces at a price, all or nothing, one of several tiers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from allocator.fields import Fields, Money, MoneyByPeriod, Rate, Word, plain, wrong
from allocator.periods import Every
from allocator.scenario.returns import Returns, Use
from allocator.scenario.uplift import Uplifts

_BASES = ("total", "per_period")


def _ordered(fields: Fields) -> None:
    """Refuse a floor above its cap, and an exact amount beside either."""
    for basis in _BASES:
        low, high, exact = (getattr(fields, f"{bound}_{basis}") for bound in ("min", "max", "exact"))
        if low is not None and high is not None and low > high:
            raise wrong(f"min_{basis} above max_{basis}", f"at most {plain(high)}", plain(low))
        if exact is not None and (low is not None or high is not None):
            raise wrong(f"exact_{basis} beside a minimum or maximum", f"exact_{basis} alone", "both")


def _minimum_fits(fields: Fields) -> None:
    """Refuse a minimum per period that no period can hold."""
    least, most = (getattr(fields, name) for name in ("min_if_used_per_period", "max_per_period"))
    if least is not None and most is not None and least > most:
        raise wrong("min_if_used_per_period above max_per_period", f"at most {plain(most)}", plain(least))


class Spend(Fields):
    """Money in any amount between limits."""

    min_total: Money | None = None
    """At least this over the horizon."""
    max_total: Money | None = None
    """At most this over the horizon."""
    exact_total: Money | None = None
    """Exactly this over the horizon."""
    min_per_period: Money | None = None
    """At least this in every period."""
    max_per_period: Money | None = None
    """At most this in every period."""
    exact_per_period: Money | None = None
    """Exactly this in every period."""
    min_if_used_total: Money | None = None
    """Nothing, or at least this over the horizon."""
    min_if_used_per_period: Money | None = None
    """In each period nothing, or at least this."""
    fee_if_used_total: Money | None = None
    """Paid once, in the item's first period, if any money goes to it; on top of that money."""
    fee_if_used_per_period: Money | None = None
    """Paid in each period in which any money goes to it; on top of that money."""
    committed_total: Money | None = None
    """The part that is signed or already spent; the plan adds to it only what it is worth."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        _ordered(self)
        cap = self.exact_total if self.exact_total is not None else self.max_total
        _minimum_fits(self)
        for name in ("committed_total", "min_if_used_total", "min_if_used_per_period"):
            if cap is not None and (amount := getattr(self, name)) is not None and amount > cap:
                raise wrong(f"{name} above the cap", f"at most {plain(cap)}", plain(amount))
        return self

    @property
    def is_fixed(self) -> bool:
        """Whether some amount must be spent."""
        names = ("exact_total", "exact_per_period", "committed_total", "min_total", "min_per_period")
        return any(getattr(self, name) for name in names)


class Units(Fields):
    """So many pieces at a price each."""

    price: MoneyByPeriod
    """Money for one unit; 0 where units take something else than money. A list says it for each period."""
    min_total: Rate | None = None
    """At least so many over the horizon."""
    max_total: Rate | None = None
    """At most so many over the horizon."""
    exact_total: Rate | None = None
    """Exactly so many over the horizon."""
    min_per_period: Rate | None = None
    """At least so many in every period."""
    max_per_period: Rate | None = None
    """At most so many in every period."""
    exact_per_period: Rate | None = None
    """Exactly so many in every period."""
    min_if_used_total: Rate | None = None
    """None, or at least so many over the horizon."""
    min_if_used_per_period: Rate | None = None
    """In each period none, or at least so many."""
    fee_if_used_total: Money | None = None
    """Paid once, in the item's first period, if any unit is bought; on top of the price."""
    fee_if_used_per_period: Money | None = None
    """Paid in each period in which any unit is bought; on top of the price."""
    whole: bool = True
    """Whether only whole units can be bought."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        _ordered(self)
        cap = self.exact_total if self.exact_total is not None else self.max_total
        _minimum_fits(self)
        for name in ("min_if_used_total", "min_if_used_per_period"):
            if cap is not None and (count := getattr(self, name)) is not None and count > cap:
                raise wrong(f"{name} above the cap", f"at most {plain(cap)}", plain(count))
        return self

    @property
    def is_fixed(self) -> bool:
        """Whether some number must be bought."""
        return any(getattr(self, f"{bound}_{basis}") for bound in ("exact", "min") for basis in _BASES)


class Price(Fields):
    """One price for the whole item: all of it or nothing. Short form: `price: 12000`, paid once."""

    amount: Money | None = None
    """Money for each payment."""
    every: Every | None = None
    """How often it is paid while the item is active: week, month, quarter, year; once where left out."""
    schedule: Annotated[tuple[Money, ...], Field(min_length=1)] | None = None
    """The payments in its first, second, … period, instead of an amount."""
    divisible: bool = False
    """Whether any part of it can be bought, at that part of its price and for that part of its returns."""

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, value: Any) -> Any:
        return value if isinstance(value, (dict, Price)) else {"amount": value}

    @model_validator(mode="after")
    def _paid_in_one_way(self) -> Self:
        if (self.amount is None) is (self.schedule is None):
            found = "neither" if self.amount is None else "both"
            raise wrong("a price is one amount, or a schedule of payments", "amount or schedule", found)
        if self.schedule is not None and self.every is not None:
            raise wrong("a schedule says itself when it is paid", "schedule without every", "every")
        return self


class Tier(Fields):
    """One of several variants, of which at most one is bought."""

    price: Price
    """What it costs."""
    returns: Returns | None = None
    """What it brings; the item's own returns where left out."""
    uses: Mapping[Word, Use] = {}
    """What it takes of capacities; what the item itself uses where left out."""
    uplift: Uplifts = ()
    """What it adds to the outcomes of other items; the item's own uplift where left out."""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.price.divisible:
            raise wrong("a part of a tier", "tiers are bought whole", "divisible: true")
        return self
