"""Smooth curves in the model: rows that straight pieces stand in, which are laid while the solver lives.

Each curve has a column for what it brings, a row that says what its pieces bring together, and one that
adds them up to its input. On a concave part the best pieces fill first by themselves; they are columns of the
live solver alone, because they move there. A convex part before it is one piece, full where a binary is 1,
and without which the pieces behind it are empty.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import floor, log10
from typing import NamedTuple

import numpy as np

from allocator.curves import Piece
from allocator.curves.arrays import Floats, Stack
from allocator.model.columns import Columns, Expression, plus
from allocator.model.pulp_bridge import INFINITY
from allocator.model.scales import Scales
from allocator.model.smooth.pieces import CONCAVE, Pieces, Shapes, shifts
from allocator.model.smooth.prices import Guess, first_prices
from allocator.problem import Effect, Extent, Problem, extents_of

_TINY = 1e-3
"""The part of the unit of money under which a curve's range has a unit of its own."""


class Room(NamedTuple):
    """What a model holds of each curve.

    `corners` are inputs at which the convex parts are cut, by the number of the curve in the model; `pieces`
    is how many the concave parts have, where not all lie at first. `ordered` says whether binaries keep the
    convex parts from being left out; without them a model speaks of the curves' hulls. Where curves are
    `mixed`, those of straight pieces that would need binaries have a row as well.
    """

    corners: Mapping[int, tuple[float, ...]] = {}
    pieces: int = CONCAVE
    ordered: bool = False
    mixed: bool = False


AT_FIRST = Room()


@dataclass(frozen=True)
class Bend:
    """Where one smooth curve stands in the model, for one period or the whole horizon.

    `row` says what the curve brings, `link` what its input is. What lies behind the convex pieces is empty
    unless the last binary of `full` is 1. `ends` are those of the convex pieces, in money; `unit` is how many
    outcomes the number 1 of `brought` stands for, `size` how much input that of a piece. `inputs` is what its
    input is made of, `season` the weight of its period.
    """

    kind: int
    brought: int
    row: int
    link: int
    convex: tuple[int, ...]
    full: tuple[int, ...]
    ends: tuple[float, ...]
    unit: float
    size: float
    inputs: Expression
    season: float


@dataclass(frozen=True)
class Broken:
    """Where a curve of straight pieces stands in the model beside smooth ones, for one period or all.

    `corners` are its inputs and outcomes, from 0 to the most of its input; all else is as in a bend.
    """

    brought: int
    row: int
    link: int
    corners: tuple[tuple[float, float], ...]
    unit: float
    size: float
    inputs: Expression


@dataclass(frozen=True)
class Kinds:
    """The smooth curves of a problem, with a guess at where their pieces are to be laid at first."""

    extents: tuple[Extent, ...]
    shapes: Shapes
    guess: Guess

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
        return self.shapes.chords(self.guess.prices, np.full(len(self.extents), self.guess.step))


@dataclass(frozen=True)
class Curved:
    """All places of smooth curves in the model, by number; each concave part has `pieces` pieces."""

    kinds: Kinds
    bends: tuple[Bend, ...]
    pieces: int
    broken: tuple[Broken, ...] = ()

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
        self._broken: list[Broken] = []

    @property
    def curved(self) -> Curved | None:
        """What was written; None if nothing was."""
        if not self._found:
            return None
        return Curved(self.kinds, tuple(self._found), self._room.pieces, tuple(self._broken))

    @property
    def mixes(self) -> bool:
        """Whether curves of straight pieces that would need binaries are held here as well."""
        return self._room.mixed

    @cached_property
    def kinds(self) -> Kinds:
        """The curves, looked at once there is one."""
        return Kinds.of(self._problem)

    @cached_property
    def _ranges(self) -> list[tuple[float, float]]:
        """Of each curve where its concave part begins, and the most that it sees."""
        shapes = self.kinds.shapes
        return list(zip(shapes.bend.tolist(), shapes.most.tolist(), strict=True))

    def brought(self, effect: Effect, inputs: Expression, t: int) -> Expression:
        """What the curve brings in a period, in outcomes."""
        kind = self.kinds.number(effect, t)
        columns, outcomes = self._columns, float(self._scales.outcomes[effect.metric])
        bend, most = self._ranges[kind]
        size = _size_of(float(self._scales.money), most)
        ends = _ends(bend, self._room.corners.get(len(self._found), ()))
        convex = [columns.column(upper=(b - a) / size) for a, b in pairwise(ends)]
        parts = dict.fromkeys(convex, 1.0)
        link = columns.row(plus((1.0, parts), (-1 / size, inputs)), "=", 0.0)
        brought = columns.column(-INFINITY)
        secants = zip(convex, self.kinds.shapes.secants(kind, ends), strict=True)
        row = columns.row({brought: 1.0} | {c: -slope * size / outcomes for c, slope in secants}, "=", 0.0)
        full = [columns.column(upper=1.0, integer=True) for _ in convex if self._room.ordered]
        if full:
            self._order(convex, full, np.diff(ends) / size)
        self._found.append(
            Bend(
                kind, brought, row, link, tuple(convex), tuple(full), tuple(ends), outcomes, size, inputs,
                float(effect.season_at(t)),
            )
        )  # fmt: skip
        return {brought: outcomes}

    def brought_by(self, pieces: Sequence[Piece], inputs: Expression, most: float, metric: str) -> Expression:
        """What a curve of straight pieces brings, up to the most of its input."""
        columns, outcomes = self._columns, float(self._scales.outcomes[metric])
        size = _size_of(float(self._scales.money), most)
        link = columns.row({column: -c / size for column, c in inputs.items()}, "=", 0.0)
        brought = columns.column(-INFINITY)
        row = columns.row({brought: 1.0}, "=", 0.0)
        corners = tuple(_corners(pieces, most))
        self._broken.append(Broken(brought, row, link, corners, outcomes, size, inputs))
        return {brought: outcomes}

    def _order(self, convex: list[int], full: list[int], widths: Floats) -> None:
        """Each convex piece full before the next; what lies behind is held back where it is put."""
        columns = self._columns
        for k, gate in enumerate(full):
            columns.row({convex[k]: 1.0, gate: -float(widths[k])}, ">=", 0.0)
            if k + 1 < len(full):
                columns.row({convex[k + 1]: 1.0, gate: -float(widths[k + 1])}, "<=", 0.0)


def _size_of(money: float, most: float) -> float:
    """What the number 1 of an input stands for: as of all money, unless the curve sees next to none of it.

    What is hardly carried over would be left out by a solver that takes tiny coefficients for noise.
    """
    return money if most >= money * _TINY or most == 0 else 10.0 ** floor(log10(most))


def _corners(pieces: Sequence[Piece], most: float) -> Iterator[tuple[float, float]]:
    """The corners of straight pieces up to the most of an input, which is the last one."""
    x = y = 0.0
    yield x, y
    for piece in pieces:
        width = most - x if piece.width is None else min(float(piece.width), most - x)
        if width <= 0:
            return
        x, y = x + width, y + width * float(piece.slope)
        yield x, y


def _ends(bend: float, corners: tuple[float, ...]) -> list[float]:
    return [0.0, *sorted(c for c in corners if 0 < c < bend), bend] if bend > 0 else []
