"""From where mixtures stood to a plan: curves are followed along their tangents, in ever shorter steps.

What tangents leave no way for may be off at first, at a price above all that it could bring.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from allocator.curves.arrays import Floats
from allocator.errors import SolverError
from allocator.model.columns import Expression
from allocator.model.live import Vector
from allocator.model.smooth.pressed.mixed import Mixed
from allocator.problem import End

_ROUNDS = 80
_SHORTER = 0.3
_REST = 3e-6
"""The part of the range below which an input is at rest."""
_STILL = 1e-9
"""The part of it below which nothing moves any more."""
_ALL = 0.999
"""From which part of a step on it is as far as an input may go."""
_ON = 1e-6
"""How far what is brought may be off the curves at rest, in the model's units."""
_LEAST = 1e-12
"""What stands no farther from 0 than that stands at 0, as a part of the range."""


class Place(NamedTuple):
    """Where inputs stand, with whole numbers."""

    inputs: Floats
    whole: Floats


class Known(NamedTuple):
    """A plan: its value, where it stands, and all its columns."""

    value: float
    place: Place
    columns: Vector


class Following:
    """Plans under the curves themselves, on the session of their mixtures."""

    def __init__(self, mixed: Mixed) -> None:
        self._mixed, self._session = mixed, mixed.session
        self._most = mixed.bundles.most

    def plan(self, costs: Expression, price: float, near: Place, step: float) -> Known | None:
        """A plan of little cost near a place; None where no way leads to one.

        The first steps go as far as this part of the range, and what is off costs so much.
        """
        mixed, session, off = self._mixed, self._session, self._mixed.off
        self.lay_near(near, step)
        mixed.allow_off(np.full(len(off), np.inf))
        session.aim(dict.fromkeys(off, price) | dict(costs))
        found = self._at_rest(near.inputs, step)
        if found is None:
            return None
        value, inputs = found
        columns = session.values
        lacking = float(columns[list(off)].sum())
        if lacking > _ON or mixed.off_by(columns) > _ON:
            return None
        return Known(value - price * lacking, Place(inputs, columns[mixed.integers]), columns)

    def _at_rest(self, inputs: Floats, step: float) -> tuple[float, Floats] | None:
        """The value and the inputs where ever shorter steps end; None where the solver finds no way on."""
        mixed, moved, within = self._mixed, np.zeros(len(inputs)), step * self._most
        value = np.inf
        for _ in range(_ROUNDS):
            self._lay_tangents(inputs, within)
            mixed.solves += 1
            try:
                result = self._session.minimise_again()
            except SolverError:
                return None
            if result.end is not End.OPTIMAL:
                return None
            value, values = result.value, self._session.values
            before, moved = moved, self._at(mixed.inputs(values)) - inputs
            inputs = inputs + moved
            goes_on = (np.abs(moved) >= _ALL * within) & (before * moved > 0)
            within = np.where(goes_on, within, within * _SHORTER)
            if np.all(within <= _REST * self._most) and mixed.off_by(values) <= _ON:
                break
            if np.all(within <= _STILL * self._most):
                break
        return value, inputs

    def lay_near(self, near: Place, step: float) -> None:
        """Lay the tangents there, with these whole numbers; inputs move by so small a part of their range."""
        self._session.bound_columns(self._mixed.integers, near.whole, near.whole)
        self._mixed.lay_along()
        self._lay_tangents(near.inputs, step * self._most)

    def _lay_tangents(self, inputs: Floats, within: Floats) -> None:
        """Lay the tangents of the curves at these inputs, which then move no farther than `within`.

        A curve that is infinitely steep at 0 has no tangent there: it gets the line from 0 to as far as its
        input may move.
        """
        mixed, session, bundles = self._mixed, self._session, self._mixed.bundles
        low, high = np.maximum(inputs - within, 0.0), np.minimum(inputs + within, self._most)
        slopes, own = bundles.slopes(inputs), bundles.owner
        at_once = bundles.values(high) / np.maximum(high, _LEAST * self._most)[own]
        slopes = np.where(np.isfinite(slopes), slopes, at_once)
        rest = (bundles.values(inputs) - slopes * inputs[own]) / mixed.units
        steepness = (-slopes * mixed.sizes[own] / mixed.units).tolist()
        rows = mixed.rows.tolist()
        session.set_coefficients(zip(rows, mixed.totals[own].tolist(), steepness, strict=True))
        for row, side in zip(rows, rest.tolist(), strict=True):
            session.set_row(row, (side, side))
        session.bound_columns(mixed.totals, low / mixed.sizes, high / mixed.sizes)

    def _at(self, found: Floats) -> Floats:
        return np.where(found > _LEAST * self._most, found, 0.0)
