"""Smooth curves that something would see smaller: corridors around them, with the curve itself inside.

Between two cuts a curve lies between its chord and its tangents at the cuts. So it is the chord plus a spare
column for each piece, which is 0 at both cuts, and every plan that the curve allows is allowed. Binaries keep
the pieces in order, so that only the piece in which the input stands has anything to spare.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import isfinite
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from allocator.curves.arrays import Floats, Stack
from allocator.model.columns import Columns, Expression, plus
from allocator.model.pressure import Pressure
from allocator.model.pulp_bridge import INFINITY
from allocator.model.scales import Scales
from allocator.model.smooth.bends import Kinds
from allocator.problem import Effect, Problem

_BY_SLOPE, _EVEN = 4, 3
"""Cuts of a concave part at first: where slopes fall in even steps, and inputs."""
_OUTWARD = 1 + 1e-7
"""How much steeper tangents stand apart from chords than floats say."""


class Cuts(NamedTuple):
    """Where curves are cut, by the number of the place in the model; elsewhere as at first."""

    at: Mapping[int, tuple[float, ...]] = {}


@dataclass(frozen=True)
class Corridor:
    """Where one curve stands in the model, for one period or the whole horizon.

    `row` says what it brings: Σ slope · part ± spare, where the binaries `gates` keep the parts in order.
    `total` is its input, `ends` are the cuts, in natural units; `unit` is how many outcomes the number 1 of
    the row stands for.
    """

    kind: int
    row: int
    parts: tuple[int, ...]
    gates: tuple[int, ...]
    spares: tuple[int, ...]
    total: int
    ends: tuple[float, ...]
    unit: float


@dataclass(frozen=True)
class Corridors:
    """All places of smooth curves in the model, by number; `money` is what 1 of an input stands for."""

    stack: Stack
    places: tuple[Corridor, ...]
    money: float


class Sides(NamedTuple):
    """By piece the slope of the chord, how far the tangents at its cuts are from it, and on which side."""

    chords: Floats
    first: Floats
    last: Floats
    above: NDArray[np.bool_]

    def scaled(self, factor: float) -> Sides:
        """With slopes so many times as large."""
        return Sides(self.chords * factor, self.first * factor, self.last * factor, self.above)


class Walls:
    """Writes corridors into the model."""

    def __init__(self, problem: Problem, columns: Columns, scales: Scales, cuts: Cuts) -> None:
        self._problem, self._columns, self._scales, self._cuts = problem, columns, scales, cuts
        self._pressure = Pressure.of(problem)
        self._found: list[Corridor] = []

    @property
    def corridors(self) -> Corridors | None:
        """What was written; None if nothing was."""
        if not self._found:
            return None
        rows = np.array([place.kind for place in self._found])
        return Corridors(self._kinds.shapes.stack.take(rows), tuple(self._found), float(self._scales.money))

    @cached_property
    def _kinds(self) -> Kinds:
        return Kinds.of(self._problem)

    def brought(self, effect: Effect, inputs: Expression, t: int) -> Expression:
        """What the curve brings in a period, in outcomes."""
        kind, columns = self._kinds.number(effect, t), self._columns
        money, unit = float(self._scales.money), float(self._scales.outcomes[effect.metric])
        ends = self._cuts.at.get(len(self._found)) or self._first(kind)
        sides = self._sides(kind, ends)
        widths = np.diff(ends) / money
        parts = [columns.column(upper=float(width)) for width in widths]
        total = columns.column()
        columns.row({**dict.fromkeys(parts, 1.0), total: -1.0}, "=", 0.0)
        columns.row(plus((1.0, {total: 1.0}), (-1 / money, inputs)), "=", 0.0)
        gates = self._in_order(parts, widths)
        spares = self._between(parts, gates, widths, sides.scaled(money / unit))
        slopes = {part: -float(c) * money / unit for part, c in zip(parts, sides.chords, strict=True)}
        signs = dict(zip(spares, np.where(sides.above, -1.0, 1.0).tolist(), strict=True))
        brought = columns.column(-INFINITY)
        row = columns.row({brought: 1.0} | slopes | signs, "=", 0.0)
        self._found.append(
            Corridor(kind, row, tuple(parts), tuple(gates), tuple(spares), total, tuple(ends), unit)
        )
        return {brought: unit}

    def _in_order(self, parts: Sequence[int], widths: Floats) -> list[int]:
        """Each piece full before the next; returns the binaries that say so."""
        gates = [self._columns.column(upper=1.0, integer=True) for _ in parts[1:]]
        for k, gate in enumerate(gates):
            self._columns.row({parts[k]: 1.0, gate: -float(widths[k])}, ">=", 0.0)
            self._columns.row({parts[k + 1]: 1.0, gate: -float(widths[k + 1])}, "<=", 0.0)
        return gates

    def _between(self, parts: Sequence[int], gates: Sequence[int], widths: Floats, sides: Sides) -> list[int]:
        """A spare column for each piece: no more than the tangents at both of its cuts leave."""
        spares = [self._columns.column() for _ in parts]
        for k, (part, spare) in enumerate(zip(parts, spares, strict=True)):
            first, last = float(sides.first[k]), float(sides.last[k])
            if isfinite(first):
                self._columns.row({spare: 1.0, part: -first}, "<=", 0.0)
            opened = {gates[k - 1]: -last * float(widths[k])} if k else {}
            self._columns.row({spare: 1.0, part: last} | opened, "<=", 0.0 if k else last * float(widths[k]))
        return spares

    def _sides(self, kind: int, ends: Sequence[float]) -> Sides:
        """The chords between cuts and the tangents there; nothing stands between 0 and the least input."""
        shapes = self._kinds.shapes.take(np.array([kind]))
        x = np.array(ends)
        y = np.where(x > 0, shapes.stack.value(x[None, :])[0], 0.0)
        chords = np.diff(y) / np.diff(x)
        slopes = np.where(x > shapes.top[0], 0.0, shapes.stack.slope(x[None, :])[0])
        none = (x[1:] <= shapes.least[0]) | (x[:-1] >= shapes.top[0])
        first, last = (
            np.where(none, 0.0, np.abs(beside - chords) * _OUTWARD) for beside in (slopes[:-1], slopes[1:])
        )
        return Sides(chords, first, last, x[1:] > shapes.bend[0])

    def _first(self, kind: int) -> list[float]:
        """The cuts that a curve starts with: where it bends and where it is full always among them."""
        shapes = self._kinds.shapes.take(np.array([kind]))
        low, bend, top, most = (float(x[0]) for x in (shapes.low, shapes.bend, shapes.top, shapes.most))
        steepest, flattest = (float(shapes.stack.slope(np.array([x]))[0]) for x in (low, top))
        inner = list(np.linspace(bend, top, _EVEN + 2)[1:-1])
        if steepest > flattest > 0:
            slopes = np.geomspace(steepest, flattest, _BY_SLOPE + 2)[1:-1]
            inner += shapes.stack.input_at(slopes[None, :])[0].tolist()
        return cut((0.0, bend / 2, bend, low, *inner, top, most))


def cut(points: Sequence[float]) -> list[float]:
    """The points in order, without those next to another one."""
    found = sorted(points)
    apart = 1e-9 * found[-1]
    kept = [x for before, x in pairwise(found) if x - before > apart]
    return [found[0], *kept] if kept and kept[-1] == found[-1] else [found[0], *kept[:-1], found[-1]]
