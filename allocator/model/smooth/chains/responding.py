"""What one item's months can bring at most at some prices, where what is spent is carried over.

Of all that was spent before, a month sees one number: z = r · (z of the month before) + w · x. So the best
spends follow from the last month to the first, by the most that the months after each one can bring:

    V(z') = max over x of  Σ worth · f(z) − price · x − fee · [used] + V of the next month(z)

with z = r · z' + w · x (R. Bellman, Dynamic Programming, 1957). V is known on a grid of z'. Between two
places V lies above their chord by no more than the curves do by bending, for it is the most of functions of
z' of which each is a sum of curves, seen through a factor of 1 at most. So much is added to what is found,
and grids go on a little beyond what z can be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from allocator.curves.arrays import Floats
from allocator.model.smooth.hulls.spans import value_of
from allocator.model.smooth.pieces import Shapes

_NOT = -1e30
"""What brings so little is no choice."""
_HARDLY = _NOT / 1e10
_REMEMBERED = 200
_OUTWARD = 1e-11
"""By what part of the largest number a bound is put higher, for the last digits of floats."""


class Step(NamedTuple):
    """How a month sees what is spent: z = kept · z' + weight · x + given; which `curves` see that."""

    kept: float
    weight: float
    given: float
    curves: NDArray[np.intp]


class Choice(NamedTuple):
    """Between what x can be in a month; whether it counts as used."""

    least: float
    most: float
    is_use: bool


class Room(NamedTuple):
    """Between which z months are, what they can choose, and how many are used at least and at most."""

    low: tuple[float, ...]
    high: tuple[float, ...]
    choices: tuple[tuple[Choice, ...], ...]
    fewest: int
    most: int


class Prices(NamedTuple):
    """What outcomes of the curves are worth, month by month, and what is asked for x and for uses.

    What is asked are the prices of all months first, then what a use costs in each of them.
    """

    worth: Floats
    asked: Floats


class Response(NamedTuple):
    """A bound on what the months bring at some prices, of which the grid makes up `rough`.

    With these amounts they bring about that.
    """

    bound: float
    rough: float
    amounts: Floats
    used: NDArray[np.bool_]


class _Month(NamedTuple):
    """A month's grid from `start` on, and what is brought from the month on by each count of uses later."""

    start: float
    brought: Floats


