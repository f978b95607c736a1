"""Groups of items that overlap: which cross each other, and which lie within others."""

from __future__ import annotations

from collections.abc import Sequence
from math import comb

Items = frozenset[str]
_MOST = 5000
"""So many corners are looked at for ceilings that cross each other."""


def knots(groups: Sequence[Items]) -> list[tuple[int, ...]]:
    """The groups by number, in knots of those that cross one another; what lies within others comes first.

    Two groups cross where they share items and neither holds the other. A group that crosses none is a knot
    of its own, and lies within, around or apart from each other knot.
    """
    left, found = dict.fromkeys(range(len(groups))), []
    while left:
        knot, waiting = [], [next(iter(left))]
        del left[waiting[0]]
        while waiting:
            knot.append(waiting.pop())
            near = [k for k in left if _cross(groups[knot[-1]], groups[k])]
            waiting += near
            for k in near:
                del left[k]
        found.append(tuple(sorted(knot)))
    return sorted(found, key=lambda knot: (len(union(groups, knot)), max(len(groups[k]) for k in knot)))


def union(groups: Sequence[Items], knot: Sequence[int]) -> Items:
    """All items of some groups."""
    return frozenset().union(*(groups[k] for k in knot))


def signatures(groups: Sequence[Items], knot: Sequence[int]) -> list[frozenset[int]]:
    """Which groups of a knot items lie in, each such set of places in the knot once."""
    found: dict[str, list[int]] = {item: [] for item in union(groups, knot)}
    for place, k in enumerate(knot):
        for item in groups[k]:
            found[item].append(place)
    return sorted({frozenset(places) for places in found.values()}, key=sorted)


def is_tangled(groups: Sequence[Items], knot: Sequence[int]) -> bool:
    """Whether so many groups cross one another that it takes too long to see what they allow together."""
    return comb(len(knot) + len(signatures(groups, knot)), len(knot)) > _MOST


def fits_within(inner: Items, outer: Items) -> bool:
    """Whether one group lies within another, or apart from it."""
    return inner <= outer or inner.isdisjoint(outer)


def _cross(one: Items, other: Items) -> bool:
    return not (one.isdisjoint(other) or one <= other or other <= one)
