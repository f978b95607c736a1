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

    `row` says what it brings: Σ rise · part ± height · spare, where parts and spares go from 0 to 1, and the
    binaries `gates` keep the parts in order. `total` is its input, `ends` are the cuts, in natural units;
    `unit` is how many outcomes the number 1 of the row stands for.
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
    """By piece how much the chord rises, and the triangle that the tangents at its cuts make with it.

    `heights` are those of the triangles, `tips` where they are highest, as parts of the piece; `above` says
    on which side of the chord they are.
    """

    rises: Floats
    heights: Floats
    tips: Floats
    above: NDArray[np.bool_]


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
        parts = [columns.column(upper=1.0) for _ in sides.rises]
        total = columns.column()
        widths = (np.diff(ends) / money).tolist()
        columns.row(dict(zip(parts, widths, strict=True)) | {total: -1.0}, "=", 0.0)
        columns.row(plus((1.0, {total: 1.0}), (-1 / money, inputs)), "=", 0.0)
        gates = self._in_order(parts)
        spares = self._between(parts, gates, sides)
        rises = dict(zip(parts, (-sides.rises / unit).tolist(), strict=True))
        heights = np.where(sides.above, -sides.heights, sides.heights) / unit
        brought = columns.column(-INFINITY)
        row = columns.row({brought: 1.0} | rises | dict(zip(spares, heights.tolist(), strict=True)), "=", 0.0)
        self._found.append(
            Corridor(kind, row, tuple(parts), tuple(gates), tuple(spares), total, tuple(ends), unit)
        )
        return {brought: unit}

    def _in_order(self, parts: Sequence[int]) -> list[int]:
        """Each piece full before the next; returns the binaries that say so."""
        gates = [self._columns.column(upper=1.0, integer=True) for _ in parts[1:]]
        for k, gate in enumerate(gates):
            self._columns.row({parts[k]: 1.0, gate: -1.0}, ">=", 0.0)
            self._columns.row({parts[k + 1]: 1.0, gate: -1.0}, "<=", 0.0)
        return gates

    def _between(self, parts: Sequence[int], gates: Sequence[int], sides: Sides) -> list[int]:
        """A spare column for each piece: no more than the tangents at both of its cuts leave.

        Said in parts of the triangle, so that no piece is too narrow or too straight for the solver to see.
        """
        spares = [self._columns.column(upper=float(height > 0)) for height in sides.heights]
        for k, (part, spare, tip) in enumerate(zip(parts, spares, sides.tips.tolist(), strict=True)):
            self._columns.row({spare: tip, part: -1.0}, "<=", 0.0)
            opened = {gates[k - 1]: -1.0} if k else {}
            self._columns.row({spare: 1 - tip, part: 1.0} | opened, "<=", 0.0 if k else 1.0)
        return spares

    def _sides(self, kind: int, ends: Sequence[float]) -> Sides:
        """The chords between cuts and the tangents there; nothing stands between 0 and the least input."""
        shapes = self._kinds.shapes.take(np.array([kind]))
        x = np.array(ends)
        y = np.where(x > 0, shapes.stack.value(x[None, :])[0], 0.0)
        rises, widths = np.diff(y), np.diff(x)
        slopes = np.where(x > shapes.top[0], 0.0, shapes.stack.slope(x[None, :])[0])
        none = (x[1:] <= shapes.least[0]) | (x[:-1] >= shapes.top[0])
        first, last = (
            np.where(none, 0.0, np.abs(beside - rises / widths) * _OUTWARD)
            for beside in (slopes[:-1], slopes[1:])
        )
        with np.errstate(all="ignore"):
            tips = np.where(first > 0, last / (first + last), 0.0)
        heights = np.where(np.isfinite(first), tips * np.where(tips > 0, first, 0.0), last) * widths
        return Sides(rises, heights, tips, x[1:] > shapes.bend[0])

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
