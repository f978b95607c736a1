"""What a plan can decide: one lever for each amount of money, number of units or purchase.

Every way to buy is said as levers, so that the model, the rounding and the checker know only these.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from allocator.periods import Periods
from allocator.scenario.items import Item, Price


class Pull(StrEnum):
    """What a lever's level counts."""

    MONEY = "money"
    UNITS = "units"
    PURCHASE = "purchase"


@dataclass(frozen=True, slots=True)
class Lever:
    """One decision: its level is money, a number of units, or 0 or 1 for a purchase.

    `payments` are (period, money) for a level of one; `running` the periods in which what was bought works.
    """

    item: str
    pull: Pull
    running: range
    payments: tuple[tuple[int, Decimal], ...]
    whole: bool
    tier: str = ""

    @property
    def period(self) -> int:
        """The first period in which it works."""
        return self.running.start

    @property
    def cost(self) -> Decimal:
        """Money for a level of one, over the horizon."""
        return sum((amount for _, amount in self.payments), Decimal(0))


def levers_of(name: str, item: Item, periods: Periods, active: range) -> Iterator[Lever]:
    """The levers of one item, by period or by tier."""
    payments: tuple[tuple[int, Decimal], ...]
    if item.spend is not None:
        for t in active:
            yield Lever(name, Pull.MONEY, range(t, t + 1), ((t, Decimal(1)),), whole=False)
    elif item.units is not None:
        for t in active:
            payments = ((t, item.units.price),)
            yield Lever(name, Pull.UNITS, range(t, t + 1), payments, whole=item.units.whole)
    elif item.price is not None:
        yield Lever(name, Pull.PURCHASE, active, _payments(item.price, periods, active), whole=True)
    for tier, variant in (item.tiers or {}).items():
        payments = _payments(variant.price, periods, active)
        yield Lever(name, Pull.PURCHASE, active, payments, whole=True, tier=tier)


def _payments(price: Price, periods: Periods, active: range) -> tuple[tuple[int, Decimal], ...]:
    due = (active.start,) if price.every is None else periods.due(price.every, active)
    return tuple((t, price.amount * due.count(t)) for t in sorted(set(due)))
