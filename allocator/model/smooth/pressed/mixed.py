"""Curves on a live session as mixtures of points on them.

Curves that see the same input are mixed together: a part of each point (x, f(x)), with parts that add up to
1. So the linear model speaks of the convex hull of what an item can bring of all metrics at once, and its
duals tell which points are missing most (G. Dantzig and P. Wolfe, Operations Research 8, 1960). How much
those could change bounds what any plan can reach. Whole numbers are let go, but for their bounds.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from math import inf
from typing import NamedTuple

import numpy as np

from allocator.curves.arrays import Floats
from allocator.model.build import Model
from allocator.model.columns import Expression
from allocator.model.live import Vector
from allocator.model.running import Settings
from allocator.model.session import Session
from allocator.model.smooth.bends import Bend, Broken, Curved, Room
from allocator.model.smooth.hulls.spans import Span
from allocator.model.smooth.pressed.bundles import Bundles, Lowest
from allocator.model.smooth.pressed.mixable import Mixable
from allocator.model.smooth.pressed.standing_in import StandingIn
from allocator.problem import End

_SPARE = 24
"""Points that a bundle can get beside those that it begins with; later ones take the place of idle ones."""
_ROUNDS = 40
_APART = 1e-9
"""How near to a point, as a part of the range, another one says nothing new."""
_IN_IT = 1e-9
"""The part of a mixture from which on a point is in it."""
_OFF = 1e-7
"""How far what curves bring may be off, in the model's units, where tolerances see no plan."""
_NO_PLAN = 1e-5
"""How far off it must be, added up, that there is none."""


MIXED = Room(mixed=True)
"""What a model for mixtures begins with."""


class Stand(NamedTuple):
    """Where a linear model of mixtures stood: its value, a bound on any plan, the most worth of outcomes.

    Of each bundle its input, the heaviest point of its mixture and the middle between its ends, how much the
    value could be wrong by because the curves do not bring what the mixture does, how far they are off, and
    between which ends plans lie that could be better than what is known.
    """

    value: float
    bound: float
    worth: float
    inputs: Floats
    heaviest: Floats
    middle: Floats
    wrong: Floats
    off: Floats
    low: Floats
    high: Floats
    whole: Floats


