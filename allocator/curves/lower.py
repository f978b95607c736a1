"""Straight pieces close below a smooth curve, with a proven bound on what lies between them.

On a concave part they are chords: on [a, b] the tangents at a, b and points between lie above the curve, so
the largest distance of a corner of these tangents from the chord bounds the error. On a convex part they
are tangents; the error is largest at the corners where two tangents meet, and is computed there.
The steps adapt: an error grows with the square of a step, so each step follows from the one before it,
which needs about 0.35 · ∫√|f''| / √tolerance pieces.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple, Protocol

from allocator.curves.base import Piece
from allocator.curves.tranches import Tranches

ZERO = Decimal(0)
_FIRST = Decimal(1) / 64
_AIM = Decimal("0.96")
_LONGER = Decimal(4)
_SHORTER = Decimal("0.1")
_TIGHT = Decimal("1.05")
_LOOKS = 60
_SHARPEST = Decimal("1e-8")
"""The narrowest first piece, as a part of the range: what a solver can still tell from nothing."""
_MOST_PIECES = 2000
_COARSER = Decimal(4)
_SMALL = Decimal("0.4")
"""Part of the tolerance below which a piece is tried once more, and longer."""
_LITTLE = Decimal("1e-3")
_ROUNDING = Decimal("1e-20")
"""What 30 digits may be off by, as a part of the largest value, many times over."""


@dataclass(frozen=True)
class Lower(Tranches):
    """A piecewise linear L with L(x) ≤ f(x) ≤ L(x) + error; level past its last piece."""

    error: Decimal = ZERO


class Formula(Protocol):
    """What the pieces are found from."""

    @property
    def bend(self) -> Decimal:
        """The end of the convex part."""
        ...

    @property
    def is_steep(self) -> bool:
        """Whether the slope at 0 is without bound."""
        ...

    def formula(self, x: Decimal) -> Decimal:
        """f(x) for x > 0."""
        ...

    def derivative(self, x: Decimal) -> Decimal:
        """f'(x)."""
        ...


class _At(NamedTuple):
    """A point of the curve and its slope there."""

    x: Decimal
    y: Decimal
    slope: Decimal


class _Step(NamedTuple):
    """One piece: its width and slope, and the largest error found on it."""

    width: Decimal
    slope: Decimal
    error: Decimal


def lower_curve(curve: Formula, most: Decimal, tolerance: Decimal, unit: Decimal) -> Lower:
    """Pieces below the curve on [0, most], as few as the tolerance allows; at most some thousands.

    Amounts are whole multiples of `unit`, so between 0 and one unit nothing is asked of the pieces.
    Where the tolerance asks for more pieces than a model should have, the error is larger, and says so.
    """
    most = max(most, unit)
    while True:
        steps: list[_Step] = []
        for step in _steps(curve, most, tolerance, unit):
            steps.append(step)
            if len(steps) > _MOST_PIECES:
                break
        else:
            break
        tolerance *= _COARSER
    error = max(step.error for step in steps) + _ROUNDING * curve.formula(most)
    return Lower(tuple(Piece(step.width, step.slope) for step in steps), error)


def _steps(curve: Formula, most: Decimal, tolerance: Decimal, unit: Decimal) -> Iterator[_Step]:
    end = min(curve.bend, most)
    if end > 0:
        yield from _tangents(curve, end, tolerance)
    start = end
    if curve.is_steep:
        start = min(most, max(unit, most * _SHARPEST))
        yield _first(curve, start, unit)
    if start < most:
        yield from _chords(curve, start, most, tolerance)


def _at(curve: Formula, x: Decimal) -> _At:
    return _At(x, curve.formula(x) if x else ZERO, curve.derivative(x))


def _first(curve: Formula, end: Decimal, unit: Decimal) -> _Step:
    """The chord from 0 of a curve that is infinitely steep there."""
    last = _at(curve, end)
    slope = last.y / end
    low = _at(curve, min(unit, end))
    above = low.y - slope * low.x
    error = max(above, _above(low, last, slope, curve, start=above)) if unit < end else ZERO
    return _Step(end, slope, error)


def _chords(curve: Formula, start: Decimal, most: Decimal, tolerance: Decimal) -> Iterator[_Step]:
    left, width = _at(curve, start), (most - start) * _FIRST
    steepest, tried = left.slope, False
    if curve.is_steep:
        width = min(width, start)
    while left.x < most:
        right = _at(curve, _next(left.x, width, most))
        taken = right.x - left.x
        slope = (right.y - left.y) / taken
        error = _above(left, right, slope, curve, enough=tolerance * _LITTLE)
        longer = not tried and error < tolerance * _SMALL and right.x < most
        tried = longer or error > tolerance
        if not tried:
            steepest = max(ZERO, min(slope, steepest))
            yield _Step(taken, steepest, error)
            left = right
        width = taken * _factor(error, tolerance)


def _tangents(curve: Formula, end: Decimal, tolerance: Decimal) -> Iterator[_Step]:
    left, width, corner = _at(curve, ZERO), end * _FIRST, ZERO
    carried, tried = ZERO, False
    while left.x < end:
        right = _at(curve, _next(left.x, width, end))
        meet = _meet(left, right)
        error = max(ZERO, curve.formula(meet) - left.y - left.slope * (meet - left.x)) if meet else ZERO
        width = (right.x - left.x) * _factor(error, tolerance)
        longer = not tried and error < tolerance * _SMALL and right.x < end
        tried = longer or error > tolerance
        if not tried:
            yield _Step(meet - corner, left.slope, max(error, carried))
            left, corner, carried = right, meet, error
    if corner < end:
        yield _Step(end - corner, left.slope, carried)


def _next(x: Decimal, width: Decimal, end: Decimal) -> Decimal:
    """One step on, or the end where little would be left."""
    return end if x + width * Decimal("1.01") >= end else x + width


def _factor(error: Decimal, tolerance: Decimal) -> Decimal:
    """By how much the next step may be longer, or must be shorter."""
    if error <= 0:
        return _LONGER
    return min(_LONGER, max(_SHORTER, _AIM * (tolerance / error).sqrt()))


def _meet(left: _At, right: _At) -> Decimal:
    """Where two tangents meet; half-way where they are one line."""
    turn = left.slope - right.slope
    if not turn:
        return (left.x + right.x) / 2
    meet = (right.y - right.slope * right.x - left.y + left.slope * left.x) / turn
    return min(max(meet, left.x), right.x)


def _above(
    left: _At, right: _At, slope: Decimal, curve: Formula, *, start: Decimal = ZERO, enough: Decimal = ZERO
) -> Decimal:
    """An upper bound on how far a concave curve rises above a line, `start` above it at the left end.

    The distance is concave and largest where f' is the line's slope; the tangents on both sides of that
    place meet above it. Each look narrows the sides, until the bound is within 5 % of a distance seen, or
    is as small as is `enough`.
    """
    from_x, from_y = left.x, left.y - start
    found = ZERO
    bound = ZERO
    for _ in range(_LOOKS):
        meet = _meet(left, right)
        bound = left.y + left.slope * (meet - left.x) - from_y - slope * (meet - from_x)
        if bound <= max(_TIGHT * found, enough):
            break
        middle = _at(curve, meet)
        found = max(found, middle.y - from_y - slope * (meet - from_x))
        if middle.slope >= slope:
            left = middle
        else:
            right = middle
    return max(bound, found, ZERO)
