"""What every response curve can tell about itself."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple, Protocol


def figure(number: Decimal) -> str:
    """A parameter for reading, to six figures: 60,000 or 11,142.9."""
    return f"{Decimal(f'{number:.6g}').normalize():,f}"


class Piece(NamedTuple):
    """A stretch of a curve on which each further unit of input brings the same: None is without end."""

    width: Decimal | None
    slope: Decimal


class Curve(Protocol):
    """A function f with f(0) = 0 from input (money or units, 0 or more) to outcome."""

    def value(self, x: Decimal) -> Decimal:
        """f(x)."""
        ...

    def slope(self, x: Decimal) -> Decimal:
        """What the next unit of input after x brings: the slope to the right of x."""
        ...

    def best_from(self, x: Decimal) -> Decimal:
        """The most that further input brings on average, if so much is added to x that it pays off."""
        ...

    def best_next(self, x: Decimal, step: Decimal) -> Decimal:
        """The same where the least that can be added is `step`: what ends within it is at its end."""
        ...

    @property
    def best_average(self) -> Decimal:
        """The most that one unit of input brings on average, at the best level of input."""
        ...

    @property
    def steepest(self) -> Decimal:
        """The most that one unit of further input brings or takes away."""
        ...

    @property
    def concave(self) -> bool:
        """Whether each further unit of input never brings more than the one before."""
        ...

    @property
    def supremum(self) -> Decimal | None:
        """The least amount that no outcome exceeds; None of a curve that rises without limit."""
        ...

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The straight pieces that the curve consists of, from zero on; none of a smooth curve."""
        ...

    def sentence(self, per: str) -> str:
        """The curve in words; `per` names one unit of the input, where rates speak of it."""
        ...