class Mixed:
    """The curves of a model on a session of it."""

    def __init__(self, model: Model, curved: Curved, settings: Settings) -> None:
        self.model, self.session = model, Session(model, settings)
        self.session.relax(model.integers)
        self.session.go_without_presolve()
        self.bends: list[Bend | Broken] = [*curved.bends, *curved.broken]
        self.bundles = Bundles.of([bend.inputs for bend in self.bends], Mixable.of(curved))
        self.units = np.array([bend.unit for bend in self.bends])
        self.rows = np.array([bend.row for bend in self.bends])
        self.sizes = np.array([self.bends[k].size for k in self.bundles.members[:, 0]])
        self.integers = np.array(model.integers, dtype=np.int32)
        self._brought = np.array([bend.brought for bend in self.bends])
        self.solves = 0
        self._put()
        self.start = self.session.demands()
        lower, upper = self.start.columns
        most = self.bundles.most
        self.whole = Span(
            np.zeros(len(most)), most.copy(), lower=lower[self.integers], upper=upper[self.integers]
        )

    @classmethod
    def on(cls, model: Model, settings: Settings) -> Mixed:
        """A live session of the model."""
        if model.curved is None:
            raise ValueError("the model has no curves")
        return cls(model, model.curved, settings)

    def _put(self) -> None:
        """Columns for inputs, points, and what may be off, with the rows that they stand in."""
        session, bundles = self.session, self.bundles
        lead = [self.bends[k] for k in bundles.members[:, 0]]
        for k, bend in enumerate(self.bends):
            for column in bend.convex if isinstance(bend, Bend) else ():
                session.bound_column(column, 0.0, 0.0)
            if bend is not lead[bundles.owner[k]]:
                session.free_row(bend.link)
        self.alike = StandingIn.among(self.model, session, self.bends, bundles.members)
        self.totals = np.array([session.add_column({bend.link: 1.0}) for bend in lead], dtype=np.int32)
        self._links = np.array([session.add_row({t: -1.0}, 0.0, 0.0) for t in self.totals.tolist()])
        self._sums = np.array([session.add_row({}, 1.0, 1.0) for _ in lead])
        for more, less in (pair for group in self.alike.groups for pair in pairwise(group)):
            session.add_row({int(self.totals[more]): 1.0, int(self.totals[less]): -1.0}, 0.0, inf)
        used_by = [{flag.used for flag in self.model.flags if b.inputs.keys() <= flag.levers} for b in lead]
        self._flags = [[session.add_row({u: 1.0}, 0.0, inf) for u in sorted(used)] for used in used_by]
        self.follows = np.isin(self.integers, [u for own in used_by for u in own])
        sides = [{int(row): sign} for row in self.rows for sign in (1.0, -1.0)]
        self._off = np.array([session.add_column(side, upper=0.0) for side in sides], dtype=np.int32)
        count = bundles.first.shape[1] + _SPARE
        self._points = np.full((len(lead), count), np.nan)
        self._seen, self._turn = np.full((len(lead), count), -1), 0
        self._parts = np.zeros((len(lead), count), dtype=np.int32)
        for b, ends in enumerate(bundles.first):
            own = np.unique(ends)
            self._points[b, : len(own)] = own
            rows, values = self._entries(b, np.nan_to_num(self._points[b]))
            self._parts[b] = session.add_columns(
                np.zeros(count), np.tile(np.array(rows, dtype=np.int32), (count, 1)), values
            )

    def _entries(self, b: int, x: Floats) -> tuple[list[int], Floats]:
        """The rows in which points of a bundle stand, and their coefficients, one line a point."""
        own = self.bundles.members[b]
        own = own[own >= 0]
        brought = -self.bundles.brought(b, x) / self.units[own, None]
        used = np.where(x > 0, -1.0, 0.0)
        lines = [*brought, x / self.sizes[b], np.ones(len(x)), *([used] * len(self._flags[b]))]
        rows = [*self.rows[own].tolist(), int(self._links[b]), int(self._sums[b]), *self._flags[b]]
        return rows, np.column_stack(lines)

    def lay_mixed(self, span: Span) -> None:
        """Let curves be mixtures of points on these spans, and whole numbers lie between their ends."""
        session = self.session
        for b, (low, high) in enumerate(zip(span.low.tolist(), span.high.tolist(), strict=True)):
            self._have(b, low)
            self._have(b, high)
        with np.errstate(invalid="ignore"):
            self._inside = (self._points >= span.low[:, None]) & (self._points <= span.high[:, None])
        # What a bound of 1 would be worth could not be told from what a missing point is.
        most = np.where(self._inside, inf, 0.0)
        session.bound_columns(self._parts.ravel(), np.zeros(most.size), most.ravel())
        session.bound_columns(self.totals, span.low / self.sizes, span.high / self.sizes)
        session.bound_columns(self.integers, span.lower, span.upper)
        self.allow_off(np.zeros(len(self._off)))
        self._switch(0.0, 1.0)
        totals = zip(self.rows.tolist(), self.totals[self.bundles.owner].tolist(), strict=True)
        session.set_coefficients((row, total, 0.0) for row, total in totals)
        for row in self.rows.tolist():
            session.set_row(row, (0.0, 0.0))
        self._span, self._cells = span, self.bundles.cells(span.low, span.high)

    def lay_along(self) -> None:
        """Let curves be no mixtures any more: their tangents are said in rows that follow."""
        self.session.bound_columns(
            self._parts.ravel(), np.zeros(self._parts.size), np.zeros(self._parts.size)
        )
        self._switch(-inf, inf)

    def allow_off(self, most: Floats) -> None:
        """Let what curves bring be so far off, in the model's units."""
        self.session.bound_columns(self._off, np.zeros(len(most)), most)

    @property
    def off(self) -> Mapping[int, float]:
        """Costs that press down all that is off."""
        return dict.fromkeys(self._off.tolist(), 1.0)

    def _switch(self, low: float, high: float) -> None:
        """The rows of mixtures: as they are, or free."""
        for link, one in zip(self._links.tolist(), self._sums.tolist(), strict=True):
            self.session.set_row(link, (min(low, 0.0), high if high == inf else 0.0))
            self.session.set_row(one, (-inf if high == inf else 1.0, high))

    def _have(self, b: int, x: float) -> int | None:
        """Let x be a point of a bundle; its place, if it is a new one."""
        points = self._points[b]
        if (points == x).any():
            return None
        free = np.flatnonzero(np.isnan(points))
        j = int(free[0]) if len(free) else int(np.argmin(self._seen[b]))
        self._points[b, j], self._seen[b, j] = x, self._turn
        rows, values = self._entries(b, np.array([x]))
        column = int(self._parts[b, j])
        self.session.set_coefficients((r, column, v) for r, v in zip(rows, values[0].tolist(), strict=True))
        return j

    def bounded(self, costs: Expression, enough: float, known: float, close: float) -> Stand | None:
        """The least value of these costs over the mixtures; None where there is no plan.

        Points are added until the bound is that `close`, or known to be `enough`. What is worse than a value
        that is `known` is left out.
        """
        self.session.aim(costs)
        if self.session.minimise_again().end is not End.OPTIMAL:
            self.allow_off(np.full(len(self._off), inf))
            self.session.aim(self.off)
            stand = self._approached(_NO_PLAN, inf, _OFF)
            if stand is None or stand.bound >= _NO_PLAN:
                return None
            self.allow_off(self.session.values[self._off] * 2 + _OFF)
            self.session.aim(costs)
        return self._approached(enough, known, close)

    def _approached(self, enough: float, known: float, close: float) -> Stand | None:
        """Add points until the bound is near; None where the rows leave nothing."""
        best: Stand | None = None
        for _ in range(_ROUNDS):
            self.solves += 1
            result = self.session.minimise_again()
            if result.end is not End.OPTIMAL:
                break
            values, duals = self.session.values, self.session.prices
            self._turn += 1
            self._seen[values[self._parts] > _IN_IT] = self._turn
            lowest, offsets = self._priced(duals, close)
            gained = np.minimum(lowest.bound + offsets, 0.0)
            bound = result.value + float(gained.sum())
            if best is None or bound > best.bound:
                low, high = lowest.where(known - bound + gained - offsets)
                best = self._stand(result.value, bound, values, duals)._replace(low=low, high=high)
            if bound >= enough or result.value - bound <= close or not self._add(lowest, gained):
                break
        return best

    def _priced(self, duals: Vector, close: float) -> tuple[Lowest, Floats]:
        """Which points are missing most, and what they cost beside the costs of the bundles."""
        worth, price = duals[self.rows] / self.units, duals[self._links] / self.sizes
        lowest = self.bundles.lowest(self._cells, worth, price, close / (4 * len(self.sizes)))
        flags = np.array([sum(float(duals[row]) for row in rows) for rows in self._flags])
        offsets = flags - duals[self._sums]
        # A point at 0 does without flags.
        at_0 = (self._span.low == 0) & (flags > 0)
        bound = np.where(at_0, np.minimum(lowest.bound, -flags), lowest.bound)
        least = np.where(at_0[lowest.bundle] & (lowest.ends[:, 0] == 0), bound[lowest.bundle], lowest.least)
        return lowest._replace(bound=bound, least=least), offsets

    def _add(self, lowest: Lowest, gained: Floats) -> bool:
        """Further points where that gains something; whether any of them is new."""
        found = False
        for b in np.flatnonzero(gained < 0).tolist():
            x = float(lowest.inputs[b])
            near = self._inside[b] & (np.abs(self._points[b] - x) <= _APART * self.bundles.most[b])
            if not near.any() and (j := self._have(b, x)) is not None:
                self._inside[b, j] = found = True
                self.session.bound_column(int(self._parts[b, j]), 0.0, inf)
        return found

    def _stand(self, value: float, bound: float, values: Vector, duals: Vector) -> Stand:
        inputs, parts = self.inputs(values), values[self._parts] * self._inside
        off = values[self._brought] * self.units - self.bundles.values(inputs)
        worth = np.abs(duals[self.rows] / self.units * off)
        wrong = np.bincount(self.bundles.owner, worth, len(inputs)).astype(np.float64)
        heaviest = self._points[np.arange(len(parts)), np.argmax(parts, axis=1)]
        apart = np.bincount(self.bundles.owner, np.abs(off / self.units), len(inputs)).astype(np.float64)
        mixed = np.where(parts > _IN_IT, self._points, np.nan)
        middle = (np.nanmin(mixed, axis=1) + np.nanmax(mixed, axis=1)) / 2
        most = float(np.abs(duals[self.rows]).max())
        return Stand(
            value, bound, most, inputs, heaviest, middle, wrong, apart, inputs, inputs, values[self.integers]
        )

    def inputs(self, values: Vector) -> Floats:
        """The inputs of the bundles in a solution."""
        found: Floats = np.clip(values[self.totals] * self.sizes, 0.0, self.bundles.most)
        return found

    def off_by(self, values: Vector) -> float:
        """How far what is brought is off what the curves bring at these inputs, in the model's units."""
        off = values[self._brought] - self.bundles.values(self.inputs(values)) / self.units
        return float(np.abs(off).max(initial=0.0))
