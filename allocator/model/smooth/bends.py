"""Smooth curves in the model: columns for straight pieces that can be laid anew while the solver lives.

Each curve has a column for what it brings, a row that says what its pieces bring together, and one that
adds them up to its input. On a concave part the best pieces fill first by themselves. A convex part before
it is one piece, full where a binary is 1, and without which the pieces behind it are empty.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import floor, log10
from typing import NamedTuple

import numpy as np

from allocator.curves.arrays import Floats, Stack
from allocator.model.columns import Columns, Expression, plus
from allocator.model.pulp_bridge import INFINITY
from allocator.model.scales import Scales
from allocator.model.smooth.pieces import CONCAVE, Pieces, Shapes, shifts
from allocator.model.smooth.prices import first_prices
from allocator.problem import Effect, Extent, Problem, extents_of

_TINY = 1e-3
"""The part of the unit of money under which a curve's range has a unit of its own."""
FIRST_STEP = 0.15
"""Steps of ln(slope) between pieces, where the price of money is only guessed."""


class Room(NamedTuple):
    """What a model holds of each curve.

    `corners` are inputs at which the convex parts are cut, by the number of the curve in the model; `pieces`
    is how many the concave parts have, where not all lie at first. `ordered` says whether binaries keep the
    convex parts from being left out; without them a model speaks of the curves' hulls.
    """

    corners: Mapping[int, tuple[float, ...]] = {}
    pieces: int = CONCAVE
    ordered: bool = False


AT_FIRST = Room()


@dataclass(frozen=True)
class Bend:
    """Where one smooth curve stands in the model, for one period or the whole horizon.

    `row` says what the curve brings, `link` what its input is. `gates[k]` is the row that keeps the k-th
    piece of the concave part empty unless the last binary of `full` is 1. `ends` are those of the convex
    pieces, in money; `unit` is how many outcomes the number 1 of `brought` stands for, `size` how much input
    that of a piece. `inputs` is what its input is made of, `season` the weight of its period.
    """

    kind: int
    brought: int
    row: int
    link: int
    convex: tuple[int, ...]
    concave: tuple[int, ...]
    flat: int | None
    full: tuple[int, ...]
    gates: tuple[int, ...]
    ends: tuple[float, ...]
    unit: float
    size: float
    inputs: Expression
    season: float


@dataclass(frozen=True)
class Kinds:
    """The smooth curves of a problem, with the prices around which their pieces are laid at first."""

    extents: tuple[Extent, ...]
    shapes: Shapes
    prices: Floats

    @classmethod
    def of(cls, problem: Problem) -> Kinds:
        """All smooth curves of the problem; raises UnboundedError where nothing bounds an input."""
        extents = extents_of(problem)
        least, most = (
            np.array(ends, dtype=float) for ends in zip(*((e.least, e.most) for e in extents), strict=True)
        )
        shapes = Shapes(Stack([extent.curve for extent in extents]), least, most, shifts(len(extents)))
        return cls(extents, shapes, first_prices(problem, extents, shapes))

    @cached_property
    def places(self) -> dict[tuple[int, int | None], int]:
        """The number of each curve by the identity of its effect and the period; None stands for all."""
        return {
            (id(extent.effect), t): k
            for k, extent in enumerate(self.extents)
            for t in extent.periods or (None,)
        }

    def number(self, effect: Effect, t: int) -> int:
        """The number of an effect's curve in a period."""
        everywhere = self.places.get((id(effect), None))
        return self.places[id(effect), t] if everywhere is None else everywhere

    @cached_property
    def first(self) -> Pieces:
        """The pieces that the model starts with."""
        return self.shapes.chords(self.prices, np.full(len(self.prices), FIRST_STEP))


@dataclass(frozen=True)
class Curved:
    """All places of smooth curves in the model, by number."""

    kinds: Kinds
    bends: tuple[Bend, ...]

    @property
    def sharing(self) -> list[bool]:
        """Which curves see money that others see as well: other metrics of an item, or other periods."""
        seen = Counter(column for bend in self.bends for column in bend.inputs)
        return [any(seen[column] > 1 for column in bend.inputs) for bend in self.bends]


