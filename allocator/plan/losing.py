"""What a plan loses to ceilings: outcomes on top of what all items together can bring of a metric."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Protocol

from allocator.limits import Term
from allocator.problem import Ceiling, Effect, Problem, touched

ZERO = Decimal(0)
_FULL = Decimal("1e-9")


class Outcomes(Protocol):
    """What is needed of the books."""

    @property
    def problem(self) -> Problem: ...
    def arriving(self, effect: Effect, t: int) -> Decimal: ...


def lost(books: Outcomes, term: Term) -> Decimal:
    """How much ceilings take off a term, given what its items would bring without them."""
    total = ZERO
    for ceiling in touched(books.problem.ceilings, term):
        effects = ceiling.members(term.items)
        for sign, periods in ceiling.spans(term.period):
            total += sign * ceiling.lost_factor(term) * _over(books, ceiling, effects, periods)
    return total


def kept_share(books: Outcomes, effect: Effect) -> Decimal:
    """The share of an effect's outcomes that counts: what is lost is taken off all items in proportion."""
    ceiling = books.problem.ceilings.get(effect.metric)
    if ceiling is None:
        return Decimal(1)
    raw = _arriving(books, ceiling.effects, range(ceiling.until + 1))
    gone = sum((_over(books, ceiling, ceiling.effects, periods) for _, periods in ceiling.spans(None)), ZERO)
    return 1 - gone / raw if raw > 0 else Decimal(1)


def counted(books: Outcomes, effect: Effect, t: int) -> Decimal:
    """The share of what a period's input brings next that would not be lost: 0 where the ceiling is full."""
    ceiling = books.problem.ceilings.get(effect.metric)
    if ceiling is None:
        return Decimal(1)
    open_share = ZERO
    for lag, share in effect.arrivals:
        _, periods = next(ceiling.spans(t + lag if ceiling.is_per_period else None))
        room = ceiling.most - _arriving(books, ceiling.effects, periods)
        open_share += share * (room > _FULL * ceiling.most)
    return open_share


def _over(books: Outcomes, ceiling: Ceiling, effects: Iterable[Effect], periods: range) -> Decimal:
    return max(ZERO, _arriving(books, effects, periods) - ceiling.most)


def _arriving(books: Outcomes, effects: Iterable[Effect], periods: range) -> Decimal:
    return sum((books.arriving(effect, t) for effect in effects for t in periods), ZERO)
