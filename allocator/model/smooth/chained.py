"""Chains of months on the live solver: rows above what they bring together at the prices of an answer.

At any prices of money, uses and outcomes a chain brings no more, beyond what it costs, than its best response:

    Σ worth · y − Σ price · x − Σ fee · u ≤ V(worth, price, fee)

A solve over the hulls of single months lets a month be used in part, and none of its hulls knows that what is
carried over makes other months better. A row at the prices of its duals takes that off.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from allocator.curves.arrays import Floats
from allocator.model.live import Vector
from allocator.model.pulp_bridge import INFINITY
from allocator.model.session import Session
from allocator.model.smooth.bends import Bend
from allocator.model.smooth.chains import Chain
from allocator.model.smooth.mixing import Known, Mixture
from allocator.model.smooth.pieces import Shapes
from allocator.model.smooth.responding import Choice, Months, Prices, Response, Room
from allocator.model.smooth.spans import Span, value_of
from allocator.model.smooth.wholes import Wholes, is_broken
from allocator.problem import End

_ROWS = 12
_PLACES = 1000
_MOST_PLACES = 8000
_ROUNDS = 40
_OTHERS = 3
_APART = 0.5
"""By what part of itself a price may move until the next solve over the hulls."""
_NEAR = 1e-6
"""The part of the largest input by which a response may miss a span."""


Mixed = Sequence[tuple[int, Sequence[tuple[float, Known]]]]
"""How much there is of which responses in chains, by their numbers; the largest part first."""


class Point(NamedTuple):
    """What a solve lets a chain bring: the worth of that, and the cost of its money and uses, at some prices."""

    prices: Prices
    worth: float
    cost: float


class Answer(NamedTuple):
    """The best response of a chain to the duals of a solve, in which the chain stands at a point.

    The solve lets it bring `over` more than that.
    """

    point: Point
    room: Room
    response: Response
    over: float


@dataclass
class _Row:
    """A row as it lies: its prices, the room for which its bound holds, and when it was laid."""

    number: int
    prices: Prices | None = None
    room: Room | None = None
    bound: float = INFINITY
    size: float = 1.0
    laid: int = 0


class Chained:
    """The rows of all chains, laid where answers stand."""

    def __init__(
        self,
        chains: Sequence[Chain],
        bends: Sequence[Bend],
        shapes: Shapes,
        own: NDArray[np.intp],
        wholes: Wholes,
        session: Session,
    ) -> None:
        self._session, self.chains = session, chains
        self._units = np.array([bend.unit for bend in bends])
        self._brought = np.array([bend.brought for bend in bends], dtype=np.intp)
        self._links = np.array([bend.link for bend in bends], dtype=np.intp)
        self._shapes, self._tops, self._most = shapes, shapes.top, shapes.most
        self._place = np.full(len(bends), -1)
        self._place[own] = np.arange(len(own))
        place = {column: k for k, column in enumerate(wholes.columns.tolist())}
        self._flags = [[-1 if link.flag is None else place[link.flag] for link in chain] for chain in chains]
        self._counts = [wholes.counting(frozenset(link.flag for link in chain) - {None}) for chain in chains]
        self._columns = [np.array([-1 if l.column is None else l.column for l in chain]) for chain in chains]
        self._used = [np.array([-1 if l.flag is None else l.flag for l in chain]) for chain in chains]
        self._curves = [np.concatenate([link.step.curves for link in chain]) for chain in chains]
        self._inner = [self._own_rows(c, bends) for c in range(len(chains))]
        self._rows = [[self._added(c) for _ in range(_ROWS)] for c in range(len(chains))]
        self._months = list[Months]()
        self._turn = 0
        self.mixed: Mixed = []
        self._bend_rows = np.array([bend.row for bend in bends], dtype=np.intp)
        self._of = [shapes.take(curves) for curves in self._curves]
        self._mixtures = [
            Mixture(np.append(self._columns[c], self._used[c]), self._brought[curves], self._units[curves], session)
            for c, curves in enumerate(self._curves)
        ]
        self._rooms: list[Room | None] = [None for _ in chains]

    def _own_rows(self, c: int, bends: Sequence[Bend]) -> tuple[NDArray[np.intp], NDArray[np.intp], Floats]:
        """The coefficients of a chain's money and flags in rows that are its own: links, and with flags alone."""
        rows, columns, values = self._session.entries()
        sizes, links = np.bincount(rows), self._links[self._curves[c]]
        own = np.isin(columns, np.concatenate([self._columns[c], self._used[c]]))
        inner = own & (np.isin(rows, links) | self._paired(c, rows, columns, sizes))
        return rows[inner], columns[inner], values[inner]

    def _paired(self, c: int, rows: NDArray[np.intp], columns: NDArray[np.intp], sizes: NDArray[np.intp]):
        """Whether entries stand in a row of a month's money and its flag alone."""
        found = np.zeros(len(rows), dtype=bool)
        for column, flag in zip(self._columns[c].tolist(), self._used[c].tolist(), strict=True):
            if flag >= 0:
                with_money, with_flag = rows[columns == column], rows[columns == flag]
                both = np.intersect1d(with_money, with_flag)
                found |= np.isin(rows, both[sizes[both] == 2])
        return found

    def _added(self, c: int) -> _Row:
        columns = [*self._columns[c], *self._used[c]]
        entries = dict.fromkeys([int(k) for k in columns if k >= 0], 1.0)
        entries |= dict.fromkeys(self._brought[self._curves[c]].tolist(), 1.0)
        return _Row(self._session.add_row(entries, -INFINITY, INFINITY))

    def begin(self, whole: Span) -> None:
        """Take note of all that spans can be."""
        for c, chain in enumerate(self.chains):
            self._months.append(Months([link.step for link in chain], self._shapes, _PLACES, self.room(c, whole)))

    # -- spans ----------------------------------------------------------------------------------------

    def room(self, c: int, span: Span) -> Room:
        """What a span leaves to a chain."""
        low, high, choices = [], [], []
        for link, place in zip(self.chains[c], self._flags[c], strict=True):
            curves = link.step.curves
            own = self._place[curves]
            lows = [float(span.low[k]) for k in own if k >= 0]
            highs = [
                float(span.high[k]) for k, curve in zip(own, curves, strict=True)
                if k >= 0 and span.high[k] < self._tops[curve]
            ]  # fmt: skip
            low.append(max([0.0, *lows]))
            high.append(min([float(self._most[curves].min()), *highs]))
            choices.append(_choices(link.idle, link.use, place, span, high[-1], link.step.weight))
        count, fewest, most = self._counts[c], 0, len(choices)
        if count is not None:
            fewest, most = int(span.lower[count]), int(span.upper[count])
        return Room(tuple(low), tuple(high), tuple(choices), fewest, most)

    def forget(self) -> None:
        """Take no row to lie anywhere any more: what is demanded has been changed from outside."""
        for row in (row for rows in self._rows for row in rows):
            row.prices = row.room = None
        self._rooms = [None for _ in self.chains]

    def confine(self, span: Span) -> None:
        """Let the rows speak of this span; where they did of a part of it, their bounds are found anew."""
        for c in range(len(self.chains)):
            room = self.room(c, span)
            if room == self._rooms[c]:
                continue
            self._rooms[c] = room
            for row in self._rows[c]:
                if row.prices is None or row.room is None:
                    continue
                most = row.bound / row.size if _is_within(room, row.room) else INFINITY
                self._session.set_row(row.number, (-INFINITY, most))

    def rest(self) -> None:
        """Let the rows say nothing, until they are to speak of a span again."""
        for row in (row for rows in self._rows for row in rows if row.prices is not None):
            self._session.free_row(row.number)
        self._rooms = [None for _ in self.chains]

    # -- answers --------------------------------------------------------------------------------------

    @property
    def curves(self) -> NDArray[np.intp]:
        """The curves that stand in a chain."""
        return np.concatenate([np.zeros(0, dtype=np.intp), *self._curves])

    def candidates(
        self, mixed: Mixed, answers: Sequence[Answer | None]
    ) -> Iterator[Sequence[tuple[int, Known]]]:
        """Responses of all open chains at once: the largest parts of mixtures, then others, then answers."""
        first = [(c, parts[0][1]) for c, parts in mixed if parts]
        if first:
            yield first
        for at, (c, parts) in enumerate(part for part in mixed if part[1]):
            for _, known in parts[1:_OTHERS]:
                yield [*first[:at], (c, known), *first[at + 1 :]]
        own = [(c, self._known(c, answer.response)) for c, answer in enumerate(answers) if answer is not None]
        if own:
            yield own

    def followed(
        self, chosen: Sequence[tuple[int, Known]], inputs: Floats, whole: Floats
    ) -> tuple[Floats, Floats]:
        """Inputs and whole numbers, those of some chains as these responses have them."""
        inputs, whole = inputs.copy(), whole.copy()
        for c, known in chosen:
            for link, flag, z, used in zip(
                self.chains[c], self._flags[c], known.seen, known.response.used, strict=True
            ):
                inputs[link.step.curves] = z
                if flag >= 0:
                    whole[flag] = float(used)
        return inputs, whole

    def straddled(self, mixed: Mixed) -> tuple[int, float, float] | None:
        """The S-shaped curve whose inputs two parts of a mixture have farthest apart, and these inputs."""
        best, found = 0.0, None
        for c, parts in mixed:
            if len(parts) < 2:
                continue
            (_, one), (weight, other) = parts[:2]
            for link, a, b in zip(self.chains[c], one.seen.tolist(), other.seen.tolist(), strict=True):
                for k, curve in zip(self._place[link.step.curves].tolist(), link.step.curves.tolist(), strict=True):
                    apart = weight * abs(a - b) / self._tops[curve]
                    if k >= 0 and apart > best:
                        best, found = apart, (k, min(a, b), max(a, b))
        return found

    def worth_above(self, duals: Vector, count: int) -> Floats:
        """The part of what an outcome of each curve is worth that these rows take."""
        found = np.zeros(count)
        for c, rows in enumerate(self._rows):
            for row in rows:
                if row.prices is not None:
                    curves = self._curves[c]
                    found[curves] -= duals[row.number] * row.prices.worth[curves] / row.size
        return found

    def open(self, excess: Floats, whole: Floats, least: float) -> list[bool]:
        """Which chains are let bring more than their curves do, or use months in part."""
        broken = np.append(is_broken(whole), False)
        return [
            bool(broken[flags].any() or excess[curves].sum() > least)
            for flags, curves in zip(self._flags, self._curves, strict=True)
        ]

    def answers(
        self, values: Vector, duals: Vector, worth: Floats, span: Span, open_: Sequence[bool], least: float
    ) -> list[Answer | None] | None:
        """The best response to the duals of each chain that is open; None where a span leaves one no plan."""
        reduced, found = self._session.reduced_costs, list[Answer | None]()
        for c, is_open in enumerate(open_):
            if not is_open:
                found.append(None)
                continue
            point, room = self._point(c, values, duals, reduced, worth), self.room(c, span)
            answer = self._answer(c, point, room, 1.0)
            if answer is not None and answer.response.rough > least / 3 and self._finer(c):
                answer = self._answer(c, point, room, 1.0)
            if answer is None:
                return None
            found.append(answer)
        return found

    def _finer(self, c: int) -> bool:
        """Look for responses of a chain on a finer grid; whether there is one."""
        months = self._months[c]
        if months.places < _MOST_PLACES:
            self._months[c] = replace(months, places=2 * months.places)
        return self._months[c] is not months

    def _point(self, c: int, values: Vector, duals: Vector, reduced: Vector, worth: Floats) -> Point:
        """Where a chain stands, and the prices that the rows of others ask of it."""
        rows, columns, entries = self._inner[c]
        asked = reduced + np.bincount(columns, duals[rows] * entries, len(values))
        price, fee = (_at(asked, own) for own in (self._columns[c], self._used[c]))
        for row in self._rows[c]:
            if row.prices is not None:
                price = price - duals[row.number] * row.prices.price / row.size
                fee = fee - duals[row.number] * row.prices.fee / row.size
        curves, each = self._curves[c], np.zeros(len(worth))
        each[curves] = np.maximum(worth[curves], 0.0)
        brought = values[self._brought[curves]] * self._units[curves]
        cost = _cost(price, fee, _at(values, self._columns[c]), _at(values, self._used[c]))
        return Point(Prices(each, price, fee), float(each[curves] @ brought), cost)

    def _answer(self, c: int, point: Point, room: Room, level: float) -> Answer | None:
        """The best response to the prices of a point, with all costs at another level."""
        worth, price, fee = point.prices
        moved = Point(Prices(worth, level * price, level * fee), point.worth, level * point.cost)
        response = self._months[c].response(moved.prices, room)
        if response is None:
            return None
        return Answer(moved, room, response, moved.worth - moved.cost - response.bound)

    def tighten(self, answers: Sequence[Answer | None], duals: Vector, least: float) -> bool:
        """Lay rows at the prices of answers; whether that took more than `least` off a chain."""
        cut = False
        for c, answer in enumerate(answers):
            if answer is not None and answer.over > least:
                self._lay(c, answer, duals)
                cut = True
        return cut

    def mix(self, answers: Sequence[Answer | None], costs: Mapping[int, float], duals: Vector, least: float) -> bool:
        """Find the prices at which chains held to mixtures have no better response, and lay rows there.

        Whether there are any such prices.
        """
        open_ = [c for c, answer in enumerate(answers) if answer is not None]
        penalties, last = dict(costs), dict[int, Answer]()
        for c in open_:
            self._learn(c, answers[c].response)
            fits = [self._fits(known, answers[c].room) for known in self._mixtures[c].known]
            penalties |= self._mixtures[c].switch_on(self._own(c, answers[c].point.prices), fits, _APART)
        self._session.aim(penalties)
        try:
            for _ in range(_ROUNDS):
                if not self._ask_again(open_, answers, last, least):
                    break
            values = self._session.values
        finally:
            for c in open_:
                self._mixtures[c].switch_off()
            self._session.aim(costs)
        self.mixed = [(c, self._mixtures[c].parts(values)) for c in open_]
        for c, answer in last.items():
            self._lay(c, answer, duals)
        return bool(last)

    def _ask_again(
        self, open_: Sequence[int], answers: Sequence[Answer | None], last: dict[int, Answer], least: float
    ) -> bool:
        """Ask chains at the prices of mixtures; whether one has a better response."""
        if self._session.minimise_again().end is not End.OPTIMAL:
            return False
        duals, values, reduced = self._session.prices, self._session.values, self._session.reduced_costs
        better = False
        for c in open_:
            worth = -duals[self._bend_rows] / self._units + self.worth_above(duals, len(self._units))
            point, mixture = self._point(c, values, duals, reduced, worth), self._mixtures[c]
            asked, taken = mixture.taken(duals)
            count = len(self._columns[c])
            each = point.prices.worth.copy()
            each[self._curves[c]] = np.maximum(each[self._curves[c]] + taken, 0.0)
            prices = Prices(each, point.prices.price + asked[:count], point.prices.fee + asked[count:])
            answer = self._answer(c, Point(prices, 0.0, 0.0), answers[c].room, 1.0)
            if answer is None:
                continue
            last[c] = answer
            own = self._own(c, prices)
            fits = [known.net(own) for known in mixture.known if self._fits(known, answers[c].room)]
            known = self._learn(c, answer.response, only_above=max(fits, default=-INFINITY) + least, own=own)
            if known:
                mixture.open_last()
                better = True
        return better

    def _own(self, c: int, prices: Prices) -> Prices:
        """Prices with the worths of a chain's own curves alone."""
        return prices._replace(worth=prices.worth[self._curves[c]])

    def _learn(self, c: int, response: Response, only_above: float = -INFINITY, own: Prices | None = None) -> bool:
        """Let mixtures have a response, if it brings so much at these prices and is not known."""
        known = self._known(c, response)
        if own is not None and known.net(own) <= only_above:
            return False
        self._mixtures[c].add(known)
        return True

    def _known(self, c: int, response: Response) -> Known:
        seen = self._seen(c, response)
        each = np.repeat(seen, [len(link.step.curves) for link in self.chains[c]])
        return Known(response, seen, value_of(self._of[c], each))

    def _seen(self, c: int, response: Response) -> Floats:
        """What the months of a chain see."""
        z, found = 0.0, list[float]()
        for link, amount in zip(self.chains[c], response.amounts.tolist(), strict=True):
            z = link.step.kept * z + link.step.given + link.step.weight * amount
            found.append(z)
        return np.array(found)

    def _fits(self, known: Known, room: Room) -> bool:
        """Whether a response has what a room leaves."""
        low, high = np.array(room.low), np.array(room.high)
        near = _NEAR * float(high.max())
        uses = int(known.response.used.sum())
        return (
            bool(np.all((known.seen >= low - near) & (known.seen <= high + near)))
            and room.fewest <= uses <= room.most
            and all(
                any(choice.is_use == used for choice in choices)
                for used, choices in zip(known.response.used.tolist(), room.choices, strict=True)
            )
        )

    def _lay(self, c: int, answer: Answer, duals: Vector) -> None:
        """In the place of a row that holds nothing, or of the oldest one."""
        self._turn += 1
        row = min(self._rows[c], key=lambda row: (row.prices is not None, bool(duals[row.number]), row.laid))
        prices = answer.point.prices
        curves = self._curves[c]
        left = dict(zip(self._brought[curves].tolist(), (prices.worth * self._units)[curves].tolist(), strict=True))
        for columns, costs in ((self._columns[c], prices.price), (self._used[c], prices.fee)):
            left |= {k: -cost for k, cost in zip(columns.tolist(), costs.tolist(), strict=True) if k >= 0}
        row.size = max(map(abs, left.values())) or 1.0
        row.prices, row.room, row.laid = prices, answer.room, self._turn
        row.bound = answer.response.bound
        self._session.set_coefficients((row.number, k, value / row.size) for k, value in left.items())
        self._session.set_row(row.number, (-INFINITY, row.bound / row.size))


