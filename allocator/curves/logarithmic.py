"""Logarithmic returns: each doubling of a large input adds the same again."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from allocator.curves.base import figure
from allocator.curves.smooth import Smooth


@dataclass(frozen=True)
class Logarithmic(Smooth):
    """f(x) = factor · ln(1 + x/scale); without a limit, concave.

    D. Bernoulli's measure of gain (Comm. Acad. Petrop. 5, 1738). Input in money, factor in outcomes.
    """

    factor: Decimal
    scale: Decimal

    def formula(self, x: Decimal) -> Decimal:
        """factor · ln(1 + x/scale)."""
        return self.factor * (1 + x / self.scale).ln()

    def derivative(self, x: Decimal) -> Decimal:
        """factor / (scale + x)."""
        return self.factor / (self.scale + x)

    def sentence(self, per: str) -> str:
        """The formula in words."""
        return f"{figure(self.factor)} times ln(1 + input / {figure(self.scale)})"
