"""What spans leave to chains: between which inputs their months are, and which of them can be used."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from allocator.curves.arrays import Floats
from allocator.model.smooth.chains.chains import Chain, Link
from allocator.model.smooth.chains.responding import Choice, Room
from allocator.model.smooth.hulls.spans import Span
from allocator.model.smooth.hulls.wholes import Wholes
from allocator.model.smooth.pieces import Shapes

_NEAR = 5e-3
"""The part of the largest input by which a response may miss a room, as grids do."""


class Rooms:
    """The rooms of chains; `own` are the S-shaped ones among all curves, which spans have entries for."""

    def __init__(
        self, chains: Sequence[Chain], shapes: Shapes, own: NDArray[np.intp], wholes: Wholes
    ) -> None:
        self._chains, self._top, self._most = chains, shapes.top, shapes.most
        self.place = np.full(len(shapes.most), -1)
        self.place[own] = np.arange(len(own))
        self.flags = [wholes.places(chain.flags) for chain in chains]
        self._counts = [wholes.counting(chain.flags) for chain in chains]

    def of(self, c: int, span: Span) -> Room:
        """What a span leaves to a chain."""
        links, flags, count = self._chains[c].links, self.flags[c], self._counts[c]
        ends = [self._ends(link, span) for link in links]
        choices = tuple(
            _choices(link, place, span) for link, place in zip(links, flags.tolist(), strict=True)
        )
        fewest, most = 0, len(links)
        if count is not None:
            fewest, most = int(span.lower[count]), int(span.upper[count])
        return Room(tuple(low for low, _ in ends), tuple(high for _, high in ends), choices, fewest, most)

    def _ends(self, link: Link, span: Span) -> tuple[float, float]:
        """Between which inputs a month is; a span that ends where a curve is level ends nothing."""
        curves = link.step.curves
        low, high = 0.0, float(self._most[curves].min())
        for curve, k in zip(curves.tolist(), self.place[curves].tolist(), strict=True):
            if k >= 0:
                low = max(low, float(span.low[k]))
                high = min(high, float(span.high[k])) if span.high[k] < self._top[curve] else high
        return low, high


def fits(seen: Floats, used: NDArray[np.bool_], room: Room) -> bool:
    """Whether what months see, and which of them are used, is within a room."""
    low, high = np.array(room.low), np.array(room.high)
    near = _NEAR * float(high.max())
    return (
        bool(np.all((seen >= low - near) & (seen <= high + near)))
        and room.fewest <= used.sum() <= room.most
        and all(
            any(choice.is_use == use for choice in choices)
            for use, choices in zip(used.tolist(), room.choices, strict=True)
        )
    )


def is_within(one: Room, other: Room) -> bool:
    """Whether a room has nothing that another one does not have."""
    return (
        one.fewest >= other.fewest
        and one.most <= other.most
        and all(a >= b for a, b in zip(one.low, other.low, strict=True))
        and all(a <= b for a, b in zip(one.high, other.high, strict=True))
        and all(set(a) <= set(b) for a, b in zip(one.choices, other.choices, strict=True))
    )


def _choices(link: Link, place: int, span: Span) -> tuple[Choice, ...]:
    """What a month can choose in a span."""
    if place < 0:
        return (link.idle,)
    open_ = ((link.idle, span.lower[place] < 1), (link.use, span.upper[place] > 0))
    return tuple(choice for choice, is_open in open_ if is_open and choice.least <= choice.most)
