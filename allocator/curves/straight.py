"""A constant rate: every unit of input brings the same."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from allocator.curves.base import Piece, figure


@dataclass(frozen=True)
class Straight:
    """f(x) = rate · x."""

    rate: Decimal

    def value(self, x: Decimal) -> Decimal:
        """rate · x."""
        return self.rate * x

    def slope(self, x: Decimal) -> Decimal:
        """The rate, everywhere."""
        return self.rate

    def best_from(self, x: Decimal) -> Decimal:
        """The rate, everywhere."""
        return self.rate

    def best_next(self, x: Decimal, step: Decimal) -> Decimal:
        """The rate, everywhere."""
        return self.rate

    @property
    def best_average(self) -> Decimal:
        """The rate."""
        return self.rate

    @property
    def steepest(self) -> Decimal:
        """The rate, whatever its sign."""
        return abs(self.rate)

    @property
    def supremum(self) -> Decimal | None:
        """None of a line that rises, otherwise the 0 that it starts from."""
        return None if self.rate > 0 else Decimal(0)

    @property
    def concave(self) -> bool:
        """A straight line never rises faster."""
        return True

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """One piece without end."""
        return (Piece(None, self.rate),)

    def sentence(self, per: str) -> str:
        """The rate in words."""
        return f"{figure(self.rate)} per {per}"
