"""Which ceilings are full in a plan, so that more of what they hold would not count."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from allocator.plan.ledger import ZERO, Ledger
from allocator.plan.losing import counted, full_ceiling
from allocator.problem import Ceiling, Effect, root_of


def ceiling_of_all(books: Ledger, effect: Effect) -> Ceiling | None:
    """A full ceiling that all an effect would bring next is lost to; None where any of that would count."""
    found = None
    for t in books.problem.lines[root_of(effect, books.problem.lines).item].active:
        for s, more, step in books.next_outcomes(effect, t, best=True):
            if more and counted(books, effect, s, step):
                return None
            found = found or full_ceiling(books, effect, s, step)
    return found


def ceiling_of_some(books: Ledger, effect: Effect, t: int) -> Ceiling | None:
    """A full ceiling that takes some of what a period's input would bring next, or all of it."""
    for s, more, step in books.next_outcomes(effect, t, best=True):
        if more and (found := full_ceiling(books, effect, s, step)):
            return found
    return None


def full_in(books: Ledger, ceiling: Ceiling) -> Iterator[int]:
    """The periods in which no more would count below a ceiling; the last one, where it is in total."""
    last = books.problem.periods.count - 1
    near = sum((_grain(books, effect) for effect in ceiling.effects), ZERO)
    for t in range(last + 1) if ceiling.is_per_period else [last]:
        kept = (
            books.kept(effect, t) if ceiling.is_per_period else books.kept_over_life(effect)
            for effect in ceiling.effects
        )
        if ceiling.most - sum(kept, ZERO) <= near:
            yield t


def _grain(books: Ledger, effect: Effect) -> Decimal:
    """What the smallest unit of money brings of an effect at most, where it can be bought for that."""
    active = books.problem.lines[root_of(effect, books.problem.lines).item].active
    steps = (step for t in active for _, _, step in books.next_outcomes(effect, t, best=False))
    return max(steps, default=ZERO)
