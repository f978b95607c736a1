"""Straight pieces of smooth curves, fine where the answer stands and coarse elsewhere; in floats.

Pieces are laid by slopes, around the slope that the last answer asks of a curve: what it brings there for
the next money is what the money is worth elsewhere, so one guess at that price places the pieces of all
curves. Each curve's pieces are shifted a little against those of others, so that together they tell the
price more finely than one of them does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from allocator.curves.arrays import Floats, Stack

OFFSETS = np.array([12.0, 3.0, 1.0, 0.0, -1.0, -3.0, -12.0])
"""Where the pieces of a curve end, in steps of ln(slope) from the slope that is asked of it."""
CONCAVE = len(OFFSETS) + 1
"""Pieces of a concave part below its curve."""
FAR = np.array([2.0, 1.0, 0.5, -0.5, -1.0, -2.0])
"""Where tangents touch a curve beside that, in ln(slope)."""
TANGENTS = CONCAVE + len(FAR)
"""Pieces of a concave part above its curve, before further inputs are known to matter."""
_SHIFT = (5**0.5 - 1) / 2
_LEAST = 1e-290
_SHARPEST = 1e-12
"""The narrowest first piece of a curve that is infinitely steep at 0, as a part of its range."""


class Pieces(NamedTuple):
    """Widths and slopes of the pieces of concave parts, one row a curve; natural units."""

    widths: Floats
    slopes: Floats


def shifts(count: int) -> Floats:
    """How far the pieces of so many curves are shifted against each other, in steps."""
    found: Floats = np.modf(np.arange(1, count + 1) * _SHIFT)[0] - 0.5
    return found


@dataclass(frozen=True)
class Shapes:
    """Curves with the range of their inputs: nothing is asked beyond `most`, nor between 0 and `least`.

    The same curve has the same `shift` in all periods, so that it is served alike in those that are alike.
    """

    stack: Stack
    least: Floats
    most: Floats
    shift: Floats

    def take(self, rows: NDArray[np.intp]) -> Shapes:
        """The curves of these rows, some of them perhaps several times."""
        return Shapes(self.stack.take(rows), self.least[rows], self.most[rows], self.shift[rows])

    @cached_property
    def top(self) -> Floats:
        """Where a curve is level at the latest, or its range ends."""
        found: Floats = np.minimum(self.most, self.stack.full)
        return found

    @cached_property
    def bend(self) -> Floats:
        """Where the concave part begins."""
        found: Floats = np.minimum(self.stack.bend, self.top)
        return found

    @cached_property
    def low(self) -> Floats:
        """The first input of the concave part at which pieces hold the curve."""
        first = np.maximum(self.least, _SHARPEST * self.top)
        return np.where(self._is_steep, np.minimum(first, self.top), self.bend)

    @cached_property
    def lift(self) -> Floats:
        """How far pieces above a curve stand above 0 at 0: where `low` is more than the first input."""
        low = self.low
        with np.errstate(all="ignore"):
            own = self.stack.value(low) - low * self.stack.slope(low)
        return np.where(self._is_steep & (low > self.least), own, 0.0)

    @cached_property
    def _is_steep(self) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = self.stack.is_steep & (self.bend == 0)
        return found

    def price_within(self, price: Floats) -> Floats:
        """The price, no higher and no lower than the slopes of the concave part."""
        steepest, flattest = self.stack.slope(self.low), self.stack.slope(self.top)
        return np.maximum(np.clip(price, np.maximum(flattest, _LEAST), steepest), _LEAST)

    def wanted(self, price: Floats) -> Floats:
        """How much input is worth its price, on the concave part."""
        return np.clip(self.stack.input_at(np.maximum(price, _LEAST)), self.low, self.top)

    def chords(self, price: Floats, step: Floats) -> Pieces:
        """Pieces below the curves."""
        inner = self.around(price, step)
        x = np.column_stack([self.bend, inner, self.top])
        y = np.where(x > 0, self.stack.value(x), 0.0)
        widths = np.diff(x, axis=1)
        with np.errstate(all="ignore"):
            slopes = np.where(widths > 0, np.diff(y, axis=1) / widths, 0.0)
        return Pieces(widths, slopes)

    def touching(self, price: Floats, step: Floats) -> Floats:
        """Inputs near those that are worth the price, and some far from them, for tangents."""
        far = self.stack.input_at(self.price_within(price)[:, None] * np.exp(FAR))
        return np.column_stack([self.around(price, step), self._on_concave(far)])

    def tangents(self, inputs: Floats) -> Pieces:
        """Pieces above the curves: tangents at these inputs and where the concave part begins.

        On a curve that is infinitely steep at 0 the first is the line from 0 through the curve at `low`, or
        the tangent there, from `lift` on.
        """
        low = self.low
        with np.errstate(all="ignore"):
            chord = self.stack.value(low) / low
        first = np.where(self._is_steep & (self.lift == 0), chord, self.stack.slope(low))
        return self.tangents_from(low, first, self._on_concave(inputs), self.top, start=self.bend)

    def tangents_from(
        self, low: Floats, first: Floats, inputs: Floats, high: Floats, start: Floats | None = None
    ) -> Pieces:
        """Tangents at inputs between `low` and `high`, after a line of slope `first` through `low`.

        The pieces begin at `start`, or at `low`.
        """
        x = np.column_stack([low, np.sort(inputs, axis=1)])
        y, slopes = self.stack.value(x), self.stack.slope(x)
        slopes[:, 0] = first
        with np.errstate(all="ignore"):
            turn = slopes[:, :-1] - slopes[:, 1:]
            meet = (y[:, 1:] - slopes[:, 1:] * x[:, 1:] - y[:, :-1] + slopes[:, :-1] * x[:, :-1]) / turn
        corners = np.where(turn > 0, np.clip(meet, x[:, :-1], x[:, 1:]), x[:, 1:])
        ends = np.column_stack([low if start is None else start, corners, high])
        return Pieces(np.diff(ends, axis=1), slopes)

    def secants(self, kind: int, ends: Sequence[float]) -> list[float]:
        """The slopes between these inputs of one curve."""
        if not ends:
            return []
        x = np.array([ends])
        y = self.stack.take(np.array([kind])).value(x)[0]
        return list(np.diff(y) / np.diff(ends))

    def around(self, price: Floats, step: Floats) -> Floats:
        """The inputs at which the slopes are some steps away from the price, rising."""
        apart = (OFFSETS + self.shift[:, None]) * step[:, None]
        slopes = self.price_within(price)[:, None] * np.exp(apart)
        return np.maximum.accumulate(self._on_concave(self.stack.input_at(slopes)), axis=1)

    def _on_concave(self, inputs: Floats) -> Floats:
        return np.clip(inputs, self.low[:, None], self.top[:, None])

    def gain(self, worth: Floats, price: Floats) -> Floats:
        """A bound on max worth · f(x) − price · x over all inputs; exact but for the last digits of floats.

        On the concave part the tangent where x was found bounds it, on a convex one its ends do.
        """
        low, top = self.low, self.top
        with np.errstate(all="ignore"):
            x = np.where(worth > 0, self.wanted(price / worth), np.where(price > 0, low, top))
        rest = worth * self.stack.slope(x) - price
        rest = np.where((x <= low) & (rest < 0) | (x >= top) & (rest > 0), 0.0, rest)
        room = np.where(rest > 0, top - x, x - low)
        best = worth * self.stack.value(x) - price * x + np.abs(rest) * room
        before = np.where(self.lift > 0, worth * self.stack.value(low) + np.maximum(-price, 0.0) * low, 0.0)
        found: Floats = np.maximum(np.maximum(best, before), 0.0) + np.maximum(-price, 0.0) * (
            self.most - top
        )
        return found
