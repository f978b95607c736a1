"""Whole smallest units where every amount is a fraction: rounded down, then filled up as far as limits go.

Under smooth curves most amounts stand between two smallest units, and hundreds of limits on money are full.
What rounding down leaves free is given back unit by unit, to the amounts that lost the most first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from allocator.limits import Measure, Row, Sense
from allocator.plan.ledger import Ledger
from allocator.problem import Lever, Problem, Pull

_MONEY = (Measure.SPEND, Measure.PUT)
_NOISE = 1e-6
ONE = Decimal(1)
_SIGNS: dict[Sense, tuple[int, ...]] = {Sense.AT_MOST: (1,), Sense.AT_LEAST: (-1,), Sense.EXACTLY: (1,)}
Weights = Mapping[tuple[str, int | None], list[tuple[int, float]]]


def refilled(problem: Problem, units: Mapping[Lever, Decimal], books: Ledger) -> dict[Lever, int] | None:
    """Amounts in smallest units, each rounded down or up; `books` hold all rounded down.

    Rows of other things than money are not looked at, so the plan is still to be checked. None where levers
    pay in other ways than their amount in their period.
    """
    if not all(lever.pull is Pull.MONEY and lever.payments == ((lever.period, ONE),) for lever in units):
        return None
    room, weights = _rooms(problem, books)
    found = {lever: int(amount // 1) for lever, amount in units.items()}
    lost = {lever: units[lever] - floor for lever, floor in found.items()}
    for lever in sorted((lever for lever in units if lost[lever]), key=lambda lever: -lost[lever]):
        touched = [*weights.get((lever.item, lever.period), ()), *weights.get((lever.item, None), ())]
        if all(room[row] >= weight for row, weight in touched if weight > 0):
            for row, weight in touched:
                room[row] -= weight
            found[lever] += 1
    return found


def _rooms(problem: Problem, books: Ledger) -> tuple[list[float], Weights]:
    """How many units each row has room for, and what a unit on an item, in a period or any, takes of it."""
    room: list[float] = []
    weights: dict[tuple[str, int | None], list[tuple[int, float]]] = {}
    for row, sign in _rows(problem):
        for term, coefficient in row.terms.items():
            if term.measure in _MONEY:
                for item in term.items:
                    weight = sign * float(coefficient)
                    weights.setdefault((item, term.period), []).append((len(room), weight))
        room.append(sign * float((row.bound - books.left(row.terms)) / problem.unit) + _NOISE)
    return room, weights


def _rows(problem: Problem) -> Iterator[tuple[Row, int]]:
    for rule in problem.rules:
        for row in rule.rows:
            if any(term.measure in _MONEY for term in row.terms):
                yield from ((row, sign) for sign in _SIGNS[row.sense])
