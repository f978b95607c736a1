"""S-shaped curves on spans of their inputs: their concave hulls, and the most that they bring at a price.

The hull of a curve between two inputs is the line from the first that touches the concave part, and the
curve from there on. Where the span ends before the line touches, it is the line to its end.
"""

from __future__ import annotations

from math import inf
from typing import NamedTuple

import numpy as np

from allocator.curves.arrays import Floats
from allocator.model.smooth.pieces import Pieces, Shapes

_NONE: Floats = np.zeros(0)
_STEPS = 40
_STILL = 1e-8
"""How near to where it touches: there the line's slope is off by the square of that."""


class Span(NamedTuple):
    """Between which inputs each S-shaped curve is looked at, in natural units.

    Of each group of curves that are alike also between which totals, and how many inputs of it stand behind
    the bend at least and at most; and between which ends each whole number is.
    """

    low: Floats
    high: Floats
    least: Floats = _NONE
    most: Floats = _NONE
    fewest: Floats = _NONE
    largest: Floats = _NONE
    lower: Floats = _NONE
    upper: Floats = _NONE


class Leaf(NamedTuple):
    """Spans of S-shaped curves, and a value below which no plan on them lies."""

    span: Span
    bound: float = -inf


class Hulls(NamedTuple):
    """Pieces above curves on their spans.

    A line leads from `low` to `touch`, and would be at `lift` at 0; the pieces lie behind it.
    """

    low: Floats
    touch: Floats
    slope: Floats
    lift: Floats
    pieces: Pieces


class Gains(NamedTuple):
    """The most that each curve brings beyond its price on the convex and on the concave part of a span.

    Without bound below where the span has nothing of the part.
    """

    convex: Floats
    concave: Floats

    @property
    def best(self) -> Floats:
        """The larger one."""
        found: Floats = np.maximum(self.convex, self.concave)
        return found


def value_of(shapes: Shapes, x: Floats) -> Floats:
    """f(x) for x ≥ 0."""
    return np.where(x > 0, shapes.stack.value(x), 0.0)


def touched_from(shapes: Shapes, low: Floats) -> Floats:
    """Where the line from `low` touches the concave part, or its end.

    Where a line of some slope through `low` lies farthest below the curve, the line through that place is
    steeper, and no line is as steep as the one that touches (W. Dinkelbach, Management Science 13, 1967).
    """
    start, first = value_of(shapes, low), np.maximum(low, shapes.bend)
    x, ahead = first, low < shapes.bend
    for _ in range(_STEPS):
        with np.errstate(all="ignore"):
            slope = (value_of(shapes, x) - start) / (x - low)
            moved = np.where(ahead, np.clip(shapes.stack.input_at(slope), first, shapes.top), low)
        if np.all(np.abs(moved - x) <= _STILL * x):
            break
        x = moved
    return x


def hulls(shapes: Shapes, span: Span, touch: Floats, inputs: Floats) -> Hulls:
    """The hulls, their concave parts as tangents where the line touches, and at some inputs behind that."""
    low, high = span.low, span.high
    touch = np.clip(touch, low, high)
    at_low, at_touch = value_of(shapes, low), value_of(shapes, touch)
    with np.errstate(all="ignore"):
        slope = np.where(touch > low, (at_touch - at_low) / (touch - low), shapes.stack.slope(touch))
    behind = np.clip(inputs, touch[:, None], high[:, None])
    behind[:, -1] = high
    pieces = shapes.tangents_from(touch, shapes.stack.slope(touch), behind, high)
    return Hulls(low, touch, slope, at_low - slope * low, pieces)


def gains(shapes: Shapes, span: Span, worth: Floats, price: Floats) -> Gains:
    """Bounds on max worth · f(x) − price · x on the parts of a span; exact but for the last digits of floats.

    Where a curve is level, behind its `top`, is left aside.
    """
    low, high = span.low, span.high
    end, begin = np.minimum(high, shapes.bend), np.maximum(low, shapes.bend)
    convex = np.maximum(
        worth * value_of(shapes, low) - price * low, worth * value_of(shapes, end) - price * end
    )
    with np.errstate(all="ignore"):
        wanted = shapes.stack.input_at(np.maximum(price / worth, 0.0))
    x = np.clip(np.where(worth > 0, wanted, np.where(price > 0, begin, high)), begin, np.maximum(begin, high))
    rest = worth * shapes.stack.slope(x) - price
    rest = np.where((x <= begin) & (rest < 0) | (x >= high) & (rest > 0), 0.0, rest)
    room = np.where(rest > 0, high - x, x - begin)
    concave = worth * value_of(shapes, x) - price * x + np.abs(rest) * room
    return Gains(
        np.where(low < shapes.bend, convex, -np.inf), np.where(high >= shapes.bend, concave, -np.inf)
    )
