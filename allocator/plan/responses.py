"""What a spend on one item brings of one metric: values, averages and the next money, from its curve."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from functools import cached_property

from allocator.curves import (
    Basis,
    Curve,
    Smooth,
    Straight,
    best_average_at,
    reaching,
    worthwhile_until,
)
from allocator.fields import in_period
from allocator.problem import Effect, Input, Line, Problem
from allocator.scenario.buying import Units

ZERO, ONE = Decimal(0), Decimal(1)
NEARLY_ALL = Decimal("0.9")
"""The part of its limit at which a curve counts as saturated."""
_OF_MONEY = (Input.SPEND, Input.UNITS)


@dataclass(frozen=True, slots=True)
class Point:
    """A spend and what it brings: `average` and `marginal` are outcomes per unit of money.

    `marginal` is what the next money brings: the slope to the right of the spend; None where a formula is
    infinitely steep. `worth` is the money that one outcome adds to the return, None where it adds none.
    `saturation` is the part of the limit reached, None where the curve has none.
    """

    spend: Decimal
    units: Decimal | None
    outcome: Decimal
    average: Decimal | None
    marginal: Decimal | None
    worth: Decimal | None
    saturation: Decimal | None

    @property
    def returned(self) -> Decimal | None:
        """The money value of the outcome."""
        return self._in_money(self.outcome)

    @property
    def average_return(self) -> Decimal | None:
        """Return per unit of money spent."""
        return self._in_money(self.average)

    @property
    def marginal_return(self) -> Decimal | None:
        """What the next unit of money returns."""
        return self._in_money(self.marginal)

    @property
    def average_cost(self) -> Decimal | None:
        """Money per outcome."""
        return 1 / self.average if self.average and self.average > 0 else None

    @property
    def marginal_cost(self) -> Decimal | None:
        """Money for the next outcome."""
        return 1 / self.marginal if self.marginal and self.marginal > 0 else None

    def _in_money(self, outcomes: Decimal | None) -> Decimal | None:
        return None if self.worth is None or outcomes is None else outcomes * self.worth


@dataclass(frozen=True)
class Response:
    """One metric of one item as a function of the money put into it, on one basis.

    On basis `per_period` it is that of a period of weight 1. What is carried over counts as if the same were
    spent in every period, and money is that of usual prices. `once` are outcomes that come on top if
    anything is bought, or whatever is bought, and are no part of the curve.
    """

    line: Line
    metric: str
    curve: Curve
    basis: Basis
    units: Units | None
    worth: Decimal | None
    effect: Effect
    once: bool

    @property
    def season(self) -> tuple[Decimal, ...]:
        """The weights of the periods."""
        return self.effect.season

    @property
    def _seen(self) -> Decimal:
        """What the curve sees of one unit of input, if as much is put in in every period."""
        return self.effect.carry.total if self.effect.carry.before_curve else ONE

    @property
    def _echoed(self) -> Decimal:
        """How often what the curve brings counts."""
        return ONE if self.effect.carry.before_curve else self.effect.carry.total

    @property
    def strength(self) -> Decimal:
        """How often a unit of input counts in all."""
        return self.effect.carry.total

    def put(self, inputs: Sequence[Decimal], t: int | None) -> Decimal:
        """What, put in in every period, would do what inputs do in a period (None: over the horizon)."""
        bought = self.effect.bought(inputs)
        return sum(bought, ZERO) if t is None else self.effect.seen(bought, t) / self._seen

    def price(self, t: int) -> Decimal:
        """Money for one unit of the curve's input."""
        return ONE if self.units is None else in_period(self.units.price, t)

    @property
    def first_price(self) -> Decimal:
        """The same in the item's first period, by which the curve is read."""
        return self.price(self.line.active.start)

    def at(self, spend: Decimal) -> Point:
        """What a spend brings, at the price of the first period and in one of weight 1."""
        return self.point(spend / self.first_price, spend)

    def point(
        self, amount: Decimal, spend: Decimal, price: Decimal | None = None, weight: Decimal = ONE
    ) -> Point:
        """What an amount of input brings that costs so much; the next unit is at `price`."""
        reached, limit = self.curve.value(amount * self._seen), self.curve.supremum
        outcome, slope = reached * self._echoed, self.curve.slope(amount * self._seen) * self.strength
        steep = isinstance(self.curve, Smooth) and self.curve.is_steep and not amount
        return Point(
            spend=spend,
            units=None if self.units is None else amount,
            outcome=weight * outcome,
            average=weight * outcome / spend if spend else None,
            marginal=None if steep else weight * slope / (price or self.first_price),
            worth=self.worth,
            saturation=reached / limit if limit else None,
        )

    @cached_property
    def nearly_all(self) -> Point | None:
        """Where 90 % of the limit is reached; with the next whole unit where only such can be bought."""
        limit = self.curve.supremum
        return self._where_seen(reaching(self.curve, NEARLY_ALL * limit) if limit else None, up=True)

    @cached_property
    def best_average(self) -> Point | None:
        """Where a curve that rises first brings the most per unit of money."""
        return self._where_seen(best_average_at(self.curve))

    def worthwhile(self, needed: Decimal) -> Point | None:
        """Where the next money returns no more than needed; None where no spend returns that on average."""
        if not self.pays(needed) or self.worth is None:
            return None
        slope = needed * self.first_price / (self.worth * self.strength)
        return self._where_seen(worthwhile_until(self.curve, slope))

    def pays(self, needed: Decimal) -> bool:
        """Whether some spend returns as much as needed on average."""
        return self.worth is not None and self.worth > 0 and self.best_return >= needed

    @property
    def best_return(self) -> Decimal:
        """What a unit of money returns on average at best."""
        return self.curve.best_average * self.strength * (self.worth or ZERO) / self.first_price

    def _where_seen(self, seen: Decimal | None, *, up: bool = False) -> Point | None:
        """Where the curve sees so much; `up` to the next whole unit, where only such can be bought."""
        if seen is None:
            return None
        amount = seen / self._seen
        if up and self.units is not None and self.units.whole:
            amount = amount.to_integral_value(ROUND_CEILING)
        return self.point(amount, amount * self.first_price)


