"""Curves by a formula: convex up to a bend, concave after it, never falling."""

from __future__ import annotations

from abc import ABC, abstractmethod
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from functools import cached_property

from allocator.curves.base import Piece
from allocator.curves.lower import Lower, lower_curve

DIGITS = Context(prec=30, rounding=ROUND_HALF_EVEN)
"""Decimal's own exp, ln and powers are the same digits on every machine, and so is every plan."""
LEAST = Decimal("1e-4")
"""The smallest unit of any currency: where a formula is infinitely steep at 0, this much tells its slope."""
ZERO = Decimal(0)
_NEAR = Decimal("1e-15")


class Smooth(ABC):
    """f(x) by a formula; each shape gives its value, its slope, and where it stops to rise faster."""

    @property
    def bend(self) -> Decimal:
        """The end of the convex part; 0 for a curve that is concave all along."""
        return ZERO

    @property
    def is_steep(self) -> bool:
        """Whether the slope at 0 is without bound."""
        return False

    @abstractmethod
    def formula(self, x: Decimal) -> Decimal:
        """f(x) for x > 0, within the context `DIGITS`."""

    @abstractmethod
    def derivative(self, x: Decimal) -> Decimal:
        """f'(x) for x ≥ 0 (x > 0 where `is_steep`), within the context `DIGITS`."""

    def value(self, x: Decimal) -> Decimal:
        """f(x), to 30 digits."""
        with localcontext(DIGITS):
            return self.formula(x) if x > 0 else ZERO

    def slope(self, x: Decimal) -> Decimal:
        """f'(x), to 30 digits; next to 0 the average over the smallest unit of money where it is steep."""
        with localcontext(DIGITS):
            if self.is_steep and x < LEAST:
                return self.formula(LEAST) / LEAST
            return self.derivative(x)

    @property
    def concave(self) -> bool:
        """Whether it has no convex part."""
        return not self.bend

    @property
    def supremum(self) -> Decimal | None:
        """None, unless the shape has a limit."""
        return None

    @property
    def steepest(self) -> Decimal:
        """The slope at the bend, from where on it falls."""
        return self.slope(self.bend)

    @cached_property
    def best_average(self) -> Decimal:
        """The slope at 0 of a concave curve; of others that of the tangent through 0."""
        return self.best_from(ZERO)

    def best_from(self, x: Decimal) -> Decimal:
        """The slope at x, or before the bend that of the line from there which touches the curve."""
        if x >= self.bend:
            return self.slope(x)
        return self.slope(self._touching(x) if x > 0 else self._first_touching)

    def best_next(self, x: Decimal, step: Decimal) -> Decimal:
        """That from x on: nothing ends."""
        return self.best_from(x)

    @cached_property
    def _first_touching(self) -> Decimal:
        return self._touching(ZERO)

    def _touching(self, x: Decimal) -> Decimal:
        """Where the line from x on the convex part touches the concave part: f(z) − f(x) = (z − x) f'(z).

        By the rule of false position, where a side that stays counts half (the Illinois method: M. Dowell and
        P. Jarratt, BIT 11, 1971).
        """
        start = self.value(x)

        def missing(z: Decimal) -> Decimal:
            return (z - x) * self.slope(z) - self.value(z) + start

        low, high = self.bend, 2 * self.bend
        left, right = missing(low), missing(high)
        while right > 0:
            low, high, left = high, 2 * high, right
            right = missing(high)
        side = 0
        with localcontext(DIGITS):
            while high - low > _NEAR * high and right:
                middle = (low * right - high * left) / (right - left)
                found = missing(middle)
                if abs(found) <= _NEAR * self.value(middle):
                    return middle
                if found > 0:
                    low, left, right = middle, found, right / 2 if side > 0 else right
                    side = 1
                else:
                    high, right, left = middle, found, left / 2 if side < 0 else left
                    side = -1
        return high

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """No straight pieces: `lower` gives those of a curve close below."""
        return ()

    def lower(self, most: Decimal, tolerance: Decimal, unit: Decimal) -> Lower:
        """Straight pieces L with L ≤ f ≤ L + error on 0 and from `unit` to `most`; see `lower_curve`."""
        with localcontext(DIGITS):
            return lower_curve(self, most, tolerance, unit)

    @abstractmethod
    def sentence(self, per: str) -> str:
        """The curve in words."""
