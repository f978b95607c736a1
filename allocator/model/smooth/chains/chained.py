"""Chains of months on the live solver: rows above what they bring together at the prices of an answer.

At any prices a chain brings no more, beyond what it costs, than its best response to them:

    Σ worth · y − Σ price · x − Σ fee · u ≤ V(worth, price, fee)

A solve over the hulls of single months lets a month be used in part, and none of its hulls knows that what is
carried over makes other months better. A row at the prices of its duals takes that off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from allocator.curves.arrays import Floats
from allocator.model.live import Vector
from allocator.model.pulp_bridge import INFINITY
from allocator.model.session import Session
from allocator.model.smooth.bends import Bend
from allocator.model.smooth.chains.chains import Chain
from allocator.model.smooth.chains.responding import Months, Prices, Response, Room
from allocator.model.smooth.chains.rooms import Rooms, is_within
from allocator.model.smooth.hulls.spans import Span
from allocator.model.smooth.hulls.wholes import is_broken
from allocator.model.smooth.pieces import Shapes

_ROWS = 12
_PLACES = 1000
_MOST_PLACES = 8000
_ROUGH = 0.3
"""The part of what matters that the grid of a response may make up."""


class Duals(NamedTuple):
    """A linear solve: its values, the duals of its rows, and what one more of each column would change."""

    values: Vector
    rows: Vector
    reduced: Vector


class Answer(NamedTuple):
    """The best response of a chain to some prices; the solve lets it bring `over` more than that."""

    prices: Prices
    room: Room
    response: Response
    over: float


Answers = Sequence[Answer | None]
"""An answer of each chain that is open, in the order of chains; None of others."""


@dataclass
class _Row:
    """A row as it lies: its prices, the room for which its bound holds, and when it was laid."""

    number: int
    answer: Answer | None = None
    size: float = 1.0
    laid: int = 0


class Chained:
    """The rows of all chains, laid where answers stand."""

    def __init__(
        self,
        chains: Sequence[Chain],
        bends: Sequence[Bend],
        shapes: Shapes,
        rooms: Rooms,
        whole: Span,
        session: Session,
    ) -> None:
        self._session, self.chains, self.rooms = session, chains, rooms
        self.units = np.array([bend.unit for bend in bends])
        self.brought = np.array([bend.brought for bend in bends], dtype=np.intp)
        self._bends = np.array([bend.row for bend in bends], dtype=np.intp)
        links = [[bends[k].link for k in chain.curves.tolist()] for chain in chains]
        self._inner = [chain.own_entries(session, own) for chain, own in zip(chains, links, strict=True)]
        self._rows = [[self._added(chain) for _ in range(_ROWS)] for chain in chains]
        self._months = [
            Months(chain.steps, shapes, _PLACES, rooms.of(c, whole)) for c, chain in enumerate(chains)
        ]
        self._laid = 0
        self._rooms: list[Room | None] = [None for _ in chains]

    def _added(self, chain: Chain) -> _Row:
        own = chain.columns[chain.columns >= 0].tolist() + self.brought[chain.curves].tolist()
        return _Row(self._session.add_row(dict.fromkeys(own, 1.0), -INFINITY, INFINITY))

    @property
    def curves(self) -> NDArray[np.intp]:
        """The curves that stand in a chain."""
        return np.concatenate([np.zeros(0, dtype=np.intp), *(chain.curves for chain in self.chains)])

    # -- spans ----------------------------------------------------------------------------------------

    def forget(self) -> None:
        """Take no row to lie anywhere any more: what is demanded has been changed from outside."""
        for row in (row for rows in self._rows for row in rows):
            row.answer = None
        self._rooms = [None for _ in self.chains]

    def confine(self, span: Span) -> None:
        """Let the rows speak of this span, as far as they have been found for all of it."""
        for c in range(len(self.chains)):
            room = self.rooms.of(c, span)
            if room == self._rooms[c]:
                continue
            self._rooms[c] = room
            for row in self._rows[c]:
                if row.answer is not None:
                    holds = is_within(room, row.answer.room)
                    most = row.answer.response.bound / row.size if holds else INFINITY
                    self._session.set_row(row.number, (-INFINITY, most))

    def rest(self) -> None:
        """Let the rows say nothing, until they are to speak of a span again."""
        for row in (row for rows in self._rows for row in rows if row.answer is not None):
            self._session.free_row(row.number)
        self._rooms = [None for _ in self.chains]

    # -- answers --------------------------------------------------------------------------------------

    def worth_above(self, duals: Vector) -> Floats:
        """The part of what an outcome of each curve is worth that these rows take."""
        found = np.zeros(len(self.units))
        for chain, rows in zip(self.chains, self._rows, strict=True):
            for row in rows:
                if row.answer is not None:
                    found[chain.curves] -= duals[row.number] / row.size * row.answer.prices.worth
        return found

    def open(self, excess: Floats, whole: Floats, least: float) -> list[bool]:
        """Which chains are let bring more than their curves do, or use months in part."""
        broken = np.append(is_broken(whole), False)  # the last one stands for months without a flag
        return [
            bool(broken[flags].any() or excess[chain.curves].sum() > least)
            for flags, chain in zip(self.rooms.flags, self.chains, strict=True)
        ]

    def answers(self, solve: Duals, span: Span, open_: Sequence[bool], least: float) -> Answers | None:
        """The best responses of open chains to the duals of a solve; None where a span leaves one no plan."""
        found: list[Answer | None] = [None for _ in self.chains]
        for c in np.flatnonzero(open_).tolist():
            prices, room = self.prices(c, solve), self.rooms.of(c, span)
            answer = self.answer(c, prices, room, solve.values)
            if answer is not None and answer.response.rough > _ROUGH * least and self._finer(c):
                answer = self.answer(c, prices, room, solve.values)
            if answer is None:
                return None
            found[c] = answer
        return found

    def _finer(self, c: int) -> bool:
        """Look for responses of a chain on a finer grid from now on; whether there is one."""
        months = self._months[c]
        if months.places < _MOST_PLACES:
            self._months[c] = replace(months, places=2 * months.places)
        return self._months[c] is not months

    def prices(self, c: int, solve: Duals) -> Prices:
        """What rows other than those of a chain say that its outcomes are worth, and its columns cost."""
        chain, (rows, columns, entries) = self.chains[c], self._inner[c]
        own = np.bincount(columns, solve.rows[rows] * entries, len(solve.values))
        asked = np.where(chain.columns >= 0, (solve.reduced + own)[chain.columns], 0.0)
        worth = -solve.rows[self._bends[chain.curves]] / self.units[chain.curves]
        for row in self._rows[c]:
            if row.answer is not None:
                part = solve.rows[row.number] / row.size
                worth = worth - part * row.answer.prices.worth
                asked = asked - part * row.answer.prices.asked
        return Prices(worth, asked)

    def answer(self, c: int, prices: Prices, room: Room, values: Vector) -> Answer | None:
        """The best response to some prices; outcomes of less than no worth count as of none in it."""
        chain, paid = self.chains[c], prices._replace(worth=np.maximum(prices.worth, 0.0))
        response = self._months[c].response(paid, room)
        if response is None:
            return None
        brought = values[self.brought[chain.curves]] * self.units[chain.curves]
        own = np.where(chain.columns >= 0, values[chain.columns], 0.0)
        reached = float(prices.worth @ brought - prices.asked @ own)
        return Answer(paid, room, response, reached - response.bound)

    def tighten(self, answers: Answers, duals: Vector, least: float) -> bool:
        """Lay rows at the prices of answers that take more than `least` off a chain; whether any did."""
        over = [c for c, answer in enumerate(answers) if answer is not None and answer.over > least]
        for c in over:
            self.lay(c, answers[c], duals)
        return bool(over)

    def lay(self, c: int, answer: Answer | None, duals: Vector) -> None:
        """Lay a row in the place of one that holds nothing, or of the oldest one."""
        if answer is None:
            return
        self._laid += 1
        row = min(self._rows[c], key=lambda row: (row.answer is not None, bool(duals[row.number]), row.laid))
        chain, prices = self.chains[c], answer.prices
        worths = (prices.worth * self.units[chain.curves]).tolist()
        left = dict(zip(self.brought[chain.curves].tolist(), worths, strict=True))
        costs = zip(chain.columns.tolist(), prices.asked.tolist(), strict=True)
        left |= {column: -cost for column, cost in costs if column >= 0}
        row.answer, row.laid, row.size = answer, self._laid, max(map(abs, left.values())) or 1.0
        self._session.set_coefficients((row.number, k, value / row.size) for k, value in left.items())
        self._session.set_row(row.number, (-INFINITY, answer.response.bound / row.size))
