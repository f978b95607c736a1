"""How input becomes what a curve sees: prices that turn money into volume, and what is carried over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from allocator.curves import Curve, Straight
from allocator.periods import Periods
from allocator.scenario.carry_over import Applies, Tail
from allocator.scenario.returns import Returns, Season

ZERO, ONE = Decimal(0), Decimal(1)


@dataclass(frozen=True, slots=True)
class Prices:
    """What money buys, counted in money at usual prices: u_t = volume(x_t / index_t), at most x_t / index_t.

    An index of no entries is 1 in every period.
    """

    index: tuple[Decimal, ...]
    volume: Curve

    def at(self, t: int) -> Decimal:
        """The price index of a period."""
        return self.index[t] if self.index else ONE

    def buys(self, t: int, amount: Decimal) -> Decimal:
        """u_t."""
        return self.volume.value(amount / self.at(t))

    def slope(self, t: int, amount: Decimal) -> Decimal:
        """What one more unit of money in a period buys."""
        return self.volume.slope(amount / self.at(t)) / self.at(t)

    @property
    def least(self) -> Decimal:
        """The index of the cheapest period."""
        return min(self.index, default=ONE)

    @property
    def most(self) -> Decimal:
        """The index of the dearest period."""
        return max(self.index, default=ONE)


@dataclass(frozen=True, slots=True)
class Carry:
    """Weights of what works in its own period, the next, …, and what was spent before the horizon.

    Before the curve, period t brings season_t · f(z_t) with z_t = Σ_k weights_k · u_{t−k}; after it
    Σ_k weights_k · season_{t−k} · f(u_{t−k}). `tail` is how many periods after the horizon count. Spend from
    before it is `earlier`, u of these periods with the last one just before it, where it is carried to the
    curve; `echoes` is what it brings in each period where outcomes are carried.
    """

    weights: tuple[Decimal, ...]
    before_curve: bool
    tail: int
    earlier: tuple[Decimal, ...] = ()
    echoes: tuple[Decimal, ...] = ()

    def sources(self, t: int, count: int) -> Iterator[tuple[int, Decimal]]:
        """The periods of a horizon of so many that work in a period, with their weights."""
        for lag, weight in enumerate(self.weights[: t + 1]):
            if weight and t - lag < count:
                yield t - lag, weight

    def targets(self, t: int, stop: int) -> Iterator[tuple[int, Decimal]]:
        """The periods before `stop` in which a period's spend works, with their weights."""
        for lag, weight in enumerate(self.weights[: stop - t]):
            if weight:
                yield t + lag, weight

    def carried_in(self, t: int) -> Decimal:
        """The part of z_t that is from before the horizon."""
        return self._from_before(self.earlier, t)

    def echo(self, t: int) -> Decimal:
        """What spend from before the horizon brings in a period, carried over after the curve."""
        return self.echoes[t] if self.echoes else ZERO

    def with_echoes(self, brought: tuple[Decimal, ...], stop: int) -> Carry:
        """The same where the periods before the horizon brought so much, the last one just before it."""
        return replace(self, echoes=tuple(self._from_before(brought, t) for t in range(stop)))

    def _from_before(self, amounts: tuple[Decimal, ...], t: int) -> Decimal:
        late = zip(reversed(amounts), self.weights[t + 1 :], strict=False)
        return sum((weight * amount for amount, weight in late), ZERO)

    @property
    def is_later(self) -> bool:
        """Whether a curve sees anything of other periods."""
        return self.before_curve and any((*self.weights[1:], *self.earlier))

    @property
    def total(self) -> Decimal:
        """How often a unit counts in all."""
        return sum(self.weights, ZERO)


USUAL = Prices((), Straight(ONE))
AT_ONCE = Carry((ONE,), before_curve=False, tail=0)


def prices_of(returns: Returns, periods: Periods) -> Prices:
    """The prices of a returns block."""
    if returns.price_index is None and returns.price_rise is None:
        return USUAL
    index = by_period(returns.price_index, periods) if returns.price_index is not None else ()
    return Prices(index, USUAL.volume if returns.price_rise is None else returns.price_rise.volume)


def carry_of(returns: Returns, periods: Periods, prices: Prices, curve: Curve) -> Carry:
    """The carry-over of a returns block; what was spent before the horizon was at an index of 1.

    The tail of a rate is followed until nothing is left, since it needs no curve in each of its periods.
    """
    said = returns.carry_over
    if said is None:
        return AT_ONCE
    earlier = tuple(map(prices.volume.value, said.earlier(periods)))
    is_rate = isinstance(curve, Straight) and said.tail is Tail.COUNTED
    tail = len(said.lags) - 1 if is_rate else said.tail_periods
    if said.applies is Applies.BEFORE_CURVE:
        return Carry(said.lags, before_curve=True, tail=tail, earlier=earlier)
    brought = tuple(map(curve.value, earlier))
    return Carry(said.lags, before_curve=False, tail=tail).with_echoes(brought, periods.count + tail)


def by_period(numbers: Season | None, periods: Periods) -> tuple[Decimal, ...]:
    """One number for each period; raises ValueError where they do not fit the horizon."""
    if numbers is None:
        return (ONE,) * periods.count
    if isinstance(numbers, tuple):
        if len(numbers) != periods.count:
            raise ValueError(f"{len(numbers)} weights for {periods.count} periods")
        return numbers
    found = [ONE] * periods.count
    for reference, number in numbers.items():
        for t in periods.find(reference):
            found[t] = number
    return tuple(found)
