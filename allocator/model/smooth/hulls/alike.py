"""S-shaped curves that are all the same, taken together: the most that they bring for a total of inputs.

Such are an item's months where no season tells them apart. The hull of each alone does not know that a total
fills some of them well and leaves a rest. With b where the curve bends, a best division of a total has
n of m inputs behind the bend, equal to each other, at most one on the convex part, and the others at the
floor l, which often is 0:

    G(Z) = max n · f(z) + f(u) + (m − n − 1) · f(l)   over n and l ≤ u ≤ b
    with z = (Z − u − (m − n − 1) · l) / n

because two inputs on a convex part are better moved apart, and those on a concave part moved together. Where
only so many may stand behind the bend, further ones can stand at b.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from allocator.curves.arrays import Floats
from allocator.model.smooth.hulls.spans import value_of
from allocator.model.smooth.pieces import Shapes

_PARTS = np.linspace(0.0, 1.0, 13)
_ROUNDS = 6
"""How often cells are split, each time into so many parts; what a cell leaves open falls with its square."""
_TURNS = 40
_SAME = 1e-10
_NEARLY = 1e-6
_OUTWARD = 1e-12
"""By what part of G a line is put higher, for the last digits of floats."""


class Division(NamedTuple):
    """A total that is divided: `behind` equal inputs, a `rest` on the convex part, the others at `floor`.

    `value` is what they bring together.
    """

    total: float
    value: float
    behind: int
    each: float
    rest: float
    floor: float

    def inputs(self, like: Floats) -> Floats:
        """All inputs, each where as much has come together of inputs that add up to the same total.

        So no money is asked for earlier than these have it, if they stand for periods one after the other.
        """
        found, saved = np.full(len(like), self.floor), 0.0
        parts = [part for part in [self.rest] + [self.each] * self.behind if part > self.floor]
        for place, more in enumerate((like - self.floor).tolist()):
            saved += more
            left = len(like) - place
            if parts and (saved >= (parts[0] - self.floor) * (1 - _NEARLY) or left == len(parts)):
                found[place] = parts.pop(0)
                saved -= found[place] - self.floor
        return found


class Line(NamedTuple):
    """G(Z) ≤ `at_0` + `slope` · Z, in outcomes; it touches G, or nearly, at two divisions."""

    slope: float
    at_0: float
    left: Division
    right: Division


class Range(NamedTuple):
    """Between which totals, and how many inputs stand behind the bend at least and at most."""

    low: float
    high: float
    fewest: int
    most: int


class _Cells(NamedTuple):
    """Intervals of the rest u, each with the numbers of inputs behind the bend, at it, and at the floor."""

    behind: Floats
    bent: Floats
    low: Floats
    start: Floats
    end: Floats

    def split(self, chosen: NDArray[np.bool_]) -> _Cells:
        """These cells in parts, and the end of each by itself."""
        *counts, start, end = (entries[chosen][:, None] for entries in self)
        edges = start + (end - start) * _PARTS
        ends = np.append(edges[:, 1:], edges[:, -1:], axis=1)
        repeated = (np.broadcast_to(count, edges.shape) for count in counts)
        return _Cells(*(entries.ravel() for entries in (*repeated, edges, ends)))


@dataclass(frozen=True)
class Alike:
    """So many curves of one shape, each with inputs from a floor before its bend to the shape's `most`."""

    shape: Shapes
    count: int
    floor: float = 0.0

    @property
    def most(self) -> float:
        """The largest total."""
        return self.count * self._most

    @cached_property
    def _most(self) -> float:
        return float(self.shape.most[0])

    @cached_property
    def _bend(self) -> float:
        return float(self.shape.bend[0])

    @cached_property
    def _still(self) -> tuple[float, float]:
        """What an input at the bend brings, and one at the floor."""
        at_bend, at_floor = self.brought(np.array([self._bend, self.floor])).tolist()
        return at_bend, at_floor

    def least_with(self, behind: int) -> float:
        """The smallest total with so many inputs behind the bend."""
        return behind * self._bend + (self.count - behind) * self.floor

    def most_with(self, behind: int) -> float:
        """The largest total with no more inputs than that behind the bend."""
        return behind * self._most + (self.count - behind) * self._bend

    def brought(self, inputs: Floats) -> Floats:
        """What single curves bring at any inputs."""
        return value_of(self.shape, inputs.reshape(1, -1)).reshape(inputs.shape)

    def divided(self, total: float) -> Division:
        """The best division of a total."""
        return self._touching(0.0, Range(total, total, 0, self.count))[1]

    def lifted(self, slope: float, within: Range) -> float:
        """Where a line of this slope stands at 0 that lies above G on a range."""
        return self._touching(slope, within)[0]

    def line_above(self, total: float, within: Range) -> Line:
        """The line that touches the hull of G on a range where the total is.

        Each line through the two places found so far that lie around the total is moved up until it touches;
        where that moves it no more, both lie on it.
        """
        left = self._touching(0.0, within._replace(high=within.low))[1]
        right = self._touching(0.0, within._replace(low=within.high))[1]
        for _ in range(_TURNS):
            wide = right.total - left.total
            is_narrow = wide <= _SAME * within.high
            slope = 0.0 if is_narrow else max(0.0, (right.value - left.value) / wide)
            at_0, found = self._touching(slope, within)
            room = found.value - slope * found.total - (left.value - slope * left.total)
            if is_narrow or room <= _SAME * max(right.value, found.value):
                break
            left, right = (found, right) if found.total <= total else (left, found)
        return Line(slope, at_0, left, right)

    def _touching(self, slope: float, within: Range) -> tuple[float, Division]:
        """A bound on max G(Z) − slope · Z over a range, and where about it is reached.

        Cells of the rest u that could hold more than the best found are split, until hardly more is left.
        Where a range holds nothing, the bound is −∞.
        """
        cells, value, bound = self._cells(within), -inf, -inf
        best = Division(within.low, -inf, 0, 0.0, 0.0, self.floor)
        for _ in range(_ROUNDS if len(cells.start) else 0):
            reached, z, ahead = self._looked_at(cells, slope, within)
            k = int(np.argmax(reached))
            if reached[k] > value:
                value, n, rest = float(reached[k]), int(cells.behind[k]), float(cells.start[k])
                total = n * float(z[k]) + float(cells.bent[k] * self._bend + cells.low[k] * self.floor) + rest
                best = Division(total, value + slope * total, n, float(z[k]), rest, self.floor)
            enough = value + _SAME * abs(best.value)
            is_open = ahead > enough
            bound = float(ahead.max(initial=enough, where=is_open))
            if not is_open.any():
                break
            cells = cells.split(is_open)
        return bound + _OUTWARD * abs(best.value), best

    def _cells(self, within: Range) -> _Cells:
        """What the rest can be for each n, and for each number of further inputs at the bend, in cells."""
        low, high, fewest, largest = within
        further = np.arange(1.0, self.count - largest + 1)
        without = np.arange(float(fewest), largest + 1)
        behind = np.append(without, np.full(len(further), float(largest)))
        bent = np.append(np.zeros(len(without)), further)
        has_rest = behind + bent < self.count
        at_floor = np.maximum(self.count - behind - bent - 1, 0.0)
        taken = bent * self._bend + at_floor * self.floor
        first = np.maximum(np.where(has_rest, self.floor, 0.0), low - taken - behind * self._most)
        last = np.minimum(np.where(has_rest, self._bend, 0.0), high - taken - behind * self._bend)
        every = _Cells(behind, bent, at_floor, first, np.maximum(first, last))
        return every.split(first <= last + _SAME * max(high, self._most))

    def _looked_at(self, cells: _Cells, slope: float, within: Range) -> tuple[Floats, Floats, Floats]:
        """The most at the first end of each cell, with which z; and a bound on it over the cell.

        In a cell f(u) lies below its chord, because f is convex there; n · f(z) − slope · n · z, at the best
        z that the totals leave, lies below its tangent at the first end, because it is concave in u.
        """
        n, bent, low, u, end = cells
        at_bend, at_floor = self._still
        share, left = np.maximum(n, 1.0), bent * self._bend + low * self.floor + u
        held_low, held_high = (within.low - left) / share, (within.high - left) / share
        z = np.clip(self._wanted(slope), np.maximum(self._bend, held_low), np.minimum(self._most, held_high))
        concave = n * (self.brought(z) - slope * z)
        is_held = (n > 0) & ((z >= held_high) | (z <= held_low))
        turn = np.where(is_held, slope - self._slope(z), 0.0) * (end - u)
        still = concave + bent * (at_bend - slope * self._bend) + low * (at_floor - slope * self.floor)
        first, last = self.brought(u) - slope * u, self.brought(end) - slope * end
        return still + first, z, still + np.maximum(first, last + turn)

    def _slope(self, x: Floats) -> Floats:
        """f', of which nothing is left where the curve is level."""
        inner = self.shape.stack.slope(x.reshape(1, -1)).reshape(x.shape)
        return np.where(x < float(self.shape.stack.full[0]), inner, 0.0)

    def _wanted(self, slope: float) -> float:
        """The input behind the bend up to which the next one brings the slope."""
        if slope <= 0:
            return self._most
        return float(np.clip(self.shape.stack.input_at(np.array([slope]))[0], self._bend, self._most))
