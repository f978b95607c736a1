"""What a plan loses to ceilings: outcomes on top of what items together can bring of a metric."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Protocol

from allocator.limits import Term
from allocator.problem import Ceiling, Effect, Pool, Problem, touched

ZERO, ONE = Decimal(0), Decimal(1)
_FULL = Decimal("1e-9")


class Outcomes(Protocol):
    """What is needed of the books."""

    @property
    def problem(self) -> Problem: ...
    def arriving(self, effect: Effect, t: int) -> Decimal: ...


def lost(books: Outcomes, term: Term) -> Decimal:
    """How much ceilings take off a term, given what its items would bring without them."""
    if not books.problem.pools:
        return ZERO
    total, items = ZERO, frozenset(term.items)
    for pool in touched(books.problem.pools, term):
        for sign, periods in pool.spans(term.period):
            total += sign * pool.lost_factor(term) * lost_in(books, pool, periods, items)
    return total


def lost_in(books: Outcomes, pool: Pool, periods: range, items: frozenset[str] | None = None) -> Decimal:
    """What ceilings, and those within them, take off what some items (None: all) bring in some periods."""
    if pool.is_per_period and len(periods) > 1:
        return sum((lost_in(books, pool, range(t, t + 1), items) for t in periods), ZERO)
    raw = _arriving(books, pool.effects, periods, items)
    kept = _brought(books, pool, periods, items)
    return raw - sum(kept, ZERO) + max(ZERO, *_by_way(pool, kept))


def _brought(books: Outcomes, pool: Pool, periods: range, items: frozenset[str] | None) -> list[Decimal]:
    """What each part of a pool brings, less what is lost within it."""
    return [
        _arriving(books, part.everything, periods, items)
        - sum((lost_in(books, within, periods, items) for within in part.pools), ZERO)
        for part in pool.parts
    ]


def _by_way(pool: Pool, brought: Sequence[Decimal]) -> list[Decimal]:
    """What is lost at least, by each of the ways in which the ceilings take hold."""
    return [
        sum((s * b for s, b in zip(way.shares, brought, strict=True)), ZERO) - most
        for way, most in pool.ceiled
    ]


class Keeping:
    """What counts of each effect, where what is lost is taken off in proportion.

    As evenly as ceilings that cross allow; per period where a ceiling holds per period, otherwise over the
    whole life.
    """

    def __init__(self, books: Outcomes) -> None:
        self._books = books
        self._shares: dict[tuple[int, int | None], list[Decimal]] = {}

    def arriving(self, effect: Effect, t: int) -> Decimal:
        """What counts of the outcomes that arrive in a period."""
        found = self._books.arriving(effect, t)
        for pool in self._books.problem.pools.get(effect.metric, ()):
            found *= self._share(pool, effect, t) if found else ONE
        return found

    def over_life(self, effect: Effect) -> Decimal:
        """What counts of all outcomes."""
        last = effect.stop - 1 + max(lag for lag, _ in effect.arrivals)
        return sum((self.arriving(effect, t) for t in range(last + 1)), ZERO)

    def _share(self, pool: Pool, effect: Effect, t: int) -> Decimal:
        number = pool.place_of(effect)
        if number is None:
            return ONE
        key = (id(pool), t if pool.is_per_period else None)
        if key not in self._shares:
            periods = range(t, t + 1) if pool.is_per_period else range(pool.until + 1)
            self._shares[key] = kept_shares(pool, _brought(self._books, pool, periods, None))
        share = self._shares[key][number]
        for within in pool.parts[number].pools:
            share *= self._share(within, effect, t)
        return share


def kept_shares(pool: Pool, brought: Sequence[Decimal]) -> list[Decimal]:
    """The share that counts of what each part of a pool brings: in all as much as can, of each as much.

    All shares rise together from 0. Those that a full ceiling holds, or of which more would leave less room
    than all together need, stay where they are.
    """
    shares, rising = [ONE] * len(brought), {k for k, amount in enumerate(brought) if amount > 0}
    bounds = list(_bounds(pool, brought))
    while rising:
        stops = []
        for weights, most in bounds:
            moved = sum((weights[k] * brought[k] for k in rising), ZERO)
            if moved > 0:
                rest = (
                    w * b * s
                    for k, (w, b, s) in enumerate(zip(weights, brought, shares, strict=True))
                    if k not in rising
                )
                stops.append(((most - sum(rest, ZERO)) / moved, weights))
        share = min((stop for stop, _ in stops), default=ONE)
        held = {k for stop, weights in stops if stop <= share for k in rising if weights[k]}
        if share >= ONE:
            return shares
        for k in held:
            shares[k] = max(ZERO, share)
        rising -= held
    return shares


def _bounds(pool: Pool, brought: Sequence[Decimal]) -> Iterator[tuple[list[Decimal], Decimal]]:
    """Σ weight · kept <= most: under each ceiling, and where all together lose no more than they must."""
    for place, ceiling in enumerate(pool.ceilings):
        yield [Decimal(place in part.places) for part in pool.parts], ceiling.most
    least = max(ZERO, *_by_way(pool, brought))
    for (way, _), loses in zip(pool.ceiled, _by_way(pool, brought), strict=True):
        yield [way.excess(k, part.places) for k, part in enumerate(pool.parts)], least - loses


def counted(books: Outcomes, effect: Effect, t: int, step: Decimal = ZERO) -> Decimal:
    """The share of what a period's input brings next that would not be lost: 0 where a ceiling is full.

    It is full where it has less room than `step` for each that brings something: a plan in whole smallest
    units seldom stands just at it.
    """
    pools = books.problem.pools.get(effect.metric)
    if not pools:
        return ONE
    found = ZERO
    for lag, share in effect.arrivals:
        for pool in _holding(books, effect):
            share *= ONE - max((held for held, _ in _tight(books, pool, effect, t + lag, step)), default=ZERO)
        found += share
    return found


def full_ceiling(books: Outcomes, effect: Effect, t: int, step: Decimal) -> Ceiling | None:
    """A full ceiling that holds what a period's input would bring next."""
    for lag, _ in effect.arrivals:
        for pool in _holding(books, effect):
            for _, ceiling in _tight(books, pool, effect, t + lag, step):
                return ceiling
    return None


def _holding(books: Outcomes, effect: Effect) -> Iterator[Pool]:
    """The pools that hold an effect, those outside first."""
    pools = books.problem.pools.get(effect.metric, ())
    while pool := next((pool for pool in pools if pool.place_of(effect) is not None), None):
        yield pool
        pools = pool.parts[pool.place_of(effect) or 0].pools


def _tight(
    books: Outcomes, pool: Pool, effect: Effect, t: int, step: Decimal
) -> Iterator[tuple[Decimal, Ceiling]]:
    """The shares of one outcome more that a pool would lose, by each way in which something is lost now."""
    number = pool.place_of(effect) or 0
    brought = _brought(books, pool, range(t, t + 1) if pool.is_per_period else range(pool.until + 1), None)
    loses, near = _by_way(pool, brought), step * len(pool.effects)
    least = max(ZERO, *loses)
    for (way, most), one in zip(pool.ceiled, loses, strict=True):
        if way.shares[number] and least - one <= max(near, _FULL * most):
            places = pool.parts[number].places
            yield way.shares[number], next(pool.ceilings[k] for k in sorted(places) if way.weights[k])


def _arriving(
    books: Outcomes, effects: Iterable[Effect], periods: range, items: frozenset[str] | None
) -> Decimal:
    chosen = (effect for effect in effects if items is None or effect.item in items)
    return sum((books.arriving(effect, t) for effect in chosen for t in periods), ZERO)
