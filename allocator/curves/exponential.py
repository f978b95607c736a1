"""Exponential saturation: each further unit brings the same part of what is still missing."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from allocator.curves.base import figure
from allocator.curves.smooth import Smooth


@dataclass(frozen=True)
class Exponential(Smooth):
    """f(x) = limit · (1 − e^(−x/scale)); 63.2 % of the limit are reached at x = scale.

    E. A. Mitscherlich, Landw. Jahrb. 38 (1909); concave. Input in money, limit in outcomes.
    """

    limit: Decimal
    scale: Decimal

    def formula(self, x: Decimal) -> Decimal:
        """limit · (1 − e^(−x/scale))."""
        return self.limit * (1 - (-x / self.scale).exp())

    def derivative(self, x: Decimal) -> Decimal:
        """limit / scale · e^(−x/scale)."""
        return self.limit / self.scale * (-x / self.scale).exp()

    @property
    def supremum(self) -> Decimal:
        """The limit."""
        return self.limit

    def sentence(self, per: str) -> str:
        """The formula in words."""
        return f"up to {figure(self.limit)}, 63 % of it at {figure(self.scale)}"
