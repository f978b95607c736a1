"""Smooth curves that something would see smaller: corridors around them, with the curve itself inside.

Between two cuts a curve lies next to its chord, above it where it is concave and below where it is convex, no
farther than can be said exactly. So it is a chord plus a spare column with these bounds, and every plan that
the curve allows is allowed. Binaries keep the pieces in order, and tell which bounds hold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from allocator.curves.arrays import Floats, Stack
from allocator.model.bends import Kinds
from allocator.model.columns import Columns, Expression, plus
from allocator.model.pressure import Pressure
from allocator.model.pulp_bridge import INFINITY
from allocator.model.scales import Scales
from allocator.problem import Effect, Problem

_BY_SLOPE, _EVEN = 4, 3
"""Cuts of a concave part at first: where slopes fall in even steps, and inputs."""
_HALVINGS = 60
_OUTWARD = 1e-12
"""What floats may hide of how far a curve lies from its chord, as a part of its value."""


class Cuts(NamedTuple):
    """Where curves are cut, by the number of the place in the model; elsewhere as at first."""

    at: Mapping[int, tuple[float, ...]] = {}


@dataclass(frozen=True)
class Corridor:
    """Where one curve stands in the model, for one period or the whole horizon.

    `row` says what it brings: Σ slope · part + spare, and the rows `sides` that the column `spare` lies
    between bounds which `gates`, the binaries, choose. `total` is its input, `ends` are the cuts, in natural
    units; `unit` is how many outcomes the number 1 of the row stands for.
    """

    kind: int
    row: int
    sides: tuple[int, int]
    parts: tuple[int, ...]
    gates: tuple[int, ...]
    spare: int
    total: int
    ends: tuple[float, ...]
    unit: float


@dataclass(frozen=True)
class Corridors:
    """All places of smooth curves in the model, by number; `money` is what 1 of an input stands for."""

    stack: Stack
    places: tuple[Corridor, ...]
    money: float


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
        chords, over, under = self._sides(kind, ends)
        widths = np.diff(ends) / money
        parts = [columns.column(upper=float(width)) for width in widths]
        total = columns.column()
        columns.row({**dict.fromkeys(parts, 1.0), total: -1.0}, "=", 0.0)
        columns.row(plus((1.0, {total: 1.0}), (-1 / money, inputs)), "=", 0.0)
        brought, spare = columns.column(-INFINITY), columns.column(-INFINITY)
        slopes = {part: -float(c) * money / unit for part, c in zip(parts, chords, strict=True)}
        row = columns.row({brought: 1.0, spare: -1.0} | slopes, "=", 0.0)
        gates = self._in_order(parts, widths)
        sides = self._between(spare, gates, over / unit, under / unit)
        self._found.append(
            Corridor(kind, row, sides, tuple(parts), tuple(gates), spare, total, tuple(ends), unit)
        )
        return {brought: unit}

    def _in_order(self, parts: Sequence[int], widths: Floats) -> list[int]:
        """Each piece full before the next; returns the binaries that say so."""
        gates = [self._columns.column(upper=1.0, integer=True) for _ in parts[1:]]
        for k, gate in enumerate(gates):
            self._columns.row({parts[k]: 1.0, gate: -float(widths[k])}, ">=", 0.0)
            self._columns.row({parts[k + 1]: 1.0, gate: -float(widths[k + 1])}, "<=", 0.0)
        return gates

    def _between(self, spare: int, gates: Sequence[int], over: Floats, under: Floats) -> tuple[int, int]:
        """The bounds of the piece in which the input stands; the rows that say so."""
        above = dict(zip(gates, (-np.diff(over)).tolist(), strict=True))
        below = dict(zip(gates, np.diff(under).tolist(), strict=True))
        return (
            self._columns.row({spare: 1.0} | above, "<=", float(over[0])),
            self._columns.row({spare: 1.0} | below, ">=", -float(under[0])),
        )

    def _sides(self, kind: int, ends: Sequence[float]) -> tuple[Floats, Floats, Floats]:
        """The slopes of the chords, and how far the curve can lie above and below each of them."""
        shapes = self._kinds.shapes.take(np.array([kind]))
        x = np.array(ends)
        y = np.where(x > 0, shapes.stack.value(x[None, :])[0], 0.0)
        with np.errstate(all="ignore"):
            chords = np.where(np.diff(x) > 0, np.diff(y) / np.diff(x), 0.0)
        farthest = _parallel(shapes.stack, chords, x[:-1], x[1:], float(shapes.bend[0]))
        apart = shapes.stack.value(farthest[None, :])[0] - (y[:-1] + chords * (farthest - x[:-1]))
        slack = np.abs(shapes.stack.slope(farthest[None, :])[0] - chords) * np.maximum(
            farthest - x[:-1], x[1:] - farthest
        )
        none = (x[1:] <= shapes.least[0]) | (x[:-1] >= shapes.top[0])
        error = np.where(none, 0.0, np.abs(apart) + np.minimum(slack, np.abs(np.diff(y))))
        error = error + _OUTWARD * np.abs(y[1:])
        convex = x[1:] <= shapes.bend[0]
        tiny = _OUTWARD * np.abs(y[1:])
        return chords, np.where(convex, tiny, error), np.where(convex, error, tiny)

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


def _parallel(stack: Stack, chords: Floats, low: Floats, high: Floats, bend: float) -> Floats:
    """Where each piece of a curve is as steep as its chord: there it is farthest from it."""
    on_concave = np.clip(stack.input_at(np.maximum(chords, 1e-290)[None, :])[0], low, high)
    a, b = low.copy(), high.copy()
    for _ in range(_HALVINGS):
        middle = (a + b) / 2
        flat = stack.slope(middle[None, :])[0] < chords
        a, b = np.where(flat, middle, a), np.where(flat, b, middle)
    found: Floats = np.where(high <= bend, (a + b) / 2, on_concave)
    return found
