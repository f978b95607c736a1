"""Curves whose item is used or not: rows that hold what a curve brings below what a part of a use allows.

With u = 1 where an item is used, its curve brings f(x), and with u = 0 nothing. Between them what is brought
lies below u · f̂(x / u) with f̂ the hull, of which each tangent a + s · x of the curve gives one row:

    y ≤ a · u + s · x,  a = max f(x) − s · x

So u is no smaller than it is where fees, smallest amounts and choices are worth it, as they are in whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from allocator.curves.arrays import Floats
from allocator.model.columns import plus
from allocator.model.levels import Flag
from allocator.model.live import Vector
from allocator.model.pulp_bridge import INFINITY
from allocator.model.session import Session
from allocator.model.smooth.bends import Bend
from allocator.model.smooth.pieces import Shapes

_LINES = 2


class _Pair(NamedTuple):
    """A curve by its number, and a flag without which its input is nothing; whether it is of that alone."""

    curve: int
    used: int
    is_own: bool


class Flagged:
    """The rows of all pairs of curves and flags, laid where answers stand."""

    def __init__(
        self, bends: Sequence[Bend], shapes: Shapes, flags: Sequence[Flag], session: Session
    ) -> None:
        self._session = session
        self.pairs = _pairs(bends, flags)
        self._curves = np.array([pair.curve for pair in self.pairs], dtype=np.intp)
        self._used = np.array([pair.used for pair in self.pairs], dtype=np.intp)
        self._shapes = shapes.take(self._curves)
        own = [bends[pair.curve] for pair in self.pairs]
        self._units = np.array([bend.unit for bend in own])
        self._brought = np.array([bend.brought for bend in own], dtype=np.intp)
        self._inputs = [_input(bend, session) for bend in own]
        self._slopes = self._shapes.stack.slope(np.column_stack([self._shapes.top] * _LINES))
        ones = np.ones(len(own))
        self._at_0 = np.column_stack([self._shapes.gain(ones, slopes) for slopes in self._slopes.T])
        self._rows = np.array([self._added(k) for k in range(len(own))], dtype=np.int32).reshape(-1, _LINES)

    def _added(self, k: int) -> list[int]:
        """The rows of a pair, where they lie at first."""
        brought = {int(self._brought[k]): 1.0}
        lines = zip(self._slopes[k].tolist(), self._at_0[k].tolist(), strict=True)
        return [self._session.add_row(brought | self._line(k, *line), -INFINITY, 0.0) for line in lines]

    def _line(self, k: int, slope: float, at_0: float) -> dict[int, float]:
        column, money = self._inputs[k]
        unit = float(self._units[k])
        return {self.pairs[k].used: -at_0 / unit, column: -slope * money / unit}

    def shared(self, curve: int, own: int | None) -> frozenset[int]:
        """The flags of a curve, without one of its own."""
        return frozenset(pair.used for pair in self.pairs if pair.curve == curve) - {own}

    @property
    def curves(self) -> NDArray[np.intp]:
        """The curves that stand in a pair."""
        return np.unique(self._curves)

    def worth_above(self, duals: Vector, count: int) -> Floats:
        """The part of what an outcome of each curve is worth that these rows take."""
        taken = -duals[self._rows].sum(axis=1) / self._units
        found: Floats = np.bincount(self._curves, taken, count).astype(float)
        return found

    def tighten(self, values: Vector, inputs: Floats, worth: Floats, touch: Floats, least: float) -> bool:
        """Lay rows where flags are used in part; whether that took more than `least` off one."""
        if not len(self.pairs):
            return False
        used, x = values[self._used], inputs[self._curves]
        brought = values[self._brought] * self._units
        with np.errstate(all="ignore"):
            whole = np.minimum(np.where(used > 0, x / used, 0.0), self._shapes.top)
            slope = self._shapes.stack.slope(whole)
            at_0 = self._shapes.gain(np.ones(len(x)), slope)
            off = (brought - slope * x - at_0 * used) * worth[self._curves]  # nan: infinitely steep
        open_ = (used > 0) & (used < 1) & (whole >= touch[self._curves]) & (off > least)
        for k in np.flatnonzero(open_).tolist():
            self._lay(k, float(slope[k]), float(at_0[k]), float(x[k]), float(used[k]))
        return bool(open_.any())

    def _lay(self, k: int, slope: float, at_0: float, x: float, used: float) -> None:
        """In the place of the row that is farthest above where the answer stands."""
        above = self._slopes[k] * x + self._at_0[k] * used
        j = int(np.argmax(above))
        self._slopes[k, j], self._at_0[k, j] = slope, at_0
        row = int(self._rows[k, j])
        self._session.set_coefficients((row, c, value) for c, value in self._line(k, slope, at_0).items())


def _pairs(bends: Sequence[Bend], flags: Sequence[Flag]) -> list[_Pair]:
    return [
        _Pair(k, flag.used, bend.inputs.keys() == flag.levers)
        for k, bend in enumerate(bends)
        if bend.inputs
        for flag in flags
        if bend.inputs.keys() <= flag.levers
    ]


def _input(bend: Bend, session: Session) -> tuple[int, float]:
    """A column for the input, and how much the number 1 of it stands for."""
    if len(bend.inputs) == 1:
        return next(iter(bend.inputs.items()))
    x = session.add_column()
    session.add_row(plus((-1.0, {x: 1.0}), (1 / bend.size, bend.inputs)), 0.0, 0.0)
    return x, bend.size


def alike(bends: Sequence[Bend], pairs: Sequence[_Pair]) -> list[dict[int, int]]:
    """Groups of curves that are alike, each with a flag of its own: an item's months without a season."""
    found: dict[object, dict[int, int]] = {}
    for pair in pairs:
        if pair.is_own:
            bend = bends[pair.curve]
            key = (bend.kind, bend.season, *sorted(bend.inputs.values()))
            found.setdefault(key, {})[pair.curve] = pair.used
    return [group for group in found.values() if len(group) > 1]
