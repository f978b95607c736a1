"""Where a curve reaches an amount, and where more of it stops to be worth its price."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from allocator.curves.base import Curve
from allocator.curves.smooth import Smooth

ZERO = Decimal(0)
_HALVINGS = 120
_DOUBLINGS = 100
"""From 1 so often: past every amount of money that a scenario can hold."""


def reaching(curve: Curve, amount: Decimal) -> Decimal | None:
    """The least input x with f(x) ≥ amount; None where the curve never gets there.

    Of a hill, the share q of its limit is reached at half · (q / (1 − q))^(1/steepness). Straight pieces
    are followed one by one; a smooth curve never falls, so halving finds the place.
    """
    if amount <= 0:
        return ZERO
    if isinstance(curve, Smooth):
        return _first(lambda x: curve.value(x) >= amount, ZERO)
    start = value = ZERO
    for width, slope in curve.pieces:
        missing = amount - value
        if slope > 0 and (width is None or slope * width >= missing):
            return start + missing / slope
        if width is not None:
            start, value = start + width, value + slope * width
    return None


def worthwhile_until(curve: Curve, slope: Decimal) -> Decimal | None:
    """The input past which no further unit brings as much as `slope`; None where there is no such input.

    0 where no unit ever does. On an S-shaped curve it lies on the falling side of its steepest place.
    """
    if isinstance(curve, Smooth):
        if curve.slope(curve.bend) < slope:
            return ZERO
        return _first(lambda x: curve.slope(x) < slope, curve.bend)
    start = found = ZERO
    for piece in curve.pieces:
        if piece.slope >= slope:
            if piece.width is None:
                return None
            found = start + piece.width
        start += piece.width or ZERO
    return found


def best_average_at(curve: Curve) -> Decimal | None:
    """The input with the most outcome per unit of it; None of a concave curve, where that is the first."""
    if curve.concave:
        return None
    found = worthwhile_until(curve, curve.best_average)
    near = Decimal("1e-12") * curve.best_average
    return found if found and curve.value(found) / found >= curve.best_average - near else None


def _first(holds: Callable[[Decimal], bool], start: Decimal) -> Decimal | None:
    """The least input from `start` on at which something holds that goes on holding; None where none does."""
    width = Decimal(1)
    for _ in range(_DOUBLINGS):
        if holds(start + width):
            break
        width *= 2
    else:
        return None
    low, high = start, start + width
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high
