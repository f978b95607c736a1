"""What a plan can decide: one lever for each amount of money, number of units or purchase.

Every way to buy is said as levers, so that the model, the rounding and the checker know only these.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from allocator.fields import in_period
from allocator.periods import Periods
from allocator.scenario.buying import Price
from allocator.scenario.items import Item, Starts


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
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Hash once, and only what tells levers apart: all that is known of a plan is looked up by them."""
        object.__setattr__(self, "_hash", hash((self.item, self.tier, self.running.start)))

    def __hash__(self) -> int:
        return self._hash

    @property
    def period(self) -> int:
        """The first period in which it works."""
        return self.running.start

    @property
    def cost(self) -> Decimal:
        """Money for a level of one, over the horizon."""
        return sum((amount for _, amount in self.payments), Decimal(0))


def levers_of(name: str, item: Item, periods: Periods, active: range) -> Iterator[Lever]:
    """The levers of one item, by period or by tier and start."""
    payments: tuple[tuple[int, Decimal], ...]
    if item.spend is not None:
        for t in active:
            yield Lever(name, Pull.MONEY, range(t, t + 1), ((t, Decimal(1)),), whole=False)
    elif item.units is not None:
        for t in active:
            payments = ((t, in_period(item.units.price, t)),)
            yield Lever(name, Pull.UNITS, range(t, t + 1), payments, whole=item.units.whole)
    prices = (
        {"": item.price} if item.price is not None else {k: v.price for k, v in (item.tiers or {}).items()}
    )
    for tier, price in prices.items():
        for start in starts_of(item, price, periods, active):
            running = range(start, min(active.stop, start + (item.runs or periods.count)))
            payments = _payments(price, periods, running)
            yield Lever(name, Pull.PURCHASE, running, payments, whole=not price.divisible, tier=tier)


def starts_of(item: Item, price: Price, periods: Periods, active: range) -> Iterator[int]:
    """The periods in which something with a price can start: so early that it is paid within the horizon."""
    last = periods.count - len(price.schedule or (0,))
    for start in active[:1] if item.starts is Starts.FIRST else active:
        if start <= last:
            yield start


def _payments(price: Price, periods: Periods, running: range) -> tuple[tuple[int, Decimal], ...]:
    if price.schedule is not None:
        return tuple((running.start + k, amount) for k, amount in enumerate(price.schedule) if amount)
    amount = price.amount or Decimal(0)
    due = (running.start,) if price.every is None else periods.due(price.every, running)
    return tuple((t, amount * due.count(t)) for t in sorted(set(due)))


def exclusive(levers: tuple[Lever, ...], item: Item) -> Iterator[tuple[Lever, ...]]:
    """Groups of an item's levers of which one at most can be pulled: tiers, or starts of what starts once."""
    purchases = [lever for lever in levers if lever.pull is Pull.PURCHASE]
    if item.starts is not Starts.REPEATEDLY:
        groups = [purchases]
    else:
        groups = [[v for v in purchases if v.period == t] for t in sorted({v.period for v in purchases})]
    yield from (tuple(group) for group in groups if len(group) > 1)