def responses_of(line: Line, problem: Problem) -> Iterator[Response]:
    """The responses of an item that money, or units at a price, go to by degrees."""
    if line.spec.spend is None and line.spec.units is None:
        return
    effects = [e for e in line.effects if e.metric not in line.spec.uses]
    by_metric: dict[str, list[Effect]] = {}
    for effect in effects:
        if effect.input in _OF_MONEY:
            by_metric.setdefault(effect.metric, []).append(effect)
    for metric, found in by_metric.items():
        first = found[0]
        units = line.spec.units if first.input is Input.UNITS else None
        yield Response(
            line=line,
            metric=metric,
            curve=_summed(found),
            basis=_basis(first, effects, problem),
            units=units,
            worth=first.value or None,
            effect=first,
            once=any(e.metric == metric and e.input not in _OF_MONEY for e in effects),
        )


def _summed(effects: list[Effect]) -> Curve:
    """The curve of a metric; several of the same item are rates of payments at several times."""
    if len(effects) == 1:
        return effects[0].curve
    return Straight(sum((piece.slope for e in effects for piece in e.curve.pieces), ZERO))


def _basis(effect: Effect, effects: list[Effect], problem: Problem) -> Basis:
    """That of the curve; a rate, which is the same on both, stands on that of the item's other curves."""
    if problem.periods.count == 1:
        return Basis.TOTAL
    bent = [e.basis for e in effects if e.input in _OF_MONEY and not isinstance(e.curve, Straight)]
    if isinstance(effect.curve, Straight):
        return bent[0] if bent else Basis.TOTAL
    return effect.basis
