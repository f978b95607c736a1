"""The Hill curve: saturation, S-shaped where it is steeper than 1."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import cached_property, lru_cache

from allocator.curves.base import figure
from allocator.curves.smooth import DIGITS, ZERO, Smooth


@lru_cache(maxsize=4096)
def _power(base: Decimal, exponent: Decimal) -> Decimal:
    """Within the context `DIGITS`; a plan's reasons ask for value and slope at the same inputs many times."""
    return base**exponent


@dataclass(frozen=True)
class Hill(Smooth):
    """f(x) = limit · x^s / (half^s + x^s); half of the limit is reached at x = half.

    A. V. Hill, J. Physiol. 40 (1910), iv to vii; with s = 1 the curve of Michaelis and Menten, Biochem. Z. 49
    (1913). Convex up to half · ((s − 1) / (s + 1))^(1/s) where s > 1. Input in money, limit in outcomes.
    """

    limit: Decimal
    half: Decimal
    steepness: Decimal = Decimal(1)

    @property
    def is_steep(self) -> bool:
        """Below a steepness of 1 the first money brings the most, without bound."""
        return self.steepness < 1

    @property
    def bend(self) -> Decimal:
        """The point of inflection."""
        return self._inflection

    @cached_property
    def _inflection(self) -> Decimal:
        s = self.steepness
        with localcontext(DIGITS):
            return self.half * ((s - 1) / (s + 1)) ** (1 / s) if s > 1 else ZERO

    @property
    def steepest(self) -> Decimal:
        """At the bend limit · (s² − 1) / (4 s · x), where (x / half)^s = (s − 1) / (s + 1)."""
        s = self.steepness
        if s <= 1:
            return self.slope(ZERO)
        with localcontext(DIGITS):
            return self.limit * (s * s - 1) / (4 * s * self.bend)

    @cached_property
    def _first_touching(self) -> Decimal:
        """The slope is the average where s = 1 + (x / half)^s."""
        with localcontext(DIGITS):
            return self.half * (self.steepness - 1) ** (1 / self.steepness)

    @cached_property
    def best_average(self) -> Decimal:
        """Where the line through 0 touches limit · (s − 1) / (s · x); without a bend the slope at 0."""
        if self.steepness <= 1:
            return self.slope(ZERO)
        with localcontext(DIGITS):
            return self.limit * (self.steepness - 1) / (self.steepness * self._first_touching)

    def formula(self, x: Decimal) -> Decimal:
        """limit · r / (1 + r), with r = (x / half)^s."""
        r = self._ratio(x)
        return self.limit * r / (1 + r)

    def derivative(self, x: Decimal) -> Decimal:
        """limit · s · r / (x · (1 + r)²)."""
        if not x:
            return self.limit / self.half if self.steepness == 1 else ZERO
        r = self._ratio(x)
        return self.limit * self.steepness * r / (x * (1 + r) ** 2)

    def _ratio(self, x: Decimal) -> Decimal:
        return x / self.half if self.steepness == 1 else _power(x / self.half, self.steepness)

    @property
    def supremum(self) -> Decimal:
        """The limit."""
        return self.limit

    def sentence(self, per: str) -> str:
        """The formula in words."""
        steep = "" if self.steepness == 1 else f", steepness {figure(self.steepness)}"
        return f"up to {figure(self.limit)}, half of it at {figure(self.half)}{steep}"
