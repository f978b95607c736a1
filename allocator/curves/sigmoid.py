"""Saturation by a logistic function: S-shaped with its middle above 0, concave with its middle at 0."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import cached_property

from allocator.curves.base import figure
from allocator.curves.smooth import DIGITS, ZERO, Smooth


@dataclass(frozen=True)
class Sigmoid(Smooth):
    """f(x) = limit · (1 − e^(−x/scale)) / (1 + e^(middle/scale) · e^(−x/scale)).

    That is the logistic function 1 / (1 + e^(−(x − middle)/scale)) moved down so that f(0) = 0, and stretched
    so that it levels off at the limit; P.-F. Verhulst, Corr. math. et phys. 10 (1838). Convex up to the
    middle. With the middle at 0 it is the logistic saturation with λ = 1/scale, and tanh(x / (2 · scale)).
    Input in money, limit in outcomes.
    """

    limit: Decimal
    middle: Decimal
    scale: Decimal

    @property
    def bend(self) -> Decimal:
        """The middle, where it is steepest."""
        return max(self.middle, ZERO)

    @cached_property
    def _lift(self) -> Decimal:
        with localcontext(DIGITS):
            return (self.middle / self.scale).exp()

    def formula(self, x: Decimal) -> Decimal:
        """limit · (1 − g) / (1 + c · g), with g = e^(−x/scale) and c = e^(middle/scale)."""
        g = (-x / self.scale).exp()
        return self.limit * (1 - g) / (1 + self._lift * g)

    def derivative(self, x: Decimal) -> Decimal:
        """limit · (1 + c) · g / (scale · (1 + c · g)²)."""
        g = (-x / self.scale).exp()
        return self.limit * (1 + self._lift) * g / (self.scale * (1 + self._lift * g) ** 2)

    @property
    def supremum(self) -> Decimal:
        """The limit."""
        return self.limit

    def sentence(self, per: str) -> str:
        """The formula in words."""
        return f"up to {figure(self.limit)}, steepest at {figure(self.bend)}"
