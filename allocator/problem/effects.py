"""What levers cause: effects, each with its curve, its timing and its value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, Protocol

from allocator.curves import Basis, Curve
from allocator.limits import Measure, Term
from allocator.problem.carry import AT_ONCE, USUAL, ZERO, Carry, Prices
from allocator.problem.levers import Lever

RETURN = "return"
"""The outcome of an item whose return is given as a `roi`: money, not a metric of its own."""


class Input(StrEnum):
    """What an effect grows with."""

    SPEND = "spend"
    UNITS = "units"
    PURCHASE = "purchase"
    RUNNING = "running"
    USED = "used"
    """1 in the item's first period if anything is bought of it."""
    ALWAYS = "always"
    """1 in the first period (on basis `total`) or in every period, whatever is bought."""
    OUTCOME = "outcome"
    """What another effect causes in the period; see `Effect.base`."""


class Base(NamedTuple):
    """The effect that another one follows from: its item, and its number among the item's effects."""

    item: str
    number: int


@dataclass(frozen=True, slots=True)
class Lift:
    """When a use of an item lifts the outcomes of another: `lasts` periods, from `delay` periods after it.

    What is caused in period `stop` or later, where one is given, is not lifted.
    """

    delay: int
    lasts: int
    stop: int | None = None

    def reaches(self, lever: Lever, t: int) -> bool:
        """Whether what is caused in a period is lifted if the lever is pulled."""
        in_time = self.stop is None or t < self.stop
        return in_time and any(0 <= t - used - self.delay < self.lasts for used in lever.running)