class Bends:
    """Writes smooth curves into the model."""

    def __init__(self, problem: Problem, columns: Columns, scales: Scales, room: Room) -> None:
        self._problem, self._columns, self._scales, self._room = problem, columns, scales, room
        self._found: list[Bend] = []

    @property
    def curved(self) -> Curved | None:
        """What was written; None if nothing was."""
        return Curved(self.kinds, tuple(self._found)) if self._found else None

    @cached_property
    def kinds(self) -> Kinds:
        """The curves, looked at once there is one."""
        return Kinds.of(self._problem)

    @cached_property
    def _plain(self) -> list[tuple[float, float, list[float], list[float]]]:
        """Of each curve where its concave part begins, how far it is level, and its first pieces.

        Widths and slopes are plain numbers, with nothing for pieces that lie later.
        """
        rest = ((0, 0), (0, self._room.pieces - CONCAVE))
        shapes, first = self.kinds.shapes, self.kinds.first
        level = (shapes.most - shapes.top).tolist()
        widths, slopes = np.pad(first.widths, rest).tolist(), np.pad(first.slopes, rest).tolist()
        return list(zip(shapes.bend.tolist(), level, widths, slopes, strict=True))

    def brought(self, effect: Effect, inputs: Expression, t: int) -> Expression:
        """What the curve brings in a period, in outcomes."""
        kind = self.kinds.number(effect, t)
        columns, outcomes = self._columns, float(self._scales.outcomes[effect.metric])
        bend, flat, widths, slopes = self._plain[kind]
        size = _size_of(float(self._scales.money), float(self.kinds.shapes.most[kind]))
        widths = [width / size for width in widths]
        ends = _ends(bend, self._room.corners.get(len(self._found), ()))
        convex = [columns.column(upper=(b - a) / size) for a, b in pairwise(ends)]
        concave = [columns.column(upper=width) for width in widths]
        rest = [columns.column(upper=flat / size)] if flat > 0 else []
        parts = dict.fromkeys([*convex, *concave, *rest], 1.0)
        link = columns.row(plus((1.0, parts), (-1 / size, inputs)), "=", 0.0)
        brought = columns.column(-INFINITY)
        secants = self.kinds.shapes.secants(kind, ends)
        bring = zip([*convex, *concave], [*secants, *slopes], strict=True)
        row = columns.row({brought: 1.0} | {c: -slope * size / outcomes for c, slope in bring}, "=", 0.0)
        full = [columns.column(upper=1.0, integer=True) for _ in convex if self._room.ordered]
        gates = self._ordered(convex, [*concave, *rest], full, np.diff(ends) / size) if full else []
        self._found.append(
            Bend(
                kind, brought, row, link, tuple(convex), tuple(concave),
                rest[0] if rest else None, tuple(full), tuple(gates), tuple(ends), outcomes,
                size, inputs, float(effect.season_at(t)),
            )
        )  # fmt: skip
        return {brought: outcomes}

    def _ordered(self, convex: list[int], after: list[int], full: list[int], widths: Floats) -> list[int]:
        """Each convex piece full before the next; returns the rows of the pieces behind the last one."""
        columns = self._columns
        for k, (part, gate) in enumerate(zip(convex, full, strict=True)):
            columns.row({part: 1.0, gate: -float(widths[k])}, ">=", 0.0)
            if k + 1 < len(convex):
                columns.row({convex[k + 1]: 1.0, gate: -float(widths[k + 1])}, "<=", 0.0)
        return [columns.row({part: 1.0, full[-1]: -columns.upper[part]}, "<=", 0.0) for part in after]


def _size_of(money: float, most: float) -> float:
    """What the number 1 of an input stands for: as of all money, unless the curve sees next to none of it.

    What is hardly carried over would be left out by a solver that takes tiny coefficients for noise.
    """
    return money if most >= money * _TINY or most == 0 else 10.0 ** floor(log10(most))


def _ends(bend: float, corners: tuple[float, ...]) -> list[float]:
    return [0.0, *sorted(c for c in corners if 0 < c < bend), bend] if bend > 0 else []
