"""Prices at which chains are best asked: those of a model in which each chain is a mixture of known responses.

A row above a chain is worth most at the prices that the other rows of the model put on its months. Where many
such rows bind, a solve over the hulls tells these prices badly. With each chain held to mixtures of what it has
responded so far, it tells them well: at its prices chains are asked again, until they have no better response
(G. B. Dantzig and P. Wolfe, Operations Research 8, 1960). What that finds are prices and responses to try; all
bounds are those of responses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from allocator.curves.arrays import Floats
from allocator.model.live import Vector
from allocator.model.pulp_bridge import INFINITY
from allocator.model.session import Session
from allocator.model.smooth.responding import Prices, Response

_KNOWN = 60
"""Responses of a chain that are remembered."""
_FREE = (-INFINITY, INFINITY)


@dataclass(frozen=True)
class Known:
    """A response with what its months see, and what the curves of the chain bring then."""

    response: Response
    seen: Floats
    brought: Floats

    def net(self, prices: Prices) -> float:
        """What it brings beyond its cost at some prices, of which the worths are those of its own curves."""
        cost = prices.price @ self.response.amounts + prices.fee @ self.response.used
        return float(prices.worth @ self.brought - cost)


class Mixture:
    """The rows that hold one chain to mixtures; they say nothing until they are switched on.

    `columns` are those of its money and uses, of which some are -1; `brought` are those of what its curves
    bring, in `units`.
    """

    def __init__(
        self, columns: NDArray[np.intp], brought: NDArray[np.intp], units: Floats, session: Session
    ) -> None:
        self._session, self._brought, self._units = session, brought, units
        self._own = columns
        places = np.flatnonzero(columns >= 0)
        self._places = places
        self._rows = [session.add_row({int(columns[k]): 1.0}, *_FREE) for k in places]
        self._worth = session.add_row(dict.fromkeys(brought.tolist(), 1.0), *_FREE)
        self._sum = session.add_row({}, *_FREE)
        self._over = [session.add_column({row: -1.0}, upper=0.0) for row in self._rows]
        self._under = [session.add_column({row: 1.0}, upper=0.0) for row in self._rows]
        rows = dict.fromkeys([*self._rows, self._worth], -1.0) | {self._sum: 1.0}
        self._parts = [session.add_column(rows, upper=0.0) for _ in range(_KNOWN)]
        self._known = list[Known]()
        self._next, self._size = 0, 1.0
        self._each = np.zeros(len(brought))

    @property
    def known(self) -> Sequence[Known]:
        """The responses that are known."""
        return self._known

    def add(self, known: Known) -> None:
        """Let mixtures have a further response, in the place of the oldest one where there are many."""
        if len(self._known) < _KNOWN:
            self._known.append(known)
            place = len(self._known) - 1
        else:
            place = self._next = (self._next + 1) % _KNOWN
            self._known[place] = known
        amounts = np.append(known.response.amounts, known.response.used)[self._places]
        part = self._parts[place]
        self._session.set_coefficients(
            (row, part, -value) for row, value in zip(self._rows, amounts.tolist(), strict=True)
        )
        self._value(place)

    def _value(self, place: int) -> None:
        value = float(self._each @ self._known[place].brought) / self._size
        self._session.set_coefficients([(self._worth, self._parts[place], -value)])

    def switch_on(self, prices: Prices, allowed: Sequence[bool], room: float) -> dict[int, float]:
        """Hold the chain to mixtures of allowed responses; returns what it costs to leave them.

        Outcomes are counted together, by what each of them is worth.
        """
        self._each, costs = prices.worth, np.append(prices.price, prices.fee)[self._places]
        self._size = float(np.max(prices.worth * self._units, initial=0.0)) or 1.0
        left = zip(self._brought.tolist(), (prices.worth * self._units / self._size).tolist(), strict=True)
        self._session.set_coefficients((self._worth, column, value) for column, value in left)
        for place in range(len(self._known)):
            self._value(place)
            self._open(place, is_open=allowed[place])
        for row in self._rows:
            self._session.set_row(row, (0.0, 0.0))
        self._session.set_row(self._worth, (-INFINITY, 0.0))
        self._session.set_row(self._sum, (1.0, 1.0))
        penalties = np.maximum(np.abs(costs), 0.01 * np.abs(costs).max(initial=0.0)) * room
        found = dict[int, float]()
        for columns in (self._over, self._under):
            for column, penalty in zip(columns, penalties.tolist(), strict=True):
                self._session.bound_column(column, 0.0, INFINITY)
                found[column] = penalty
        return found

    def _open(self, place: int, *, is_open: bool) -> None:
        self._session.bound_column(self._parts[place], 0.0, 1.0 if is_open else 0.0)

    def open_last(self) -> None:
        """Let mixtures have the response that was added last."""
        self._open(len(self._known) - 1 if len(self._known) < _KNOWN else self._next, is_open=True)

    def switch_off(self) -> None:
        """Let the rows say nothing again."""
        for row in [*self._rows, self._worth, self._sum]:
            self._session.free_row(row)
        for column in [*self._over, *self._under, *self._parts]:
            self._session.bound_column(column, 0.0, 0.0)

    def taken(self, duals: Vector) -> tuple[Floats, Floats]:
        """What these rows ask of money and uses, and what part of each outcome's worth they take."""
        asked = np.zeros(len(self._own))
        asked[self._places] = duals[self._rows]
        return asked, -duals[self._worth] / self._size * self._each

    def parts(self, values: Vector) -> list[tuple[float, Known]]:
        """How much there is of each response in a solution, the largest part first."""
        found = [(float(values[part]), known) for part, known in zip(self._parts, self._known, strict=False)]
        return sorted((one for one in found if one[0] > 1e-6), key=lambda one: -one[0])
