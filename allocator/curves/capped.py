"""A cap on a smooth curve: at most so many outcomes, however much is spent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from allocator.curves.base import figure
from allocator.curves.lower import Lower
from allocator.curves.smooth import ZERO, Smooth

_HALVINGS = 120


@dataclass(frozen=True)
class Capped(Smooth):
    """f(x) = min(inner(x), cap). Convex and concave where the inner curve is, until it is level."""

    inner: Smooth
    cap: Decimal

    @property
    def is_steep(self) -> bool:
        """Whether the inner curve is."""
        return self.inner.is_steep

    @property
    def bend(self) -> Decimal:
        """That of the inner curve, unless the cap is reached before."""
        return min(self.inner.bend, self.full_at or self.inner.bend)

    def formula(self, x: Decimal) -> Decimal:
        """min(inner(x), cap)."""
        return min(self.inner.formula(x), self.cap)

    def derivative(self, x: Decimal) -> Decimal:
        """That of the inner curve, 0 where the cap is reached."""
        return self.inner.derivative(x) if self.full_at is None or x < self.full_at else ZERO

    @cached_property
    def full_at(self) -> Decimal | None:
        """The input at which the cap is reached, None where it never is; by halving, never too large."""
        low, high = ZERO, Decimal(1)
        while self.inner.value(high) < self.cap:
            low, high = high, high * 2
            if high.adjusted() > _HALVINGS:
                return None
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            if self.inner.value(middle) <= self.cap:
                low = middle
            else:
                high = middle
        return low

    @property
    def supremum(self) -> Decimal:
        """The cap, or the limit of the inner curve where that is lower."""
        inner = self.inner.supremum
        return self.cap if inner is None else min(self.cap, inner)

    @property
    def steepest(self) -> Decimal:
        """The slope of the inner curve where it is steepest below the cap."""
        return self.inner.slope(self.bend)

    def best_from(self, x: Decimal) -> Decimal:
        """That of the inner curve, or the average up to the cap where that is reached before."""
        full = self.full_at
        if full is None:
            return self.inner.best_from(x)
        if x >= full or x >= self.bend:
            return self.slope(x)
        up_to_cap = (self.cap - self.value(x)) / (full - x)
        return up_to_cap if self.inner.slope(full) > up_to_cap else self.inner.best_from(x)

    def best_next(self, x: Decimal, step: Decimal) -> Decimal:
        """That from x on; 0 where the cap is reached within the step."""
        return ZERO if self.full_at is not None and x + step > self.full_at else self.best_from(x)

    def lower(self, most: Decimal, tolerance: Decimal, unit: Decimal) -> Lower:
        """The pieces of the inner curve until the cap is reached; level after that."""
        full = self.full_at
        if full is None or most <= full:
            return self.inner.lower(most, tolerance, unit)
        below = self.inner.lower(full, tolerance, unit)
        return replace(below, error=max(below.error, self.cap - below.value(full)))

    def sentence(self, per: str) -> str:
        """The inner curve and its cap in words."""
        return f"{self.inner.sentence(per)}, at most {figure(self.cap)}"