@dataclass(frozen=True)
class Months:
    """The months of an item, whose best spends are looked for on grids of so many places."""

    steps: Sequence[Step]
    shapes: Shapes
    places: int
    widest: Room

    @cached_property
    def _known(self) -> dict[tuple[int, float, int, float], tuple[Floats, Floats]]:
        """What the curves of a month bring on a grid; and by how much that lies above chords of a place."""
        return {}

    @cached_property
    def _at(self) -> list[int]:
        """The number of curves before each month."""
        return [0, *np.cumsum([len(step.curves) for step in self.steps]).tolist()]

    @cached_property
    def _reach(self) -> list[float]:
        """The largest z of each month."""
        reached, found = 0.0, list[float]()
        for step, choices, highest in zip(self.steps, self.widest.choices, self.widest.high, strict=True):
            most = max((choice.most for choice in choices), default=0.0)
            reached = min(step.kept * reached + step.given + step.weight * most, highest)
            found.append(reached)
        return found

    def response(self, prices: Prices, room: Room) -> Response | None:
        """The best response to prices; None where the room leaves no plan."""
        counts = room.fewest > 0 or room.most < sum(_may_use(choices) for choices in room.choices)
        ends, width = self._ends(room)
        months, later, off, bend = list[_Month](), np.zeros((1, 1)), 0.0, 0.0
        for t in range(len(self.steps) - 1, -1, -1):
            start, count = ends[t]
            values, chords = self._brought(t, start, count, width)
            worth = prices.worth[self._at[t] : self._at[t + 1]]
            brought, rough = worth @ values, float(worth @ chords)
            own = _Month(start, brought + later)
            months.append(own)
            off += rough + bend
            bend = self.steps[t].kept * (rough + bend)
            before: Floats = np.zeros(1)
            if t > 0:
                before = ends[t - 1][0] + width * np.arange(float(ends[t - 1][1]))
            later = self._before(t, own, before, width, prices, room, counts=counts)
        months.reverse()
        allowed = later[room.fewest : room.most + 1, 0] if counts else later[:, 0]
        if not len(allowed) or allowed.max() <= _HARDLY:
            return None
        count = int(np.argmax(allowed)) + (room.fewest if counts else 0)
        amounts, used = self._followed(months, count, width, prices, room, counts=counts)
        size = float(np.abs(months[0].brought[months[0].brought > _HARDLY]).max(initial=1.0))
        return Response(float(allowed.max()) + off + _OUTWARD * size, off, amounts, used)

    def _ends(self, room: Room) -> tuple[list[tuple[float, int]], float]:
        """Where each month's grid starts and how many places it has; and how far they are apart.

        A grid goes on beyond what z can be by as much as being off by a place in all months before can do.
        """
        tops = [min(reach, high) for reach, high in zip(self._reach, room.high, strict=True)]
        bottoms = [min(low, top) for low, top in zip(room.low, tops, strict=True)]
        margin, found = 0.0, list[tuple[float, int]]()
        width = max(max(np.subtract(tops, bottoms)), 1e-9 * max(tops), 1e-300) / self.places
        for step, bottom, top in zip(self.steps, bottoms, tops, strict=True):
            margin = step.kept * margin + width
            start = bottom - margin
            found.append((start, int(np.ceil((top + margin - start) / width)) + 2))
        return found, float(width)

    def _brought(self, t: int, start: float, count: int, width: float) -> tuple[Floats, Floats]:
        """What the curves of a month bring on a grid; by how much that lies above chords of a place."""
        key = (t, start, count, width)
        if key not in self._known:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            z = np.maximum(start + width * np.arange(count), 0.0)
            self._known[key] = self._on_grid(self.steps[t].curves, z, width)
        return self._known[key]

    def _on_grid(self, curves: NDArray[np.intp], z: Floats, width: float) -> tuple[Floats, Floats]:
        shapes = self.shapes.take(curves)
        x = np.broadcast_to(z, (len(curves), len(z)))
        value, full = value_of(shapes, x), shapes.stack.full[:, None]
        with np.errstate(all="ignore"):
            slope = np.where(x < full, shapes.stack.slope(np.maximum(x, shapes.stack.bend[:, None])), 0.0)
            turn = (slope[:, :-2] - slope[:, 2:]) * width / 4
        rise = value[:, 2:] - value[:, :-2]
        return value, np.fmin(turn, rise).max(axis=1, initial=0.0)

    def _before(
        self, t: int, own: _Month, before: Floats, width: float, prices: Prices, room: Room, *, counts: bool
    ) -> Floats:
        """The most from a month on, for what was there before it, for each count of uses."""
        step, choices = self.steps[t], room.choices[t]
        base = step.kept * before + step.given
        uses = counts and _may_use(choices)
        rows = len(own.brought) + uses
        found = np.full((rows, len(before)), _NOT)
        for choice in choices:
            best = self._best(step, choice, own, base, width, float(prices.asked[t]))
            best = best - prices.asked[len(self.steps) + t] if choice.is_use else best
            shift = int(uses and choice.is_use)
            part = found[shift : shift + len(best)]
            np.maximum(part, best, out=part)
        return found

    def _best(
        self, step: Step, choice: Choice, own: _Month, base: Floats, width: float, price: float
    ) -> Floats:
        """The most that a choice brings from bases."""
        least, most = step.weight * choice.least, step.weight * choice.most
        last = own.brought.shape[1] - 1
        if most <= least:
            return _between(own.brought, (base + least - own.start) / width) - price * choice.least
        each = price / step.weight
        net = own.brought - each * (own.start + width * np.arange(last + 1))
        first, final = (base + least - own.start) / width, (base + most - own.start) / width
        inner = _largest_within(net, np.ceil(first).astype(np.intp), np.floor(final).astype(np.intp))
        ends = np.maximum(_between(net, first), _between(net, final))
        return np.maximum(inner, ends) + each * base

    def _followed(
        self, months: Sequence[_Month], count: int, width: float, prices: Prices, room: Room, *, counts: bool
    ) -> tuple[Floats, NDArray[np.bool_]]:
        """The spends of a best response, about."""
        z, amounts, used = 0.0, np.zeros(len(self.steps)), np.zeros(len(self.steps), dtype=bool)
        for t, (step, own) in enumerate(zip(self.steps, months, strict=True)):
            base, best = step.kept * z + step.given, (2 * _NOT, 0.0, False)
            for choice in room.choices[t]:
                left = count - int(counts and choice.is_use)
                if 0 <= left < len(own.brought):
                    brought = own.brought[left]
                    found, x = _best_amount(
                        step, choice, brought, (base - own.start) / width, width, float(prices.asked[t])
                    )
                    found -= float(prices.asked[len(self.steps) + t]) * choice.is_use
                    best = max(best, (found, x, choice.is_use))
            _, amounts[t], used[t] = best
            count -= int(counts and used[t])
            z = base + step.weight * amounts[t]
        return amounts, used