@dataclass(frozen=True, slots=True)
class Effect:
    """outcome caused in t = season_t · f(u_t); of it the share a_k arrives in period t + k.

    u_t is what the input of the period buys (`prices`), and `carry` lets it work on in later periods. On
    basis `total` it adds up from the start: outcome caused by t = f(Σ_{s≤t} u_s).
    With a `base`, the input is what that effect causes in t, season and carry-over included, and f a rate;
    with a `lift` as well, that counts only where the item is used at the right time. The base itself has no
    lift.
    `value` is the money one outcome adds to the item's return; `cash` whether that comes back as money.
    """

    item: str
    metric: str
    input: Input
    curve: Curve
    basis: Basis
    season: tuple[Decimal, ...]
    arrivals: tuple[tuple[int, Decimal], ...]
    value: Decimal
    cash: bool
    tier: str = ""
    prices: Prices = USUAL
    carry: Carry = AT_ONCE
    base: Base | None = None
    lift: Lift | None = None

    @property
    def rate(self) -> Decimal:
        """The slope of a straight effect."""
        return self.curve.pieces[0].slope

    @property
    def stop(self) -> int:
        """The number of periods in which it causes anything, those after the horizon included."""
        return len(self.season) + self.carry.tail

    def season_at(self, t: int) -> Decimal:
        """The weight of a period; 1 after the horizon, of which no season is known."""
        return self.season[t] if t < len(self.season) else Decimal(1)

    @property
    def at_usual_prices(self) -> bool:
        """Whether a unit of money buys the same in every period, however much is bought."""
        return self.prices is USUAL

    @property
    def is_plain(self) -> bool:
        """Whether its input stands for itself, in its own period."""
        return self.prices == USUAL and self.carry == AT_ONCE

    @property
    def strength(self) -> Decimal:
        """How often one unit of input counts at most: in good seasons, at low prices, and carried over."""
        best = max(self.season_at(t) for t in {*range(len(self.season)), self.stop - 1})
        return best * self.carry.total / self.prices.least

    def bought(self, inputs: Sequence[Decimal]) -> tuple[Decimal, ...]:
        """What the inputs of the periods buy."""
        if self.at_usual_prices:
            return tuple(inputs)
        return tuple(self.prices.buys(t, amount) for t, amount in enumerate(inputs))

    def seen(self, bought: Sequence[Decimal], t: int) -> Decimal:
        """What the curve sees in a period: its own, what is carried into it, or all so far."""
        if self.basis is Basis.TOTAL:
            return sum(bought[: t + 1], ZERO)
        if not self.carry.before_curve:
            return bought[t]
        carried = sum((w * bought[s] for s, w in self.carry.sources(t, len(bought))), ZERO)
        return carried + self.carry.carried_in(t)

    def caused(self, inputs: Sequence[Decimal]) -> tuple[Decimal, ...]:
        """Outcomes by period, also after the horizon, that the inputs of its periods cause."""
        bought, carry = self.bought(inputs), self.carry
        if self.basis is Basis.TOTAL:
            until = [self.curve.value(self.seen(bought, t)) for t in range(len(bought))]
            return tuple(now - before for before, now in zip([ZERO, *until], until, strict=False))
        if carry.before_curve:
            return tuple(self.season_at(t) * self.curve.value(self.seen(bought, t)) for t in range(self.stop))
        alone = [w * self.curve.value(u) for w, u in zip(self.season, bought, strict=True)]
        return tuple(
            sum((w * alone[s] for s, w in carry.sources(t, len(alone))), carry.echo(t))
            for t in range(self.stop)
        )

    def most_seen(self, t: int, total: Decimal, in_period: Decimal) -> Decimal:
        """A bound on what the curve sees in a period, given bounds on the input of all periods and of one."""
        total, in_period = total / self.prices.least, min(total, in_period) / self.prices.least
        if self.basis is Basis.TOTAL:
            return total
        if not self.carry.before_curve:
            return in_period
        weights = [weight for _, weight in self.carry.sources(t, len(self.season))]
        carried = min(max(weights, default=ZERO) * total, sum(weights, ZERO) * in_period)
        return carried + self.carry.carried_in(t)

    def most_over_life(self, total: Decimal) -> Decimal:
        """A bound on all outcomes, whatever their sign, given a bound on the input of all periods."""
        carried_in = (self.season_at(t) * self.carry.carried_in(t) for t in range(self.stop))
        seen = total * self.strength + sum(carried_in, ZERO)
        return self.curve.steepest * seen + sum(map(abs, self.carry.echoes), ZERO)

    def least_seen(self, unit: Decimal) -> Decimal:
        """The least above 0 that the curve can see, of one smallest unit of money or of earlier spend."""
        least = unit if self.at_usual_prices else self.prices.volume.value(unit / self.prices.most)
        if not self.carry.before_curve:
            return least
        carried_in = (self.carry.carried_in(t) for t in range(self.stop))
        weights = (weight for weight in self.carry.weights[: self.stop])
        seen = (x for x in (*(least * weight for weight in weights), *carried_in) if x)
        return min(seen, default=least)  # where all is carried past the horizon, nothing is seen


class Holder(Protocol):
    """What has effects: an item."""

    @property
    def effects(self) -> tuple[Effect, ...]: ...


def base_of(effect: Effect, lines: Mapping[str, Holder]) -> Effect:
    """The effect that another one follows from; itself where there is none."""
    return effect if effect.base is None else lines[effect.base.item].effects[effect.base.number]


def root_of(effect: Effect, lines: Mapping[str, Holder]) -> Effect:
    """The effect at the beginning of a chain of those that follow from each other."""
    return effect if effect.base is None else root_of(base_of(effect, lines), lines)


def factor_of(effect: Effect, term: Term) -> Decimal:
    """How much of a term (OUTCOME, CASH or RETURN) one outcome of the effect is."""
    if term.measure is Measure.OUTCOME:
        return Decimal(effect.metric == term.metric)
    if term.measure is Measure.CASH and not effect.cash:
        return Decimal(0)
    return effect.value


def following(effect: Effect, base: Effect, number: int) -> Effect:
    """The effect at a rate of what its base causes, which has its timing already and arrives as it does."""
    season = (Decimal(1),) * len(base.season)
    return replace(
        effect,
        input=Input.OUTCOME,
        basis=base.basis,
        season=season,
        prices=USUAL,
        carry=replace(AT_ONCE, tail=base.carry.tail),
        arrivals=base.arrivals,
        base=Base(base.item, number),
    )
