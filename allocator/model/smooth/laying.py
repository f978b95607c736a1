"""The pieces of smooth curves on the live solver: laid below or above, and laid anew where the answer stands.

Below, they give plans: a plan keeps with the curves what it keeps with pieces below them. Above, they give
bounds. Without whole numbers the duals of a plan's model give a bound as well: at their prices each curve
stands alone, and how much more than its pieces it could bring there can be said exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from allocator.curves.arrays import Floats
from allocator.model.build import Model
from allocator.model.live import Entry, Vector
from allocator.model.running import Settings
from allocator.model.session import Session
from allocator.model.smooth.bends import Bend, Curved
from allocator.model.smooth.pieces import OFFSETS, TANGENTS, Pieces
from allocator.model.smooth.prices import FIRST_STEP
from allocator.model.smooth.putting import put

_REACH = 0.9 * float(OFFSETS[0])
"""So many steps from the last price a slope is at or beyond the outermost piece."""
_NARROWER = 8.0
_CAREFUL = 2.5
_APART = 1e-6
"""How far from each other the corners of a convex part stand at least, as a part of it."""
_MATTERS = 1e-7
"""The part of what an outcome of the best curve is worth, below which a dual is noise."""
_FOR_SEARCH = 0.2
"""The part of the gap that a search over whole numbers may leave open."""


class Laid:
    """The pieces as they lie on a session; inputs and prices have one entry a curve, in natural units."""

    def __init__(self, model: Model, curved: Curved, session: Session) -> None:
        self.model, self.session = model, session
        self._bends = curved.bends
        self._sizes = np.array([bend.size for bend in curved.bends])
        kinds = np.array([bend.kind for bend in curved.bends])
        self._shapes = curved.kinds.shapes.take(kinds)
        self._units = np.array([bend.unit for bend in curved.bends])
        self._rows = np.array([bend.row for bend in curved.bends], dtype=np.int32)
        self._links = np.array([bend.link for bend in curved.bends], dtype=np.int32)
        self._prices = self._shapes.price_within(curved.kinds.guess.prices[kinds])
        self._asked = self._prices
        self._steps = np.full(len(kinds), curved.kinds.guess.step)
        first = curved.kinds.first
        self._pieces = Pieces(first.widths[kinds], first.slopes[kinds])
        self._below = (self._prices, self._steps, self._pieces)
        self._count = curved.pieces
        widths = self._wide(self._pieces.widths / self._sizes[:, None])
        self._lying = self._coefficients(self._pieces)
        level = (self._shapes.most - self._shapes.top) / self._sizes
        self._columns, self._flats, self._gates = put(session, curved, widths, self._lying, level)
        self._rising = list(self._gates)
        further = [(k, c) for k, bend in enumerate(curved.bends) for c in bend.convex]
        further += [(k, c) for k, c in enumerate(self._flats.tolist()) if c >= 0]
        self._further = np.array(further, dtype=np.int32).reshape(-1, 2)
        self._free = np.ones(len(kinds), dtype=bool)
        self._seen: list[Floats] = []
        self._shares = np.array(curved.sharing, dtype=bool)

    @classmethod
    def on(cls, model: Model, settings: Settings, like: Laid | None = None) -> Self:
        """A live session of the model, and its pieces, laid where those of another model of it are."""
        if model.curved is None:
            raise ValueError("the model has no smooth curves")
        laid = cls(model, model.curved, Session(model, replace(settings, gap=settings.gap * _FOR_SEARCH)))
        if like is not None:
            laid._prices, laid._asked, laid._steps = like._prices, like._asked, like._steps
            laid._seen = like._seen
        return laid

    @property
    def any_shares(self) -> bool:
        """Whether some curve sees money that another one sees as well."""
        return bool(self._shares.any())

    def inputs(self, values: Vector) -> Floats:
        """Where the inputs stand in a solution."""
        curves, columns = self._further.T
        rest = np.bincount(curves, values[columns], len(self._bends))
        found: Floats = (values[self._columns].sum(axis=1) + rest) * self._sizes
        return found

    def lay_below(self) -> None:
        """Pieces below the curves; those of convex parts lie as `settle` has put them."""
        self._lay(self._chords(), lift=0.0)

    def _chords(self) -> Pieces:
        """Pieces below the curves, where they were laid last if neither prices nor steps have moved since."""
        prices, steps, pieces = self._below
        if prices is not self._prices or steps is not self._steps:
            pieces = self._shapes.chords(self._prices, self._steps)
            self._below = (self._prices, self._steps, pieces)
        return pieces

    def lay_above(self) -> None:
        """Pieces above the curves; those of convex parts are secants."""
        self._free[:] = True
        touching = self._shapes.touching(self._prices, self._steps)[:, : self._count - 1]
        self._lay(self._shapes.tangents(np.column_stack([touching, *self._seen])), lift=1.0)
        for k in self._rising:
            self._lay_convex(self._bends[k], self._secants(k), 0.0)

    def settle(self, values: Vector) -> None:
        """Lay the convex parts below the curves, close where a solution in whole numbers stands.

        An input on the convex part gets the tangent there, and its curve is not followed any more; one behind
        it fills the part, to its end.
        """
        x = np.minimum(self.inputs(values), self._shapes.bend)
        slopes, reached = self._shapes.stack.slope(x), np.where(x > 0, self._shapes.stack.value(x), 0.0)
        self._free = behind = self._is_behind(values)
        for k in self._rising:
            bend, slope = self._bends[k], float(slopes[k])
            if behind[k]:
                self._lay_convex(bend, self._secants(k), 0.0)
            else:
                self._lay_convex(bend, [slope] * len(bend.convex), float(reached[k]) - slope * float(x[k]))

    def hear(self, duals: Vector) -> None:
        """Remember what the duals of a stage ask of each curve that matters there.

        Curves that share their money share its price in a way that duals leave open: they are asked for the
        slopes where they stand, unless that is where a curve is infinitely steep.
        """
        worth, price = self._worths(duals)
        with np.errstate(all="ignore"):
            asked = price / worth
        if self.any_shares:
            stands = self._slopes_at(self.inputs(self.session.values))
            asked = np.where(self._shares & np.isfinite(stands), stands, asked)
        matters = (worth > _MATTERS * np.max(worth)) & np.isfinite(asked) & self._free
        self._asked = np.where(matters, asked, self._asked)

    def _slopes_at(self, inputs: Floats) -> Floats:
        return self._shapes.stack.slope(inputs)

    def follow(self, least_step: float, *, carefully: bool = False) -> None:
        """Move the pieces to where the next money is worth its price, as last heard, and nearer together.

        `carefully` they stay as far apart as the price has moved, and go half of the way: where few curves
        share a limit, their pieces do not tell its price finely, and it could jump to and fro for ever.
        """
        found = self._shapes.price_within(self._asked)
        if carefully:
            found = np.sqrt(found * self._prices)
        moved = np.abs(np.log(found / self._prices))
        if carefully:
            apart = np.maximum(self._steps / _CAREFUL, moved / _CAREFUL)
        else:
            apart = np.where(moved > _REACH * self._steps, moved / 3, self._steps / _NARROWER)
        self._steps = np.where(self._free, np.clip(apart, least_step, FIRST_STEP), self._steps)
        self._prices = self._asked = found

    def stand_at(self, inputs: Floats, step: float) -> None:
        """Move the pieces to where the inputs stand."""
        there = self._shapes.price_within(self._shapes.stack.slope(inputs))
        self._prices = self._asked = np.where(self._free, there, self._prices)
        self._steps = np.where(self._free, step, self._steps)

    def _is_behind(self, values: Vector) -> NDArray[np.bool_]:
        """Which inputs stand on the concave part of their curve, in a solution in whole numbers."""
        return np.array([not bend.full or values[bend.full[-1]] > 0.5 for bend in self._bends])

    def excess(self, duals: Vector) -> float:
        """By how much the curves could exceed their pieces below, at these duals; in the objective's unit.

        Curves that are not followed count as their pieces.
        """
        worth, price = self._worths(duals)
        return float(np.sum(np.maximum(self._beyond(np.maximum(worth, 0.0), price), 0.0)[self._free]))

    def _beyond(self, worth: Floats, price: Floats) -> Floats:
        """By how much each curve could bring more than its pieces at these prices; less than 0 where less."""
        best = self._shapes.gain(worth, price)
        widths, slopes = self._pieces
        kept = np.maximum(worth[:, None] * slopes - price[:, None], 0.0) * widths
        flat = np.maximum(-price, 0.0) * (self._shapes.most - self._shapes.top)
        found: Floats = best - kept.sum(axis=1) - flat
        return found

    def note(self, *inputs: Floats) -> int:
        """Let pieces above the curves always touch them here, and around the prices of now.

        Returns how many pieces that takes.
        """
        around = self._shapes.around(self._prices, self._steps)
        self._seen.append(np.column_stack([around, *inputs]))
        return TANGENTS + sum(len(seen[0]) for seen in self._seen)

    def corners(self, stood: Sequence[Floats]) -> dict[int, tuple[float, ...]]:
        """The corners of convex parts, with those inputs that stand between two of them as further ones."""
        return {k: _with_corners(self._bends[k].ends, [float(x[k]) for x in stood]) for k in self._rising}

    def _worths(self, duals: Vector) -> tuple[Floats, Floats]:
        """What an outcome is worth, and what input costs; in the objective's unit."""
        return -duals[self._rows] / self._units, -duals[self._links] / self._sizes

    def _secants(self, k: int) -> list[float]:
        return self._shapes.secants(k, list(self._bends[k].ends))

    def _lay(self, pieces: Pieces, lift: float) -> None:
        self._pieces = pieces
        for k in np.flatnonzero(self._shapes.lift).tolist():
            lifted = lift * float(self._shapes.lift[k] / self._units[k])
            self.session.set_row(self._bends[k].row, (lifted, lifted))
        widths, slopes = self._wide(pieces.widths / self._sizes[:, None]), self._coefficients(pieces)
        moved = slopes != self._lying
        rows = np.broadcast_to(self._rows[:, None], slopes.shape)[moved]
        entries = zip(rows.tolist(), self._columns[moved].tolist(), slopes[moved].tolist(), strict=True)
        self.session.reshape(self._columns.ravel(), widths.ravel(), entries)
        self._lying = slopes
        gates = [
            (row, self._bends[k].full[-1], -float(width))
            for k in self._rising
            for row, width in zip(self._gates[k], widths[k], strict=False)
        ]
        self.session.set_coefficients(gates)

    def _coefficients(self, pieces: Pieces) -> Floats:
        """The coefficients of pieces in the rows that say what their curves bring."""
        return self._wide(pieces.slopes * (-self._sizes / self._units)[:, None])

    def _wide(self, entries: Floats) -> Floats:
        """With nothing for the columns that these pieces leave free."""
        return np.pad(entries, ((0, 0), (0, self._count - entries.shape[1])))

    def _lay_convex(self, bend: Bend, slopes: list[float], lift: float) -> None:
        factor = -bend.size / bend.unit
        entries: list[Entry] = [
            (bend.row, column, slope * factor) for column, slope in zip(bend.convex, slopes, strict=True)
        ]
        self.session.set_coefficients(entries)
        self.session.set_row(bend.row, (lift / bend.unit, lift / bend.unit))


def _with_corners(ends: tuple[float, ...], inputs: Sequence[float]) -> tuple[float, ...]:
    """The inner ends of convex pieces, and those inputs that stand well apart from all ends."""
    found = list(ends)
    for x in inputs:
        if 0 < x < ends[-1] and min(abs(x - end) for end in found) > _APART * ends[-1]:
            found.append(x)
    return tuple(sorted(found)[1:-1])
