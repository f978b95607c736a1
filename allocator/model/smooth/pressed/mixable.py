"""Curves that can be mixed: smooth ones, and such of straight pieces that need not be concave."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from allocator.curves.arrays import Floats, Stack
from allocator.model.smooth.bends import Broken, Curved
from allocator.model.smooth.pieces import Shapes

Indices = NDArray[np.intp]


@dataclass(frozen=True)
class Lines:
    """Straight pieces between corners, one row a curve; the last is repeated where others have more."""

    x: Floats
    y: Floats

    @classmethod
    def of(cls, broken: Sequence[Broken]) -> Lines:
        """The corners of such curves."""
        longest = max((len(one.corners) for one in broken), default=2)
        padded = [[*one.corners, *[one.corners[-1]] * (longest - len(one.corners))] for one in broken]
        corners = np.array(padded, dtype=float).reshape(len(broken), longest, 2)
        return cls(corners[:, :, 0], corners[:, :, 1])

    def value(self, rows: Indices, inputs: Floats) -> Floats:
        """What these curves bring at inputs up to their last corners."""
        x, y, slope = self._piece(rows, inputs)
        found: Floats = y + slope * (inputs - x)
        return found

    def slope(self, rows: Indices, inputs: Floats) -> Floats:
        """How steep they are, to the right of a corner; at the last one to its left."""
        return self._piece(rows, inputs)[2]

    def _piece(self, rows: Indices, inputs: Floats) -> tuple[Floats, Floats, Floats]:
        x, y = self.x[rows], self.y[rows]
        last = np.argmax(x == x[:, -1:], axis=1) - 1
        k = np.minimum((inputs[:, :, None] >= x[:, None, :]).sum(axis=2) - 1, last[:, None])
        left, low = np.take_along_axis(x, k, 1), np.take_along_axis(y, k, 1)
        slopes = (np.take_along_axis(y, k + 1, 1) - low) / (np.take_along_axis(x, k + 1, 1) - left)
        return left, low, slopes


@dataclass(frozen=True)
class Mixable:
    """All curves of a model by number, smooth ones first; inputs have one row a curve.

    `bend` and `full` are those of smooth curves; those of straight pieces have no such places. Up to the
    `first` input, the smallest unit of money where one is infinitely steep at 0, it is taken to be straight.
    """

    smooth: Shapes
    lines: Lines
    first: Floats
    bend: Floats
    full: Floats
    most: Floats

    @classmethod
    def of(cls, curved: Curved) -> Mixable:
        """The curves as they stand in the model."""
        smooth = curved.kinds.shapes.take(np.array([bend.kind for bend in curved.bends]))
        lines = Lines.of(curved.broken)
        none = np.full(len(curved.broken), np.inf)
        return cls(
            smooth,
            lines,
            np.where(smooth.bend == 0, smooth.low, 0.0),
            np.append(smooth.bend, none),
            np.append(smooth.stack.full, none),
            np.append(smooth.most, lines.x[:, -1]),
        )

    def is_smooth(self, rows: Indices) -> NDArray[np.bool_]:
        """Which of these are."""
        found: NDArray[np.bool_] = rows < len(self.smooth.most)
        return found

    def value(self, rows: Indices, inputs: Floats) -> Floats:
        """What these curves bring."""
        return self._each(rows, inputs, _value, self.lines.value)

    def slope(self, rows: Indices, inputs: Floats) -> Floats:
        """How steep they are, to the left of where they are full."""
        return self._each(rows, inputs, _slope, self.lines.slope)

    def _each(
        self,
        rows: Indices,
        inputs: Floats,
        of: Callable[[Stack, Floats, Floats], Floats],
        of_lines: Callable[[Indices, Floats], Floats],
    ) -> Floats:
        smooth, found = self.is_smooth(rows), np.empty_like(inputs)
        if smooth.any():
            own = rows[smooth]
            found[smooth] = of(self.smooth.stack.take(own), self.first[own, None], inputs[smooth])
        if not smooth.all():
            found[~smooth] = of_lines(rows[~smooth] - len(self.smooth.most), inputs[~smooth])
        return found

    def places(self, row: int) -> list[float]:
        """Inputs of one curve that matter: its corners, or where it bends and is full."""
        if not self.is_smooth(np.array([row]))[0]:
            return [float(x) for x in self.lines.x[row - len(self.smooth.most)]]
        return [float(self.first[row]), float(self.bend[row]), float(self.full[row])]

    def spread(self, row: int, count: int) -> list[float]:
        """Inputs of one curve in even steps of ln(slope) on its concave part, and of input before it."""
        if not self.is_smooth(np.array([row]))[0]:
            return []
        own = self.smooth.take(np.array([row]))
        steepest, flattest = float(own.stack.slope(own.low)[0]), float(own.stack.slope(own.top)[0])
        found = [float(own.bend[0]) * part for part in (1 / 3, 2 / 3)]
        if np.isfinite(steepest) and steepest > flattest > 0:
            slopes = np.geomspace(steepest, flattest, count + 2)[1:-1]
            found += [float(x) for x in own.stack.input_at(slopes[None, :])[0]]
        return found


def _value(stack: Stack, first: Floats, inputs: Floats) -> Floats:
    x = np.maximum(inputs, first)
    with np.errstate(all="ignore"):
        part = np.where(inputs < first, inputs / first, 1.0)
    return np.where(inputs > 0, stack.value(x) * part, 0.0)


def _slope(stack: Stack, first: Floats, inputs: Floats) -> Floats:
    x = np.maximum(inputs, first)
    with np.errstate(all="ignore"):
        return np.where(inputs < first, stack.value(x) / first, stack.slope(x))
