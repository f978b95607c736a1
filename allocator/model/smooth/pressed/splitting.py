"""A tree of spans over mixtures of curves: branch and bound where less of a curve is wanted.

A leaf holds the spans of inputs and whole numbers that are still open, with a bound on what plans on them can
reach. Where mixtures would bring other than the curves do, the span is cut where the input stood. From where
the mixtures stood the curves are followed to plans, and what cannot be better than the best of these is left
out of the spans at once. All leaves are kept, so the search can go on more closely later.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import heapify, heappop, heappush
from math import inf

import numpy as np
from numpy.typing import NDArray

from allocator.curves.arrays import Floats
from allocator.errors import SolverError
from allocator.model.build import Objective
from allocator.model.smooth.hulls.spans import Leaf, Span
from allocator.model.smooth.hulls.wholes import is_broken
from allocator.model.smooth.pressed.following import Following, Known, Place
from allocator.model.smooth.pressed.mixed import Mixed, Stand
from allocator.model.stages import signed

_CLOSE = 0.2
"""The part of what may be left open by which a bound may lie below the mixtures."""
_INSIDE = 0.05
"""How far from the ends of a span it is cut at least, as a part of it."""
_AT_INPUT = 0.3
"""How near to where an input stood its span is cut, from the middle of its mixture on."""
_NARROW = 1e-8
"""The part of a range that is not cut any more."""
_STEPS = (1e-4, 3e-3, 0.05, 0.5)
"""First steps from where mixtures stood, as parts of the range."""
_AGAIN = (1e-4, 0.05)
"""The same where a plan is known."""
_AT_ONCE = (1e-6, 1e-5)
"""The same where mixtures are nearly a plan."""
_OFTEN, _SELDOM = 4, 8
"""Plans are tried on the first leaves, then on each of so many, and always as long as none is known."""
_MATTERS = 0.05
"""The part of what may be left open from which on it matters by how much mixtures could be wrong."""
_NOISE = 1e-9
_IN_VAIN = 100
"""Leaves that are looked at without any plan, at most."""
_PRICE = 30.0
"""What is off while curves are followed costs so many times what anything is worth."""
_WHOLE = 1e-6
_ROOM = 1e-6
"""More than what a kept value may be given away by, relative."""
_SIZE = 1e3
"""About what stages count in the model."""


class Tree:
    """The search for the least value of one objective, while the session keeps what earlier ones reached."""

    def __init__(
        self, mixed: Mixed, objective: Objective, leaves: Iterable[Leaf], best: Known | None = None
    ) -> None:
        self._mixed, self._costs, self._following = mixed, signed(objective), Following(mixed)
        self._open = [(leaf.bound, number, leaf) for number, leaf in enumerate(leaves)]
        heapify(self._open)
        self._number = len(self._open)
        self._settled: list[Leaf] = []
        self._gap, self._size = 0.0, 0.0
        self._price = _PRICE * max(1.0, *map(abs, self._costs.values()))
        self.best, self.nodes = best, 0

    def leaves(self, value: float) -> list[Leaf]:
        """Those on which plans of this value may lie, or better ones; with bounds for no other objective."""
        every = [leaf for _, _, leaf in self._open] + self._settled
        return [Leaf(leaf.span) for leaf in every if leaf.bound <= self._as_good_as(value)]

    @property
    def bound(self) -> float:
        """The least value that any plan can have; infinite where there is none."""
        known = inf if self.best is None else self.best.value
        least = self._open[0][0] if self._open else inf
        return min([known, least, *(leaf.bound for leaf in self._settled)])

    def search(self, gap: float, size: float = 0.0, nodes: float = inf) -> None:
        """Cut spans until the best is about as near to the bound as the gap says, or time or nodes end.

        The gap is relative to the value, or to `size` where that is more.
        """
        self._gap, self._size, last = gap, size, self.nodes + nodes
        for leaf in self._settled:
            self._push(leaf)
        self._settled = []
        while self._open and self._open[0][0] < self._enough:
            in_vain = self.best is None and self.nodes >= _IN_VAIN
            if in_vain or (self.nodes and (self.nodes >= last or self._mixed.session.is_late)):
                break
            self._look_at(heappop(self._open)[2])

    def follow(self, near: Known) -> None:
        """Begin with the best plan of an earlier stage, and look for better ones from there."""
        self.best = near._replace(value=sum(c * float(near.columns[k]) for k, c in self._costs.items()))
        for step in _STEPS:
            self._take(self._following.plan(self._costs, self._price, near.place, step))

    def _as_good_as(self, value: float) -> float:
        return value + _ROOM * max(1.0, abs(value), *map(abs, self._costs.values()))

    @property
    def _enough(self) -> float:
        """A bound from which on a leaf has nothing that is better by the gap."""
        if self.best is None:
            return inf
        return self.best.value - self._left_open

    @property
    def _left_open(self) -> float:
        """By how much the best may be worse than the bound."""
        return self._gap * max(self._size, abs(self.best.value) if self.best else 0.0)

    def _push(self, leaf: Leaf) -> None:
        heappush(self._open, (leaf.bound, self._number, leaf))
        self._number += 1

    def _look_at(self, leaf: Leaf) -> None:
        """Bound a leaf, look for a plan there, and put aside its halves."""
        self.nodes += 1
        self._mixed.lay_mixed(leaf.span)
        known = inf if self.best is None else self._as_good_as(self.best.value)
        size = max(self._size, *(abs(v) if abs(v) < inf else 0.0 for v in (known, leaf.bound))) or _SIZE
        try:
            stand = self._mixed.bounded(self._costs, self._enough, known, _CLOSE * self._gap * size)
        except SolverError:
            self._settled.append(leaf)  # what is not known of a leaf leaves its bound as it is
            return
        if stand is None:
            return
        self._price = max(self._price, _PRICE * stand.worth)
        if self.best is None or self.nodes <= _OFTEN or self.nodes % _SELDOM == 0:
            self._try(leaf.span, stand, _AGAIN if self.nodes > _OFTEN or self.best else _STEPS)
        elif stand.bound < self._enough and stand.wrong.sum() <= self._left_open:
            self._try(leaf.span, stand, _AT_ONCE)
        span = leaf.span._replace(
            low=np.maximum(stand.low, leaf.span.low), high=np.minimum(stand.high, leaf.span.high)
        )
        span = self._mixed.alike.narrowed(span)
        if (span.low > span.high).any():
            return
        leaf = Leaf(span, max(leaf.bound, stand.bound))
        if leaf.bound >= self._enough:
            self._settled.append(leaf)
        else:
            self._cut(leaf, stand)

    def _cut(self, leaf: Leaf, stand: Stand) -> None:
        """Put aside the halves of a leaf."""
        whole = _whole(stand)
        broken, wide = is_broken(whole), self._width(leaf.span) > _NARROW
        # What has no worth here can still be why no plan stands here.
        matters = stand.wrong[wide].sum() > _MATTERS * self._left_open_at(stand)
        first = broken & ~self._mixed.follows if matters else broken
        if first.any():
            halves = self._halves_of_whole(leaf.span, whole, first)
        elif wide.any():
            halves = self._halves_of_span(leaf.span, stand, wide, matters=bool(matters))
        else:
            self._settled.append(leaf)
            return
        for half in halves:
            self._push(Leaf(self._mixed.alike.narrowed(half), leaf.bound))

    def _width(self, span: Span) -> Floats:
        """How wide spans are, as parts of their ranges."""
        return (span.high - span.low) / self._mixed.bundles.most

    def _left_open_at(self, stand: Stand) -> float:
        return self._gap * max(self._size, abs(stand.value))

    def _halves_of_whole(self, span: Span, whole: Floats, broken: NDArray[np.bool_]) -> list[Span]:
        """One with the number that is least whole rounded down, one with it rounded up."""
        j = int(np.argmax(np.where(broken, np.abs(whole - np.rint(whole)), 0.0)))
        lower, upper = span.lower.copy(), span.upper.copy()
        lower[j], upper[j] = np.ceil(whole[j]), np.floor(whole[j])
        return [span._replace(upper=upper), span._replace(lower=lower)]

    def _halves_of_span(
        self, span: Span, stand: Stand, wide: NDArray[np.bool_], *, matters: bool
    ) -> list[Span]:
        """One below and one above where a mixture stands that could be wrong by most, or is farthest off."""
        ways = ([stand.wrong] if matters else []) + [stand.off, self._width(span)]
        wrong = next(way for way in ways if (way[wide] > _NOISE).any())
        k = int(np.argmax(np.where(wide, wrong, 0.0)))
        at = _AT_INPUT * stand.inputs[k] + (1 - _AT_INPUT) * stand.middle[k]
        room = _INSIDE * (span.high[k] - span.low[k])
        low, high = span.low.copy(), span.high.copy()
        low[k] = high[k] = np.clip(at, span.low[k] + room, span.high[k] - room)
        return [span._replace(high=high), span._replace(low=low)]

    def _try(self, span: Span, stand: Stand, steps: Sequence[float]) -> None:
        """Follow the curves from there, until a plan is known that is near enough to what any could reach."""
        whole = np.clip(np.rint(stand.whole), span.lower, span.upper)
        for start in (stand.inputs, self._mixed.alike.ordered(stand.heaviest)):
            for step in steps:
                place = Place(start, whole)
                self._take(self._following.plan(self._costs, self._price, place, step))
                if stand.bound >= self._enough:
                    return

    def _take(self, found: Known | None) -> None:
        if found is not None and (self.best is None or found.value < self.best.value):
            self.best = found


def _whole(stand: Stand) -> Floats:
    whole = np.rint(stand.whole)
    return np.where(np.abs(stand.whole - whole) <= _WHOLE, whole, stand.whole)
