"""Curves that see the same input, taken together: what they cost at least at given prices.

What an item brings of several metrics follows from one input x. At prices a of what its curves f bring and p
of the input, the bundle costs Σ a · f(x) − p · x, which need be neither convex nor concave. So its range is
cut into cells, also at each curve's bend and where it is full. In a cell each term is convex or concave, so
that the sum lies above the chord of the concave terms and the tangents of the convex ones at both ends. Cells
that could hold less than the least that is known are cut further.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from allocator.curves.arrays import Floats
from allocator.model.columns import Expression
from allocator.model.smooth.pressed.mixable import Indices, Mixable

_EVEN, _BY_SLOPE = 8, 6
"""Cells of a range at first: by even steps, and for each concave part by slopes."""
_PARTS = np.linspace(0.0, 1.0, 9)
"""Where a cell is cut that could hold less."""
_STEEP = np.array([0.0, 1e-4, 1e-3, 1e-2, 0.05, 0.2, 0.5, 0.75, 1.0])
"""The same next to 0."""
_TURNS = 12
_AT_BEND = 1 + 1e-12
_APART = 1e-9


class Cells(NamedTuple):
    """Intervals of the inputs of some bundles, with values and slopes of their curves at both ends.

    These have a line for each curve of a bundle, and so has whether it is convex there (1), straight (0) or
    concave (-1).
    """

    bundle: Indices
    ends: Floats
    curves: Indices
    values: Floats
    slopes: Floats
    turns: NDArray[np.int8]


class Lowest(NamedTuple):
    """Of each bundle the input that costs least, what it costs, and a bound from below.

    Also all cells that were looked at, with bounds on what they cost.
    """

    inputs: Floats
    costs: Floats
    bound: Floats
    bundle: Indices
    ends: Floats
    least: Floats

    def where(self, most: Floats) -> tuple[Floats, Floats]:
        """Between which inputs each bundle can cost no more than this; none where they cross."""
        near = self.least <= most[self.bundle]
        low, high = np.full(len(most), np.inf), np.full(len(most), -np.inf)
        np.minimum.at(low, self.bundle[near], self.ends[near, 0])
        np.maximum.at(high, self.bundle[near], self.ends[near, 1])
        return low, high


@dataclass(frozen=True)
class Bundles:
    """All curves of a model, by bundles.

    `members` are the numbers of a bundle's curves, -1 where it has fewer than others; `owner` is the bundle
    of each curve. `first` are the ends of cells to begin with, a row for each bundle, from 0 to the most of
    its input.
    """

    curves: Mixable
    members: Indices
    owner: Indices
    first: Floats

    @classmethod
    def of(cls, inputs: Sequence[Expression], curves: Mixable) -> Bundles:
        """Curves whose inputs are made of the same money."""
        groups: dict[object, list[int]] = {}
        for k, one in enumerate(inputs):
            groups.setdefault(frozenset(one.items()), []).append(k)
        width = max(map(len, groups.values()))
        members = np.array([group + [-1] * (width - len(group)) for group in groups.values()])
        owner = np.zeros(len(inputs), dtype=np.intp)
        for b, group in enumerate(groups.values()):
            owner[group] = b
        ends = [_first(curves, group) for group in groups.values()]
        longest = max(map(len, ends))
        first = np.array([[*own, *[own[-1]] * (longest - len(own))] for own in ends])
        return cls(curves, members, owner, first)

    @property
    def most(self) -> Floats:
        """The most that each input can be."""
        most: Floats = self.first[:, -1]
        return most

    def values(self, inputs: Floats) -> Floats:
        """What each curve brings at its bundle's input."""
        return self.curves.value(np.arange(len(self.owner)), inputs[self.owner, None])[:, 0]

    def slopes(self, inputs: Floats) -> Floats:
        """How steep each curve is there, to the right; infinitely so at 0 where it is."""
        x = inputs[self.owner]
        slopes = self.curves.slope(np.arange(len(self.owner)), x[:, None])[:, 0]
        return np.where(x >= self.curves.full, 0.0, slopes)

    def brought(self, bundle: int, inputs: Floats) -> Floats:
        """What the curves of a bundle bring at some inputs, one row a curve."""
        own = self.members[bundle]
        own = own[own >= 0]
        return self.curves.value(own, np.tile(inputs, (len(own), 1)))

    def cells(self, low: Floats, high: Floats) -> Cells:
        """The cells to begin with, on spans of the inputs."""
        ends = np.clip(self.first, low[:, None], high[:, None])
        pairs = np.stack([ends[:, :-1], ends[:, 1:]], axis=2).reshape(-1, 2)
        bundle = np.repeat(np.arange(len(ends)), ends.shape[1] - 1)
        wide = pairs[:, 1] > pairs[:, 0]
        wide[:: ends.shape[1] - 1] |= high <= low  # a span of one input keeps one cell
        return self._told(bundle[wide], pairs[wide])

    def lowest(self, cells: Cells, worth: Floats, price: Floats, close: float) -> Lowest:
        """Where Σ worth · f(x) − price · x is least; the bound is about `close` below that at most."""
        count = len(self.members)
        best, at = np.full(count, np.inf), np.zeros(count)
        kept = list[tuple[Indices, Floats, Floats]]()
        for turn in range(_TURNS):
            least, costs = self._costs(cells, worth, price)
            _take_least(best, at, cells, costs)
            open_ = least < best[cells.bundle] - close if turn + 1 < _TURNS else np.zeros(len(least), bool)
            kept.append((cells.bundle[~open_], cells.ends[~open_], least[~open_]))
            if not open_.any():
                break
            cells = self._cut(cells, open_)
        bundle, ends, least = (np.concatenate(parts) for parts in zip(*kept, strict=True))
        bound = np.full(count, np.inf)
        np.minimum.at(bound, bundle, least)
        return Lowest(at, best, bound, bundle, ends, least)

    def _costs(self, cells: Cells, worth: Floats, price: Floats) -> tuple[Floats, Floats]:
        """Of each cell a bound on what it costs, and what its ends cost."""
        a = np.where(cells.curves >= 0, worth[cells.curves], 0.0)
        terms = a[:, :, None] * cells.values
        tangent = a * cells.turns > 0
        price_part = price[cells.bundle][:, None] * cells.ends
        chords = np.where(tangent[:, :, None], 0.0, terms).sum(axis=0) - price_part
        curved = np.where(tangent[:, :, None], terms, 0.0).sum(axis=0)
        with np.errstate(all="ignore"):
            slopes = np.where(tangent[:, :, None], a[:, :, None] * cells.slopes, 0.0).sum(axis=0)
            width = cells.ends[:, 1] - cells.ends[:, 0]
            costs = chords + curved
            first, second = costs[:, 0], costs[:, 1]
            after = chords[:, 1] + curved[:, 0] + slopes[:, 0] * width
            before = chords[:, 0] + curved[:, 1] - slopes[:, 1] * width
            over, under = first - before, second - after
            met = first + np.where(over + under > 0, over / (over + under), 0.0) * (after - first)
        lower = np.where(after >= first, first, np.where(before >= second, second, met))
        # Without a tangent at 0 the other one alone tells.
        lower = np.where(np.isfinite(after) & np.isfinite(lower), lower, np.minimum(before, second))
        return np.minimum(lower, np.minimum(first, second)), costs

    def _cut(self, cells: Cells, chosen: NDArray[np.bool_]) -> Cells:
        ends = cells.ends[chosen]
        parts = np.where(ends[:, :1] > 0, _PARTS, _STEEP)
        inner = ends[:, :1] + parts * (ends[:, 1:] - ends[:, :1])
        inner[:, -1] = ends[:, 1]
        pairs = np.stack([inner[:, :-1], inner[:, 1:]], axis=2).reshape(-1, 2)
        return self._told(np.repeat(cells.bundle[chosen], len(_PARTS) - 1), pairs)

    def _told(self, bundle: Indices, ends: Floats) -> Cells:
        curves = self.members[bundle].T
        values, slopes = np.zeros((*curves.shape, 2)), np.zeros((*curves.shape, 2))
        turns = np.zeros(curves.shape, dtype=np.int8)
        for line, own in enumerate(curves):
            there = own >= 0
            rows, x = own[there], ends[there]
            if not len(x):
                continue
            values[line, there] = self.curves.value(rows, x)
            full = self.curves.full[rows, None]
            level = np.column_stack([x[:, :1] >= full, x[:, 1:] > full])
            slopes[line, there] = np.where(level, 0.0, self.curves.slope(rows, x))
            turn = np.where(x[:, 1] <= self.curves.bend[rows] * _AT_BEND, 1, -1)
            turns[line, there] = np.where(self.curves.is_smooth(rows), turn, 0)
        return Cells(bundle, ends, curves, values, slopes, turns)


def _take_least(best: Floats, at: Floats, cells: Cells, costs: Floats) -> None:
    for side in (0, 1):
        order = np.argsort(-costs[:, side], kind="stable")  # the last one written is the least
        own = cells.bundle[order]
        least, where = np.full(len(best), np.inf), np.zeros(len(best))
        least[own], where[own] = costs[order, side], cells.ends[order, side]
        better = least < best
        best[better], at[better] = least[better], where[better]


def _first(curves: Mixable, group: Sequence[int]) -> list[float]:
    """Ends of cells for the curves of a bundle: where they bend, turn or are full always among them."""
    most = float(curves.most[group].min())
    must = {x for k in group for x in curves.places(k) if 0 < x < most}
    also = {x for k in group for x in curves.spread(k, _BY_SLOPE) if 0 < x < most}
    ends = sorted({*np.linspace(0.0, most, _EVEN + 1).tolist()[1:-1], *also})
    kept = [x for x, after in zip(ends, [*ends[1:], most], strict=True) if after - x > _APART * most]
    return sorted({0.0, most, *kept, *must})
