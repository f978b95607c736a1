"""Power returns: each doubling of the input multiplies the outcome by the same number."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from allocator.curves.base import figure
from allocator.curves.smooth import Smooth


@dataclass(frozen=True)
class Power(Smooth):
    """f(x) = factor · x^exponent, with 0 < exponent ≤ 1; concave, and infinitely steep at 0 below 1.

    Constant elasticity, C. W. Cobb and P. H. Douglas, Am. Econ. Rev. 18 (1928). Input in money, factor in
    outcomes that the first unit of money brings.
    """

    factor: Decimal
    exponent: Decimal

    @property
    def is_steep(self) -> bool:
        """Below an exponent of 1 the first money brings the most, without bound."""
        return self.exponent < 1

    def formula(self, x: Decimal) -> Decimal:
        """factor · x^exponent."""
        return self.factor * x**self.exponent

    def derivative(self, x: Decimal) -> Decimal:
        """factor · exponent · x^(exponent − 1)."""
        return self.factor * self.exponent * x ** (self.exponent - 1) if x else self.factor

    def sentence(self, per: str) -> str:
        """The formula in words."""
        return f"{figure(self.factor)} times input to the power of {figure(self.exponent)}"
