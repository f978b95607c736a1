"""In which ways several ceilings can take hold together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import combinations

from allocator.money import exact

Places = frozenset[int]


@dataclass(frozen=True, slots=True)
class Way:
    """One way: how much each ceiling weighs, and what share of each part they take hold of.

    However much the parts bring, at least Σ share · part − Σ weight · ceiling is lost.
    """

    weights: tuple[Decimal, ...]
    shares: tuple[Decimal, ...]

    def excess(self, part: int, places: Places) -> Decimal:
        """By how much the ceilings weigh more on a part than they can take."""
        return sum((self.weights[k] for k in places), Decimal(0)) - self.shares[part]


@cache
def ways_of(count: int, parts: tuple[Places, ...]) -> tuple[Way, ...]:
    """The ways in which `count` ceilings take hold of parts, given by the ceilings that hold each of them.

    What is kept of parts b at most is max Σ y with y ≤ b and Σ_{a in k} y_a ≤ C_k for each ceiling k. By
    duality that is the least of Σ_a b_a · max(0, 1 − Σ_{k holds a} v_k) + Σ_k C_k · v_k over v ≥ 0. Whatever
    b and C are, it is least at a point in which as many of the planes v_k = 0 and Σ_{k holds a} v_k = 1 meet
    as there are ceilings: those are the ways, the one without any ceiling left out.
    """
    found: dict[tuple[Fraction, ...], None] = {}
    planes = [(frozenset({k}), 0) for k in range(count)] + [(places, 1) for places in parts]
    for chosen in combinations(planes, count):
        point = _meeting(chosen, count)
        if point is not None and min(point) >= 0 and any(point):
            found[point] = None
    ways = [(point, tuple(min(Fraction(1), _weight(point, places)) for places in parts)) for point in found]
    return tuple(
        Way(tuple(map(_decimal, point)), tuple(map(_decimal, shares)))
        for point, shares in sorted(ways)
        if not any(_spares(other, (point, shares)) for other in ways)
    )


_Point = tuple[Fraction, ...]


def _spares(one: tuple[_Point, _Point], other: tuple[_Point, _Point]) -> bool:
    """Whether one way takes hold of the same as another with less."""
    return one != other and one[1] == other[1] and all(a <= b for a, b in zip(one[0], other[0], strict=True))


def _weight(point: _Point, places: Places) -> Fraction:
    return sum((point[k] for k in places), Fraction(0))


def _meeting(planes: Sequence[tuple[Places, int]], count: int) -> _Point | None:
    """The one point in which planes meet, by elimination; None where there is none, or more than one."""
    rows = [[Fraction(k in places) for k in range(count)] + [Fraction(to)] for places, to in planes]
    for column in range(count):
        pivot = next((row for row in rows[column:] if row[column]), None)
        if pivot is None:
            return None
        rows.remove(pivot)
        pivot = [number / pivot[column] for number in pivot]
        rows = [[a - row[column] * b for a, b in zip(row, pivot, strict=True)] for row in rows]
        rows.insert(column, pivot)
    return tuple(row[-1] for row in rows)


def _decimal(number: Fraction) -> Decimal:
    with exact():
        return Decimal(number.numerator) / number.denominator
