"""Cells and columns that several reports share."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from allocator.periods import Every, Periods
from allocator.reports.document import Column, Facts, Money

ZERO = Decimal(0)
NO_GROUP = "(none)"


def text(title: str, *, rank: int = 0, folds: bool = False) -> Column:
    """A column of words."""
    return Column(title, folds=folds, rank=rank)


def figures(title: str, *, rank: int = 0) -> Column:
    """A column of figures."""
    return Column(title, numeric=True, rank=rank)


def some(amount: Decimal, digits: int) -> Money | None:
    """The amount, or nothing where it is zero: tables full of zeros hide what is there."""
    return Money(amount, digits) if amount else None


def is_gap(within: Decimal, digits: int) -> bool:
    """Whether what is not proven of a plan is more than rounding can leave, and so worth a word."""
    return within > Decimal(10).scaleb(-digits)


def total_of(amounts: Iterable[Decimal]) -> Decimal:
    """The sum of amounts."""
    return sum(amounts, ZERO)


def span(periods: Periods) -> str:
    """The horizon in words: `2027-01 to 2027-12, 12 months`."""
    count, unit = periods.count, periods.every.value
    words = f"{count} {unit}{'s' * (count != 1)}"
    if periods.start is None:
        return words
    first, last = periods.labels[0], periods.labels[-1]
    if first == last:
        return f"{first}, {words}"
    return (
        f"{first} to {last}, {words}"
        if periods.every is not Every.WEEK
        else f"weeks of {first} to {last}, {words}"
    )


def count_of(number: int, noun: str) -> str:
    """A count in words: `1 item`, `2 items`."""
    return f"{number} {noun}{'s' * (number != 1)}"


def money_facts(title: str, entries: Iterable[tuple[str, Decimal]], digits: int) -> Facts:
    """Labels and amounts."""
    return Facts(title, tuple((label, Money(amount, digits)) for label, amount in entries))