def _at(values: Vector, columns: NDArray[np.intp]) -> Floats:
    """The values of columns; 0 where there is none."""
    found: Floats = np.where(columns >= 0, values[columns], 0.0)
    return found


def _cost(price: Floats, fee: Floats, amounts: Floats, used: Floats | NDArray[np.bool_]) -> float:
    return float(price @ amounts + fee @ used)


def _choices(
    idle: Choice, use: Choice, place: int, span: Span, most: float, weight: float
) -> tuple[Choice, ...]:
    """What a month can choose in a span."""
    found = []
    for choice, is_open in (
        (idle, place < 0 or span.lower[place] < 1),
        (use, place >= 0 and span.upper[place] > 0),
    ):
        end = min(choice.most, most / weight) if weight else choice.most
        if is_open and choice.least <= end:
            found.append(choice._replace(most=end))
    return tuple(found)


def _is_within(one: Room, other: Room) -> bool:
    """Whether a room has nothing that another one does not have."""
    return (
        one.fewest >= other.fewest
        and one.most <= other.most
        and all(a >= b for a, b in zip(one.low, other.low, strict=True))
        and all(a <= b for a, b in zip(one.high, other.high, strict=True))
        and all(set(a) <= set(b) for a, b in zip(one.choices, other.choices, strict=True))
    )
