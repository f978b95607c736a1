"""What money buys: prices that differ between periods, and prices that rise with spend."""

from __future__ import annotations

from decimal import Decimal, localcontext
from functools import cached_property
from typing import Self

from pydantic import model_validator

from allocator.curves import Piece, Tranches
from allocator.curves.smooth import DIGITS
from allocator.fields import Fields, PositiveRate, plain, wrong

DOUBLINGS = 20
"""How often a price rises: up to a million times the spend at which it begins to."""


class PriceRise(Fields):
    """A price that rises with the spend of a period (CPM inflation): the more is bought, the dearer it gets.

    With F the spend up to which prices are as usual and d the rise per doubling, F · 2ⁿ of money buys what
    F · 2ⁿ / (1 + d)ⁿ would buy at usual prices; straight between these points, and up to n = 20.
    """

    per_doubling: PositiveRate
    """By how much twice the spend raises the average price (the CPM or CPC): 10%, or any rate below 100%."""
    from_per_period: PositiveRate
    """Spend of a period, at a price index of 1, up to which prices are as usual."""

    @model_validator(mode="after")
    def _buys_more(self) -> Self:
        if self.per_doubling >= 1:
            raise wrong("a price at which more money buys less", "below 100%", plain(self.per_doubling))
        return self

    @cached_property
    def volume(self) -> Tranches:
        """The money at usual prices that would buy as much as a period's money does."""
        with localcontext(DIGITS):
            width, rise = self.from_per_period, 1 + self.per_doubling
            steps, slope = [Piece(width, Decimal(1))], (2 - rise) / rise
            for _ in range(DOUBLINGS):
                steps.append(Piece(width, slope))
                width, slope = 2 * width, slope / rise
        return Tranches((*steps[:-1], Piece(None, steps[-1].slope)))
