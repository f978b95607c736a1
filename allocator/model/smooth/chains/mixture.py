"""A chain that is held to mixtures of known responses, on the live solver."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from allocator.curves.arrays import Floats
from allocator.model.live import Vector
from allocator.model.pulp_bridge import INFINITY
from allocator.model.session import Session
from allocator.model.smooth.chains.responding import Prices

_KNOWN = 60
"""Responses of a chain that are remembered."""
_FREE = (-INFINITY, INFINITY)
_LEAVING = 0.5
"""What it costs to leave the mixtures, as a part of a price: by so much it may move at once."""
_LEAST = 0.01
"""The part of the largest price that is taken for the smallest one in that."""
_NOISE = 1e-6


@dataclass(frozen=True)
class Known:
    """A response: its columns of money and uses, which months are used, and what they see and bring."""

    columns: Floats
    used: NDArray[np.bool_]
    seen: Floats
    brought: Floats

    def net(self, prices: Prices) -> float:
        """What it brings beyond its cost at some prices."""
        return float(prices.worth @ self.brought - prices.asked @ self.columns)


class Mixture:
    """The rows of one chain; they say nothing until they are switched on.

    `columns` are those of its money and uses, of which some are -1; `brought` are those of what its curves
    bring, in `units`. Outcomes are counted together, by what each of them is worth at first.
    """

    def __init__(
        self, columns: NDArray[np.intp], brought: NDArray[np.intp], units: Floats, session: Session
    ) -> None:
        self._session, self._brought, self._units = session, brought.tolist(), units
        self._width, self._places = len(columns), np.flatnonzero(columns >= 0)
        self._rows = [session.add_row({column: 1.0}, *_FREE) for column in columns[self._places].tolist()]
        self._together = session.add_row(dict.fromkeys(self._brought, 1.0), *_FREE)
        self._all = session.add_row({}, *_FREE)
        self._leaving = [
            session.add_column({row: sign}, upper=0.0) for sign in (-1.0, 1.0) for row in self._rows
        ]
        rows = dict.fromkeys([*self._rows, self._together], -1.0) | {self._all: 1.0}
        self._parts = [session.add_column(rows, upper=0.0) for _ in range(_KNOWN)]
        self._known = list[Known]()
        self._oldest, self._size, self._worth = 0, 1.0, np.zeros(len(brought))

    @property
    def known(self) -> Sequence[Known]:
        """The responses that are known."""
        return self._known

    def add(self, known: Known) -> int:
        """Know a further response, in the place of the oldest one where there are many; returns the place."""
        if len(self._known) < _KNOWN:
            place = len(self._known)
            self._known.append(known)
        else:
            place, self._oldest = self._oldest, (self._oldest + 1) % _KNOWN
            self._known[place] = known
        part, amounts = self._parts[place], known.columns[self._places].tolist()
        self._session.set_coefficients((r, part, -x) for r, x in zip(self._rows, amounts, strict=True))
        self._count(place)
        return place

    def _count(self, place: int) -> None:
        """Say what a response brings, by what outcomes are worth."""
        value = float(self._worth @ self._known[place].brought) / self._size
        self._session.set_coefficients([(self._together, self._parts[place], -value)])

    def open(self, place: int) -> None:
        """Let mixtures have a response."""
        self._session.bound_column(self._parts[place], 0.0, 1.0)

    def switch_on(self, prices: Prices, allowed: Sequence[bool]) -> dict[int, float]:
        """Hold the chain to mixtures of allowed responses; returns what it costs to leave them."""
        session, self._worth = self._session, prices.worth
        each = prices.worth * self._units
        self._size = float(each.max(initial=0.0)) or 1.0
        entries = zip(self._brought, (each / self._size).tolist(), strict=True)
        session.set_coefficients((self._together, column, value) for column, value in entries)
        for place, is_allowed in enumerate(allowed):
            self._count(place)
            if is_allowed:
                self.open(place)
        for row, bounds in [*((row, (0.0, 0.0)) for row in self._rows), (self._all, (1.0, 1.0))]:
            session.set_row(row, bounds)
        session.set_row(self._together, (-INFINITY, 0.0))
        for column in self._leaving:
            session.bound_column(column, 0.0, INFINITY)
        asked = np.abs(prices.asked[self._places])
        penalties = _LEAVING * np.maximum(asked, _LEAST * asked.max(initial=0.0))
        return dict(zip(self._leaving, np.tile(penalties, 2).tolist(), strict=True))

    def switch_off(self) -> None:
        """Let the rows say nothing again."""
        for row in [*self._rows, self._together, self._all]:
            self._session.free_row(row)
        for column in [*self._leaving, *self._parts]:
            self._session.bound_column(column, 0.0, 0.0)

    def moved(self, prices: Prices, duals: Vector) -> Prices:
        """The prices of other rows where those without these rows are known."""
        asked = prices.asked.copy()
        asked[self._places] += duals[self._rows]
        return Prices(prices.worth - duals[self._together] / self._size * self._worth, asked)

    def parts(self, values: Vector) -> list[tuple[Known, float]]:
        """How much there is of each response in a solution, the largest part first."""
        shares = values[self._parts[: len(self._known)]]
        order = np.argsort(-shares, kind="stable")
        return [(self._known[k], float(shares[k])) for k in order.tolist() if shares[k] > _NOISE]