def _best_amount(
    step: Step, choice: Choice, brought: Floats, base: float, width: float, price: float
) -> tuple[float, float]:
    """The most that a choice brings from a base in places of the grid, and with which amount."""
    if step.weight == 0:
        return float(_between(brought[None, :], np.array([base]))[0, 0]), choice.least
    each = width / step.weight
    first, final = base + choice.least / each, base + choice.most / each
    low, high = max(int(np.ceil(first)), 0), min(int(np.floor(final)), len(brought) - 1)
    high = max(high, low - 1)
    inner = np.arange(low, high + 1)
    at = np.concatenate([[first, final], inner])
    net = np.append(_between(brought[None, :], at[:2])[0], brought[low : high + 1]) - price * each * (
        at - base
    )
    k = int(np.argmax(net))
    return float(net[k]), float(np.clip((at[k] - base) * each, choice.least, choice.most))


def _may_use(choices: Sequence[Choice]) -> bool:
    return any(choice.is_use for choice in choices)


def _between(values: Floats, at: Floats) -> Floats:
    """Values at places between those of a grid, in each row; nothing beyond its ends."""
    last = values.shape[1] - 1
    if len(values) == 1:
        alone: Floats = np.interp(at, np.arange(last + 1), values[0], _NOT, _NOT)
        return alone[None, :]
    left = np.clip(np.floor(at).astype(np.intp), 0, last - 1)
    part = at - left
    found = values[:, left] * (1 - part) + values[:, left + 1] * part
    return np.where((at >= 0) & (at <= last), found, _NOT)


def _largest_within(values: Floats, first: NDArray[np.intp], final: NDArray[np.intp]) -> Floats:
    """The largest values from `first` to `final`, which are all about as far apart; in each row."""
    count = values.shape[1]
    apart = int(max(1, np.min(final - first) + 1))
    power = 1 << (apart.bit_length() - 1)
    edge = int(max(1, np.max(final - first) + 2))
    padded = np.pad(values, ((0, 0), (edge, edge + power)), constant_values=_NOT)
    reach = 1
    while reach < power:
        padded = np.maximum(padded[:, :-reach], padded[:, reach:])
        reach *= 2
    begin = np.clip(first, -edge, count) + edge
    end = np.clip(final - power + 1, -edge, count) + edge
    found = np.maximum(padded[:, begin], padded[:, np.maximum(begin, end)])
    largest: Floats = np.where(final >= first, found, _NOT)
    return largest
